import type { AwsNotes } from '../../src/service/aws-notes.js'

/** Shards of one stream that a run pays for at most. */
const MOST_SHARDS = 8

const ACCOUNT: Readonly<Record<string, string>> = { UpdateAccountSettings: 'it changes the settings of the whole account' }

/** Kinesis Data Streams as AWS runs it: https://aws.amazon.com/kinesis/data-streams/pricing/ */
export const aws: AwsNotes = {
  // Quotas of the control plane are a few requests a second for the whole account.
  perSecond: {
    PutRecord: 200,
    PutRecords: 100,
    GetRecords: 100,
    GetShardIterator: 100,
    ListShards: 50,
    DescribeStreamSummary: 15,
    DescribeStream: 8,
    '*': 4,
  },
  dollarsPerMillion: { PutRecord: 0.08, PutRecords: 8, '*': 0 },
  // A stream is billed by the hour: taken as an hour of an on-demand stream, which is more than an hour of two shards.
  dollarsEach: { CreateStream: 0.06, RegisterStreamConsumer: 0.02, UpdateShardCount: 0.06 },
  withheld(operation, input) {
    const { ShardCount = 1, TargetShardCount = 1 } = input as { readonly ShardCount?: number; readonly TargetShardCount?: number }
    if (Math.max(ShardCount, TargetShardCount) > MOST_SHARDS) return `it asks for more than ${MOST_SHARDS} shards, which are billed`
    return ACCOUNT[operation]
  },
  tagged: (operation, input, { key, value }) =>
    operation === 'CreateStream' ? { ...input, Tags: { ...(input as { readonly Tags?: object }).Tags, [key]: value } } : input,
}
