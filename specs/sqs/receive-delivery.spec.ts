import { clause, expect, fc, protocols, queueTypes } from './bench.js'
import type { Received } from './bench.js'

type Messages = readonly { readonly MessageId?: string | undefined; readonly Body?: string | undefined }[]

/** Whatever freedom a queue uses, it gives only what was sent. */
const expectSent = (messages: Messages, sent: ReadonlyMap<string, string>): void => {
  for (const { MessageId = '', Body } of messages)
    expect(Body, `the body sent as ${MessageId || 'a message without an id'}`).toBe(sent.get(MessageId))
}
const ids = (messages: Messages): Set<string | undefined> => new Set(messages.map(({ MessageId }) => MessageId))

const freedomsOfShortPolls = [{ id: 'sqs.receive.may-return-fewer' }, { id: 'sqs.receive.short-poll-samples-servers' }] as const

/** One short poll: where the freedom is withheld it gives all that it was asked for, else any part of it. */
for (const { id } of freedomsOfShortPolls) {
  clause(id, {
    axes: { type: queueTypes },
    given: { n: fc.integer({ min: 1, max: 10 }), max: fc.integer({ min: 1, max: 10 }) },
    edges: [{ n: 10, max: 10 }],
    cases: 3,
    async check({ queue, profile }, { type, n, max }) {
      const q = await queue({ type })
      const sent = await q.sendApart(n)
      const { Messages = [] } = await q.receive({ MaxNumberOfMessages: max, WaitTimeSeconds: 0 })
      expectSent(Messages, sent)
      if (!profile.tolerates(id)) expect(ids(Messages).size, 'how many messages came').toBe(Math.min(n, max))
      else expect(Messages.length, 'how many messages came').toBeLessThanOrEqual(max)
    },
  })
}

clause('sqs.receive.short-poll-eventually-all', {
  axes: { type: queueTypes, protocol: protocols },
  given: { n: fc.integer({ min: 1, max: 25 }), max: fc.integer({ min: 1, max: 10 }) },
  edges: [{ n: 25, max: 10 }],
  cases: 2,
  async check({ queue }, { type, n, max }) {
    const q = await queue({ type, attributes: { VisibilityTimeout: '600' } })
    const sent = await q.sendApart(n)
    const messages = await q.eventually(n, { MaxNumberOfMessages: max, WaitTimeSeconds: 0 })
    expectSent(messages, sent)
    expect(ids(messages), 'the messages that came in the end').toEqual(new Set(sent.keys()))
  },
})

/** A copy is the same message again, and the exception: it bears the id and the body of the first. */
clause('sqs.receive.at-least-once-standard', {
  given: { n: fc.integer({ min: 2, max: 8 }) },
  cases: 2,
  async check({ queue, profile }, { n }) {
    const q = await queue({ attributes: { VisibilityTimeout: '600' } })
    const sent = await q.sendApart(n)
    const all = []
    for (let nth = 0; nth <= n; nth++) all.push(...((await q.receive({ MaxNumberOfMessages: 5 })).Messages ?? []))
    expectSent(all, sent)
    if (!profile.tolerates('sqs.receive.at-least-once-standard')) {
      expect(all.length, `how often ${n} messages came inside their timeouts`).toBe(n)
    }
  },
})

clause('sqs.receive.same-message-once-per-response-standard', {
  given: { n: fc.integer({ min: 1, max: 10 }), seconds: fc.constantFrom(0, 30) },
  edges: [
    { n: 1, seconds: 0 },
    { n: 10, seconds: 0 },
  ],
  cases: 3,
  async check({ queue, profile }, { n, seconds }) {
    const q = await queue()
    const sent = await q.sendApart(n)
    const { Messages = [] } = await q.receive({ MaxNumberOfMessages: 10, VisibilityTimeout: seconds })
    expectSent(Messages, sent)
    expect(Messages.length, 'how many messages one response holds').toBeLessThanOrEqual(10)
    if (!profile.tolerates('sqs.receive.same-message-once-per-response-standard')) {
      expect(Messages.length, 'how often the messages stand in one response').toBe(ids(Messages).size)
    }
  },
})

/** The order is nobody's promise; that everything arrives, each as it was sent, is. */
clause('sqs.receive.order-best-effort', {
  axes: { protocol: protocols },
  given: { n: fc.integer({ min: 2, max: 6 }) },
  cases: 2,
  async check({ queue }, { n }) {
    const q = await queue()
    const sent = new Map<string, string>()
    for (let nth = 0; nth < n; nth++) sent.set((await q.send({ MessageBody: `body ${nth}` })).MessageId ?? '', `body ${nth}`)
    const messages = await q.drain(n)
    expectSent(messages, sent)
    expect(ids(messages), 'the messages that arrived').toEqual(new Set(sent.keys()))
  },
})

/** Where it stands in the queue is left open; it stays in the queue, and keeps no other message from being received. */
clause('sqs.receive.moved-to-back-after-3', {
  given: { times: fc.integer({ min: 3, max: 5 }) },
  cases: 2,
  async check({ queue }, { times }) {
    const q = await queue({ attributes: { VisibilityTimeout: '600' } })
    const first = await q.send()
    for (let nth = 0; nth < times; nth++) await q.receiveOne({ VisibilityTimeout: 0 })
    const second = await q.send()
    expect(ids(await q.eventually(2)), 'the messages of the queue').toEqual(new Set([first.MessageId, second.MessageId]))
  },
})

/** What may be asked for, and what comes of it: names of message attributes and of system attributes. */
const ASKED = [
  { ask: {}, attributes: [], system: [] },
  { ask: { MessageAttributeNames: ['a'] }, attributes: ['a'], system: [] },
  { ask: { MessageAttributeNames: ['All'] }, attributes: ['a', 'b'], system: [] },
  { ask: { MessageSystemAttributeNames: ['SentTimestamp' as const] }, attributes: [], system: ['SentTimestamp'] },
  {
    ask: { MessageAttributeNames: ['b'], MessageSystemAttributeNames: ['SenderId' as const, 'SentTimestamp' as const] },
    attributes: ['b'],
    system: ['SenderId', 'SentTimestamp'],
  },
] as const

/** The second receive asks for more than the first, for less, or for other attributes. */
clause('sqs.receive.asked-anew-each-time', {
  axes: { type: queueTypes, protocol: protocols },
  given: { receives: fc.array(fc.constantFrom(...ASKED), { minLength: 2, maxLength: 4 }) },
  edges: [{ receives: [ASKED[0], ASKED[4]] }, { receives: [ASKED[2], ASKED[0]] }, { receives: [ASKED[1], ASKED[2], ASKED[3]] }],
  async check({ queue }, { type, receives }) {
    const q = await queue({ type })
    const MessageAttributes = { a: { DataType: 'String', StringValue: 'one' }, b: { DataType: 'Number', StringValue: '2' } }
    await q.send({ MessageAttributes })
    for (const [nth, { ask, attributes, system }] of receives.entries()) {
      const { MessageAttributes: came = {}, Attributes = {} } = await q.receiveOne({ VisibilityTimeout: 0, ...ask } as Parameters<
        typeof q.receiveOne
      >[0])
      const values = Object.fromEntries(Object.entries(came).map(([name, { StringValue }]) => [name, StringValue]))
      const asked = Object.fromEntries(attributes.map((name) => [name, MessageAttributes[name].StringValue]))
      expect(values, `the message attributes at receive ${nth + 1}`).toEqual(asked)
      expect(Object.keys(Attributes).sort(), `the names of the system attributes at receive ${nth + 1}`).toEqual([...system].sort())
    }
  },
})

const count = (message: Received): number => Number(message.Attributes?.ApproximateReceiveCount)
const COUNTED = { VisibilityTimeout: 0, MessageSystemAttributeNames: ['ApproximateReceiveCount' as const] }

/** Copies that nobody sees may count as well where there are any, so there the count may be larger, but it rises. */
clause('sqs.receive.approx-receive-count', {
  axes: { type: queueTypes, protocol: protocols },
  given: { times: fc.integer({ min: 2, max: 5 }) },
  cases: 2,
  async check({ queue, profile }, { type, times }) {
    const q = await queue({ type })
    await q.send()
    for (let nth = 1; nth <= times; nth++) {
      const now = count(await q.receiveOne(COUNTED))
      if (profile.tolerates('sqs.receive.approx-receive-count')) expect(now, `the count at receive ${nth}`).toBeGreaterThanOrEqual(nth)
      else expect(now, `the count at receive ${nth}`).toBe(nth)
    }
  },
})

clause('sqs.receive.receive-count-across-queues', {
  axes: { type: queueTypes },
  given: { maxReceiveCount: fc.integer({ min: 1, max: 4 }) },
  edges: [{ maxReceiveCount: 1 }],
  cases: 2,
  async check({ deadLetterPair }, { type, maxReceiveCount }) {
    const { source, deadLettered } = await deadLetterPair({ type, maxReceiveCount })
    await source.send()
    const [dead] = await deadLettered(1, COUNTED)
    expect(count(dead!), `the count in the dead-letter queue after ${maxReceiveCount} receives before`).toBeGreaterThan(maxReceiveCount)
  },
})
