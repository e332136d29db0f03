import { createReadStream, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Contract } from '../contract/contract.js'
import { brokenIn, verify, type Verified } from '../contract/verify/verify.js'
import { findLine } from '../ledger/read-ledger.js'
import { readRegistry, type Registry } from '../oracle/check/registry.js'
import type { TracedExchange } from '../oracle/trace/form.js'
import { readTraces } from '../oracle/trace/read-trace.js'
import type { Effort } from '../suite/effort.js'
import type { ProfileName } from '../suite/profiles.js'
import { embeddedTarget } from '../targets/embedded.js'
import { endpointTarget } from '../targets/endpoint.js'
import { ENDPOINT_SLACK } from '../targets/slack.js'
import type { StartedTarget } from '../targets/sources/source.js'
import type { Target } from '../targets/target.js'
import { whyNot } from './check.js'
import { applicationOf, breachLines, holdApplication } from './verify-application.js'
import { junitOf, writeJunit } from './verify-junit.js'
import { between, isDecided, jsonOf, page } from './verify-page.js'
import { EXIT, UsageError, type Exit } from './exit.js'
import { Progress } from './progress.js'
import { contractIn } from './read-contract.js'
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
  readonly app?: readonly string[]
  readonly replay: boolean
  readonly json?: true
  readonly junit?: string
}

/** Exchanges that are repeated at most. */
const MOST_REPEATED = 5000

/** `touchstone verify`: holds a target to what an application relies on. */
export const runVerify = async (terminal: Terminal, file: string, options: VerifyOptions): Promise<Exit> => {
  const contract = contractIn(file)
  const registry = await readRegistry()
  if (options.app !== undefined) return holdApplication(terminal, contract, dirname(file), options.app, registry, options)
  const exchanges = options.replay ? await exchangesOf(file, contract, registry, options, terminal) : []
  const own = await applicationOf(contract, exchanges, dirname(file))
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
    if (options.junit !== undefined) writeJunit(options.junit, junitOf(found, own, contract))
    if (options.json)
      for (const { title, verified } of found) terminal.print(JSON.stringify({ ...jsonOf(title, verified), application: own }))
    else {
      terminal.print(found.length > 1 ? between(found, contract, terminal) : page(found[0]!.title, found[0]!.verified, contract, terminal))
      if (own.length > 0)
        terminal.print(['', 'What was recorded breaks the contract itself:', ...breachLines(own, terminal)].join('\n').trimEnd())
    }
    if (signals.exit !== undefined) return signals.exit
    if (own.length > 0 || found.some(({ verified }) => brokenIn(verified).length > 0)) return EXIT.diverges
    return found.every(({ verified }) => isDecided(verified)) ? EXIT.conforms : EXIT.couldNotRun
  } finally {
    signals.end()
  }
}

const targetsOf = (options: VerifyOptions): readonly VerifyOptions[] => {
  const { between: both, target: _target, endpoint: _endpoint, ...rest } = options
  if (both === undefined) return [options]
  if (both.length !== 2) throw new UsageError('Give two targets: --between moto http://localhost:4566')
  return both.map((name) => (/^https?:\/\//.test(name) ? { ...rest, endpoint: [name] } : { ...rest, target: name }))
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
