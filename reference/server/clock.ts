import type { Clock } from '../core/world.js'

export const CLOCK_KINDS = ['wall', 'manual', 'virtual'] as const
/**
 * How a world's time passes. `wall`: as everywhere, and it can be put forward. `manual`: it stands still until it is put forward. `virtual`: it
 * stands still while anything works, and jumps to the next timer when everything waits (embedded only).
 */
export type ClockKind = (typeof CLOCK_KINDS)[number]

/** A world's clock and its controls. Times are milliseconds since 1970. */
export interface WorldClock extends Clock {
  readonly kind: ClockKind
  /**
   * Puts the clock `ms` milliseconds forward. Timers on the way fire in order, each at its own time, and
   * what they wake is let finish before the next.
   */
  advance(ms: number): Promise<void>
  /** Resolves when the clock is `ms` milliseconds further. */
  sleep(ms: number): Promise<void>
  /**
   * Counts `promise` as work until it settles: a virtual clock stands still meanwhile, and no clock is put past a timer. For what takes real time: an
   * outgoing HTTP request, the file that a test reads between two requests.
   */
  working<T>(promise: Promise<T>): Promise<T>
  /** A request begins to wait; the result ends that. */
  park(): () => void
  /** Something happened: a virtual clock looks again whether everything waits. */
  stir(): void
  /** Forgets all timers and goes back to its start. */
  reset(): void
  /** Forgets all timers. */
  close(): void
}

/** Work under way that takes real time. */
export class Work {
  readonly #open = new Set<Promise<unknown>>()

  add(promise: Promise<unknown>): void {
    this.#open.add(promise)
    const end = (): void => void this.#open.delete(promise)
    promise.then(end, end)
  }

  /** Lets everything finish that is under way, and what follows from it. */
  async finish(): Promise<void> {
    await settle()
    while (this.#open.size > 0) {
      await Promise.allSettled(this.#open)
      await settle()
    }
  }
}

/** Lets everything finish that needs no real time: promises and their reactions, then whatever those put on the next turn. */
export const settle = async (): Promise<void> => {
  await turn()
  await turn()
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export const requireForward = (ms: number): number => {
  if (typeof ms !== 'number' || !Number.isFinite(ms) || ms < 0) {
    throw new RangeError(`A clock goes forward only: give a number of milliseconds of at least 0, not ${String(ms)}.`)
  }
  return ms
}
