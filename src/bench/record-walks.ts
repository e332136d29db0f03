import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import type { Exchange } from '../oracle/exchange.js'
import { loadWalks } from '../oracle/walk/load-walks.js'
import { plansOf } from '../oracle/walk/mass.js'
import { drawnPlan } from '../oracle/walk/shrink-walk.js'
import { walkSimulated } from '../oracle/walk/simulated.js'
import type { JudgeHistory } from '../oracle/walk/walk.js'
import type { Strictness } from '../oracle/oracle.js'

/** What is to be recorded. */
export interface ToRecord {
  readonly service: string
  readonly clients: number
  /** How many walks. */
  readonly count: number
}

/** What was seen in a walk, and how it is to be judged but for the freedoms. */
export interface RecordedWalk {
  readonly exchanges: readonly Exchange[]
  readonly strictness: Omit<Strictness, 'tolerates'>
}

const STEPS = 40
/** Only what they did is wanted. */
const unjudged: JudgeHistory = () => ({ judged: [], findings: [] })

/** Records walks of the reference in simulation, on a single node. */
export const recordWalks = async ({ service, clients, count }: ToRecord): Promise<readonly RecordedWalk[]> => {
  const { walks, binding } = await loadWalks(service)
  const plans = plansOf({ walks, steps: STEPS })
  const profile = { profile: 'single-node', lateness: 0, tolerates: (id: string) => !(id in binding.manyServersOnly) }
  const recorded: RecordedWalk[] = []
  for (let seed = 1; seed <= count; seed++) {
    const { exchanges, strictness } = await walkSimulated(drawnPlan(plans, seed), {
      walks,
      conditions: 'usual',
      seed,
      clients,
      profile,
      judgeHistory: unjudged,
    })
    const { tolerates: _, ...rest } = strictness
    recorded.push({ exchanges, strictness: rest })
  }
  return recorded
}

if (!isMainThread && (workerData as { readonly toRecord?: ToRecord } | null)?.toRecord !== undefined)
  parentPort!.postMessage(await recordWalks((workerData as { readonly toRecord: ToRecord }).toRecord))
