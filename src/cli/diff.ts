import { CHANGES, type Change } from '../report/changes.js'
import { diffOf, unlike, type Changed } from '../report/diff.js'
import { wrap } from '../report/table.js'
import { printable } from '../report/escape.js'
import { EXIT, type Exit } from './exit.js'
import { readReport } from './read-report.js'
import type { Terminal } from './terminal.js'

export interface DiffOptions {
  /** The changes that make the command end with 1. */
  readonly failOn: readonly Change[]
  readonly json?: true
}

const TITLES: Readonly<Record<Change, string>> = {
  'newly-diverging': 'newly diverging',
  'newly-conforming': 'newly conforming',
  changed: 'changed',
  gone: 'gone',
  new: 'new',
}

/** `touchstone diff A B`: what came to something else from one report to the other. */
export const runDiff = (terminal: Terminal, a: string, b: string, { failOn, json }: DiffOptions): Exit => {
  const [before, after] = [readReport(a), readReport(b)]
  const differences = unlike(before, after)
  if (differences.length > 0) terminal.note(`These are not two runs of the same thing: ${differences.join('; ')}.`)
  const found = diffOf(before, after)
  if (json) for (const change of found) terminal.print(JSON.stringify(change))
  else terminal.print(textOf(terminal, found))
  return found.some(({ change }) => failOn.includes(change)) ? EXIT.diverges : EXIT.conforms
}

const textOf = ({ colours, width }: Terminal, found: readonly Changed[]): string => {
  if (found.length === 0) return 'Nothing came to something else.'
  return CHANGES.flatMap((change) => {
    const these = found.filter((one) => one.change === change)
    if (these.length === 0) return []
    const paint = change === 'newly-diverging' ? colours.red : change === 'newly-conforming' ? colours.green : colours.yellow
    return [
      paint(colours.bold(`${these.length} ${TITLES[change]}`)),
      ...these.map((one) => `  ${wrap(`${one.id}: ${printable(told(one))}`, width, '    ')}`),
      '',
    ]
  })
    .join('\n')
    .trimEnd()
}

const told = ({ before, after }: Changed): string => {
  if (before === undefined) return after?.verdict ?? ''
  if (after === undefined) return `was ${before.verdict}`
  const verdicts = before.verdict === after.verdict ? after.verdict : `${before.verdict} → ${after.verdict}`
  const [was, is] = [before.failure?.seen, after.failure?.seen]
  return after.verdict === 'diverges'
    ? `${verdicts}: ${before.verdict === 'diverges' ? `${was ?? ''} → ${is ?? ''}` : (after.reason ?? '')}`
    : verdicts
}
