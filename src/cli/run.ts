import { join } from 'node:path'
import { findLine } from '../ledger/read-ledger.js'
import { makeReport, terminalSummary, withoutCredentials, writeReport, writeResults, type Report } from '../report/index.js'
import type { Effort } from '../suite/effort.js'
import type { ProfileName } from '../suite/profiles.js'
import { walksLineOf } from '../suite/walks-line.js'
import type { RunOptions as SuiteOptions, RunResult } from '../suite/run.js'
import { EXIT, UsageError, type Exit } from './exit.js'
import { Progress } from './progress.js'
import type { Terminal } from './terminal.js'
import { version } from './version.js'

export interface RunOptions {
  readonly endpoint?: string
  readonly only?: readonly string[]
  readonly effort: Effort
  readonly profile: ProfileName
  readonly adversity?: string
  readonly seed: number
  readonly slack?: number
  readonly door?: string
  readonly region: string
  readonly accessKey?: string
  readonly secretKey?: string
  readonly name?: string
  readonly report?: string
  readonly json?: true
  readonly timings?: true
}

/** Runs the suite; imported late, since it takes a while. */
const suite = async (options: SuiteOptions): Promise<RunResult> => (await import('../suite/run.js')).runSuite(options)

/** `touchstone run`: holds a target to the clauses, and says what came of it. */
export const runRun = async (terminal: Terminal, options: RunOptions, runSuite = suite): Promise<Exit> => {
  if (options.adversity === 'help') {
    const { adversityHelp } = await import('./adversity-help.js')
    terminal.print(adversityHelp(terminal))
    return EXIT.conforms
  }
  if (options.adversity !== undefined && options.adversity !== 'calm' && options.profile !== 'as-documented')
    terminal.note(`The profile ${options.profile} does not grant all that --adversity switches on: what it withholds will count as divergences. See --profile as-documented.`)
  const credentials = credentialsOf(options)
  const progress = new Progress(terminal)
  const broken = new AbortController()
  const stop = (): void => {
    process.once('SIGINT', () => process.exit(EXIT.couldNotRun))
    terminal.note('\nStopping, and removing what was made. Once more stops at once.')
    broken.abort()
  }
  process.once('SIGINT', stop).once('SIGTERM', stop)
  const suiteOptions: SuiteOptions = {
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(options.slack === undefined ? {} : { slackMs: options.slack }),
    ...(options.door === undefined ? {} : { door: options.door }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(options.adversity === undefined ? {} : { adversity: options.adversity }),
    only: options.only ?? [],
    effort: options.effort,
    profile: options.profile,
    seed: options.seed,
    region: options.region,
    onStart: progress.start,
    onResult: progress.result,
    signal: broken.signal,
  }
  const found = await runSuite(suiteOptions)
    .catch((error: unknown) => {
      throw error instanceof RangeError ? new UsageError(error.message) : error
    })
    .finally(() => {
      progress.end()
      process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop)
    })
  const report = reportOf(found, options)
  if (found.results.length > 0) await tell(terminal, report, found, options)
  if (found.error !== undefined) terminal.note(`${terminal.colours.red('Could not finish:')} ${/[.?!]$/.test(found.error) ? found.error : `${found.error}.`}`)
  return exitOf(report, found)
}

const exitOf = ({ footer: { counts } }: Report, { error }: RunResult): Exit => {
  if (error !== undefined) return EXIT.couldNotRun
  if (counts.diverges > 0) return EXIT.diverges
  return counts.conforms > 0 ? EXIT.conforms : EXIT.couldNotRun
}

const reportOf = (found: RunResult, { endpoint, name, timings }: RunOptions): Report => {
  const { region, profile, effort, seed, only } = found.settings
  return makeReport({
    header: {
      touchstone: version(),
      target: { name: name ?? found.target, ...(endpoint === undefined ? {} : { endpoint: withoutCredentials(endpoint) }) },
      region, profile, effort, seed, only,
    },
    results: found.results,
    complete: found.error === undefined,
    line: (id) => findLine(id) ?? walksLineOf(id),
    timings: timings === true,
  })
}

const tell = async (terminal: Terminal, report: Report, found: RunResult, { report: folder, json }: RunOptions): Promise<void> => {
  if (folder !== undefined) {
    const durations = new Map(found.results.map(({ id, durationMs }) => [id, durationMs]))
    await writeReport(folder, report, durations).catch((error: unknown) => {
      throw new UsageError(`The report could not be written to ${folder}: ${error instanceof Error ? error.message : String(error)}`)
    })
  }
  if (json) terminal.print(writeResults(report).trimEnd())
  else terminal.print(terminalSummary(report, { colours: terminal.colours, width: terminal.width, durationMs: found.durationMs }))
  if (folder !== undefined) terminal.note(`Report: ${join(folder, 'report.html')}`)
}

/** Given by options, else by the environment as for any AWS tool; a pair, or nothing. */
const credentialsOf = ({ accessKey, secretKey }: RunOptions): SuiteOptions['credentials'] => {
  if ((accessKey === undefined) !== (secretKey === undefined)) {
    throw new UsageError(`--${accessKey === undefined ? 'access-key' : 'secret-key'} is missing: give both or neither.`)
  }
  if (accessKey !== undefined && secretKey !== undefined) return { accessKeyId: accessKey, secretAccessKey: secretKey }
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = process.env
  return id && secret ? { accessKeyId: id, secretAccessKey: secret, ...(token ? { sessionToken: token } : {}) } : undefined
}
