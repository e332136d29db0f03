import { Order, Place } from './order.js'

/** Something that may have left without saying so. */
export interface Mortal {
  readonly gone: boolean
}

/**
 * Things in order of a number, smallest first, like an `Order`, where all that matters is the first: what arrives in order costs one slot of an array
 * and is passed over once it is gone; only what arrives out of order has a place of its own.
 */
export class Arrivals<T extends Mortal> {
  #line: T[] = []
  #head = 0
  #gone = 0
  #lastKey = -Infinity
  readonly #keyOf: (thing: T) => number
  readonly #late = new Order<T>()
  readonly #latePlaces = new Map<T, Place<T>>()
  /** The thing with the smallest key and its key, once somebody asked, until it is gone: to look for it touches things that nobody else needs. */
  #first: T | undefined
  #firstKey = Infinity
  #isKnown = false

  constructor(keyOf: (thing: T) => number) {
    this.#keyOf = keyOf
  }

  /** The thing with the smallest key. */
  get first(): T | undefined {
    if (!this.#isKnown) this.#know(this.#find())
    return this.#first
  }

  /** The smallest key, or `Infinity`. */
  get firstKey(): number {
    if (!this.#isKnown) this.#know(this.#find())
    return this.#firstKey
  }

  #know(first: T | undefined): void {
    this.#first = first
    this.#firstKey = first === undefined ? Infinity : this.#keyOf(first)
    this.#isKnown = true
  }

  #find(): T | undefined {
    while (this.#line[this.#head]?.gone === true) this.#head++
    const first = this.#line[this.#head]
    const late = this.#late.first
    if (first === undefined || late === undefined) return first ?? late
    return this.#late.firstKey < this.#keyOf(first) ? late : first
  }

  add(thing: T): void {
    const key = this.#keyOf(thing)
    if (this.#isKnown && key < this.#firstKey) this.#know(thing)
    if (key >= this.#lastKey) {
      this.#lastKey = key
      this.#line.push(thing)
      return
    }
    const place = new Place(thing)
    this.#latePlaces.set(thing, place)
    this.#late.put(place, key)
  }

  /** A thing is gone: half a line of such things is let go of. */
  left(thing: T): void {
    if (thing === this.#first) this.#isKnown = false
    const late = this.#latePlaces.get(thing)
    if (late !== undefined) {
      late.leave()
      this.#latePlaces.delete(thing)
    } else if (++this.#gone * 2 > this.#line.length) {
      this.#line = this.#line.filter(({ gone }) => !gone)
      this.#head = this.#gone = 0
      if (this.#line.length === 0) this.#lastKey = -Infinity
    }
  }
}
