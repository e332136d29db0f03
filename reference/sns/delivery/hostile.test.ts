import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OutgoingHttp } from '../../server/ports/outgoing.js'
import { embed } from '../../server/reference.js'
import { sqs as sqsService } from '../../sqs/index.js'
import { sns as snsService } from '../index.js'
import { ACCOUNT, OPEN } from './setup.fixture.js'

const MB = Buffer.alloc(1024 * 1024)
let megabytes = 0
const tokens: string[] = []
const asked: string[] = []

/** An endpoint that is asked to confirm behaves; what it is notified of it answers as its path says. */
const answer = (path: string, response: ServerResponse): void => {
  if (path === '/silent') return
  if (path === '/drip') {
    const drip = setInterval(() => response.write('.'), 10)
    response.writeHead(200).on('close', () => clearInterval(drip))
    return
  }
  if (path === '/self' || path === '/away')
    return void response.writeHead(307, { Location: path === '/self' ? '/self' : 'http://169.254.169.254/' }).end()
  response.writeHead(200)
  const more = (): void => {
    while (megabytes < 1024 && !response.destroyed) {
      megabytes++
      if (!response.write(MB)) return void response.once('drain', more)
    }
  }
  more()
}
const server = createServer((request: IncomingMessage, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => {
    if (request.headers['x-amz-sns-message-type'] === 'Notification') {
      asked.push(request.url!)
      return answer(request.url!, response)
    }
    tokens.push((JSON.parse(body) as { readonly Token: string }).Token)
    response.end()
  })
})
const http = new OutgoingHttp({ maxTimeoutMs: 200 })
const aws = embed([snsService, sqsService], { start: Date.UTC(2026, 0, 1), outgoing: http.send })
const sns = new SNSClient(aws.client({ account: ACCOUNT }))
const sqs = new SQSClient(aws.client({ account: ACCOUNT }))
let origin = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
  http.close()
})

const { clock } = aws.world(ACCOUNT)
const RETRY_ONCE = JSON.stringify({ healthyRetryPolicy: { numRetries: 1, minDelayTarget: 1, maxDelayTarget: 1 } })

test.each<[what: string, path: string, attempts: number, isDead: boolean]>([
  ['never answers is tried again, and its message is kept', '/silent', 2, true],
  ['answers drop by drop is tried again, and its message is kept', '/drip', 2, true],
  ['redirects to itself is asked once', '/self', 1, true],
  ['redirects to where nobody may be reached is asked once, and nobody else is', '/away', 1, true],
  ['answers with a gigabyte has its message, and little of that is read', '/gigabyte', 1, false],
])('an endpoint that %s', async (_what, path, attempts, isDead) => {
  const name = path.slice(1)
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name }))
  await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { Policy: JSON.stringify(OPEN) } }))
  const Attributes = {
    DeliveryPolicy: RETRY_ONCE,
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}` }),
  }
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: origin + path, Attributes }))
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: tokens.at(-1) }))
  const begun = performance.now()
  await sns.send(new PublishCommand({ TopicArn, Message: 'kept' }))
  await clock.advance(120_000)
  expect(asked.filter((one) => one === path)).toHaveLength(attempts)
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: name }))
  expect(Messages.map(({ Body = '' }) => (JSON.parse(Body) as { readonly Message: string }).Message)).toEqual(isDead ? ['kept'] : [])
  expect(performance.now() - begun).toBeLessThan(10_000)
  expect(megabytes).toBeLessThan(64)
})

test('nothing goes to an address that is not allowed, by whatever name; the subscription waits', async () => {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'closed' }))
  for (const Endpoint of ['http://169.254.169.254/', 'http://[fd00::1]/', 'http://10.0.0.1.:80/', 'http://2886729729/'])
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint }))
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))
  expect(Subscriptions.map(({ SubscriptionArn }) => SubscriptionArn)).toEqual(Array.from({ length: 4 }, () => 'PendingConfirmation'))
})

/** Nested as deep as a text of that many characters allows. */
const nested = (characters: number, open: string, close: string): string => {
  const depth = Math.floor(characters / (open.length + close.length))
  return open.repeat(depth) + '1' + close.repeat(depth)
}

test.each(['Policy', 'DeliveryPolicy', 'ArchivePolicy', 'DisplayName'])(
  '%s nested without end is refused, not broken by',
  async (AttributeName) => {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'deep.fifo', Attributes: { FifoTopic: 'true' } }))
    for (const AttributeValue of [
      nested(30_000, '{"a":', '}'),
      nested(200_000, '[', ']'),
      `{"Version":"2012-10-17","Statement":${nested(20_000, '[', ']')}}`,
    ]) {
      const set = sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }))
      await expect(set).rejects.toMatchObject({ name: 'InvalidParameterException', $metadata: { httpStatusCode: 400 } })
    }
  },
)

test.each(['DeliveryPolicy', 'RedrivePolicy', 'ReplayPolicy', 'FilterPolicy'])(
  '%s of a subscription nested without end is refused',
  async (name) => {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'deep.fifo', Attributes: { FifoTopic: 'true' } }))
    const Endpoint = `arn:aws:sqs:us-east-1:${ACCOUNT}:q.fifo`
    for (const value of [nested(30_000, '{"a":', '}'), nested(200_000, '[', ']')]) {
      const subscribe = sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes: { [name]: value } }))
      await expect(subscribe).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } })
    }
  },
)
