import { existsSync } from 'node:fs'
import { cpuUsage } from 'node:process'
import { Worker } from 'node:worker_threads'
import { judgeTrace } from '../oracle/judge.js'
import type { Exchange } from '../oracle/exchange.js'
import type { Strictness } from '../oracle/oracle.js'
import type { Walks } from '../oracle/walk/walks.js'
import type { ManyServersOnly } from '../suite/profiles.js'
import { median } from './median.js'
import { type RecordedWalk, recordWalks, type ToRecord } from './record-walks.js'

interface Recorded {
  readonly exchanges: readonly Exchange[]
  readonly strictness: Strictness
}

/** What a service registers to have its oracle measured. */
export interface OracleBench {
  readonly service: string
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

/** Rounds that are not counted: for so long the compiler is seen to be at work, on a thread of its own whose time counts as well. */
const WARM_UP = 20

/**
 * What walks in simulation did is kept in memory and judged again and again. One client's is admitted one request after the other; for several
 * clients' an order is sought.
 */
export const measureJudging = async (bench: OracleBench, clients: number, { walks: count, rounds }: JudgingOptions): Promise<Judging> => {
  const { walks } = bench
  const recorded = await record(bench, clients, count)
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

const RECORDER = new URL('./record-walks.js', import.meta.url)

/**
 * Records on a thread of its own: an engine that saw a server keep what the model makes would put it among what lives long for the oracle, too, whose own
 * is forgotten at once. Sources that are not built are recorded here.
 */
const record = async ({ service, withheld }: OracleBench, clients: number, count: number): Promise<readonly Recorded[]> => {
  const toRecord: ToRecord = { service, clients, count }
  const walks = existsSync(RECORDER) ? await recordedBeside(toRecord) : await recordWalks(toRecord)
  return walks.map(({ exchanges, strictness }) => ({ exchanges, strictness: { ...strictness, tolerates: (id) => !(id in withheld) } }))
}

const recordedBeside = (toRecord: ToRecord): Promise<readonly RecordedWalk[]> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(RECORDER, { workerData: { toRecord } })
    worker.once('message', resolve).once('error', reject)
  })

/** How many were undecided. */
const admitAll = (recorded: readonly Recorded[], { judged }: Walks): number => {
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

const judgeAll = (recorded: readonly Recorded[], { judged }: Walks): number => {
  let undecided = 0
  for (const { exchanges, strictness } of recorded) {
    const judgement = judgeTrace(exchanges, strictness, judged)
    const [accused] = judgement.accusations
    if (accused) throw new Error(`the oracle refused what the reference did: ${accused.step.clause ?? accused.exchange.operation}`)
    undecided += judgement.undecided
  }
  return undecided
}
