import type { LedgerLine } from '../line.js'
import type { Fault } from '../parse-ledger.js'
import type { Trace } from '../trace.js'

/** What the checks look at: one service's ledger, and where its rules and clauses stand. */
export interface Subject {
  readonly service: string
  readonly lines: readonly LedgerLine[]
  readonly faults: readonly Fault[]
  /** Only the ids of this service. */
  readonly trace: Trace
  /** The texts below `specs/<service>`, by path. */
  readonly texts: ReadonlyMap<string, string>
}

/** One small rule that ledger, rules and clauses must keep together. */
export interface Check {
  readonly name: string
  /** What it demands, in one line. */
  readonly demands: string
  /** Each breach, one line that names its place and says what to do. */
  readonly breaches: (subject: Subject) => readonly string[]
}

export const hasRule = (subject: Subject, id: string): boolean => id in subject.trace.rules
export const hasClause = (subject: Subject, id: string): boolean => id in subject.trace.clauses
