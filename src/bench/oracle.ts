import { areaOf } from '../service/areas.js'
import { loadWalks } from '../oracle/walk/load-walks.js'
import { measureJudging, type Judging } from './judging.js'
import { measureLinear, type LinearBench, type LinearResult } from './linear.js'

/** The rows that need no server: what judging costs. */
export const oracleRowNames = ['admit', 'histories', 'linear'] as const

export interface OracleOptions {
  /** Walks of a client alone; of several clients a fifth of them. */
  readonly walks: number
  readonly rounds: number
  /** Exchanges of the longest history of the linear checker. */
  readonly events: number
}

/** What judging costs. */
export interface OracleResult {
  readonly service: string
  /** By the number of clients. */
  readonly judging: readonly Judging[]
  /** The shortest history first. */
  readonly linear: readonly LinearResult[]
}

/** Measures one service's oracle in this process. */
export const measureOracle = async (
  service: string,
  wants: (row: string) => boolean,
  { walks: count, rounds, events }: OracleOptions,
  say: (line: string) => void,
): Promise<OracleResult> => {
  const linear: LinearResult[] = []
  if (wants('linear')) {
    const bench = await loadLinear(service)
    for (const length of [...new Set([Math.ceil(events / 100), Math.ceil(events / 10), events])]) {
      say(`linear checker: ${length.toLocaleString('en')} exchanges`)
      linear.push(measureLinear(bench, length))
    }
  }
  const { walks, binding } = await loadWalks(service)
  const judging: Judging[] = []
  for (const clients of [...(wants('admit') ? [1] : []), ...(wants('histories') ? [4, 8] : [])]) {
    say(clients === 1 ? 'admitting walks' : `histories of ${clients} clients`)
    const size = { walks: clients === 1 ? count : Math.ceil(count / 5), rounds }
    judging.push(await measureJudging({ service, walks, withheld: binding.manyServersOnly }, clients, size))
  }
  return { service, judging, linear }
}

const loadLinear = async (service: string): Promise<LinearBench> => {
  const { linearBench } = areaOf(service)
  if (linearBench === undefined) throw new RangeError(`"${service}" has no laws to measure`)
  return linearBench()
}
