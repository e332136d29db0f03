import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { Plan } from './plan.js'
import type { Finding, Walked } from './walk.js'

/** A walk and what it found. */
export interface FoundWalk {
  readonly plan: Plan
  readonly walked: Walked
  readonly finding: Finding
}

/** The walk that shows a divergence with the fewest requests, of those that were tried. */
export interface ShrunkWalk extends FoundWalk {
  /** Whether walking the first one again showed the same. */
  readonly reproduced: boolean
}

/** A plan: always the same under one seed. */
export const drawnPlan = (plans: Arbitrary<Plan>, seed: number): Plan => fc.sample(plans, { seed, numRuns: 1 })[0]!

/** Walks a plan anew, until a finding is enough. */
export type WalkAnew = (plan: Plan, isEnough: (finding: Finding) => boolean) => Promise<Walked>

/**
 * Hands a walk with a finding to fast-check, which leaves out steps and simplifies them as long as the same clause is the first to be broken.
 *
 * @param first stands where nothing fails again
 */
export const shrinkWalk = async (plans: Arbitrary<Plan>, first: FoundWalk, run: WalkAnew, limits: { readonly runs: number; readonly seconds: number }): Promise<ShrunkWalk> => {
  const deadline = performance.now() + limits.seconds * 1000
  const { clause } = first.finding
  let smallest: ShrunkWalk = { ...first, reproduced: false }
  let runs = 0
  const property = fc.asyncProperty(plans, async (plan) => {
    if (runs++ > 0 && (runs > limits.runs || performance.now() > deadline)) throw new fc.PreconditionFailure(true)
    const walked = await run(plan, () => true)
    const [finding] = walked.findings
    if (finding?.clause !== clause) return
    smallest = { plan, walked, finding, reproduced: true }
    throw new Error(`${clause} is broken`)
  })
  await fc.check(property, { examples: [[first.plan]], numRuns: 1, endOnFailure: false })
  return smallest
}
