import { Refusal } from '../../src/suite/index.js'
import { clause, fc, unlessRefused } from './bench.js'
import type { SnsCase, Topic } from './bench.js'
import { spreadsWithin } from './lists.js'
import { notAsked } from './listener.js'

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const NUMBER = '+12065550100'
const EMAIL = 'somebody@example.com'
const people = fc.constantFrom(['email', EMAIL] as const, ['email-json', EMAIL] as const)

const attributesOf = async ({ sns }: Pick<SnsCase, 'sns'>, SubscriptionArn: string | undefined) =>
  (await sns.getSubscriptionAttributes({ SubscriptionArn })).Attributes ?? {}
/** The ARN of a queue of the topic's account and region that need not be there. */
const queueArn = ({ arn }: Topic, name: string): string => `arn:aws:sqs:${arn.split(':')[3]}:${arn.split(':')[4]}:${name}`

clause('sns.subscribe.sqs-immediate', {
  async check(t) {
    const inbox = await t.inbox(await t.topic())
    t.expect(await attributesOf(t, inbox.subscriptionArn), 'the attributes').toMatchObject({
      PendingConfirmation: 'false',
      ConfirmationWasAuthenticated: 'true',
    })
  },
})

clause('sns.subscribe.sms-immediate', {
  async check(t) {
    const topic = await t.topic()
    const { SubscriptionArn } = await t.sns.subscribe({ TopicArn: topic.arn, Protocol: 'sms', Endpoint: NUMBER })
    t.expect(SubscriptionArn, 'the SubscriptionArn').toMatch(new RegExp(`^${topic.arn}:${UUID}$`))
  },
})

/** Whoever answers late, or that something is wrong, is there all the same. */
clause('sns.subscribe.http-pending', {
  door: true,
  axes: { answer: ['200', '500', '200, some seconds later'] },
  async check(t, { answer }) {
    const topic = await t.topic()
    const door = await t.door()
    door.replies(async () => {
      if (answer.includes('later')) await t.time.sleep(5000)
      return { status: Number.parseInt(answer, 10) }
    })
    const scheme = door.url.slice(0, door.url.indexOf(':'))
    const http = await topic.subscribe(scheme, door.url)
    const email = await topic.subscribe('email', EMAIL)
    for (const { SubscriptionArn } of [http, email])
      t.expect((await attributesOf(t, SubscriptionArn))['PendingConfirmation'], 'PendingConfirmation').toBe('true')
    const [post] = await door.came(1, 15_000)
    if (post === undefined) t.lacks(notAsked('SubscriptionConfirmation'))
    await t.sns.confirmSubscription({ TopicArn: topic.arn, Token: (JSON.parse(post!.body) as { readonly Token: string }).Token })
    t.expect((await attributesOf(t, http.SubscriptionArn))['PendingConfirmation'], 'PendingConfirmation once it is confirmed').toBe('false')
  },
})

clause('sns.subscribe.pending-literal', {
  given: { to: people },
  async check(t, { to: [Protocol, Endpoint] }) {
    const { SubscriptionArn } = await t.sns.subscribe({ TopicArn: (await t.topic()).arn, Protocol, Endpoint })
    t.expect(SubscriptionArn, 'the SubscriptionArn').toBe('pending confirmation')
  },
})

clause('sns.subscribe.return-arn-true', {
  given: { to: people },
  async check(t, { to: [Protocol, Endpoint] }) {
    const asked = { TopicArn: (await t.topic()).arn, Protocol, Endpoint }
    const { SubscriptionArn } = await t.sns.subscribe({ ...asked, ReturnSubscriptionArn: true })
    t.expect(SubscriptionArn, 'the SubscriptionArn').toMatch(new RegExp(`^${asked.TopicArn}:`))
    t.expect((await attributesOf(t, SubscriptionArn))['PendingConfirmation'], 'PendingConfirmation').toBe('true')
    t.expect(
      (await t.sns.subscribe({ ...asked, ReturnSubscriptionArn: false })).SubscriptionArn ?? '',
      'the SubscriptionArn without it',
    ).not.toMatch(/^arn:/)
  },
})

clause('sns.subscribe.pending-listed-literal', {
  given: { to: people },
  async check(t, { to: [protocol, endpoint] }) {
    const topic = await t.topic()
    await topic.subscribe(protocol, endpoint)
    t.expect(
      (await topic.subscriptions()).map((one) => one.SubscriptionArn),
      'the SubscriptionArns in the list',
    ).toEqual(['PendingConfirmation'])
  },
})

clause('sns.subscribe.arn-format', {
  given: { protocol: fc.constantFrom('sqs', 'sms', 'email') },
  async check(t, { protocol }) {
    const topic = await t.topic()
    const endpoint = { sqs: queueArn(topic, t.name()), sms: NUMBER, email: EMAIL }[protocol]!
    t.expect((await topic.subscribe(protocol, endpoint)).SubscriptionArn, 'the SubscriptionArn').toMatch(
      new RegExp(`^${topic.arn}:${UUID}$`),
    )
  },
})

clause('sns.subscribe.unknown-topic', {
  async check(t) {
    await t.refused(t.sns.subscribe({ TopicArn: await t.noTopic(), Protocol: 'sms', Endpoint: NUMBER }))
  },
})

clause('sns.subscribe.sqs-unknown-queue-ok', {
  async check(t) {
    const topic = await t.topic()
    const { SubscriptionArn } = await topic.subscribe('sqs', queueArn(topic, t.name('-never-made')))
    t.expect(
      (await topic.subscriptions()).map((one) => one.SubscriptionArn),
      'the subscriptions',
    ).toEqual([SubscriptionArn])
  },
})

/** Endpoints that are none of their protocol, whether or not they are there. The text that must be told, where it is recorded. */
const refusals = [
  {
    id: 'sns.subscribe.sqs-endpoint-must-be-arn',
    protocols: ['sqs'],
    endpoints: ['https://sqs.us-east-1.amazonaws.com/123456789012/queue', 'queue', 'arn:aws:sqs'],
    text: () => 'SQS endpoint ARN',
  },
  {
    id: 'sns.subscribe.sms-endpoint-format',
    protocols: ['sms'],
    endpoints: ['NAA+15551234567', '+15551234567.', '/+15551234567', 'number'],
    text: (endpoint: string) => `Invalid SMS endpoint: ${endpoint}`,
  },
  {
    id: 'sns.subscribe.endpoint-must-be-arn',
    protocols: ['lambda', 'application'],
    endpoints: ['no-arn', 'arn:aws:lambda', 'arn:aws:sns:us-east-1:123456789012:app/GCM/name', 'https://example.com/'],
    text: () => '',
  },
  { id: 'sns.subscribe.sms-double-hyphen-rejected', protocols: ['sms'], endpoints: ['+15--551234567', '+1555--1234567'], text: () => '' },
  { id: 'sns.subscribe.protocol-list', protocols: ['ftp', 'SQS', 'kinesis', 'smtp', 'http2'], endpoints: [EMAIL], text: () => '' },
  {
    id: 'sns.subscribe.email-endpoint',
    protocols: ['email', 'email-json'],
    endpoints: ['not-an-email', 'https://example.com/', NUMBER, ''],
    text: () => '',
  },
] as const

for (const { id, protocols, endpoints, text } of refusals) {
  clause(id, {
    given: { protocol: fc.constantFrom(...protocols), endpoint: fc.constantFrom(...endpoints) },
    edges: protocols.map((protocol) => ({ protocol })),
    async check(t, { protocol, endpoint }) {
      const topic = await t.topic()
      const refusal = await t.refused(topic.subscribe(protocol, endpoint))
      t.tell(() => t.expect(refusal.error.message, 'the message').toContain(text(endpoint)))
      t.expect(await topic.subscriptions(), 'the subscriptions').toEqual([])
    },
  })
}

clause('sns.subscribe.http-endpoint-scheme', {
  given: { protocol: fc.constantFrom('http', 'https'), rest: fc.constantFrom('example.com/', 'example.com:8080/path') },
  async check(t, { protocol, rest }) {
    const topic = await t.topic()
    await t.refused(topic.subscribe(protocol, `${protocol === 'http' ? 'https' : 'http'}://${rest}`))
    await t.refused(topic.subscribe(protocol, rest))
    await t.refused(t.sns.subscribe({ TopicArn: topic.arn, Protocol: protocol }))
    t.expect(await topic.subscriptions(), 'the subscriptions').toEqual([])
  },
})

// ---- subscribing again

clause('sns.subscribe.idempotent-same-endpoint', {
  given: { protocol: fc.constantFrom('sqs', 'sms', 'email') },
  async check(t, { protocol }) {
    const topic = await t.topic()
    const endpoint = { sqs: queueArn(topic, t.name()), sms: NUMBER, email: EMAIL }[protocol]!
    const first = await topic.subscribe(protocol, endpoint)
    t.expect((await topic.subscribe(protocol, endpoint)).SubscriptionArn, 'the SubscriptionArn of the second call').toBe(
      first.SubscriptionArn,
    )
    t.expect((await topic.subscriptions()).length, 'how many subscriptions there are').toBe(1)
  },
})

const SAME = [
  {},
  { RawMessageDelivery: 'true' },
  { FilterPolicyScope: 'MessageBody' },
  { RawMessageDelivery: 'TRUE', FilterPolicy: '{"a":["b"]}' },
  { FilterPolicy: '{"a":["b"]}' },
] as const
clause('sns.subscribe.idempotent-same-attributes', {
  given: { again: fc.constantFrom(...SAME) },
  edges: SAME.map((again) => ({ again })),
  async check(t, { again }) {
    const topic = await t.topic()
    const endpoint = queueArn(topic, t.name())
    const redrive = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn(topic, t.name('-dead')) }) }
    const attributes = { RawMessageDelivery: 'True', FilterPolicy: '{"a":["b"]}', FilterPolicyScope: 'MessageBody', ...redrive }
    const first = await topic.subscribe('sqs', endpoint, attributes)
    for (const repeated of [redrive, attributes])
      t.expect((await topic.subscribe('sqs', endpoint, repeated)).SubscriptionArn, 'the SubscriptionArn of a repeated call').toBe(
        first.SubscriptionArn,
      )
    t.expect((await topic.subscribe('sqs', endpoint, again)).SubscriptionArn, 'the SubscriptionArn of the second call').toBe(
      first.SubscriptionArn,
    )
  },
})

clause('sns.subscribe.idempotent-default-scope', {
  given: { first: fc.constantFrom({}, { FilterPolicy: '{"a":["b"]}' }) },
  edges: [{ first: { FilterPolicy: '{"a":["b"]}' } }],
  async check(t, { first }) {
    const topic = await t.topic()
    const endpoint = queueArn(topic, t.name())
    const { SubscriptionArn } = await topic.subscribe('sqs', endpoint, first)
    const again = await topic.subscribe('sqs', endpoint, { ...first, FilterPolicyScope: 'MessageAttributes' })
    t.expect(again.SubscriptionArn, 'the SubscriptionArn of the second call').toBe(SubscriptionArn)
  },
})

const filter = (value: string) => ({ FilterPolicy: JSON.stringify({ key: [value] }) })
const dead = (topic: Topic, end: string) => ({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn(topic, `dead-${end}`) }) })
/** What a subscription has, and what is asked for of it. */
const DIFFERENT: readonly ((topic: Topic) => readonly [had: Readonly<Record<string, string>>, asked: Readonly<Record<string, string>>])[] =
  [
    () => [{ RawMessageDelivery: 'true' }, { RawMessageDelivery: 'false' }],
    () => [{ RawMessageDelivery: 'false' }, { RawMessageDelivery: 'true' }],
    () => [{}, { RawMessageDelivery: 'true' }],
    () => [filter('a'), filter('b')],
    () => [{}, filter('a')],
    () => [
      { RawMessageDelivery: 'true', ...filter('a') },
      { RawMessageDelivery: 'true', ...filter('b') },
    ],
    () => [
      { ...filter('a'), FilterPolicyScope: 'MessageBody' },
      { ...filter('a'), FilterPolicyScope: 'MessageAttributes' },
    ],
    (topic) => [dead(topic, 'a'), dead(topic, 'b')],
    (topic) => [{}, dead(topic, 'a')],
    () => [{}, { DeliveryPolicy: JSON.stringify({ requestPolicy: { headerContentType: 'text/csv' } }) }],
  ]

clause('sns.subscribe.repeat-different-attributes-error', {
  given: { nth: fc.nat({ max: DIFFERENT.length - 1 }) },
  edges: DIFFERENT.map((_, nth) => ({ nth })),
  cases: DIFFERENT.length,
  async check(t, { nth }) {
    const topic = await t.topic()
    const endpoint = queueArn(topic, t.name())
    const [had, asked] = DIFFERENT[nth]!(topic)
    const { SubscriptionArn } = await topic.subscribe('sqs', endpoint, had)
    const before = await attributesOf(t, SubscriptionArn)
    const refusal = await t.refused(topic.subscribe('sqs', endpoint, asked))
    t.tell(() => t.expect(refusal.error.message, 'the message').toContain('Subscription already exists with different attributes'))
    t.expect(await attributesOf(t, SubscriptionArn), 'the attributes after the refused call').toEqual(before)
  },
})

// ---- attributes at Subscribe

clause('sns.subscribe.raw-value-validated', {
  given: { value: fc.constantFrom('wrongvalue', '1', 'yes', 'truee') },
  async check(t, { value }) {
    const topic = await t.topic()
    const refusal = await t.refused(topic.subscribe('sqs', queueArn(topic, t.name()), { RawMessageDelivery: value }))
    t.tell(() =>
      t.expect(refusal.error.message, 'the message').toContain(`Attributes Reason: RawMessageDelivery: Invalid value [${value}]`),
    )
    t.expect(await topic.subscriptions(), 'the subscriptions').toEqual([])
  },
})

clause('sns.subscribe.raw-value-case-insensitive', {
  given: { value: fc.mixedCase(fc.constant('true')) },
  edges: [{ value: 'TrUe' }],
  async check(t, { value }) {
    const topic = await t.topic()
    const { SubscriptionArn } = await topic.subscribe('sqs', queueArn(topic, t.name()), { RawMessageDelivery: value })
    t.expect((await attributesOf(t, SubscriptionArn))['RawMessageDelivery'], 'RawMessageDelivery').toBe('true')
  },
})

clause('sns.subscribe.empty-filter-policy-means-none', {
  given: { more: fc.constantFrom({}, { FilterPolicyScope: 'MessageBody' }) },
  edges: [{ more: { FilterPolicyScope: 'MessageBody' } }],
  async check(t, { more }) {
    const topic = await t.topic()
    const { SubscriptionArn } = await topic.subscribe('sqs', queueArn(topic, t.name()), { FilterPolicy: '', ...more })
    t.expect(
      Object.keys(await attributesOf(t, SubscriptionArn)).filter((name) => name.startsWith('Filter')),
      'attributes of a filter',
    ).toEqual([])
  },
})

/** A queue need not be there to be subscribed, so a hundred cost a hundred requests. */
for (const { id } of [{ id: 'sns.subscribe.quota-fifo-100' }, { id: 'sns.subscribe.limit-error-403' }]) {
  clause(id, {
    async check(t) {
      const topic = await t.topic({ type: 'fifo' })
      for (let nth = 0; nth < 100; nth++) await topic.subscribe('sqs', queueArn(topic, `${t.name()}-${nth}.fifo`))
      const refusal = await t.refused(topic.subscribe('sqs', queueArn(topic, `${t.name()}-one-more.fifo`)))
      if (id === 'sns.subscribe.limit-error-403') t.expect(refusal.status, 'the status').toBe(403)
      t.expect((await topic.subscriptions()).length, 'how many subscriptions there are').toBe(100)
    },
  })
}

// ---- other services

/** A function or a stream of the account, which need not be there: whoever asks for it to be is not held to what comes then. */
const elsewhere = (topic: Topic, service: 'lambda' | 'firehose', name: string): string => {
  const [, partition, , region, account] = topic.arn.split(':')
  return `arn:${partition}:${service}:${region}:${account}:${service === 'lambda' ? 'function:' : 'deliverystream/'}${name}`
}

clause('sns.subscribe.lambda-immediate', {
  async check(t) {
    const topic = await t.topic()
    const subscribed = await unlessRefused(topic.subscribe('lambda', elsewhere(topic, 'lambda', t.name())))
    if (subscribed === undefined) t.lacks('the target subscribes only functions that there are')
    t.expect((await attributesOf(t, subscribed!.SubscriptionArn))['PendingConfirmation'], 'PendingConfirmation').toBe('false')
  },
})

clause('sns.subscribe.firehose-needs-role', {
  async check(t) {
    const topic = await t.topic()
    const stream = elsewhere(topic, 'firehose', t.name())
    await t.refused(topic.subscribe('firehose', stream))
    await t.refused(topic.subscribe('firehose', stream, { SubscriptionRoleArn: 'no-role' }))
    t.expect(await topic.subscriptions(), 'the subscriptions').toEqual([])
    const SubscriptionRoleArn = `arn:aws:iam::${topic.arn.split(':')[4]}:role/${t.name()}`
    const subscribed = await unlessRefused(topic.subscribe('firehose', stream, { SubscriptionRoleArn }))
    if (subscribed === undefined) return
    const due = { SubscriptionRoleArn, PendingConfirmation: 'false' }
    t.expect(await attributesOf(t, subscribed.SubscriptionArn), 'the attributes').toMatchObject(due)
    const again = await topic.subscribe('firehose', stream, { SubscriptionRoleArn })
    t.expect(again.SubscriptionArn, 'the SubscriptionArn of the second call').toBe(subscribed.SubscriptionArn)
  },
})

type Subscribed = Awaited<ReturnType<Topic['subscribe']>>
/** Whoever looks whether somebody is at an address may say that nobody is. */
const unlessUnreachable = async (call: Promise<Subscribed>): Promise<Subscribed | undefined> => {
  try {
    return await call
  } catch (error) {
    if (error instanceof Refusal && /unreachable endpoint/i.test(error.error.message)) return undefined
    throw error
  }
}

/** Addresses for documents, at which nobody is; and those of nobody any more. */
for (const { id, endpoints } of [
  { id: 'sns.subscribe.raw-ip-http-endpoint-discouraged', endpoints: ['http://192.0.2.17/path', 'http://198.51.100.7:8080/'] },
  { id: 'sns.subscribe.unreachable-endpoint', endpoints: ['http://localhost:1/path', 'http://192.0.2.17:1/'] },
] as const) {
  clause(id, {
    given: { endpoint: fc.constantFrom(...endpoints) },
    edges: endpoints.map((endpoint) => ({ endpoint })),
    async check(t, { endpoint }) {
      const topic = await t.topic()
      const subscribed = await unlessUnreachable(topic.subscribe('http', endpoint))
      const due = subscribed === undefined ? [] : [{ Protocol: 'http', Endpoint: endpoint, SubscriptionArn: 'PendingConfirmation' }]
      const listed = async () => t.expect(await topic.subscriptions(), 'the subscriptions').toMatchObject(due)
      await t.settles(listed, spreadsWithin(t, 'sns.unsubscribe.deletes'))
      if (subscribed !== undefined)
        t.expect((await attributesOf(t, subscribed.SubscriptionArn))['PendingConfirmation'], 'PendingConfirmation').toBe('true')
    },
  })
}
