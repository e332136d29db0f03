import type { MessageAttributeValue } from '@aws-sdk/client-sns'
import { clause, fc } from './bench.js'
import type { SnsCase, Topic } from './bench.js'

type Attributes = Readonly<Record<string, MessageAttributeValue>>
const by = ['Publish', 'PublishBatch'] as const
const text = (StringValue: string, DataType = 'String'): MessageAttributeValue => ({ DataType, StringValue })
const bytes = (values: readonly number[], DataType = 'Binary'): MessageAttributeValue => ({
  DataType,
  BinaryValue: Uint8Array.from(values),
})

/** Publishes one message with the attributes, alone or as a batch. */
const publish = (t: SnsCase, { arn: TopicArn }: Topic, how: string, MessageAttributes: Attributes | object): Promise<object> => {
  const message = { Message: 'message', MessageAttributes }
  return t.call(how, how === 'Publish' ? { TopicArn, ...message } : { TopicArn, PublishBatchRequestEntries: [{ Id: 'id', ...message }] })
}

/** Attributes that are refused, those that are accepted, and what the message of a refusal has where that is recorded. */
const validated: readonly {
  readonly id: string
  readonly outside: readonly Attributes[]
  readonly inside: readonly Attributes[]
  readonly text?: string
}[] = [
  {
    id: 'sns.msgattr.types',
    outside: [{ a: text('x', 'InvalidType') }, { a: text('x', 'Boolean') }],
    inside: [{ a: text('x'), b: text('1', 'Number'), c: bytes([1]) }],
    text: 'Binary, Number, and String',
  },
  {
    id: 'sns.msgattr.custom-suffix-ok',
    outside: [{ a: text('x', 'String.') }, { a: text('x', 'Stringprefixed') }],
    inside: [{ a: text('x', 'String.prefixed') }, { a: text('x', 'String.  prefixed .') }, { a: text('1', 'Number.java.lang.Long') }],
  },
  {
    id: 'sns.msgattr.empty-string-value',
    outside: [{ a: text('') }, { a: { DataType: 'String' } }],
    inside: [{ a: text('x') }],
    text: "must contain non-empty message attribute value for message attribute type 'String'",
  },
  { id: 'sns.msgattr.empty-binary-value', outside: [{ a: bytes([]) }], inside: [{ a: bytes([0]) }] },
  {
    id: 'sns.msgattr.value-field-must-match-type',
    outside: [{ a: { DataType: 'String', BinaryValue: Uint8Array.of(1) } }, { a: text('x', 'Binary') }],
    inside: [{ a: text('x') }, { a: bytes([1]) }],
    text: 'must use field',
  },
  {
    id: 'sns.msgattr.name-dots',
    outside: [{ '.abc': text('x') }, { 'abc.': text('x') }, { 'a..bc': text('x') }],
    inside: [{ 'a.b.c': text('x') }],
  },
  {
    id: 'sns.msgattr.name-reserved-prefix',
    outside: [{ 'AWS.foo': text('x') }, { 'aMaZon.x': text('x') }],
    inside: [{ AWSfoo: text('x') }, { 'my.AWS.foo': text('x') }],
  },
  {
    id: 'sns.msgattr.type-length-256',
    outside: [{ a: text('x', `String.${'x'.repeat(250)}`) }, { a: text('x', 'string') }],
    inside: [{ a: text('x', `String.${'x'.repeat(249)}`) }],
  },
  {
    id: 'sns.msgattr.number-validated',
    outside: [{ a: text('abc', 'Number') }, { a: text('1x', 'Number') }],
    inside: [{ a: text('-12.5', 'Number') }, { a: text('0', 'Number') }],
  },
]

for (const { id, outside, inside, text: wanted = '' } of validated) {
  clause(id, {
    axes: { by },
    given: { bad: fc.nat({ max: outside.length - 1 }), good: fc.nat({ max: inside.length - 1 }) },
    edges: outside.map((_, bad) => ({ bad, good: bad % inside.length })),
    cases: 2 * outside.length,
    async check(t, { by: how, bad, good }) {
      const topic = await t.topic()
      const refusal = await t.refused(publish(t, topic, how, outside[bad]!))
      t.tell(() => t.expect(refusal.error.message, 'the message').toContain(wanted))
      await publish(t, topic, how, inside[good]!)
    },
  })
}

clause('sns.msgattr.name-charset', {
  axes: { by },
  given: { odd: fc.constantFrom(...'^/:,;!$%&()[]{}* é'), start: fc.stringMatching(/^[A-Za-z0-9_-]{1,10}$/) },
  edges: [{ odd: '^' }, { odd: '/' }],
  async check(t, { by: how, odd, start }) {
    const topic = await t.topic()
    const refusal = await t.refused(publish(t, topic, how, { [`${start}${odd}`]: text('x') }))
    const code = odd.codePointAt(0)!.toString(16).toUpperCase()
    t.tell(() => t.expect(refusal.error.message, 'the message').toContain(`'#x${code}'`))
    await publish(t, topic, how, { [start]: text('x') })
  },
})

clause('sns.msgattr.datatype-required', {
  axes: { by },
  async check(t, { by: how }) {
    const topic = await t.topic()
    const refusal = await t.refused(publish(t, topic, how, { attribute: { StringValue: 'x' } }))
    const path = `${how === 'Publish' ? '' : 'publishBatchRequestEntries.1.member.'}messageAttributes.attribute.member.dataType`
    t.expect(refusal.error.message, 'the message').toContain(
      `Value null at '${path}' failed to satisfy constraint: Member must not be null`,
    )
  },
})

clause('sns.msgattr.string-array-format', {
  given: {
    values: fc.array(fc.oneof(fc.stringMatching(/^[a-z]{0,5}$/), fc.integer({ min: -1000, max: 1000 }), fc.boolean(), fc.constant(null)), {
      minLength: 1,
      maxLength: 4,
    }),
  },
  async check(t, { values }) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    await topic.publish({ MessageAttributes: { list: text(JSON.stringify(values), 'String.Array') } })
    const [envelope] = await inbox.envelopes(1)
    t.expect(envelope?.MessageAttributes, 'MessageAttributes').toEqual({ list: { Type: 'String.Array', Value: JSON.stringify(values) } })
  },
})

// ---- how they come

const names = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,15}$/)

clause('sns.msgattr.name-case-sensitive-unique', {
  given: { name: fc.stringMatching(/^[a-z]{1,10}$/) },
  async check(t, { name }) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    await topic.publish({ MessageAttributes: { [name]: text('lower'), [name.toUpperCase()]: text('upper') } })
    const [envelope] = await inbox.envelopes(1)
    t.expect(envelope?.MessageAttributes, 'MessageAttributes').toEqual({
      [name]: { Type: 'String', Value: 'lower' },
      [name.toUpperCase()]: { Type: 'String', Value: 'upper' },
    })
  },
})

clause('sns.msgattr.envelope-format', {
  axes: { by },
  given: {
    value: fc.stringMatching(/^[ -~é日]{1,40}$/),
    binary: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    names: fc.uniqueArray(names, { minLength: 2, maxLength: 2 }),
  },
  async check(t, { by: how, value, binary, names: [first = '', second = ''] }) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    await publish(t, topic, how, { [first]: text(value), [second]: bytes([...binary]) })
    const [envelope] = await inbox.envelopes(1)
    t.expect(envelope?.MessageAttributes, 'MessageAttributes').toEqual({
      [first]: { Type: 'String', Value: value },
      [second]: { Type: 'Binary', Value: Buffer.from(binary).toString('base64') },
    })
  },
})

clause('sns.msgattr.envelope-omitted-when-none', {
  async check(t) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    await topic.publish()
    t.expect((await inbox.envelopes(1))[0], 'the document').not.toHaveProperty('MessageAttributes')
  },
})

clause('sns.msgattr.not-sqs-attributes-without-raw', {
  async check(t) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    await topic.publish({ MessageAttributes: { a: text('x') } })
    t.expect((await inbox.messages(1))[0]?.MessageAttributes ?? {}, 'the attributes of the message in the queue').toEqual({})
  },
})

/** No answer of AWS shows the zeroes go, so the text is not held to it: the number is. */
clause('sns.msgattr.number-zeroes-trimmed', {
  given: { number: fc.constantFrom('0042.10', '42', '7.50', '-01.0', '0.5') },
  edges: [{ number: '0042.10' }],
  async check(t, { number }) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    await topic.publish({ MessageAttributes: { a: text(number, 'Number') } })
    const seen = (await inbox.envelopes(1))[0]?.MessageAttributes?.['a']
    t.expect([seen?.Type, Number(seen?.Value)], 'type and number of the attribute').toEqual(['Number', Number(number)])
  },
})

const many = (count: number): Attributes => Object.fromEntries(Array.from({ length: count }, (_, nth) => [`a${nth}`, text('x')]))

clause('sns.msgattr.more-than-10-needs-no-raw', {
  given: { count: fc.integer({ min: 11, max: 20 }) },
  edges: [{ count: 11 }],
  async check(t, { count }) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    await topic.publish({ MessageAttributes: many(count) })
    t.expect(Object.keys((await inbox.envelopes(1))[0]?.MessageAttributes ?? {}).length, 'how many attributes came').toBe(count)
  },
})

/** Ten are delivered, eleven are not: they go to the dead-letter queue where there is one. */
clause('sns.msgattr.raw-over-10-discarded', {
  axes: { dead: ['kept', 'dropped'] },
  async check(t, { dead }) {
    const topic = await t.topic()
    const deadLetters = await (await t.queues()).queue()
    await t.admit(deadLetters, topic.arn)
    const policy = dead === 'kept' ? { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: await deadLetters.arn() }) } : {}
    const inbox = await t.inbox(topic, { attributes: { RawMessageDelivery: 'true', ...policy } })
    await topic.publish({ Message: 'eleven', MessageAttributes: many(11) })
    await topic.publish({ Message: 'ten', MessageAttributes: many(10) })
    t.expect(await inbox.texts(1), 'what came').toEqual(['ten'])
    if (dead === 'kept') t.expect((await deadLetters.receiveOne({}, 30_000)).Body, 'what the dead-letter queue has').toContain('eleven')
    await inbox.never('a message with eleven attributes came raw', ['eleven'])
  },
})
