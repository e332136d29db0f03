import type { LedgerLine } from './line.js'
import type { Trace } from './trace.js'

/** How many lines there are, and what became of them. */
export interface Coverage {
  readonly lines: number
  readonly withRule: number
  readonly withClause: number
  readonly leftOut: number
  /** Neither clause nor a reason why not. */
  readonly open: number
}

export interface LedgerCoverage {
  readonly service: string
  readonly total: Coverage
  readonly byTopic: Readonly<Record<string, Coverage>>
  readonly byStrength: Readonly<Record<string, Coverage>>
  readonly byPlace: Readonly<Record<string, Coverage>>
  /** Why lines are left out: reason to ids. */
  readonly leftOut: Readonly<Record<string, readonly string[]>>
}

const count = (lines: readonly LedgerLine[], trace: Trace): Coverage => ({
  lines: lines.length,
  withRule: lines.filter(({ id }) => id in trace.rules).length,
  withClause: lines.filter(({ id }) => id in trace.clauses).length,
  leftOut: lines.filter((line) => line.left_out !== undefined).length,
  open: lines.filter((line) => line.left_out === undefined && !(line.id in trace.clauses)).length,
})

const groups = (lines: readonly LedgerLine[], by: (line: LedgerLine) => string): Map<string, LedgerLine[]> => {
  const found = new Map<string, LedgerLine[]>()
  for (const line of lines) {
    const group = found.get(by(line))
    if (group) group.push(line)
    else found.set(by(line), [line])
  }
  return found
}

const countBy = (lines: readonly LedgerLine[], trace: Trace, by: (line: LedgerLine) => string): Record<string, Coverage> =>
  Object.fromEntries([...groups(lines, by)].map(([name, group]) => [name, count(group, trace)]))

/** How far a service's ledger is modelled and tested. Groups keep the order of the ledger. */
export const coverage = (service: string, lines: readonly LedgerLine[], trace: Trace): LedgerCoverage => ({
  service,
  total: count(lines, trace),
  byTopic: countBy(lines, trace, (line) => line.topic),
  byStrength: countBy(lines, trace, (line) => line.strength),
  byPlace: countBy(lines, trace, (line) => line.where),
  leftOut: Object.fromEntries(
    [
      ...groups(
        lines.filter((line) => line.left_out !== undefined),
        (line) => line.left_out ?? '',
      ),
    ].map(([reason, group]) => [reason, group.map((line) => line.id)]),
  ),
})
