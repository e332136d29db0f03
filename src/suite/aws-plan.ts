import { areas } from '../service/areas.js'
import { rateOf, WITHHELD } from './manners.js'
import type { Result } from './result.js'
import type { RunOptions } from './run-options.js'
import { runSuite } from './run.js'

/** What a run on AWS would send, and what that may cost. */
export interface AwsPlan {
  readonly region: string
  /** What the names of everything that is made begin with. */
  readonly prefix: string
  /** Calls by service and operation. */
  readonly calls: readonly { readonly service: string; readonly operation: string; readonly count: number }[]
  readonly clauses: number
  readonly dollars: number
  /** At least: what the request rates and the longest wait take. */
  readonly seconds: number
  readonly skipped: readonly { readonly reason: string; readonly ids: readonly string[] }[]
}

/** AWS answers some calls more than once before they succeed, and clauses are drawn again: an estimate that is too low is worse than one too high. */
const MARGIN = 1.5

/**
 * Rehearses a run on the embedded reference, which takes AWS's liberties, and counts what it calls. Nothing leaves this process.
 *
 * @throws Error where the rehearsal itself could not be run
 */
export const planForAws = async (options: RunOptions, prefix: string): Promise<AwsPlan> => {
  const counts: Record<string, number> = {}
  const { region = 'us-east-1' } = options
  const { endpoint: _endpoint, endpoints: _endpoints, door: _door, slackMs: _slack, again: _again, ...rest } = options
  const { results, error } = await runSuite({
    ...rest,
    adversity: 'aws-like',
    isAws: true,
    onCalls: (calls) => Object.entries(calls).forEach(([call, count]) => (counts[call] = (counts[call] ?? 0) + count)),
  })
  if (error !== undefined) throw new Error(`the rehearsal on the embedded reference could not be run: ${error}`)
  const calls = Object.entries(counts)
    .map(([call, count]) => ({ service: call.split(' ')[0]!, operation: call.split(' ')[1]!, count: Math.ceil(count * MARGIN) }))
    .sort((a, b) => b.count - a.count)
  const { dollars, seconds } = await estimate(calls)
  return {
    region,
    prefix,
    calls,
    clauses: results.filter(({ verdict }) => verdict !== 'skipped').length,
    dollars,
    seconds,
    skipped: skippedOf(results),
  }
}

const estimate = async (calls: AwsPlan['calls']): Promise<{ readonly dollars: number; readonly seconds: number }> => {
  let dollars = 0
  const busy = new Map<string, number>()
  for (const { service, operation, count } of calls) {
    const notes = await areas.find(({ id }) => id === service)?.aws?.()
    if (notes === undefined) continue
    dollars += (count * rateOf(notes.dollarsPerMillion, operation)) / 1e6 + count * (notes.dollarsEach[operation] ?? 0)
    const kind = `${service} ${operation in notes.perSecond ? operation : '*'}`
    busy.set(kind, (busy.get(kind) ?? 0) + count / rateOf(notes.perSecond, operation))
  }
  return { dollars, seconds: Math.max(0, ...busy.values()) }
}

const skippedOf = (results: readonly Result[]): AwsPlan['skipped'] => {
  const byReason = new Map<string, string[]>()
  for (const { id, verdict, reason = '' } of results) {
    if (verdict !== 'skipped') continue
    const told = reason.startsWith(WITHHELD) ? reason.replace(/ \([^)]*\)$/, '') : reason
    byReason.set(told, [...(byReason.get(told) ?? []), id])
  }
  return [...byReason].map(([reason, ids]) => ({ reason, ids }))
}
