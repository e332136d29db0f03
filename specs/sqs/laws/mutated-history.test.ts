import { beforeAll, expect, test } from 'vitest'
import { md5 } from '../../../reference/sqs/digest.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import { type Alter, alteredIn, outputOf, withOutput } from '../../../src/oracle/linear/altered.fixture.js'
import { members, type Members } from '../../../src/oracle/linear/members.js'
import { heldTo, type Recorded } from '../../../src/oracle/linear/walked.fixture.js'
import { sqsLaws } from '../laws.js'
import { sendAndReceive } from './app.fixture.js'

let recorded: readonly Recorded[]
beforeAll(async () => {
  const seeds = Array.from({ length: 8 }, (_, nth) => nth + 1)
  recorded = await Promise.all(seeds.map((seed) => sendAndReceive({ seed, conditions: 'near', level: 'calm' }, { changes: 2 })))
})

/** The part of altered histories in which a finding of the law under the clause names the fault. */
const caughtOf = (alterIn: (history: readonly Exchange[]) => readonly (readonly Exchange[])[], finding: RegExp): number => {
  let [tried, caught] = [0, 0]
  for (const { exchanges, strictness } of recorded)
    for (const history of alterIn(exchanges)) {
      tried++
      if (heldTo([sqsLaws], history, strictness).findings.some(({ law, clause }) => finding.test(`${law} ${clause}`))) caught++
    }
  expect(tried).toBeGreaterThanOrEqual(20)
  return caught / tried
}

const messagesOf = (exchange: Exchange): readonly Members[] =>
  exchange.operation === 'ReceiveMessage' ? ((outputOf(exchange)['Messages'] ?? []) as Members[]) : []
const isFifo = ({ input }: Exchange): boolean => String(input['QueueUrl']).endsWith('.fifo')
const systemOf = (message: Members | undefined): Members => members(message?.['Attributes']) ?? {}
const countOf = (message: Members): number => Number(systemOf(message)['ApproximateReceiveCount'])
const counting = (message: Members, count: number): Members => ({
  ...message,
  Attributes: { ...systemOf(message), ApproximateReceiveCount: String(count) },
})
/** The receive of a message that was answered before. */
const earlierOf = (before: readonly Exchange[], id: unknown): Members | undefined =>
  before.flatMap(messagesOf).findLast(({ MessageId }) => MessageId === id)

/** The first message of an answer that can be another one. */
const message =
  (alter: (message: Members, exchange: Exchange, before: readonly Exchange[]) => Members | undefined): Alter =>
  (exchange, before) => {
    const Messages = [...messagesOf(exchange)]
    for (const [at, one] of Messages.entries()) {
      const other = alter(one, exchange, before)
      if (other === undefined) continue
      Messages[at] = other
      return withOutput(exchange, { Messages })
    }
    return undefined
  }
/** A receive of a FIFO queue is answered with one message more: one that was received before, as it was then. */
const messageMore =
  (isMeant: (exchange: Exchange, first: Exchange, message: Members, between: readonly Exchange[]) => boolean): Alter =>
  (exchange, before) => {
    if (exchange.operation !== 'ReceiveMessage' || exchange.outcome.kind !== 'answered' || !isFifo(exchange)) return undefined
    for (const [at, first] of before.entries())
      for (const one of first.input['QueueUrl'] === exchange.input['QueueUrl'] ? messagesOf(first) : [])
        if (isMeant(exchange, first, one, before.slice(at)))
          return withOutput(exchange, { Messages: [...messagesOf(exchange), { ...one, ReceiptHandle: 'new' }] })
    return undefined
  }
const uses = (exchange: Exchange, { ReceiptHandle }: Members): boolean => exchange.input['ReceiptHandle'] === ReceiptHandle
const sendBefore = (exchange: Exchange, before: readonly Exchange[]): Exchange | undefined =>
  exchange.operation === 'SendMessage' && exchange.outcome.kind === 'answered'
    ? before.findLast(
        ({ operation, input, outcome }) =>
          operation === 'SendMessage' &&
          outcome.kind === 'answered' &&
          input['MessageGroupId'] === exchange.input['MessageGroupId'] &&
          input['QueueUrl'] === exchange.input['QueueUrl'],
      )
    : undefined

test.each<[string, RegExp, number, Alter]>([
  ['another body', /sqs.send.body-returned-verbatim/, 0.9, message((one) => ({ ...one, Body: 'altered', MD5OfBody: md5('altered') }))],
  ['a wrong digest', /sqs.receive.md5ofbody/, 1, message((one) => ({ ...one, MD5OfBody: md5('altered') }))],
  [
    'an unknown id',
    /sqs.send.message-id-same-on-receive/,
    0.9,
    message((one) => ({ ...one, MessageId: 'unknown', Body: 'altered', MD5OfBody: md5('altered') })),
  ],
  [
    'an old handle',
    /sqs.receive.handle-new-each-time/,
    0.9,
    message((one, { input }, before) => {
      const earlier = input['ReceiveRequestAttemptId'] === undefined ? earlierOf(before, one['MessageId']) : undefined
      return earlier && { ...one, ReceiptHandle: earlier['ReceiptHandle'] }
    }),
  ],
  ['a count too low', /sqs.receive.approx-receive-count/, 0.9, message((one) => (countOf(one) > 1 ? counting(one, 1) : undefined))],
  ['a count too high', /sqs.receive.approx-receive-count/, 0.9, message((one) => (countOf(one) >= 1 ? counting(one, 90) : undefined))],
  [
    'two messages of a group the other way round',
    /sqs.fifo.order.sorted-within-response/,
    0.9,
    (exchange) => {
      const Messages = [...messagesOf(exchange)]
      const groupOf = (at: number): unknown => systemOf(Messages[at])['MessageGroupId']
      const at = Messages.findIndex(
        (one, nth) =>
          groupOf(nth) !== undefined && groupOf(nth) === groupOf(nth + 1) && one['MessageId'] !== Messages[nth + 1]!['MessageId'],
      )
      if (at < 0 || !isFifo(exchange) || /dead/.test(String(exchange.input['QueueUrl']))) return undefined
      Messages.splice(at, 2, Messages[at + 1]!, Messages[at]!)
      return withOutput(exchange, { Messages })
    },
  ],
  [
    'a message after its deletion',
    /deleted-stays-deleted/,
    0.9,
    messageMore(({ sent }, _first, one, since) =>
      since.some(
        (other) => other.operation === 'DeleteMessage' && other.outcome.kind === 'answered' && uses(other, one) && other.received < sent,
      ),
    ),
  ],
  [
    'a message in its timeout',
    /sqs.visibility.hides-message-fifo/,
    0.9,
    messageMore(
      ({ received }, first, one, since) =>
        first.input['VisibilityTimeout'] === 5 && received < first.sent + 5000 && !since.some((other) => uses(other, one)),
    ),
  ],
  [
    'an id that another send was answered with',
    /sqs.send.message-id-unique/,
    0.9,
    (exchange, before) => {
      const earlier = sendBefore(exchange, before)
      return earlier && exchange.input['MessageBody'] !== earlier.input['MessageBody']
        ? withOutput(exchange, { MessageId: outputOf(earlier)['MessageId'] })
        : undefined
    },
  ],
  [
    'the sequence number of an earlier message of the group',
    /sqs.fifo.order.sequence-number/,
    0.8,
    (exchange, before) => {
      const earlier = isFifo(exchange) ? sendBefore(exchange, before) : undefined
      return earlier && withOutput(exchange, { SequenceNumber: outputOf(earlier)['SequenceNumber'] })
    },
  ],
])('%s is caught', (_what, finding, least, alter) => {
  expect(caughtOf((history) => alteredIn(history, alter, 5), finding)).toBeGreaterThanOrEqual(least)
})

test('a message that is never given out is caught', () => {
  // Early sends to the FIFO queue without a dead-letter queue: later messages of their groups overtake them.
  const isMeant = ({ operation, input, outcome }: Exchange): boolean =>
    operation === 'SendMessage' && outcome.kind === 'answered' && /simple\.fifo$/.test(String(input['QueueUrl']))
  const hidden = (history: readonly Exchange[]) =>
    history
      .filter(isMeant)
      .slice(4, 7)
      .map((sent) =>
        history.map((exchange) => {
          const Messages = messagesOf(exchange).filter(({ MessageId }) => MessageId !== outputOf(sent)['MessageId'])
          return Messages.length === messagesOf(exchange).length ? exchange : withOutput(exchange, { Messages })
        }),
      )
  expect(caughtOf(hidden, /nothing-lost|group-order/)).toBeGreaterThan(0.6)
})
