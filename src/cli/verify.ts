import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Contract, ContractError, readContract } from '../contract/contract.js'
import { brokenIn, verify, type Verified } from '../contract/verify/verify.js'
import { findLine } from '../ledger/read-ledger.js'
import { readRegistry, type Registry } from '../oracle/check/registry.js'
import type { TracedExchange } from '../oracle/trace/form.js'
import { readTraces } from '../oracle/trace/read-trace.js'
import { wrap } from '../report/table.js'
import type { Effort } from '../suite/effort.js'
import type { ProfileName } from '../suite/profiles.js'
import { embeddedTarget } from '../targets/embedded.js'
import { endpointTarget } from '../targets/endpoint.js'
import { ENDPOINT_SLACK } from '../targets/slack.js'
import type { StartedTarget } from '../targets/sources/source.js'
import type { Target } from '../targets/target.js'
import { divergencePage } from './check/page.js'
import { whyNot } from './check.js'
import { EXIT, UsageError, type Exit } from './exit.js'
import { Progress } from './progress.js'
import { Signals } from './signals.js'
import { sourceOf, withTarget } from './target.js'
import type { TargetOptions } from './target-options.js'
import type { Terminal } from './terminal.js'

export interface VerifyOptions extends TargetOptions {
  readonly profile: ProfileName
  readonly effort: Effort
  readonly seed: number
  readonly between?: readonly string[]
  readonly trace?: readonly string[]
  readonly replay: boolean
  readonly json?: true
}

/** Exchanges that are repeated at most. */
const MOST_REPEATED = 5000

/** `touchstone verify`: holds a target to what an application relies on. */
export const runVerify = async (terminal: Terminal, file: string, options: VerifyOptions): Promise<Exit> => {
  const contract = contractIn(file)
  const registry = await readRegistry()
  const exchanges = options.replay ? await exchangesOf(file, contract, registry, options, terminal) : []
  const signals = new Signals(
    () => terminal.note('\nStopping.'),
    () => {},
  )
  try {
    const found: { readonly title: string; readonly verified: Verified }[] = []
    for (const chosen of targetsOf(options)) {
      const source = await sourceOf(chosen)
      const only = contract.clauses.map(({ id }) => id).filter((id) => findLine(id) !== undefined)
      found.push(
        await withTarget(source, only, { region: options.region, signal: signals.signal, terminal }, async (started) => ({
          title: started.title,
          verified: await verifyOn(terminal, started, { contract, registry, exchanges, options: chosen, signal: signals.signal }),
        })),
      )
    }
    if (options.json) for (const { title, verified } of found) terminal.print(JSON.stringify(jsonOf(title, verified)))
    else
      terminal.print(found.length > 1 ? between(found, contract, terminal) : page(found[0]!.title, found[0]!.verified, contract, terminal))
    if (signals.exit !== undefined) return signals.exit
    if (found.some(({ verified }) => brokenIn(verified).length > 0)) return EXIT.diverges
    return found.every(({ verified }) => isDecided(verified)) ? EXIT.conforms : EXIT.couldNotRun
  } finally {
    signals.end()
  }
}

const isDecided = ({ error, rows, replayed }: Verified): boolean =>
  error === undefined && (rows.some(({ result }) => result.verdict === 'conforms') || (replayed?.admitted ?? 0) > 0)

const targetsOf = (options: VerifyOptions): readonly VerifyOptions[] => {
  const { between: both, target: _target, endpoint: _endpoint, ...rest } = options
  if (both === undefined) return [options]
  if (both.length !== 2) throw new UsageError('Give two targets: --between moto http://localhost:4566')
  return both.map((name) => (/^https?:\/\//.test(name) ? { ...rest, endpoint: [name] } : { ...rest, target: name }))
}

const contractIn = (file: string): Contract => {
  try {
    return readContract(file, readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof ContractError) throw new UsageError(error.message)
    throw new UsageError((error as NodeJS.ErrnoException).code === 'ENOENT' ? `There is no file ${file}.` : (error as Error).message)
  }
}

/** What the traces of the contract hold, where they are there. */
const exchangesOf = async (
  file: string,
  contract: Contract,
  registry: Registry,
  { trace }: VerifyOptions,
  terminal: Terminal,
): Promise<readonly TracedExchange[]> => {
  const files = trace ?? contract.traces.map((path) => join(dirname(file), path)).filter((path) => existsSync(path))
  if (files.length === 0) {
    terminal.note('The traces of the contract are not there: its clauses alone are verified. --trace says where one is.')
    return []
  }
  try {
    const { exchanges } = await readTraces(
      files.map((path) => ({ file: path, bytes: createReadStream(path) })),
      { descriptions: registry.descriptions, order: 'received' },
    )
    const found: TracedExchange[] = []
    for await (const exchange of exchanges) if (found.push(exchange) === MOST_REPEATED) break
    return found
  } catch (error) {
    throw new UsageError(whyNot(error))
  }
}

interface On {
  readonly contract: Contract
  readonly registry: Registry
  readonly exchanges: readonly TracedExchange[]
  readonly options: VerifyOptions
  readonly signal: AbortSignal
}

const verifyOn = async (terminal: Terminal, { title, reach, again }: StartedTarget, on: On): Promise<Verified> => {
  const { contract, registry, exchanges, options, signal } = on
  const { profile, effort, seed } = options
  const { runSuite } = await import('../suite/run.js')
  const region = reach?.region ?? options.region
  const target: Target =
    reach === undefined
      ? embeddedTarget(seed)
      : endpointTarget({
          credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
          ...reach,
          region,
          run: `v${Math.random().toString(36).slice(2, 9)}`,
          slack: ENDPOINT_SLACK,
        })
  terminal.note(terminal.colours.dim(`Verifying ${title} …`))
  const progress = new Progress(terminal)
  try {
    return await verify({
      contract,
      exchanges,
      registry,
      profile,
      target,
      runSuite: ({ only = [] }) =>
        runSuite({
          ...reach,
          ...(reach === undefined ? {} : { again }),
          only,
          effort,
          profile,
          seed,
          region,
          signal,
          onStart: (ids) => progress.start(ids),
          onResult: progress.result,
        }).finally(() => progress.end()),
    })
  } finally {
    await target.close()
  }
}

const page = (title: string, verified: Verified, contract: Contract, terminal: Terminal): string => {
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
const between = (
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

const jsonOf = (title: string, verified: Verified): object => ({
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
