import type { ServiceError } from '../../reference/core/errors.js'
import { type Fact, IntervalNow, Instant, MAYBE, NO, type Now } from '../../reference/core/facts.js'
import type { ClauseId } from '../../reference/core/reading.js'
import type { Strictness } from './oracle.js'

/** The documentation does not allow the answer: under the rule `clause` something else was to be seen. */
export class Inadmissible extends Error {
  override readonly name = 'Inadmissible'
  constructor(
    readonly clause: ClauseId,
    readonly allowed: string,
    readonly seen: string,
  ) {
    super(`${clause}: allowed is ${allowed}; seen was ${seen}`)
  }
}

/** The first rule that is surely broken asks for another error than the one seen. Another broken rule may ask for that one: their order is not documented. */
export class OtherError extends Inadmissible {}

/** Nothing can be said of the answer. */
export class Undecidable extends Error {
  override readonly name = 'Undecidable'
}

/** Whether an error that was seen will do for the one that a rule asks for. */
export type SameError = (clause: ClauseId, wanted: ServiceError, seen: string) => boolean

export function noteOnce(noted: ClauseId[], id: ClauseId): void {
  if (!noted.includes(id)) noted.push(id)
}

/** The part of an observer's reading that is the same for every service: rules are held against the answer that was seen. */
export class Admitting {
  now: Now = new IntervalNow(new Instant(0))
  /** The error that was seen, of the request or of the batch entry at hand. */
  protected error: string | undefined
  /** Rules that are not looked at. */
  suspended: ReadonlySet<ClauseId> = new Set()
  /** Freedoms without which the answer would be refused, and rules that it had a chance to break; each once. */
  used: ClauseId[] = []
  tested: ClauseId[] = []
  /** Nobody saw the answer: what is surely refused was refused, and nothing is learned. */
  protected unseen = false
  /** Of what nobody saw, whatever may have been refused was refused. */
  doubts = false

  constructor(
    protected readonly strictness: Strictness,
    private readonly sameError: SameError,
  ) {}

  protected interval(sent: number, received: number): IntervalNow {
    const { slack, lateness } = this.strictness
    return new IntervalNow(new Instant(sent, received), slack.ms, slack.ppm / 1e6, lateness)
  }

  rule(id: ClauseId, fact: Fact, freedom?: ClauseId): boolean {
    if (this.isAside(id)) return true
    if (this.unseen) return fact.possible
    const tolerated = freedom !== undefined && this.strictness.tolerates(freedom)
    if (!fact.possible) {
      if (!tolerated) throw new Inadmissible(id, 'an answer that keeps this rule', 'one that cannot have kept it')
      noteOnce(this.used, freedom)
      // Where the freedom explains the answer, nothing is learned.
    } else if (!tolerated) fact.assume()
    return true
  }

  orFail(id: ClauseId, fact: Fact, error: () => ServiceError): void {
    if (fact.certain || this.suspended.has(id)) return
    const isAside = this.isAside(id)
    if (this.unseen) {
      if (this.doubts || (!fact.possible && !isAside)) throw error()
      return
    }
    if (this.error === undefined) {
      if (isAside) return
      if (!fact.possible) throw new Inadmissible(id, `the error ${error().shape}`, 'success')
      fact.assume()
      return
    }
    const wanted = error()
    if (this.sameError(id, wanted, this.error)) {
      if (!fact.possible) noteOnce(this.tested, id)
      // Under another name that will do as well it may be the error of another rule: nothing is learned.
      else if (this.error === wanted.shape && !isAside) fact.deny()
      throw wanted
    }
    if (fact.possible) return
    // The rule was kept, if under a wrong name.
    if (isAside) throw wanted
    throw new OtherError(id, `the error ${wanted.shape}`, `the error ${this.error}`)
  }

  /** Whether the clause is held against nobody. */
  protected isAside(id: ClauseId): boolean {
    return this.strictness.aside?.has(id) ?? false
  }

  fires(): boolean {
    return false
  }

  hidden(freedom: ClauseId): Fact {
    if (!this.strictness.tolerates(freedom)) return NO
    return this.unseen ? MAYBE : { ...MAYBE, assume: () => noteOnce(this.used, freedom) }
  }
}
