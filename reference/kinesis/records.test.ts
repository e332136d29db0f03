import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis'
import { expect, it } from 'vitest'
import { reference } from '../index.js'

const StreamName = 'orders'

const opened = async (shards = 1) => {
  const aws = reference()
  const kinesis = new KinesisClient(aws.client())
  await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: shards }))
  await aws.clock.advance(1000)
  return { aws, kinesis }
}

it('gives back what was put, oldest first, and an iterator that goes on', async () => {
  const { kinesis } = await opened()
  const put = await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'a', Data: Buffer.from('one') }))
  expect(put.SequenceNumber).toMatch(/^49\d{54}$/)
  await kinesis.send(new PutRecordsCommand({ StreamName, Records: [{ PartitionKey: 'b', Data: Buffer.from('two') }] }))
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({ StreamName, ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' }),
  )
  const page = await kinesis.send(new GetRecordsCommand({ ShardIterator }))
  expect(page.Records?.map(({ Data, PartitionKey }) => [Buffer.from(Data!).toString(), PartitionKey])).toEqual([
    ['one', 'a'],
    ['two', 'b'],
  ])
  expect(page.Records?.[0]?.SequenceNumber).toBe(put.SequenceNumber)
  expect(page.MillisBehindLatest).toBe(0)
  const rest = await kinesis.send(new GetRecordsCommand({ ShardIterator: page.NextShardIterator! }))
  expect(rest.Records).toEqual([])
})
