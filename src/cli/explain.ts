import { closest } from '../../reference/core/closest.js'
import type { LedgerLine } from '../ledger/line.js'
import { readLedger, services } from '../ledger/read-ledger.js'
import { readTrace } from '../ledger/read-trace.js'
import { checkout } from '../tree.js'
import type { Trace } from '../ledger/trace.js'
import { EXIT, UsageError, type Exit } from './exit.js'
import { wrap } from '../report/table.js'
import type { Terminal } from './terminal.js'

/** `touchstone explain <id>`: one clause in full, or the list of those that begin like it. */
export const runExplain = async (terminal: Terminal, id: string, options: { readonly json?: true }): Promise<Exit> => {
  const lines = services().flatMap((service) => readLedger(service))
  const trace = await readTrace()
  const exact = lines.find((line) => line.id === id)
  if (exact) {
    terminal.print(options.json ? JSON.stringify(withSpots(exact, trace), null, 2) : page(exact, trace, terminal))
    return EXIT.conforms
  }
  const stem = id.replace(/[.*]+$/, '')
  const below = lines.filter((line) => line.id.startsWith(`${stem}.`) || line.id === stem)
  if (below.length === 0) throw new UsageError(unknown(id, lines))
  if (options.json)
    terminal.print(
      JSON.stringify(
        below.map((line) => withSpots(line, trace)),
        null,
        2,
      ),
    )
  else below.forEach((line) => terminal.print(`${terminal.colours.cyan(line.id)}\n    ${wrap(line.statement, terminal.width, '    ')}`))
  return EXIT.conforms
}

const unknown = (id: string, lines: readonly LedgerLine[]): string => {
  const near = closest(
    id,
    lines.map((line) => line.id),
  )
  return [
    `There is no clause "${id}".`,
    near.length > 0 ? `Did you mean\n${near.map((one) => `  ${one}`).join('\n')}` : 'List them with: touchstone explain sqs',
  ].join(' ')
}

const withSpots = (line: LedgerLine, trace: Trace): unknown => ({
  ...line,
  rules: trace.rules[line.id] ?? [],
  clauses: trace.clauses[line.id] ?? [],
})

const STRENGTH: Readonly<Record<LedgerLine['strength'], string>> = {
  must: 'must: AWS promises it',
  may: 'may: a freedom AWS keeps',
  eventually: 'eventually: holds once things have settled',
  'best-effort': 'best-effort: AWS tries, and promises nothing',
}
const WHERE: Readonly<Record<LedgerLine['where'], string>> = {
  api: 'through the API',
  'api+clock': 'through the API, after waiting',
  'api+subscriber': 'at a receiving end',
  protocol: 'on the wire',
  engine: 'in an engine',
  'aws-only': 'only on AWS',
  unobservable: 'not from outside',
}

const page = (line: LedgerLine, trace: Trace, { colours, width }: Terminal): string => {
  const column = 12
  const row = (name: string, text: string | undefined | null): string[] =>
    text === undefined || text === null || text === ''
      ? []
      : [`${colours.dim(name.padEnd(column))}${wrap(text, width, ' '.repeat(column))}`]
  const spots = (places: readonly string[] | undefined): string => (places ?? []).join(`\n${' '.repeat(column)}`)
  const [url = line.source, ...section] = line.source.split(' — ')
  return [
    colours.bold(line.id),
    wrap(line.statement, width),
    '',
    ...row('strength', STRENGTH[line.strength]),
    ...row('kind', line.kind),
    ...row('topic', line.topic),
    ...row('operations', line.operations.join(', ')),
    ...row('error', line.error),
    ...row('observed', `${WHERE[line.where]}${line.wait_s > 0 ? `, at least ${line.wait_s} s` : ''}`),
    ...row('how', line.observe),
    `${colours.dim('source'.padEnd(column))}${colours.underline(url)}`,
    ...(section.length > 0 ? [`${' '.repeat(column)}${section.join(' — ')}`] : []),
    ...row('evidence', line.evidence),
    ...row('note', line.note),
    `${colours.dim('rule'.padEnd(column))}${spots(trace.rules[line.id]) || line.no_rule || followed(line) || 'none'}`,
    `${colours.dim('clause'.padEnd(column))}${spots(trace.clauses[line.id]) || (line.left_out ? `left out: ${line.left_out}` : 'none')}`,
    ...(checkout() === undefined ? [colours.dim('These files are those of the sources, which are not installed with the package.')] : []),
  ].join('\n')
}

const followed = (line: LedgerLine): string => (line.follows ? `follows from ${line.follows.join(', ')}` : '')
