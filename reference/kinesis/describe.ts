import type * as sdk from '@aws-sdk/client-kinesis'
import { after, Instant, known, YES } from '../core/facts.js'
import type { Rules } from './choices.js'
import { hasWarmThroughput, warmThroughput } from './commitment.js'
import { expiredToken, noStream } from './errors.js'
import { ON_DEMAND_STREAMS, TOKEN_LIFE } from './limits.js'
import { findStream, settle, settleAll, streamOf } from './request.js'
import { listed, notExpired, openToken, shown } from './shards.js'
import type { Context, Stream } from './state.js'
import { onDemandStreams, openShards, shardQuota } from './streams.js'

/**
 * What both descriptions hold.
 *
 * @clause kinesis.describe.encryption-type-none @clause kinesis.describe.stream-mode-details @clause kinesis.monitoring.default-empty
 * @clause kinesis.retention.default-24 @clause kinesis.describe.stream-retention-max-text
 */
const common = (stream: Stream) => ({
  StreamName: stream.name,
  StreamARN: stream.arn,
  StreamStatus: stream.status,
  StreamModeDetails: { StreamMode: stream.mode },
  RetentionPeriodHours: stream.retentionHours,
  StreamCreationTimestamp: new Date(stream.createdAt),
  EnhancedMonitoring: [{ ShardLevelMetrics: [...stream.metrics] as sdk.MetricsName[] }],
  ...(stream.encryption === undefined ? { EncryptionType: 'NONE' } : { EncryptionType: 'KMS', KeyId: stream.encryption }),
})

const SHARDS_OF_PAGE = 100
const NOT_YET = 'kinesis.streams.describe-after-create-may-not-find'

/**
 * DescribeStream.
 *
 * @clause kinesis.describe.stream-required-members @clause kinesis.describe.stream-limit-default-100
 * @clause kinesis.describe.stream-limit-capped-100 @clause kinesis.describe.stream-limit-sets-has-more
 * @clause kinesis.describe.stream-exclusive-start-shard @clause kinesis.describe.stream-shard-order-not-promised
 * @clause kinesis.describe.stream-deprecated-for-listing @clause kinesis.describe.summary-stream-creation-approximate
 */
export function describeStream(input: sdk.DescribeStreamInput, c: Context, x: Rules): object {
  const stream = streamOf(input, c, x)
  const isFound = x.now.reached(after(new Instant(stream.createdAt), 2000)) === YES || x.choices.hidden(NOT_YET) !== YES
  x.orFail(NOT_YET, known(isFound), () => noStream(stream.name, c.region))
  const { ExclusiveStartShardId: start } = input
  const shards = listed(stream, x).filter(({ id }) => start === undefined || id > start)
  const page = shards.slice(0, Math.min(input.Limit ?? SHARDS_OF_PAGE, SHARDS_OF_PAGE))
  return { StreamDescription: { ...common(stream), Shards: page.map(shown), HasMoreShards: page.length < shards.length } }
}

/**
 * DescribeStreamSummary.
 *
 * @clause kinesis.describe.summary-required-members @clause kinesis.describe.summary-open-shard-count
 * @clause kinesis.describe.summary-consumer-count @clause kinesis.describe.summary-queue-and-channel-count
 * @clause kinesis.describe.summary-counts-follow @clause kinesis.describe.summary-distribution-only-on-demand
 * @clause kinesis.describe.summary-max-record-size @clause kinesis.modes.warm-throughput-visibility
 */
export function describeStreamSummary(input: sdk.DescribeStreamSummaryInput, c: Context, x: Rules): object {
  const stream = streamOf(input, c, x)
  for (const consumer of [...stream.consumers.values()]) settle(consumer, x)
  return {
    StreamDescriptionSummary: {
      ...common(stream),
      OpenShardCount: stream.open.length,
      ConsumerCount: stream.consumers.size,
      QueueCount: stream.queues.size,
      ChannelCount: stream.channels.size,
      MaxRecordSizeInKiB: stream.maxRecordKiB,
      ...(stream.mode === 'ON_DEMAND' && { RecordDistributionStrategy: stream.distribution }),
      ...(hasWarmThroughput(stream, c) && { WarmThroughput: warmThroughput(stream) }),
    },
  }
}

/**
 * @clause kinesis.describe.limits-required-members @clause kinesis.describe.limits-open-shards-account-wide
 * @clause kinesis.describe.limits-channel-counts
 */
export function describeLimits(_input: object, { region }: Context, x: Rules): object {
  settleAll(region, x)
  return {
    ShardLimit: shardQuota(region),
    OpenShardCount: openShards(region),
    OnDemandStreamCount: onDemandStreams(region),
    OnDemandStreamCountLimit: ON_DEMAND_STREAMS,
    ChannelCount: region.channels.size,
    ChannelCountLimit: CHANNELS,
  }
}
const CHANNELS = 100

const STREAMS_OF_PAGE = 100

/**
 * ListStreams: all streams of the account in the region, whatever their state, by name.
 *
 * @clause kinesis.list-streams.default-limit-100 @clause kinesis.list-streams.has-more @clause kinesis.list-streams.exclusive-start
 * @clause kinesis.list-streams.summaries @clause kinesis.list-streams.any-state @clause kinesis.list-streams.scope-account-region
 */
export function listStreams(input: sdk.ListStreamsInput, { region }: Context, x: Rules): object {
  settleAll(region, x)
  let start = input.ExclusiveStartStreamName
  if (input.NextToken !== undefined) {
    const [last, createdAt] = openToken('kinesis.list-streams.next-token', 'streams', input.NextToken, x)
    x.orFail('kinesis.list-streams.next-token', notExpired(createdAt as number, TOKEN_LIFE, x), expiredToken)
    start = last as string
  }
  const names = [...region.streams.keys()].filter((name) => start === undefined || name > start).sort()
  const isShort = x.choices.hidden('kinesis.list-streams.may-return-fewer') === YES
  const page = names.slice(0, isShort ? 1 : Math.min(input.Limit ?? STREAMS_OF_PAGE, STREAMS_OF_PAGE))
  const hasMore = page.length < names.length
  return {
    StreamNames: page,
    HasMoreStreams: hasMore,
    NextToken: hasMore ? x.choices.seal('streams', [page.at(-1)!, x.now.at.lo]) : undefined,
    StreamSummaries: page.map((name) => {
      const stream = findStream(name, region, x)!
      return {
        StreamName: name,
        StreamARN: stream.arn,
        StreamStatus: stream.status,
        StreamModeDetails: { StreamMode: stream.mode },
        StreamCreationTimestamp: new Date(stream.createdAt),
      }
    }),
  }
}
