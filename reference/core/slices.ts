import type { Clock } from './world.js'

/** So many steps of long work (a message that expired, one that is visible again) fit in one turn: some ten milliseconds. */
export const SLICE = 4_000
/** So many requests that waited are answered in one turn. */
const AT_ONCE = 100

/** Thrown by work that has done as much as fits in one turn. What it did stays done; called again, it goes on from there. */
export class Unfinished extends Error {}

interface Task {
  /** Whether it is finished. */
  go(): boolean
}

/**
 * Does long work in slices, one a turn of the event loop, so that nobody else waits long because of it. What comes meanwhile waits behind
 * it: all is done in the order in which it came.
 */
export class Slices {
  readonly #tasks: Task[] = []

  constructor(private readonly clock: Clock) {}

  /** Does it at once where nothing waits and it fits in this turn. */
  run<T>(work: () => T): T | Promise<Awaited<T>> {
    if (this.#tasks.length > 0) return this.later(work)
    try {
      return work()
    } catch (error) {
      if (error instanceof Unfinished) return this.later(work)
      throw error
    }
  }

  /** Does it in a later turn. A clock that waits for work waits for it. */
  later<T>(work: () => T): Promise<Awaited<T>> {
    const begun = new Promise<{ readonly output: T }>((resolve, reject) => {
      const go = (): boolean => {
        try {
          resolve({ output: work() })
        } catch (error) {
          if (error instanceof Unfinished) return false
          reject(error as Error)
        }
        return true
      }
      if (this.#tasks.push({ go }) === 1) setImmediate(this.#turn)
    })
    return (this.clock.working?.(begun) ?? begun).then(({ output }) => output as Awaited<T>)
  }

  readonly #turn = (): void => {
    let done = 0
    while (done < AT_ONCE && done < this.#tasks.length && this.#tasks[done]!.go()) done++
    this.#tasks.splice(0, done)
    if (this.#tasks.length > 0) setImmediate(this.#turn)
  }
}
