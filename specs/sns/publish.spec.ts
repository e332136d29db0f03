import { clause, fc, topicTypes, unlessRefused } from './bench.js'
import type { PublishInput } from './topic.js'
import { listen } from './listener.js'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const LIMIT = 262_144
const texts = fc.string({ minLength: 1, maxLength: 200, unit: fc.constantFrom(...'abc XYZ019"\\{}<&>\'éß日ö§€🚀') })
const group = fc.stringMatching(/^[A-Za-z0-9!-]{1,30}$/)

clause('sns.publish.returns-message-id', {
  axes: { type: topicTypes },
  given: { text: texts },
  async check(t, { type, text }) {
    const output = await (await t.topic({ type })).publish({ Message: text })
    t.expect(t.answer(output).status, 'the status').toBe(200)
    t.expect(output.MessageId, 'the MessageId').toMatch(UUID)
  },
})

clause('sns.publish.message-id-unique', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const topic = await t.topic({ type })
    const ids: (string | undefined)[] = []
    for (let nth = 0; nth < 5; nth++) ids.push((await topic.publish({ Message: 'the same' })).MessageId)
    t.expect(new Set(ids).size, 'how many different MessageIds there are').toBe(ids.length)
  },
})

clause('sns.publish.message-id-in-envelope', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const topic = await t.topic({ type })
    const inbox = await t.inbox(topic)
    const { MessageId } = await topic.publish()
    const [message] = await inbox.messages(1)
    t.expect(inbox.envelope(message!).MessageId, 'the MessageId of the document').toBe(MessageId)
    t.expect(message!.MessageId, 'the MessageId in SQS').not.toBe(MessageId)
  },
})

clause('sns.publish.no-subscribers-ok', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const topic = await t.topic({ type })
    t.expect((await topic.publish({ Message: 'nobody listens' })).MessageId, 'the MessageId').toMatch(UUID)
    const inbox = await t.inbox(topic)
    await topic.publish({ Message: 'somebody listens' })
    t.expect(await inbox.texts(1), 'what came').toEqual(['somebody listens'])
    await inbox.never('a message that was published before came', ['nobody listens'])
  },
})

clause('sns.publish.unknown-topic', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const ids = type === 'fifo' ? { MessageGroupId: 'g', MessageDeduplicationId: 'd' } : {}
    const refusal = await t.refused(t.sns.publish({ TopicArn: await t.noTopic(type), Message: 'text', ...ids }), {
      code: 'NotFound',
      status: 404,
    })
    t.expect(refusal.error.message, 'the message').toBe('Topic does not exist')
  },
})

clause('sns.publish.malformed-topic-arn', {
  given: { TopicArn: fc.constantFrom('randomstring', 'randomstring:1', '', 'a:b:c:d:e') },
  edges: [{ TopicArn: 'randomstring' }, { TopicArn: 'randomstring:1' }, { TopicArn: '' }],
  async check(t, { TopicArn }) {
    const refusal = await t.refused(t.sns.publish({ TopicArn, Message: 'text' }))
    t.expect(refusal.error.message, 'the message').toBe(
      `Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not ${TopicArn.split(':').length}`,
    )
  },
})

clause('sns.publish.one-destination-required', {
  async check(t) {
    const refusal = await t.refused(t.sns.publish({ Message: 'text' }))
    t.tell(() =>
      t
        .expect(refusal.error.message, 'the message')
        .toBe('Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter'),
    )
  },
})

clause('sns.publish.target-arn-topic', {
  given: { text: texts },
  async check(t, { text }) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    await t.sns.publish({ TargetArn: topic.arn, Message: text })
    t.expect(await inbox.texts(1), 'what came').toEqual([text])
  },
})

clause('sns.publish.target-arn-unknown-endpoint', {
  given: { platform: fc.constantFrom('APNS', 'GCM') },
  async check(t, { platform }) {
    const [, , , region, account] = (await t.topic()).arn.split(':')
    const TargetArn = `arn:aws:sns:${region}:${account}:endpoint/${platform}/${t.name()}/12345678-1234-4234-8234-123456789012`
    const refusal = await t.refused(t.sns.publish({ TargetArn, Message: 'text' }))
    t.expect(refusal.error.message, 'the message').toContain('No endpoint found for the target arn specified')
  },
})

clause('sns.publish.empty-message', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const topic = await t.topic({ type })
    const inbox = await t.inbox(topic)
    const refusal = await t.refused(topic.publish({ Message: '' }))
    t.tell(() => t.expect(refusal.error.message, 'the message').toBe('Invalid parameter: Empty message'))
    await inbox.never('an empty message was delivered', [''])
  },
})

// ---- size

/** A message of the topic's limit is accepted, one byte more is not. @param message of that size in bytes, together with what else counts */
const sizes: readonly { readonly id: string; readonly limit: number; readonly input: (bytes: number) => PublishInput }[] = [
  {
    id: 'sns.publish.size-counts-attributes',
    limit: LIMIT,
    input: (bytes) => ({
      Message: 'x'.repeat(bytes - 'nameStringvalue'.length),
      MessageAttributes: { name: { DataType: 'String', StringValue: 'value' } },
    }),
  },
  {
    id: 'sns.publish.size-is-bytes',
    limit: LIMIT,
    input: (bytes) => ({ Message: 'é'.repeat(Math.floor(bytes / 2)) + 'x'.repeat(bytes % 2) }),
  },
  { id: 'sns.publish.size-custom-limit', limit: 1024, input: (bytes) => ({ Message: 'x'.repeat(bytes) }) },
  {
    id: 'sns.structure.size-is-whole-message',
    limit: LIMIT,
    input: (bytes) => {
      const message = (sqs: string) => JSON.stringify({ default: 'x'.repeat(100_000), sqs })
      return { Message: message('x'.repeat(bytes - message('').length)), MessageStructure: 'json' }
    },
  },
]
for (const { id, limit, input } of sizes) {
  clause(id, {
    async check(t) {
      const topic = await t.topic({ attributes: limit === LIMIT ? {} : { MaximumMessageSize: String(limit) } })
      await t.refused(topic.publish(input(limit + 1)))
      t.expect((await topic.publish(input(limit))).MessageId, 'the MessageId of a message of the limit').toMatch(UUID)
    },
  })
}

// ---- what is said of a message

clause('sns.publish.unicode-preserved', {
  axes: { type: topicTypes },
  given: { text: texts },
  edges: [{ text: 'ö§a1"_!?,. £$-' }],
  async check(t, { type, text }) {
    const topic = await t.topic({ type })
    const inbox = await t.inbox(topic)
    await topic.publish({ Message: text })
    t.expect(await inbox.texts(1), 'what came').toEqual([text])
  },
})

clause('sns.publish.subject-optional', {
  async check(t) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    await topic.publish({ Message: 'no subject' })
    t.expect((await inbox.envelopes(1))[0], 'the document').not.toHaveProperty('Subject')
  },
})

clause('sns.publish.subject-in-json-endpoints', {
  given: { subject: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 "',.]{0,60}[A-Za-z0-9]$/) },
  async check(t, { subject }) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    await topic.publish({ Subject: subject })
    t.expect((await inbox.envelopes(1))[0]?.Subject, 'Subject').toBe(subject)
  },
})

for (const { id, subjects } of [
  { id: 'sns.publish.subject-empty-rejected', subjects: [''] },
  { id: 'sns.publish.subject-no-control-chars', subjects: ['two\nlines', 'a \u0001 control character', 'a\rreturn'] },
] as const) {
  clause(id, {
    given: { subject: fc.constantFrom(...subjects) },
    edges: subjects.map((subject) => ({ subject })),
    async check(t, { subject }) {
      const topic = await t.topic()
      await t.refused(topic.publish({ Subject: subject }))
      await topic.publish({ Subject: 'a subject' })
    },
  })
}

clause('sns.publish.durable-when-acknowledged', {
  axes: { type: topicTypes },
  given: { count: fc.integer({ min: 2, max: 6 }) },
  async check(t, { type, count }) {
    const topic = await t.topic({ type })
    const inboxes = [await t.inbox(topic), await t.inbox(topic, { attributes: { RawMessageDelivery: 'true' } })]
    const sent = Array.from({ length: count }, (_, nth) => `text ${nth}`)
    for (const Message of sent) await topic.publish({ Message })
    for (const inbox of inboxes) t.expect([...(await inbox.texts(count))].sort(), 'what the subscriber got').toEqual(sent)
  },
})

// ---- groups of a standard topic

clause('sns.publish.group-id-optional-standard', {
  given: { MessageGroupId: group },
  async check(t, { MessageGroupId }) {
    t.expect((await (await t.topic()).publish({ MessageGroupId })).MessageId, 'the MessageId').toMatch(UUID)
  },
})

clause('sns.publish.group-id-forwarded-standard-sqs', {
  given: { MessageGroupId: group },
  async check(t, { MessageGroupId }) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    await topic.publish({ MessageGroupId })
    t.expect((await inbox.messages(1))[0]?.Attributes?.['MessageGroupId'], 'the MessageGroupId of the message').toBe(MessageGroupId)
  },
})

clause('sns.publish.group-id-standard-no-order', {
  async check(t) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    const ids: (string | undefined)[] = []
    for (let nth = 0; nth < 4; nth++) ids.push((await topic.publish({ Message: 'the same', MessageGroupId: 'g' })).MessageId)
    t.expect((await inbox.envelopes(4)).map(({ MessageId }) => MessageId).sort(), 'the messages that came').toEqual(ids.sort())
  },
})

clause('sns.publish.group-id-standard-not-to-http', {
  door: true,
  async check(t) {
    const topic = await t.topic()
    const listener = await (await listen(t, topic)).confirm()
    const MessageGroupId = 'group-that-nobody-else-names'
    await topic.publish({ MessageGroupId })
    const [post] = await listener.posts('Notification')
    t.expect(JSON.stringify([post!.headers, post!.body]), 'headers and body of the request').not.toContain(MessageGroupId)
  },
})

clause('sns.publish.group-id-standard-absent-ok', {
  async check(t) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    await topic.publish()
    t.expect((await inbox.messages(1))[0]?.Attributes ?? {}, 'the attributes of the message').not.toHaveProperty('MessageGroupId')
  },
})

/** It may be refused; otherwise it is without effect. */
clause('sns.publish.dedup-id-fifo-only', {
  async check(t) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    const publish = (Message: string) => topic.publish({ Message, MessageDeduplicationId: 'the same' })
    const first = publish('first')
    if ((await unlessRefused(first)) === undefined) return void (await t.refused(first))
    await publish('second')
    t.expect([...(await inbox.texts(2))].sort(), 'what came').toEqual(['first', 'second'])
  },
})
