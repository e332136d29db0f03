import type * as sdk from '@aws-sdk/client-kinesis'
import { known } from '../core/facts.js'
import { ChannelDelivery } from './channel-delivery.js'
import type { Host, Rules } from './choices.js'
import { exceeded, inUse, missing, refused } from './errors.js'
import { DURATION } from './limits.js'
import { pageOfStream, type StreamFilter } from './pages.js'
import { streamForConsumers } from './queues.js'
import { begin, settle } from './request.js'
import { Channel, type Context } from './state.js'
import { addTags } from './tags.js'

/** @clause kinesis.channels.logging.default-names @clause kinesis.channels.logging.always-described */
const logsOf = ({ name, id }: Pick<Channel, 'name' | 'id'>, logs: sdk.CloudWatchLogs | undefined): sdk.ChannelLoggingConfiguration => ({
  CloudWatchLogs: {
    Enabled: logs?.Enabled ?? false,
    LogGroupName: logs?.LogGroupName ?? `/aws/kinesis/${name}/${id}`,
    LogStreamName: logs?.LogStreamName ?? 'DestinationDelivery',
  },
})

/** Seconds. @clause kinesis.channels.freshness-default-300 */
const FRESHNESS = { min: 300, max: 900 } as const

function checkFreshness(seconds: number | undefined, x: Rules): void {
  x.orFail('kinesis.channels.freshness-range', known(seconds === undefined || (seconds >= FRESHNESS.min && seconds <= FRESHNESS.max)), () =>
    refused(`DataFreshnessInSeconds must be between ${FRESHNESS.min} and ${FRESHNESS.max}.`),
  )
}

/** What the members of a request have to do with each other. */
function checkChannel(input: sdk.CreateChannelInput, x: Rules): Channel['kind'] {
  const { S3DestinationConfiguration: s3, S3TablesDestinationConfiguration: tables, StreamConfigurationList: streams } = input
  x.orFail('kinesis.channels.one-destination', known((s3 === undefined) !== (tables === undefined)), () =>
    refused('Exactly one of S3DestinationConfiguration and S3TablesDestinationConfiguration must be provided.'),
  )
  x.orFail('kinesis.channels.one-stream', known(streams!.length === 1), () => refused('A channel must have exactly one stream.'))
  checkFreshness((s3 ?? tables!).DataFreshnessInSeconds, x)
  const { RecordFormatType: format, GSRSchemaARN: schema } = streams![0]!.RecordConfiguration!
  x.orFail('kinesis.channels.format-gsr-json-not-for-s3', known(tables !== undefined || format !== 'GSR_JSON'), () =>
    refused('The record format GSR_JSON is not supported with a general purpose S3 destination.'),
  )
  const isRaw = format === 'STRING' || format === 'BYTE_ARRAY'
  x.orFail('kinesis.channels.format-raw-not-for-tables', known(tables === undefined || !isRaw), () =>
    refused(`The record format ${format!} is supported with a general purpose S3 destination only.`),
  )
  x.orFail(
    'kinesis.channels.gsr-schema-required-for-tables',
    known(tables === undefined || format !== 'JSON' || schema !== undefined),
    () => refused('GSRSchemaARN must be provided for the record format JSON with an S3 Tables destination.'),
  )
  x.orFail('kinesis.channels.tables.one-table', known(tables === undefined || tables.S3TablesConfigurationList!.length === 1), () =>
    refused('A channel writes to exactly one table.'),
  )
  const key = input.EncryptionConfiguration?.KeyId
  x.orFail('kinesis.channels.encryption.no-service-key', known(key === undefined || !key.endsWith('alias/aws/kinesis')), () =>
    refused('The key of the service cannot encrypt the data of a channel: use a customer managed key.'),
  )
  return s3 === undefined ? 'S3_TABLES' : 'S3'
}

/**
 * CreateChannel.
 *
 * @clause kinesis.channels.create-reply
 * @clause kinesis.channels.arn-form
 */
export function createChannel(input: sdk.CreateChannelInput, c: Context, x: Rules, host: Host): object {
  const { region } = c
  const name = input.ChannelName!
  const kind = checkChannel(input, x)
  for (const channel of [...region.channels.values()]) settle(channel, x)
  const isFree = [...region.channels.values()].every((channel) => channel.name !== name)
  x.orFail('kinesis.channels.name-unique', known(isFree), () => inUse(`Channel ${name} under account ${region.account} already exists.`))
  const stream = streamForConsumers('kinesis.channels.unknown-stream', input.StreamConfigurationList![0]!.StreamARN!, c, x)
  x.orFail('kinesis.channels.on-demand-only', known(stream.mode === 'ON_DEMAND'), () =>
    refused('Channels are supported only on streams in ON_DEMAND mode.'),
  )
  const hasRoom = [...stream.channels].every((channel) => channel.kind !== kind)
  x.orFail('kinesis.channels.two-per-stream', known(hasRoom), () => exceeded(`Stream ${stream.name} has a channel to ${kind} already.`))
  const id = x.choices.uuid()
  const freshness = (input.S3DestinationConfiguration ?? input.S3TablesDestinationConfiguration!).DataFreshnessInSeconds ?? FRESHNESS.min
  const logging = logsOf({ name, id }, input.LoggingConfiguration?.CloudWatchLogs)
  const channel = new Channel(
    id,
    region.arn(`channel/${id}`),
    name,
    kind,
    stream,
    x.now.at.lo,
    input,
    freshness,
    logging,
    deadLettersOf(input),
  )
  addTags('kinesis.channels.tags-on-create', channel.tags, input.Tags ?? {}, channel.what, c, x)
  region.channels.set(channel.arn, channel)
  stream.channels.add(channel)
  const description = shown(channel)
  const done = (): void => void (channel.status = channel.reason === undefined ? 'ACTIVE' : 'FAILED')
  begin('kinesis.channels.create-reply', channel, 'CREATING', DURATION.create, done, c, x)
  startDelivery(channel, c, host)
  return { ChannelDescription: description }
}

/** Looks where the channel is to deliver to while it is CREATING, and begins to deliver when it is ACTIVE. */
function startDelivery(channel: Channel, { region }: Context, host: Host): void {
  const { clock } = host
  const delivery = new ChannelDelivery(channel, region.account, host)
  channel.delivery = delivery
  const looked = delivery.reason().then((reason) => void (channel.reason = reason))
  void (clock.working?.(looked) ?? looked)
  clock.at(channel.change?.until.end ?? clock.now(), () => {
    settle(channel, host.reading())
    if (channel.status === 'ACTIVE') delivery.start()
  })
}

const ERROR_PREFIX = 'kinesis-channel-errors/'
/** What is the default is described like what was given. */
const deadLettersOf = ({
  S3DestinationConfiguration: s3,
  S3TablesDestinationConfiguration: tables,
}: sdk.CreateChannelInput): sdk.DeadLetterQueueS3Configuration => {
  const { DeadLetterQueueS3Configuration: given } = s3 ?? tables!
  const { BucketARN, ExpectedBucketOwner } = s3?.StorageConfiguration ?? {}
  return given ?? { BucketARN, ExpectedBucketOwner, ErrorOutputPrefix: ERROR_PREFIX }
}

/**
 * @clause kinesis.channels.description-members @clause kinesis.channels.description-echoes-destination
 * @clause kinesis.channels.description-stream-timestamp @clause kinesis.channels.s3.dlq-optional
 * @clause kinesis.channels.s3.storage-class-default @clause kinesis.channels.status-reason-only-failed
 */
function shown({ id, arn, name, status, reason, stream, createdAt, input, deadLetters, freshness, logging }: Channel): object {
  const { S3DestinationConfiguration: s3, S3TablesDestinationConfiguration: tables } = input
  return {
    ChannelName: name,
    ChannelARN: arn,
    ChannelId: id,
    ChannelStatus: status,
    ChannelStatusReason: status === 'FAILED' ? reason : undefined,
    ChannelCreationTimestamp: new Date(createdAt),
    ServiceExecutionRoleARN: input.ServiceExecutionRoleARN,
    StreamConfigurationList: input.StreamConfigurationList!.map(({ StreamARN, RecordConfiguration }) => ({
      StreamARN,
      StreamCreationTimestamp: new Date(stream.createdAt),
      RecordConfiguration,
    })),
    S3DestinationConfiguration: s3 && {
      DataFreshnessInSeconds: freshness,
      DeadLetterQueueS3Configuration: deadLetters,
      StorageConfiguration: { StorageClass: 'STANDARD', ...s3.StorageConfiguration },
    },
    S3TablesDestinationConfiguration: tables && { ...tables, DataFreshnessInSeconds: freshness },
    EncryptionConfiguration: input.EncryptionConfiguration,
    LoggingConfiguration: logging,
  }
}

function channelOf(arn: string, c: Context, x: Rules): Channel {
  const channel = c.region.channels.get(arn)
  if (channel !== undefined) settle(channel, x)
  x.orFail('kinesis.channels.unknown', known(c.region.channels.has(arn)), () => missing(`Channel ${arn} not found.`))
  return channel!
}

export const describeChannel = (input: sdk.DescribeChannelInput, c: Context, x: Rules): object => ({
  ChannelDescription: shown(channelOf(input.ChannelARN!, c, x)),
})

/** @clause kinesis.channels.update-only-freshness-logging @clause kinesis.channels.update-reply-updating */
export function updateChannel(input: sdk.UpdateChannelInput, c: Context, x: Rules): object {
  const channel = channelOf(input.ChannelARN!, c, x)
  const { S3DestinationConfiguration: s3, S3TablesDestinationConfiguration: tables } = input
  x.orFail('kinesis.channels.update-wrong-destination', known(channel.kind === 'S3' ? tables === undefined : s3 === undefined), () =>
    refused(`Channel ${channel.name} delivers to ${channel.kind}.`),
  )
  const freshness = (s3 ?? tables)?.DataFreshnessInSeconds
  checkFreshness(freshness, x)
  x.orFail('kinesis.channels.update-not-active', known(channel.status === 'ACTIVE'), () =>
    inUse(`Channel ${channel.name} under account ${c.region.account} not ACTIVE, instead in state ${channel.status}`),
  )
  const done = (): void => {
    channel.status = 'ACTIVE'
    channel.freshness = freshness ?? channel.freshness
    const logs = input.LoggingConfiguration?.CloudWatchLogs
    if (logs !== undefined) channel.logging = logsOf(channel, { ...channel.logging.CloudWatchLogs!, ...logs })
  }
  begin('kinesis.channels.update-reply-updating', channel, 'UPDATING', DURATION.update, done, c, x)
  return { ChannelDescription: { ...shown(channel), ChannelStatus: 'UPDATING' } }
}

/** @clause kinesis.channels.delete-deleting @clause kinesis.channels.delete-lets-stream-go */
export function deleteChannel(input: sdk.DeleteChannelInput, c: Context, x: Rules): object {
  const channel = channelOf(input.ChannelARN!, c, x)
  if (channel.status === 'DELETING') return {}
  channel.delivery?.stop()
  const done = (): void => {
    c.region.channels.delete(channel.arn)
    channel.stream.channels.delete(channel)
  }
  begin('kinesis.channels.delete-deleting', channel, 'DELETING', DURATION.delete, done, c, x)
  return {}
}

/**
 * @clause kinesis.channels.list.default-100 @clause kinesis.channels.list.over-100-capped @clause kinesis.channels.list.filter-by-stream
 * @clause kinesis.channels.list.filter-creation-timestamp @clause kinesis.channels.list.summary-members
 * @clause kinesis.channels.list.destination-type @clause kinesis.channels.list.no-token-at-end
 */
export function listChannels(
  input: { StreamFilter?: readonly StreamFilter[]; MaxResults?: number; NextToken?: string },
  c: Context,
  x: Rules,
): object {
  for (const channel of [...c.region.channels.values()]) settle(channel, x)
  const { page, next } = pageOfStream('channels', c.region.channels.values(), input, 'kinesis.channels.list', x)
  return {
    ChannelSummaries: page.map(({ id, arn, name, kind, status, createdAt, stream }) => ({
      ChannelName: name,
      ChannelARN: arn,
      ChannelId: id,
      ChannelStatus: status,
      ChannelCreationTimestamp: new Date(createdAt),
      ChannelDestinationType: kind,
      Streams: [{ StreamARN: stream.arn, StreamCreationTimestamp: new Date(stream.createdAt) }],
    })),
    NextToken: next,
  }
}
