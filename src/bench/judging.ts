import { cpuUsage } from 'node:process'
import { judgeTrace } from '../oracle/judge.js'
import { plansOf } from '../oracle/walk/mass.js'
import { drawnPlan } from '../oracle/walk/shrink-walk.js'
import { walkSimulated } from '../oracle/walk/simulated.js'
import type { JudgeHistory, Walked } from '../oracle/walk/walk.js'
import type { Walks } from '../oracle/walk/walks.js'
import type { ManyServersOnly } from '../suite/profiles.js'
import { median } from './median.js'

/** What a service registers to have its oracle measured. */
export interface OracleBench {
  readonly walks: Walks
  /** The freedoms that a single node does not need. */
  readonly withheld: ManyServersOnly
}

/** How long a request took to be judged, in microseconds: the median of the rounds. */
export interface Judging {
  readonly clients: number
  /** Requests of a round. */
  readonly requests: number
  /** Of processor time, and by the clock. */
  readonly cpuMicros: number
  readonly micros: number
  /** Of processor time in the first round, in which the compiler is still at work. */
  readonly coldMicros: number
  /** The part of the requests of which nothing could be said. */
  readonly undecided: number
}

export interface JudgingOptions {
  readonly walks: number
  readonly rounds: number
}

const STEPS = 40
/** Rounds that are not counted: for so long the compiler is seen to be at work, on a thread of its own whose time counts as well. */
const WARM_UP = 20
/** Only what they did is wanted. */
const unjudged: JudgeHistory = () => ({ judged: [], findings: [] })

/**
 * What walks in simulation did is kept in memory and judged again and again. One client's is admitted one request after the other; for several
 * clients' an order is sought.
 */
export const measureJudging = async ({ walks, withheld }: OracleBench, clients: number, { walks: count, rounds }: JudgingOptions): Promise<Judging> => {
  const recorded = await record(walks, withheld, clients, count)
  const requests = recorded.reduce((sum, { exchanges }) => sum + exchanges.length, 0)
  const judge = clients === 1 ? admitAll : judgeAll
  const seen: { readonly cpu: number; readonly wall: number }[] = []
  let undecided = 0
  for (let round = 0; round < WARM_UP + rounds; round++) {
    const [cpu, wall] = [cpuUsage(), performance.now()]
    undecided = judge(recorded, walks)
    const { user, system } = cpuUsage(cpu)
    seen.push({ cpu: (user + system) / requests, wall: ((performance.now() - wall) * 1000) / requests })
  }
  return {
    clients,
    requests,
    cpuMicros: median(seen.slice(WARM_UP).map(({ cpu }) => cpu)) ?? NaN,
    micros: median(seen.slice(WARM_UP).map(({ wall }) => wall)) ?? NaN,
    coldMicros: seen[0]?.cpu ?? NaN,
    undecided: undecided / requests,
  }
}

const record = async (walks: Walks, withheld: ManyServersOnly, clients: number, count: number): Promise<readonly Walked[]> => {
  const plans = plansOf({ walks, steps: STEPS })
  const profile = { profile: 'single-node', lateness: 0, tolerates: (id: string) => !(id in withheld) }
  const recorded: Walked[] = []
  for (let seed = 1; seed <= count; seed++) {
    recorded.push(await walkSimulated(drawnPlan(plans, seed), { walks, conditions: 'usual', seed, clients, profile, judgeHistory: unjudged }))
  }
  return recorded
}

/** How many were undecided. */
const admitAll = (recorded: readonly Walked[], { judged }: Walks): number => {
  let undecided = 0
  for (const { exchanges, strictness } of recorded) {
    const oracle = judged.open({ region: exchanges[0]?.region ?? '', account: exchanges[0]?.account }, strictness)
    for (const exchange of exchanges) {
      const { verdict, clause } = oracle.admit(exchange)
      if (verdict === 'refused') throw new Error(`the oracle refused what the reference did: ${clause ?? exchange.operation}`)
      if (verdict === 'undecided') undecided++
    }
  }
  return undecided
}

const judgeAll = (recorded: readonly Walked[], { judged }: Walks): number => {
  let undecided = 0
  for (const { exchanges, strictness } of recorded) {
    const judgement = judgeTrace(exchanges, strictness, judged)
    const [accused] = judgement.accusations
    if (accused) throw new Error(`the oracle refused what the reference did: ${accused.step.clause ?? accused.exchange.operation}`)
    undecided += judgement.undecided
  }
  return undecided
}
