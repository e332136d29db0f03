import { SNS } from '@aws-sdk/client-sns'
import { SQS, type Message } from '@aws-sdk/client-sqs'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { reference, type Reference, type ReferenceOptions } from '../index.js'

const account = '123456789012'
const FIFO = { FifoTopic: 'true', ContentBasedDeduplication: 'true' }

const open = async (options: ReferenceOptions = {}) => {
  const aws = reference({ account, start: 1_767_225_600_000, ...options })
  return { aws, sns: new SNS(aws.client()), sqs: new SQS(aws.client()) }
}

/** A queue that any topic may send to. */
const queueOf = async (sqs: SQS, name: string): Promise<{ url: string; arn: string }> => {
  const arn = `arn:aws:sqs:us-east-1:${account}:${name}`
  const Policy = JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: arn }],
  })
  const { QueueUrl } = await sqs.createQueue({
    QueueName: name,
    Attributes: { Policy, ...(name.endsWith('.fifo') ? { FifoQueue: 'true' } : {}) },
  })
  return { url: QueueUrl!, arn }
}

/** All that is in a queue, taken out in the order in which it comes. */
const drain = async (sqs: SQS, QueueUrl: string): Promise<Message[]> => {
  const all: Message[] = []
  for (let empty = 0; empty < 5;) {
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] })
    empty = Messages.length === 0 ? empty + 1 : 0
    all.push(...Messages)
    for (const { ReceiptHandle } of Messages) await sqs.deleteMessage({ QueueUrl, ReceiptHandle })
  }
  return all
}

const until = async <T>(call: () => Promise<T>): Promise<T> => {
  for (let tries = 0; ; tries++)
    try {
      return await call()
    } catch (error) {
      if (tries === 50) throw error
    }
}
const wait = (aws: Reference, ms: number) => aws.clock.advance(ms)

test('under all adversity a FIFO queue gets every message once, in the order of its group, and a standard one at least once', async () => {
  const { aws, sns, sqs } = await open({ seed: 7, adversity: 'hostile,-sqs.error.request-throttled,-sqs.error.internal-failure' })
  const fifo = await until(() => sns.createTopic({ Name: 'a.fifo', Attributes: FIFO }))
  const standard = await until(() => sns.createTopic({ Name: 'a' }))
  const [queue, open1, open2] = [await queueOf(sqs, 'q.fifo'), await queueOf(sqs, 'q'), await queueOf(sqs, 'r')]
  const subscribe = (TopicArn: string | undefined, Endpoint: string) =>
    until(() => sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint, Attributes: { RawMessageDelivery: 'true' } }))
  await subscribe(fifo.TopicArn, queue.arn)
  await subscribe(fifo.TopicArn, open1.arn)
  await subscribe(standard.TopicArn, open2.arn)
  await wait(aws, 60_000)
  const sent = Array.from({ length: 60 }, (_, n) => `${n % 3} ${n}`)
  for (const Message of sent) {
    await until(() => sns.publish({ TopicArn: fifo.TopicArn, Message, MessageGroupId: Message[0]! }))
    await until(() => sns.publish({ TopicArn: standard.TopicArn, Message }))
  }
  await wait(aws, 60_000)
  const bodies = async (url: string) => (await drain(sqs, url)).map(({ Body }) => Body!)
  const ordered = await bodies(queue.url)
  for (const group of ['0', '1', '2']) {
    expect(ordered.filter((body) => body.startsWith(group))).toEqual(sent.filter((body) => body.startsWith(group)))
  }
  const ids = new Set(await bodies(open1.url))
  expect([...ids].sort()).toEqual([...sent].sort())
  expect([...new Set(await bodies(open2.url))].sort()).toEqual([...sent].sort())
})

test('a replay brings what was archived, as it was and marked, and then what is published', async () => {
  const { aws, sns, sqs } = await open()
  const { TopicArn } = await sns.createTopic({ Name: 'a.fifo', Attributes: { ...FIFO, ArchivePolicy: '{"MessageRetentionPeriod":"1"}' } })
  const began = new Date(aws.clock.now()).toISOString()
  expect((await sns.getTopicAttributes({ TopicArn })).Attributes!['BeginningArchiveTime']).toBe(began)
  const publish = (Message: string) =>
    sns.publish({ TopicArn, Message, MessageGroupId: 'g', MessageAttributes: { k: { DataType: 'String', StringValue: Message } } })
  const first = await publish('one')
  await publish('two')
  await wait(aws, 600_000)
  const queue = await queueOf(sqs, 'q.fifo')
  const { SubscriptionArn } = await sns.subscribe({
    TopicArn,
    Protocol: 'sqs',
    Endpoint: queue.arn,
    Attributes: {
      FilterPolicy: '{"k":[{"anything-but":"two"}]}',
      ReplayPolicy: JSON.stringify({ PointType: 'Timestamp', StartingPoint: began }),
    },
  })
  const status = async () => (await sns.getSubscriptionAttributes({ SubscriptionArn })).Attributes!['ReplayStatus']
  expect(await status()).toBe('Pending')
  await publish('three')
  await wait(aws, 1_000)
  expect(await status()).toBe('In progress')
  await publish('four')
  await wait(aws, 1_000)
  expect(await status()).toBe('Completed')
  await publish('five')
  const got = (await drain(sqs, queue.url)).map(({ Body }) => JSON.parse(Body!) as Record<string, unknown>)
  expect(got.map(({ Message }) => Message)).toEqual(['one', 'three', 'four', 'five'])
  expect(got[0]).toMatchObject({ MessageId: first.MessageId, Timestamp: began })
})

test('a replay with an end brings nothing after it', async () => {
  const { aws, sns, sqs } = await open()
  const { TopicArn } = await sns.createTopic({ Name: 'a.fifo', Attributes: { ...FIFO, ArchivePolicy: '{"MessageRetentionPeriod":"1"}' } })
  const began = aws.clock.now()
  await sns.publish({ TopicArn, Message: 'one', MessageGroupId: 'g' })
  const queue = await queueOf(sqs, 'q.fifo')
  const point = (ms: number) => new Date(ms).toISOString()
  const ReplayPolicy = JSON.stringify({ PointType: 'Timestamp', StartingPoint: point(began), EndingPoint: point(began + 10) })
  await sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn, Attributes: { RawMessageDelivery: 'true', ReplayPolicy } })
  await wait(aws, 5_000)
  await sns.publish({ TopicArn, Message: 'two', MessageGroupId: 'g' })
  expect((await drain(sqs, queue.url)).map(({ Body }) => Body)).toEqual(['one'])
  await expect(sns.deleteTopic({ TopicArn })).rejects.toMatchObject({
    name: 'InvalidStateException',
    message: 'Invalid state: Cannot delete a topic with an ArchivePolicy',
  })
})

test('an application tells a topic of its endpoints', async () => {
  const { sns, sqs } = await open()
  const { TopicArn } = await sns.createTopic({ Name: 'a' })
  const queue = await queueOf(sqs, 'q')
  await sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn, Attributes: { RawMessageDelivery: 'true' } })
  const { PlatformApplicationArn } = await sns.createPlatformApplication({
    Name: 'app',
    Platform: 'GCM',
    Attributes: { PlatformCredential: 'x', EventEndpointCreated: TopicArn! },
  })
  const { EndpointArn } = await sns.createPlatformEndpoint({ PlatformApplicationArn, Token: 't' })
  const [told] = await drain(sqs, queue.url)
  expect(JSON.parse(told!.Body!)).toMatchObject({ EventType: 'EndpointCreated', EndpointArn, Resource: PlatformApplicationArn })
})

test('a message goes to many subscribers over several turns, each gets it once, and the next one after it', async () => {
  const many = 1_200
  const { aws, sns } = await open()
  const ask = async (service: 'SQS' | 'SNS', parameters: Record<string, string>): Promise<string> => {
    const scope = `Credential=${account}/20000101/us-east-1/${service.toLowerCase()}/aws4_request`
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: `AWS4-HMAC-SHA256 ${scope}` }
    const { status, body } = await aws.request({ headers, body: String(new URLSearchParams(parameters)) })
    expect([status, body]).toEqual([200, expect.anything()])
    return body as string
  }
  const { TopicArn } = await sns.createTopic({ Name: 'many' })
  const names = Array.from({ length: many }, (_, n) => `q${n}`)
  for (const QueueName of names) {
    const Endpoint = `arn:aws:sqs:us-east-1:${account}:${QueueName}`
    const Policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: Endpoint }] })
    await ask('SQS', { Action: 'CreateQueue', QueueName, 'Attribute.1.Name': 'Policy', 'Attribute.1.Value': Policy })
    await ask('SNS', { Action: 'Subscribe', TopicArn: TopicArn!, Protocol: 'sqs', Endpoint })
  }
  const counted = async (): Promise<number> => {
    let messages = 0
    for (const name of names) {
      const QueueUrl = `http://localhost/${account}/${name}`
      const shown = await ask('SQS', { Action: 'GetQueueAttributes', QueueUrl, 'AttributeName.1': 'ApproximateNumberOfMessages' })
      messages += Number(/<Value>(\d+)</.exec(shown)![1])
    }
    return messages
  }
  for (const Message of ['1', '2']) await ask('SNS', { Action: 'Publish', TopicArn: TopicArn!, Message })
  for (let n = 0; n < 10; n++) await turn()
  expect(await counted()).toBe(2 * many)
  const first = await ask('SQS', {
    Action: 'ReceiveMessage',
    QueueUrl: `http://localhost/${account}/q${many - 1}`,
    MaxNumberOfMessages: '10',
  })
  expect(first.indexOf('&quot;1&quot;')).toBeLessThan(first.indexOf('&quot;2&quot;'))
  await ask('SNS', { Action: 'Publish', TopicArn: TopicArn!, Message: '3' })
  aws.reset()
  for (const QueueName of names) await ask('SQS', { Action: 'CreateQueue', QueueName })
  for (let n = 0; n < 10; n++) await turn()
  expect(await counted(), 'what was on its way in an earlier life of the world').toBe(0)
})
