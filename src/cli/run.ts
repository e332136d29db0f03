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
import { copyLog } from '../targets/processes/bounded-log.js'
import { embeddedSource } from '../targets/sources/reference.js'
import type { StartedTarget } from '../targets/sources/source.js'
import { heldAgainst, readBaseline, tellHeld } from './baseline.js'
import { agreeOnAws, type Consent } from './aws-run.js'
import { EXIT, UsageError, type Exit } from './exit.js'
import { Progress } from './progress.js'
import { Signals } from './signals.js'
import { clausesOf, sourceOf, withTarget } from './target.js'
import type { TargetOptions } from './target-options.js'
import type { Terminal } from './terminal.js'
import { version } from './version.js'

export interface RunOptions extends TargetOptions, Consent {
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

/** What a whole run of the embedded reference takes about, where time is virtual, and one over the network, where clauses wait for real. */
const EXPECTED: Readonly<Record<Effort, readonly [virtual: string, real: string]>> = {
  smoke: ['some seconds', 'a minute or two'],
  standard: ['half a minute', 'some minutes'],
  exhaustive: ['some minutes', 'hours'],
}

/** `Judging http://localhost:4566. A whole run takes some minutes, since clauses wait for real …` */
const judging = (endpoint: string | undefined, effort: Effort): string => {
  const [virtual, real] = EXPECTED[effort]
  return endpoint === undefined
    ? `Judging the embedded reference, whose time is virtual. A whole run takes ${virtual} …`
    : `Judging ${endpoint}, where clauses wait in real time. A whole run takes ${real} …`
}

/** What is judged: every row is a clause, or the walks of a service. */
const counted = (ids: readonly string[]): string => {
  const walks = ids.filter((id) => walksLineOf(id) !== undefined)
  const clauses = `${ids.length - walks.length} clauses`
  return walks.length === 0
    ? `${clauses}.`
    : `${clauses}, and the walks of ${walks.map((id) => id.replace('.walks', '')).join(', ')}: ${ids.length} rows. \`touchstone ledger\` tells what is documented besides, and why it has no clause.`
}

/** What a target printed that the run started, in the folder of the report. */
const TARGET_LOG = 'target.log'

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
  const source = await sourceOf(options)
  const { AWS_ENDPOINT_URL: pointed } = process.env
  if (source === embeddedSource && pointed)
    terminal.note(`AWS_ENDPOINT_URL is ${pointed}, which is not judged: the embedded reference is. Give --endpoint ${pointed} to judge it.`)
  if (options.report !== undefined) await checkFolder(options.report)
  const isScored = scored(options.asOf)
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline)
  const only = options.only ?? clausesOf(source) ?? []
  const run = randomBytes(4).toString('hex')
  let target: StartedTarget | undefined
  const signals = new Signals(
    () => terminal.note('\nStopping, and removing what was made. Once more ends at once.'),
    () =>
      terminal.note(
        target?.reach === undefined
          ? ''
          : `What was made is there still (names that begin with touchstone-${run}-); remove it: touchstone sweep --endpoint ${target.reach.endpoint}`,
      ),
  )
  const { signal } = signals
  const { region } = options
  try {
    return await withTarget(source, only, { region, signal, terminal }, async (started) => {
      target = started
      const isAws = source.name === 'aws'
      const chosen = { ...suiteOptionsOf(options, started, { only, run, signal }), ...(isAws ? { isAws } : {}) }
      if (isAws) await agreeOnAws(terminal, chosen, options)
      const found = await judged(terminal, started, chosen, {
        runSuite,
        ...(options.report === undefined ? {} : { folder: options.report }),
      })
      const report = reportOf(found, options, started)
      if (found.results.length > 0 || options.shard !== undefined || signals.exit !== undefined)
        await tell(terminal, report, found, options)
      if (options.report !== undefined && started.log !== undefined) copyLog(started.log, join(options.report, TARGET_LOG))
      if (found.error !== undefined)
        terminal.note(`${terminal.colours.red('Could not finish:')} ${/[.?!)]$/.test(found.error) ? found.error : `${found.error}.`}`)
      const held = baseline === undefined ? undefined : heldAgainst(baseline, report)
      const isOff = held !== undefined && tellHeld(terminal, options.baseline!, held)
      const failing = report.rows.filter(
        (row) => (isConfirmed(row) && isScored(row.id)) || (options.failOnOnce && row.failure !== undefined),
      )
      return signals.exit ?? exitOf(report, found, isOff || failing.some(({ id }) => !held?.known.has(id)))
    })
  } catch (error) {
    if (signals.exit === undefined) throw error
    terminal.note(error instanceof Error ? error.message : String(error))
    return signals.exit
  } finally {
    signals.end()
  }
}

type Chosen = Pick<SuiteOptions, 'only' | 'run' | 'signal'>

const suiteOptionsOf = (options: RunOptions, { reach, again }: StartedTarget, chosen: Chosen): SuiteOptions => {
  const { slack, door, adversity, effort, profile, seed, region, shard } = options
  return {
    ...reach,
    ...(reach === undefined ? {} : { again }),
    ...(slack === undefined ? {} : { slackMs: slack }),
    ...(door === undefined ? {} : { door }),
    ...(adversity === undefined ? {} : { adversity }),
    ...(shard === undefined ? {} : { shard }),
    ...chosen,
    effort,
    profile,
    seed,
    region: reach?.region ?? region,
  }
}

/** Runs the suite with its progress shown; a target that ends meanwhile breaks it off. */
const judged = async (
  terminal: Terminal,
  { title, reach, ended, log }: StartedTarget,
  options: SuiteOptions,
  { runSuite, folder }: { readonly runSuite: typeof suite; readonly folder?: string },
): Promise<RunResult> => {
  const { effort = 'standard' } = options
  const progress = new Progress(terminal)
  const died = new AbortController()
  let why: string | undefined
  void ended?.then((end) => {
    why = `${title} ended in the middle of the run: ${end}`
    if (log !== undefined)
      why += `\n(${folder === undefined ? '--report DIR keeps all that it printed' : `all it printed: ${join(folder, TARGET_LOG)}`})`
    died.abort()
  })
  terminal.note(terminal.colours.dim(judging(reach?.endpoint, effort)))
  const signals = [died.signal, ...(options.signal === undefined ? [] : [options.signal])]
  const found = await runSuite({
    ...options,
    onWait: (what) => terminal.note(`Waiting for ${what} …`),
    onLeft: (what) => terminal.note(`Take note: ${what}.`),
    onStart: (ids) => {
      terminal.note(terminal.colours.dim(counted(ids)))
      progress.start(ids)
    },
    onResult: progress.result,
    signal: AbortSignal.any(signals),
  })
    .catch((error: unknown) => {
      throw error instanceof RangeError ? new UsageError(error.message) : error
    })
    .finally(() => progress.end())
  return why === undefined ? found : { ...found, error: why }
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

const reportOf = (found: RunResult, { name, timings, date }: RunOptions, { title, version: of, reach, log }: StartedTarget): Report => {
  const { region, profile, effort, seed, only, shard } = found.settings
  return makeReport({
    header: {
      touchstone: version(),
      suite: suiteDigest(),
      target: {
        name: name ?? (reach === undefined ? found.target : title),
        ...(of === undefined ? {} : { version: of }),
        // Where a target was that the run started is no news.
        ...(reach === undefined || log !== undefined ? {} : { endpoint: withoutCredentials(reach.endpoint) }),
      },
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
