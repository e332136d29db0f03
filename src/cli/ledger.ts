import { CHECKS, readSubject } from '../ledger/check/index.js'
import { coverage, type Coverage, type LedgerCoverage } from '../ledger/coverage.js'
import { readLedger, services } from '../ledger/read-ledger.js'
import { readTrace } from '../ledger/read-trace.js'
import { EXIT, UsageError, type Exit } from './exit.js'
import { table, wrap } from '../report/table.js'
import type { Terminal } from './terminal.js'

interface Options {
  readonly check?: true
  readonly json?: true
  readonly service?: string
}

/** `touchstone ledger`: how far the ledgers are modelled and tested; with `--check`, every gap. */
export const runLedger = async (terminal: Terminal, options: Options): Promise<Exit> => {
  const { service } = options
  if (service !== undefined && !services().includes(service)) {
    throw new UsageError(`There is no ledger for "${service}". There is one for: ${services().join(', ')}.`)
  }
  const chosen = service === undefined ? services() : [service]
  if (options.check) return check(terminal, chosen, options.json === true)
  const trace = await readTrace()
  const found = chosen.map((name) => coverage(name, readLedger(name), trace))
  if (options.json) terminal.print(JSON.stringify({ services: found }, null, 2))
  else found.forEach((one) => terminal.print(page(one, terminal)))
  return EXIT.conforms
}

const check = async (terminal: Terminal, chosen: readonly string[], json: boolean): Promise<Exit> => {
  const { colours } = terminal
  const found: { service: string; check: string; demands: string; breaches: readonly string[] }[] = []
  for (const service of chosen) {
    const subject = await readSubject(service)
    for (const { name, demands, breaches } of CHECKS) found.push({ service, check: name, demands, breaches: breaches(subject) })
  }
  const gaps = found.reduce((sum, { breaches }) => sum + breaches.length, 0)
  if (json) terminal.print(JSON.stringify({ gaps, checks: found }, null, 2))
  else {
    for (const { service, check: name, demands, breaches } of found) {
      if (breaches.length === 0) continue
      terminal.print(`${colours.bold(`${service}: ${name}`)}: ${demands}`)
      breaches.forEach((breach) => terminal.print(`  ${breach}`))
    }
    terminal.print(
      gaps === 0
        ? colours.green(`Ledger, rules and clauses hold together: ${found.length} checks, no gap.`)
        : colours.red(`${gaps} ${gaps === 1 ? 'gap' : 'gaps'} between ledger, rules and clauses.`),
    )
  }
  return gaps === 0 ? EXIT.conforms : EXIT.diverges
}

const HEAD = ['lines', 'with rule', 'with clause', 'left out', 'open']

const cells = ({ lines, withRule, withClause, leftOut, open }: Coverage): string[] =>
  [lines, withRule, withClause, leftOut, open].map((n) => (n === 0 ? '·' : String(n)))

const page = (found: LedgerCoverage, { colours, width }: Terminal): string => {
  const section = (title: string, groups: Readonly<Record<string, Coverage>>): string[][] => [
    [colours.bold(title), ...HEAD.map((word) => colours.dim(word))],
    ...Object.entries(groups).map(([name, group]) => [`  ${name}`, ...cells(group)]),
    [''],
  ]
  const reasons = Object.entries(found.leftOut).map(
    ([reason, ids]) => `  ${String(ids.length).padStart(3)}  ${wrap(reason, width - 2, '       ')}`,
  )
  return [
    table([
      [colours.bold(found.service), ...HEAD.map((word) => colours.dim(word))],
      ['  all', ...cells(found.total)],
      [''],
      ...section('by topic', found.byTopic),
      ...section('by strength', found.byStrength),
      ...section('by place of observation', found.byPlace),
    ]),
    colours.bold('left out, and why'),
    ...reasons,
  ].join('\n')
}
