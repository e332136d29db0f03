import type { ClauseId } from '../core/reading.js'
import type { Rules } from './choices.js'
import { expiredToken } from './errors.js'
import { TOKEN_LIFE } from './limits.js'
import { notExpired, openToken, sameSecond } from './shards.js'
import type { Stream } from './state.js'

export interface StreamFilter {
  readonly StreamARN: string
  readonly StreamCreationTimestamp?: Date
}

const PAGE = 100

/**
 * One page of queues or channels, in the order of their ARNs, of the streams that the filter names.
 *
 * @clause kinesis.queues.list-complete @clause kinesis.channels.list.no-token-at-end
 */
export function pageOfStream<R extends { readonly arn: string; readonly stream: Stream }>(
  kind: string,
  all: Iterable<R>,
  input: { readonly MaxResults?: number; readonly NextToken?: string; readonly StreamFilter?: readonly StreamFilter[] },
  id: ClauseId,
  x: Rules,
): { readonly page: readonly R[]; readonly next: string | undefined } {
  const { NextToken: token, StreamFilter: filter, MaxResults: most = PAGE } = input
  let start = ''
  if (token !== undefined) {
    const [last, createdAt] = openToken(id, kind, token, x)
    x.orFail(id, notExpired(createdAt as number, TOKEN_LIFE, x), expiredToken)
    start = last as string
  }
  const isWanted = ({ stream }: R): boolean =>
    filter === undefined ||
    filter.some(
      ({ StreamARN, StreamCreationTimestamp: time }) =>
        StreamARN === stream.arn && (time === undefined || sameSecond(time, stream.createdAt)),
    )
  const rest = [...all].filter((resource) => resource.arn > start && isWanted(resource)).sort((a, b) => (a.arn < b.arn ? -1 : 1))
  const page = rest.slice(0, Math.min(most, PAGE))
  return { page, next: page.length < rest.length ? x.choices.seal(kind, [page.at(-1)!.arn, x.now.at.lo]) : undefined }
}
