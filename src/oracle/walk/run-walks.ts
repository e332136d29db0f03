import type { ClauseId } from '../../../reference/core/reading.js'
import type { ServiceBinding } from '../../suite/binding.js'
import type { Bench } from '../../suite/bench.js'
import { hash32 } from '../../hash.js'
import { LATENESS, profileOf } from '../../suite/profiles.js'
import { BrokenOff } from '../../targets/target.js'
import { LINGERING } from '../lingering.js'
import type { Strictness } from '../oracle.js'
import type { ConditionsName } from '../simulation/conditions.js'
import { judgeSought } from './judge-sought.js'
import type { Plan, plans } from './plan.js'
import { drawnPlan, type WalkAnew } from './shrink-walk.js'
import { walkSimulated } from './simulated.js'
import { TargetSite } from './target-site.js'
import { walk, type Walked } from './walk.js'
import type { Walks } from './walks.js'

/** What one walk came to, and how it is walked again. */
export interface Ran {
  readonly walked: Walked
  readonly plan: Plan
  readonly clients: number
  readonly again: WalkAnew
}

/** How walks are run. */
export interface Runs {
  readonly walks: Walks
  readonly binding: ServiceBinding
  readonly bench: Bench
  /** From which each walk's own seed follows, together with its number. */
  readonly seed: string
  readonly count: number
  readonly drawn: ReturnType<typeof plans>
  /** The longest pause where time is real, and all pauses of a walk together, in milliseconds. */
  readonly longestPauseMs: number
  readonly pausesMs: number
  /** Is told which operations the target says it does not have. */
  readonly unsupported: Set<string>
}

/** Where time costs nothing a walk may wait for everything that is remembered for minutes. */
const LONGEST_VIRTUAL_MS = 20 * 60_000
/** For each walk over the wire the embedded reference is walked so many times in simulation. */
const SIMULATED = 5

/** Under these by turns. */
const SIMULATED_UNDER: readonly ConditionsName[] = ['near', 'usual', 'rough']
/** Every fifth walk has several clients. */
const clientsOf = (nth: number): number => (nth % 5 === 4 ? 2 + (nth % 7) : 1)
/** A walk goes on past whatever it finds. */
const never = (): boolean => false

/**
 * Walks a target many times, by one client and by several. What one client found to be broken is set aside in the walks of several: where no
 * order of overlapping requests is allowed, it is hard to say which clause they break, and a fault that is known needs no other name.
 *
 * @returns what was not broken off, of the walks of one client and of those of several. The second are walked at the same time, and judged when the first are.
 */
export const runWalks = async (runs: Runs): Promise<readonly [alone: readonly Ran[], together: Promise<readonly Ran[]>]> => {
  const those = async (isAlone: boolean, aside: Aside): Promise<readonly Ran[]> => {
    const meant = walksOf(runs, aside).filter(({ clients }) => (clients === 1) === isAlone)
    const all = await Promise.all(meant.map(({ run }) => run()))
    return all.filter((one) => one !== undefined)
  }
  const alone = those(true, { clauses: new Set(), isKnown: Promise.resolve() })
  const clauses = new Set<ClauseId>()
  const isKnown = alone.then((ran) => {
    for (const { walked } of ran) for (const { clause } of walked.findings) clauses.add(clause)
  })
  const together = those(false, { clauses, isKnown })
  return [await alone, together]
}

/** What is set aside in a walk; it may be walked before that is known, and is judged after. */
interface Aside {
  readonly clauses: ReadonlySet<ClauseId>
  readonly isKnown: Promise<void>
}

interface ToRun {
  readonly clients: number
  run(): Promise<Ran | undefined>
}

const walksOf = (runs: Runs, aside: Aside): readonly ToRun[] => {
  const {
    count,
    seed,
    bench: { target },
  } = runs
  // Where time is virtual several clients walk in simulation.
  const onTarget = Array.from({ length: count }, (_, nth): ToRun => {
    const clients = target.isVirtual ? 1 : clientsOf(nth)
    return { clients, run: () => walkTarget(hash32(`${seed} ${nth}`), clients, runs, aside) }
  })
  const inSimulation = Array.from({ length: target.isVirtual ? count * SIMULATED : 0 }, (_, nth): ToRun => {
    const clients = clientsOf(nth)
    const conditions = SIMULATED_UNDER[nth % SIMULATED_UNDER.length]!
    return { clients, run: () => walkReference(hash32(`${seed} simulated ${nth}`), { clients, conditions }, runs, aside) }
  })
  return [...onTarget, ...inSimulation]
}

const walkTarget = async (
  seed: number,
  clients: number,
  { walks, binding, bench, drawn, unsupported, ...runs }: Runs,
  aside: Aside,
): Promise<Ran | undefined> => {
  const { target } = bench
  const isSharp = target.isVirtual && bench.profile === 'single-node'
  const strictness: Strictness = {
    ...profileFor(bench, binding, isSharp),
    lingering: target.isVirtual ? 0 : LINGERING,
    slack: target.slack,
    aside: aside.clauses,
  }
  const longestPauseMs = target.isVirtual ? LONGEST_VIRTUAL_MS : runs.longestPauseMs
  const pausesMs = target.isVirtual ? Infinity : runs.pausesMs
  const run = async (plan: Plan, isUrgent: boolean, isEnough: Parameters<WalkAnew>[1]): Promise<Walked> => {
    const site = await TargetSite.open(
      binding,
      target,
      bench,
      isUrgent,
      walks.others?.map((other) => other.binding),
    )
    try {
      return await walk(plan, site, {
        walks,
        clients,
        strictness,
        longestPauseMs,
        pausesMs,
        judgeHistory: judgeSought(),
        isJudgeable: aside.isKnown,
        isEnough,
      })
    } finally {
      for (const operation of site.unsupported) unsupported.add(operation)
      await site.close()
    }
  }
  const plan = drawnPlan(drawn, seed)
  try {
    return {
      walked: await bench.cases.pass(() => run(plan, false, never)),
      plan,
      clients,
      again: (other, isEnough) => run(other, true, isEnough),
    }
  } catch (error) {
    if (error instanceof BrokenOff) return undefined
    throw error
  }
}

const walkReference = async (
  seed: number,
  { clients, conditions }: { readonly clients: number; readonly conditions: ConditionsName },
  { walks, binding, bench, drawn }: Runs,
  aside: Aside,
): Promise<Ran> => {
  await aside.isKnown
  const profile = { ...profileFor(bench, binding, bench.profile === 'single-node'), aside: aside.clauses }
  const again: WalkAnew = (plan, isEnough) => walkSimulated(plan, { walks, conditions, seed, clients, profile, isEnough })
  const plan = drawnPlan(drawn, seed)
  return { walked: await bench.cases.pass(() => again(plan, never)), plan, clients, again }
}

/** @param isSharp nothing that is due is late */
const profileFor = (
  { profile }: Bench,
  { manyServersOnly }: ServiceBinding,
  isSharp: boolean,
): Pick<Strictness, 'profile' | 'lateness' | 'tolerates'> => {
  const { name, lateness, tolerates } = profileOf(profile, isSharp ? 0 : LATENESS[profile], manyServersOnly, () => {})
  return { profile: name, lateness, tolerates }
}
