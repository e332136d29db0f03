import { anyClientError, clause, fc, topicTypes } from './bench.js'
import type { Topic } from './bench.js'

const LIMIT = 262_144
const fifo = { type: 'fifo' } as const

/** What fails a whole batch. The entries are as the topic wants them, but for what is told here. */
type Entries = Parameters<Topic['publishBatch']>[0]
const refusals: readonly {
  readonly id: string
  readonly type?: 'fifo'
  readonly attributes?: Readonly<Record<string, string>>
  readonly entries: readonly Entries[]
  readonly text?: string
}[] = [
  { id: 'sns.batch.empty', entries: [[]] },
  {
    id: 'sns.batch.ids-distinct',
    entries: [
      [{ Id: '1' }, { Id: '1' }],
      [{ Id: 'a' }, { Id: 'b' }, { Id: 'a' }],
    ],
  },
  {
    id: 'sns.batch.fifo-group-required',
    ...fifo,
    entries: [[{}, { MessageGroupId: undefined }]],
    text: 'The MessageGroupId parameter is required for FIFO topics',
  },
  { id: 'sns.batch.fifo-dedup-required', ...fifo, entries: [[{}, { MessageDeduplicationId: undefined }]] },
  {
    id: 'sns.batch.json-default-required',
    ...fifo,
    entries: [[{ MessageStructure: 'json', Message: '{"sqs":"text"}', MessageGroupId: undefined }]],
    text: 'Message Structure - No default entry in JSON message body',
  },
  {
    id: 'sns.batch.validation-fails-whole-request',
    entries: [
      [{}, { MessageAttributes: { name: { DataType: 'String', StringValue: '' } } }],
      [{ MessageStructure: 'json', Message: '{"sqs":"text"}' }, {}],
    ],
  },
]
for (const { id, type = 'standard', attributes = {}, entries, text = '' } of refusals) {
  clause(id, {
    given: { nth: fc.nat({ max: entries.length - 1 }) },
    edges: entries.map((_, nth) => ({ nth })),
    async check(t, { nth }) {
      const topic = await t.topic({ type, attributes })
      const inbox = await t.inbox(topic)
      const refusal = await t.refused(topic.publishBatch(entries[nth]!))
      t.tell(() => t.expect(refusal.error.message, 'the message').toContain(text))
      await inbox.never('a batch that was refused was delivered')
    },
  })
}

/** The codes are those of the two checks; the line names both. */
clause('sns.batch.too-many-before-group-check', {
  axes: { fault: ['TooManyEntriesInBatchRequest', 'BatchEntryIdsNotDistinct'] },
  async check(t, { fault }) {
    const topic = await t.topic(fifo)
    const entries = fault === 'TooManyEntriesInBatchRequest' ? Array.from({ length: 11 }, () => ({})) : [{ Id: 'same' }, { Id: 'same' }]
    const asked = fault === 'TooManyEntriesInBatchRequest' ? 'sns.batch.max-10' : 'sns.batch.ids-distinct'
    await t.refused(topic.publishBatch(entries.map((entry) => ({ ...entry, MessageGroupId: undefined }))), asked)
  },
})

const sizes: readonly { readonly id: string; readonly limit: number; readonly entries: (bytes: number) => Entries }[] = [
  {
    id: 'sns.batch.total-size',
    limit: LIMIT,
    entries: (bytes) => [{ Message: 'x'.repeat(LIMIT / 2) }, { Message: 'x'.repeat(bytes - LIMIT / 2) }],
  },
  {
    id: 'sns.batch.total-size-counts-attributes',
    limit: LIMIT,
    entries: (bytes) => [
      { Message: 'x'.repeat(1000), MessageAttributes: { name: { DataType: 'Number', StringValue: '12' } } },
      { Message: 'x'.repeat(bytes - 1000 - 'nameNumber12'.length) },
    ],
  },
  {
    id: 'sns.batch.total-size-custom',
    limit: 1024,
    entries: (bytes) => [{ Message: 'x'.repeat(600) }, { Message: 'x'.repeat(bytes - 600) }],
  },
]
for (const { id, limit, entries } of sizes) {
  clause(id, {
    async check(t) {
      const topic = await t.topic({ attributes: limit === LIMIT ? {} : { MaximumMessageSize: String(limit) } })
      // Of the custom limit the error's name is not stated.
      const refused = topic.publishBatch(entries(limit + 1))
      await (limit === LIMIT ? t.refused(refused) : t.refused(refused, anyClientError))
      t.expect((await topic.publishBatch(entries(limit))).Successful?.length, 'how many entries of a batch of the limit succeeded').toBe(2)
    },
  })
}

clause('sns.batch.response-lists', {
  axes: { type: topicTypes },
  given: { count: fc.integer({ min: 1, max: 10 }) },
  async check(t, { type, count }) {
    const { Successful = [], Failed } = await (await t.topic({ type })).publishBatch(Array.from({ length: count }, () => ({})))
    t.expect(Failed, 'Failed').toEqual([])
    t.expect(Successful.map(({ Id }) => Id).sort(), 'the Ids of Successful').toEqual(
      Array.from({ length: count }, (_, nth) => `e${nth}`).sort(),
    )
    t.expect(new Set(Successful.map(({ MessageId }) => MessageId)).size, 'how many MessageIds there are').toBe(count)
    t.expect(
      Successful.every(({ SequenceNumber }) => (SequenceNumber !== undefined) === (type === 'fifo')),
      'whether those of a FIFO topic alone have a SequenceNumber',
    ).toBe(true)
  },
})

clause('sns.batch.unknown-topic', {
  async check(t) {
    await t.refused(t.sns.publishBatch({ TopicArn: await t.noTopic(), PublishBatchRequestEntries: [{ Id: '1', Message: 'text' }] }))
  },
})

clause('sns.batch.each-entry-is-a-message', {
  given: { count: fc.integer({ min: 2, max: 5 }) },
  async check(t, { count }) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    const entries = Array.from({ length: count }, (_, nth) => ({
      Message: `text ${nth}`, Subject: `subject ${nth}`, MessageAttributes: { nth: { DataType: 'Number', StringValue: String(nth) } },
    })) // prettier-ignore
    const { Successful = [] } = await topic.publishBatch(entries)
    const came = new Map((await inbox.envelopes(count)).map((envelope) => [envelope.MessageId, envelope]))
    for (const [nth, entry] of entries.entries()) {
      const envelope = came.get(Successful.find(({ Id }) => Id === `e${nth}`)?.MessageId ?? '')
      t.expect(envelope, `what came of entry ${nth}`).toMatchObject({
        Message: entry.Message,
        Subject: entry.Subject,
        MessageAttributes: { nth: { Type: 'Number', Value: String(nth) } },
      })
    }
  },
})

/** The order is free; what comes is not. */
clause('sns.batch.standard-order-not-guaranteed', {
  async check(t) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    const sent = Array.from({ length: 10 }, (_, nth) => `text ${nth}`)
    await topic.publishBatch(sent.map((Message) => ({ Message })))
    t.expect([...(await inbox.texts(10))].sort(), 'what came').toEqual(sent)
  },
})

clause('sns.batch.fifo-order', {
  given: { count: fc.integer({ min: 2, max: 10 }), batches: fc.integer({ min: 1, max: 2 }) },
  async check(t, { count, batches }) {
    const topic = await t.topic(fifo)
    const inbox = await t.inbox(topic)
    const sent = Array.from({ length: batches }, (_, batch) => Array.from({ length: count }, (_, nth) => `text ${batch}-${nth}`))
    for (const batch of sent) await topic.publishBatch(batch.map((Message) => ({ Message })))
    t.expect(await inbox.texts(count * batches), 'what came, in its order').toEqual(sent.flat())
  },
})

clause('sns.batch.fifo-dedup-within-and-across', {
  async check(t) {
    const topic = await t.topic(fifo)
    const inbox = await t.inbox(topic)
    const entry = (MessageDeduplicationId: string, Message: string) => ({ Message, MessageDeduplicationId })
    const first = await topic.publishBatch([entry('a', 'first a'), entry('a', 'second a'), entry('b', 'first b')])
    const again = await topic.publishBatch([entry('b', 'second b'), entry('c', 'first c')])
    t.time.surelyBefore(again, t.time.after(first, 300_000))
    t.expect(await inbox.texts(3), 'what came').toEqual(['first a', 'first b', 'first c'])
    await inbox.never('a duplicate was delivered')
  },
})

clause('sns.batch.fifo-repeat-same-ids-returned', {
  async check(t) {
    const topic = await t.topic(fifo)
    const publish = () => topic.publishBatch(['a', 'b'].map((id) => ({ Message: id, MessageDeduplicationId: id })))
    const [first, again] = [await publish(), await publish()]
    t.time.surelyBefore(again, t.time.after(first, 300_000))
    t.expect(again.Successful, 'Successful of the second call').toEqual(first.Successful)
  },
})

/** What fails with a fault of the service is told entry by entry; the others are delivered. */
clause('sns.batch.partial-failure-200', {
  async check(t) {
    const topic = await t.topic()
    const { Successful = [], Failed = [] } = await topic.publishBatch([{}, {}, {}])
    t.expect([...Successful, ...Failed].map(({ Id }) => Id).sort(), 'the Ids of both lists').toEqual(['e0', 'e1', 'e2'])
    t.expect(
      Failed.every(({ Code, SenderFault }) => Code !== undefined && SenderFault !== undefined),
      'whether what failed has Code and SenderFault',
    ).toBe(true)
  },
})
