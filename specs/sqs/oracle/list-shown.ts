import type { ClauseId } from '../../../reference/core/reading.js'
import type { Candidate, Page } from '../../../reference/sqs/choices.js'
import { Inadmissible } from '../../../src/oracle/admitting.js'
import type { Judging } from './judging.js'

/** The page that a list was answered with: each of the candidates that is there, once. */
export function pageShown<T>(
  candidates: readonly Candidate<T>[],
  most: number,
  paged: boolean,
  token: string | undefined,
  x: Judging,
): Page<T> {
  const isQueues = x.observed.exchange.operation === 'ListQueues'
  const id: ClauseId = isQueues ? 'sqs.queue.list.prefix-filter' : 'sqs.dlq.list-sources'
  const seen = x.observed.list(isQueues ? 'QueueUrls' : 'queueUrls').map((url) => url.slice(url.lastIndexOf('/') + 1))
  const next = x.observed.text('NextToken')
  const byKey = new Map(candidates.map((candidate) => [candidate.key, candidate]))
  const items = seen.map((key) => {
    const candidate = byKey.get(key)
    byKey.delete(key)
    if (candidate === undefined) throw new Inadmissible(id, 'each matching queue once', `${key}, which does not match or was listed before`)
    x.rule(id, candidate.there)
    return candidate.item
  })
  if (seen.length > most) throw new Inadmissible('sqs.page.max-results-range', `at most ${most} results`, `${seen.length}`)
  if (next !== undefined && !paged) throw new Inadmissible('sqs.page.default-1000-no-token', 'no NextToken without MaxResults', next)
  // Where nobody asked for pages, a list that is full tells nothing of the rest.
  if (next === undefined && token === undefined && (paged || seen.length < most))
    for (const { key, there } of byKey.values())
      if (there.certain)
        throw new Inadmissible(
          seen.length < most ? id : 'sqs.page.token-when-more',
          `${key} among the results, or a NextToken`,
          'a list without it',
        )
  if (next !== undefined) x.beliefs.tokens.add(next)
  return { items, next }
}
