import { createHash } from 'node:crypto'
import { isClosed } from './admitting.js'
import { anyClientError, clause, fc, topicTypes } from './bench.js'
import type { Inbox, Topic } from './bench.js'
import { nowhere } from './filtering.js'

const RAW = { RawMessageDelivery: 'true' }
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const text = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme-ascii' })

clause('sns.fifo.group-id-passed-to-fifo-queue', {
  axes: { raw: ['true', 'false'] },
  given: { MessageGroupId: fc.stringMatching(/^[A-Za-z0-9!-/:-@]{1,128}$/) },
  async check(t, { raw, MessageGroupId }) {
    const topic = await t.topic({ type: 'fifo' })
    const inbox = await t.inbox(topic, { attributes: { RawMessageDelivery: raw } })
    await topic.publish({ MessageGroupId })
    t.expect((await inbox.messages(1))[0]!.Attributes?.['MessageGroupId'], 'the group of the message in the queue').toBe(MessageGroupId)
  },
})

clause('sns.fifo.group-id-not-passed-to-standard-queue', {
  axes: { raw: ['true', 'false'] },
  async check(t, { raw }) {
    const topic = await t.topic({ type: 'fifo' })
    const inbox = await t.inbox(topic, { attributes: { RawMessageDelivery: raw }, queue: { type: 'standard' } })
    await topic.publish()
    const { Attributes = {} } = (await inbox.messages(1))[0]!
    t.expect(
      [Attributes['MessageGroupId'], Attributes['MessageDeduplicationId']],
      'the group and the deduplication id of the message in the queue',
    ).toEqual([undefined, undefined])
  },
})

/** Publishes so many messages to groups in turn, and gives what each queue got of each group. */
const inGroups = async (
  inboxes: readonly Inbox[],
  topic: Topic,
  groups: readonly string[],
): Promise<{ readonly sent: Groups; readonly got: readonly Groups[] }> => {
  const sent = groups.map((group, nth): [string, string] => [group, `${group} ${nth}`])
  for (const [MessageGroupId, Message] of sent) await topic.publish({ MessageGroupId, Message })
  const got: Groups[] = []
  for (const inbox of inboxes) got.push(byGroup((await inbox.texts(sent.length)).map((text) => [text.split(' ')[0]!, text])))
  return { sent: byGroup(sent), got }
}
type Groups = Readonly<Record<string, readonly string[]>>
const byGroup = (all: readonly (readonly [string, string])[]): Groups =>
  Object.fromEntries(
    [...new Set(all.map(([group]) => group))].sort().map((group) => [group, all.filter(([of]) => of === group).map(([, text]) => text)]),
  )

for (const { id, groups, queues } of [
  { id: 'sns.fifo.order-within-group', groups: ['a'], queues: 1 },
  { id: 'sns.fifo.order-across-groups-free', groups: ['a', 'b', 'c'], queues: 1 },
  { id: 'sns.fifo.order-same-on-all-queues', groups: ['a', 'b'], queues: 5 },
  { id: 'sns.fifo.no-affinity', groups: ['a', 'b', 'c', 'd'], queues: 2 },
] as const) {
  clause(id, {
    given: { turns: fc.array(fc.constantFrom<string>(...groups), { minLength: 8, maxLength: 16 }) },
    cases: 2,
    async check(t, { turns }) {
      const topic = await t.topic({ type: 'fifo' })
      const inboxes = await Promise.all(Array.from({ length: queues }, () => t.inbox(topic)))
      const { sent, got } = await inGroups(inboxes, topic, [...groups, ...turns])
      for (const seen of got) t.expect(seen, 'what a queue got of each group, in the order it came').toEqual(sent)
    },
  })
}

clause('sns.fifo.parallel-publishers-sns-decides', {
  cases: 2,
  given: { n: fc.integer({ min: 4, max: 9 }) },
  async check(t, { n }) {
    const topic = await t.topic({ type: 'fifo' })
    const inbox = await t.inbox(topic)
    await Promise.all(Array.from({ length: n }, () => topic.publish()))
    const numbers = (await inbox.envelopes(n)).map(({ SequenceNumber = '0' }) => BigInt(SequenceNumber))
    t.expect(numbers.map(String), 'the sequence numbers in the order in which the messages came').toEqual(
      [...numbers].sort((a, b) => (a < b ? -1 : 1)).map(String),
    )
  },
})

clause('sns.fifo.sequence-number-returned', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const topic = await t.topic({ type })
    const one = await topic.publish()
    const { Successful = [] } = await topic.publishBatch([{}, {}])
    for (const { SequenceNumber } of [one, ...Successful])
      t.expect(SequenceNumber ?? 'none', 'the SequenceNumber').toMatch(type === 'fifo' ? /^\d+$/ : /^none$/)
    t.expect(Successful.length, 'the entries that succeeded').toBe(2)
  },
})

clause('sns.fifo.sequence-number-increases', {
  given: { groups: fc.array(fc.constantFrom('a', 'b'), { minLength: 2, maxLength: 8 }) },
  async check(t, { groups }) {
    const topic = await t.topic({ type: 'fifo' })
    const last = new Map<string, bigint>()
    for (const MessageGroupId of groups) {
      const { SequenceNumber = 'none' } = await topic.publish({ MessageGroupId })
      t.expect(SequenceNumber, 'the SequenceNumber').toMatch(/^\d+$/)
      const number = BigInt(SequenceNumber)
      t.expect(number > (last.get(MessageGroupId) ?? 0n), `whether ${number} is more than the number before it in its group`).toBe(true)
      last.set(MessageGroupId, number)
    }
  },
})

clause('sns.fifo.sequence-number-in-body', {
  async check(t) {
    const topic = await t.topic({ type: 'fifo' })
    const inbox = await t.inbox(topic)
    const { SequenceNumber } = await topic.publish()
    const [received] = await inbox.messages(1)
    t.expect(inbox.envelope(received!).SequenceNumber, 'the SequenceNumber in the document').toBe(SequenceNumber)
    t.expect(received!.Attributes?.['SequenceNumber'], 'the SequenceNumber of the message in the queue').not.toBe(SequenceNumber)
  },
})

clause('sns.fifo.unreachable-queue-desync', {
  async check(t) {
    const topic = await t.topic({ type: 'fifo' })
    const closed = await (await t.queues()).queue({ type: 'fifo' })
    await topic.subscribe('sqs', await closed.arn(), RAW)
    const witness = await t.inbox(topic)
    await topic.publish({ Message: 'dropped' })
    t.expect(await witness.texts(1), 'what the other queue got').toEqual(['dropped'])
    await isClosed(closed)
    await t.admit(closed, topic.arn)
    await topic.publish({ Message: 'later' })
    t.expect((await closed.receiveOne({}, 10_000)).Body, 'what comes first once SNS may send').toBe('later')
    t.expect(await witness.texts(1), 'what the other queue got').toEqual(['later'])
  },
})

clause('sns.fifo.sqs-only', {
  axes: { protocol: ['http', 'https', 'email', 'email-json', 'sms', 'application', 'lambda'] },
  async check(t, { protocol }) {
    const topic = await t.topic({ type: 'fifo' })
    const [, , , region, account] = topic.arn.split(':')
    const lambda = `arn:aws:lambda:${region}:${account}:function:none`
    const endpoints = {
      http: 'http://example.com/',
      https: 'https://example.com/',
      email: 'nobody@example.com',
      'email-json': 'nobody@example.com',
      sms: '+12065550100',
      application: `arn:aws:sns:${region}:${account}:endpoint/GCM/none/0`,
      lambda,
    }
    await t.refused(topic.subscribe(protocol, endpoints[protocol]))
    await t.inbox(topic, { queue: { type: 'standard' } })
    await t.inbox(topic)
  },
})

clause('sns.fifo.standard-topic-fifo-queue', {
  async check(t) {
    const topic = await t.topic()
    await t.refused(topic.subscribe('sqs', nowhere(t, `${topic.arn}.fifo`)), anyClientError)
    await topic.subscribe('sqs', nowhere(t, topic.arn))
  },
})

clause('sns.fifo.group-id-required', {
  axes: { by: ['Publish', 'PublishBatch'] },
  async check(t, { by }) {
    const topic = await t.topic({ type: 'fifo' })
    const input = { Message: 'text', MessageGroupId: undefined }
    const { error } = await t.refused(by === 'Publish' ? topic.publish(input) : topic.publishBatch([input]))
    t.expect(error.message, 'what is said').toContain('The MessageGroupId parameter is required for FIFO topics')
  },
})

clause('sns.fifo.dedup-id-or-content-required', {
  axes: { by: ['Publish', 'PublishBatch'] },
  async check(t, { by }) {
    const topic = await t.topic({ type: 'fifo' })
    const input = { Message: 'text', MessageDeduplicationId: undefined }
    await t.refused(by === 'Publish' ? topic.publish(input) : topic.publishBatch([input]))
    await topic.set('ContentBasedDeduplication', 'true')
    await (by === 'Publish' ? topic.publish(input) : topic.publishBatch([input]))
  },
})

const CONTENT = { ContentBasedDeduplication: 'true' }
const GROUP = { FifoThroughputScope: 'MessageGroup' }
type Row = {
  readonly attributes?: Readonly<Record<string, string>>
  readonly queue?: 'standard' | 'fifo'
  readonly published: readonly object[]
  readonly delivered: readonly string[]
}
const id = (MessageDeduplicationId: string, Message: string, more: object = {}) => ({ MessageDeduplicationId, Message, ...more })
const attribute = (StringValue: string) => ({ MessageAttributes: { key: { DataType: 'String', StringValue } } })

/** Published one after the other, of which some are duplicates; the last is none, and shows that the others had their time. */
const rows: Readonly<Record<string, (text: string) => Row>> = {
  'sns.fifo.dedup-5min-accepted-not-delivered': (text) => ({
    published: [id('d', `1${text}`), id('d', `2${text}`), id('d', `1${text}`)],
    delivered: [`1${text}`],
  }),
  'sns.fifo.dedup-content-ignores-attributes': (text) => ({
    attributes: CONTENT,
    published: [
      { Message: text, ...attribute('1') },
      { Message: text, ...attribute('2') },
    ],
    delivered: [text],
  }),
  'sns.fifo.dedup-explicit-overrides-content': (text) => ({
    attributes: CONTENT,
    published: [id('d1', text), id('d2', text)],
    delivered: [text, text],
  }),
  'sns.fifo.dedup-explicit-equal-to-hash': (text) => ({
    attributes: CONTENT,
    published: [{ Message: text }, id(sha256(text), `other ${text}`)],
    delivered: [text],
  }),
  'sns.fifo.dedup-scope-topic': (text) => ({
    published: [id('d', text, { MessageGroupId: 'g1' }), id('d', `2${text}`, { MessageGroupId: 'g2' })],
    delivered: [text],
  }),
  'sns.fifo.dedup-scope-message-group': (text) => ({
    attributes: { ...CONTENT, ...GROUP },
    published: [
      id('d', `1${text}`, { MessageGroupId: 'g1' }),
      id('d', `2${text}`, { MessageGroupId: 'g2' }),
      id('d', `3${text}`, { MessageGroupId: 'g1' }),
    ],
    delivered: [`1${text}`, `2${text}`],
  }),
  'sns.fifo.dedup-standard-queue-too': (text) => ({
    queue: 'standard',
    published: [id('d', `1${text}`), id('d', `2${text}`)],
    delivered: [`1${text}`],
  }),
  'sns.fifo.dedup-queue-without-content-dedup': (text) => ({
    attributes: CONTENT,
    published: [{ Message: text }, { Message: text }],
    delivered: [text],
  }),
}

for (const [id, row] of Object.entries(rows)) {
  clause(id, {
    given: { text },
    async check(t, { text }) {
      const { attributes = {}, queue: type = 'fifo', published, delivered } = row(text)
      const topic = await t.topic({ type: 'fifo', attributes })
      const high =
        'FifoThroughputScope' in attributes ? { DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' } : {}
      const inbox = await t.inbox(topic, { queue: { type, attributes: high } })
      for (const input of [...published, { Message: 'the last', MessageDeduplicationId: 'last' }])
        t.expect((await topic.publish(input)).MessageId, 'the id of the message').toBeTypeOf('string')
      t.expect([...(await inbox.texts(delivered.length + 1))].sort(), 'what the queue got').toEqual([...delivered, 'the last'].sort())
      await inbox.never('a duplicate came')
    },
  })
}

clause('sns.fifo.dedup-content-sha256', {
  given: { text },
  edges: [{ text: 'Test' }],
  async check(t, { text }) {
    const topic = await t.topic({ type: 'fifo', attributes: CONTENT })
    const inbox = await t.inbox(topic)
    await topic.publish({ Message: text, ...attribute('value') })
    t.expect((await inbox.messages(1))[0]!.Attributes?.['MessageDeduplicationId'], 'the deduplication id of the message in the queue').toBe(
      sha256(text),
    )
  },
})

for (const { id, wait } of [
  { id: 'sns.fifo.dedup-continues-after-consume', wait: false },
  { id: 'sns.fifo.dedup-after-interval-delivered', wait: true },
]) {
  clause(id, {
    async check(t) {
      const topic = await t.topic({ type: 'fifo' })
      const inbox = await t.inbox(topic)
      const first = await topic.publish({ Message: 'first', MessageDeduplicationId: 'd' })
      t.expect(await inbox.texts(1), 'what the queue got').toEqual(['first'])
      const interval = t.time.after(first, 300_000)
      // A minimum, so that a minute more is not held against it.
      if (wait) await t.time.pass(t.time.after(first, 360_000))
      const second = await topic.publish({ Message: 'second', MessageDeduplicationId: 'd' })
      if (wait) return t.expect(await inbox.texts(1), 'what the queue got after the interval').toEqual(['second'])
      t.time.surelyBefore(second, interval)
      await topic.publish({ Message: 'third' })
      t.expect(await inbox.texts(1), 'what the queue got').toEqual(['third'])
    },
  })
}
