import { clause, fc } from './bench.js'
import type { SnsCase } from './bench.js'
import { type Confirmation, listen, open } from './listener.js'
import { allSubscriptions, spreadsWithin } from './lists.js'

const door = { door: true } as const
const confirmed = async (t: SnsCase, attributes?: Readonly<Record<string, string>>) => {
  const topic = await t.topic()
  return { topic, listener: await (await listen(t, topic, attributes)).confirm() }
}
/** A notification's link by which anybody ends the subscription, opened without a signature. */
const leave = async (t: SnsCase, { topic, listener }: Awaited<ReturnType<typeof confirmed>>) => {
  await topic.publish()
  const [envelope] = await listener.notifications()
  return open(t, envelope!.UnsubscribeURL ?? '')
}

clause('sns.unsubscribe.deletes', {
  async check(t) {
    const topic = await t.topic()
    const [first, second] = [await topic.subscribe('sms', '+12065550100'), await topic.subscribe('sms', '+12065550101')]
    await t.sns.unsubscribe({ SubscriptionArn: first.SubscriptionArn })
    const arns = (list: readonly { readonly SubscriptionArn?: string | undefined }[]) => list.map(({ SubscriptionArn }) => SubscriptionArn)
    await t.settles(
      async () => {
        t.expect(arns(await topic.subscriptions()), 'the subscriptions of the topic').toEqual([second.SubscriptionArn])
        t.expect(arns(await allSubscriptions(t)), 'the subscriptions of the account').not.toContain(first.SubscriptionArn)
      },
      spreadsWithin(t, 'sns.unsubscribe.deletes'),
    )
  },
})

clause('sns.unsubscribe.idempotent', {
  async check(t) {
    const { SubscriptionArn } = await (await t.topic()).subscribe('sms', '+12065550100')
    for (const nth of ['first', 'second']) {
      t.expect(t.answer(await t.sns.unsubscribe({ SubscriptionArn })).status, `the status of the ${nth} call`).toBe(200)
    }
  },
})

clause('sns.unsubscribe.malformed-arn', {
  given: { SubscriptionArn: fc.constantFrom('pending confirmation', 'arn:aws:sns', 'a:b:c:d:e') },
  edges: [{ SubscriptionArn: 'pending confirmation' }],
  async check(t, { SubscriptionArn }) {
    const refusal = await t.refused(t.sns.unsubscribe({ SubscriptionArn }))
    t.expect(refusal.error.message, 'the message').toContain(
      'Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements',
    )
  },
})

/** Another subscriber tells when the message that must not come has been delivered. */
clause('sns.unsubscribe.stops-delivery', {
  async check(t) {
    const topic = await t.topic()
    const [gone, other] = [await t.inbox(topic), await t.inbox(topic)]
    await t.sns.unsubscribe({ SubscriptionArn: gone.subscriptionArn })
    if (t.profile.tolerates('sns.unsubscribe.stops-delivery')) await t.time.sleep(60_000)
    await topic.publish({ Message: 'after' })
    await other.texts(1)
    await gone.never('a message came to a subscription that is gone', ['after'])
  },
})

clause('sns.unsubscribe.url-get', {
  ...door,
  async check(t) {
    const setting = await confirmed(t)
    const answer = await leave(t, setting)
    t.expect(answer.status, 'the status').toBe(200)
    t.expect(answer.text, 'the answer').toMatch(/<UnsubscribeResponse[\s>]/)
    const listed = async () =>
      t
        .expect(
          (await setting.topic.subscriptions()).map(({ SubscriptionArn }) => SubscriptionArn),
          'the subscriptions',
        )
        .not.toContain(setting.listener.subscriptionArn)
    await t.settles(listed, spreadsWithin(t, 'sns.unsubscribe.deletes'))
  },
})

clause('sns.unsubscribe.http-confirmation-sent', {
  ...door,
  async check(t) {
    const setting = await confirmed(t)
    await leave(t, setting)
    const { topic, listener } = setting
    const [post] = await listener.posts('UnsubscribeConfirmation')
    const { Token, ...document } = listener.read(post!) as Confirmation
    t.expect(document, 'the document').toMatchObject({ Type: 'UnsubscribeConfirmation', TopicArn: topic.arn })
    t.expect(document.SubscribeURL, 'SubscribeURL').toContain(`Action=ConfirmSubscription&TopicArn=${topic.arn}&Token=${Token}`)
  },
})

/** One page says without qualification that the message is sent, so whether the owner's own call brings it is not looked at. */
clause('sns.unsubscribe.final-message-only-non-owner', {
  ...door,
  async check(t) {
    const { topic, listener } = await confirmed(t)
    await open(t, `http://localhost/?Action=Unsubscribe&SubscriptionArn=${listener.subscriptionArn}&Version=2010-03-31`)
    const [post] = await listener.posts('UnsubscribeConfirmation')
    t.expect((listener.read(post!) as Confirmation).TopicArn, 'TopicArn of the final message').toBe(topic.arn)
  },
})

clause('sns.unsubscribe.resubscribe-token', {
  ...door,
  async check(t) {
    const setting = await confirmed(t)
    await leave(t, setting)
    const { topic, listener } = setting
    const { Token } = await listener.confirmation('UnsubscribeConfirmation')
    const { SubscriptionArn } = await t.sns.confirmSubscription({ TopicArn: topic.arn, Token })
    t.expect(SubscriptionArn, 'the SubscriptionArn').toBe(listener.subscriptionArn)
    await topic.publish({ Message: 'back again' })
    const texts = (await listener.notifications(2)).map(({ Message }) => Message)
    t.expect(texts, 'what came').toContain('back again')
    t.expect(
      (await topic.subscriptions()).map((one) => one.SubscriptionArn),
      'the subscriptions',
    ).toEqual([SubscriptionArn])
    const again = await topic.subscribe(new URL(listener.door.url).protocol.slice(0, -1), listener.door.url)
    t.expect(again.SubscriptionArn, 'the SubscriptionArn of the same endpoint').toBe(SubscriptionArn)
    t.expect((await listener.attributes())['PendingConfirmation'], 'PendingConfirmation').toBe('false')
    const counted = async () =>
      t.expect(await topic.attributes(), 'the counters').toMatchObject({ SubscriptionsConfirmed: '1', SubscriptionsPending: '0' })
    await t.settles(counted, spreadsWithin(t, 'sns.attributes.topic-counters-eventual'))
  },
})

clause('sns.unsubscribe.message-text', {
  ...door,
  async check(t) {
    const setting = await confirmed(t)
    await leave(t, setting)
    const [first, second] = (await setting.listener.confirmation('UnsubscribeConfirmation')).Message.split('\n')
    t.expect(first, 'the first line of Message').toBe(`You have chosen to deactivate subscription ${setting.listener.subscriptionArn}.`)
    t.expect(second, 'the second line of Message').toContain('SubscribeURL')
  },
})

clause('sns.unsubscribe.raw-sub-confirmation-json', {
  ...door,
  async check(t) {
    const topic = await t.topic()
    const listener = await (await listen(t, topic, { RawMessageDelivery: 'true' })).confirm()
    await open(t, `http://localhost/?Action=Unsubscribe&SubscriptionArn=${listener.subscriptionArn}&Version=2010-03-31`)
    t.expect(Object.keys(await listener.confirmation('UnsubscribeConfirmation')), 'the fields').toEqual(
      t.expect.arrayContaining(['Type', 'Message', 'Token', 'SubscribeURL']),
    )
  },
})
