import type { Item } from './event-log.js'

/** Whether a decimal number without leading zeros is greater than another. */
export const isAbove = (a: string, b: string): boolean => (a.length === b.length ? a > b : a.length > b.length)

/** The items of a log that are read in the order of their numbers, in that order. The lowest are forgotten for want of room. */
export class NumberedLog {
  #items: Item[] = []
  #first = 0

  constructor(private readonly room: number) {}

  get lowest(): Item | undefined {
    return this.#items[this.#first]
  }

  get highest(): Item | undefined {
    return this.#items.at(-1)
  }

  get size(): number {
    return this.#items.length - this.#first
  }

  add(item: Item): void {
    const at = this.#after(item.id)
    const before = this.#items[at - 1]
    if (before?.id === item.id) {
      this.#items[at - 1] = item
      return
    }
    if (at === this.#items.length) this.#items.push(item)
    else this.#items.splice(at, 0, item)
    if (this.size <= this.room) return
    if (++this.#first <= this.room) return
    this.#items = this.#items.slice(this.#first)
    this.#first = 0
  }

  /** Those above a number, and below another where one is given. */
  *between(after: string, before?: string): Generator<Item> {
    for (let at = this.#after(after); at < this.#items.length; at++) {
      const item = this.#items[at]!
      if (before !== undefined && !isAbove(before, item.id)) return
      yield item
    }
  }

  /** The index of the first that is above a number. */
  #after(number: string): number {
    let low = this.#first
    let high = this.#items.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isAbove(this.#items[middle]!.id, number)) high = middle
      else low = middle + 1
    }
    return low
  }
}
