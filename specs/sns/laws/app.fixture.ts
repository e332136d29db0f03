import { sns } from '../../../reference/sns/index.js'
import { sqs } from '../../../reference/sqs/index.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import { outputOf } from '../../../src/oracle/linear/altered.fixture.js'
import type { Members } from '../../../src/oracle/linear/members.js'
import { playedHistory, type Script, type Wanted } from '../../../src/oracle/linear/walked.fixture.js'
import { admitting } from '../admitting.js'
import { manyServersOnly } from '../profiles.js'
import { manyServersOnly as ofQueues } from '../../sqs/profiles.js'

export const messagesOf = (exchange: Exchange): readonly Members[] =>
  exchange.operation === 'ReceiveMessage' ? ((outputOf(exchange)['Messages'] ?? []) as Members[]) : []

const arn = (service: string, name: string): string => `arn:aws:${service}:us-east-1:000000000000:${name}`
const urlOf = (name: string): string => `http://127.0.0.1:4566/000000000000/${name}`
const ORDERED = { FifoTopic: 'true', ContentBasedDeduplication: 'true' }
/** Queues behind topics: each in its envelope, one raw. */
const QUEUES = { 'a.fifo': 't.fifo', 'b.fifo': 't.fifo', plain: 't', raw: 't', picky: 't', body: 't', 'picky.fifo': 't.fifo' } as const
const PICKY = { FilterPolicy: JSON.stringify({ kind: ['a', { prefix: 'c' }] }) }
const SUBSCRIPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  raw: { RawMessageDelivery: 'true' },
  picky: PICKY,
  'picky.fifo': PICKY,
  body: { FilterPolicy: JSON.stringify({ nth: [{ numeric: ['>', 4] }] }), FilterPolicyScope: 'MessageBody' },
}
/** Each message has one of them; some filter accepts those that begin with `a` or `c`. */
const KINDS = ['a', 'b', 'cd'] as const

function* opening(): Script {
  yield { pauseMs: 1, operation: 'CreateTopic', input: { Name: 't' } }
  yield { pauseMs: 1, operation: 'CreateTopic', input: { Name: 't.fifo', Attributes: ORDERED } }
  for (const [QueueName, topic] of Object.entries(QUEUES)) {
    const Attributes = QueueName.endsWith('.fifo') ? { FifoQueue: 'true' } : {}
    yield { pauseMs: 1, service: 'sqs', operation: 'CreateQueue', input: { QueueName, Attributes } }
    const input = { QueueUrl: urlOf(QueueName), Attributes: { Policy: admitting(arn('sqs', QueueName)) } }
    yield { pauseMs: 1, service: 'sqs', operation: 'SetQueueAttributes', input }
    const Wanted = SUBSCRIPTIONS[QueueName]
    yield {
      pauseMs: 1,
      operation: 'Subscribe',
      input: {
        TopicArn: arn('sns', topic),
        Protocol: 'sqs',
        Endpoint: arn('sqs', QueueName),
        ...(Wanted === undefined ? {} : { Attributes: Wanted }),
      },
    }
  }
  // By then every server knows of the subscriptions.
  yield { pauseMs: 16 * 60_000, operation: 'ListTopics', input: {} }
}

const kindOf = (nth: number) => ({ kind: { DataType: 'String', StringValue: KINDS[Math.floor(nth / 2) % KINDS.length] } })

function* publishing(name: string, count: number, begin: number): Script {
  for (let nth = 0; nth < count; nth++) {
    const isFifo = nth % 2 === 0
    const input = {
      TopicArn: arn('sns', isFifo ? 't.fifo' : 't'),
      Message: name === 'json' ? JSON.stringify({ nth }) : `${name} ${nth}`,
      MessageAttributes: kindOf(nth),
      ...(isFifo ? { MessageGroupId: `g${nth % 3}` } : {}),
    }
    yield { pauseMs: nth === 0 ? begin : 400, operation: 'Publish', input }
  }
}

function* consuming(name: string, rounds: number, pauseMs: number): Script {
  const QueueUrl = urlOf(name)
  for (let round = 0; round < rounds; round++) {
    const got = yield { pauseMs, service: 'sqs', operation: 'ReceiveMessage', input: { QueueUrl, MaxNumberOfMessages: 3 } }
    for (const { ReceiptHandle } of messagesOf(got))
      yield { pauseMs: 5, service: 'sqs', operation: 'DeleteMessage', input: { QueueUrl, ReceiptHandle } }
  }
}

/** Publishers, and consumers of the queues behind two topics, who go on until the queues are surely empty. */
export const publishAndConsume = (wanted: Wanted) =>
  playedHistory([sns, sqs], { ...manyServersOnly, ...ofQueues }, wanted, [
    [opening()],
    [
      ...['p', 'q', 'r', 'json'].map((name) => publishing(name, 30, 1000)),
      ...Object.keys(QUEUES).flatMap((name) => [consuming(name, 120, 300), consuming(name, 120, 500)]),
    ],
    [publishing('s', 6, 40_000)],
    Object.keys(QUEUES).map((name) => consuming(name, 60, 100)),
    Object.keys(QUEUES).map((name) => consuming(name, 60, 4000)),
  ])
