import type { Connection } from './connection.js'

/** A server that is up. */
export interface BenchServer {
  readonly host: string
  readonly port: number
}

/** What one client of a workload does again and again, and how many of its units that was. */
export type AreaOperation = (connection: Connection, nth: number) => Promise<number>

/** A workload that has what it needs on one server. */
export interface OpenWorkload {
  readonly operation: AreaOperation
  /** What a reader must know about this server's value. */
  readonly note?: string
  close(): Promise<void>
}

/** One row of the benchmark that an area brings: a rate. */
export interface AreaWorkload {
  readonly name: string
  readonly title: string
  /** What is counted: `records`, `pages`. */
  readonly unit: string
  /** How many clients there are, where it is not for the one who measures to say. */
  readonly clients?: number
  /** Milliseconds that a server may take to be set up, where it is not for the one who measures to say. */
  readonly setUpMs?: number
  /** Makes what it needs on a server, and stops where that is wanted no more. */
  open(server: BenchServer, connection: Connection, signal: AbortSignal): Promise<OpenWorkload>
}

/** What is measured of an area, beside other implementations of it. */
export interface AreaBench {
  /** Rules that only make a client wait, which the reference is started without: clause ids. */
  readonly relaxed: readonly string[]
  readonly workloads: readonly AreaWorkload[]
}

declare module '../service/area.js' {
  interface Area {
    /** What is measured of it, beside other implementations. */
    readonly bench?: () => Promise<AreaBench>
  }
}
