import { randomBytes } from 'node:crypto'
import { TREE } from '../tree.js'
import { embeddedLabel } from '../targets/embedded.js'
import { endpointTarget, GONE, namePrefix } from '../targets/endpoint.js'
import { ENDPOINT_SLACK } from '../targets/slack.js'
import { BrokenOff } from '../targets/target.js'
import { driveVitest } from './drive.js'
import { preflight } from './preflight.js'
import type { Result } from './result.js'
import { settingsOf } from './run-options.js'
import type { RunOptions } from './run-options.js'
import type { Settings } from './settings.js'
import { sweep } from './sweep.js'

export type { RunOptions } from './run-options.js'

/** What a run came to. */
export interface RunResult {
  /** One for each clause that was asked for, unless the run was broken off; in no order. */
  readonly results: readonly Result[]
  /** `embedded reference`, or the endpoint without credentials. */
  readonly target: string
  /** How it was done, defaults filled in. */
  readonly settings: Omit<Settings, 'credentials' | 'run' | 'ca'>
  /** Why nothing, or not everything, could be judged; what to do about it. */
  readonly error?: string
  readonly durationMs: number
}

/**
 * Holds a target to the clauses of every service, all at the same time.
 *
 * Never throws for what the target does: a target that cannot be reached, or goes away, is told in `error`.
 *
 * @throws RangeError where an option cannot be used
 */
export const runSuite = async (options: RunOptions = {}): Promise<RunResult> => {
  const began = performance.now()
  const settings = settingsOf(options, options.run ?? randomBytes(4).toString('hex'))
  const { credentials: _credentials, run: _run, ca: _ca, ...shown } = settings
  const target = settings.endpoint === undefined ? embeddedLabel(settings.adversity) : new URL(settings.endpoint).host
  const done = (results: readonly Result[], error?: string): RunResult => ({
    results,
    target,
    settings: shown,
    ...(error === undefined ? {} : { error }),
    durationMs: performance.now() - began,
  })

  const refused = await preflighted(settings, options)
  if (refused !== undefined) return done([], refused)

  const { results, faults } = await driveVitest(TREE, settings, options)
  // Who does not answer any more is not asked for what is left, call by call.
  const silent = options.signal?.aborted ? undefined : await preflighted(settings, {})
  const left = silent === undefined ? await leftBehind(settings) : mayBeLeft(settings)
  if (left !== '') options.onLeft?.(left.replace(/^, and /, ''))
  if (options.signal?.aborted) return done(results, `the run was broken off${left}`)
  if (faults.length > 0) return done(results, `the suite itself failed: ${faults.join('; ')}`)
  if (results.length === 0) return settings.shard ? done([]) : done(results, noClause(settings.only))
  const gone = silent ?? results.find(({ reason }) => reason?.startsWith(GONE) === true)?.reason
  return done(
    results,
    gone === undefined ? undefined : `not every clause could be judged, since the target went away during the run: ${gone}`,
  )
}

const noClause = (only: readonly string[]): string =>
  `no clause is meant by ${only.map((glob) => `'${glob}'`).join(', ')}; \`touchstone ledger\` lists the topics, \`touchstone explain sqs.fifo\` the ids of one`

/** A target that says nothing for so many milliseconds is waited for, and that is said. */
const SILENT_MS = 1500

/** Why nothing can be judged at the endpoint, if that is so. */
const preflighted = async (settings: Settings, { onWait, signal }: Pick<RunOptions, 'onWait' | 'signal'>): Promise<string | undefined> => {
  const { endpoint } = settings
  if (endpoint === undefined) return undefined
  const target = endpointTarget({ ...settings, endpoint, slack: ENDPOINT_SLACK })
  const waiting = setTimeout(() => onWait?.(`${target.endpoint} to answer a first request`), SILENT_MS)
  const stop = (): void => target.breakOff()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    return await preflight(target, settings.only)
  } catch (error) {
    if (error instanceof BrokenOff) return error.message
    throw error
  } finally {
    clearTimeout(waiting)
    signal?.removeEventListener('abort', stop)
    await target.close()
  }
}

/** Removes what cases left that were broken off, and says what is there still. */
const leftBehind = async (settings: Settings): Promise<string> => {
  const { left, unasked } = await sweep(settings, namePrefix(settings.run))
  return left.length === 0 && unasked.length === 0 ? '' : mayBeLeft(settings)
}

const mayBeLeft = ({ endpoint, run }: Settings): string =>
  endpoint === undefined
    ? ''
    : `, and what was made may be there still (names that begin with ${namePrefix(run)}): \`touchstone sweep --endpoint ${endpoint}\` removes it`
