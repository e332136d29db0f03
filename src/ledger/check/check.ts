import type { ClauseId } from '../../../reference/core/reading.js'
import type { LedgerLine } from '../line.js'
import type { Fault } from '../parse-ledger.js'
import type { RequirementSet } from '../sets.js'
import type { Trace } from '../trace.js'

/** What the checks look at: one area's ledger, and where its rules and clauses stand. */
export interface Subject {
  /** The id of the area. */
  readonly service: string
  /** What its ids begin with. */
  readonly prefixes: readonly string[]
  /** Whether rules and clauses must cover the whole ledger. */
  readonly isWhole: boolean
  readonly lines: readonly LedgerLine[]
  readonly faults: readonly Fault[]
  /** Only the ids of this area. */
  readonly trace: Trace
  /** What was frozen of it, the earliest month first. */
  readonly sets: readonly RequirementSet[]
  /** The texts below `specs/<service>`, by path. */
  readonly texts: ReadonlyMap<string, string>
  /** Whether the area's oracle takes an error of that code for the one that a clause asks for; nothing where there is no oracle. */
  readonly takes?: ((clause: ClauseId, code: string) => boolean) | undefined
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
