import type * as sdk from '@aws-sdk/client-sns'
import { apiOf } from '../../src/suite/index.js'
import { binding as sqsBinding } from '../sqs/binding.js'
import { sqsWords } from '../sqs/bench.js'
import { admitting } from './admitting.js'
import { clause, fc, type SnsApi, type SnsCase, type Topic } from './bench.js'
import { binding } from './binding.js'
import { Inbox, type Envelope } from './inbox.js'
import { allSubscriptions, spreadsWithin } from './lists.js'

/** The operations as another account calls them, which owns none of the topics. */
const stranger = async (t: SnsCase): Promise<{ readonly sns: SnsApi; readonly account: string }> => {
  const other = await t.on(binding, { isSecond: true })
  return { sns: apiOf<typeof sdk>(other), account: other.account! }
}

type Statement = Readonly<Record<string, unknown>>
/** A statement about a topic: what it says of that account, which may do it unless it says otherwise. */
const statement = (topic: Topic, account: string, action: string, more: Statement = {}): Statement => ({
  Effect: 'Allow',
  Principal: { AWS: account },
  Action: `SNS:${action}`,
  Resource: topic.arn,
  ...more,
})
const policy = (...Statement: Statement[]): string => JSON.stringify({ Version: '2012-10-17', Statement })

/** Queues of the other account. */
const theirs = async (t: SnsCase) => sqsWords(await t.on(sqsBinding, { isSecond: true }))

/** What a topic's policy can allow. */
const CALLS: Readonly<Record<string, object>> = {
  Publish: { Message: 'foreign' },
  Subscribe: { Protocol: 'email', Endpoint: 'someone@example.com' },
  GetTopicAttributes: {},
  ListSubscriptionsByTopic: {},
  SetTopicAttributes: { AttributeName: 'DisplayName', AttributeValue: 'foreign' },
  AddPermission: { Label: 'foreign', AWSAccountId: ['111122223333'], ActionName: ['Publish'] },
  RemovePermission: { Label: 'foreign' },
  DeleteTopic: {},
}
/** What it cannot, or allows under another name. */
const OTHER_CALLS: Readonly<Record<string, object>> = {
  PublishBatch: { PublishBatchRequestEntries: [{ Id: 'id', Message: 'foreign' }] },
  TagResource: { Tags: [{ Key: 'key', Value: 'foreign' }] },
  UntagResource: { TagKeys: ['key'] },
  ListTagsForResource: {},
}
/** What the other account asks of the topic. */
const asking = async (t: SnsCase, topic: Topic) => {
  const other = await t.on(binding, { isSecond: true })
  return {
    account: other.account!,
    ask: (action: string) =>
      other.call(action, {
        [/Tag|Resource/.test(action) ? 'ResourceArn' : 'TopicArn']: topic.arn,
        ...CALLS[action],
        ...OTHER_CALLS[action],
      }),
  }
}

/** Whoever owns the topic may, and nobody else. */
clause('sns.permissions.default-owner-only', {
  accounts: 2,
  axes: { action: ['Publish', 'Subscribe'] },
  async check(t, { action }) {
    const topic = await t.topic()
    const witness = await t.inbox(topic)
    await t.refused((await asking(t, topic)).ask(action))
    t.expect((await topic.subscriptions()).length, 'how many subscriptions there are').toBe(1)
    await topic.publish({ Message: 'own' })
    t.expect(await witness.texts(1), 'what comes to the queue').toEqual(['own'])
    await witness.never('the message of a call that was refused came', ['foreign'])
  },
})

/** A topic is left as it is by what is refused. */
clause('sns.permissions.authorization-error-403', {
  accounts: 2,
  axes: { action: [...Object.keys(CALLS), ...Object.keys(OTHER_CALLS)] },
  async check(t, { action }) {
    const topic = await t.topic()
    const before = await topic.attributes()
    const { ask } = await asking(t, topic)
    const refusal = await t.refused(ask(action), { shape: 'AuthorizationErrorException', code: 'AuthorizationError', status: 403 })
    const asked = action === 'PublishBatch' ? 'Publish' : action
    t.tell(() =>
      t.expect(refusal.error.message, 'the message').toContain(`is not authorized to perform: SNS:${asked} on resource: ${topic.arn}`),
    )
    t.expect(await topic.attributes(), 'the attributes after the refused call').toEqual(before)
  },
})

/** The credentials of the other account let it do whatever that account lets it do; the topic is not that account's. */
clause('sns.xaccount.iam-only-own', {
  accounts: 2,
  axes: { action: Object.keys(CALLS) },
  async check(t, { action }) {
    const topic = await t.topic()
    const { account, ask } = await asking(t, topic)
    await t.refused(ask(action))
    const others = Object.keys(CALLS).filter((one) => one !== action)
    await topic.set('Policy', policy(...others.map((one) => statement(topic, account, one))))
    await t.refused(ask(action))
    await topic.set('Policy', policy(statement(topic, account, action)))
    await ask(action)
  },
})

clause('sns.permissions.deny-overrides-allow', {
  accounts: 2,
  given: { isFirst: fc.boolean() },
  edges: [{ isFirst: true }, { isFirst: false }],
  async check(t, { isFirst }) {
    const topic = await t.topic()
    const { sns, account } = await stranger(t)
    const [allow, deny] = [statement(topic, account, 'Publish'), statement(topic, account, 'Publish', { Effect: 'Deny' })]
    const publish = () => sns.publish({ TopicArn: topic.arn, Message: 'text' })
    await topic.set('Policy', policy(...(isFirst ? [deny, allow] : [allow, deny])))
    await t.refused(publish())
    await topic.set('Policy', policy(allow, { ...deny, Action: 'SNS:Subscribe' }))
    await publish()
  },
})

clause('sns.permissions.condition-keys-endpoint-protocol', {
  accounts: 2,
  given: { key: fc.constantFrom('SNS:Protocol', 'SNS:Endpoint') },
  edges: [{ key: 'SNS:Protocol' }, { key: 'SNS:Endpoint' }],
  async check(t, { key }) {
    const topic = await t.topic()
    const { sns, account } = await stranger(t)
    const [admitted, other] = [await (await theirs(t)).queue(), await (await theirs(t)).queue()]
    const Endpoint = await admitted.arn()
    const value = key === 'SNS:Protocol' ? 'sqs' : Endpoint
    await topic.set('Policy', policy(statement(topic, account, 'Subscribe', { Condition: { StringEquals: { [key]: value } } })))
    await t.refused(
      key === 'SNS:Protocol'
        ? sns.subscribe({ TopicArn: topic.arn, Protocol: 'email', Endpoint: 'someone@example.com' })
        : sns.subscribe({ TopicArn: topic.arn, Protocol: 'sqs', Endpoint: await other.arn() }),
    )
    t.expect(await topic.subscriptions(), 'the subscriptions').toEqual([])
    await sns.subscribe({ TopicArn: topic.arn, Protocol: 'sqs', Endpoint })
  },
})

clause('sns.permissions.publish-covers-batch', {
  accounts: 2,
  given: { effect: fc.constantFrom('Allow', 'Deny') },
  edges: [{ effect: 'Allow' }, { effect: 'Deny' }],
  async check(t, { effect }) {
    const topic = await t.topic()
    const { sns, account } = await stranger(t)
    const others = ['Subscribe', 'GetTopicAttributes'].map((action) => statement(topic, account, action))
    const batch = () => sns.publishBatch({ TopicArn: topic.arn, PublishBatchRequestEntries: [{ Id: 'a', Message: 'text' }] })
    await topic.set('Policy', policy(...others, statement(topic, account, 'Publish', { Effect: effect })))
    if (effect === 'Deny') await t.refused(batch())
    else t.expect((await batch()).Successful?.length, 'how many entries succeeded').toBe(1)
  },
})

/** What another account is told is the owner's word, however much of it. */
clause('sns.attributes.topic-visibility-depends-on-caller', {
  accounts: 2,
  async check(t) {
    const topic = await t.topic({ attributes: { DisplayName: 'shown' } })
    const { sns, account } = await stranger(t)
    await topic.set('Policy', policy(statement(topic, account, 'GetTopicAttributes')))
    const { Attributes = {} } = await sns.getTopicAttributes({ TopicArn: topic.arn })
    t.expect(await topic.attributes(), 'the attributes as the owner sees them').toMatchObject(Attributes)
    t.expect(Attributes['TopicArn'], 'TopicArn as the other account sees it').toBe(topic.arn)
  },
})

/** Lets the other account subscribe a queue of its own. */
const foreign = async (t: SnsCase, attributes: Readonly<Record<string, string>> = {}) => {
  const topic = await t.topic()
  const { sns, account } = await stranger(t)
  const queue = await (await theirs(t)).queue()
  await queue.setForGood({ Policy: admitting(await queue.arn(), topic.arn) })
  await topic.set('Policy', policy(statement(topic, account, 'Subscribe')))
  const subscribed = await sns.subscribe({
    TopicArn: topic.arn,
    Protocol: 'sqs',
    Endpoint: await queue.arn(),
    ReturnSubscriptionArn: true,
    Attributes: attributes,
  })
  return { topic, sns, account, queue, SubscriptionArn: subscribed.SubscriptionArn! }
}

clause('sns.confirm.cross-account-queue-owner-auto', {
  accounts: 2,
  async check(t) {
    const { topic, sns, account, queue, SubscriptionArn } = await foreign(t, { RawMessageDelivery: 'true' })
    const { Attributes = {} } = await sns.getSubscriptionAttributes({ SubscriptionArn })
    t.expect(Attributes, 'the attributes of the subscription').toMatchObject({ PendingConfirmation: 'false', Owner: account })
    await topic.publish({ Message: 'text' })
    t.expect((await queue.receiveOne({}, 10_000)).Body, 'what came to the queue').toBe('text')
    const listed = async () => (await allSubscriptions({ sns })).find((one) => one.SubscriptionArn === SubscriptionArn)
    const expected = { SubscriptionArn, Owner: account, Protocol: 'sqs', Endpoint: await queue.arn(), TopicArn: topic.arn }
    await t.settles(async () => t.expect(await listed(), 'what its owner lists of it').toEqual(expected))
    await sns.unsubscribe({ SubscriptionArn })
    const gone = async () => t.expect(await listed(), 'what its owner lists of it when it is gone').toBeUndefined()
    await t.settles(gone, spreadsWithin(t, 'sns.unsubscribe.deletes'))
  },
})

clause('sns.subattrs.owner-only-sets', {
  accounts: 2,
  async check(t) {
    const { sns, SubscriptionArn } = await foreign(t)
    const set = (who: SnsApi, AttributeValue: string) =>
      who.setSubscriptionAttributes({ SubscriptionArn, AttributeName: 'RawMessageDelivery', AttributeValue })
    const raw = async () => (await sns.getSubscriptionAttributes({ SubscriptionArn })).Attributes?.['RawMessageDelivery']
    await t.refused(set(t.sns, 'true'))
    const reading = await t.refused(t.sns.getSubscriptionAttributes({ SubscriptionArn }))
    t.tell(() => t.expect(reading.error.message, 'the message').toContain('Not authorized to access this subscription'))
    t.expect(await raw(), 'RawMessageDelivery after the refused call').toBe('false')
    await set(sns, 'true')
    t.expect(await raw(), 'RawMessageDelivery once its owner set it').toBe('true')
  },
})

clause('sns.confirm.cross-account-sqs', {
  accounts: 2,
  async check(t) {
    const topic = await t.topic()
    const queue = await (await theirs(t)).queue()
    await queue.setForGood({ Policy: admitting(await queue.arn(), topic.arn) })
    const { SubscriptionArn = '' } = await topic.subscribe('sqs', await queue.arn())
    const pending = async () => (await t.sns.getSubscriptionAttributes({ SubscriptionArn })).Attributes?.['PendingConfirmation']
    t.expect(await pending(), 'PendingConfirmation at first').toBe('true')
    const inbox = new Inbox(t, queue, SubscriptionArn, false)
    const [confirmation] = (await inbox.envelopes(1)) as readonly (Envelope & { readonly Token?: string })[]
    t.expect([confirmation!.Type, confirmation!.TopicArn], 'what came to the queue').toEqual(['SubscriptionConfirmation', topic.arn])
    await topic.publish({ Message: 'before' })
    await inbox.never('a message came before the subscription was confirmed', ['before'])
    await t.sns.confirmSubscription({ TopicArn: topic.arn, Token: confirmation!.Token })
    t.expect(await pending(), 'PendingConfirmation once it is confirmed').toBe('false')
    await topic.publish({ Message: 'after' })
    let [text] = await inbox.texts(1)
    // A queue may bring once more what it brought.
    while (text === confirmation!.Message && inbox.isRepeatable()) [text] = await inbox.texts(1)
    t.expect(text, 'what came to the queue then').toBe('after')
  },
})
