import { clause, fc, unlessRefused } from './bench.js'
import type { SnsCase, Topic } from './bench.js'
import { type Confirmation, listen, type Listener, open } from './listener.js'
import { spreadsWithin } from './lists.js'

const door = { door: true } as const
const pending = async (t: SnsCase, attributes?: Readonly<Record<string, string>>): Promise<{ topic: Topic; listener: Listener }> => {
  const topic = await t.topic()
  return { topic, listener: await listen(t, topic, attributes) }
}
const isPending = async (listener: Listener) => (await listener.attributes())['PendingConfirmation']
/** How many subscriptions the topic comes to count. */
const counted = (t: SnsCase, topic: Topic, SubscriptionsConfirmed: string, SubscriptionsPending: string) =>
  t.settles(
    async () => t.expect(await topic.attributes(), 'the counters').toMatchObject({ SubscriptionsConfirmed, SubscriptionsPending }),
    spreadsWithin(t, 'sns.attributes.topic-counters-eventual'),
  )

clause('sns.confirm.http-message-sent', {
  ...door,
  async check(t) {
    const { topic, listener } = await pending(t)
    const [post] = await listener.posts('SubscriptionConfirmation')
    t.expect(post!.method, 'the method').toBe('POST')
    t.expect(listener.read(post!), 'the document').toMatchObject({ Type: 'SubscriptionConfirmation', TopicArn: topic.arn })
  },
})

clause('sns.confirm.no-delivery-before', {
  ...door,
  async check(t) {
    const { topic, listener } = await pending(t)
    await listener.confirmation()
    await topic.publish({ Message: 'too early' })
    await listener.never('Notification', 'a notification came to an endpoint that has not confirmed its subscription')
  },
})

clause('sns.confirm.not-replayed-after', {
  ...door,
  async check(t) {
    const { topic, listener } = await pending(t)
    await listener.confirmation()
    await topic.publish({ Message: 'too early' })
    await listener.confirm()
    await topic.publish({ Message: 'in time' })
    t.expect(
      (await listener.notifications()).map(({ Message }) => Message),
      'what came',
    ).toEqual(['in time'])
    await t.time.sleep(2000)
    t.expect(
      listener.door.requests.filter(({ body }) => body.includes('too early')),
      'what was published before',
    ).toEqual([])
  },
})

clause('sns.confirm.api-call', {
  ...door,
  async check(t) {
    const { topic, listener } = await pending(t)
    const { Token } = await listener.confirmation()
    await counted(t, topic, '0', '1')
    const { SubscriptionArn } = await t.sns.confirmSubscription({ TopicArn: topic.arn, Token })
    t.expect(SubscriptionArn, 'the SubscriptionArn').toBe(listener.subscriptionArn)
    t.expect(await isPending(listener), 'PendingConfirmation').toBe('false')
    await counted(t, topic, '1', '0')
  },
})

clause('sns.confirm.visit-url', {
  ...door,
  async check(t) {
    const { listener } = await pending(t)
    const answer = await open(t, (await listener.confirmation()).SubscribeURL)
    t.expect(answer.status, 'the status').toBe(200)
    t.expect(answer.text, 'the answer').toMatch(/<ConfirmSubscriptionResponse[\s>]/)
    t.expect(answer.text, 'the answer').toContain(`<SubscriptionArn>${listener.subscriptionArn}</SubscriptionArn>`)
    t.expect(await isPending(listener), 'PendingConfirmation').toBe('false')
  },
})

/** The counts of a topic may be behind. */
const COUNTED_WITHIN_MS = 60_000
clause('sns.confirm.idempotent', {
  ...door,
  async check(t) {
    const { topic, listener } = await pending(t)
    const { Token } = await listener.confirmation()
    const confirm = () => t.sns.confirmSubscription({ TopicArn: topic.arn, Token })
    const first = await confirm()
    t.expect((await confirm()).SubscriptionArn, 'the SubscriptionArn of the second call').toBe(first.SubscriptionArn)
    const counts = async (): Promise<unknown> => {
      const { SubscriptionsConfirmed, SubscriptionsPending } = await topic.attributes()
      return { SubscriptionsConfirmed, SubscriptionsPending }
    }
    const due = { SubscriptionsConfirmed: '1', SubscriptionsPending: '0' }
    await t.settles(async () => t.expect(await counts(), 'the counts of the topic').toEqual(due), COUNTED_WITHIN_MS)
  },
})

clause('sns.confirm.bad-token', {
  given: { Token: fc.constantFrom('abc123', 'x'.repeat(200)) },
  edges: [{ Token: 'abc123' }],
  async check(t, { Token }) {
    const refusal = await t.refused(t.sns.confirmSubscription({ TopicArn: (await t.topic()).arn, Token }))
    t.expect(refusal.error.message, 'the message').toContain('Invalid parameter: Token')
  },
})

/** A topic that is none, or one of another region; the token is good. */
for (const { id, wrong } of [
  { id: 'sns.confirm.bad-topic', wrong: () => ['not-an-arn', 'arn:aws:sns', 'no:arn:sns:us-east-1:111122223333:topic'] },
  {
    id: 'sns.confirm.other-region-topic',
    wrong: ({ arn }: Topic) => [
      arn
        .split(':')
        .with(3, arn.includes('eu-west-1') ? 'us-west-2' : 'eu-west-1')
        .join(':'),
    ],
  },
] as const) {
  clause(id, {
    ...door,
    async check(t) {
      const { topic, listener } = await pending(t)
      const { Token } = await listener.confirmation()
      for (const TopicArn of wrong(topic)) {
        const refusal = await t.refused(t.sns.confirmSubscription({ TopicArn, Token }))
        t.tell(() => t.expect(refusal.error.message, 'the message').toContain('Invalid parameter: Topic'))
      }
      t.expect(await isPending(listener), 'PendingConfirmation').toBe('true')
    },
  })
}

/** Whichever it does, the subscription is that of the token. */
clause('sns.confirm.wrong-topic-name-still-confirms', {
  ...door,
  async check(t) {
    const { topic, listener } = await pending(t)
    const { Token } = await listener.confirmation()
    const output = await unlessRefused(t.sns.confirmSubscription({ TopicArn: `${topic.arn}-other`, Token }))
    if (output !== undefined) t.expect(output.SubscriptionArn, 'the SubscriptionArn').toBe(listener.subscriptionArn)
    t.expect(await isPending(listener), 'PendingConfirmation').toBe(output === undefined ? 'true' : 'false')
  },
})

const HOUR = 3_600_000
/** Sources say two days or three: before two it works, after three it does not. */
clause('sns.confirm.token-lifetime', {
  ...door,
  axes: { after: ['47 hours', '73 hours'] },
  async check(t, { after }) {
    const { topic, listener } = await pending(t)
    const { Token } = await listener.confirmation()
    const start = t.time.after(listener, Number.parseInt(after, 10) * HOUR)
    await t.time.pass(start)
    const confirming = t.sns.confirmSubscription({ TopicArn: topic.arn, Token })
    if (after === '73 hours') await t.refused(confirming)
    else t.expect((await confirming).SubscriptionArn, 'the SubscriptionArn').toBe(listener.subscriptionArn)
  },
})

clause('sns.confirm.pending-auto-deleted', {
  ...door,
  async check(t) {
    const { topic, listener } = await pending(t)
    const confirmed = await topic.subscribe('sms', '+12065550100')
    await t.time.pass(t.time.after(listener, 73 * HOUR))
    const late = Math.max(t.profile.lateness, HOUR)
    const left = async () => (await topic.subscriptions()).map((one) => one.SubscriptionArn)
    await t.settles(async () => t.expect(await left(), 'the subscriptions').toEqual([confirmed.SubscriptionArn]), late)
    await counted(t, topic, '1', '0')
  },
})

clause('sns.confirm.pending-cannot-be-deleted', {
  given: { protocol: fc.constantFrom('email', 'email-json') },
  async check(t, { protocol }) {
    const topic = await t.topic()
    const { SubscriptionArn } = await topic.subscribe(protocol, 'somebody@example.com')
    await t.refused(t.sns.unsubscribe({ SubscriptionArn }))
    t.expect((await t.sns.getSubscriptionAttributes({ SubscriptionArn })).Attributes?.['PendingConfirmation'], 'PendingConfirmation').toBe(
      'true',
    )
  },
})

// ---- who may end the subscription

/** Unsubscribe without a signature. */
const unsubscribe = (t: SnsCase, SubscriptionArn: string) =>
  t.http({
    method: 'GET',
    path: `/?Action=Unsubscribe&SubscriptionArn=${encodeURIComponent(SubscriptionArn)}&Version=2010-03-31`,
    isUnsigned: true,
  })

clause('sns.confirm.authenticate-on-unsubscribe', {
  ...door,
  async check(t) {
    const { topic, listener } = await pending(t)
    const { Token } = await listener.confirmation()
    await t.sns.confirmSubscription({ TopicArn: topic.arn, Token, AuthenticateOnUnsubscribe: 'true' })
    const answer = await unsubscribe(t, listener.subscriptionArn)
    t.expect(Math.floor(answer.status / 100), 'the class of the status of Unsubscribe without a signature').toBe(4)
    t.expect(await isPending(listener), 'PendingConfirmation of the subscription that is still there').toBe('false')
    await t.sns.unsubscribe({ SubscriptionArn: listener.subscriptionArn })
  },
})

clause('sns.confirm.authenticate-needs-signature', {
  ...door,
  async check(t) {
    const { listener } = await pending(t)
    await open(t, (await listener.confirmation()).SubscribeURL, '&AuthenticateOnUnsubscribe=true')
    if ((await isPending(listener)) !== 'false') return
    t.expect((await unsubscribe(t, listener.subscriptionArn)).status, 'the status of Unsubscribe without a signature').toBe(200)
  },
})

clause('sns.confirm.authenticate-auto-for-queue-owner', {
  async check(t) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    t.expect(
      Math.floor((await unsubscribe(t, inbox.subscriptionArn)).status / 100),
      'the class of the status of Unsubscribe without a signature',
    ).toBe(4)
    await topic.publish({ Message: 'still there' })
    t.expect(await inbox.texts(1), 'what came').toEqual(['still there'])
  },
})

clause('sns.confirm.unsigned-default', {
  ...door,
  async check(t) {
    const { topic, listener } = await pending(t)
    const { Token } = await listener.confirmation()
    const query = new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn: topic.arn, Token, Version: '2010-03-31' })
    t.expect(
      (await t.http({ method: 'GET', path: `/?${query.toString()}`, isUnsigned: true })).status,
      'the status without a signature',
    ).toBe(200)
    t.expect(await isPending(listener), 'PendingConfirmation').toBe('false')
  },
})

clause('sns.confirm.was-authenticated-flag', {
  ...door,
  axes: { by: ['link', 'call'] },
  async check(t, { by }) {
    const { topic, listener } = await pending(t)
    const was = async () => (await listener.attributes())['ConfirmationWasAuthenticated']
    const { Token, SubscribeURL } = await listener.confirmation()
    t.expect(await was(), 'ConfirmationWasAuthenticated while it is pending').toBe('false')
    await (by === 'link' ? open(t, SubscribeURL) : t.sns.confirmSubscription({ TopicArn: topic.arn, Token }))
    t.expect(await was(), 'ConfirmationWasAuthenticated').toBe(by === 'link' ? 'false' : 'true')
  },
})

// ---- what is posted

clause('sns.confirm.message-text', {
  ...door,
  async check(t) {
    const { topic, listener } = await pending(t)
    const lines = [
      `You have chosen to subscribe to the topic ${topic.arn}.`,
      'To confirm the subscription, visit the SubscribeURL included in this message.',
    ]
    t.expect((await listener.confirmation()).Message, 'Message').toBe(lines.join('\n'))
  },
})

clause('sns.confirm.message-fields', {
  ...door,
  async check(t) {
    const { listener } = await pending(t)
    t.expect(Object.keys(await listener.confirmation()).sort(), 'the fields').toEqual(
      ['Message', 'MessageId', 'Signature', 'SignatureVersion', 'SigningCertURL', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'], // prettier-ignore
    )
  },
})

clause('sns.confirm.subscribe-url-format', {
  ...door,
  async check(t) {
    const { topic, listener } = await pending(t)
    const { SubscribeURL, Token } = await listener.confirmation()
    const query = `/?Action=ConfirmSubscription&TopicArn=${topic.arn}&Token=${Token}`
    t.expect(SubscribeURL.replace(/^https?:\/\/[^/]+/, ''), 'SubscribeURL without its origin').toBe(query)
  },
})

clause('sns.confirm.not-raw', {
  ...door,
  async check(t) {
    const { listener } = await pending(t, { RawMessageDelivery: 'true' })
    const [post] = await listener.asked()
    t.expect(post!.headers['content-type'], 'Content-Type').toBe('text/plain; charset=UTF-8')
    t.expect(listener.read(post!), 'the document').toMatchObject({ Type: 'SubscriptionConfirmation' })
  },
})

clause('sns.confirm.retried', {
  ...door,
  async check(t) {
    const topic = await t.topic()
    let isFirst = true
    const listener = await listen(t, topic, undefined, () => {
      const status = isFirst ? 500 : 200
      isFirst = false
      return { status }
    })
    const posts = await listener.asked('SubscriptionConfirmation', 2, 60_000)
    t.expect(new Set(posts.map((post) => (listener.read(post) as Confirmation).MessageId)).size, 'how many different MessageIds').toBe(1)
  },
})
