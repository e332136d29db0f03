import type * as sdk from '@aws-sdk/client-kinesis'
import { after, Instant, known, YES } from '../core/facts.js'
import type { Rules } from './choices.js'
import { exceeded, invalid, notFoundShard, refused } from './errors.js'
import { SHARD_COUNT_MAX, SHARD_COUNT_UPDATES_PER_DAY } from './limits.js'
import { mustBeActive, streamOf, update } from './request.js'
import { timesADay } from './settings.js'
import { LAST_KEY, Shard } from './shard.js'
import type { Context, Stream } from './state.js'
import { withinShardQuota } from './streams.js'

const provisionedOnly = (stream: Stream, operation: string, x: Rules): void =>
  x.orFail('kinesis.modes.on-demand-rejects-split', known(stream.mode === 'PROVISIONED'), () =>
    refused(`Request is invalid. Stream ${stream.name} is in ON_DEMAND mode, in which ${operation} is not supported.`),
  )

/** A shard to reshard, by its id; a closed one has been merged or split already. */
function openShard(id: string, stream: Stream, c: Context, x: Rules): Shard {
  const shard = stream.shard(id)
  x.orFail('kinesis.split.unknown-shard', known(shard !== undefined), () => notFoundShard(id, stream.name, c.region))
  x.orFail('kinesis.split.closed-shard', known(shard!.closedAt === undefined), () =>
    invalid(
      `Shard ${shard!.id} in stream ${stream.name} under account ${c.region.account} has already been merged or split, and thus is not eligible ` +
        'for merging or splitting.',
    ),
  )
  return shard!
}

/**
 * SplitShard: two children share the parent's range, from its start and from the new key on, and each has two keys at least.
 *
 * @clause kinesis.split.async @clause kinesis.split.two-children-ranges @clause kinesis.split.parent-closed @clause kinesis.split.new-ids
 * @clause kinesis.split.hash-key-at-start @clause kinesis.split.hash-key-at-end @clause kinesis.split.hash-key-outside-range
 * @clause kinesis.split.unknown-stream @clause kinesis.split.ranges-still-cover @clause kinesis.split.pairwise-only
 * @clause kinesis.split.open-count-plus-one
 */
export function splitShard(input: sdk.SplitShardInput, c: Context, x: Rules): object {
  const stream = streamOf(input, c, x)
  provisionedOnly(stream, 'SplitShard', x)
  mustBeActive('kinesis.streams.control-ops-need-active', stream, c, x)
  const shard = openShard(input.ShardToSplit!, stream, c, x)
  const key = BigInt(input.NewStartingHashKey!)
  x.orFail('kinesis.split.uneven-allowed', known(key >= shard.from + 2n && key < shard.to), () =>
    invalid(
      `NewStartingHashKey ${key} used in SplitShard() on shard ${shard.id} in stream ${stream.name} under account ${c.region.account} is not both ` +
        `greater than one plus the shard's StartingHashKey ${shard.from} and less than the shard's EndingHashKey ${shard.to}.`,
    ),
  )
  withinShardQuota('kinesis.split.over-shard-limit', 1, c, x)
  update(stream, c, x, (at) => replace(stream, [shard], [key], at, x))
  return {}
}

/**
 * MergeShards: of two neighbours, the lower one first, comes one child.
 *
 * @clause kinesis.merge.async @clause kinesis.merge.child-range @clause kinesis.merge.both-parents-closed @clause kinesis.merge.same-shard
 * @clause kinesis.merge.argument-order-free @clause kinesis.merge.unknown-shard @clause kinesis.merge.closed-shard
 */
export function mergeShards(input: sdk.MergeShardsInput, c: Context, x: Rules): object {
  const stream = streamOf(input, c, x)
  provisionedOnly(stream, 'MergeShards', x)
  mustBeActive('kinesis.merge.not-active-in-use', stream, c, x)
  const lower = openShard(input.ShardToMerge!, stream, c, x)
  const upper = openShard(input.AdjacentShardToMerge!, stream, c, x)
  x.orFail('kinesis.merge.adjacent-only', known(lower.to + 1n === upper.from), () =>
    invalid(
      `Shards ${lower.id} and ${upper.id} in stream ${stream.name} under account ${c.region.account} are not an adjacent pair of shards eligible for merging`,
    ),
  )
  update(stream, c, x, (at) => replace(stream, [lower, upper], [], at, x))
  return {}
}

/**
 * Closes parents, and opens children in their place: one, or one more than there are keys at which the range is cut. The children's numbers
 * begin in the next second, after every number of their parents.
 *
 * @clause kinesis.sequence-numbers.child-starts-after-parent
 * @clause kinesis.ordering.parents-before-children
 */
function replace(stream: Stream, parents: readonly [Shard, Shard?], cuts: readonly bigint[], at: number, x: Rules): void {
  const [parent, adjacent] = parents
  const seconds = Math.max(Math.floor(at / 1000), parent.seconds, adjacent?.seconds ?? 0) + 1
  const isSlow = x.choices.hidden('kinesis.shards.closed-gets-no-new-records') === YES
  for (const shard of [parent, adjacent]) {
    if (shard === undefined) continue
    shard.closedAt = at
    shard.endSeconds = Math.max(Math.floor(at / 1000), shard.seconds)
    shard.ends = after(new Instant(at), isSlow ? seconds * 1000 - at : 0)
  }
  const starts = [parent.from, ...cuts]
  const to = (adjacent ?? parent).to
  const children = starts.map(
    (from, i) => new Shard(stream.shards.length + i, from, i + 1 < starts.length ? starts[i + 1]! - 1n : to, seconds, at, parent, adjacent),
  )
  stream.shards.push(...children)
  stream.open = stream.open.flatMap((shard) => (shard === parent ? children : shard === adjacent ? [] : [shard]))
  for (const shard of [parent, adjacent]) if (shard !== undefined) for (const follow of [...shard.followers]) follow()
}

/**
 * UpdateShardCount halves every shard where there shall be more, and merges neighbours, the narrowest first, until there are as many as
 * shall be.
 *
 * @clause kinesis.update-shard-count.reply @clause kinesis.update-shard-count.final-count @clause kinesis.update-shard-count.uniform
 * @clause kinesis.update-shard-count.intermediate-shards @clause kinesis.update-shard-count.rw-continue
 * @clause kinesis.update-shard-count.non-multiple-slower @clause kinesis.update-shard-count.same-count
 */
export function updateShardCount(input: sdk.UpdateShardCountInput, c: Context, x: Rules): object {
  const stream = streamOf(input, c, x)
  const target = input.TargetShardCount!
  const present = stream.open.length
  provisionedOnly(stream, 'UpdateShardCount', x)
  mustBeActive('kinesis.streams.control-ops-need-active', stream, c, x)
  x.orFail('kinesis.update-shard-count.max-10000', known(target <= SHARD_COUNT_MAX), () =>
    exceeded(`UpdateShardCount cannot scale a stream to more than ${SHARD_COUNT_MAX} shards.`),
  )
  x.orFail('kinesis.update-shard-count.max-double', known(target <= present * 2), () =>
    exceeded(`UpdateShardCount cannot scale up over double the current open shard count: ${present} to ${target}.`),
  )
  x.orFail('kinesis.update-shard-count.min-half', known(target * 2 >= present), () =>
    invalid(`UpdateShardCount cannot scale down below half the current open shard count: ${present} to ${target}.`),
  )
  withinShardQuota('kinesis.split.over-shard-limit', target - present, c, x)
  timesADay('kinesis.update-shard-count.ten-per-24h', stream.recounted, SHARD_COUNT_UPDATES_PER_DAY, 'update the shard count', stream, x)
  update(stream, c, x, (at) => {
    if (target > present)
      for (const shard of stream.open) if (canSplit(shard)) replace(stream, [shard], [(shard.from + shard.to + 1n) / 2n], at, x)
    while (stream.open.length > target) {
      const lower = narrowest(stream.open)
      replace(stream, [stream.open[lower]!, stream.open[lower + 1]!], [], at, x)
    }
  })
  return { StreamName: stream.name, StreamARN: stream.arn, CurrentShardCount: present, TargetShardCount: target }
}

const canSplit = ({ from, to }: Shard): boolean => to - from >= 3n

/** The place of the first of two neighbours that together are the narrowest. */
function narrowest(open: readonly Shard[]): number {
  let best = 0
  let width = LAST_KEY + 1n
  for (let i = 0; i + 1 < open.length; i++) {
    const both = open[i + 1]!.to - open[i]!.from
    if (both < width) [best, width] = [i, both]
  }
  return best
}
