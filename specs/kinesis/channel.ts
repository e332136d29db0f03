import type * as sdk from '@aws-sdk/client-kinesis'
import type { KinesisCase } from './case.js'
import type { Stream } from './stream.js'
import { isRefused } from './record-queue.js'

/** Where the channels of clauses deliver to. Nobody looks into it: what arrives there is another matter. */
const ACCOUNT = '123456789012'
const BUCKET = { BucketARN: 'arn:aws:s3:::touchstone-channel', ExpectedBucketOwner: ACCOUNT }
const ERRORS = { ...BUCKET, ErrorOutputPrefix: 'errors/' }
export const SCHEMA = `arn:aws:glue:us-east-1:${ACCOUNT}:schema/registry/name`

export type Kind = 'S3' | 'S3_TABLES'
export const kinds = ['S3', 'S3_TABLES'] as const

export const s3: sdk.S3DestinationConfiguration = {
  DataFreshnessInSeconds: 600,
  DeadLetterQueueS3Configuration: ERRORS,
  StorageConfiguration: { ...BUCKET, CompressionType: 'GZIP', StorageClass: 'STANDARD', OutputKeyTemplate: 'orders/' },
}
export const tables: sdk.S3TablesDestinationConfiguration = {
  DataFreshnessInSeconds: 600,
  DeadLetterQueueS3Configuration: ERRORS,
  S3TablesConfigurationList: [
    {
      TableBucketARN: `arn:aws:s3tables:us-east-1:${ACCOUNT}:bucket/touchstone`,
      Namespace: 'orders',
      TableName: 'all',
      CompressionType: 'ZSTD',
      PartitionSpec: { PartitionFields: [{ Transform: 'TIME_HOUR', SourceName: 'at' }] },
    },
  ],
}

/** An input of CreateChannel, on an on-demand stream. */
export const channelInput = async (name: string, stream: Stream, kind: Kind = 'S3'): Promise<sdk.CreateChannelCommandInput> => ({
  ChannelName: name,
  ServiceExecutionRoleARN: `arn:aws:iam::${ACCOUNT}:role/channel`,
  StreamConfigurationList: [{ StreamARN: await stream.arn(), RecordConfiguration: { RecordFormatType: 'JSON', GSRSchemaARN: SCHEMA } }],
  ...(kind === 'S3' ? { S3DestinationConfiguration: s3 } : { S3TablesDestinationConfiguration: tables }),
})

/** A channel of the case's own. */
export interface Channel {
  readonly name: string
  readonly arn: string
  readonly stream: Stream
  readonly created: sdk.ChannelDescription
  describe(): Promise<sdk.ChannelDescription>
  /** Waits until it is ACTIVE; one that has FAILED, for want of what it delivers to, decides nothing. */
  active(): Promise<sdk.ChannelDescription>
  deleted(): Promise<void>
}

/** Makes a channel, not yet ACTIVE. */
export const createChannel = async (t: KinesisCase, stream: Stream, input: sdk.CreateChannelCommandInput): Promise<Channel> => {
  const { ChannelDescription: created } = await t.kinesis.createChannel(input)
  const { ChannelName: name = '', ChannelARN: ChannelARN } = created ?? {}
  if (created === undefined || ChannelARN === undefined)
    return t.diverges('CreateChannel gave no ARN', 'a ChannelDescription with a ChannelARN', JSON.stringify(created ?? {}))
  const describe = async (): Promise<sdk.ChannelDescription> => {
    const { ChannelDescription } = await t.kinesis.describeChannel({ ChannelARN })
    return ChannelDescription ?? t.diverges('DescribeChannel gave no description', 'a ChannelDescription', 'none')
  }
  return {
    name,
    arn: ChannelARN,
    stream,
    created,
    describe,
    async active() {
      let description = created
      await stream.until('the channel is ACTIVE', async () => {
        description = await describe()
        if (description.ChannelStatus === 'FAILED') t.undecided('the channel cannot deliver to where it was told to')
        return description.ChannelStatus === 'ACTIVE'
      })
      return description
    },
    async deleted() {
      await t.kinesis.deleteChannel({ ChannelARN })
      await stream.until('the channel is gone', () => isRefused(describe(), 'ResourceNotFoundException'))
    },
  }
}

/** Makes a channel, and waits until it is ACTIVE. */
export const channel = async (t: KinesisCase, kind: Kind = 'S3', change: object = {}, of?: Stream): Promise<Channel> => {
  const stream = of ?? (await t.stream({ isOnDemand: true }))
  const made = await createChannel(t, stream, { ...(await channelInput(t.name(), stream, kind)), ...change })
  await made.active()
  return made
}
