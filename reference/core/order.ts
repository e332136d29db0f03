/**
 * Things in order of a number, smallest first. What arrives in order costs O(1) (a linked line), the rest O(log n) (a heap):
 * messages arrive in order of time nearly always, so a queue of a million messages behaves like one of a hundred.
 * Equal keys leave in the order in which they were put.
 */
export class Order<T> {
  #first: Place<T> | undefined
  #last: Place<T> | undefined
  readonly #heap: Place<T>[] = []
  #arrivals = 0
  size = 0

  /** The thing with the smallest key. */
  get first(): T | undefined {
    return this.#top()?.item
  }

  /** The smallest key, or `Infinity`. */
  get firstKey(): number {
    return this.#top()?.key ?? Infinity
  }

  /** Puts a thing where `key` says; a place that stands somewhere already is moved. */
  put(place: Place<T>, key: number): void {
    place.order?.remove(place)
    place.order = this
    place.key = key
    place.arrival = this.#arrivals++
    this.size++
    const last = this.#last
    if (last === undefined || key >= last.key) {
      place.at = IN_LINE
      place.before = last
      if (last === undefined) this.#first = place
      else last.after = place
      this.#last = place
      return
    }
    place.at = this.#heap.length
    this.#heap.push(place)
    this.#up(place)
  }

  remove(place: Place<T>): void {
    if (place.order !== this) return
    place.order = undefined
    this.size--
    if (place.at === IN_LINE) {
      const { before, after } = place
      if (before === undefined) this.#first = after
      else before.after = after
      if (after === undefined) this.#last = before
      else after.before = before
      place.before = place.after = undefined
      return
    }
    const last = this.#heap.pop()!
    if (last === place) return
    last.at = place.at
    this.#heap[last.at] = last
    this.#up(last)
    this.#down(last)
  }

  #top(): Place<T> | undefined {
    const line = this.#first
    const heap = this.#heap[0]
    if (line === undefined || heap === undefined) return line ?? heap
    return precedes(heap, line) ? heap : line
  }

  #up(place: Place<T>): void {
    const heap = this.#heap
    let at = place.at
    while (at > 0) {
      const parentAt = (at - 1) >> 1
      const parent = heap[parentAt]!
      if (precedes(parent, place)) break
      heap[at] = parent
      parent.at = at
      at = parentAt
    }
    heap[at] = place
    place.at = at
  }

  #down(place: Place<T>): void {
    const heap = this.#heap
    let at = place.at
    for (;;) {
      let childAt = 2 * at + 1
      if (childAt >= heap.length) break
      if (childAt + 1 < heap.length && precedes(heap[childAt + 1]!, heap[childAt]!)) childAt++
      const child = heap[childAt]!
      if (precedes(place, child)) break
      heap[at] = child
      child.at = at
      at = childAt
    }
    heap[at] = place
    place.at = at
  }
}

/** Where a thing stands in an order. A thing that can stand in several orders has a place for each. */
export class Place<T> {
  key = 0
  arrival = 0
  at = IN_LINE
  order: Order<T> | undefined
  before: Place<T> | undefined
  after: Place<T> | undefined
  constructor(readonly item: T) {}

  leave(): void {
    this.order?.remove(this)
  }
}

const IN_LINE = -1
const precedes = (a: Place<unknown>, b: Place<unknown>): boolean => a.key < b.key || (a.key === b.key && a.arrival < b.arrival)
