import type { FoundWalk, WalkAnew } from './shrink-walk.js'

/** Requests that break other clauses come more than once. */
const MOST_TIMES = 5

/**
 * What a walk found after other clauses had been broken may follow from that. It is walked again without the requests that broke them, and
 * without what came after, until the clause is the first to be broken: what is found so needs no more to be believed of the target than what it
 * answered rightly.
 *
 * @param until the instant of `performance.now()` after which no walk is begun
 * @returns nothing where the clause was not seen to be broken by itself
 */
export const foundApart = async (found: FoundWalk, again: WalkAnew, until: number): Promise<FoundWalk | undefined> => {
  let { plan, walked, finding } = found
  const { clause } = finding
  for (let times = 0; finding.aside.length > 0; times++) {
    const { stepOf } = walked
    const last = lastOf({ walked, finding })
    const guilty = new Set(
      walked.findings.filter((one) => finding.aside.includes(one.clause)).map(({ accused }) => stepOf.get(accused.at(-1)!)),
    )
    const steps = plan.steps.filter((_, nth) => nth <= last && !guilty.has(nth))
    if (times >= MOST_TIMES || performance.now() > until || guilty.has(undefined) || steps.length >= plan.steps.length) return undefined
    plan = { ...plan, steps }
    walked = await again(plan, (one) => one.clause === clause)
    const same = walked.findings.find((one) => one.clause === clause)
    if (!same) return undefined
    finding = same
  }
  const steps = plan.steps.slice(0, lastOf({ walked, finding }) + 1)
  return { plan: { ...plan, steps }, walked, finding, isSeenAgain: walked !== found.walked }
}

/** The step of the plan that the accused answer came from; -1 where that was in the opening. */
const lastOf = ({ walked, finding }: Pick<FoundWalk, 'walked' | 'finding'>): number => walked.stepOf.get(finding.accused.at(-1)!) ?? -1
