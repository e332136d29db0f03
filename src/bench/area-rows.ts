import type { AreaWorkload } from './area-bench.js'
import { Connection } from './connection.js'
import { load } from './load.js'
import type { Round } from './load.js'
import { cellOf, type BenchOptions, type Row } from './result.js'
import type { Entrant } from './rates.js'
import { share, usage, type Share } from './usage.js'

const HOST = '127.0.0.1'

/** The rows of an area: each workload on each server, a few rounds one after the other, on what it has made for itself. */
export const measureArea = async (
  entrants: readonly Entrant[],
  chosen: readonly AreaWorkload[],
  options: BenchOptions,
  say: (line: string) => void,
): Promise<Row[]> => {
  const rows: Row[] = []
  for (const workload of chosen) {
    const cells = []
    for (const entrant of entrants) {
      say(`${workload.title}: ${entrant.subject.title}`)
      const { rounds, note } = await measured(entrant, workload, options)
      cells.push(cellOf(entrant.subject.name, rounds, note))
    }
    rows.push({ name: workload.name, title: workload.title, unit: `${workload.unit}/s`, better: 'more', cells })
  }
  return rows
}

const measured = async (
  { server }: Entrant,
  workload: AreaWorkload,
  options: BenchOptions,
): Promise<{ readonly rounds: readonly (Round & Share)[]; readonly note?: string }> => {
  const clients = workload.clients ?? options.concurrency
  const connections = Array.from({ length: clients }, () => new Connection(HOST, server.port))
  const rounds: (Round & Share)[] = []
  try {
    const open = await workload.open({ host: HOST, port: server.port }, connections[0]!)
    try {
      const round = async (ms: number): Promise<Round & Share> => {
        let units = 0
        const before = await usage(server.pid)
        const operation = async (connection: Connection, nth: number): Promise<void> => {
          const done = await open.operation(connection, nth)
          units += done
        }
        const seen = await load(connections, operation, { ms })
        const rate = (seen.rate * units) / Math.max(1, seen.operations)
        return { ...seen, rate, ...share(before, await usage(server.pid), units) }
      }
      await round(options.warmUpMs)
      for (let nth = 0; nth < options.rounds; nth++) rounds.push(await round(options.roundMs))
    } finally {
      await open.close()
    }
    return { rounds, ...(open.note === undefined ? {} : { note: open.note }) }
  } catch (error) {
    return { rounds: [], note: error instanceof Error ? error.message : String(error) }
  } finally {
    for (const connection of connections) connection.close()
  }
}
