/** So many may be gone before the rest moves together. */
const FEW = 32

/**
 * Things by whole numbers that are given out one after the other: a map that is two lines in the order of the numbers, at a fraction of the memory that
 * a `Map` takes for each. Where a number stands is known from the first one, as long as none is missing in between; else it is sought in O(log n).
 */
export class Numbered<T> {
  private readonly numbers: number[] = []
  private readonly things: (T | undefined)[] = []
  /** How many in the line are gone. */
  private gone = 0
  /** Those that came after a larger number: out of a dead-letter queue, say. */
  private readonly late = new Map<number, T>()

  get size(): number {
    return this.things.length - this.gone + this.late.size
  }

  get(number: number): T | undefined {
    const at = this.find(number)
    return at === NOWHERE ? this.late.get(number) : this.things[at]
  }

  has(number: number): boolean {
    return this.get(number) !== undefined
  }

  set(number: number, thing: T): void {
    const { numbers, things } = this
    if (numbers.length === 0 || number > numbers[numbers.length - 1]!) {
      // A line that begins anew may pass one that came late.
      if (this.late.size > 0) this.late.delete(number)
      numbers.push(number)
      things.push(thing)
      return
    }
    const at = this.find(number)
    if (at === NOWHERE) {
      this.late.set(number, thing)
      return
    }
    if (things[at] === undefined) this.gone--
    things[at] = thing
  }

  delete(number: number): void {
    const at = this.find(number)
    if (at === NOWHERE) {
      this.late.delete(number)
      return
    }
    if (this.things[at] === undefined) return
    this.things[at] = undefined
    this.gone++
    if (this.gone > FEW && this.gone * 2 > this.things.length) this.moveTogether()
  }

  clear(): void {
    this.numbers.length = this.things.length = this.gone = 0
    this.late.clear()
  }

  /** All there are now: those in the line by their numbers, then those that came late. */
  values(): T[] {
    const all: T[] = []
    for (const thing of this.things) if (thing !== undefined) all.push(thing)
    for (const thing of this.late.values()) all.push(thing)
    return all
  }

  /** Numbers are whole and different, so that none stands farther from the first than it is larger. */
  private find(number: number): number {
    const { numbers } = this
    if (numbers.length === 0) return NOWHERE
    let low = 0
    let high = Math.min(number - numbers[0]!, numbers.length - 1)
    if (numbers[high] === number) return high
    while (low <= high) {
      const middle = (low + high) >> 1
      const there = numbers[middle]!
      if (there === number) return middle
      if (there < number) low = middle + 1
      else high = middle - 1
    }
    return NOWHERE
  }

  private moveTogether(): void {
    const { numbers, things } = this
    let to = 0
    for (let at = 0; at < things.length; at++) {
      if (things[at] === undefined) continue
      things[to] = things[at]
      numbers[to++] = numbers[at]!
    }
    numbers.length = things.length = to
    this.gone = 0
  }
}

const NOWHERE = -1
