import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { Plan } from './plan.js'
import type { Walked } from './walk.js'

/** The walk that shows a divergence with the fewest requests, of those that were tried. */
export interface ShrunkWalk {
  readonly plan: Plan
  readonly walked: Walked
  /** Whether walking the first one again showed the same. */
  readonly reproduced: boolean
}

/** A plan: always the same under one seed. */
export const drawnPlan = (plans: Arbitrary<Plan>, seed: number): Plan => fc.sample(plans, { seed, numRuns: 1 })[0]!

/**
 * Hands a walk that was refused to fast-check, which leaves out steps and simplifies them as long as the same clause is broken.
 *
 * @param first what the walk came to; it stands where nothing fails again
 * @param run walks a plan anew
 */
export const shrinkWalk = async (
  plans: Arbitrary<Plan>,
  seed: number,
  first: Walked,
  run: (plan: Plan) => Promise<Walked>,
  limits: { readonly runs: number; readonly seconds: number },
): Promise<ShrunkWalk> => {
  const deadline = performance.now() + limits.seconds * 1000
  let smallest: ShrunkWalk = { plan: drawnPlan(plans, seed), walked: first, reproduced: false }
  let runs = 0
  const property = fc.asyncProperty(plans, async (plan) => {
    if (runs++ > 0 && (runs > limits.runs || performance.now() > deadline)) throw new fc.PreconditionFailure(true)
    const walked = await run(plan)
    if (walked.refusedBy !== first.refusedBy) return
    smallest = { plan, walked, reproduced: true }
    throw new Error(`${String(walked.refusedBy)} is broken`)
  })
  // fast-check draws the same as `drawnPlan` does, walks it, and shrinks it if it is refused.
  await fc.check(property, { seed, numRuns: 1, path: '0', endOnFailure: false })
  return smallest
}
