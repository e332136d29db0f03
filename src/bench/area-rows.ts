import type { AreaWorkload, OpenWorkload } from './area-bench.js'
import { Connection } from './connection.js'
import { load } from './load.js'
import type { Round } from './load.js'
import { cellOf, type BenchOptions, type Cell, type Row } from './result.js'
import type { Entrant } from './rates.js'
import { share, usage, type Share } from './usage.js'

const HOST = '127.0.0.1'

/** The rows of an area: each workload on all servers, each of which has made what it needs, a few rounds in turn. */
export const measureArea = async (
  entrants: readonly Entrant[],
  chosen: readonly AreaWorkload[],
  options: BenchOptions,
  say: (line: string) => void,
): Promise<Row[]> => {
  const rows: Row[] = []
  for (const workload of chosen) {
    const runs = entrants.map((entrant) => new Run(entrant, workload, options))
    for (const run of runs) {
      say(`${workload.title}: ${run.title}`)
      await run.setUp()
    }
    for (let nth = 0; nth < options.rounds; nth++) for (const run of runs) await run.round()
    for (const run of runs) await run.end()
    const { name, title, unit } = workload
    rows.push({ name, title, unit: `${unit}/s`, better: 'more', cells: runs.map((run) => run.cell()) })
  }
  return rows
}

/** A workload on one server. Once something fails nothing more is done, and the cell tells what it was. */
class Run {
  readonly title: string
  readonly #connections: readonly Connection[]
  #open: OpenWorkload | undefined
  #rounds: (Round & Share)[] = []
  #note: string | undefined

  constructor(
    private readonly entrant: Entrant,
    private readonly workload: AreaWorkload,
    private readonly options: BenchOptions,
  ) {
    this.title = entrant.subject.title
    const clients = workload.clients ?? options.concurrency
    this.#connections = Array.from({ length: clients }, () => new Connection(HOST, entrant.server.port))
  }

  /** Makes what the workload needs, as far as that is done in time. */
  setUp(): Promise<void> {
    return this.#unlessFailed(async () => {
      const { loadMs, warmUpMs } = this.options
      const server = { host: HOST, port: this.entrant.server.port }
      this.#open = await within(this.workload.setUpMs ?? loadMs, (signal) => this.workload.open(server, this.#connections[0]!, signal))
      this.#note = this.#open.note
      await this.#measured(warmUpMs)
    })
  }

  round(): Promise<void> {
    return this.#unlessFailed(async () => {
      const seen = await this.#measured(this.options.roundMs)
      if (seen !== undefined) this.#rounds.push(seen)
    })
  }

  async end(): Promise<void> {
    await this.#unlessFailed(async () => this.#open?.close())
    this.#close()
  }

  cell(): Cell {
    return cellOf(this.entrant.subject.name, this.#rounds, this.#note)
  }

  async #measured(ms: number): Promise<(Round & Share) | undefined> {
    const open = this.#open
    if (open === undefined) return undefined
    const { pid } = this.entrant.server
    let units = 0
    const before = await usage(pid)
    const operation = async (connection: Connection, nth: number): Promise<void> => {
      const done = await open.operation(connection, nth)
      units += done
    }
    const seen = await load(this.#connections, operation, { ms })
    const rate = (seen.rate * units) / Math.max(1, seen.operations)
    return { ...seen, rate, ...share(before, await usage(pid), units) }
  }

  async #unlessFailed(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#note = error instanceof Error ? error.message : String(error)
      this.#rounds = []
      await this.#open?.close().catch(() => undefined)
      this.#open = undefined
      this.#close()
    }
  }

  #close(): void {
    for (const connection of this.#connections) connection.close()
  }
}

/** @throws Error where it takes longer; what was begun is told by the signal to stop */
const within = async <T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const ending = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not set up within ${ms / 1_000} s`)), ms)
  })
  try {
    return await Promise.race([work(ending.signal), late])
  } catch (error) {
    ending.abort()
    throw error
  } finally {
    clearTimeout(timer)
  }
}
