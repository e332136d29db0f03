import type * as sdk from '@aws-sdk/client-kinesis'
import { after, Instant, known, not } from '../core/facts.js'
import type { ClauseId } from '../core/reading.js'
import type { Rules } from './choices.js'
import { expiredToken, inUse, invalid, missing } from './errors.js'
import { HOUR, TOKEN_LIFE } from './limits.js'
import type { Stored } from './log.js'
import { findStream, streamOf } from './request.js'
import { END, printSequence } from './sequence.js'
import type { Shard } from './shard.js'
import type { Context, Stream } from './state.js'

/** Records that came at this time or before are beyond the retention period. @clause kinesis.get.no-data-beyond-retention */
export const horizonOf = ({ retentionHours }: Stream, x: Rules): number => x.now.at.lo - retentionHours * HOUR

/**
 * The seconds in a record's number: those of its arrival, and not before its shard's.
 *
 * @clause kinesis.sequence-numbers.shard-range-contains
 */
const secondsOf = (shard: Shard, at: number): number => Math.max(Math.floor(at / 1000), shard.seconds)

/** @clause kinesis.get.sequence-matches-put */
export const sequenceOf = (shard: Shard, { index, at }: Stored): string => shard.numbers.print(index, secondsOf(shard, at))

/** @clause kinesis.shards.starting-sequence-present */
export const startingNumber = ({ seconds, index }: Shard): string => printSequence(seconds, index, 0, seconds)
const endingNumber = (shard: Shard): string => printSequence(shard.seconds, shard.index, END, shard.endSeconds)

/**
 * @clause kinesis.shards.required-members @clause kinesis.shards.open-has-no-ending-sequence @clause kinesis.split.children-parent-ids
 * @clause kinesis.merge.child-parents @clause kinesis.merge.parent-roles
 */
export const shown = (shard: Shard): sdk.Shard => ({
  ShardId: shard.id,
  ...(shard.parent !== undefined && { ParentShardId: shard.parent.id }),
  ...(shard.adjacentParent !== undefined && { AdjacentParentShardId: shard.adjacentParent.id }),
  HashKeyRange: { StartingHashKey: String(shard.from), EndingHashKey: String(shard.to) },
  SequenceNumberRange: {
    StartingSequenceNumber: startingNumber(shard),
    ...(shard.closedAt !== undefined && { EndingSequenceNumber: endingNumber(shard) }),
  },
})

/**
 * The shards that are open, or closed and within the retention period. A parent may be gone before its children.
 *
 * @clause kinesis.describe.stream-omits-expired-shards
 * @clause kinesis.list-shards.includes-closed
 * @clause kinesis.list-shards.parent-may-be-absent
 */
export const listed = (stream: Stream, x: Rules): readonly Shard[] =>
  stream.status === 'CREATING' || stream.status === 'DELETING'
    ? []
    : stream.shards.filter(({ closedAt, log }) => {
        if (closedAt === undefined) return true
        log.drop(horizonOf(stream, x))
        const expiry = after(new Instant(closedAt), stream.retentionHours * HOUR)
        return x.rule('kinesis.list-shards.excludes-expired', not(x.now.reached(expiry)))
      })

type Filter = sdk.ShardFilter | undefined
const SHARDS_OF_PAGE = 1000

/**
 * ListShards: by the stream's name or ARN, or by the token of an earlier page, which says all the rest.
 *
 * @clause kinesis.list-shards.default-1000 @clause kinesis.list-shards.pages @clause kinesis.list-shards.no-token-at-end
 * @clause kinesis.list-shards.token-with-max-results @clause kinesis.list-shards.exclusive-start
 */
export function listShards(input: sdk.ListShardsInput, c: Context, x: Rules): object {
  const { NextToken: token } = input
  const asked = token === undefined ? askedAnew(input, c, x) : askedBefore(token, input, c, x)
  const { stream, filter, after: last } = asked
  x.orFail('kinesis.list-shards.during-updating', known(stream.serves), () =>
    inUse(`Stream ${stream.name} under account ${c.region.account} not ACTIVE or UPDATING, instead in state ${stream.status}`),
  )
  const shards = filtered(stream, filter, x).filter(({ id }) => last === undefined || id > last)
  const page = shards.slice(0, Math.min(input.MaxResults ?? SHARDS_OF_PAGE, SHARDS_OF_PAGE))
  const next =
    page.length < shards.length
      ? x.choices.seal('shards', [
          stream.name,
          stream.number,
          page.at(-1)!.id,
          x.now.at.lo,
          filter?.Type ?? '',
          filter?.Timestamp?.getTime() ?? 0,
        ])
      : undefined
  return { Shards: page.map(shown), NextToken: next }
}

interface Asked {
  readonly stream: Stream
  readonly filter: Filter
  /** The id of the last shard that was shown before. */
  readonly after: string | undefined
}

function askedAnew(input: sdk.ListShardsInput, c: Context, x: Rules): Asked {
  const { ShardFilter: filter, StreamCreationTimestamp: createdAt, ExclusiveStartShardId: start } = input
  x.orFail('kinesis.identifiers.stream-name-or-arn-required', known(input.StreamName !== undefined || input.StreamARN !== undefined), () =>
    invalid('Either NextToken or StreamName should be provided.'),
  )
  const stream = streamOf(input, c, x)
  x.orFail('kinesis.list-shards.creation-timestamp', known(createdAt === undefined || sameSecond(createdAt, stream.createdAt)), () =>
    missing(`Stream ${stream.name} under account ${c.region.account} not found.`),
  )
  if (filter !== undefined) checkFilter(filter, x)
  // AFTER_SHARD_ID is another way to say ExclusiveStartShardId. @clause kinesis.list-shards.filter-after-shard-id
  return { stream, filter, after: filter?.Type === 'AFTER_SHARD_ID' ? filter.ShardId : start }
}

export const sameSecond = (a: Date, b: number): boolean => Math.floor(a.getTime() / 1000) === Math.floor(b / 1000)

const EXCLUDED = ['StreamName', 'StreamARN', 'StreamCreationTimestamp', 'ExclusiveStartShardId', 'ShardFilter'] as const

function askedBefore(token: string, input: sdk.ListShardsInput, c: Context, x: Rules): Asked {
  for (const member of EXCLUDED) {
    x.orFail('kinesis.list-shards.token-excludes-stream', known(input[member] === undefined), () =>
      invalid(`NextToken and ${member} cannot be provided together.`),
    )
  }
  const [name, number, last, createdAt, type, time] = openToken('kinesis.list-shards.bad-token', 'shards', token, x)
  x.orFail('kinesis.list-shards.token-expires-300', notExpired(createdAt as number, TOKEN_LIFE, x), expiredToken)
  const stream = findStream(name as string, c.region, x)
  x.orFail('kinesis.identifiers.unknown-stream-not-found', known(stream?.number === number), () =>
    missing(`Stream ${name as string} under account ${c.region.account} not found.`),
  )
  const filter = type === '' ? undefined : { Type: type as sdk.ShardFilterType, Timestamp: new Date(time as number) }
  return { stream: stream!, filter, after: last as string }
}

export const notExpired = (createdAt: number, life: number, x: Rules) => not(x.now.reached(after(new Instant(createdAt), life)))

export function openToken(id: ClauseId, kind: string, token: string, x: Rules): readonly (string | number)[] {
  const content = x.choices.open(kind, token)
  x.orFail(id, known(content !== undefined), () => invalid('The NextToken is not valid.'))
  return content!
}

const NEEDS: Readonly<Record<string, 'ShardId' | 'Timestamp'>> = {
  AFTER_SHARD_ID: 'ShardId',
  AT_TIMESTAMP: 'Timestamp',
  FROM_TIMESTAMP: 'Timestamp',
}

function checkFilter(filter: sdk.ShardFilter, x: Rules): void {
  const needs = NEEDS[filter.Type!]
  x.orFail('kinesis.list-shards.filter-missing-argument', known(needs === undefined || filter[needs] !== undefined), () =>
    invalid(`${needs!} must be provided with a ShardFilter of type ${filter.Type!}.`),
  )
  for (const member of ['ShardId', 'Timestamp'] as const) {
    x.orFail('kinesis.list-shards.filter-extra-argument', known(filter[member] === undefined || needs === member), () =>
      invalid(`${member} cannot be provided with a ShardFilter of type ${filter.Type!}.`),
    )
  }
}

/**
 * @clause kinesis.list-shards.filter-at-latest @clause kinesis.list-shards.filter-at-trim-horizon
 * @clause kinesis.list-shards.filter-from-trim-horizon @clause kinesis.list-shards.filter-at-timestamp
 * @clause kinesis.list-shards.filter-from-timestamp
 */
function filtered(stream: Stream, filter: Filter, x: Rules): readonly Shard[] {
  const shards = listed(stream, x)
  const horizon = Math.max(horizonOf(stream, x), stream.createdAt)
  const time = Math.max(filter?.Timestamp?.getTime() ?? 0, horizon)
  const openAt = (at: number) =>
    shards.filter(({ openedAt, closedAt = Infinity, parent }) => (parent === undefined || openedAt <= at) && closedAt > at)
  switch (filter?.Type) {
    case 'AT_LATEST':
      return stream.open.length === 0 ? [] : shards.filter(({ closedAt }) => closedAt === undefined)
    case 'AT_TRIM_HORIZON':
      return openAt(horizon)
    case 'AT_TIMESTAMP':
      return openAt(time)
    case 'FROM_TIMESTAMP':
      return shards.filter(({ closedAt = Infinity }) => closedAt >= time)
    default:
      return shards
  }
}
