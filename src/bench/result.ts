import type { Round } from './load.js'
import { median } from './median.js'
import type { OracleOptions, OracleResult } from './oracle.js'
import type { Share } from './usage.js'

/** One server's value in one row. */
export interface Cell {
  readonly subject: string
  /** The median of the rounds; absent when it could not be measured. */
  readonly value?: number
  readonly rounds: readonly number[]
  /** The most that the client used of its core in these rounds. */
  readonly clientLoad?: number
  /** The median processor time that the server spent on one operation, in microseconds. */
  readonly serverMicros?: number
  /** The median share of the machine that neither the server nor the client used. */
  readonly others?: number
  /** What a reader must know about the value, or why there is none. */
  readonly note?: string
}

export interface Row {
  readonly name: string
  readonly title: string
  readonly unit: string
  readonly better: 'more' | 'less'
  readonly cells: readonly Cell[]
}

export interface BenchOptions {
  /** Clients at a time, each on a connection of its own. */
  readonly concurrency: number
  readonly rounds: number
  /** The length of one round. */
  readonly roundMs: number
  readonly warmUpMs: number
  /** How many times each server is started for the start-up row. */
  readonly starts: number
  /** Messages of the deep backlog. */
  readonly backlog: number
  /** A server that takes longer than this to take the backlog is measured at the depth it has reached; one that takes longer to be set up for an area's row is not measured. */
  readonly loadMs: number
  /** What the oracle is measured with. */
  readonly oracle: OracleOptions
}

/** Everything that one run of the benchmark saw. */
export interface BenchResult {
  readonly machine: string
  readonly node: string
  /** Other work on the machine when the run began: its one-minute load. */
  readonly loadBefore: number
  readonly options: BenchOptions
  readonly subjects: readonly { readonly name: string; readonly title: string; readonly version: string }[]
  readonly skipped: readonly string[]
  readonly rows: readonly Row[]
  /** What judging costs, where that was asked for. */
  readonly oracle?: OracleResult
}

/** A cell out of the rounds of one server. */
export const cellOf = (subject: string, seen: readonly (Round & Share)[], note?: string): Cell => {
  const rounds = seen.map(({ rate }) => rate)
  const value = median(rounds)
  const serverMicros = median(seen.flatMap((round) => round.serverMicros ?? []))
  const others = median(seen.flatMap((round) => round.others ?? []))
  return {
    subject,
    rounds,
    ...(value === undefined ? {} : { value, clientLoad: Math.max(...seen.map(({ clientLoad }) => clientLoad)) }),
    ...(serverMicros === undefined ? {} : { serverMicros }),
    ...(others === undefined ? {} : { others }),
    ...(note === undefined ? {} : { note }),
  }
}

/** How a server compares with another in one row, so that more than 1 is always better; nothing where either is missing. */
export const advantage = (row: Row, subject: string, over: string): number | undefined => {
  const mine = row.cells.find((cell) => cell.subject === subject)?.value
  const other = row.cells.find((cell) => cell.subject === over)?.value
  if (mine === undefined || other === undefined || mine <= 0 || other <= 0) return undefined
  return row.better === 'more' ? mine / other : other / mine
}
