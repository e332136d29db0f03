import type { Kinesis } from '@aws-sdk/client-kinesis'
import { expect, it } from 'vitest'
import { reference } from '../index.js'
import { ACCOUNT, FIRST_SHARD, LAST_KEY, opened } from './opened.fixture.js'

const StreamName = 's'
const Data = Buffer.from('x')
const refusal = async (asked: Promise<unknown>): Promise<{ name: string; message: string }> => {
  const error = (await asked.then(
    () => new Error('was answered'),
    (thrown: unknown) => thrown,
  )) as Error
  return { name: error.name, message: error.message }
}

type Case = readonly [what: string, ask: (kinesis: Kinesis) => Promise<unknown>, name: string, message: string]
const NOT_FOUND = `Stream none under account ${ACCOUNT} not found.`

it.each<Case>([
  [
    'a taken name',
    (k) => k.createStream({ StreamName, ShardCount: 1 }),
    'ResourceInUseException',
    `Stream s under account ${ACCOUNT} already exists.`,
  ],
  ['no such stream', (k) => k.describeStream({ StreamName: 'none' }), 'ResourceNotFoundException', NOT_FOUND],
  [
    'an iterator of no such stream',
    (k) => k.getShardIterator({ StreamName: 'none', ShardId: FIRST_SHARD, ShardIteratorType: 'LATEST' }),
    'ResourceNotFoundException',
    `Shard ${FIRST_SHARD} in stream none under account ${ACCOUNT} does not exist`,
  ],
  [
    'a hash key beyond the last',
    (k) => k.putRecord({ StreamName, Data, PartitionKey: 'a', ExplicitHashKey: String(LAST_KEY + 1n) }),
    'InvalidArgumentException',
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${LAST_KEY + 1n}`,
  ],
  [
    'the position LATEST with a number',
    (k) => k.getShardIterator({ StreamName, ShardId: FIRST_SHARD, ShardIteratorType: 'LATEST', StartingSequenceNumber: '5' }),
    'InvalidArgumentException',
    'Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no ' +
      'StartingSequenceNumber. Request specified LATEST and also a StartingSequenceNumber.',
  ],
  [
    'a retention of less than it is',
    (k) => k.decreaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours: 25 }),
    'InvalidArgumentException',
    'Requested retention period (25 hours) for stream s can not be longer than existing retention period (24 hours). Use IncreaseRetentionPeriod API.',
  ],
  [
    'a retention too short',
    (k) => k.decreaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours: 23 }),
    'InvalidArgumentException',
    'Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is too short.',
  ],
  ['a list of no stream', (k) => k.listShards({}), 'InvalidArgumentException', 'Either NextToken or StreamName should be provided.'],
  [
    'a token and more',
    (k) => k.listShards({ NextToken: 'a', ShardFilter: { Type: 'AT_LATEST' } }),
    'InvalidArgumentException',
    'NextToken and ShardFilter cannot be provided together.',
  ],
  [
    'too many tags',
    (k) =>
      k.tagResource({
        ResourceARN: `arn:aws:kinesis:us-east-1:${ACCOUNT}:stream/s`,
        Tags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, ''])),
      }),
    'InvalidArgumentException',
    `Failed to add tags to stream s under account ${ACCOUNT} because a given stream cannot have more than 50 tags associated with it.`,
  ],
  [
    'no partition key and no data',
    (k) => k.putRecords({ StreamName, Records: [{ Data: undefined, PartitionKey: undefined }] }),
    'ValidationException',
    "2 validation errors detected: Value null at 'records.1.member.data' failed to satisfy constraint: Member must not be null; " +
      "Value null at 'records.1.member.partitionKey' failed to satisfy constraint: Member must not be null",
  ],
  [
    'a record of more than the stream takes',
    (k) => k.putRecord({ StreamName, Data: new Uint8Array(1_048_577), PartitionKey: 'a' }),
    'ValidationException',
    "1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=1048577 cap=1048577]' at 'data' failed to satisfy constraint: " +
      'Member must have length less than or equal to 1048576',
  ],
])('answers as AWS was seen to: %s', async (_, ask, name, message) => {
  const { kinesis } = await opened()
  expect(await refusal(ask(kinesis))).toEqual({ name, message })
})

it('keeps a stream that is made from reads and writes, and shows its shards all at once', async () => {
  const aws = reference()
  const { Kinesis } = await import('@aws-sdk/client-kinesis')
  const kinesis = new Kinesis(aws.client())
  await kinesis.createStream({ StreamName, ShardCount: 2 })
  const description = async () => (await kinesis.describeStream({ StreamName })).StreamDescription
  expect(await description()).toMatchObject({
    StreamStatus: 'CREATING',
    Shards: [],
    HasMoreShards: false,
    EncryptionType: 'NONE',
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
  })
  expect(await refusal(kinesis.putRecord({ StreamName, Data, PartitionKey: 'a' }))).toMatchObject({ name: 'ResourceNotFoundException' })
  expect(await refusal(kinesis.mergeShards({ StreamName, ShardToMerge: 'a', AdjacentShardToMerge: 'b' }))).toEqual({
    name: 'ResourceInUseException',
    message: `Stream s under account ${ACCOUNT} not ACTIVE, instead in state CREATING`,
  })
  await aws.clock.advance(1000)
  expect(await description()).toMatchObject({
    StreamStatus: 'ACTIVE',
    Shards: [{ ShardId: FIRST_SHARD }, { ShardId: 'shardId-000000000001' }],
  })
})

it('shows the earlier retention period until the stream is ACTIVE again', async () => {
  const { aws, kinesis } = await opened()
  const shown = async () => (await kinesis.describeStreamSummary({ StreamName })).StreamDescriptionSummary
  await kinesis.increaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours: 24 })
  expect(await shown()).toMatchObject({ StreamStatus: 'ACTIVE' })
  await kinesis.increaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours: 48 })
  expect(await shown()).toMatchObject({ StreamStatus: 'UPDATING', RetentionPeriodHours: 24 })
  await aws.clock.advance(1000)
  expect(await shown()).toMatchObject({ StreamStatus: 'ACTIVE', RetentionPeriodHours: 48 })
})

it('looks at a number for ordering for its form only', async () => {
  const { put } = await opened()
  const zeros = (last: string) => String(BigInt(`0x2${'0'.repeat(45)}${last}`))
  for (const last of ['1', '2']) expect(await put('a', { SequenceNumberForOrdering: zeros(last) })).toMatchObject({ ShardId: FIRST_SHARD })
  for (const number of [
    zeros('0'),
    zeros('3'),
    String(BigInt(`0x3${'0'.repeat(45)}1`)),
    String(BigInt(`0x2fffffffff0${'0'.repeat(35)}2`)),
  ]) {
    expect(await refusal(put('a', { SequenceNumberForOrdering: number }))).toEqual({
      name: 'InvalidArgumentException',
      message: `ExclusiveMinimumSequenceNumber ${number} used in PutRecord on stream s under account ${ACCOUNT} is invalid.`,
    })
  }
})

it('stores what a second has room for, and tells of each record that it has not', async () => {
  const { aws, kinesis } = await opened()
  const Records = [1, 2, 3].map(() => ({ Data: new Uint8Array(1_000_000), PartitionKey: 'a' }))
  const reply = await kinesis.putRecords({ StreamName, Records })
  const failed = {
    ErrorCode: 'ProvisionedThroughputExceededException',
    ErrorMessage: `Rate exceeded for shard ${FIRST_SHARD} in stream s under account ${ACCOUNT}.`,
  }
  expect(reply.FailedRecordCount).toBe(2)
  expect(reply.Records).toEqual([{ ShardId: FIRST_SHARD, SequenceNumber: expect.any(String) as string }, failed, failed])
  await aws.clock.advance(1000)
  expect((await kinesis.putRecords({ StreamName, Records: [Records[0]!] })).FailedRecordCount).toBe(0)
})

it('lets a shard be read five times a second, unless the rule is switched off', async () => {
  const { aws, kinesis, iterator } = await opened()
  const read = async (k: Kinesis, ShardIterator: string) => Promise.all(Array.from({ length: 6 }, () => k.getRecords({ ShardIterator })))
  const ShardIterator = await iterator({})
  await expect(read(kinesis, ShardIterator)).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' })
  await aws.clock.advance(1000)
  expect(await kinesis.getRecords({ ShardIterator })).toMatchObject({ Records: [] })
  const relaxed = await opened(1, { relax: ['kinesis.get.five-per-second'] })
  expect(await read(relaxed.kinesis, await relaxed.iterator({}))).toHaveLength(6)
})

it('lets another account do what the policy of a stream lets it do, and nothing else', async () => {
  const aws = reference()
  const { Kinesis } = await import('@aws-sdk/client-kinesis')
  const [owner, guest] = aws.worlds('111111111111', '222222222222').map((world) => new Kinesis(world.client())) as [Kinesis, Kinesis]
  await owner.createStream({ StreamName, ShardCount: 1 })
  await aws.world('111111111111').clock.advance(1000)
  const StreamARN = 'arn:aws:kinesis:us-east-1:111111111111:stream/s'
  expect(await refusal(guest.putRecord({ StreamARN, Data, PartitionKey: 'a' }))).toEqual({
    name: 'AccessDeniedException',
    message:
      `User: arn:aws:iam::222222222222:root is not authorized to perform: kinesis:PutRecord on resource: ${StreamARN} because no resource-based ` +
      'policy allows the kinesis:PutRecord action',
  })
  const Statement = [{ Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: 'kinesis:PutRecord', Resource: StreamARN }]
  await owner.putResourcePolicy({ ResourceARN: StreamARN, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) })
  expect(await guest.putRecord({ StreamARN, Data, PartitionKey: 'a' })).toMatchObject({ ShardId: FIRST_SHARD })
  expect(await refusal(guest.listShards({ StreamARN }))).toMatchObject({ name: 'AccessDeniedException' })
  expect(await refusal(guest.describeStream({ StreamName }))).toMatchObject({ name: 'ResourceNotFoundException' })
})

it('lets the owner do everything but what the policy denies, by whatever name, and always undo the policy', async () => {
  const { kinesis } = await opened(1)
  const ResourceARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/s'
  const Statement = [{ Effect: 'Deny', Principal: '*', Action: 'kinesis:ListShards', Resource: ResourceARN }]
  await kinesis.putResourcePolicy({ ResourceARN, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) })
  for (const named of [{ StreamName }, { StreamARN: ResourceARN }])
    expect(await refusal(kinesis.listShards(named))).toEqual({
      name: 'AccessDeniedException',
      message: `User: arn:aws:iam::000000000000:root is not authorized to perform: kinesis:ListShards on resource: ${ResourceARN} with an explicit deny in a resource-based policy`,
    })
  expect(await kinesis.putRecord({ StreamName, Data, PartitionKey: 'a' })).toMatchObject({ ShardId: FIRST_SHARD })
  await kinesis.deleteResourcePolicy({ ResourceARN })
  expect((await kinesis.listShards({ StreamName })).Shards).toHaveLength(1)
})
