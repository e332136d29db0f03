import type { ClauseId } from '../../../reference/core/reading.js'
import { foundApart } from './found-apart.js'
import { judgeSought } from './judge-sought.js'
import type { plans } from './plan.js'
import type { Ran } from './run-walks.js'
import { type FoundWalk, shrinkWalk, type ShrunkWalk, type WalkAnew } from './shrink-walk.js'
import type { Walks } from './walks.js'

/** A walk that broke a clause. */
export interface Breach extends FoundWalk {
  readonly again: WalkAnew
}

/** So many walks that broke one clause are tried, where it is not the first that they broke. */
const MOST_TRIED = 3

/**
 * Walks by the clause that they broke: those in which the fewest others were broken before come first; of them, those with the fewest clients
 * and requests.
 */
export const breachesOf = (ran: readonly Ran[]): readonly (readonly Breach[])[] => {
  const all = ran.flatMap(({ walked, plan, clients, again }) =>
    walked.findings.map((finding) => ({ plan, walked, finding, clients, again })),
  )
  const cost = ({ clients, finding }: (typeof all)[number]): number =>
    (finding.aside.length * 100 + clients) * 10_000 + finding.accused.length
  const byClause = new Map<ClauseId, Breach[]>()
  for (const one of all.sort((a, b) => cost(a) - cost(b)))
    byClause.set(one.finding.clause, [...(byClause.get(one.finding.clause) ?? []), one])
  return [...byClause.values()]
}

/** What shrinking one may cost: so many walks, none of which begins after an instant of `performance.now()`. */
export interface ShrinkLimits {
  readonly runs: number
  readonly until: number
}

/** The shortest walk that breaks the clause before any other; nothing where it is broken only after others were, from which that may follow. */
export const shortestOf = async (
  breaches: readonly Breach[],
  walks: Walks,
  drawn: ReturnType<typeof plans>,
  limits: ShrinkLimits,
): Promise<ShrunkWalk | undefined> => {
  for (const breach of breaches.slice(0, MOST_TRIED)) {
    const apart = await foundApart(breach, breach.again, limits.until)
    const shrunk = apart && strictly(await shrinkWalk(drawn, apart, breach.again, limits), walks)
    if (shrunk) return shrunk
  }
  return undefined
}

/** Judged with nothing set aside, as it is told. */
const strictly = (shrunk: ShrunkWalk, walks: Walks): ShrunkWalk | undefined => {
  const { aside = new Set(), ...strictness } = shrunk.walked.strictness
  if (aside.size === 0) return shrunk
  const { findings } = judgeSought()(shrunk.walked, { walks, strictness })
  const finding = findings.find(({ clause }) => clause === shrunk.finding.clause)
  return finding && { ...shrunk, finding, walked: { ...shrunk.walked, strictness } }
}
