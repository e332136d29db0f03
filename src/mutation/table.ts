import type { Outcome } from './results.js'

/** What became of the mutants of one file. */
export interface Row {
  readonly file: string
  /** All that there are, and those of them that were tried. */
  readonly mutants: number
  readonly outcomes: readonly Outcome[]
  /** Keys of those that need not be noticed. */
  readonly left: readonly string[]
}

/** Each way to notice a mutant, and how its column is headed. */
const COLUMNS = {
  walks: 'by walks',
  clauses: 'by clauses',
  index: 'by index',
  accuses: 'accuses',
  blind: 'blind',
  differs: 'differs',
  timeout: 'timed out',
} as const
type How = keyof typeof COLUMNS

export const isLived = ({ outcome }: Outcome): boolean => outcome === 'survived' || outcome === 'unreached'

/** A table in Markdown: of each file how its mutants were noticed. A way that noticed none has no column. */
export const tableOf = (rows: readonly Row[]): string => {
  const shown = [...rows.filter(({ outcomes }) => outcomes.length > 0), sum(rows)]
  const ways = (Object.keys(COLUMNS) as How[]).filter((how) => rows.some(({ outcomes }) => outcomes.some(({ outcome }) => outcome === how)))
  const head = ['file', 'mutants', 'tried', ...ways.map((how) => COLUMNS[how]), 'left', 'survived', 'killed']
  const lines = [head, head.map((_, nth) => (nth === 0 ? '---' : '---:')), ...shown.map((row) => cells(row, ways))]
  return lines.map((row) => `| ${row.join(' | ')} |`).join('\n')
}

const cells = ({ file, mutants, outcomes, left }: Row, ways: readonly How[]): readonly string[] => {
  const killed = outcomes.filter((one) => !isLived(one))
  const listed = left.filter((key) => !killed.some((one) => one.key === key))
  const lived = outcomes.filter((one) => isLived(one) && !listed.includes(one.key)).length
  const counts = ways.map((how) => String(outcomes.filter(({ outcome }) => outcome === how).length))
  const share = killed.length + lived === 0 ? '–' : `${((100 * killed.length) / (killed.length + lived)).toFixed(1)} %`
  return [file, String(mutants), String(killed.length + lived), ...counts, String(listed.length), String(lived), share]
}

const sum = (rows: readonly Row[]): Row => ({
  file: 'all',
  mutants: rows.reduce((total, { mutants }) => total + mutants, 0),
  outcomes: rows.flatMap(({ outcomes }) => outcomes),
  left: rows.flatMap(({ left }) => left),
})
