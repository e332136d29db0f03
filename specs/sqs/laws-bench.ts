import { Random } from '../../reference/core/random.js'
import { md5 } from '../../reference/sqs/digest.js'
import type { LinearBench } from '../../src/bench/linear.js'
import type { Exchange, Outcome } from '../../src/oracle/exchange.js'
import { sqsLaws } from './laws.js'
import { manyServersOnly } from './profiles.js'

const CLIENTS = 8
/** Messages of a queue that wait for being received. */
const BACKLOG = 1000
/** Messages of a queue in flight. */
const HELD = 8

interface Stored {
  readonly id: string
  readonly body: string
  readonly md5: string
  readonly group: string | undefined
  readonly sequenceNumber: string | undefined
}

/**
 * Producers and consumers at two standard and two FIFO queues: each message is sent, received (one in ten twice, after being released) and
 * deleted, while the intervals of the clients' requests overlap.
 */
function* exchanges(count: number): Generator<Exchange> {
  const random = new Random(1)
  let now = Date.parse('2026-01-01')
  let made = 0
  const exchange = (operation: string, input: Readonly<Record<string, unknown>>, output: Readonly<Record<string, unknown>>): Exchange => {
    now += 0.01
    const outcome: Outcome = { kind: 'answered', output }
    made++
    return {
      service: 'sqs',
      region: 'us-east-1',
      client: `c${made % CLIENTS}`,
      operation,
      input,
      sent: now - 0.005,
      received: now,
      outcome,
    }
  }
  // Each of them holds a few messages at a time, and deletes them later.
  const queues = ['plain', 'other', 'line.fifo', 'rows.fifo'].map((name) => ({
    name,
    url: `http://localhost:4566/000000000000/${name}`,
    fifo: name.endsWith('.fifo'),
    waiting: [] as Stored[],
    first: 0,
    held: [] as string[],
  }))
  for (const { name, url } of queues) yield exchange('CreateQueue', { QueueName: name }, { QueueUrl: url })
  let numbers = 0
  while (made < count) {
    for (const queue of queues) {
      const { url, fifo, waiting } = queue
      const id = random.uuid()
      const body = `{"order":${++numbers},"at":"2026-01-01T00:00:00Z","items":[1,2,3],"note":"as it was"}`
      const stored: Stored = {
        id,
        body,
        md5: md5(body),
        group: fifo ? `group ${numbers % 401}` : undefined,
        sequenceNumber: fifo ? `188${String(numbers).padStart(17, '0')}` : undefined,
      }
      waiting.push(stored)
      yield exchange(
        'SendMessage',
        fifo
          ? { QueueUrl: url, MessageBody: body, MessageGroupId: stored.group, MessageDeduplicationId: `d${numbers}` }
          : { QueueUrl: url, MessageBody: body },
        { MessageId: id, MD5OfMessageBody: stored.md5, SequenceNumber: stored.sequenceNumber },
      )
      if (waiting.length - queue.first < BACKLOG) continue
      const message = waiting[queue.first++]!
      if (queue.first > BACKLOG) {
        queue.waiting = waiting.slice(queue.first)
        queue.first = 0
      }
      let handle = ''
      for (let receives = 1, needed = numbers % 10 === 0 ? 2 : 1; receives <= needed; receives++) {
        handle = `AQEB${message.id}${receives}`
        yield exchange(
          'ReceiveMessage',
          { QueueUrl: url, MessageSystemAttributeNames: ['All'] },
          { Messages: [received(message, handle, receives)] },
        )
        if (receives < needed) yield exchange('ChangeMessageVisibility', { QueueUrl: url, ReceiptHandle: handle, VisibilityTimeout: 0 }, {})
      }
      queue.held.push(handle)
      if (queue.held.length > HELD) yield exchange('DeleteMessage', { QueueUrl: url, ReceiptHandle: queue.held.shift() }, {})
      if (made >= count) return
    }
  }
}

const received = ({ id, body, md5: MD5OfBody, group, sequenceNumber }: Stored, handle: string, count: number): object => ({
  MessageId: id,
  ReceiptHandle: handle,
  Body: body,
  MD5OfBody,
  Attributes: {
    ApproximateReceiveCount: String(count),
    ...(group === undefined ? {} : { MessageGroupId: group, SequenceNumber: sequenceNumber }),
  },
})

export const linearBench: LinearBench = { laws: sqsLaws, withheld: manyServersOnly, exchanges }
