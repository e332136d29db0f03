/**
 * So much in any one second that begins with a request.
 *
 * @clause kinesis.get.five-per-second @clause kinesis.limits.shard-write-1000-records @clause kinesis.iterator.rate-limit-5
 */
export class Window {
  #start = -Infinity
  #used = 0
  constructor(private readonly most: number) {}

  /** @param now milliseconds */
  has(now: number): boolean {
    if (now - this.#start >= 1000 || now < this.#start) {
      this.#start = now
      this.#used = 0
    }
    return this.#used < this.most
  }

  use(amount = 1): void {
    this.#used += amount
  }
}

/** Holds a second's worth, or more where it is told so, and fills up evenly. @clause kinesis.limits.shard-write-1mib */
export class Bucket {
  #level = 0
  #at = 0
  constructor(private readonly perSecond: number) {}

  /** Takes the amount where it is there. @param now milliseconds @param holds how much it holds when full */
  take(amount: number, now: number, holds: number): boolean {
    this.#level = this.#at === 0 ? holds : Math.min(holds, this.#level + (Math.max(0, now - this.#at) / 1000) * this.perSecond)
    this.#at = now
    if (this.#level < amount) return false
    this.#level -= amount
    return true
  }
}
