import type { ValidInput } from '../../src/suite/index.js'
import type { KinesisCase } from './case.js'

type Valid = ValidInput<KinesisCase>

/** The hash key in the middle of the key space. */
const MIDDLE = (2n ** 127n).toString()
const [FIRST_SHARD, SECOND_SHARD] = ['shardId-000000000000', 'shardId-000000000001'] as const
const DATA = Uint8Array.of(1)

/** Of a new stream of the case's own, under its name or its ARN. */
const named =
  (more: object = {}, shards = 1): Valid =>
  async ({ stream }) => ({ StreamName: (await stream({ shards })).name, ...more })
const atArn =
  (member: 'StreamARN' | 'ResourceARN', more: (arn: string) => object = () => ({})): Valid =>
  async ({ stream }) => {
    const arn = await (await stream()).arn()
    return { [member]: arn, ...more(arn) }
  }

const policyFor = (arn: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: arn.split(':')[4] }, Action: 'kinesis:GetRecords', Resource: arn }],
  })

/** An input that each operation accepts. */
export const valid: Readonly<Record<string, Valid>> = {
  AddTagsToStream: named({ Tags: { key: 'value' } }),
  CreateStream: ({ name }) => ({
    StreamName: name(),
    ShardCount: 1,
    StreamModeDetails: { StreamMode: 'PROVISIONED' },
    Tags: { key: 'value' },
  }),
  DecreaseStreamRetentionPeriod: named({ RetentionPeriodHours: 24 }),
  DeleteResourcePolicy: atArn('ResourceARN'),
  DescribeStream: named(),
  DisableEnhancedMonitoring: named({ ShardLevelMetrics: ['IncomingBytes'] }),
  EnableEnhancedMonitoring: named({ ShardLevelMetrics: ['IncomingBytes'] }),
  GetRecords: async ({ kinesis, stream }) => {
    const { name: StreamName } = await stream()
    const { ShardIterator } = await kinesis.getShardIterator({ StreamName, ShardId: FIRST_SHARD, ShardIteratorType: 'TRIM_HORIZON' })
    return { ShardIterator }
  },
  GetResourcePolicy: atArn('ResourceARN'),
  GetShardIterator: named({ ShardId: FIRST_SHARD, ShardIteratorType: 'TRIM_HORIZON' }),
  IncreaseStreamRetentionPeriod: named({ RetentionPeriodHours: 48 }),
  ListShards: named({ ShardFilter: { Type: 'AT_LATEST' } }),
  ListStreamConsumers: atArn('StreamARN'),
  ListStreams: () => ({}),
  ListTagsForResource: atArn('ResourceARN'),
  ListTagsForStream: named(),
  MergeShards: named({ ShardToMerge: FIRST_SHARD, AdjacentShardToMerge: SECOND_SHARD }, 2),
  PutRecord: named({ PartitionKey: 'key', Data: DATA }),
  PutRecords: named({ Records: [{ PartitionKey: 'key', Data: DATA }] }),
  PutResourcePolicy: atArn('ResourceARN', (arn) => ({ Policy: policyFor(arn) })),
  RegisterStreamConsumer: atArn('StreamARN', () => ({ ConsumerName: 'consumer' })),
  RemoveTagsFromStream: named({ TagKeys: ['key'] }),
  SplitShard: named({ ShardToSplit: FIRST_SHARD, NewStartingHashKey: MIDDLE }),
  StartStreamEncryption: named({ EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' }),
  StopStreamEncryption: named({ EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' }),
  TagResource: atArn('ResourceARN', () => ({ Tags: { key: 'value' } })),
  UntagResource: atArn('ResourceARN', () => ({ TagKeys: ['key'] })),
  UpdateAccountSettings: () => ({ MinimumThroughputBillingCommitment: { Status: 'DISABLED' } }),
  UpdateMaxRecordSize: atArn('StreamARN', () => ({ MaxRecordSizeInKiB: 2048 })),
  UpdateShardCount: named({ TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' }),
  UpdateStreamMode: atArn('StreamARN', () => ({ StreamModeDetails: { StreamMode: 'ON_DEMAND' } })),
  UpdateStreamRecordDistributionStrategy: atArn('StreamARN', () => ({ RecordDistributionStrategy: 'USER_PARTITION_KEY' })),
}
