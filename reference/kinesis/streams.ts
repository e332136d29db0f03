import type * as sdk from '@aws-sdk/client-kinesis'
import { known } from '../core/facts.js'
import type { Rules } from './choices.js'
import { exceeded, inUse, invalid, refused } from './errors.js'
import { DEFAULT_RECORD_KIB, DURATION, IN_CREATION, ON_DEMAND_SHARDS, ON_DEMAND_STREAMS, SHARD_QUOTA } from './limits.js'
import { begin, findStream, relaxable, settleAll, streamOf } from './request.js'
import { LAST_KEY, Shard } from './shard.js'
import { Stream, type Context, type Region } from './state.js'
import { addTags } from './tags.js'

/**
 * CreateStream answers at once; the stream is CREATING, without shards, until it is ACTIVE with all of them.
 *
 * @clause kinesis.streams.create-eventually-active @clause kinesis.streams.create-with-tags
 * @clause kinesis.streams.max-record-size-on-create @clause kinesis.streams.max-record-size-default-1024
 * @clause kinesis.streams.record-distribution-on-create @clause kinesis.streams.warm-throughput-on-create
 * @clause kinesis.protocol.json.empty-output-ops
 */
export function createStream(input: sdk.CreateStreamInput, c: Context, x: Rules): object {
  const { region } = c
  const name = input.StreamName!
  settleAll(region, x)
  x.orFail('kinesis.streams.create-duplicate-in-use', known(findStream(name, region, x) === undefined), () =>
    inUse(`Stream ${name} under account ${region.account} already exists.`),
  )
  // Neither a mode nor a count makes an on-demand stream. @clause kinesis.streams.create-without-count-or-mode
  const mode = input.StreamModeDetails?.StreamMode ?? (input.ShardCount === undefined ? 'ON_DEMAND' : 'PROVISIONED')
  const isOnDemand = mode === 'ON_DEMAND'
  const count = isOnDemand ? ON_DEMAND_SHARDS : input.ShardCount
  x.orFail('kinesis.streams.provisioned-needs-shard-count', known(count !== undefined), () =>
    refused('ShardCount is required for streams in PROVISIONED mode.'),
  )
  const distribution = input.RecordDistributionStrategy ?? 'USER_PARTITION_KEY'
  x.orFail('kinesis.distribution.create-on-provisioned', known(isOnDemand || distribution !== 'AUTO'), () =>
    invalid('The record distribution strategy AUTO is supported only by streams in ON_DEMAND mode.'),
  )
  x.orFail('kinesis.modes.warm-create-provisioned', known(isOnDemand || input.WarmThroughputMiBps === undefined), () =>
    refused('Streams in PROVISIONED mode do not support warm throughput.'),
  )
  withinShardQuota('kinesis.streams.create-over-shard-quota', count!, c, x)
  const isUnderWay = [...region.changing].filter(({ status }) => status === 'CREATING' || status === 'DELETING').length
  relaxable(
    'kinesis.streams.create-max-five-creating',
    () => known(isUnderWay < IN_CREATION),
    () => tooManyInCreation(region),
    c,
    x,
  )
  x.orFail('kinesis.modes.on-demand-stream-quota-50', known(!isOnDemand || onDemandStreams(region) < ON_DEMAND_STREAMS), () =>
    exceeded(`The account ${region.account} has ${ON_DEMAND_STREAMS} on-demand streams in ${region.name}, which is its limit.`),
  )

  const record = input.MaxRecordSizeInKiB ?? DEFAULT_RECORD_KIB
  const stream = new Stream(x.choices.serial(), name, region.arn(`stream/${name}`), x.now.at.lo, mode, record, distribution)
  addTags('kinesis.tags.max-50', stream.tags, input.Tags ?? {}, `stream ${name}`, c, x)
  stream.warm = input.WarmThroughputMiBps
  region.streams.set(name, stream)
  region.changing.add(stream)
  const done = (at: number): void => {
    region.changing.delete(stream)
    stream.status = 'ACTIVE'
    stream.shards.push(...firstShards(count!, stream.createdAt, at))
    stream.open = [...stream.shards]
  }
  begin('kinesis.streams.create-async-creating', stream, 'CREATING', DURATION.create, done, c, x)
  return {}
}

/** AWS's own text, with the two blanks. */
const tooManyInCreation = ({ account }: Region) =>
  exceeded(
    'This request would have exceed the limit on the number  of streams that can simultaneously be in CREATING or DELETING for the account ' +
      `${account}. Limit: ${IN_CREATION}.`,
  )

/**
 * The shards of a new stream: all of one width, and the last takes what remains. Their numbers begin some seconds before the stream.
 *
 * @clause kinesis.streams.provisioned-shard-count-honoured @clause kinesis.modes.on-demand-initial-four-shards
 * @clause kinesis.hash-keys.even-initial-split @clause kinesis.hash-keys.full-range @clause kinesis.shards.initial-ids-sequential
 * @clause kinesis.shards.fresh-no-parents
 */
function firstShards(count: number, createdAt: number, at: number): Shard[] {
  const width = (LAST_KEY + 1n) / BigInt(count)
  const seconds = Math.max(0, Math.floor(createdAt / 1000) - 2)
  return Array.from({ length: count }, (_, i) => {
    const from = width * BigInt(i)
    return new Shard(i, from, i === count - 1 ? LAST_KEY : from + width - 1n, seconds, at, undefined, undefined)
  })
}

export const openShards = (region: Region): number => [...region.streams.values()].reduce((sum, { open }) => sum + open.length, 0)
/** @clause kinesis.describe.limits-required-members */
export const onDemandStreams = (region: Region): number => [...region.streams.values()].filter(({ mode }) => mode === 'ON_DEMAND').length

/** @clause kinesis.modes.shard-quota */
export const shardQuota = ({ name }: Region): number => (['us-east-1', 'us-west-2', 'eu-west-1'].includes(name) ? SHARD_QUOTA : 1000)

/** @param more shards that the request would add */
export function withinShardQuota(id: `${string}.${string}`, more: number, c: Context, x: Rules): void {
  const { account, name } = c.region
  const present = openShards(c.region)
  const quota = shardQuota(c.region)
  x.orFail(id, known(present + more <= quota), () =>
    exceeded(
      `This request would exceed the shard limit for the account ${account} in ${name}. Current shard count for the account: ${present}. ` +
        `Limit: ${quota}. Number of additional shards that would have resulted from this request: ${more}. Refer to the AWS Service Limits page ` +
        '(http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and how to request higher limits.',
    ),
  )
}

/**
 * DeleteStream: the stream is DELETING until it is gone, with its shards, records and tags, and its name is free again.
 *
 * @clause kinesis.streams.delete-eventually-not-found @clause kinesis.streams.delete-enforce-consumer-deletion
 * @clause kinesis.streams.delete-enforce-default-false @clause kinesis.streams.delete-removes-shards-and-tags
 * @clause kinesis.streams.recreate-same-name @clause kinesis.streams.delete-unknown-not-found
 */
export function deleteStream(input: sdk.DeleteStreamInput, c: Context, x: Rules): object {
  const stream = streamOf(input, c, x)
  const { region } = c
  const named = `Stream ${stream.name} under account ${region.account}`
  // One that is DELETING is deleted already.
  if (stream.status === 'DELETING') return {}
  x.orFail('kinesis.streams.delete-needs-active', known(stream.status !== 'UPDATING'), () =>
    inUse(`${named} not ACTIVE, instead in state UPDATING`),
  )
  x.orFail('kinesis.streams.delete-with-queues-refused', known(stream.queues.size === 0), () =>
    inUse(`${named} has queues, which have to be deleted first.`),
  )
  x.orFail('kinesis.streams.delete-with-channels-refused', known(stream.channels.size === 0), () =>
    inUse(`${named} has channels, which have to be deleted first.`),
  )
  x.orFail(
    'kinesis.streams.delete-with-consumers-refused',
    known(stream.consumers.size === 0 || input.EnforceConsumerDeletion === true),
    () => inUse(`${named} has registered consumers: deregister them, or set EnforceConsumerDeletion.`),
  )
  region.changing.add(stream)
  const done = (): void => {
    region.changing.delete(stream)
    region.streams.delete(stream.name)
    for (const { followers } of stream.shards) for (const follow of [...followers]) follow()
  }
  begin('kinesis.streams.delete-async-deleting', stream, 'DELETING', DURATION.delete, done, c, x)
  return {}
}
