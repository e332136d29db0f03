/** Leave to be under way; given back once. */
export interface Permit {
  giveBack(): void
}

/** Milliseconds that answers may take on the average before it is us who make the target slow: sharp enough for timers of a second. */
const SLOW_MS = 120
/** On a long way they may take so many times as long as the quickest. */
const SLOW_FACTOR = 3
/** How much one answer counts for the average. */
const WEIGHT = 0.1
const NARROWEST = 4
const WIDEST = 64
const AT_FIRST = 8

/**
 * Lets requests to a target through, as many at the same time as it can work on without making them wait: a request that queues up in the target
 * blurs when it took place, one that queues up here does not. It watches how long answers take, and narrows when they take long.
 *
 * What is in the middle of something goes first; what only wants to begin waits until nothing else does.
 */
export class PacedGate {
  #width = AT_FIRST
  #underWay = 0
  #quickest = Infinity
  #average = 0
  /** How many answers there will be before the width may change again: those that are under way say nothing about the new width. */
  #untilNarrower = 0
  readonly #inMidst: (() => void)[] = []
  readonly #beginners: (() => void)[] = []

  get width(): number {
    return Math.floor(this.#width)
  }

  /** @param isBeginner waits until nobody else does */
  async permit(isBeginner: boolean): Promise<Permit> {
    if (this.#underWay >= this.width || this.#inMidst.length > 0) {
      await new Promise<void>((resolve) => (isBeginner ? this.#beginners : this.#inMidst).push(resolve))
    } else {
      this.#underWay++
    }
    let isOut = true
    return {
      giveBack: () => {
        if (isOut) this.#release()
        isOut = false
      },
    }
  }

  /** Tells how long an answer took. */
  took(ms: number): void {
    this.#quickest = Math.min(this.#quickest, ms)
    this.#average += (ms - this.#average) * WEIGHT
    this.#untilNarrower--
    if (this.#average > Math.max(this.#quickest * SLOW_FACTOR, SLOW_MS)) {
      if (this.#untilNarrower > 0) return
      this.#width = Math.max(NARROWEST, this.#width * 0.8)
      this.#untilNarrower = this.#underWay
    } else if (this.#inMidst.length + this.#beginners.length > 0) {
      this.#width = Math.min(WIDEST, this.#width + 1 / this.#width)
    }
  }

  #release(): void {
    this.#underWay--
    while (this.#underWay < this.width) {
      const next = this.#inMidst.shift() ?? this.#beginners.shift()
      if (!next) return
      this.#underWay++
      next()
    }
  }
}
