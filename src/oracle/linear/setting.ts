const REMEMBERED = 16

interface Change {
  readonly value: number
  readonly sent: number
  readonly received: number
  /** When it is surely in effect everywhere; never, where the answer was lost. */
  readonly settled: number
}

/** What a setting may have been in effect with, and when. Values in the attribute's own unit, instants in milliseconds. */
export class Setting {
  #changes: Change[] = []
  /** Over the whole history so far. */
  min: number
  max: number

  /** @param low the least and @param high the greatest value that it can have had before the first change */
  constructor(
    private low: number,
    private high: number,
  ) {
    this.min = low
    this.max = high
  }

  change(value: number, sent: number, received: number, settled: number): void {
    this.min = Math.min(this.min, value)
    this.max = Math.max(this.max, value)
    this.#changes.push({ value, sent, received, settled })
    if (this.#changes.length <= REMEMBERED) return
    const oldest = this.#changes.shift()!
    this.low = Math.min(this.low, oldest.value)
    this.high = Math.max(this.high, oldest.value)
  }

  /** Whether a change may have come into effect in this span. */
  mayChange(from: number, to: number): boolean {
    return this.#changes.some(({ sent, settled }) => sent <= to && settled >= from)
  }

  lowest(from: number, to: number): number {
    let low = this.low
    for (let i = 0; i < this.#changes.length; i++) {
      const change = this.#changes[i]!
      if (change.sent > to) continue
      low = this.#replaces(i, from) ? change.value : Math.min(low, change.value)
    }
    return low
  }

  highest(from: number, to: number): number {
    let high = this.high
    for (let i = 0; i < this.#changes.length; i++) {
      const change = this.#changes[i]!
      if (change.sent > to) continue
      high = this.#replaces(i, from) ? change.value : Math.max(high, change.value)
    }
    return high
  }

  /** Is the change surely in effect at `from`, and surely later than the one before it? */
  #replaces(index: number, from: number): boolean {
    const change = this.#changes[index]!
    const before = this.#changes[index - 1]
    return change.settled <= from && (before === undefined || before.received < change.sent)
  }
}
