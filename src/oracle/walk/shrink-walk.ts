import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { Plan } from './plan.js'
import type { Finding, Walked } from './walk.js'

/** The walk that shows a divergence with the fewest requests, of those that were tried. */
export interface ShrunkWalk {
  readonly plan: Plan
  readonly walked: Walked
  readonly finding: Finding
  /** Whether walking the first one again showed the same. */
  readonly reproduced: boolean
}

/** A plan: always the same under one seed. */
export const drawnPlan = (plans: Arbitrary<Plan>, seed: number): Plan => fc.sample(plans, { seed, numRuns: 1 })[0]!

/** Walks a plan anew, until a finding is enough. */
export type WalkAnew = (plan: Plan, isEnough: (finding: Finding) => boolean) => Promise<Walked>

/**
 * Hands a walk with a finding to fast-check, which leaves out steps and simplifies them as long as the same clause is broken, and no more was
 * broken before it.
 *
 * @param first what the walk came to, and the finding in it; they stand where nothing fails again
 */
export const shrinkWalk = async (
  plans: Arbitrary<Plan>,
  seed: number,
  first: { readonly walked: Walked; readonly finding: Finding },
  run: WalkAnew,
  limits: { readonly runs: number; readonly seconds: number },
): Promise<ShrunkWalk> => {
  const deadline = performance.now() + limits.seconds * 1000
  const { clause } = first.finding
  let smallest: ShrunkWalk = { plan: drawnPlan(plans, seed), ...first, reproduced: false }
  let runs = 0
  const property = fc.asyncProperty(plans, async (plan) => {
    if (runs++ > 0 && (runs > limits.runs || performance.now() > deadline)) throw new fc.PreconditionFailure(true)
    const most = smallest.finding.aside.length
    const walked = await run(plan, (finding) => finding.clause === clause || finding.aside.length >= most)
    const finding = walked.findings.find((one) => one.clause === clause && one.aside.length <= most)
    if (!finding) return
    smallest = { plan, walked, finding, reproduced: true }
    throw new Error(`${clause} is broken`)
  })
  // fast-check draws the same as `drawnPlan` does, walks it, and shrinks it if it is refused.
  await fc.check(property, { seed, numRuns: 1, path: '0', endOnFailure: false })
  return smallest
}
