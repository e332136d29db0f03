import type { ClauseId } from '../../reference/core/reading.js'
import type { Exchange } from './exchange.js'
import { type Judged, type Oracle, type Step, UNNAMED } from './oracle.js'

/**
 * A service judged past what its target is known to break, the clauses that strictness sets aside. They are taken out of the documentation:
 * rules that are set aside allow everything. An answer that breaks such a clause in a way that no rule speaks of (a member is missing) counts as
 * one that nobody saw, so that whatever the request may have done is allowed for. Where a model cannot go on without the rule (a handle that
 * nobody gave stands for no message), the request did nothing.
 */
export const pastKnown = (judged: Judged): Judged => ({
  ...judged,
  open: (where, strictness) => new PastKnown(judged.open(where, strictness), strictness.aside ?? NONE),
})

const NONE: ReadonlySet<ClauseId> = new Set()

class PastKnown implements Oracle {
  constructor(
    private oracle: Oracle,
    private readonly aside: ReadonlySet<ClauseId>,
  ) {}

  admit(exchange: Exchange): Step {
    if (this.aside.size === 0) return this.oracle.admit(exchange)
    const before = this.oracle.copy()
    const step = this.#attempt(exchange)
    if (step && !this.#breaksKnown(step)) return step
    this.oracle = before.copy()
    const unseen = this.#attempt({ ...exchange, outcome: { kind: 'lost', reason: 'it breaks what is known to be broken' } })
    if (!unseen || unseen.verdict === 'refused') this.oracle = before
    return { verdict: 'undecided', ...(step?.clause === undefined ? {} : { clause: step.clause }), used: [], tested: [] }
  }

  #breaksKnown({ verdict, clause = UNNAMED }: Step): boolean {
    return verdict === 'refused' && this.aside.has(clause)
  }

  /** Nothing where the model stumbled over what a rule would have kept out. */
  #attempt(exchange: Exchange): Step | undefined {
    try {
      return this.oracle.admit(exchange)
    } catch (error) {
      if (error instanceof TypeError) return undefined
      throw error
    }
  }

  timers(): readonly number[] {
    return this.oracle.timers()
  }

  describe(): readonly string[] {
    return this.oracle.describe()
  }

  copy(): Oracle {
    return new PastKnown(this.oracle.copy(), this.aside)
  }

  print(): string {
    return this.oracle.print()
  }
}
