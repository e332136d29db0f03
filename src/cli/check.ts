import { createReadStream } from 'node:fs'
import { checkLaws, type LawsResult } from '../oracle/check/check-laws.js'
import { checkTraces, MOST_EXCHANGES, TooLong, Unjudgeable, type Checking, type CheckResult } from '../oracle/check/check-trace.js'
import { readRegistry, type Registry } from '../oracle/check/registry.js'
import { readTraces, type OpenTraces, type TraceSource } from '../oracle/trace/read-trace.js'
import { TraceError } from '../oracle/trace/trace-error.js'
import type { OrderedBy } from '../oracle/trace/in-order.js'
import type { ProfileName } from '../suite/profiles.js'
import { harmless } from './check/exchange-text.js'
import { divergenceJson, footerJson, headerJson, lawsJson, stepJson } from './check/json.js'
import { divergencePage, lawsPage, summary } from './check/page.js'
import { explained } from './check/steps.js'
import { EXIT, UsageError, type Exit } from './exit.js'
import type { Terminal } from './terminal.js'

export interface CheckOptions {
  readonly profile: ProfileName
  readonly slack?: number
  readonly account?: string
  readonly region?: string
  readonly service?: readonly string[]
  readonly linear?: true
  readonly explain?: true
  readonly json?: true
}

/** What a check is made with; the services that are installed, unless something else is given. */
export interface CheckWith {
  readonly registry: () => Promise<Registry>
  readonly stdin?: () => AsyncIterable<Uint8Array>
}

const INSTALLED: CheckWith = { registry: readRegistry }

/** `touchstone check`: holds what was recorded to what is documented. */
export const runCheck = async (
  terminal: Terminal,
  files: readonly string[],
  options: CheckOptions,
  made: CheckWith = INSTALLED,
): Promise<Exit> => {
  const registry = await made.registry()
  const twice = files.find((file, nth) => files.indexOf(file) !== nth)
  if (twice !== undefined) throw new UsageError(`${twice} is given twice: its exchanges would count twice. Give each trace once.`)
  if (options.linear && options.explain)
    throw new UsageError('--explain tells what the oracle believed; laws believe nothing. Leave --explain or --linear out.')
  const open = (order: OrderedBy): Promise<OpenTraces> =>
    readTraces(
      files.map((file) => sourceOf(file, made)),
      {
        descriptions: registry.descriptions,
        account: options.account,
        region: options.region,
        services: options.service,
        order,
        // The oracle is given all of them at once, so their order costs nothing.
        ...(order === 'sent' ? { window: MOST_EXCHANGES } : {}),
      },
    )
  try {
    if (options.linear) return tellLaws(terminal, await checkLaws(await open('received'), registry, checkingOf(options)), options)
    return await check(terminal, open, registry, files, options)
  } catch (error) {
    throw new UsageError(whyNot(error))
  }
}

const check = async (
  terminal: Terminal,
  open: (order: OrderedBy) => Promise<OpenTraces>,
  registry: Registry,
  files: readonly string[],
  options: CheckOptions,
): Promise<Exit> => {
  if (options.json) terminal.print(headerJson(options.profile))
  let began: number | undefined
  const witness: Checking['witness'] = (witnessed) => {
    began ??= witnessed.exchange.sent
    terminal.print(options.json ? stepJson(witnessed) : explained(witnessed, began, terminal))
  }
  try {
    const found = await checkTraces(await open('sent'), registry, { ...checkingOf(options), ...(options.explain ? { witness } : {}) })
    return tell(terminal, found, options)
  } catch (error) {
    const hasLaws = [...registry.checked.values()].some(({ laws }) => laws !== undefined)
    if (!(error instanceof TooLong) || options.explain || files.includes('-') || !hasLaws) throw error
    terminal.note('The trace is too long for the oracle: it is held to the laws that need no search, as with --linear.')
    return tellLaws(terminal, await checkLaws(await open('received'), registry, checkingOf(options)), options, true)
  }
}

const checkingOf = ({ profile, slack }: CheckOptions): Pick<Checking, 'profile' | 'slack'> => ({
  profile,
  ...(slack === undefined ? {} : { slack: { ms: slack, ppm: PPM } }),
})

/** What a quartz may be off, where only milliseconds are given. */
const PPM = 200

const tell = (terminal: Terminal, found: CheckResult, { profile, json }: CheckOptions): Exit => {
  if (found.facts.exchanges === 0) throw new Unjudgeable(nothing(found.facts.leftOut.length > 0))
  if (json) [...found.divergences.map(divergenceJson), footerJson(found)].forEach((line) => terminal.print(line))
  else {
    found.divergences.forEach((one) => terminal.print(`${divergencePage(one, terminal)}\n`))
    terminal.print(summary(found, profile, terminal))
  }
  if (found.divergences.length > 0) return EXIT.diverges
  return found.judgement.admitted > 0 ? EXIT.conforms : EXIT.couldNotRun
}

const tellLaws = (terminal: Terminal, found: LawsResult, { profile, json }: CheckOptions, hasHeader = false): Exit => {
  if (found.facts.exchanges === 0) throw new Unjudgeable(nothing(found.facts.leftOut.length > 0))
  if (!json) terminal.print(lawsPage(found, profile, terminal))
  else [...(hasHeader ? [] : [headerJson(profile)]), ...lawsJson(found)].forEach((line) => terminal.print(line))
  if (found.findings.laws.some((law) => law.found > 0)) return EXIT.diverges
  return found.findings.laws.some((law) => law.tested > 0) ? EXIT.conforms : EXIT.couldNotRun
}

const nothing = (isLeftOut: boolean): string =>
  isLeftOut ? 'everything in the trace was left out; look at --account, --region and --service' : 'there is no exchange in the trace'

const sourceOf = (file: string, { stdin = () => process.stdin }: CheckWith): TraceSource => ({
  file,
  bytes: file === '-' ? stdin() : createReadStream(file, { highWaterMark: 1 << 18 }),
})

/** What to do about a trace that cannot be read or judged. Anything else is thrown again. */
export const whyNot = (error: unknown): string => {
  if (error instanceof TraceError) return harmless(error.message)
  if (error instanceof Unjudgeable) return `${error.message.slice(0, 1).toUpperCase()}${error.message.slice(1)}.`
  const { code, path = 'the trace', message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return `There is no file ${path}.`
  if (code === 'EISDIR') return `${path} is a folder: give the traces in it.`
  if (code === 'EACCES') return `${path} may not be read by this account.`
  throw error instanceof Error ? error : new Error(message)
}
