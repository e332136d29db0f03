export interface Suspicion {
  readonly at: number
  stands(): boolean
  confirm(): void
  /** There is no room to wait for what could excuse it. */
  drop(): void
}

/**
 * Offences that an exchange could still excuse which was sent before the offending answer and has not been seen yet, because its own answer
 * came later. A history that keeps the laws has next to none, so they wait until the end; where there are too many, the oldest is judged
 * if it waited long enough, and otherwise left undecided.
 */
export class Suspicions {
  #waiting: Suspicion[] = []
  #first = 0
  #now = 0

  constructor(
    private readonly room: number,
    private readonly patience: number,
  ) {}

  get size(): number {
    return this.#waiting.length - this.#first
  }

  /** The stream has come to the answer that was there at `now`. */
  reach(now: number): void {
    this.#now = now
  }

  add(suspicion: Suspicion): void {
    this.#waiting.push(suspicion)
    if (this.size <= this.room) return
    const oldest = this.#waiting[this.#first++]!
    if (this.#now < oldest.at + this.patience) oldest.drop()
    else if (oldest.stands()) oldest.confirm()
    if (this.#first > this.room) {
      this.#waiting = this.#waiting.slice(this.#first)
      this.#first = 0
    }
  }

  end(): void {
    for (let i = this.#first; i < this.#waiting.length; i++) {
      const suspicion = this.#waiting[i]!
      if (suspicion.stands()) suspicion.confirm()
    }
    this.#waiting = []
    this.#first = 0
  }
}
