import { findLine } from '../../ledger/read-ledger.js'
import type { LedgerLine } from '../../ledger/line.js'
import type { ServiceBinding } from '../../suite/binding.js'
import { EFFORTS, type Effort } from '../../suite/effort.js'
import type { Bench } from '../../suite/bench.js'
import { onceOnly } from '../../suite/findings.js'
import { spokenOf } from '../../suite/protocol.js'
import type { Result } from '../../suite/result.js'
import { breachesOf, shortestOf, type ShrinkLimits } from './breaches.js'
import { plans } from './plan.js'
import { runWalks, type Ran } from './run-walks.js'
import type { ShrunkWalk } from './shrink-walk.js'
import { Tally } from './tally.js'
import { walkFailure } from './walk-failure.js'
import type { Walks } from './walks.js'

interface Size {
  readonly walks: number
  /** Steps of a walk, on average. */
  readonly steps: number
  /** The longest pause where time is real, in milliseconds. */
  readonly longestPauseMs: number
  /** All pauses of a walk together. */
  readonly pausesMs: number
}
const SIZES: Readonly<Record<Effort, Size>> = {
  smoke: { walks: 5, steps: 12, longestPauseMs: 2500, pausesMs: 5000 },
  standard: { walks: 40, steps: 40, longestPauseMs: 6000, pausesMs: 25_000 },
  exhaustive: { walks: 400, steps: 40, longestPauseMs: 62_000, pausesMs: 600_000 },
}
/** What shrinking a walk may cost, where shrinking a case costs 1: walks are longer. Where time is virtual they are walked again quickly. */
const SHRINKING = { real: { runs: 3, seconds: 1 }, virtual: { runs: 60, seconds: 1 } } as const

const UNBOUNDED: Bench['shrinks'] = { pass: (work) => work() }

/** Holds a target to all clauses of a service at once, by random requests that an oracle judges. Never throws for anything that the target does. */
export const judgeWalks = async (walks: Walks, binding: ServiceBinding, line: LedgerLine, bench: Bench): Promise<Result> => {
  const began = performance.now()
  const { target, effort } = bench
  const size = SIZES[effort]
  const drawn = plans({ steps: size.steps, moves: walks.moves, flaws: walks.flaws })
  const done = (verdict: Result['verdict'], rest: Partial<Result> = {}): Result => ({
    id: line.id,
    verdict,
    cases: tally.walks,
    axes: {},
    freedoms: Object.keys(tally.used),
    durationMs: performance.now() - began,
    ...rest,
  })
  const tally = new Tally()
  if (spokenOf(binding.protocols, bench.missing) === undefined)
    return done('unsupported', { reason: `the target does not have ${binding.sdk.client}: ${bench.missing[binding.protocols[0]]}` })

  const unsupported = new Set<string>()
  const [alone, together] = await runWalks({
    walks,
    binding,
    bench,
    seed: `${bench.seed} ${line.id}`,
    count: size.walks,
    drawn,
    longestPauseMs: size.longestPauseMs,
    pausesMs: size.pausesMs,
    unsupported,
  })
  const limits = EFFORTS[effort]
  const factor = SHRINKING[target.isVirtual ? 'virtual' : 'real']
  // Where time is real they wait rather than work, and all at the same time.
  const shrinks = target.isVirtual ? bench.shrinks : UNBOUNDED
  const shrunkOf = async (some: readonly Ran[]): Promise<readonly ShrunkWalk[]> => {
    const seconds = limits.shrinkSeconds * factor.seconds
    const most = (): ShrinkLimits => ({ runs: limits.shrinkRuns * factor.runs, until: performance.now() + seconds * 1000 })
    const all = await Promise.all(breachesOf(some).map((of) => shrinks.pass(() => shortestOf(of, walks, drawn, most()))))
    return all.filter((one) => one !== undefined)
  }
  const [first, then] = await Promise.all([shrunkOf(alone), together.then(shrunkOf)])
  for (const { walked } of [...alone, ...(await together)]) tally.add(walked)

  const counts = { steps: tally.steps, undecided: tally.undecided, tested: tally.tested }
  if (Object.keys(tally.refused).length === 0) {
    const isDecided = Object.keys(tally.tested).length > 0
    const walked = { ...counts, refused: {} }
    return isDecided
      ? done('conforms', { walks: walked, ...withReason(unsupported) })
      : done('inconclusive', { walks: walked, reason: undecidedBecause(tally) })
  }
  // What was seen twice comes first; what was not is no divergence by itself.
  const [failure, ...further] = [...first, ...then]
    .sort((a, b) => Number(b.reproduced) - Number(a.reproduced) || (a.finding.clause < b.finding.clause ? -1 : 1))
    .map((one) => walkFailure(one, { walks, binding, bench, line, statement: findLine(one.finding.clause)?.statement }))
  const reason = further.length === 0 ? failure!.message : `answers break ${[failure!, ...further].map(({ clause }) => clause).join(', ')}`
  const refused = Object.fromEntries([failure!, ...further].map(({ clause = '' }) => [clause, tally.refused[clause] ?? 0]))
  const verdict = failure!.reproduced ? 'diverges' : 'inconclusive'
  return done(verdict, {
    reason: verdict === 'diverges' ? reason : onceOnly(failure!),
    failure: failure!,
    ...(further.length === 0 ? {} : { further }),
    walks: { ...counts, refused },
  })
}

const withReason = (unsupported: ReadonlySet<string>): Partial<Result> =>
  unsupported.size === 0 ? {} : { reason: `the target does not have ${[...unsupported].sort().join(', ')}` }

const undecidedBecause = (tally: Tally): string => {
  if (tally.walks === 0) return 'the walks were broken off'
  return `none of ${tally.steps} answers in ${tally.walks} walks could be held to a rule`
}
