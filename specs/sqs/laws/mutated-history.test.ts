import { expect, test } from 'vitest'
import { Random } from '../../../reference/core/random.js'
import { md5 } from '../../../reference/sqs/digest.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import { drawnHistory } from './drawn-history.fixture.js'
import { drawn, judge } from './written-history.fixture.js'

type Message = Readonly<Record<string, unknown>>
interface At {
  readonly index: number
  readonly place: number
}

const messagesOf = ({ operation, outcome }: Exchange): readonly Message[] =>
  operation === 'ReceiveMessage' && outcome.kind === 'answered' ? ((outcome.output['Messages'] ?? []) as Message[]) : []
const isFifo = ({ input }: Exchange): boolean => String(input['QueueUrl']).endsWith('.fifo')
const withMessages = (exchange: Exchange, Messages: readonly Message[]): Exchange => ({
  ...exchange,
  outcome: { kind: 'answered', output: Messages.length === 0 ? {} : { Messages } },
})
const replaced = <T>(items: readonly T[], at: number, item: T): T[] => items.map((one, i) => (i === at ? item : one))

/** Alters one answer of a history: where it can, and how. */
interface Mutation {
  readonly where: (exchange: Exchange, message: Message, at: At, history: readonly Exchange[]) => boolean
  readonly how: (history: readonly Exchange[], at: At) => Exchange[]
  /** The clause that must be named, and how many of a hundred must be caught at least. */
  readonly clause: string
  readonly caught: number
}

const alterMessage =
  (change: (message: Message, history: readonly Exchange[], at: At) => Message): Mutation['how'] =>
  (history, at) => {
    const exchange = history[at.index]!
    const messages = messagesOf(exchange)
    return replaced(history, at.index, withMessages(exchange, replaced(messages, at.place, change(messages[at.place]!, history, at))))
  }
const count = (message: Message): number =>
  Number((message['Attributes'] as Message | undefined)?.['ApproximateReceiveCount'] ?? Number.NaN)
const withCount = (message: Message, n: number): Message => ({
  ...message,
  Attributes: { ...(message['Attributes'] as Message), ApproximateReceiveCount: String(n) },
})
/** The receive of a message that comes before this one. */
const earlierOf = (history: readonly Exchange[], at: At, id: unknown): Message | undefined =>
  history
    .slice(0, at.index)
    .flatMap(messagesOf)
    .findLast((one) => one['MessageId'] === id)
/** The answer to another receive, right behind a delete: the deleted message once more. */
const deletedId = (history: readonly Exchange[], { input }: Exchange, index: number): Message | undefined =>
  history
    .slice(0, index)
    .flatMap(messagesOf)
    .findLast((one) => one['ReceiptHandle'] === input['ReceiptHandle'])

const histories = Array.from({ length: 12 }, (_, i) => drawnHistory({ seed: i + 1, steps: 500 }))

const any = (): boolean => true
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'another body': {
    where: any,
    how: alterMessage((message) => ({ ...message, Body: 'altered', MD5OfBody: md5('altered') })),
    clause: 'sqs.send.body-returned-verbatim',
    caught: 60,
  },
  'a wrong digest': {
    where: any,
    how: alterMessage((message) => ({ ...message, MD5OfBody: md5('altered') })),
    clause: 'sqs.receive.md5ofbody',
    caught: 100,
  },
  'an unknown id': {
    where: any,
    how: alterMessage((message) => ({ ...message, MessageId: 'unknown', Body: 'altered', MD5OfBody: md5('altered') })),
    clause: 'sqs.send.message-id-same-on-receive',
    caught: 50,
  },
  'an old handle': {
    where: (exchange, message, at, history) =>
      exchange.input['ReceiveRequestAttemptId'] === undefined && earlierOf(history, at, message['MessageId']) !== undefined,
    how: alterMessage((message, history, at) => ({
      ...message,
      ReceiptHandle: earlierOf(history, at, message['MessageId'])!['ReceiptHandle'],
    })),
    clause: 'sqs.receive.handle-new-each-time',
    caught: 70,
  },
  'a count too low': {
    where: (_exchange, message) => count(message) > 1,
    how: alterMessage((message) => withCount(message, 1)),
    clause: 'sqs.receive.approx-receive-count',
    caught: 50,
  },
  'a count too high': {
    where: (_exchange, message) => count(message) >= 1,
    how: alterMessage((message) => withCount(message, 90)),
    clause: 'sqs.receive.approx-receive-count',
    caught: 60,
  },
  'two messages of a group the other way round': {
    where: (exchange, message, { place }) => {
      const next = messagesOf(exchange)[place + 1]
      const group = (one: Message | undefined) => (one?.['Attributes'] as Message | undefined)?.['MessageGroupId']
      return (
        isFifo(exchange) &&
        !String(exchange.input['QueueUrl']).includes('dead') &&
        next !== undefined &&
        group(message) !== undefined &&
        group(message) === group(next) &&
        next['MessageId'] !== message['MessageId']
      )
    },
    how: (history, { index, place }) => {
      const messages = [...messagesOf(history[index]!)]
      messages.splice(place, 2, messages[place + 1]!, messages[place]!)
      return replaced(history, index, withMessages(history[index]!, messages))
    },
    clause: 'sqs.fifo.order.sorted-within-response',
    caught: 50,
  },
}

test.each(Object.entries(MUTATIONS))('%s is caught', (_name, { where, how, clause, caught }) => {
  let tried = 0
  let found = 0
  for (let seed = 1; seed <= histories.length; seed++) {
    const history = histories[seed - 1]!
    const random = new Random(seed)
    const places = history.flatMap((exchange, index) =>
      messagesOf(exchange).map((message, place) => ({ exchange, message, at: { index, place } })),
    )
    const candidates = places.filter(({ exchange, message, at }) => where(exchange, message, at, history))
    for (let i = 0; i < 5 && candidates.length > 0; i++) {
      const { at } = candidates[Math.floor(random.next() * candidates.length)]!
      tried++
      if (judge(drawn(how(history, at))).findings.some((finding) => finding.clause === clause)) found++
    }
  }
  expect(tried).toBeGreaterThanOrEqual(30)
  expect((found / tried) * 100).toBeGreaterThanOrEqual(caught)
})

test('a FIFO message that comes back after its deletion is caught', () => {
  let tried = 0
  let found = 0
  for (let seed = 1; seed <= histories.length; seed++) {
    const history = histories[seed - 1]!
    for (let index = 0; index < history.length; index++) {
      const exchange = history[index]!
      const message =
        exchange.operation === 'DeleteMessage' && exchange.outcome.kind === 'answered' && isFifo(exchange)
          ? deletedId(history, exchange, index)
          : undefined
      const next = history.findIndex(
        (one, i) =>
          i > index &&
          one.operation === 'ReceiveMessage' &&
          one.outcome.kind === 'answered' &&
          one.input['QueueUrl'] === exchange.input['QueueUrl'] &&
          one.sent > exchange.received,
      )
      if (message === undefined || next < 0 || tried >= seed * 3) continue
      tried++
      const altered = replaced(
        history,
        next,
        withMessages(history[next]!, [...messagesOf(history[next]!), { ...message, ReceiptHandle: 'new' }]),
      )
      if (judge(drawn(altered)).findings.some(({ law }) => law === 'deleted-stays-deleted')) found++
    }
  }
  expect(tried).toBeGreaterThanOrEqual(30)
  expect(found / tried).toBeGreaterThanOrEqual(0.8)
})

test('a message that is never given out, and a message given out in its timeout, are caught', () => {
  const found = { lost: 0, again: 0 }
  let tried = 0
  for (let seed = 1; seed <= histories.length; seed++) {
    const history = histories[seed - 1]!
    // Early sends to the FIFO queue without a dead-letter queue: later messages of their groups overtake them.
    const sends = history.filter(
      ({ operation, input, outcome }) =>
        operation === 'SendMessage' && outcome.kind === 'answered' && String(input['QueueUrl']).endsWith('/simple.fifo'),
    )
    for (const { outcome } of sends.slice(4, 7)) {
      const id = outcome.kind === 'answered' ? outcome.output['MessageId'] : undefined
      const hidden = history.map((exchange) => {
        const messages = messagesOf(exchange)
        return messages.some((one) => one['MessageId'] === id)
          ? withMessages(
              exchange,
              messages.filter((one) => one['MessageId'] !== id),
            )
          : exchange
      })
      tried++
      if (judge(drawn(hidden)).findings.some(({ law }) => law === 'nothing-lost' || law === 'group-order')) found.lost++
    }
    const windows = history.flatMap((exchange, index) =>
      isFifo(exchange) && exchange.input['VisibilityTimeout'] === 5 && messagesOf(exchange).length > 0 ? [index] : [],
    )
    for (const index of windows.slice(0, 3)) {
      const first = history[index]!
      const again = { ...first, sent: first.received + 10, received: first.received + 20, input: { QueueUrl: first.input['QueueUrl'] } }
      const copies = messagesOf(first).map((message, i) => ({ ...message, ReceiptHandle: `copy ${i}` }))
      const altered = [...history, withMessages(again, copies)]
      if (judge(drawn(altered)).findings.some(({ clause }) => clause === 'sqs.visibility.hides-message-fifo')) found.again++
    }
  }
  expect(tried).toBeGreaterThanOrEqual(30)
  expect(found.lost / tried).toBeGreaterThan(0.3)
  expect(found.again).toBeGreaterThanOrEqual(15)
})
