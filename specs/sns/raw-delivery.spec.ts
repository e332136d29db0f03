import { clause, fc, topicTypes } from './bench.js'
import { endpoint } from './over-http.js'

const RAW = { RawMessageDelivery: 'true' }
const text = fc.oneof(fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme-ascii' }), fc.json(), fc.constantFrom('{"a":1}', '"', 'é日'))
const attribute = fc.oneof(
  fc.constantFrom('value', 'é日', '"quoted"').map((StringValue) => ({ DataType: 'String', StringValue })),
  fc.integer().map((n) => ({ DataType: 'Number', StringValue: String(n) })),
  fc.uint8Array({ minLength: 1, maxLength: 20 }).map((BinaryValue) => ({ DataType: 'Binary', BinaryValue })),
)
type Attribute = { readonly DataType: string; readonly StringValue?: string; readonly BinaryValue?: Uint8Array }
const plain = (attributes: Readonly<Record<string, Attribute>> = {}) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { DataType, value: StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64') },
    ]),
  )

clause('sns.raw.sqs-body-only', {
  axes: { type: topicTypes },
  given: { Message: text },
  async check(t, { type, Message }) {
    const topic = await t.topic({ type })
    const inbox = await t.inbox(topic, { attributes: RAW })
    await topic.publish({ Message })
    const [received] = await inbox.messages(1)
    t.expect(received!.Body, 'the body').toBe(Message)
    t.expect(received!.MessageAttributes ?? {}, 'the message attributes').toEqual({})
  },
})

clause('sns.raw.sqs-attributes-mapped', {
  axes: { type: topicTypes },
  given: { attributes: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'with-dash', 'with.dot'), attribute, { minKeys: 1 }) },
  async check(t, { type, attributes }) {
    const topic = await t.topic({ type })
    const inbox = await t.inbox(topic, { attributes: RAW })
    await topic.publish({ MessageAttributes: attributes })
    const [received] = await inbox.messages(1)
    t.expect(plain(received!.MessageAttributes as Record<string, Attribute> | undefined), 'the message attributes').toEqual(
      plain(attributes),
    )
  },
})

clause('sns.raw.subject-dropped', {
  axes: { type: topicTypes },
  given: { Subject: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ,.;!?-]{0,60}$/).map((some) => `S:${some}`) },
  async check(t, { type, Subject }) {
    const topic = await t.topic({ type })
    const inbox = await t.inbox(topic, { attributes: RAW })
    await topic.publish({ Subject, Message: 'text' })
    const [received] = await inbox.messages(1)
    t.expect(JSON.stringify([received!.Body, received!.Attributes, received!.MessageAttributes]), 'what the queue got').not.toContain(
      Subject,
    )
  },
})

clause('sns.raw.per-subscription', {
  axes: { type: topicTypes },
  given: { Message: text },
  async check(t, { type, Message }) {
    const topic = await t.topic({ type })
    const [raw, wrapped] = [await t.inbox(topic, { attributes: RAW }), await t.inbox(topic)]
    await topic.publish({ Message })
    t.expect((await raw.messages(1))[0]!.Body, 'the body in the queue with raw delivery').toBe(Message)
    t.expect((await wrapped.envelopes(1))[0]!.Message, 'the Message in the document of the other queue').toBe(Message)
  },
})

clause('sns.raw.fifo-no-sequence-number', {
  given: { Message: text },
  async check(t, { Message }) {
    const topic = await t.topic({ type: 'fifo' })
    const inbox = await t.inbox(topic, { attributes: RAW })
    const { MessageId, SequenceNumber } = await topic.publish({ Message })
    const [received] = await inbox.messages(1)
    t.expect(received!.Body, 'the body').toBe(Message)
    const seen = JSON.stringify([received!.Attributes, received!.MessageAttributes])
    for (const known of [MessageId, SequenceNumber])
      t.expect(seen, 'the attributes of the message in the queue').not.toContain(`"${known}"`)
  },
})

/** Both ways. A server with many parts may be late with it, so each message may still come as before. */
clause('sns.raw.toggle-takes-effect', {
  given: { isRawAtFirst: fc.boolean() },
  cases: 2,
  async check(t, { isRawAtFirst }) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic, { attributes: { RawMessageDelivery: String(isRawAtFirst) } })
    await t.sns.setSubscriptionAttributes({
      SubscriptionArn: inbox.subscriptionArn,
      AttributeName: 'RawMessageDelivery',
      AttributeValue: String(!isRawAtFirst),
    })
    const patience = t.profile.tolerates('sns.raw.toggle-takes-effect') ? 60_000 : 0
    for (const end = t.time.now() + patience; ; await t.time.sleep(2000)) {
      const isLast = t.time.now() >= end
      await topic.publish({ Message: 'text' })
      const [received] = await inbox.queue.drain(1, {}, Math.max(10_000, t.profile.lateness))
      if ((received!.Body === 'text') === !isRawAtFirst) return
      if (isLast)
        t.diverges(
          'messages come as they came before the change',
          isRawAtFirst ? 'a document' : 'the text alone',
          received!.Body.slice(0, 100),
        )
    }
  },
})

/** None of these endpoints hears anything, as the subscription is refused. */
clause('sns.raw.supported-protocols', {
  axes: { protocol: ['lambda', 'sms', 'email'] },
  given: { value: fc.constantFrom('true', 'false') },
  edges: [{ value: 'true' }, { value: 'false' }],
  cases: 2,
  async check(t, { protocol, value }) {
    const topic = await t.topic()
    const [, , , region, account] = topic.arn.split(':')
    const endpoints = { lambda: `arn:aws:lambda:${region}:${account}:function:none`, sms: '+12065550100', email: 'nobody@example.com' }
    await t.refused(topic.subscribe(protocol, endpoints[protocol], { RawMessageDelivery: value }))
    t.expect(await topic.subscriptions(), 'the subscriptions after the refusal').toEqual([])
  },
})

clause('sns.raw.http-header', {
  door: true,
  async check(t) {
    const topic = await t.topic()
    const [raw, wrapped] = [await endpoint(t, topic, RAW), await endpoint(t, topic)]
    await topic.publish()
    t.expect((await raw.notifications(1))[0]!.headers['x-amz-sns-rawdelivery'], 'the header of a raw delivery').toBe('true')
    t.expect(
      (await wrapped.notifications(1))[0]!.headers['x-amz-sns-rawdelivery'] ?? 'none',
      'the header of a delivery that is not raw',
    ).not.toBe('true')
  },
})

clause('sns.raw.http-body-is-message', {
  door: true,
  given: { Message: text },
  async check(t, { Message }) {
    const topic = await t.topic()
    const { notifications } = await endpoint(t, topic, RAW)
    await topic.publish({ Message })
    t.expect((await notifications(1))[0]!.body, 'the body').toBe(Message)
  },
})

clause('sns.raw.http-no-attributes', {
  door: true,
  given: { value: fc.stringMatching(/^[a-z]{12}$/) },
  async check(t, { value }) {
    const topic = await t.topic()
    const { notifications } = await endpoint(t, topic, RAW)
    await topic.publish({ MessageAttributes: { [`name-${value}`]: { DataType: 'String', StringValue: value } } })
    const { headers, body, path } = (await notifications(1))[0]!
    t.expect(JSON.stringify([headers, body, path]).toLowerCase(), 'the request').not.toContain(value)
  },
})
