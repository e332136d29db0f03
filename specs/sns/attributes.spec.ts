import { Refusal } from '../../src/suite/index.js'
import { anyClientError, clause, fc, topicTypes, unlessRefused } from './bench.js'
import { spreadsWithin } from './lists.js'

const texts = fc.string({ minLength: 1, maxLength: 100, unit: fc.constantFrom(...'abcXYZ019 .,-_!') })

clause('sns.attributes.topic-default-set', {
  async check(t) {
    const attributes = await (await t.topic()).attributes()
    t.expect(Object.keys(attributes).sort(), 'the attributes of a new topic').toEqual(
      ['DisplayName', 'EffectiveDeliveryPolicy', 'Owner', 'Policy', 'SubscriptionsConfirmed', 'SubscriptionsDeleted', 'SubscriptionsPending', 'TopicArn'], // prettier-ignore
    )
    t.expect(attributes['DisplayName'], 'DisplayName').toBe('')
  },
})

clause('sns.attributes.topic-counters-strings', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const { SubscriptionsConfirmed, SubscriptionsPending, SubscriptionsDeleted } = await (await t.topic({ type })).attributes()
    t.expect([SubscriptionsConfirmed, SubscriptionsPending, SubscriptionsDeleted], 'the counters of a new topic').toEqual(['0', '0', '0'])
  },
})

/** They come to be right; how soon is not said. */
clause('sns.attributes.topic-counters-eventual', {
  given: { confirmed: fc.integer({ min: 1, max: 3 }), removed: fc.boolean() },
  async check(t, { confirmed, removed }) {
    const topic = await t.topic()
    for (let nth = 0; nth < confirmed; nth++) await topic.subscribe('sms', `+1206555010${nth}`)
    if (removed) await t.sns.unsubscribe({ SubscriptionArn: (await topic.subscribe('sms', '+12065550109')).SubscriptionArn })
    await topic.subscribe('email', 'somebody@example.com')
    const wanted = { SubscriptionsConfirmed: String(confirmed), SubscriptionsPending: '1', SubscriptionsDeleted: removed ? '1' : '0' }
    const counted = async () => t.expect(await topic.attributes(), 'the counters').toMatchObject(wanted)
    await t.settles(counted, spreadsWithin(t, 'sns.attributes.topic-counters-eventual'))
  },
})

clause('sns.attributes.fifo-default-content-dedup-false', {
  async check(t) {
    const topic = await t.topic({ type: 'fifo' })
    t.expect(await topic.attributes(), 'the attributes of a new topic').toMatchObject({
      FifoTopic: 'true',
      ContentBasedDeduplication: 'false',
    })
  },
})

clause('sns.attributes.fifotopic-absent-on-standard', {
  given: { attributes: fc.constantFrom({}, { FifoTopic: 'false' }) },
  edges: [{ attributes: { FifoTopic: 'false' } }],
  async check(t, { attributes }) {
    const names = Object.keys(await (await t.topic({ attributes })).attributes())
    t.expect(
      names.filter((name) => name === 'FifoTopic' || name === 'ContentBasedDeduplication'),
      'attributes of FIFO topics',
    ).toEqual([])
  },
})

clause('sns.attributes.set-fifotopic-rejected', {
  axes: { type: topicTypes },
  given: { value: fc.constantFrom('true', 'false') },
  async check(t, { type, value }) {
    const refusal = await t.refused((await t.topic({ type })).set('FifoTopic', value))
    t.expect(refusal.error.message, 'the message').toBe('Invalid parameter: AttributeName')
  },
})

clause('sns.attributes.signature-version-default-1', {
  async check(t) {
    const topic = await t.topic()
    const attributes = await topic.attributes()
    t.tell(() => t.expect(attributes, 'the attributes of a new topic').not.toHaveProperty('SignatureVersion'))
    const inbox = await t.inbox(topic)
    await topic.publish()
    const [envelope] = await inbox.envelopes(1)
    t.expect(envelope?.SignatureVersion, 'SignatureVersion of a notification').toBe('1')
  },
})

clause('sns.attributes.signature-version-set', {
  given: { version: fc.constantFrom('1', '2'), isNew: fc.boolean() },
  edges: [
    { version: '2', isNew: true },
    { version: '2', isNew: false },
  ],
  async check(t, { version, isNew }) {
    const topic = await t.topic({ attributes: isNew ? { SignatureVersion: version } : {} })
    if (!isNew) await topic.set('SignatureVersion', version)
    t.expect((await topic.attributes())['SignatureVersion'], 'SignatureVersion').toBe(version)
  },
})

clause('sns.attributes.display-name-roundtrip', {
  axes: { type: topicTypes },
  given: { text: texts, isNew: fc.boolean() },
  async check(t, { type, text, isNew }) {
    const topic = await t.topic({ type, attributes: { DisplayName: isNew ? text : 'before' } })
    if (!isNew) await topic.set('DisplayName', text)
    t.expect((await topic.attributes())['DisplayName'], 'DisplayName').toBe(text)
  },
})

clause('sns.attributes.display-name-max-100', {
  axes: { by: ['CreateTopic', 'SetTopicAttributes'] },
  given: { beyond: fc.integer({ min: 1, max: 50 }) },
  edges: [{ beyond: 1 }],
  async check(t, { by, beyond }) {
    const topic = await t.topic()
    const give = (DisplayName: string): Promise<unknown> =>
      by === 'CreateTopic' ? t.topic({ attributes: { DisplayName } }) : topic.set('DisplayName', DisplayName)
    const refusal = await t.refused(give('x'.repeat(100 + beyond)))
    const where = by === 'CreateTopic' ? 'Attributes Reason: ' : ''
    t.tell(() => t.expect(refusal.error.message, 'the message').toBe(`Invalid parameter: ${where}DisplayName`))
    t.expect((await topic.attributes())['DisplayName'], 'DisplayName after the refused call').toBe('')
    await give('x'.repeat(100))
  },
})

clause('sns.attributes.owner-account-id', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const topic = await t.topic({ type })
    t.expect((await topic.attributes())['Owner'], 'Owner').toBe(topic.arn.split(':')[4])
  },
})

// ---- MaximumMessageSize

const LIMIT = 262_144
clause('sns.attributes.max-message-size-default', {
  async check(t) {
    const topic = await t.topic()
    t.expect(await topic.attributes(), 'the attributes of a new topic').not.toHaveProperty('MaximumMessageSize')
    await topic.publish({ Message: 'x'.repeat(LIMIT) })
    await t.refused(topic.publish({ Message: 'x'.repeat(LIMIT + 1) }), 'sns.publish.max-size-256k')
  },
})

const people = { email: 'somebody@example.com', 'email-json': 'somebody@example.com', sms: '+12065550100' } as const
/** Endpoints over HTTP are left out: Subscribe may refuse one that it cannot reach. */
clause('sns.attributes.max-message-size-large-protocols', {
  axes: { first: ['Subscribe', 'SetTopicAttributes'] },
  given: { protocol: fc.constantFrom('email', 'email-json', 'sms'), size: fc.integer({ min: LIMIT + 1, max: 4 * LIMIT }) },
  async check(t, { first, protocol, size }) {
    const topic = await t.topic()
    const subscribe = () => topic.subscribe(protocol, people[protocol as keyof typeof people])
    const raise = () => topic.set('MaximumMessageSize', String(size))
    await (first === 'Subscribe' ? subscribe() : raise())
    const refusal = await t.refused(first === 'Subscribe' ? raise() : subscribe())
    t.expect(refusal.error.message, 'the message').toContain(`not supported for the following protocol: [${protocol}]`)
    const smaller = await t.topic({ attributes: { MaximumMessageSize: String(LIMIT) } })
    await smaller.subscribe(protocol, people[protocol as keyof typeof people])
    await smaller.set('MaximumMessageSize', String(LIMIT))
  },
})

clause('sns.attributes.max-message-size-changeable', {
  axes: { type: topicTypes },
  given: { sizes: fc.array(fc.integer({ min: 1024, max: 4 * LIMIT }).map(String), { minLength: 2, maxLength: 3 }) },
  edges: [{ sizes: ['1048576', '1024'] }],
  async check(t, { type, sizes }) {
    const topic = await t.topic({ type })
    for (const size of sizes) {
      await topic.set('MaximumMessageSize', size)
      t.expect((await topic.attributes())['MaximumMessageSize'], 'MaximumMessageSize').toBe(size)
    }
  },
})

/** Two measurements exclude each other: the raise counts the subscriptions, or the last Subscribe does. That neither does was never seen. */
clause('sns.attributes.max-message-size-large-100-subs', {
  cases: 1,
  async check(t) {
    const topic = await t.topic()
    const queue = (nth: number) => topic.arn.split(':').with(2, 'sqs').with(5, `${topic.name}-${nth}`).join(':')
    for (let nth = 0; nth < 100; nth++) await topic.subscribe('sqs', queue(nth))
    await topic.set('MaximumMessageSize', String(LIMIT + 1))
    const last = topic.subscribe('sqs', queue(100))
    if ((await unlessRefused(last)) === undefined) return void (await t.refused(last))
    await topic.set('MaximumMessageSize', String(LIMIT))
    await t.refused(topic.set('MaximumMessageSize', String(LIMIT + 1)))
  },
})

// ---- what is no attribute, or none of this kind of topic

clause('sns.attributes.set-unknown-topic-attribute', {
  axes: { by: ['CreateTopic', 'SetTopicAttributes'] },
  given: { name: fc.constantFrom('Nope', 'displayname', 'VisibilityTimeout', 'Tags') },
  async check(t, { by, name }) {
    const refusal = await t.refused(
      by === 'CreateTopic' ? t.topic({ attributes: { [name]: 'value' } }) : t.topic().then((topic) => topic.set(name, 'value')),
    )
    const text = by === 'CreateTopic' ? `Attributes Reason: Unknown attribute ${name}` : 'AttributeName'
    t.tell(() => t.expect(refusal.error.message, 'the message').toBe(`Invalid parameter: ${text}`))
  },
})

clause('sns.attributes.content-dedup-fifo-only', {
  given: {
    attribute: fc.constantFrom(
      ['ContentBasedDeduplication', 'true'],
      ['FifoThroughputScope', 'MessageGroup'],
      ['ArchivePolicy', '{"MessageRetentionPeriod":"1"}'],
    ),
  },
  edges: [{ attribute: ['ContentBasedDeduplication', 'true'] }, { attribute: ['FifoThroughputScope', 'MessageGroup'] }],
  async check(t, { attribute: [name = '', value = ''] }) {
    const topic = await t.topic()
    await t.refused(topic.set(name, value))
    t.expect(await topic.attributes(), 'the attributes after the refused call').not.toHaveProperty(name)
  },
})

clause('sns.attributes.tracing-standard-only', {
  given: { mode: fc.constantFrom('Active', 'PassThrough') },
  edges: [{ mode: 'Active' }],
  async check(t, { mode }) {
    const standard = await t.topic()
    await standard.set('TracingConfig', mode)
    t.expect((await standard.attributes())['TracingConfig'], 'TracingConfig of a standard topic').toBe(mode)
    if (mode !== 'Active') return
    const fifo = await t.topic({ type: 'fifo' })
    await t.refused(fifo.set('TracingConfig', mode))
    t.expect((await fifo.attributes())['TracingConfig'], 'TracingConfig of a FIFO topic').not.toBe(mode)
  },
})

clause('sns.attributes.kms-key-id-settable', {
  axes: { type: topicTypes },
  given: { key: fc.constantFrom('alias/aws/sns', '1234abcd-12ab-34cd-56ef-1234567890ab', 'arn:aws:kms:us-east-1:111122223333:alias/key') },
  async check(t, { type, key }) {
    const topic = await t.topic({ type })
    await topic.set('KmsMasterKeyId', key)
    t.expect((await topic.attributes())['KmsMasterKeyId'], 'KmsMasterKeyId').toBe(key)
    await topic.set('KmsMasterKeyId', '')
    t.expect((await topic.attributes())['KmsMasterKeyId'] ?? '', 'KmsMasterKeyId that was taken away').toBe('')
  },
})

/** What the trace is called stays; who called last may be another. */
clause('sns.attributes.tracing-default-passthrough', {
  given: { config: fc.constantFrom(undefined, 'PassThrough'), id: fc.stringMatching(/^[0-9a-f]{24}$/) },
  edges: [{ config: undefined }],
  async check(t, { config, id }) {
    const topic = await t.topic({ attributes: config === undefined ? {} : { TracingConfig: config } })
    const inbox = await t.inbox(topic)
    const root = `1-5759e988-${id}`
    const headers = { 'x-amzn-trace-id': `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1` }
    const { status } = await t.form({ Action: 'Publish', TopicArn: topic.arn, Message: 'text' }, { headers })
    t.expect(status, 'the status of the answer').toBe(200)
    const [received] = await inbox.messages(1)
    t.expect(received!.Attributes?.['AWSTraceHeader'], 'the trace header of the message in the queue').toContain(`Root=${root}`)
  },
})

/** A name that can be no key: nobody looks at it until something is to be encrypted. */
clause('sns.publish.kms-errors', {
  axes: { by: ['Publish', 'PublishBatch'] },
  async check(t, { by }) {
    const topic = await t.topic({ attributes: { KmsMasterKeyId: 'does-not-exist' } })
    const refusal = await t.refused(by === 'Publish' ? topic.publish() : topic.publishBatch([{}]), anyClientError)
    t.expect(refusal.error.protocol === 'query' ? refusal.error.code : undefined, 'the code').toMatch(/^KMS/)
    await topic.set('KmsMasterKeyId', '')
    await topic.publish()
  },
})

/** By the key that every account has. Whoever has no KMS may refuse to encrypt. */
clause('sns.sse.transparent-to-subscribers', {
  axes: { type: topicTypes },
  given: { text: texts },
  async check(t, { type, text }) {
    const topic = await t.topic({ type, attributes: { KmsMasterKeyId: 'alias/aws/sns' } })
    const inbox = await t.inbox(topic)
    try {
      await topic.publish({ Message: `text ${text}` })
    } catch (error) {
      if (error instanceof Refusal && /^KMS/.test(String(error.error.protocol === 'query' && error.error.code)))
        t.lacks('the target has no key to encrypt by')
      throw error
    }
    t.expect(await inbox.texts(1), 'what comes').toEqual([`text ${text}`])
  },
})
