import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
} from '@aws-sdk/client-kinesis'
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { assertMatches, expect, test, toHaveDelivered, type TestWorld } from './vitest.js'

const queueIn = async (world: TestWorld) => {
  const sqs = new SQSClient(world.client())
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders', Attributes: { VisibilityTimeout: '10' } }))
  return { sqs, QueueUrl }
}

test('what was delivered, and what is in flight', async ({ world }) => {
  const { sqs, QueueUrl } = await queueIn(world)
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"id":1}' }))
  expect(world).not.toHaveDelivered('orders', { id: 1 })
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }))
  expect(world).toHaveDelivered('orders', { id: 1 }, 1)
  expect('{"id":1}').toBeInFlight(world, 'orders')
  await world.clock.advance(10_000)
  expect(world).not.toHaveInFlight('orders', { id: 1 })
  await sqs.send(new ReceiveMessageCommand({ QueueUrl }))
  expect(world).toHaveDelivered('orders', { id: 1 }, 2)
  expect(() => expect(world).toHaveDelivered('orders', { id: 1 }, 1)).toThrow('it was delivered 2 times')
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages![0]!.ReceiptHandle }))
  expect(() => assertMatches(toHaveDelivered(world, 'orders', 'other'))).toThrow('it was not delivered')
})

test('each test has a world of its own', async ({ world }) => {
  expect(world.exchanges).toEqual([])
  const { sqs, QueueUrl } = await queueIn(world)
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }))
  expect(Messages).toBeUndefined()
})

test('what is relied on', async ({ world }) => {
  const { sqs, QueueUrl } = await queueIn(world)
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }))
  const contract = await world.contract()
  await expect(world).toRelyOnlyOn(contract)
  await sqs.send(new ReceiveMessageCommand({ QueueUrl }))
  await expect(expect(world).toRelyOnlyOn(contract)).rejects.toThrow('calls sqs ReceiveMessage')
})

test('records of a stream', async ({ world }) => {
  const kinesis = new KinesisClient(world.client())
  await kinesis.send(new CreateStreamCommand({ StreamName: 'clicks', ShardCount: 1 }))
  await world.clock.advance(10_000)
  await kinesis.send(new PutRecordCommand({ StreamName: 'clicks', PartitionKey: 'a', Data: Buffer.from('hello') }))
  const { Shards } = await kinesis.send(new ListShardsCommand({ StreamName: 'clicks' }))
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({ StreamName: 'clicks', ShardId: Shards![0]!.ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
  )
  await kinesis.send(new GetRecordsCommand({ ShardIterator }))
  expect(world).toHaveDelivered('clicks', 'hello', 1)
})
