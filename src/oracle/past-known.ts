import type { ClauseId } from '../../reference/core/reading.js'
import type { Exchange } from './exchange.js'
import { type Judged, type Oracle, type Step, UNNAMED } from './oracle.js'

/**
 * A service judged past what its target is known to break, the clauses that strictness sets aside. They are taken out of the documentation:
 * rules that are set aside allow everything. An answer that breaks such a clause in a way that no rule speaks of (a member is missing) counts as
 * one that nobody saw, so that whatever the request may have done is allowed for.
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
    const step = this.oracle.admit(exchange)
    const { clause = UNNAMED } = step
    if (step.verdict !== 'refused' || !this.aside.has(clause)) return step
    this.oracle = before
    this.oracle.admit({ ...exchange, outcome: { kind: 'lost', reason: `breaks ${clause}` } })
    return { verdict: 'undecided', clause, used: [], tested: [] }
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
