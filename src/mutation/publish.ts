import { readFileSync, writeFileSync } from 'node:fs'
import type { Outcome } from './results.js'
import { isLived, type Row, tableOf } from './table.js'

/** What was measured, as a document tells it. */
export interface Measurement {
  /** For people: `Amazon SNS`. */
  readonly title: string
  /** By which it can be made again. */
  readonly command: string
  /** All mutants there are, those under rules that no target can be held to through the API, and the others that need not be noticed. */
  readonly mutants: number
  readonly hidden: number
  readonly left: number
  readonly rows: readonly Row[]
}

/** The measurement in Markdown: a sentence, a table, and what lived. */
export const told = ({ title, command, mutants, hidden, left, rows }: Measurement): string => {
  const outcomes = rows.flatMap((row) => row.outcomes)
  const lived = outcomes.filter(isLived)
  const noticed = outcomes.length - lived.length
  const date =
    outcomes
      .map((one) => one.date)
      .sort()
      .at(-1) ?? ''
  const share = outcomes.length === 0 ? '–' : `${((100 * noticed) / outcomes.length).toFixed(1)} %`
  const figures = `\`${command}\`, ${date}: of the ${mutants} mutants of ${title} ${hidden} stand under rules alone to which no target can be held through the API, and ${left} more need not be noticed; of ${outcomes.length} others, drawn by the seed, ${noticed} are noticed, ${share}.`
  const rest = lived.length === 0 ? [] : ['What lived:', lived.map(lineOf).join('\n')]
  return [figures, tableOf(rows), ...rest].join('\n\n')
}

const lineOf = ({ key, line, before, after }: Outcome): string => `- \`${key}\` (line ${line}): ${code(before)} → ${code(after)}`
const code = (text: string): string => (text === '' ? 'nothing' : `\`\` ${text} \`\``)

/**
 * Puts the measurement of an area into a document, between `<!-- measured: sns -->` and `<!-- /measured: sns -->`.
 *
 * @throws RangeError where the document has no such place
 */
export const publish = (file: string, area: string, measurement: Measurement): void => {
  const text = readFileSync(file, 'utf8')
  const [first, last] = [`<!-- measured: ${area} -->`, `<!-- /measured: ${area} -->`]
  const [from, to] = [text.indexOf(first), text.indexOf(last)]
  if (from === -1 || to < from)
    throw new RangeError(`${file} has no place for this: put "${first}" and "${last}" where the measurement belongs`)
  writeFileSync(file, `${text.slice(0, from + first.length)}\n\n${told(measurement)}\n\n${text.slice(to)}`)
}
