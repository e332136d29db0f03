import { type WorldClock, requireForward, Work } from './clock.js'
import { Timers } from './timers.js'

/** A clock that stands still until someone moves it: `manual`, and the ground of `virtual`. */
export class TurnedClock implements WorldClock {
  readonly kind: 'manual' | 'virtual' = 'manual'
  protected readonly timers = new Timers()
  #now: number
  readonly #start: number
  readonly #work = new Work()
  #moves: Promise<void> = Promise.resolve()

  /** @param start milliseconds since 1970 */
  constructor(start: number) {
    this.#now = this.#start = start
  }

  now(): number {
    return this.#now
  }

  at(time: number, wake: () => void): () => void {
    return this.timers.add(time, wake)
  }

  advance(ms: number): Promise<void> {
    requireForward(ms)
    // One move after another, so that two at once add up.
    return (this.#moves = this.#moves.then(() => this.#move(ms)))
  }

  sleep(ms: number): Promise<void> {
    requireForward(ms)
    return new Promise((resolve) => this.timers.add(this.#now + ms, resolve, resolve))
  }

  working<T>(promise: Promise<T>): Promise<T> {
    this.#work.add(promise)
    return promise
  }

  park(): () => void {
    return nothing
  }

  stir(): void {}

  reset(): void {
    this.close()
    this.#now = this.#start
  }

  close(): void {
    this.timers.clear()
  }

  /** Goes to a time at or after now and wakes what is due there. */
  protected jump(time: number): void {
    this.#now = Math.max(this.#now, time)
    this.timers.fire(this.#now)
  }

  async #move(ms: number): Promise<void> {
    // What was asked before this call is let come to its wait.
    await this.#work.finish()
    const end = this.#now + ms
    while (this.timers.next <= end) {
      this.jump(this.timers.next)
      await this.#work.finish()
    }
    this.jump(end)
  }
}

const nothing = (): void => {}
