import { sqsWords } from '../sqs/bench.js'
import { binding as sqsBinding } from '../sqs/binding.js'
import { admitting } from './admitting.js'
import { anyClientError, clause, topicTypes, unlessRefused } from './bench.js'
import type { SnsCase, Topic } from './bench.js'
import { nowhere } from './filtering.js'
import { endpoint } from './over-http.js'

const RAW = { RawMessageDelivery: 'true' }
/** Retries of an endpoint over HTTP, a second apart. */
const retries = (numRetries: number) => ({
  DeliveryPolicy: JSON.stringify({ healthyRetryPolicy: { numRetries, minDelayTarget: 1, maxDelayTarget: 1 } }),
})

/** Subscribes a queue that does not exist. */
const gone = (t: SnsCase, topic: Topic, attributes: Readonly<Record<string, string>> = {}): Promise<object> =>
  topic.subscribe('sqs', nowhere(t, topic.arn), attributes)

clause('sns.dlq.per-subscription', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const topic = await t.topic({ type })
    const [{ dlq, attributes }, other] = [await t.deadLetters(topic), await t.deadLetters(topic)]
    await gone(t, topic, attributes)
    await gone(t, topic)
    await topic.publish({ Message: 'text' })
    t.expect(await dlq.texts(1), 'what comes to the dead-letter queue of one subscription').toEqual(['text'])
    await dlq.never('the message for a subscription without a dead-letter queue came to that of another')
    await other.dlq.never('a message came to a dead-letter queue that no subscription names')
  },
})

/** At once, as far as can be told: a retry of a delivery to a queue would be one of more than a hundred thousand over weeks. */
for (const { id } of [{ id: 'sns.dlq.client-error-immediately' }, { id: 'sns.retries.server-errors-only' }]) {
  clause(id, {
    axes: { type: topicTypes },
    async check(t, { type }) {
      const topic = await t.topic({ type })
      const { dlq, attributes } = await t.deadLetters(topic)
      await gone(t, topic, attributes)
      const { MessageId } = await topic.publish({ Message: 'text' })
      const [document] = await dlq.envelopes(1)
      t.expect([document!.MessageId, document!.Message], 'what is in the dead-letter queue').toEqual([MessageId, 'text'])
    },
  })
}

clause('sns.dlq.raw-body', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const topic = await t.topic({ type })
    const { dlq, attributes } = await t.deadLetters(topic, { isRaw: true })
    await gone(t, topic, { ...attributes, ...RAW })
    await topic.publish({ Message: 'text', MessageAttributes: { key: { DataType: 'String', StringValue: 'value' } } })
    const [received] = await dlq.messages(1)
    t.expect(received!.Body, 'the body').toBe('text')
    t.expect(received!.MessageAttributes?.['key'], 'the message attribute').toMatchObject({ DataType: 'String', StringValue: 'value' })
  },
})

clause('sns.dlq.fifo-keeps-group-and-dedup', {
  axes: { raw: ['true', 'false'] },
  async check(t, { raw }) {
    const topic = await t.topic({ type: 'fifo' })
    const { dlq, attributes } = await t.deadLetters(topic, { isRaw: raw === 'true' })
    await gone(t, topic, { ...attributes, RawMessageDelivery: raw })
    const ids = { MessageGroupId: 'group', MessageDeduplicationId: 'deduplication' }
    await topic.publish({ Message: 'text', ...ids })
    const [received] = await dlq.messages(1)
    t.expect(received!.Attributes, 'the attributes of the message').toMatchObject(ids)
  },
})

clause('sns.dlq.needs-queue-policy', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const topic = await t.topic({ type })
    const closed = await (await t.queues()).queue({ type })
    const witness = await t.deadLetters(topic)
    await gone(t, topic, { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: await closed.arn() }) })
    await gone(t, topic, witness.attributes)
    await topic.publish({ Message: 'text' })
    await witness.dlq.texts(1)
    await closed.receiveNone('a dead-letter queue whose policy does not let SNS send got a message')
  },
})

/** The queue is made only when a message for it is lost. */
clause('sns.dlq.without-dlq-dropped', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const topic = await t.topic({ type })
    const endpoint = nowhere(t, topic.arn)
    await topic.subscribe('sqs', endpoint, RAW)
    const witness = await t.inbox(topic)
    await topic.publish({ Message: 'lost' })
    await witness.texts(1)
    const queue = await (await t.queues()).queue({ type, name: endpoint.split(':').at(-1)! })
    await t.admit(queue, topic.arn)
    await topic.publish({ Message: 'later' })
    const { Body } = await queue.receiveOne({}, 10_000)
    // Many servers may only have tried now what the witness has had for a while.
    if (Body === 'lost' && t.profile.tolerates('sns.fanout.at-least-once-standard')) t.undecided('the delivery may have been tried late')
    t.expect(Body, 'what comes first once the queue is there').toBe('later')
    if (!t.profile.tolerates('sns.fanout.at-least-once-standard'))
      await queue.receiveNone('a message that could not be delivered came later')
  },
})

clause('sns.dlq.fifo-needs-fifo', {
  async check(t) {
    const topic = await t.topic({ type: 'fifo' })
    const inbox = await t.inbox(topic)
    const [standard, fifo] = [await t.deadLetters(topic, { queue: { type: 'standard' } }), await t.deadLetters(topic)]
    const set = ({ attributes }: { readonly attributes: Readonly<Record<string, string>> }) =>
      t.sns.setSubscriptionAttributes({
        SubscriptionArn: inbox.subscriptionArn,
        AttributeName: 'RedrivePolicy',
        AttributeValue: attributes['RedrivePolicy'],
      })
    await t.refused(set(standard), anyClientError)
    await set(fifo)
  },
})

clause('sns.dlq.after-retries-exhausted', {
  door: true,
  axes: { retries: ['0', '1'] },
  async check(t, { retries: count }) {
    const topic = await t.topic()
    const { dlq, attributes } = await t.deadLetters(topic)
    const { door, notifications } = await endpoint(t, topic, { ...attributes, ...retries(Number(count)) })
    door.replies(() => ({ status: 500 }))
    await topic.publish({ Message: 'text' })
    const tries = await notifications(1 + Number(count))
    t.expect(await dlq.texts(1), 'what comes to the dead-letter queue').toEqual(['text'])
    t.expect(
      tries.map(({ headers }) => headers['x-amz-sns-message-id']),
      'the ids of the message tried',
    ).toEqual(tries.map(() => tries[0]!.headers['x-amz-sns-message-id']))
  },
})

/** Where such a queue is not refused as one is subscribed, nothing comes to it. */
clause('sns.dlq.same-account-region', {
  async check(t) {
    const topic = await t.topic()
    const there = sqsWords(await t.on(sqsBinding, { region: t.region === 'us-west-2' ? 'us-east-1' : 'us-west-2' }))
    const queue = await there.queue()
    await queue.setForGood({ Policy: admitting(await queue.arn(), topic.arn) })
    const here = await t.deadLetters(topic)
    const isTaken = await unlessRefused(gone(t, topic, { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: await queue.arn() }) }))
    await gone(t, topic, here.attributes)
    await topic.publish({ Message: 'text' })
    t.expect(await here.dlq.texts(1), 'what comes to the dead-letter queue of the Region').toEqual(['text'])
    if (isTaken !== undefined) await queue.receiveNone('a message came to a dead-letter queue in another Region')
  },
})

/** A function that there is not. */
clause('sns.lambda.dlq-envelope', {
  async check(t) {
    const topic = await t.topic()
    const { dlq, attributes } = await t.deadLetters(topic)
    const [, partition, , region, account] = topic.arn.split(':')
    const nobody = `arn:${partition}:lambda:${region}:${account}:function:${t.name()}`
    const subscribed = await unlessRefused(topic.subscribe('lambda', nobody, attributes))
    if (subscribed === undefined) t.lacks('the target subscribes only functions that there are')
    const { MessageId } = await topic.publish({
      Message: 'text',
      Subject: 'subject',
      MessageAttributes: { key: { DataType: 'Number', StringValue: '1' } },
    })
    const [document] = await dlq.envelopes(1)
    t.expect(document, 'what is in the dead-letter queue').toMatchObject({
      Type: 'Notification',
      MessageId,
      TopicArn: topic.arn,
      Subject: 'subject',
      Message: 'text',
      SigningCertURL: t.expect.any(String) as string,
      UnsubscribeURL: t.expect.any(String) as string,
      MessageAttributes: { key: { Type: 'Number', Value: '1' } },
    })
  },
})
