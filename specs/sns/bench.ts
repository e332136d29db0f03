import type * as sdk from '@aws-sdk/client-sns'
import constraints from '../../reference/sns/constraints.json' with { type: 'json' }
import { apiOf, boundsOf, clausesOf, settlesOf, type Case } from '../../src/suite/index.js'
import { type Queue, type SqsCase, sqsWords } from '../sqs/bench.js'
import { binding as sqsBinding } from '../sqs/binding.js'
import { admitting } from './admitting.js'
import { binding } from './binding.js'
import { Inbox } from './inbox.js'
import type { SnsCase, TopicSpec } from './case.js'
import { Topic } from './topic.js'
import { valid } from './valid.js'

export { anyClientError, characters, expect, fc, lengths, presence, range, values } from '../../src/suite/index.js'
export { unlessRefused } from '../sqs/unless-refused.js'
export type { Envelope, Inbox } from './inbox.js'
export type { Queue } from '../sqs/bench.js'
export type { PublishInput, SnsApi, Topic } from './topic.js'

export { topicTypes, type SnsCase, type TopicSpec, type TopicType } from './case.js'

/** The words of SNS for a case. */
export const snsWords = (it: Case): SnsCase => {
  const sns = apiOf<typeof sdk>(it)
  let words: Promise<SqsCase> | undefined
  const queues = (): Promise<SqsCase> => (words ??= it.on(sqsBinding).then(sqsWords))
  const admit = async (queue: Queue, topicArn: string): Promise<void> => {
    await queue.setForGood({ Policy: admitting(await queue.arn(), topicArn) })
  }
  const topic = async ({ type = 'standard', attributes = {}, tags, name }: TopicSpec = {}): Promise<Topic> => {
    const Name = name ?? it.name(type === 'fifo' ? '.fifo' : '')
    const Attributes = type === 'fifo' ? { FifoTopic: 'true', ...attributes } : attributes
    const output = await sns.createTopic({
      Name,
      ...(Object.keys(Attributes).length > 0 ? { Attributes } : {}),
      ...(tags ? { Tags: [...tags] } : {}),
    })
    if (!output.TopicArn) it.diverges('CreateTopic answered without the TopicArn', 'a TopicArn', 'none')
    const made = new Topic(it, sns, output.TopicArn, Name, Attributes)
    it.stampLike(made, output)
    return made
  }
  return {
    ...it,
    sns,
    queues,
    admit,
    topic,
    settles: settlesOf(it),
    async noTopic(type = 'standard') {
      const { arn, name } = await topic({ type })
      return arn.slice(0, -name.length) + it.name(type === 'fifo' ? '.fifo' : '')
    },
    async inbox(topic, { attributes = {}, queue: spec } = {}) {
      const sqs = await queues()
      const queue = await sqs.queue({ type: topic.isFifo ? 'fifo' : 'standard', ...spec })
      await admit(queue, topic.arn)
      const { SubscriptionArn } = await topic.subscribe(
        'sqs',
        await queue.arn(),
        Object.keys(attributes).length > 0 ? attributes : undefined,
      )
      if (!SubscriptionArn) it.diverges('Subscribe answered without the SubscriptionArn', 'a SubscriptionArn', 'none')
      return new Inbox(it, queue, SubscriptionArn, attributes['RawMessageDelivery']?.toLowerCase() === 'true')
    },
    async deadLetters(topic, { queue: spec, isRaw = false } = {}) {
      const queue = await (await queues()).queue({ type: topic.isFifo ? 'fifo' : 'standard', ...spec })
      await admit(queue, topic.arn)
      return {
        dlq: new Inbox(it, queue, '', isRaw),
        attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: await queue.arn() }) },
      }
    },
    form: (params, { headers = {} } = {}) =>
      it.http({
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: typeof params === 'string' ? params : new URLSearchParams({ Version: '2010-03-31', ...params }).toString(),
      }),
  }
}

export const { clause } = clausesOf(binding, snsWords)
export const bounds = boundsOf<SnsCase>({ clause, constraints, valid })
