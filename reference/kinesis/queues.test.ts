import { CreateStreamCommand, DeleteStreamCommand, KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis'
import { expect, it } from 'vitest'
import { reference } from '../index.js'

/** The client has no operations on queues yet, so that they are asked in JSON. */
const opened = async (attributes: object = {}) => {
  const aws = reference({ clock: 'manual' })
  const kinesis = new KinesisClient(aws.client())
  const ask = async (operation: string, input: object): Promise<{ status: number; body: Record<string, never> }> => {
    const answer = await aws.request({
      headers: {
        'x-amz-target': `Kinesis_20131202.${operation}`,
        'content-type': 'application/x-amz-json-1.1',
        authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/kinesis/aws4_request',
      },
      body: JSON.stringify(input),
    })
    return { status: answer.status, body: answer.body === '' ? {} : (JSON.parse(answer.body as string) as Record<string, never>) }
  }
  await kinesis.send(new CreateStreamCommand({ StreamName: 's' }))
  await aws.clock.advance(1000)
  const StreamARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/s'
  const created = await ask('CreateQueue', { QueueName: 'q', StreamConfigurationList: [{ StreamARN }], QueueAttributes: attributes })
  const { QueueARN } = created.body['QueueDescription'] as unknown as { QueueARN: string }
  await aws.clock.advance(1000)
  const put = (PartitionKey: string) =>
    kinesis.send(new PutRecordCommand({ StreamName: 's', PartitionKey, Data: Buffer.from(PartitionKey) }))
  const receive = async (operation = 'ReceiveQueueRecords', more: object = {}) => {
    const answer = ask(operation, { QueueARN, WaitTimeSeconds: 1, ...more })
    await aws.clock.advance(1000)
    return (await answer).body['QueueRecords'] as unknown as {
      ReceiptHandle: string
      RecordId: string
      PartitionKey: string
      ReceiveCount: number
    }[]
  }
  return { aws, kinesis, ask, QueueARN, put, receive }
}

it('delivers a record again when its visibility timeout is over, and not when it is acknowledged', async () => {
  const { aws, ask, QueueARN, put, receive } = await opened()
  await put('a')
  const [first] = await receive()
  expect(first).toMatchObject({ PartitionKey: 'a', ReceiveCount: 1 })
  expect(first!.RecordId).toMatch(/^[a-z0-9]{1,64}$/)
  expect(await receive()).toEqual([])
  await aws.clock.advance(30_000)
  const [second] = await receive()
  expect(second).toMatchObject({ RecordId: first!.RecordId, ReceiveCount: 2 })
  const stale = await ask('AcknowledgeQueueRecords', {
    QueueARN,
    Entries: [{ ReceiptHandle: first!.ReceiptHandle }, { ReceiptHandle: 'forged' }],
  })
  expect(stale.body).toMatchObject({
    Successful: [],
    Failed: [{ ErrorCode: 'ResourceNotFoundException' }, { ErrorCode: 'InvalidArgumentException' }],
  })
  const { body } = await ask('AcknowledgeQueueRecords', { QueueARN, Entries: [{ ReceiptHandle: second!.ReceiptHandle }] })
  expect(body).toEqual({ Successful: [{ ReceiptHandle: second!.ReceiptHandle }], Failed: [] })
  await aws.clock.advance(60_000)
  expect(await receive()).toEqual([])
})

it('makes a dead letter of what was received too often, until it is restored', async () => {
  const { aws, ask, QueueARN, put, receive } = await opened({
    VisibilityTimeoutSeconds: 5,
    DeadLetterConfiguration: { TargetType: 'BUILT_IN', MaxReceiveCount: 2 },
  })
  await put('a')
  for (const count of [1, 2]) {
    expect(await receive()).toMatchObject([{ ReceiveCount: count }])
    await aws.clock.advance(5000)
  }
  expect(await receive()).toEqual([])
  const [dead] = await receive('ReceiveDeadLetterQueueRecords')
  expect(dead).toMatchObject({ PartitionKey: 'a' })
  expect(await receive('ReceiveDeadLetterQueueRecords')).toEqual([])
  const { body } = await ask('RestoreDeadLetterQueueRecords', { QueueARN, Entries: [{ ReceiptHandle: dead!.ReceiptHandle }] })
  expect(body).toMatchObject({ Failed: [] })
  expect(await receive()).toMatchObject([{ RecordId: dead!.RecordId, ReceiveCount: 1 }])
})

it('answers a receive that waits as soon as a record comes', async () => {
  const { ask, QueueARN, put } = await opened()
  const waiting = ask('ReceiveQueueRecords', { QueueARN })
  await put('late')
  expect((await waiting).body['QueueRecords']).toMatchObject([{ PartitionKey: 'late' }])
})

it('keeps its stream from being deleted, and is told apart from a queue that is not there', async () => {
  const { aws, kinesis, ask, QueueARN } = await opened()
  await expect(kinesis.send(new DeleteStreamCommand({ StreamName: 's', EnforceConsumerDeletion: true }))).rejects.toThrow(/queues/)
  expect((await ask('DeleteQueue', { QueueARN })).status).toBe(200)
  await aws.clock.advance(1000)
  expect((await ask('DescribeQueue', { QueueARN })).body).toMatchObject({ __type: 'ResourceNotFoundException' })
  await kinesis.send(new DeleteStreamCommand({ StreamName: 's' }))
  const limit = await ask('ReceiveQueueRecords', { QueueARN, Limit: 11 })
  expect(limit.body).toMatchObject({ __type: 'InvalidArgumentException' })
})
