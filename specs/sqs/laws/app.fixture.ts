import { Random } from '../../../reference/core/random.js'
import { sqs } from '../../../reference/sqs/index.js'
import { outputOf } from '../../../src/oracle/linear/altered.fixture.js'
import type { Members } from '../../../src/oracle/linear/members.js'
import { playedHistory, type Script, type Wanted } from '../../../src/oracle/linear/walked.fixture.js'
import { manyServersOnly } from '../profiles.js'

const urlOf = (name: string): string => `http://127.0.0.1:4566/000000000000/${name}`
const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`
const redrive = (name: string, maxReceiveCount: number): Members => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(name), maxReceiveCount }),
})
const FIFO = { FifoQueue: 'true', ContentBasedDeduplication: 'true' }
/** Two of each kind, one of them with a dead-letter queue behind it; made in this order. */
const QUEUES: Readonly<Record<string, Members>> = {
  dead: {},
  'dead.fifo': FIFO,
  plain: redrive('dead', 3),
  simple: {},
  'line.fifo': { ...FIFO, ...redrive('dead.fifo', 2) },
  'simple.fifo': { ...FIFO, MessageRetentionPeriod: '60' },
}
const NAMES = Object.keys(QUEUES)
const EVERYTHING = { MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] }

class Draws extends Random {
  below = (n: number): number => Math.floor(this.next() * n)
  chance = (percent: number): boolean => this.next() * 100 < percent
  oneOf = <T>(items: readonly T[]): T => items[this.below(items.length)]!
  some = (percent: number, members: () => Members): Members => (this.chance(percent) ? members() : {})
}

function* opening(): Script {
  for (const [QueueName, own] of Object.entries(QUEUES))
    yield { pauseMs: 1, operation: 'CreateQueue', input: { QueueName, Attributes: { VisibilityTimeout: '3', ...own } } }
}

function* producing(client: string, count: number, draws: Draws): Script {
  const message = (name: string, nth: number): Members => ({
    MessageBody: draws.chance(10) ? 'same' : `${client} ${nth}`,
    ...draws.some(20, () => ({ MessageAttributes: { kind: { DataType: 'String', StringValue: draws.oneOf(['a', 'b']) } } })),
    ...(name.endsWith('.fifo')
      ? { MessageGroupId: draws.oneOf(['g', 'h', 'i']), ...draws.some(30, () => ({ MessageDeduplicationId: `d${draws.below(40)}` })) }
      : draws.some(10, () => ({ DelaySeconds: draws.below(3) }))),
  })
  for (let nth = 0; nth < count; nth++) {
    const name = draws.oneOf(draws.chance(80) ? NAMES.slice(2) : NAMES)
    const Entries = Array.from({ length: 1 + draws.below(4) }, (_, entry) => ({ Id: `e${entry}`, ...message(name, nth + entry / 10) }))
    const [operation, input] = draws.chance(70) ? ['SendMessage', message(name, nth)] : ['SendMessageBatch', { Entries }]
    yield { pauseMs: draws.below(300), operation, input: { QueueUrl: urlOf(name), ...input } }
  }
}

/** Receives, and deletes most of what came; some of it is released or held for longer, some is deleted late or by an old handle. */
function* consuming(count: number, draws: Draws): Script {
  const held: { readonly QueueUrl: string; readonly ReceiptHandle: unknown }[] = []
  for (let nth = 0; nth < count; nth++) {
    const name = draws.oneOf(draws.chance(80) ? NAMES.slice(2) : NAMES)
    const QueueUrl = urlOf(name)
    const input = {
      QueueUrl,
      MaxNumberOfMessages: 1 + draws.below(10),
      ...draws.some(30, () => ({ VisibilityTimeout: draws.oneOf([0, 1, 5]) })),
      ...draws.some(60, () => EVERYTHING),
      ...(name.endsWith('.fifo') ? draws.some(30, () => ({ ReceiveRequestAttemptId: `a${draws.below(6)}` })) : {}),
    }
    const { Messages = [] } = outputOf(yield { pauseMs: draws.below(300), operation: 'ReceiveMessage', input })
    for (const { ReceiptHandle } of Messages as readonly Members[]) held.push({ QueueUrl, ReceiptHandle })
    while (held.length > 0 && draws.chance(60)) {
      const [one] = draws.chance(90) ? held.splice(draws.below(Math.min(8, held.length)), 1) : held.slice(-1)
      const [operation, more] = draws.chance(75)
        ? ['DeleteMessage', {}]
        : ['ChangeMessageVisibility', { VisibilityTimeout: draws.oneOf([0, 1, 8]) }]
      yield { pauseMs: draws.below(100), operation, input: { ...one!, ...more } }
    }
  }
}

function* administering(count: number, draws: Draws): Script {
  for (let nth = 0; nth < count; nth++) {
    const QueueUrl = urlOf(draws.oneOf(NAMES))
    const [operation, input] = draws.oneOf<readonly [string, Members]>([
      ['PurgeQueue', { QueueUrl }],
      ['SetQueueAttributes', { QueueUrl, Attributes: { VisibilityTimeout: draws.oneOf(['1', '3', '10']) } }],
      ['SetQueueAttributes', { QueueUrl, Attributes: { DelaySeconds: draws.oneOf(['0', '2']) } }],
      ['StartMessageMoveTask', { SourceArn: arnOf(draws.oneOf(['dead', 'dead.fifo'])) }],
      ['DeleteQueue', { QueueUrl: urlOf('simple') }],
    ])
    yield { pauseMs: 4000 + draws.below(8000), operation, input }
  }
}

function* draining(): Script {
  for (let round = 0; round < 3; round++)
    for (const name of NAMES)
      for (let nth = 0; nth < 3; nth++)
        yield { pauseMs: nth === 0 ? 12_000 : 1, operation: 'ReceiveMessage', input: { QueueUrl: urlOf(name), MaxNumberOfMessages: 10 } }
}

/** Producers and consumers of queues with and without dead-letter queues, with somebody who changes the queues meanwhile or not; at last all is received. */
export const sendAndReceive = (wanted: Wanted, { changes = 6 } = {}) => {
  const draws = new Random(wanted.seed)
  const own = (): Draws => new Draws(draws.uint32())
  return playedHistory([sqs], manyServersOnly, wanted, [
    [opening()],
    [
      ...['p', 'q', 'r'].map((client) => producing(client, 60, own())),
      ...['c', 'd', 'e'].map(() => consuming(60, own())),
      administering(changes, own()),
    ],
    [draining()],
  ])
}
