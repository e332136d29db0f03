import { Order, Place } from '../core/order.js'

class Timer {
  readonly place = new Place<Timer>(this)
  constructor(
    readonly wake: () => void,
    readonly dropped: (() => void) | undefined,
  ) {}
}

/** What is to happen when, in order of time; at one time, in order of arrival. */
export class Timers {
  readonly #order = new Order<Timer>()

  /** The earliest time, or `Infinity`. */
  get next(): number {
    return this.#order.firstKey
  }

  get size(): number {
    return this.#order.size
  }

  /** The result cancels it. `dropped` is called instead of `wake` when all timers are cleared. */
  add(time: number, wake: () => void, dropped?: () => void): () => void {
    const { place } = new Timer(wake, dropped)
    this.#order.put(place, time)
    return () => place.leave()
  }

  /** Wakes what is due at `now`, and what those add for `now` or earlier. */
  fire(now: number): void {
    while (this.#order.firstKey <= now) this.#takeFirst().wake()
  }

  clear(): void {
    while (this.#order.size > 0) this.#takeFirst().dropped?.()
  }

  #takeFirst(): Timer {
    const timer = this.#order.first!
    timer.place.leave()
    return timer
  }
}
