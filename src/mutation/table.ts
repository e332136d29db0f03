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

const COLUMNS = ['walks', 'clauses', 'index', 'accuses', 'blind', 'differs', 'timeout'] as const
const HEAD = [
  'file',
  'mutants',
  'tried',
  'by walks',
  'by clauses',
  'by index',
  'accuses',
  'blind',
  'differs',
  'timed out',
  'left',
  'survived',
  'killed',
]

/** A table in Markdown: of each file how its mutants were noticed. */
export const tableOf = (rows: readonly Row[]): string => {
  const shown = [...rows.filter(({ outcomes }) => outcomes.length > 0).map(cells), cells(sum(rows))]
  return [HEAD, HEAD.map((_, nth) => (nth === 0 ? '---' : '---:')), ...shown].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

const cells = ({ file, mutants, outcomes, left }: Row): readonly string[] => {
  const isKilled = ({ outcome }: Outcome): boolean => outcome !== 'survived' && outcome !== 'unreached'
  const killed = outcomes.filter(isKilled)
  const listed = left.filter((key) => !killed.some((one) => one.key === key))
  const lived = outcomes.filter((one) => !isKilled(one) && !listed.includes(one.key)).length
  const counts = COLUMNS.map((how) => String(outcomes.filter(({ outcome }) => outcome === how).length))
  const share = killed.length + lived === 0 ? '–' : `${((100 * killed.length) / (killed.length + lived)).toFixed(1)} %`
  return [file, String(mutants), String(killed.length + lived), ...counts, String(listed.length), String(lived), share]
}

const sum = (rows: readonly Row[]): Row => ({
  file: 'all',
  mutants: rows.reduce((total, { mutants }) => total + mutants, 0),
  outcomes: rows.flatMap(({ outcomes }) => outcomes),
  left: rows.flatMap(({ left }) => left),
})
