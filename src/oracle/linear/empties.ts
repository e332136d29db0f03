import type { ClauseId } from '../../../reference/core/reading.js'
import type { Told } from './event-log.js'
import type { Court } from './service-laws.js'

/** Empty answers that are remembered of a queue. */
const KEPT = 32

/** The latest empty answers of a queue, in the order in which they were asked for. */
export class Empties {
  readonly #told: Told[] = []

  see(told: Told): void {
    let at = this.#told.length
    while (at > 0 && this.#told[at - 1]!.sent > told.sent) at--
    this.#told.splice(at, 0, told)
    if (this.#told.length > KEPT) this.#told.shift()
  }

  /** The first of so many that were asked for last, and when they were all answered; nothing where there are fewer. */
  last(needed: number): { readonly first: Told; readonly until: number } | undefined {
    const first = this.#told[this.#told.length - needed]
    return first && { first, until: this.#told.reduce((latest, { received }) => Math.max(latest, received), -Infinity) }
  }
}

/** How many empty answers in a row prove that nothing is left, where these freedoms let a target overlook what is there. */
export const emptiesNeeded = (freedoms: readonly ClauseId[], { strictness, bounds }: Pick<Court, 'strictness' | 'bounds'>): number =>
  freedoms.some((id) => strictness.tolerates(id)) ? Math.max(1, Math.min(bounds.emptiesToDrain, KEPT)) : 1
