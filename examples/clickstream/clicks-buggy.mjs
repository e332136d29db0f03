import { Buffer } from 'node:buffer'
import { setTimeout as pause } from 'node:timers/promises'
import { GetRecordsCommand } from '@aws-sdk/client-kinesis'
import { iteratorAt } from './clicks.mjs'

export { put, setUp } from './clicks.mjs'

/** As in `clicks.mjs`, but for one thing: an empty answer is taken for the end of what there is. */
export const read = async (kinesis, shard, checkpoint, handle) => {
  let iterator = await iteratorAt(kinesis, shard, checkpoint)
  for (;;) {
    const { Records, NextShardIterator } = await kinesis.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 5 }))
    if (Records.length === 0) return checkpoint
    for (const { Data, SequenceNumber } of Records) {
      handle(JSON.parse(Buffer.from(Data)))
      checkpoint = SequenceNumber
    }
    iterator = NextShardIterator
    await pause(220)
  }
}
