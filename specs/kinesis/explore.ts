import table from '../../reference/kinesis/constraints.json' with { type: 'json' }
import { kinesis } from '../../reference/kinesis/index.js'
import type { ClauseId } from '../../reference/core/reading.js'
import { inStep } from '../../src/oracle/lockstep/lockstep.js'
import { type Derivation, DerivedWalker, flawsOf, movesOf } from '../../src/oracle/walk/derived.js'
import type { Dice } from '../../src/oracle/walk/dice.js'
import type { Request, Walks } from '../../src/oracle/walk/walks.js'
import { judge } from './observer/judge.js'

/** The clause that says what an operation does when it is asked well. */
const CLAUSES: Readonly<Record<string, ClauseId>> = {
  CreateStream: 'kinesis.streams.create-async-creating',
  DeleteStream: 'kinesis.streams.delete-async-deleting',
  DescribeStream: 'kinesis.describe.stream-required-members',
  DescribeStreamSummary: 'kinesis.describe.summary-required-members',
  ListStreams: 'kinesis.list-streams.any-state',
  ListShards: 'kinesis.list-shards.includes-closed',
  PutRecord: 'kinesis.put.returns-shard-and-sequence',
  PutRecords: 'kinesis.put-batch.response-order-and-count',
  GetShardIterator: 'kinesis.iterator.types',
  GetRecords: 'kinesis.get.non-blocking',
  SplitShard: 'kinesis.split.async',
  MergeShards: 'kinesis.merge.async',
  UpdateShardCount: 'kinesis.update-shard-count.reply',
  IncreaseStreamRetentionPeriod: 'kinesis.retention.reflected',
  DecreaseStreamRetentionPeriod: 'kinesis.retention.reflected',
  AddTagsToStream: 'kinesis.tags.add',
  RemoveTagsFromStream: 'kinesis.tags.remove',
  ListTagsForStream: 'kinesis.tags.list-shape',
  StartStreamEncryption: 'kinesis.encryption.start-async',
  StopStreamEncryption: 'kinesis.encryption.stop',
  EnableEnhancedMonitoring: 'kinesis.monitoring.reply-current-desired',
  DisableEnhancedMonitoring: 'kinesis.monitoring.reply-current-desired',
  RegisterStreamConsumer: 'kinesis.efo.register-reply',
  DeregisterStreamConsumer: 'kinesis.efo.deregister',
  DescribeStreamConsumer: 'kinesis.efo.describe-members',
  ListStreamConsumers: 'kinesis.efo.list-members',
}

/** Milliseconds between two looks at a stream that takes its time. */
const LOOK_MS = 1500
const MOST_LOOKS = 40
const LAST_KEY = 2n ** 128n - 1n
const STREAM = 'stream'

const entry = (dice: Dice, keys: readonly string[]) => ({
  Data: Buffer.from(`data-${dice.integer(0, 9999)}`),
  PartitionKey: `key-${dice.integer(0, 20)}`,
  ...(keys.length > 0 && dice.chance(0.4) ? { ExplicitHashKey: dice.pick(keys) } : {}),
})

const derivation: Derivation = {
  constraints: table,
  weights: {
    CreateStream: 1,
    DeleteStream: 1,
    DescribeStream: 3,
    DescribeStreamSummary: 4,
    ListStreams: 2,
    ListShards: 5,
    PutRecord: 12,
    PutRecords: 6,
    GetShardIterator: 8,
    GetRecords: 10,
    SplitShard: 3,
    UpdateShardCount: 1,
    IncreaseStreamRetentionPeriod: 1,
    DecreaseStreamRetentionPeriod: 1,
    AddTagsToStream: 2,
    RemoveTagsFromStream: 1,
    ListTagsForStream: 2,
    StartStreamEncryption: 1,
    StopStreamEncryption: 1,
    EnableEnhancedMonitoring: 1,
    DisableEnhancedMonitoring: 1,
    RegisterStreamConsumer: 2,
    DeregisterStreamConsumer: 1,
    DescribeStreamConsumer: 2,
    ListStreamConsumers: 2,
  },
  names: {
    StreamName: ['StreamName'],
    StreamARN: ['StreamARN'],
    ShardId: ['ShardId'],
    ShardToSplit: ['ShardId'],
    ConsumerARN: ['ConsumerARN'],
    ShardIterator: ['NextShardIterator', 'ShardIterator'],
    StartingSequenceNumber: ['SequenceNumber'],
    SequenceNumberForOrdering: ['SequenceNumber'],
    ExplicitHashKey: ['StartingHashKey', 'EndingHashKey'],
    Timestamp: ['ApproximateArrivalTimestamp'],
  },
  likely: {
    StreamName: 1,
    StreamARN: 0,
    StreamId: 0,
    DryRun: 0,
    NextToken: 0,
    PartitionKey: 1,
    ShardCount: 1,
    ConsumerARN: 1,
    ExplicitHashKey: 0.5,
    SequenceNumberForOrdering: 0.1,
    ConsumerName: 0,
    EnforceConsumerDeletion: 0.9,
    StreamCreationTimestamp: 0,
    StreamModeDetails: 0,
    WarmThroughputMiBps: 0,
    MaxRecordSizeInKiB: 0,
    RecordDistributionStrategy: 0,
    ExclusiveStartShardId: 0,
    ShardFilter: 0,
    ExclusiveStartStreamName: 0,
    ExclusiveStartTagKey: 0,
    MaxResults: 0.1,
    Limit: 0.2,
  },
  values: {
    'CreateStream.StreamName': (dice, known) => `${known.where.prefix}${STREAM}-${dice.integer(0, 2)}`,
    ShardCount: (dice) => dice.integer(1, 3),
    TargetShardCount: (dice) => dice.integer(1, 5),
    Data: (dice) => Buffer.from(`data-${dice.integer(0, 9999)}`),
    PartitionKey: (dice) => `key-${dice.integer(0, 20)}`,
    Records: (dice, known) =>
      Array.from({ length: dice.integer(1, 5) }, () => entry(dice, [...known.of('StartingHashKey'), ...known.of('EndingHashKey')])),
    NewStartingHashKey: (dice) => String((LAST_KEY / 1000n) * BigInt(dice.integer(1, 999))),
    'GetShardIterator.Timestamp': (dice, known) => {
      const time = known.pick(['ApproximateArrivalTimestamp'], dice)
      return time === undefined || Number.isNaN(Date.parse(time)) ? undefined : new Date(time)
    },
    RetentionPeriodHours: (dice) => dice.integer(24, 48),
    Tags: (dice) => ({ [dice.pick(['a', 'b', 'c'])]: dice.pick(['1', '2']) }),
    TagKeys: (dice) => [dice.pick(['a', 'b', 'c'])],
    EncryptionType: () => 'KMS',
    KeyId: () => 'alias/aws/kinesis',
    ConsumerName: (dice) => `consumer-${dice.integer(0, 3)}`,
    'DescribeStream.Limit': (dice) => dice.integer(1, 100),
    ShardLevelMetrics: (dice) => [dice.pick(['IncomingBytes', 'OutgoingBytes', 'ALL'])],
  },
  besides: [
    {
      weight: 2,
      draw: (dice, known) => {
        const StreamName = known.pick(['StreamName'], dice)
        const shards = [...known.of('ShardId')].sort()
        const at = dice.integer(0, Math.max(0, shards.length - 2))
        return StreamName === undefined || shards.length < 2
          ? undefined
          : { operation: 'MergeShards', input: { StreamName, ShardToMerge: shards[at], AdjacentShardToMerge: shards[at + 1] } }
      },
    },
  ],
  follow: ({ operation, input, outcome }) => {
    if (outcome.kind !== 'answered') return []
    const { StreamName } = input
    const { ShardId, SequenceNumber, ShardIterator } = outcome.output as Readonly<Record<string, string | undefined>>
    if (
      operation === 'PutRecord' &&
      SequenceNumber !== undefined &&
      /[02468]$/.test(Buffer.from((input['Data'] as Uint8Array | undefined) ?? []).toString())
    ) {
      const ShardIteratorType = /key-\d*[02468]$/.test(String(input['PartitionKey'])) ? 'AT_SEQUENCE_NUMBER' : 'AFTER_SEQUENCE_NUMBER'
      return [{ operation: 'GetShardIterator', input: { StreamName, ShardId, ShardIteratorType, StartingSequenceNumber: SequenceNumber } }]
    }
    if (operation === 'GetShardIterator') return [{ operation: 'GetRecords', input: { ShardIterator } }]
    if (/^(?:SplitShard|MergeShards|UpdateShardCount|CreateStream|\w+RetentionPeriod|\w+Encryption)$/.test(operation))
      return [look(String(StreamName)), { operation: 'ListShards', input: { StreamName } }]
    return isBeingChanged(outcome.output) ? [look(String(StreamName))] : []
  },
  *opening(dice, known) {
    for (let nth = 0; nth <= dice.integer(0, 1); nth++) {
      const StreamName = `${known.where.prefix}${STREAM}-${nth}`
      yield { operation: 'CreateStream', input: { StreamName, ShardCount: dice.integer(1, 3) } }
      for (let tried = 0; tried < MOST_LOOKS; tried++) {
        const seen = yield look(StreamName)
        if (seen?.outcome.kind === 'answered' && !isBeingChanged(seen.outcome.output)) break
      }
      yield { operation: 'ListShards', input: { StreamName } }
    }
  },
}

const look = (StreamName: string): Request => ({ operation: 'DescribeStreamSummary', input: { StreamName }, pauseMs: LOOK_MS })
const isBeingChanged = (output: object): boolean => {
  const { StreamStatus = 'ACTIVE' } =
    (output as { readonly StreamDescriptionSummary?: { readonly StreamStatus?: string } }).StreamDescriptionSummary ?? {}
  return StreamStatus === 'CREATING' || StreamStatus === 'UPDATING'
}

const moves = movesOf(derivation)
const flaws = flawsOf(derivation)

/** Kinesis in step with its reference: streams by what the mirror answers, records by what is known of their shards. */
export const judged = inStep({
  service: 'kinesis',
  services: [kinesis],
  clauses: CLAUSES,
  comparing: {
    given: (member) => /(?:ARN|ShardIterator|StreamId)$/.test(member),
    // Streams that were made in the same second may give the same numbers.
    present: (member) => member.endsWith('SequenceNumber'),
    // Members that came with later versions of the service, and that the API description does not require.
    optional: (member) =>
      /^DescribeStream(?:Summary)?\.\w+\.(?:ConsumerCount|ChannelCount|QueueCount|RecordDistributionStrategy|StreamModeDetails|MaxRecordSizeInKiB)$/.test(
        member,
      ),
    // The SDK's client does not know QueueCount yet, and passes it over.
    free: (member) =>
      /^(?:StreamStatus|ConsumerStatus|NextToken|HasMore\w+|StreamSummaries|EnhancedMonitoring|CurrentShardLevelMetrics|KeyId|EncryptionType|QueueCount|GetRecords\.\w+|PutRecord\.ShardId|PutRecords\.\w+|StreamDescription\w*\.WarmThroughput)$/.test(
        member,
      ),
    unordered: { StreamNames: '', Shards: 'ShardId', Tags: 'Key', Consumers: 'ConsumerARN', DesiredShardLevelMetrics: '' },
  },
  // Each of these is a rule that only makes a client wait: what is done by and by on a target is done in the mirror already.
  relaxed: kinesis.relaxable ?? [],
  busy: new Set([
    'ThrottlingException',
    'Throttling',
    'TooManyRequestsException',
    'RequestLimitExceeded',
    'ProvisionedThroughputExceededException',
    'KMSThrottlingException',
  ]),
  unjudged: new Set(),
  judge,
  pages: { ListStreams: 'StreamNames' },
  naming: (member) => /ARN$|^StreamName$/.test(member),
})

/** Kinesis, as it is walked. */
export const walks: Walks = {
  judged,
  reference: kinesis,
  moves: moves.length,
  flaws: flaws.length,
  begin: (setup, where) => new DerivedWalker(derivation, moves, flaws, setup, where),
}
