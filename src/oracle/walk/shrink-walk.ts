import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { Plan } from './plan.js'
import type { Finding, Walked } from './walk.js'

/** A walk and what it found. */
export interface FoundWalk {
  readonly plan: Plan
  readonly walked: Walked
  readonly finding: Finding
  /** Whether the clause was seen to be broken before, by another walk. */
  readonly isSeenAgain?: boolean
}

/** The walk that shows a divergence with the fewest requests, of those that were tried. */
export interface ShrunkWalk extends FoundWalk {
  /** Whether another walk showed the same. */
  readonly reproduced: boolean
}

/** A plan: always the same under one seed. */
export const drawnPlan = (plans: Arbitrary<Plan>, seed: number): Plan => fc.sample(plans, { seed, numRuns: 1 })[0]!

/** Walks a plan anew, until a finding is enough. */
export type WalkAnew = (plan: Plan, isEnough: (finding: Finding) => boolean) => Promise<Walked>

/**
 * The shortest walk that was found in which the same clause is the first to be broken. Many need but their last few steps, which is soon tried;
 * then fast-check leaves out steps and simplifies them.
 *
 * @param first stands where nothing fails again
 */
export const shrinkWalk = async (
  plans: Arbitrary<Plan>,
  first: FoundWalk,
  run: WalkAnew,
  limits: { readonly runs: number; readonly until: number },
): Promise<ShrunkWalk> => {
  const { clause } = first.finding
  let smallest: ShrunkWalk = { ...first, reproduced: first.isSeenAgain ?? false }
  let runs = 0
  const isOver = (): boolean => runs > limits.runs || performance.now() > limits.until
  const isBroken = async (plan: Plan): Promise<boolean> => {
    runs++
    const walked = await run(plan, () => true)
    const [finding] = walked.findings
    if (finding?.clause !== clause) return false
    smallest = { plan, walked, finding, reproduced: true }
    return true
  }
  const { steps } = first.plan
  for (let last = 1; last < steps.length && !isOver(); last *= 2) if (await isBroken({ ...first.plan, steps: steps.slice(-last) })) break
  const start = smallest.plan
  const property = fc.asyncProperty(plans, async (plan) => {
    // What was seen to be broken need not be seen again.
    if (plan === start && smallest.reproduced) throw new Error(`${clause} is broken`)
    if ((runs > 0 || smallest.reproduced) && isOver()) throw new fc.PreconditionFailure(true)
    if (await isBroken(plan)) throw new Error(`${clause} is broken`)
  })
  await fc.check(property, { examples: [[start]], numRuns: 1, endOnFailure: false })
  return smallest
}
