import type { Random } from '../../../reference/core/random.js'
import type { Clock } from '../../../reference/core/world.js'
import type { Conditions } from './conditions.js'
import type { Events } from './events.js'

/**
 * When a simulated server does something: its clock, which may be coarse and run too fast, and the seconds in which it stands still.
 * What falls into such a second is done at its end.
 */
export class ServerTime implements Clock {
  readonly #rate: number
  #stopsAt = Infinity
  #goesOnAt = Infinity

  /**
   * @param start the instant at which the server's clock is right
   * @param time the instant that it is
   */
  constructor(
    private readonly events: Events,
    private readonly start: number,
    private readonly time: () => number,
    private readonly conditions: Conditions,
    private readonly random: Random,
  ) {
    this.#rate = 1 + conditions.clock.ppm / 1e6
    if (conditions.stops) this.#nextStop(start)
  }

  now(): number {
    return this.#read(this.time())
  }

  at(time: number, wake: () => void): () => void {
    const { grain } = this.conditions.clock
    const shown = grain === 0 ? time : Math.ceil(time / grain) * grain
    let due = this.start + (shown - this.start) / this.#rate
    // Fractions are rounded: it must not ring before it shows the time it was set to.
    while (this.#read(due) < time) due += 0.001
    return this.add(Math.max(due, this.time()), wake)
  }

  /** Lets the server do something at an instant, or as soon as it can. The result cancels it. */
  add(instant: number, work: () => void): () => void {
    const attempt = (): void => {
      const now = this.time()
      const free = this.#freeAt(now)
      if (free > now) cancel = this.events.add(free, attempt)
      else work()
    }
    let cancel = this.events.add(instant, attempt)
    return () => cancel()
  }

  #read(instant: number): number {
    const { grain } = this.conditions.clock
    const exact = this.start + (instant - this.start) * this.#rate
    return grain === 0 ? exact : Math.floor(exact / grain) * grain
  }

  #freeAt(now: number): number {
    while (now >= this.#goesOnAt) this.#nextStop(this.#goesOnAt)
    return now >= this.#stopsAt ? this.#goesOnAt : now
  }

  #nextStop(from: number): void {
    const { every, ms } = this.conditions.stops!
    this.#stopsAt = from - Math.log(1 - this.random.next()) * every
    this.#goesOnAt = this.#stopsAt + ms
  }
}
