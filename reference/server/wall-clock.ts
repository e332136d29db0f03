import { type WorldClock, requireForward, Work } from './clock.js'
import { Timers } from './timers.js'

/** The longest time that `setTimeout` can wait. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1

/** The time of day, which can be put forward. */
export class WallClock implements WorldClock {
  readonly kind = 'wall'
  readonly #timers = new Timers()
  #ahead = 0
  #latest = 0
  #timeout: NodeJS.Timeout | undefined
  #timeoutAt = Infinity
  readonly #work = new Work()
  #moves: Promise<void> = Promise.resolve()

  now(): number {
    // The machine's clock may be set back; a world's never is.
    return (this.#latest = Math.max(this.#latest, Date.now() + this.#ahead))
  }

  at(time: number, wake: () => void): () => void {
    const cancel = this.#timers.add(time, wake)
    this.#arm()
    return () => {
      cancel()
      if (this.#timers.size === 0) this.#disarm()
    }
  }

  advance(ms: number): Promise<void> {
    requireForward(ms)
    return (this.#moves = this.#moves.then(() => this.#move(ms)))
  }

  sleep(ms: number): Promise<void> {
    requireForward(ms)
    return new Promise((resolve) => {
      this.#timers.add(this.now() + ms, resolve, resolve)
      this.#arm()
    })
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
    this.#ahead = this.#latest = 0
  }

  close(): void {
    this.#timers.clear()
    this.#disarm()
  }

  async #move(ms: number): Promise<void> {
    await this.#work.finish()
    const end = this.now() + ms
    for (let next = this.#timers.next; next <= end; next = this.#timers.next) {
      this.#goTo(next)
      this.#timers.fire(this.now())
      await this.#work.finish()
    }
    this.#goTo(end)
    this.#arm()
  }

  #goTo(time: number): void {
    this.#ahead += Math.max(0, time - this.now())
    this.#latest = Math.max(this.#latest, time)
  }

  #arm(): void {
    const next = this.#timers.next
    if (next === Infinity || next >= this.#timeoutAt) return
    this.#disarm()
    this.#timeoutAt = next
    this.#timeout = setTimeout(this.#ring, Math.min(MAX_TIMEOUT_MS, Math.max(0, next - this.now())))
  }

  readonly #ring = (): void => {
    this.#disarm()
    this.#timers.fire(this.now())
    this.#arm()
  }

  #disarm(): void {
    clearTimeout(this.#timeout)
    this.#timeout = undefined
    this.#timeoutAt = Infinity
  }
}

const nothing = (): void => {}
