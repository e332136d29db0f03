import { binding as sqsBinding } from '../sqs/binding.js'
import { sqsWords } from '../sqs/bench.js'
import { admitting } from './admitting.js'
import { clause, fc, topicTypes, unlessRefused } from './bench.js'
import { binding } from './binding.js'

clause('sns.sqs.needs-queue-policy', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const topic = await t.topic({ type })
    const queue = await (await t.queues()).queue({ type })
    await topic.subscribe('sqs', await queue.arn(), { RawMessageDelivery: 'true' })
    const witness = await t.inbox(topic)
    t.expect((await topic.publish({ Message: 'before' })).MessageId, 'the id of the message').toBeTypeOf('string')
    await witness.texts(1)
    await queue.receiveNone('a queue whose policy does not let SNS send got a message')
    await t.admit(queue, topic.arn)
    await topic.publish({ Message: 'after' })
    // A delivery that is late, or made once more, finds the policy that holds by then.
    const freedoms = ['sns.fanout.order-best-effort-standard', 'sns.fanout.at-least-once-standard'] as const
    const mayBeLate = type === 'standard' && freedoms.some((id) => t.profile.tolerates(id))
    const next = async (): Promise<string> => (await queue.receiveOne({}, 10_000)).Body
    let came = await next()
    while (mayBeLate && came === 'before') came = await next()
    t.expect(came, 'what comes once the policy lets the topic send').toBe('after')
  },
})

clause('sns.sqs.subscribe-without-policy-ok', {
  axes: { type: topicTypes },
  given: { exists: fc.boolean() },
  async check(t, { type, exists }) {
    const topic = await t.topic({ type })
    const queue = await (await t.queues()).queue({ type })
    const arn = await queue.arn()
    const { SubscriptionArn } = await topic.subscribe('sqs', exists ? arn : arn.replace(queue.name, t.name(type === 'fifo' ? '.fifo' : '')))
    t.expect(SubscriptionArn?.startsWith(`${topic.arn}:`), `whether ${SubscriptionArn} is a subscription of the topic`).toBe(true)
  },
})

clause('sns.sqs.sender-id-service', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const topic = await t.topic({ type })
    const inbox = await t.inbox(topic)
    const { MessageId } = await topic.publish()
    const [received] = await inbox.messages(1)
    t.expect(received!.MessageId, 'the id of the message in the queue').not.toBe(MessageId)
  },
})

clause('sns.batch.group-id-standard', {
  given: { groups: fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9!-/:-@]{1,40}$/), { minLength: 2, maxLength: 5 }) },
  async check(t, { groups }) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic, { attributes: { RawMessageDelivery: 'true' } })
    await topic.publishBatch(groups.map((MessageGroupId) => ({ MessageGroupId, Message: `of ${MessageGroupId}` })))
    const seen = (await inbox.messages(groups.length)).map(({ Body, Attributes }) => [Body, Attributes?.['MessageGroupId']])
    t.expect(new Map(seen as [string, string][]), 'the group of each message').toEqual(
      new Map(groups.map((group) => [`of ${group}`, group])),
    )
  },
})

/** A Region that the case is not in. */
const elsewhere = (region: string): string => (region === 'us-west-2' ? 'us-east-1' : 'us-west-2')

clause('sns.xregion.sqs-delivery', {
  async check(t) {
    const topic = await t.topic()
    const there = sqsWords(await t.on(sqsBinding, { region: elsewhere(t.region) }))
    const queue = await there.queue()
    const arn = await queue.arn()
    await queue.setForGood({ Policy: admitting(arn, topic.arn) })
    await topic.subscribe('sqs', arn, { RawMessageDelivery: 'true' })
    await topic.publish({ Message: 'from afar' })
    t.expect((await queue.receiveOne({}, 10_000)).Body, 'what came to the queue in the other Region').toBe('from afar')
  },
})

const CALLS: Readonly<Record<string, object>> = {
  GetTopicAttributes: {},
  SetTopicAttributes: { AttributeName: 'DisplayName', AttributeValue: 'name' },
  Subscribe: { Protocol: 'sqs' },
  Publish: { Message: 'text' },
  PublishBatch: { PublishBatchRequestEntries: [{ Id: 'a', Message: 'text' }] },
  ListSubscriptionsByTopic: {},
  DeleteTopic: {},
}

clause('sns.xregion.api-calls-refused', {
  given: { operation: fc.constantFrom(...Object.keys(CALLS)) },
  edges: Object.keys(CALLS).map((operation) => ({ operation })),
  cases: Object.keys(CALLS).length,
  async check(t, { operation }) {
    const topic = await t.topic()
    const there = await t.on(binding, { region: elsewhere(t.region) })
    const more = operation === 'Subscribe' ? { Endpoint: topic.arn.replace(':sns:', ':sqs:') } : {}
    const { error } = await t.refused(there.call(operation, { TopicArn: topic.arn, ...CALLS[operation], ...more }))
    t.tell(() => t.expect(error.message, 'what is said of the ARN').toContain('Invalid parameter: TopicArn'))
    const target = await t.refused(there.call('Publish', { TargetArn: topic.arn, Message: 'text' }))
    t.tell(() => t.expect(target.error.message, 'what is said of the target').toContain('Invalid parameter: TargetArn'))
    t.expect((await topic.attributes())['TopicArn'], 'the topic after the refusal').toBe(topic.arn)
  },
})

/** A role that is taken is reported; whether one is taken, where there is none, is for AWS to say. */
clause('sns.status.attributes-per-protocol', {
  axes: { protocol: ['HTTP', 'Firehose', 'Lambda', 'Application', 'SQS'] },
  given: { rate: fc.integer({ min: 0, max: 100 }).map(String), wrong: fc.constantFrom('HTTPS', 'Http', 'Email') },
  async check(t, { protocol, rate, wrong }) {
    const topic = await t.topic()
    const role = `arn:aws:iam::${topic.arn.split(':')[4]}:role/${t.name()}`
    await topic.set(`${protocol}SuccessFeedbackSampleRate`, rate)
    const due: Record<string, string> = { [`${protocol}SuccessFeedbackSampleRate`]: rate }
    for (const name of [`${protocol}SuccessFeedbackRoleArn`, `${protocol}FailureFeedbackRoleArn`]) {
      if ((await unlessRefused(topic.set(name, role))) !== undefined) due[name] = role
    }
    t.expect(await topic.attributes(), 'the attributes').toMatchObject(due)
    await t.refused(topic.set(`${wrong}SuccessFeedbackRoleArn`, role))
  },
})

/** A percentage; none is no percentage, and 0 takes it back. */
clause('sns.status.sample-rate-0-100', {
  axes: { protocol: ['HTTP', 'Firehose', 'Lambda', 'Application', 'SQS'] },
  given: { outside: fc.constantFrom('101', '-1', '1000', 'x', ''), inside: fc.integer({ min: 0, max: 100 }).map(String) },
  edges: [
    { outside: '101', inside: '100' },
    { outside: '', inside: '0' },
  ],
  async check(t, { protocol, outside, inside }) {
    const topic = await t.topic()
    const name = `${protocol}SuccessFeedbackSampleRate`
    await topic.set(name, inside)
    await t.refused(topic.set(name, outside))
    t.expect((await topic.attributes())[name], 'the rate after the refused call').toBe(inside)
  },
})
