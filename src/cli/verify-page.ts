import type { Contract } from '../contract/contract.js'
import { brokenIn, type Verified } from '../contract/verify/verify.js'
import { wrap } from '../report/table.js'
import { divergencePage } from './check/page.js'
import type { Terminal } from './terminal.js'

/** Whether anything could be told of a target. */
export const isDecided = ({ error, rows, replayed }: Verified): boolean =>
  error === undefined && (rows.some(({ result }) => result.verdict === 'conforms') || (replayed?.admitted ?? 0) > 0)

/** What one target came to. */
export const page = (title: string, verified: Verified, contract: Contract, terminal: Terminal): string => {
  const { colours, width } = terminal
  const { rows, unknown, untested, replayed, error } = verified
  const lines: string[] = []
  for (const { reliance, result } of rows) {
    if (result.verdict === 'conforms' || result.verdict === 'skipped') continue
    const mark = result.verdict === 'inconclusive' ? colours.yellow('?') : colours.red('✗')
    lines.push(
      `${mark} ${colours.bold(reliance.id)}  ${colours.dim(`relied on ${times(reliance.count)}, first in ${reliance.first}`)}`,
      `    ${wrap(reliance.statement, width, '    ')}`,
      `    ${wrap(`${result.verdict}: ${result.failure?.message ?? result.reason ?? ''}`, width, '    ')}`,
      ...(result.failure === undefined ? [] : [colours.dim(`    ${result.failure.replay}`)]),
      '',
    )
  }
  for (const divergence of replayed?.divergences ?? []) lines.push(divergencePage(divergence, terminal), '')
  for (const { exchange, before, now } of replayed?.changed ?? [])
    lines.push(
      `${colours.yellow('!')} ${exchange.operation} of ${exchange.spot.file}:${exchange.spot.line} was ${before}, and is ${now} here`,
    )
  for (const { id } of unknown) lines.push(`${colours.yellow('?')} ${id} is a clause that this version does not know: not verified`)
  if (error !== undefined) lines.push(colours.red(`Could not finish: ${error}`))
  const holds = rows.filter(({ result }) => result.verdict === 'conforms').length
  lines.push(
    '',
    colours.bold(title),
    `${holds} of ${contract.clauses.length} clauses hold${untested.length > 0 ? `, ${untested.length} have no test of their own` : ''}.`,
    ...(replayed === undefined
      ? []
      : [
          `${replayed.exchanges.length} requests repeated${replayed.skipped > 0 ? `, ${replayed.skipped} could not be` : ''}: ${replayed.admitted} answered as documented, ${replayed.divergences.length} not, ${replayed.undecided} undecided.`,
        ]),
    ...(replayed !== undefined && replayed.unsupported.length > 0
      ? [colours.red(`It does not have ${replayed.unsupported.join(', ')}.`)]
      : []),
    verdictOf(verified, terminal),
  )
  return lines.join('\n').trimStart()
}

const verdictOf = (verified: Verified, { colours }: Terminal): string => {
  const broken = brokenIn(verified)
  if (broken.length > 0) return colours.red(`✗ It breaks ${broken.length} of what the application relies on.`)
  return isDecided(verified) ? colours.green('✓ It keeps what the application relies on.') : colours.yellow('Nothing could be decided.')
}

/** What two targets make of one contract, side by side, where they differ. */
export const between = (
  found: readonly { readonly title: string; readonly verified: Verified }[],
  contract: Contract,
  terminal: Terminal,
): string => {
  const { colours } = terminal
  const verdictsOf = ({ rows, replayed }: Verified): ReadonlyMap<string, string> => {
    const verdicts = new Map<string, string>(rows.map(({ reliance, result }) => [reliance.id, result.verdict]))
    for (const { clause } of replayed?.divergences ?? []) verdicts.set(clause ?? 'an answer that nothing allows', 'diverges (repeated)')
    return verdicts
  }
  const [a, b] = found.map(({ verified }) => verdictsOf(verified))
  const ids = [...new Set([...a!.keys(), ...b!.keys()])].sort()
  const differing = ids.filter((id) => (a!.get(id) ?? 'conforms') !== (b!.get(id) ?? 'conforms'))
  return [
    ...differing.map(
      (id) =>
        `${colours.bold(id)}\n    ${found[0]!.title}: ${a!.get(id) ?? 'no divergence'}\n    ${found[1]!.title}: ${b!.get(id) ?? 'no divergence'}`,
    ),
    '',
    `${differing.length === 0 ? `They do not differ` : `They differ in ${differing.length}`} of ${contract.clauses.length} clauses that the application relies on.`,
    ...found.map(({ title, verified }) => `${title}: ${verdictOf(verified, terminal)}`),
  ]
    .join('\n')
    .trimStart()
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)

/** The same, for programs. */
export const jsonOf = (title: string, verified: Verified): object => ({
  schema: 'touchstone.verify',
  version: 1,
  target: title,
  broken: brokenIn(verified),
  clauses: verified.rows.map(({ reliance, result }) => ({ ...reliance, verdict: result.verdict, reason: result.reason })),
  unknown: verified.unknown.map(({ id }) => id),
  untested: verified.untested.map(({ id }) => id),
  ...(verified.replayed === undefined
    ? {}
    : {
        replayed: {
          exchanges: verified.replayed.exchanges.length,
          skipped: verified.replayed.skipped,
          admitted: verified.replayed.admitted,
          undecided: verified.replayed.undecided,
          unsupported: verified.replayed.unsupported,
          divergences: verified.replayed.divergences.map(({ clause, allowed, seen, exchange }) => ({
            clause,
            allowed,
            seen,
            ...exchange.spot,
          })),
          changed: verified.replayed.changed.map(({ exchange, before, now }) => ({ ...exchange.spot, before, now })),
        },
      }),
  error: verified.error,
})
