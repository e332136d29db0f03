import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { findLine } from '../ledger/read-ledger.js'
import { suiteDigest } from '../ledger/suite-digest.js'
import { checkFolder, makeReport, terminalSummary, withoutCredentials, writeReport, writeResults, type Report } from '../report/index.js'
import type { Effort } from '../suite/effort.js'
import type { ProfileName } from '../suite/profiles.js'
import type { Shard } from '../suite/select.js'
import { walksLineOf } from '../suite/walks-line.js'
import type { RunOptions as SuiteOptions, RunResult } from '../suite/run.js'
import { isConfirmed } from '../report/causes/causes.js'
import { scoredIds, UnknownSet } from '../report/score.js'
import { credentialsOf, type Access } from './access.js'
import { heldAgainst, readBaseline, tellHeld } from './baseline.js'
import { EXIT, UsageError, type Exit } from './exit.js'
import { Progress } from './progress.js'
import { Signals } from './signals.js'
import { readCa } from './sweep.js'
import type { Terminal } from './terminal.js'
import { version } from './version.js'

export interface RunOptions extends Access {
  readonly endpoint?: string
  readonly only?: readonly string[]
  readonly effort: Effort
  readonly profile: ProfileName
  readonly adversity?: string
  readonly seed: number
  readonly slack?: number
  readonly door?: string
  readonly name?: string
  readonly report?: string
  readonly json?: true
  readonly timings?: true
  readonly date?: true
  readonly shard?: Shard
  /** A file of known divergences. */
  readonly baseline?: string
  /** The month whose requirement set is scored. */
  readonly asOf?: string
  readonly failOnOnce?: true
}

/** What a run of the embedded reference takes about, and one over the network, where clauses wait for real. */
const EXPECTED: Readonly<Record<Effort, string>> = {
  smoke: 'in seconds where time is virtual, in a minute or two where it is real',
  standard: 'in half a minute where time is virtual, in some minutes where it is real',
  exhaustive: 'in minutes where time is virtual, in hours where it is real',
}

/** What is judged: every row is a clause, or the walks of a service. */
const counted = (ids: readonly string[]): string => {
  const walks = ids.filter((id) => walksLineOf(id) !== undefined)
  const clauses = `${ids.length - walks.length} clauses`
  return walks.length === 0
    ? `${clauses}.`
    : `${clauses}, and the walks of ${walks.map((id) => id.replace('.walks', '')).join(', ')}: ${ids.length} rows. \`touchstone ledger\` tells what is documented besides, and why it has no clause.`
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
    terminal.note(
      `The profile ${options.profile} does not grant all that --adversity switches on: what it withholds will count as divergences. See --profile as-documented.`,
    )
  const { AWS_ENDPOINT_URL: pointed } = process.env
  if (options.endpoint === undefined && pointed)
    terminal.note(`AWS_ENDPOINT_URL is ${pointed}, which is not judged: the embedded reference is. Give --endpoint ${pointed} to judge it.`)
  if (options.report !== undefined) await checkFolder(options.report)
  const isScored = scored(options.asOf)
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline)
  const credentials = credentialsOf(options)
  const progress = new Progress(terminal)
  const run = randomBytes(4).toString('hex')
  const signals = new Signals(
    () => terminal.note('\nStopping, and removing what was made. Once more ends at once.'),
    () =>
      terminal.note(
        options.endpoint === undefined
          ? ''
          : `What was made is there still (names that begin with touchstone-${run}-); remove it: touchstone sweep --endpoint ${options.endpoint}`,
      ),
  )
  const suiteOptions: SuiteOptions = {
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(options.slack === undefined ? {} : { slackMs: options.slack }),
    ...(options.door === undefined ? {} : { door: options.door }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(options.adversity === undefined ? {} : { adversity: options.adversity }),
    ...(options.ca === undefined ? {} : { ca: readCa(options.ca) }),
    ...(options.insecure === undefined ? {} : { insecure: options.insecure }),
    only: options.only ?? [],
    effort: options.effort,
    profile: options.profile,
    seed: options.seed,
    region: options.region,
    ...(options.shard === undefined ? {} : { shard: options.shard }),
    run,
    onWait: (what) => terminal.note(`Waiting for ${what} …`),
    onStart: (ids) => {
      terminal.note(terminal.colours.dim(counted(ids)))
      progress.start(ids)
    },
    onResult: progress.result,
    signal: signals.signal,
  }
  terminal.note(terminal.colours.dim(`Judging ${options.endpoint ?? 'the embedded reference'}, ${EXPECTED[options.effort]} …`))
  const found = await runSuite(suiteOptions)
    .catch((error: unknown) => {
      throw error instanceof RangeError ? new UsageError(error.message) : error
    })
    .finally(() => {
      progress.end()
      signals.end()
    })
  const report = reportOf(found, options)
  if (found.results.length > 0 || options.shard !== undefined || signals.exit !== undefined) await tell(terminal, report, found, options)
  if (found.error !== undefined)
    terminal.note(`${terminal.colours.red('Could not finish:')} ${/[.?!]$/.test(found.error) ? found.error : `${found.error}.`}`)
  const held = baseline === undefined ? undefined : heldAgainst(baseline, report)
  const isOff = held !== undefined && tellHeld(terminal, options.baseline!, held)
  const failing = report.rows.filter((row) => (isConfirmed(row) && isScored(row.id)) || (options.failOnOnce && row.failure !== undefined))
  return signals.exit ?? exitOf(report, found, isOff || failing.some(({ id }) => !held?.known.has(id)))
}

const scored = (asOf: string | undefined): ((id: string) => boolean) => {
  try {
    return scoredIds(asOf)
  } catch (error) {
    throw error instanceof UnknownSet ? new UsageError(`${error.message}.`) : error
  }
}

const exitOf = ({ header, footer: { counts } }: Report, { error }: RunResult, isFailing: boolean): Exit => {
  if (error !== undefined) return EXIT.couldNotRun
  if (isFailing) return EXIT.diverges
  if (header.shard !== undefined) return EXIT.conforms
  return counts.conforms > 0 ? EXIT.conforms : EXIT.couldNotRun
}

const reportOf = (found: RunResult, { endpoint, name, timings, date }: RunOptions): Report => {
  const { region, profile, effort, seed, only, shard } = found.settings
  return makeReport({
    header: {
      touchstone: version(),
      suite: suiteDigest(),
      target: { name: name ?? found.target, ...(endpoint === undefined ? {} : { endpoint: withoutCredentials(endpoint) }) },
      region,
      profile,
      effort,
      seed,
      only,
      ...(shard === undefined ? {} : { shard: `${shard.part}/${shard.of}` }),
      ...(date ? { date: new Date().toISOString().slice(0, 10) } : {}),
    },
    results: found.results,
    complete: found.error === undefined,
    line: (id) => findLine(id) ?? walksLineOf(id),
    timings: timings === true,
  })
}

const tell = async (terminal: Terminal, report: Report, found: RunResult, { report: folder, json, asOf }: RunOptions): Promise<void> => {
  if (json) terminal.print(writeResults(report).trimEnd())
  else
    terminal.print(
      terminalSummary(report, {
        colours: terminal.colours,
        width: terminal.width,
        durationMs: found.durationMs,
        ...(asOf === undefined ? {} : { asOf }),
      }),
    )
  // What was seen is told before anything can go wrong with the files.
  if (folder !== undefined) await writeReport(folder, report, new Map(found.results.map(({ id, durationMs }) => [id, durationMs])))
  if (folder !== undefined) terminal.note(`Report: ${join(folder, 'report.html')}`)
}
