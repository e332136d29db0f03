import type { ClauseId } from '../../../reference/core/reading.js'
import type { Walked } from './walk.js'

/** How often something was seen, by its name. */
export type Counts = Readonly<Record<string, number>>

/** What walks came to, all together. */
export class Tally {
  walks = 0
  /** Answers that were judged, and those of them of which nothing could be said. */
  steps = 0
  undecided = 0
  readonly #tested = new Map<ClauseId, number>()
  readonly #used = new Map<ClauseId, number>()
  readonly #refused = new Map<ClauseId, number>()
  readonly #openQuestions = new Map<ClauseId, number>()

  add({ judged, findings }: Pick<Walked, 'judged' | 'findings'>): void {
    this.walks++
    this.steps += judged.length
    for (const { step } of judged) {
      for (const id of step.tested) count(this.#tested, id)
      for (const id of step.used) count(this.#used, id)
      if (step.verdict !== 'undecided') continue
      this.undecided++
      if (step.clause) count(this.#openQuestions, step.clause)
    }
    for (const { clause } of findings) count(this.#refused, clause)
  }

  /** How often each rule had its chance to be broken. */
  get tested(): Counts {
    return sorted(this.#tested)
  }
  /** How many answers needed which freedom. */
  get used(): Counts {
    return sorted(this.#used)
  }
  /** How many walks broke which clause. */
  get refused(): Counts {
    return sorted(this.#refused)
  }
  /** How many answers could not be decided by which rule. */
  get openQuestions(): Counts {
    return sorted(this.#openQuestions)
  }
}

const count = (counts: Map<ClauseId, number>, id: ClauseId): void => void counts.set(id, (counts.get(id) ?? 0) + 1)
const sorted = (counts: ReadonlyMap<ClauseId, number>): Counts => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
