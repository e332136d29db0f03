import { Order, Place } from '../../../reference/core/order.js'

class Event {
  readonly place = new Place<Event>(this)
  constructor(readonly happen: () => void) {}
}

/** What is to happen when, in order of time; at one time, in order of arrival. */
export class Events {
  readonly #order = new Order<Event>()

  /** The time of the next one, or `Infinity`. */
  get next(): number {
    return this.#order.firstKey
  }

  /** The result cancels it. */
  add(time: number, happen: () => void): () => void {
    const { place } = new Event(happen)
    this.#order.put(place, time)
    return () => place.leave()
  }

  /** Lets the next one happen; there must be one. */
  step(): void {
    const event = this.#order.first!
    event.place.leave()
    event.happen()
  }
}
