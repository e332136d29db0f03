import fc from 'fast-check'
import { drawn } from './draw.js'
import type { Draw } from './draw.js'
import type { EffortLimits } from './effort.js'
import type { Evidence, Outcome } from './run-case.js'

/** How often a case that failed once and not twice is run again, at most. */
const AGAIN = 3

/** The shortest failing case that was found, and whether running the first one again failed again. */
export interface Shrunk {
  readonly evidence: Evidence
  readonly reproduced: boolean
}

/**
 * Hands a failing draw to fast-check, which looks for a smaller one that fails in the same way, one case after the other,
 * until there is none or the budget is used up.
 *
 * @param first what the failing case left; it stands where nothing fails again
 */
export const shrink = async (
  draw: Draw,
  first: Evidence,
  limits: Pick<EffortLimits, 'shrinkSeconds' | 'shrinkRuns'>,
  run: (drawn: Readonly<Record<string, unknown>>) => Promise<Outcome>,
): Promise<Shrunk> => {
  const deadline = performance.now() + limits.shrinkSeconds * 1000
  const manner = mannerOf(first)
  let smallest = first
  let failures = 0
  let runs = 0
  const property = fc.asyncProperty(draw.arbitrary, async (values) => {
    if (runs++ > 0 && (runs > limits.shrinkRuns || performance.now() > deadline)) throw new fc.PreconditionFailure(true)
    const outcome = await run(values)
    if (outcome.kind !== 'diverged' || mannerOf(outcome.evidence) !== manner) return
    failures++
    smallest = outcome.evidence
    throw outcome.evidence.error
  })
  // fast-check draws the same as `drawn` does, runs it, and shrinks it if it fails.
  await fc.check(property, { seed: draw.seed, numRuns: 1, path: '0', endOnFailure: false })
  // What comes only now and then gets some more chances to.
  for (let again = 0; failures === 0 && again < AGAIN && performance.now() < deadline; again++) {
    const outcome = await run(drawn(draw))
    if (outcome.kind === 'diverged' && mannerOf(outcome.evidence) === manner) failures++
  }
  return { evidence: smallest, reproduced: failures > 0 }
}

/** In what way a case failed: the claim that broke, without the values that were drawn. */
export const mannerOf = ({ error }: Pick<Evidence, 'error'>): string => {
  const claim = error.message
    .split('\n')[0]!
    .replace(/: expected .*$/, '')
    .replace(/\d+/g, 'n')
    .replace(/(["'`]).*?\1/g, '…')
  return `${error.name} ${claim.slice(0, 120)}`
}
