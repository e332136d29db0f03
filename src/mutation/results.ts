import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { Mutant } from './mutant.js'
import type { Kill } from './protocol.js'

/** What became of a mutant: how it was noticed, or that nothing passed by, or that it lived on. */
export interface Outcome {
  readonly key: string
  readonly hash: string
  readonly before: string
  readonly after: string
  readonly line: number
  readonly outcome: Kill['how'] | 'survived' | 'unreached'
  readonly by: string
  /** When it was found out. */
  readonly date: string
}

/** Results on disk, so that a run goes on where the last one ended. A result holds as long as the mutated declaration is the same. */
export class Results {
  readonly #kept = new Map<string, Outcome>()

  constructor(private readonly file: string) {
    const lines = existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
      : []
    for (const line of lines) {
      const outcome = JSON.parse(line) as Outcome
      this.#kept.set(outcome.key, outcome)
    }
  }

  of({ key, hash, before, after }: Mutant): Outcome | undefined {
    const kept = this.#kept.get(key)
    // Where other changes are made than before, a how-manieth may be another's.
    return kept?.hash === hash && kept.before === before && kept.after === after ? kept : undefined
  }

  add(mutant: Mutant, outcome: Outcome['outcome'], by: string): Outcome {
    const { key, hash, before, after, line } = mutant
    const result: Outcome = { key, hash, before, after, line, outcome, by, date: new Date().toISOString().slice(0, 10) }
    this.#kept.set(key, result)
    appendFileSync(this.file, `${JSON.stringify(result)}\n`)
    return result
  }
}
