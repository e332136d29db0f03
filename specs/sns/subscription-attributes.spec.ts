import { clause, fc, unlessRefused } from './bench.js'
import type { SnsCase, Topic } from './bench.js'
import { spreadsWithin } from './lists.js'

const FILTER = '{"color":["red"]}'
const BLUE = { MessageAttributes: { color: { DataType: 'String', StringValue: 'blue' } } }

/** A subscription of a queue that need not be there. */
class Subscribed {
  constructor(
    private readonly t: SnsCase,
    readonly topic: Topic,
    readonly arn: string,
  ) {}

  async attributes(): Promise<Readonly<Record<string, string>>> {
    return (await this.t.sns.getSubscriptionAttributes({ SubscriptionArn: this.arn })).Attributes ?? {}
  }

  set(AttributeName: string, AttributeValue: string | undefined) {
    return this.t.sns.setSubscriptionAttributes({ SubscriptionArn: this.arn, AttributeName, AttributeValue })
  }
}
const queueArn = ({ arn }: Topic, name: string): string => arn.split(':').with(2, 'sqs').with(5, name).join(':')
const subscribed = async (t: SnsCase, attributes?: Readonly<Record<string, string>>): Promise<Subscribed> => {
  const topic = await t.topic()
  const { SubscriptionArn } = await topic.subscribe('sqs', queueArn(topic, t.name()), attributes)
  return new Subscribed(t, topic, SubscriptionArn!)
}

clause('sns.subattrs.default-set-sqs', {
  async check(t) {
    t.expect(Object.keys(await (await subscribed(t)).attributes()).sort(), 'the attributes').toEqual(
      ['ConfirmationWasAuthenticated', 'Endpoint', 'Owner', 'PendingConfirmation', 'Protocol', 'RawMessageDelivery', 'SubscriptionArn', 'SubscriptionPrincipal', 'TopicArn'], // prettier-ignore
    )
  },
})

clause('sns.subattrs.raw-default-false', {
  async check(t) {
    const inbox = await t.inbox(await t.topic())
    const { Attributes } = await t.sns.getSubscriptionAttributes({ SubscriptionArn: inbox.subscriptionArn })
    t.expect(Attributes?.['RawMessageDelivery'], 'RawMessageDelivery').toBe('false')
  },
})

clause('sns.subattrs.filter-scope-hidden-without-policy', {
  given: { scope: fc.constantFrom('MessageBody', 'MessageAttributes') },
  async check(t, { scope }) {
    const subscription = await subscribed(t)
    t.expect(await subscription.attributes(), 'the attributes').not.toHaveProperty('FilterPolicyScope')
    await subscription.set('FilterPolicyScope', scope)
    t.expect(await subscription.attributes(), 'the attributes once the scope is set').not.toHaveProperty('FilterPolicyScope')
  },
})

clause('sns.subattrs.filter-scope-shown-with-policy', {
  given: { scope: fc.constantFrom(undefined, 'MessageBody', 'MessageAttributes') },
  edges: [{ scope: 'MessageBody' }, { scope: undefined }],
  async check(t, { scope }) {
    const subscription = await subscribed(t)
    if (scope !== undefined) await subscription.set('FilterPolicyScope', scope)
    await subscription.set('FilterPolicy', FILTER)
    t.expect((await subscription.attributes())['FilterPolicyScope'], 'FilterPolicyScope').toBe(scope ?? 'MessageAttributes')
  },
})

clause('sns.subattrs.filter-policy-returned-json', {
  given: { values: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 4 }), isNew: fc.boolean() },
  async check(t, { values, isNew }) {
    const policy = { color: values, size: [{ numeric: ['>', 3] }] }
    const subscription = await subscribed(t, isNew ? { FilterPolicy: JSON.stringify(policy) } : undefined)
    if (!isNew) await subscription.set('FilterPolicy', JSON.stringify(policy))
    t.expect(JSON.parse((await subscription.attributes())['FilterPolicy'] ?? 'null'), 'FilterPolicy').toEqual(policy)
  },
})

/** How soon a change is used is not promised: what does not match is published again until it comes. */
for (const { id, empty } of [
  { id: 'sns.subattrs.filter-policy-clear-empty-string', empty: '' },
  { id: 'sns.subattrs.filter-policy-clear-empty-object', empty: '{}' },
] as const) {
  clause(id, {
    async check(t) {
      const topic = await t.topic()
      const inbox = await t.inbox(topic, { attributes: { FilterPolicy: FILTER } })
      await t.sns.setSubscriptionAttributes({
        SubscriptionArn: inbox.subscriptionArn,
        AttributeName: 'FilterPolicy',
        AttributeValue: empty,
      })
      const { Attributes = {} } = await t.sns.getSubscriptionAttributes({ SubscriptionArn: inbox.subscriptionArn })
      const { FilterPolicy = '' } = Attributes
      // Whether an empty object is reported still is not told; the former policy is not.
      if (empty === '') t.tell(() => t.expect(Attributes, 'the attributes').not.toHaveProperty('FilterPolicy'))
      else t.expect(FilterPolicy.replaceAll(/\s/g, ''), 'what is reported of an empty policy').toBeOneOf(['', '{}'])
      if (t.profile.tolerates('sns.filter.change-eventual-15min')) await t.time.sleep(15 * 60_000)
      await topic.publish({ Message: 'blue', ...BLUE })
      t.expect(await inbox.texts(1), 'what came').toEqual(['blue'])
    },
  })
}

/** What SetSubscriptionAttributes refuses, and how the message begins. What was before stays. */
const refused: readonly {
  readonly id: string
  readonly name: string
  readonly values: readonly (string | undefined)[]
  readonly text: (value: string | undefined) => string
}[] = [
  {
    id: 'sns.subattrs.filter-scope-invalid',
    name: 'FilterPolicyScope',
    values: ['RandomValue', 'messagebody', '', undefined],
    text: (value) => `Invalid value [${value ?? 'null'}]. Please use either MessageBody or MessageAttributes`,
  },
  { id: 'sns.subattrs.unknown-name', name: 'FakeAttribute', values: ['value', ''], text: () => 'Invalid parameter: AttributeName' },
  {
    id: 'sns.subattrs.raw-invalid-value',
    name: 'RawMessageDelivery',
    values: ['test-ValUe', '', '1', undefined],
    text: (value) => `Invalid parameter: RawMessageDelivery: Invalid value [${value ?? 'null'}]. Must be true or false.`,
  },
  {
    id: 'sns.subattrs.redrive-invalid-arn',
    name: 'RedrivePolicy',
    values: ['{"deadLetterTargetArn":"fake-arn"}', '{"deadLetterTargetArn":"https://example.com/queue"}'],
    text: () => 'Invalid parameter: RedrivePolicy: deadLetterTargetArn is an invalid arn',
  },
  {
    id: 'sns.subattrs.redrive-invalid-json',
    name: 'RedrivePolicy',
    values: ['{invalidjson}', '{"deadLetterTargetArn"'],
    text: () => 'Invalid parameter: RedrivePolicy: failed to parse JSON.',
  },
  {
    id: 'sns.subattrs.redrive-one-key',
    name: 'RedrivePolicy',
    values: ['{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:dead","maxReceiveCount":3}'],
    text: () => 'Invalid parameter: RedrivePolicy: invalid JSON. Attribute maxReceiveCount is unknown.',
  },
  {
    id: 'sns.subattrs.filter-invalid-json',
    name: 'FilterPolicy',
    values: ['{invalidjson}', '{"a":["b"]'],
    text: () => 'Invalid parameter: FilterPolicy: failed to parse JSON.',
  },
  {
    id: 'sns.subattrs.endpoint-and-protocol-immutable',
    name: 'Endpoint',
    values: ['+12065550199', 'arn:aws:sqs:us-east-1:123456789012:other'],
    text: () => '',
  },
]

for (const { id, name, values, text } of refused) {
  clause(id, {
    given: { value: fc.constantFrom(...values) },
    edges: values.map((value) => ({ value })),
    async check(t, { value }) {
      const subscription = await subscribed(t, { RawMessageDelivery: 'true', FilterPolicy: FILTER })
      const before = await subscription.attributes()
      const refusal = await t.refused(subscription.set(name, value))
      t.tell(() => t.expect(refusal.error.message, 'the message').toContain(text(value)))
      t.expect(await subscription.attributes(), 'the attributes after the refused call').toEqual(before)
    },
  })
}

clause('sns.subattrs.error-prefix-subscribe-vs-set', {
  given: { value: fc.constantFrom('wrong', 'yes') },
  async check(t, { value }) {
    const subscription = await subscribed(t)
    const about = `RawMessageDelivery: Invalid value [${value}]`
    const atSet = await t.refused(subscription.set('RawMessageDelivery', value))
    t.tell(() => t.expect(atSet.error.message, 'the message of SetSubscriptionAttributes').toContain(`Invalid parameter: ${about}`))
    const atSubscribe = await t.refused(
      subscription.topic.subscribe('sqs', queueArn(subscription.topic, t.name()), { RawMessageDelivery: value }),
    )
    t.expect(atSubscribe.error.message, 'the message of Subscribe').toContain(`Invalid parameter: Attributes Reason: ${about}`)
  },
})

clause('sns.subattrs.unknown-name-at-subscribe', {
  given: { name: fc.constantFrom('FakeAttribute', 'rawMessageDelivery', 'Endpoint', 'DisplayName') },
  async check(t, { name }) {
    const topic = await t.topic()
    const subscribed = topic.subscribe('sqs', queueArn(topic, t.name()), { [name]: 'value' })
    if ((await unlessRefused(subscribed)) === undefined) t.expect(await topic.subscriptions(), 'the subscriptions').toEqual([])
  },
})

const unknownArn = async (t: SnsCase) => `${(await t.topic()).arn}:00000000-0000-4000-8000-000000000000`

clause('sns.subattrs.get-unknown', {
  async check(t) {
    const refusal = await t.refused(t.sns.getSubscriptionAttributes({ SubscriptionArn: await unknownArn(t) }), {
      code: 'NotFound',
      status: 404,
    })
    t.expect(refusal.error.message, 'the message').toBe('Subscription does not exist')
  },
})

clause('sns.subattrs.set-after-unsubscribe', {
  async check(t) {
    const subscription = await subscribed(t)
    await t.sns.unsubscribe({ SubscriptionArn: subscription.arn })
    const within = spreadsWithin(t, 'sns.subattrs.set-after-unsubscribe')
    const set = () => subscription.set('RawMessageDelivery', 'true')
    if (within > 0) await t.settles(async () => t.expect(await unlessRefused(set()), 'whether it can still be set').toBeUndefined(), within)
    await t.refused(set())
  },
})

/** What is still answered is the subscription that was. */
clause('sns.subattrs.get-lingers-after-unsubscribe', {
  async check(t) {
    const subscription = await subscribed(t)
    await t.sns.unsubscribe({ SubscriptionArn: subscription.arn })
    const get = t.sns.getSubscriptionAttributes({ SubscriptionArn: subscription.arn })
    const seen = await unlessRefused(get)
    if (seen === undefined) await t.refused(get, 'sns.subattrs.get-unknown')
    else if (!t.profile.tolerates('sns.subattrs.get-lingers-after-unsubscribe'))
      t.diverges('a subscription that is gone is still answered', 'NotFound', 'its attributes')
    else t.expect(seen.Attributes?.['SubscriptionArn'], 'the subscription that is still answered').toBe(subscription.arn)
  },
})

clause('sns.subattrs.delivery-policy-absent-on-sqs', {
  async check(t) {
    const names = Object.keys(await (await subscribed(t)).attributes())
    t.expect(
      names.filter((name) => name.endsWith('DeliveryPolicy')),
      'attributes of a delivery policy',
    ).toEqual([])
  },
})

clause('sns.subattrs.redrive-policy-returned', {
  given: { isNew: fc.boolean() },
  edges: [{ isNew: true }, { isNew: false }],
  async check(t, { isNew }) {
    const deadLetterTargetArn = await (await (await t.queues()).queue()).arn()
    const policy = JSON.stringify({ deadLetterTargetArn })
    const subscription = await subscribed(t, isNew ? { RedrivePolicy: policy } : undefined)
    if (!isNew) await subscription.set('RedrivePolicy', policy)
    t.expect(JSON.parse((await subscription.attributes())['RedrivePolicy'] ?? 'null'), 'RedrivePolicy').toEqual({ deadLetterTargetArn })
  },
})

clause('sns.subattrs.subscription-principal', {
  async check(t) {
    const subscription = await subscribed(t)
    const account = subscription.topic.arn.split(':')[4]!
    t.expect((await subscription.attributes())['SubscriptionPrincipal'], 'SubscriptionPrincipal').toMatch(
      new RegExp(`^arn:aws[a-z-]*:(iam|sts)::${account}:.+$`),
    )
  },
})
