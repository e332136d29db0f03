import { cpus, loadavg } from 'node:os'
import { areaOf } from '../service/areas.js'
import type { Service } from '../targets/emulators/ready.js'
import { measureArea } from './area-rows.js'
import { measureBacklog, SHALLOW, unmeasured, type BacklogCells } from './backlog.js'
import { measureOracle, oracleRowNames } from './oracle.js'
import { measureRates, type Entrant } from './rates.js'
import type { BenchOptions, BenchResult, Row } from './result.js'
import { measureStartUp } from './start-up.js'
import { subjects, type Subject } from './subjects.js'
import { workloads } from './workloads.js'

/** The names of the groups of rows that can be asked for. */
const serverRowNames = [...Object.keys(workloads), 'backlog', 'start-up']
export const rowNames: readonly string[] = [...serverRowNames, ...oracleRowNames]

/** The rows that can be asked for of an area. */
export const areaRowNames = async (id: string): Promise<readonly string[]> => [
  ...((await areaOf(id).bench?.())?.workloads ?? []).map(({ name }) => name),
  'start-up',
]

export interface Selection {
  /** Names of servers, or all; the bare server always runs, being the measure. */
  readonly only?: readonly string[]
  /** Names of rows, or all. */
  readonly rows?: readonly string[]
  /** The area that is measured, with the rows that it brings; SQS, and what judging costs, unless given. */
  readonly area?: string
}

type Say = (line: string) => void

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''

const startAll = async (measured: readonly Subject[]): Promise<Entrant[]> => {
  const entrants: Entrant[] = []
  for (const subject of measured) entrants.push({ subject, server: await subject.start() })
  return entrants
}

const backlogRows = async (measured: readonly Subject[], options: BenchOptions, say: Say): Promise<Row[]> => {
  const all: BacklogCells[] = []
  for (const subject of measured) {
    say(`backlog of ${options.backlog.toLocaleString('en')}: ${subject.title}`)
    const server = await subject.start()
    all.push(await measureBacklog({ subject, server }, options).catch((error: unknown) => unmeasured(subject.name, reason(error))))
    await server.stop()
  }
  const deep = options.backlog.toLocaleString('en')
  return [
    {
      name: 'shallow',
      title: `cycle at a backlog of ${SHALLOW}`,
      unit: 'cycles/s',
      better: 'more',
      cells: all.map((cells) => cells.shallow),
    },
    { name: 'deep', title: `cycle at a backlog of ${deep}`, unit: 'cycles/s', better: 'more', cells: all.map((cells) => cells.deep) },
    { name: 'depth-cost', title: `${SHALLOW} against ${deep}`, unit: '× the time', better: 'less', cells: all.map((cells) => cells.cost) },
    { name: 'memory', title: 'memory per million messages', unit: 'MiB', better: 'less', cells: all.map((cells) => cells.memory) },
  ]
}

const machine = (): Pick<BenchResult, 'machine' | 'node'> => ({
  machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${process.platform} ${process.arch}`,
  node: process.version,
})

/** Those that are asked for and can be started; of the others `skipped` tells why. */
const starting = async (found: readonly Subject[], skipped: string[], { only }: Selection): Promise<Subject[]> => {
  const measured: Subject[] = []
  for (const subject of found.filter(({ name }) => name === 'bare' || (only?.includes(name) ?? true))) {
    try {
      await (await subject.start()).stop()
      measured.push(subject)
    } catch (error) {
      skipped.push(`${subject.title}: ${reason(error)}`)
    }
  }
  return measured
}

/** What an area brings, on every server that has its service, each started for it alone; and how long they take to start. */
const runArea = async (id: string, options: BenchOptions, selection: Selection, say: Say, loadBefore: number): Promise<BenchResult> => {
  const bench = await areaOf(id).bench?.()
  if (bench === undefined) throw new RangeError(`${id} brings nothing that is measured`)
  const wants = (row: string): boolean => selection.rows?.includes(row) ?? true
  const { found, skipped } = await subjects(id as Service, bench.relaxed)
  const measured = await starting(found, skipped, selection)
  const entrants = await startAll(measured)
  const rows = await measureArea(
    entrants,
    bench.workloads.filter(({ name }) => wants(name)),
    options,
    say,
  )
  for (const { server } of entrants) await server.stop()
  if (wants('start-up')) rows.push(await measureStartUp(measured, options, say))
  return {
    ...machine(),
    loadBefore,
    options,
    subjects: measured.map(({ name, title, version }) => ({ name, title, version })),
    skipped,
    rows,
  }
}

/**
 * Measures the bare server, this reference and every installed emulator, side by side on this machine, and what the oracle's judging costs.
 * A server that cannot be started is skipped, and the result says why.
 */
export const runBench = async (options: BenchOptions, selection: Selection, say: Say): Promise<BenchResult> => {
  const loadBefore = loadavg()[0] ?? 0
  if (selection.area !== undefined) return runArea(selection.area, options, selection, say, loadBefore)
  const wants = (row: string): boolean => selection.rows?.includes(row) ?? true
  const { found, skipped } = serverRowNames.some(wants) ? await subjects() : { found: [], skipped: [] }
  const measured = await starting(found, skipped, selection)
  const rows: Row[] = []
  const chosen = Object.values(workloads).filter(({ name }) => wants(name))
  if (chosen.length > 0) {
    const entrants = await startAll(measured)
    rows.push(...(await measureRates(entrants, chosen, options, say)))
    for (const { server } of entrants) await server.stop()
  }
  if (wants('backlog')) rows.push(...(await backlogRows(measured, options, say)))
  if (wants('start-up')) rows.push(await measureStartUp(measured, options, say))
  const oracle = oracleRowNames.some(wants) ? await measureOracle('sqs', wants, options.oracle, say) : undefined
  return {
    ...machine(),
    loadBefore,
    options,
    subjects: measured.map(({ name, title, version }) => ({ name, title, version })),
    skipped,
    rows,
    ...(oracle === undefined ? {} : { oracle }),
  }
}
