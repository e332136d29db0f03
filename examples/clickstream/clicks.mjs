import { Buffer } from 'node:buffer'
import { setTimeout as pause } from 'node:timers/promises'
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis'

/** A stream of clicks, once it can be used. */
export const setUp = async (kinesis, StreamName) => {
  try {
    await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }))
  } catch (error) {
    // A request that failed may have been done; when the SDK asks again, the stream is there.
    if (error.name !== 'ResourceInUseException') throw error
  }
  for (;;) {
    const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }))
    if (StreamDescriptionSummary.StreamStatus === 'ACTIVE') break
    await pause(100)
  }
  const { Shards } = await kinesis.send(new ListShardsCommand({ StreamName }))
  return { StreamName, ShardId: Shards[0].ShardId }
}

/** Puts clicks, and those that fail once more. */
export const put = async (kinesis, { StreamName }, clicks) => {
  let left = clicks.map((click) => ({ PartitionKey: click.user, Data: Buffer.from(JSON.stringify(click)) }))
  for (let attempt = 0; left.length > 0; attempt++) {
    if (attempt === 5) throw new Error(`${left.length} clicks could not be put`)
    const { Records } = await kinesis.send(new PutRecordsCommand({ StreamName, Records: left }))
    left = left.filter((_, nth) => Records[nth].ErrorCode !== undefined)
  }
}

/** Where a reader goes on: behind its checkpoint, or at the beginning. */
export const iteratorAt = async (kinesis, shard, checkpoint) => {
  const where =
    checkpoint === undefined
      ? { ShardIteratorType: 'TRIM_HORIZON' }
      : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: checkpoint }
  return (await kinesis.send(new GetShardIteratorCommand({ ...shard, ...where }))).ShardIterator
}

/**
 * Reads on from a checkpoint until there is no more need, and returns the checkpoint that it came to. That an answer is empty says nothing: there may be
 * more behind it.
 */
export const read = async (kinesis, shard, checkpoint, handle, isDone) => {
  let iterator = await iteratorAt(kinesis, shard, checkpoint)
  while (iterator !== undefined && !isDone()) {
    const { Records, NextShardIterator } = await kinesis.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 5 }))
    for (const { Data, SequenceNumber } of Records) {
      handle(JSON.parse(Buffer.from(Data)))
      checkpoint = SequenceNumber
    }
    iterator = NextShardIterator
    // A shard is read five times a second at most.
    await pause(220)
  }
  return checkpoint
}
