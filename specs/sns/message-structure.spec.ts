import { clause, fc } from './bench.js'
import { listen } from './listener.js'
import { refusedMessage } from './refused-entry.js'

const json = (texts: object | string) => ({ Message: typeof texts === 'string' ? texts : JSON.stringify(texts), MessageStructure: 'json' })
const texts = fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom(...'abc XYZ019"\\{}<&>éß日\n') })

/** What the queue gets of the texts for the protocols. */
const selected: readonly {
  readonly id: string
  readonly of: (own: string, other: string) => object
  readonly wanted: 'own' | 'default'
}[] = [
  { id: 'sns.structure.protocol-key-selected', of: (own, other) => ({ default: other, sqs: own, http: `${other}!` }), wanted: 'own' },
  { id: 'sns.structure.default-fallback', of: (_own, other) => ({ default: other, http: `${other}!`, email: 'mail' }), wanted: 'default' },
  { id: 'sns.structure.non-string-value-ignored', of: (own, other) => ({ default: other, sqs: { field: own } }), wanted: 'default' },
  { id: 'sns.structure.unknown-keys-ignored', of: (own, other) => ({ default: other, foo: own, SQS: own }), wanted: 'default' },
  { id: 'sns.structure.value-unescaped', of: (own, other) => ({ default: other, sqs: JSON.stringify({ field: own }) }), wanted: 'own' },
]
for (const { id, of, wanted } of selected) {
  clause(id, {
    axes: { raw: ['true', 'false'] },
    given: { own: texts, other: texts },
    async check(t, { raw, own, other }) {
      const topic = await t.topic()
      const inbox = await t.inbox(topic, { attributes: { RawMessageDelivery: raw } })
      await topic.publish(json(of(own, other)))
      const text = wanted === 'default' ? other : id === 'sns.structure.value-unescaped' ? JSON.stringify({ field: own }) : own
      t.expect(await inbox.texts(1), 'what came').toEqual([text])
    },
  })
}

clause('sns.structure.empty-string-value-ok', {
  async check(t) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    await topic.publish(json({ default: 'text', http: '' }))
    t.expect(await inbox.texts(1), 'what came').toEqual(['text'])
  },
})

/** Messages that must be refused; nothing of them is delivered to anybody. */
for (const { id, messages } of [
  { id: 'sns.structure.default-required', messages: ['{"sqs":"text"}', '{"default":{"a":1}}', '{"default":1}', '{}'] },
  { id: 'sns.structure.invalid-json-rejected', messages: ['not json', '{"default":"text"', '{default:"text"}'] },
  {
    id: 'sns.structure.no-partial-delivery',
    messages: ['{"default":"text","sqs":"broken}', '{"default":"text","sqs"}', '{"default":"text",}'],
  },
] as const) {
  clause(id, {
    axes: { by: ['Publish', 'PublishBatch'] },
    given: { message: fc.constantFrom(...messages) },
    edges: [{ message: messages[0] }, { message: messages[1] }],
    async check(t, { by, message }) {
      const topic = await t.topic()
      const [inbox, raw] = [await t.inbox(topic), await t.inbox(topic, { attributes: { RawMessageDelivery: 'true' } })]
      const call: Promise<object> = by === 'Publish' ? topic.publish(json(message)) : topic.publishBatch([json(message)])
      // A batch without a default text is known to be refused as a whole.
      await (id === 'sns.structure.default-required' || by === 'Publish' ? t.refused(call) : refusedMessage(t, call))
      for (const one of [inbox, raw]) await one.never('something of a message that was refused came')
    },
  })
}

/** Of HTTP and queues no answer is known, so what they get beside the text is not looked at. */
clause('sns.msgattr.sent-only-for-string-structure', {
  door: true,
  async check(t) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    const listener = await (await listen(t, topic)).confirm()
    const MessageAttributes = { a: { DataType: 'String', StringValue: 'x' } }
    await topic.publish({ Message: 'plain', MessageAttributes })
    const wanted = { Message: 'plain', MessageAttributes: { a: { Type: 'String', Value: 'x' } } }
    t.expect((await inbox.envelopes(1))[0], 'what the queue got of a message that is text').toMatchObject(wanted)
    t.expect((await listener.notifications())[0], 'what the endpoint got of it').toMatchObject(wanted)
  },
})
