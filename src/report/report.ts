import type { Strength } from '../ledger/line.js'
import type { Result, Verdict } from '../suite/result.js'

/** The schema of `results.ndjson`; described in docs/results.md. A change that a reader must know of raises the version. */
export const SCHEMA = 'touchstone.results'
export const SCHEMA_VERSION = 1

/** What was run, on what, and how. Nothing in it differs between two runs of the same thing. */
export interface Header {
  readonly schema: typeof SCHEMA
  readonly version: typeof SCHEMA_VERSION
  /** The version of touchstone. */
  readonly touchstone: string
  /** Which clauses that version holds: a digest of the ledgers. Absent in reports of before it was kept. */
  readonly suite?: string
  readonly target: {
    /** What the report calls it: `embedded reference`, or what the user named it. */
    readonly name: string
    /** The endpoint without credentials; absent for the embedded reference. */
    readonly endpoint?: string
    /** The version of the implementation, where it is known apart from the name. */
    readonly version?: string
  }
  readonly region: string
  /** The freedoms that the target was granted. */
  readonly profile: string
  readonly effort: string
  readonly seed: number
  /** The patterns of ids that were asked for; empty for all. */
  readonly only: readonly string[]
  /** Which part of the suite this is: `2/8`. Absent where it is all of it. */
  readonly shard?: string
  /** The day of the run, `2026-12-01`; only where it was asked for, since two runs of the same thing then differ. */
  readonly date?: string
}

/** A verdict together with what the ledger says of its clause, so that a report can be read alone. */
export interface Row extends Omit<Result, 'durationMs'> {
  readonly topic: string
  readonly strength: Strength
  readonly statement: string
  readonly source: string
  /** How often the clause's rule had its chance to be broken in the service's walks, where there were any. */
  readonly chances?: number
  /** How long it took, in milliseconds: only where timings were asked for. */
  readonly durationMs?: number
}

export type Counts = Readonly<Record<Verdict, number>>

/** Proof that a report is whole. */
export interface Footer {
  readonly counts: Counts
  /** How many rows stand between header and footer. */
  readonly results: number
  /** False where the run was broken off. */
  readonly complete: boolean
}

/** One run of the suite on one target. Rows are sorted by id. */
export interface Report {
  readonly header: Header
  readonly rows: readonly Row[]
  readonly footer: Footer
}
