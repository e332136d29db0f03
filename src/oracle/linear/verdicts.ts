import type { ClauseId } from '../../../reference/core/reading.js'
import type { Finding, LawReport } from './findings.js'
import type { Law } from './law.js'
import type { Suspicions } from './suspicions.js'

/** What an offence is about; the law adds its name. */
export type Offence = Omit<Finding, 'law'>

/** What is written down of one law. */
export type Judging = Pick<Verdicts, 'tested' | 'undecided' | 'used' | 'found' | 'suspect'>

/**
 * The same, where something may come to light up to the end of the history that leaves its offences undecided: that two accounts have
 * something of one name, for example.
 */
export const unless = (isDoubtful: () => boolean, verdicts: Judging): Judging => {
  const suspect = (_at: number, stands: () => boolean, offence: Offence): void => {
    if (isDoubtful()) return verdicts.undecided()
    const stillStands = (): boolean => {
      if (!isDoubtful()) return stands()
      verdicts.undecided()
      return false
    }
    verdicts.suspect(Infinity, stillStands, offence)
  }
  return {
    tested: (times) => verdicts.tested(times),
    undecided: () => verdicts.undecided(),
    used: (id) => verdicts.used(id),
    found: (offence) => suspect(Infinity, () => true, offence),
    suspect,
  }
}

/** Where one law writes down what it saw. */
export class Verdicts {
  #tested = 0
  #found = 0
  #undecided = 0
  readonly #used = new Map<ClauseId, number>()

  /** @param findings shared by all laws, so that they stand in the order of the history */
  constructor(
    readonly law: Law,
    private readonly findings: Finding[],
    private readonly room: number,
    private readonly suspicions: Suspicions,
  ) {}

  /** A faulty implementation could have been caught here. */
  tested(times = 1): void {
    this.#tested += times
  }

  undecided(): void {
    this.#undecided++
  }

  /** The documented freedom `id` was needed to excuse an answer. */
  used(id: ClauseId): void {
    this.#used.set(id, (this.#used.get(id) ?? 0) + 1)
  }

  /** Nothing that is still to come can excuse it. */
  found(offence: Offence): void {
    if (this.#found++ < this.room) this.findings.push({ law: this.law.name, ...offence })
  }

  /**
   * An offence, unless an exchange excuses it that overlaps and has not been seen yet: it is judged again when none can come any more.
   *
   * @param at when the offending answer was there: exchanges sent later cannot excuse it
   * @param stands asked then, with all that is known
   */
  suspect(at: number, stands: () => boolean, offence: Offence): void {
    this.suspicions.add({ at, stands, confirm: () => this.found(offence), drop: () => this.undecided() })
  }

  report(): LawReport {
    return {
      law: this.law.name,
      says: this.law.says,
      clauses: this.law.clauses,
      tested: this.#tested,
      found: this.#found,
      undecided: this.#undecided,
      used: Object.fromEntries([...this.#used].sort()),
    }
  }
}
