import { randomBytes } from 'node:crypto'
import { TREE } from '../ledger/tree.js'
import { embeddedLabel } from '../targets/embedded.js'
import { endpointTarget, GONE } from '../targets/endpoint.js'
import { ENDPOINT_SLACK } from '../targets/slack.js'
import { NoAnswer } from '../targets/target.js'
import { driveVitest } from './drive.js'
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
  readonly settings: Omit<Settings, 'credentials' | 'run'>
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
  const settings = settingsOf(options, randomBytes(4).toString('hex'))
  const { credentials: _credentials, run: _run, ...shown } = settings
  const target = settings.endpoint === undefined ? embeddedLabel(settings.adversity) : new URL(settings.endpoint).host
  const done = (results: readonly Result[], error?: string): RunResult => ({
    results,
    target,
    settings: shown,
    ...(error === undefined ? {} : { error }),
    durationMs: performance.now() - began,
  })

  const unreachable = await whyUnreachable(settings)
  if (unreachable !== undefined) return done([], `${unreachable}. Is the implementation running, and is this its address?`)

  const { results, faults } = await driveVitest(TREE, settings, options)
  if (settings.endpoint !== undefined) await sweep(settings)
  if (options.signal?.aborted) return done(results, 'the run was broken off')
  if (faults.length > 0) return done(results, `the suite itself failed: ${faults.join('; ')}`)
  if (results.length === 0) return done(results, noClause(settings.only))
  const gone = (await whyUnreachable(settings)) ?? results.find(({ reason }) => reason?.startsWith(GONE) === true)?.reason
  return done(results, gone === undefined ? undefined : `${gone}. It went away during the run, so not every clause could be judged`)
}

const noClause = (only: readonly string[]): string =>
  `no clause is meant by ${only.map((glob) => `'${glob}'`).join(', ')}; \`touchstone ledger\` lists the topics, \`touchstone explain sqs.fifo\` the ids of one`

/** Why nobody answers at the endpoint, if nobody does. */
const whyUnreachable = async (settings: Settings): Promise<string | undefined> => {
  const { endpoint } = settings
  if (endpoint === undefined) return undefined
  const target = endpointTarget({ ...settings, endpoint, slack: ENDPOINT_SLACK })
  try {
    await (await target.open()).send({ method: 'GET', path: '/', headers: {}, body: '' })
    return undefined
  } catch (error) {
    if (error instanceof NoAnswer) return `nobody answers at ${new URL(endpoint).origin} (${error.message})`
    throw error
  } finally {
    await target.close()
  }
}
