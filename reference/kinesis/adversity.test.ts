import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ServiceError } from '../core/errors.js'
import { operations } from './operations.js'
import { alone } from './alone.fixture.js'

/** Values that mean something to several members, so that what is drawn often hits. */
const arn = (rest: string) => `arn:aws:kinesis:us-east-1:111111111111:${rest}`
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  StreamName: ['a', 'b', ''],
  StreamARN: [arn('stream/a'), arn('stream/b'), arn('stream/a/consumer/c:1'), 'x'],
  ResourceARN: [arn('stream/a'), arn('stream/none'), arn('queue/q')],
  ConsumerARN: [arn('stream/a/consumer/c:1800000000'), arn('stream/a')],
  QueueARN: [arn('queue/q')],
  ChannelARN: [arn('channel/q')],
  ShardId: ['shardId-000000000000', 'shardId-000000000003', 'x'],
  ShardToSplit: ['shardId-000000000000', 'shardId-000000000001'],
  ShardToMerge: ['shardId-000000000000', 'shardId-000000000001'],
  AdjacentShardToMerge: ['shardId-000000000001', 'shardId-000000000002'],
  NewStartingHashKey: ['0', '9'.repeat(38), String(2n ** 127n), '340282366920938463463374607431768211456'],
  ShardIteratorType: ['LATEST', 'TRIM_HORIZON', 'AT_TIMESTAMP', 'AT_SEQUENCE_NUMBER', 'NO'],
  StartingSequenceNumber: ['0', '5', '9'.repeat(56), '9'.repeat(129)],
  SequenceNumberForOrdering: ['0', '9'.repeat(129)],
  ShardIterator: ['x', '', 'AAAA'],
  NextToken: ['x', 'AAAA'],
  Timestamp: [new Date(0), new Date(1_800_000_000_000), new Date(9e14)],
  Data: [new Uint8Array(0), new Uint8Array(100)],
  PartitionKey: ['k', 'ü', ''],
  ExplicitHashKey: ['0', '9'.repeat(39)],
  Records: [
    [],
    [
      { Data: new Uint8Array(3), PartitionKey: 'k' },
      { Data: new Uint8Array(3), PartitionKey: 'l', ExplicitHashKey: '7' },
    ],
  ],
  ShardCount: [0, 1, 3],
  TargetShardCount: [1, 2, 6],
  ScalingType: ['UNIFORM_SCALING'],
  StreamModeDetails: [{ StreamMode: 'ON_DEMAND' }, { StreamMode: 'PROVISIONED' }],
  RetentionPeriodHours: [-1, 24, 30, 9000],
  ConsumerName: ['c'],
  StartingPosition: [{ Type: 'LATEST' }, { Type: 'AT_TIMESTAMP' }],
  ShardLevelMetrics: [['ALL'], ['IncomingBytes']],
  EncryptionType: ['KMS', 'NONE'],
  KeyId: ['alias/aws/kinesis'],
  Tags: [{ a: 'b' }, { 'aws:x': '' }],
  TagKeys: [['a']],
  QueueName: ['q'],
  StreamConfigurationList: [[{ StreamARN: arn('stream/a'), StartingPosition: { Type: 'TRIM_HORIZON' } }]],
  Entries: [[{ ReceiptHandle: 'x', VisibilityTimeoutSeconds: 1 }]],
  ShardFilter: [{ Type: 'AT_TIMESTAMP' }, { Type: 'AFTER_SHARD_ID', ShardId: 'shardId-000000000000' }],
  Policy: ['{', '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"kinesis:*"}]}'],
  WarmThroughputMiBps: [0, 100],
  MaxRecordSizeInKiB: [1024, 10_240],
  RecordDistributionStrategy: ['AUTO', 'USER_PARTITION_KEY'],
  MinimumThroughputBillingCommitment: [{ Status: 'ENABLED' }, { Status: 'DISABLED' }],
  Limit: [1, 10],
}

it('answers whatever is asked, in any order and under all adversity, with an answer or an error of its own', async () => {
  const names = Object.keys(operations)
  const input = fc.record(Object.fromEntries(Object.entries(VALUES).map(([name, values]) => [name, fc.constantFrom(...values)])), {
    requiredKeys: [],
  })
  const step = fc.record({
    operation: fc.oneof(fc.constantFrom(...names), fc.constantFrom('CreateStream', 'PutRecords')),
    input,
    pass: fc.nat(3000),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.nat(), async (steps, seed) => {
      const { clock, ask } = alone(seed, 'hostile')
      await ask('CreateStream', { StreamName: 'a' })
      for (const { operation, input: given, pass } of steps) {
        clock.pass(pass)
        const answer = ask(operation, given)
        clock.pass(20_000)
        await answer
      }
    }),
    { numRuns: 60 },
  )
})

it('keeps what was acknowledged, in the order of its shard, under all adversity', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 60 }), async (seed, count) => {
      const { clock, ask } = alone(seed, 'hostile')
      const until = async (operation: string, input: object) => {
        for (;;) {
          const answer = await ask(operation, input)
          clock.pass(250)
          if (!(answer instanceof ServiceError)) return answer
          if (!/ThroughputExceeded|LimitExceeded|InternalFailure|Throttling|NotFound/.test(answer.shape)) throw answer
        }
      }
      // Whether a failed one took effect nobody knows, and a second one does no harm.
      for (let i = 0; i < 5; i++) await ask('CreateStream', { StreamName: 'a', ShardCount: 1 })
      clock.pass(20_000)
      const stored = new Map<string, string>()
      for (let i = 0; i < count; i++) {
        const { SequenceNumber } = await until('PutRecord', { StreamName: 'a', PartitionKey: `k${i}`, Data: new Uint8Array(1) })
        stored.set(SequenceNumber as string, `k${i}`)
      }
      let { ShardIterator } = await until('GetShardIterator', {
        StreamName: 'a',
        ShardId: 'shardId-000000000000',
        ShardIteratorType: 'TRIM_HORIZON',
      })
      const read: { SequenceNumber: string; PartitionKey: string }[] = []
      for (let quiet = 0; quiet < 40;) {
        const page = await until('GetRecords', { ShardIterator })
        const records = page['Records'] as typeof read
        quiet = records.length === 0 ? quiet + 1 : 0
        read.push(...records)
        ShardIterator = page['NextShardIterator']
      }
      const numbers = read.map(({ SequenceNumber }) => BigInt(SequenceNumber))
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => (a < b ? -1 : 1)))
      for (const [number, key] of stored) expect(read.find(({ SequenceNumber }) => SequenceNumber === number)?.PartitionKey).toBe(key)
    }),
    { numRuns: 30 },
  )
})
