import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { AwsQueryProtocol } from '@aws-sdk/core/protocols'
import { expect, test } from 'vitest'
import { reference } from './index.js'

const protocols = { json: {}, query: { protocol: AwsQueryProtocol } }
const HOSTILE = '  <a b="c">&amp;\r\n\t]]> é \u{1F600} \uFFFD %41+ \r'

for (const [name, config] of Object.entries(protocols)) {
  test(`an SDK client speaks ${name} to the embedded reference`, async () => {
    const aws = reference()
    const sqs = new SQSClient({ ...aws.client(), ...config })
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({ QueueName: 'q', Attributes: { VisibilityTimeout: '30' }, tags: { a: 'b' } }),
    )
    expect(QueueUrl).toBe('http://touchstone.localhost/000000000000/q')
    const sent = await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: HOSTILE,
        MessageAttributes: {
          Bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 13, 255]) },
          Text: { DataType: 'String', StringValue: HOSTILE },
        },
      }),
    )
    const receive = () => sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }))
    const { Messages: [message] = [] } = await receive()
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: HOSTILE,
      MessageAttributes: { Bytes: { BinaryValue: new Uint8Array([0, 13, 255]) }, Text: { StringValue: HOSTILE } },
    })
    await aws.clock.advance(29_999)
    expect((await receive()).Messages).toBeUndefined()
    await aws.clock.advance(1)
    const { Messages: [again] = [] } = await receive()
    expect(again?.MessageId).toBe(sent.MessageId)
    const deleted = await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again!.ReceiptHandle }))
    expect(deleted.$metadata).toMatchObject({ httpStatusCode: 200, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string })
  })

  test(`errors in ${name} carry shape, legacy code and type`, async () => {
    const sqs = new SQSClient({ ...reference().client(), ...config })
    const error: unknown = await sqs
      .send(new SendMessageCommand({ QueueUrl: 'http://x/000000000000/none', MessageBody: 'x' }))
      .catch((e: unknown) => e)
    expect(error).toBeInstanceOf(QueueDoesNotExist)
    expect(error).toMatchObject({
      name: 'QueueDoesNotExist',
      Error: { Code: 'AWS.SimpleQueueService.NonExistentQueue', Type: 'Sender' },
      $metadata: { httpStatusCode: 400 },
    })
  })
}

test('rules that only make tests wait can be switched off by name', async () => {
  const purgeTwice = async (relax: string[]) => {
    const sqs = new SQSClient(reference({ relax }).client())
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }))
    await sqs.send(new PurgeQueueCommand({ QueueUrl }))
    return sqs.send(new PurgeQueueCommand({ QueueUrl })).then(
      () => 'purged',
      (error: unknown) => (error as Error).name,
    )
  }
  expect(await purgeTwice([])).toBe('PurgeQueueInProgress')
  expect(await purgeTwice(['sqs.purge.once-per-60s'])).toBe('purged')
})

test('one seed draws one world, and other accounts draw otherwise', async () => {
  const send = async (seed: number, account: string) => {
    const sqs = new SQSClient(reference({ seed }).client({ account }))
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }))
    return (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))).MessageId
  }
  const id = await send(5, '111111111111')
  expect(await send(5, '111111111111')).toBe(id)
  expect(await send(6, '111111111111')).not.toBe(id)
  expect(await send(5, '222222222222')).not.toBe(id)
})

test('dropping and resetting', async () => {
  const aws = reference({ start: 1_000 })
  const world = aws.world('111111111111')
  const queues = async () => (await new SQSClient(world.client()).send(new ListQueuesCommand({}))).QueueUrls
  for (const forget of [() => world.reset(), () => world.drop(), () => aws.reset()]) {
    await new SQSClient(world.client()).send(new CreateQueueCommand({ QueueName: 'q' }))
    await world.clock.advance(5)
    expect(await queues()).toHaveLength(1)
    forget()
    expect([await queues(), world.clock.now()]).toEqual([undefined, 1_000])
  }
})
