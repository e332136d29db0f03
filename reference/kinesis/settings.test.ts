import type { CreateChannelInput, Kinesis } from '@aws-sdk/client-kinesis'
import { expect, it } from 'vitest'
import { ACCOUNT, FIRST_SHARD, keysFrom, opened } from './opened.fixture.js'

const StreamName = 's'
const StreamARN = `arn:aws:kinesis:us-east-1:${ACCOUNT}:stream/s`
const HOUR = 3_600_000

const onDemand = async () => {
  const all = await opened()
  await all.kinesis.updateStreamMode({ StreamARN, StreamModeDetails: { StreamMode: 'ON_DEMAND' } })
  await all.aws.clock.advance(1000)
  return all
}
const summary = async (kinesis: Kinesis) => (await kinesis.describeStreamSummary({ StreamName })).StreamDescriptionSummary!

it('takes records without a key on a stream that spreads them, and not on another', async () => {
  const { kinesis, iterator } = await onDemand()
  const Data = Buffer.from('x')
  await expect(kinesis.putRecord({ StreamName, Data, PartitionKey: undefined })).rejects.toMatchObject({ name: 'ValidationException' })
  await kinesis.updateStreamRecordDistributionStrategy({ StreamARN, RecordDistributionStrategy: 'AUTO' })
  await kinesis.putRecord({ StreamName, Data, PartitionKey: undefined })
  await kinesis.putRecord({ StreamName, Data, PartitionKey: 'given' })
  expect(await keysFrom(kinesis, await iterator({}))).toEqual([undefined, 'given'])
  await expect(kinesis.putRecord({ StreamName, Data, PartitionKey: 'a', SequenceNumberForOrdering: '0' })).rejects.toMatchObject({
    name: 'InvalidArgumentException',
  })
  expect(await summary(kinesis)).toMatchObject({ RecordDistributionStrategy: 'AUTO' })
})

it('switches the mode twice in a day, and keeps the shards', async () => {
  const { aws, kinesis } = await onDemand()
  expect(await summary(kinesis)).toMatchObject({ StreamModeDetails: { StreamMode: 'ON_DEMAND' }, OpenShardCount: 1 })
  await expect(kinesis.splitShard({ StreamName, ShardToSplit: FIRST_SHARD, NewStartingHashKey: '7' })).rejects.toMatchObject({
    name: 'ValidationException',
  })
  const update = async (StreamMode: 'PROVISIONED' | 'ON_DEMAND') => {
    await kinesis.updateStreamMode({ StreamARN, StreamModeDetails: { StreamMode } })
    await aws.clock.advance(1000)
  }
  await update('PROVISIONED')
  await expect(update('ON_DEMAND')).rejects.toMatchObject({ name: 'LimitExceededException' })
  await aws.clock.advance(24 * HOUR)
  await update('ON_DEMAND')
})

it('takes larger records where the stream is told to, now and then', async () => {
  const { aws, kinesis, iterator } = await opened()
  const Data = new Uint8Array(3 * 1024 * 1024).fill(7)
  await kinesis.updateMaxRecordSize({ StreamARN, MaxRecordSizeInKiB: 10_240 })
  await aws.clock.advance(1000)
  await kinesis.putRecord({ StreamName, PartitionKey: 'a', Data })
  const page = await kinesis.getRecords({ ShardIterator: await iterator({}) })
  expect(page.Records?.[0]?.Data?.byteLength).toBe(Data.byteLength)
  const put = () => kinesis.putRecord({ StreamName, PartitionKey: 'a', Data })
  await put()
  await put()
  await expect(put()).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' })
  await aws.clock.advance(3000)
  await put()
})

it('lists the shards of a time, and takes a token for five minutes', async () => {
  const { aws, kinesis } = await opened()
  const before = new Date(aws.clock.now())
  await aws.clock.advance(HOUR)
  await kinesis.updateShardCount({ StreamName, TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' })
  await aws.clock.advance(HOUR)
  const ids = async (Type: 'AT_LATEST' | 'AT_TRIM_HORIZON' | 'AT_TIMESTAMP' | 'FROM_TIMESTAMP', Timestamp?: Date) =>
    (await kinesis.listShards({ StreamName, ShardFilter: { Type, Timestamp } })).Shards!.map(({ ShardId }) => Number(ShardId!.slice(-1)))
  expect(await ids('AT_LATEST')).toEqual([1, 2])
  expect(await ids('AT_TRIM_HORIZON')).toEqual([0])
  expect(await ids('AT_TIMESTAMP', before)).toEqual([0])
  expect(await ids('FROM_TIMESTAMP', new Date(aws.clock.now() - 1))).toEqual([1, 2])
  const first = await kinesis.listShards({ StreamName, MaxResults: 2 })
  const rest = await kinesis.listShards({ NextToken: first.NextToken! })
  expect([...first.Shards!, ...rest.Shards!].map(({ ShardId }) => Number(ShardId!.slice(-1)))).toEqual([0, 1, 2])
  expect(rest).not.toHaveProperty('NextToken')
  await aws.clock.advance(300_000)
  await expect(kinesis.listShards({ NextToken: first.NextToken! })).rejects.toMatchObject({ name: 'ExpiredNextTokenException' })
  await aws.clock.advance(24 * HOUR)
  expect((await kinesis.listShards({ StreamName })).Shards).toHaveLength(2)
})

it('makes a channel on an on-demand stream, one to a bucket and one to a table', async () => {
  const { aws, kinesis } = await onDemand()
  const bucket = { BucketARN: 'arn:aws:s3:::bucket', ExpectedBucketOwner: ACCOUNT }
  const input = (ChannelName: string): CreateChannelInput => ({
    ChannelName,
    ServiceExecutionRoleARN: `arn:aws:iam::${ACCOUNT}:role/r`,
    StreamConfigurationList: [{ StreamARN, RecordConfiguration: { RecordFormatType: 'JSON' } }],
    S3DestinationConfiguration: { StorageConfiguration: { ...bucket, CompressionType: 'GZIP' } },
  })
  const { ChannelDescription: made } = await kinesis.createChannel(input('a'))
  expect(made).toMatchObject({ ChannelStatus: 'CREATING', S3DestinationConfiguration: { DataFreshnessInSeconds: 300 } })
  await expect(kinesis.createChannel(input('b'))).rejects.toMatchObject({ name: 'LimitExceededException' })
  await expect(kinesis.createChannel({ ...input('c'), S3DestinationConfiguration: undefined })).rejects.toMatchObject({
    name: 'ValidationException',
  })
  await aws.clock.advance(1000)
  const ChannelARN = made!.ChannelARN!
  await kinesis.updateChannel({ ChannelARN, S3DestinationConfiguration: { DataFreshnessInSeconds: 600 } })
  await aws.clock.advance(1000)
  const { ChannelDescription: updated } = await kinesis.describeChannel({ ChannelARN })
  expect(updated).toMatchObject({ ChannelStatus: 'ACTIVE', S3DestinationConfiguration: { DataFreshnessInSeconds: 600 } })
  expect(await summary(kinesis)).toMatchObject({ ChannelCount: 1 })
  await expect(kinesis.deleteStream({ StreamName })).rejects.toMatchObject({ name: 'ResourceInUseException' })
  await kinesis.deleteChannel({ ChannelARN })
  await aws.clock.advance(1000)
  await expect(kinesis.describeChannel({ ChannelARN })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  expect((await kinesis.listChannels({})).ChannelSummaries).toEqual([])
})

it('ends the billing commitment a day after it began at the earliest', async () => {
  const { aws, kinesis } = await opened()
  const set = async (Status: 'ENABLED' | 'DISABLED') =>
    (await kinesis.updateAccountSettings({ MinimumThroughputBillingCommitment: { Status } })).MinimumThroughputBillingCommitment!.Status
  expect([await set('ENABLED'), await set('DISABLED')]).toEqual(['ENABLED', 'ENABLED_UNTIL_EARLIEST_ALLOWED_END'])
  await aws.clock.advance(24 * HOUR)
  expect((await kinesis.describeAccountSettings({})).MinimumThroughputBillingCommitment).toMatchObject({ Status: 'DISABLED' })
})

it('encrypts the records that come, and shows of the others nothing', async () => {
  const { aws, kinesis, put, iterator } = await opened()
  expect(await put('plain')).not.toHaveProperty('EncryptionType')
  await kinesis.startStreamEncryption({ StreamName, EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' })
  await aws.clock.advance(1000)
  expect(await put('secret')).toMatchObject({ EncryptionType: 'KMS' })
  const page = await kinesis.getRecords({ ShardIterator: await iterator({}) })
  expect(page.Records!.map(({ EncryptionType }) => EncryptionType)).toEqual([undefined, 'KMS'])
})

it('keeps one set of tags, whichever operations ask for it', async () => {
  const { kinesis } = await opened()
  await kinesis.addTagsToStream({ StreamName, Tags: { a: '1', b: '2' } })
  await kinesis.tagResource({ ResourceARN: StreamARN, Tags: { b: '3', c: '' } })
  await kinesis.removeTagsFromStream({ StreamName, TagKeys: ['a', 'none'] })
  const tags = [
    { Key: 'b', Value: '3' },
    { Key: 'c', Value: '' },
  ]
  expect((await kinesis.listTagsForResource({ ResourceARN: StreamARN })).Tags).toEqual(tags)
  expect(await kinesis.listTagsForStream({ StreamName, Limit: 1 })).toMatchObject({ Tags: [tags[0]], HasMoreTags: true })
})
