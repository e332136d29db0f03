import type { ValidInput } from '../../src/suite/index.js'
import type { KinesisCase } from './case.js'
import { channel, channelInput, type Kind } from './channel.js'

type Valid = ValidInput<KinesisCase>

const logging = { LoggingConfiguration: { CloudWatchLogs: { Enabled: true, LogGroupName: 'group', LogStreamName: 'stream' } } }

/** Of a channel that is to be made, with all that may be said of one. */
export const newChannel =
  (kind: Kind): Valid =>
  async ({ stream, name }) => ({
    ...(await channelInput(name(), await stream({ isOnDemand: true }), kind)),
    EncryptionConfiguration: { EncryptionType: 'KMS', KeyId: 'alias/orders' },
    Tags: { key: 'value' },
    ...logging,
  })
/** Of a channel of the case's own. */
export const ofChannel =
  (kind: Kind, more: object = {}): Valid =>
  async (t) => ({ ChannelARN: (await channel(t, kind)).arn, ...more })

const freshness = { DataFreshnessInSeconds: 600 }
export const updateOf = (kind: Kind): Valid =>
  ofChannel(kind, { ...logging, [kind === 'S3' ? 'S3DestinationConfiguration' : 'S3TablesDestinationConfiguration']: freshness })

/** An input that each operation on channels accepts; members of an S3 destination and of a table go into inputs of their own. */
export const validChannels: Readonly<Record<string, Valid>> = {
  CreateChannel: newChannel('S3'),
  DeleteChannel: ofChannel('S3'),
  DescribeChannel: ofChannel('S3'),
  ListChannels: async ({ stream }) => ({ StreamFilter: [{ StreamARN: await (await stream()).arn() }] }),
  UpdateChannel: updateOf('S3'),
}
