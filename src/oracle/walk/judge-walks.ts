import { findLine } from '../../ledger/read-ledger.js'
import type { LedgerLine } from '../../ledger/line.js'
import type { ServiceBinding } from '../../suite/binding.js'
import { EFFORTS, type Effort } from '../../suite/effort.js'
import { hash32 } from '../../suite/hash.js'
import type { Bench } from '../../suite/bench.js'
import { LATENESS, profileOf } from '../../suite/profiles.js'
import type { Result } from '../../suite/result.js'
import { BrokenOff } from '../../targets/target.js'
import { LINGERING } from '../lingering.js'
import type { Strictness } from '../oracle.js'
import type { ConditionsName } from '../simulation/conditions.js'
import { judgeSought } from './judge-sought.js'
import { plans, type Plan } from './plan.js'
import { drawnPlan, shrinkWalk, type ShrunkWalk } from './shrink-walk.js'
import { walkSimulated } from './simulated.js'
import { Tally } from './tally.js'
import { TargetSite } from './target-site.js'
import { walk, type Walked } from './walk.js'
import { walkFailure } from './walk-failure.js'
import type { Walks } from './walks.js'

interface Size {
  readonly walks: number
  /** Steps of a walk, on average. */
  readonly steps: number
  /** The longest pause where time is real, in milliseconds. */
  readonly longestPauseMs: number
}
const SIZES: Readonly<Record<Effort, Size>> = {
  smoke: { walks: 5, steps: 12, longestPauseMs: 2500 },
  standard: { walks: 40, steps: 40, longestPauseMs: 6000 },
  exhaustive: { walks: 400, steps: 40, longestPauseMs: 62_000 },
}
/** Where time costs nothing a walk may wait for everything that is remembered for minutes. */
const LONGEST_VIRTUAL_MS = 20 * 60_000
/** For each walk over the wire the embedded reference is walked so many times in simulation. */
const SIMULATED = 5
/** What shrinking a walk may cost, where shrinking a case costs 1: walks are longer. Where time is virtual they are walked again quickly. */
const SHRINKING = { real: { runs: 6, seconds: 6 }, virtual: { runs: 60, seconds: 1 } } as const

/** What one walk came to, and how it is walked again. */
interface Ran {
  readonly walked: Walked
  readonly seed: number
  again(plan: Plan): Promise<Walked>
}

/** Holds a target to all clauses of a service at once, by random requests that an oracle judges. Never throws for anything that the target does. */
export const judgeWalks = async (walks: Walks, binding: ServiceBinding, line: LedgerLine, bench: Bench): Promise<Result> => {
  const began = performance.now()
  const { target, effort } = bench
  const size = SIZES[effort]
  const drawn = plans({ steps: size.steps, moves: walks.moves, flaws: walks.flaws })
  const done = (verdict: Result['verdict'], rest: Partial<Result> = {}): Result => ({
    id: line.id, verdict, cases: tally.walks, axes: {}, freedoms: Object.keys(tally.used), durationMs: performance.now() - began, ...rest,
  })
  const tally = new Tally()
  if (bench.missing.json !== undefined) return done('unsupported', { reason: bench.missing.json })

  const unsupported = new Set<string>()
  const onTarget = Array.from({ length: size.walks }, (_, nth) => walkTarget(hash32(`${bench.seed} ${line.id} ${nth}`), 1, { walks, binding, bench, size, drawn, unsupported }))
  const inSimulation = target.isVirtual ? Array.from({ length: size.walks * SIMULATED }, (_, nth) => walkReference(hash32(`${bench.seed} ${line.id} simulated ${nth}`), nth, { walks, binding, bench, drawn })) : []
  const ran = (await Promise.all([...onTarget, ...inSimulation])).filter((one) => one !== undefined)
  for (const { walked } of ran) tally.add(walked)

  const counts = { steps: tally.steps, undecided: tally.undecided, tested: tally.tested, refused: tally.refused }
  const [worst] = Object.entries(tally.refused).sort(([, a], [, b]) => b - a)
  const first = worst && ran.find(({ walked }) => walked.refusedBy === worst[0])
  if (!first) {
    const isDecided = Object.keys(tally.tested).length > 0
    return isDecided ? done('conforms', { walks: counts, ...withReason(unsupported) }) : done('inconclusive', { walks: counts, reason: undecidedBecause(tally) })
  }
  const limits = EFFORTS[effort]
  const factor = SHRINKING[target.isVirtual ? 'virtual' : 'real']
  const shrunk: ShrunkWalk = await bench.shrinks.pass(() =>
    shrinkWalk(drawn, first.seed, first.walked, (plan) => first.again(plan), { runs: limits.shrinkRuns * factor.runs, seconds: limits.shrinkSeconds * factor.seconds }),
  )
  const clause = shrunk.walked.refusedBy!
  const failure = walkFailure(shrunk, { walks, binding, bench, line, statement: findLine(clause)?.statement })
  const others = Object.keys(tally.refused).filter((id) => id !== clause)
  const reason = others.length === 0 ? failure.message : `${failure.message}; in other walks: ${others.join(', ')}`
  return done('diverges', { reason, failure, walks: counts })
}

const withReason = (unsupported: ReadonlySet<string>): Partial<Result> =>
  unsupported.size === 0 ? {} : { reason: `the target does not have ${[...unsupported].sort().join(', ')}` }

const undecidedBecause = (tally: Tally): string => {
  if (tally.walks === 0) return 'the walks were broken off'
  return `none of ${tally.steps} answers in ${tally.walks} walks could be held to a rule`
}

interface Given {
  readonly walks: Walks
  readonly binding: ServiceBinding
  readonly bench: Bench
  readonly drawn: ReturnType<typeof plans>
}

const walkTarget = async (
  seed: number,
  clients: number,
  { walks, binding, bench, size, drawn, unsupported }: Given & { readonly size: Size; readonly unsupported: Set<string> },
): Promise<Ran | undefined> => {
  const { target, profile } = bench
  const isSharp = target.isVirtual && profile === 'single-node'
  const { name, lateness, tolerates } = profileOf(profile, isSharp ? 0 : LATENESS[profile], binding.manyServersOnly, () => {})
  const strictness: Strictness = { profile: name, lateness, lingering: target.isVirtual ? 0 : LINGERING, tolerates, slack: target.slack }
  const longestPauseMs = target.isVirtual ? LONGEST_VIRTUAL_MS : size.longestPauseMs
  const run = async (plan: Plan, isUrgent: boolean): Promise<Walked> => {
    const site = await TargetSite.open(binding, target, bench.clients, isUrgent)
    try {
      return await walk(plan, site, { walks, clients, strictness, longestPauseMs, judgeHistory: judgeSought() })
    } finally {
      for (const operation of site.unsupported) unsupported.add(operation)
      await site.close()
    }
  }
  try {
    return { walked: await bench.cases.pass(() => run(drawnPlan(drawn, seed), false)), seed, again: (plan) => run(plan, true) }
  } catch (error) {
    if (error instanceof BrokenOff) return undefined
    throw error
  }
}

/** Under these by turns. */
const SIMULATED_UNDER: readonly ConditionsName[] = ['near', 'usual', 'rough']

/** Every fifth walk has several clients. */
const walkReference = async (seed: number, nth: number, { walks, binding, bench, drawn }: Given): Promise<Ran> => {
  const clients = nth % 5 === 4 ? 2 + (nth % 7) : 1
  const conditions = SIMULATED_UNDER[nth % SIMULATED_UNDER.length]!
  const { name, lateness, tolerates } = profileOf(bench.profile, bench.profile === 'single-node' ? 0 : LATENESS[bench.profile], binding.manyServersOnly, () => {})
  const again = (plan: Plan): Promise<Walked> => walkSimulated(plan, { walks, conditions, seed, clients, profile: { profile: name, lateness, tolerates } })
  const walked = await bench.cases.pass(() => again(drawnPlan(drawn, seed)))
  return { walked, seed, again }
}
