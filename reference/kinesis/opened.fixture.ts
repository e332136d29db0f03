import {
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type GetShardIteratorInput,
  Kinesis,
  type KinesisClient,
} from '@aws-sdk/client-kinesis'
import { reference } from '../index.js'
import type { ReferenceOptions } from '../server/options.js'

export const ACCOUNT = '000000000000'
export const LAST_KEY = 2n ** 128n - 1n
export const FIRST_SHARD = 'shardId-000000000000'

/** A reference with an active stream `s` of so many shards, and what tests do with it most. */
export const opened = async (shards = 1, options: ReferenceOptions = {}) => {
  const aws = reference(options)
  const kinesis = new Kinesis(aws.client())
  await kinesis.createStream({ StreamName: 's', ShardCount: shards })
  await aws.clock.advance(1000)
  return {
    aws,
    kinesis,
    put: (key: string, more: object = {}) => kinesis.putRecord({ StreamName: 's', PartitionKey: key, Data: Buffer.from(key), ...more }),
    iterator: async (input: Partial<GetShardIteratorInput>) =>
      (
        await kinesis.send(
          new GetShardIteratorCommand({ StreamName: 's', ShardId: FIRST_SHARD, ShardIteratorType: 'TRIM_HORIZON', ...input }),
        )
      ).ShardIterator!,
    shards: async () => (await kinesis.listShards({ StreamName: 's' })).Shards!,
  }
}

/** The keys of all records from an iterator on, to the tip or the shard's end. */
export const keysFrom = async (kinesis: KinesisClient, iterator: string, limit?: number): Promise<(string | undefined)[]> => {
  const keys: (string | undefined)[] = []
  for (let next: string | undefined = iterator; next !== undefined;) {
    const page: GetRecordsCommandOutput = await kinesis.send(new GetRecordsCommand({ ShardIterator: next, Limit: limit }))
    keys.push(...page.Records!.map(({ PartitionKey }) => PartitionKey))
    if (page.MillisBehindLatest === 0) break
    next = page.NextShardIterator
  }
  return keys
}
