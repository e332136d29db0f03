import { cpus, loadavg } from 'node:os'
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

export interface Selection {
  /** Names of servers, or all; the bare server always runs, being the measure. */
  readonly only?: readonly string[]
  /** Names of rows, or all. */
  readonly rows?: readonly string[]
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

/**
 * Measures the bare server, this reference and every installed emulator, side by side on this machine, and what the oracle's judging costs.
 * A server that cannot be started is skipped, and the result says why.
 */
export const runBench = async (options: BenchOptions, selection: Selection, say: Say): Promise<BenchResult> => {
  const loadBefore = loadavg()[0] ?? 0
  const wants = (row: string): boolean => selection.rows?.includes(row) ?? true
  const { found, skipped } = serverRowNames.some(wants) ? await subjects() : { found: [], skipped: [] }
  const named = found.filter(({ name }) => name === 'bare' || (selection.only?.includes(name) ?? true))
  const measured: Subject[] = []
  for (const subject of named) {
    try {
      await (await subject.start()).stop()
      measured.push(subject)
    } catch (error) {
      skipped.push(`${subject.title}: ${reason(error)}`)
    }
  }
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
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${process.platform} ${process.arch}`,
    node: process.version,
    loadBefore,
    options,
    subjects: measured.map(({ name, title, version }) => ({ name, title, version })),
    skipped,
    rows,
    ...(oracle === undefined ? {} : { oracle }),
  }
}
