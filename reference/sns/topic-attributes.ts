import type { GetTopicAttributesInput, GetTopicAttributesResponse, SetTopicAttributesInput } from '@aws-sdk/client-sns'
import { known } from '../core/facts.js'
import { archives, beginningOfArchive, readArchivePolicy } from './archive.js'
import type { Context, Rules } from './choices.js'
import { effectiveTopicPolicy, readTopicPolicy } from './delivery-policy.js'
import { invalidParameter } from './errors.js'
import { DISPLAY_NAME_LENGTH, LARGE_PROTOCOLS, LARGE_SUBSCRIPTIONS, MESSAGE_BYTES, MESSAGE_SIZE } from './limits.js'
import { readPolicy } from './policy.js'
import { topicAt, type Wrong, wrongAttribute } from './request.js'
import type { Topic } from './state.js'
import { dropUnconfirmed } from './subscriptions.js'

/** Reads the value of an attribute: what is kept of it, or nothing where it is taken away. */
type Read = (topic: Topic, value: string, name: string, wrong: Wrong, x: Rules) => string | undefined

const oneOf =
  (
    id: 'sns.attributes.tracing-standard-only' | 'sns.attributes.fifo-throughput-scope-values' | 'sns.attributes.signature-version-set',
    ...values: readonly string[]
  ): Read =>
  (_topic, value, name, wrong, x) => {
    x.orFail(id, known(values.includes(value)), () => wrong(name))
    return value
  }

const forFifo =
  (read: Read): Read =>
  (topic, value, name, wrong, x) => {
    x.orFail('sns.attributes.content-dedup-fifo-only', known(topic.fifo), () => wrong(`${name} can only be set for FIFO topics`))
    return read(topic, value, name, wrong, x)
  }

const SETTINGS: Readonly<Record<string, Read>> = {
  Policy(topic, value, _name, wrong, x) {
    topic.policy = readPolicy(topic, value, wrong, x)
    return undefined
  },
  /** @clause sns.attributes.display-name-roundtrip */
  DisplayName(_topic, value, name, wrong, x) {
    x.orFail('sns.attributes.display-name-max-100', known([...value].length <= DISPLAY_NAME_LENGTH), () => wrong(name))
    return value
  },
  DeliveryPolicy: (_topic, value, _name, wrong, x) => (value === '' ? undefined : readTopicPolicy(value, wrong, x)),
  /** The key is not looked for until a message is published. @clause sns.attributes.kms-key-id-settable */
  KmsMasterKeyId: (_topic, value) => (value === '' ? undefined : value),
  SignatureVersion: oneOf('sns.attributes.signature-version-set', '1', '2'),
  /** @clause sns.attributes.tracing-default-passthrough */
  TracingConfig(topic, value, name, wrong, x) {
    x.orFail('sns.attributes.tracing-standard-only', known(!topic.fifo), () => wrong(`${name} cannot be set for FIFO topics`))
    return oneOf('sns.attributes.tracing-standard-only', 'Active', 'PassThrough')(topic, value, name, wrong, x)
  },
  ContentBasedDeduplication: forFifo((_topic, value, name, wrong, x) => {
    x.orFail('sns.attributes.content-dedup-fifo-only', known(/^(true|false)$/i.test(value)), () => wrong(name))
    return value.toLowerCase()
  }),
  FifoThroughputScope: forFifo(oneOf('sns.attributes.fifo-throughput-scope-values', 'Topic', 'MessageGroup')),
  ArchivePolicy: forFifo(readArchivePolicy),
  MaximumMessageSize(topic, value, name, wrong, x) {
    const { min, max } = MESSAGE_SIZE
    const size = /^\d+$/.test(value) ? Number(value) : NaN
    x.orFail('sns.attributes.max-message-size-range', known(size >= min && size <= max), () =>
      wrong(`${name}: ${value} is not an integer between ${min} and ${max} bytes`),
    )
    if (size > MESSAGE_BYTES) {
      for (const { protocol } of topic.subscriptions.values()) checkLarge(protocol, x)
      checkLargeCount(topic.subscriptions.size, x)
    }
    return value
  },
}

/** What cannot take messages over 256 KB cannot subscribe to a topic with larger ones. */
export function checkLarge(protocol: string, x: Rules): void {
  x.orFail('sns.attributes.max-message-size-large-protocols', known(LARGE_PROTOCOLS.has(protocol)), () =>
    invalidParameter(`MaximumMessageSize greater than ${MESSAGE_BYTES} bytes is not supported for the following protocol: [${protocol}]`),
  )
}

/** Where this is looked at is not certain: at Subscribe, when the size is raised, or both. */
export function checkLargeCount(subscriptions: number, x: Rules): void {
  x.orFail('sns.attributes.max-message-size-large-100-subs', known(subscriptions <= LARGE_SUBSCRIPTIONS), () =>
    invalidParameter(
      `A topic with MaximumMessageSize greater than ${MESSAGE_BYTES} bytes supports a maximum of ${LARGE_SUBSCRIPTIONS} subscriptions`,
    ),
  )
}

/** HTTP stands for HTTPS as well. @clause sns.status.attributes-per-protocol */
const FEEDBACK = /^(HTTP|Firehose|Lambda|Application|SQS)(SuccessFeedbackRoleArn|SuccessFeedbackSampleRate|FailureFeedbackRoleArn)$/

const readFeedback: Read = (_topic, value, name, wrong, x) => {
  if (name.endsWith('SampleRate')) {
    x.orFail('sns.status.sample-rate-0-100', known(/^\d{1,3}$/.test(value) && Number(value) <= 100), () => wrong(name))
    return value
  }
  const isRole = value === '' || /^arn:[^:]+:iam::\d{12}:role\/.+/.test(value)
  x.orFail('sns.status.attributes-per-protocol', known(isRole), () =>
    wrong(`${name}: ${value} is not a valid role to allow SNS to write to Cloudwatch Logs`),
  )
  return value === '' ? undefined : value
}

/** Whether a topic has such an attribute to set. A topic's kind is no such attribute. */
export const isSetting = (name: string): boolean => Object.hasOwn(SETTINGS, name) || FEEDBACK.test(name)

/** @clause sns.attributes.max-message-size-changeable */
export function readTopicAttribute(topic: Topic, name: string, value: string, wrong: Wrong, x: Rules): void {
  const read = Object.hasOwn(SETTINGS, name) ? SETTINGS[name]! : readFeedback
  const kept = read(topic, value, name, wrong, x)
  if (kept === undefined) topic.attributes.delete(name)
  else topic.attributes.set(name, kept)
  if (name === 'ArchivePolicy') topic.archivedSince = archives(topic) ? (topic.archivedSince ?? x.now.at.lo) : undefined
}

/**
 * SetTopicAttributes.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
 * @clause sns.attributes.set-requires-name
 * @clause sns.attributes.set-fifotopic-rejected
 */
export function setTopicAttributes(input: SetTopicAttributesInput, c: Context, x: Rules): Record<string, never> {
  const topic = topicAt(input.TopicArn!, c, x)
  const name = input.AttributeName!
  x.orFail('sns.attributes.set-unknown-topic-attribute', known(isSetting(name)), () => invalidParameter('AttributeName'))
  readTopicAttribute(topic, name, input.AttributeValue ?? '', wrongAttribute, x)
  return {}
}

/**
 * GetTopicAttributes: what was set, and what every topic has.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
 * @clause sns.attributes.topic-default-set
 * @clause sns.attributes.topic-counters-strings
 * @clause sns.attributes.topic-counters-eventual
 * @clause sns.attributes.fifo-default-content-dedup-false
 * @clause sns.attributes.fifotopic-absent-on-standard
 * @clause sns.attributes.signature-version-default-1
 * @clause sns.attributes.owner-account-id
 * @clause sns.attributes.max-message-size-default
 * @clause sns.mdp.not-in-topic-attributes
 * @clause sns.archive.beginning-time-attribute
 */
export function getTopicAttributes(input: GetTopicAttributesInput, c: Context, x: Rules): GetTopicAttributesResponse {
  const topic = topicAt(input.TopicArn!, c, x)
  dropUnconfirmed(topic, c, x)
  const { subscriptions, pending, deletions } = topic
  const attributes: Record<string, string> = {
    TopicArn: topic.arn,
    Owner: topic.owner,
    Policy: topic.policy,
    DisplayName: '',
    SubscriptionsConfirmed: x.choices.count(subscriptions.size - pending),
    SubscriptionsPending: x.choices.count(pending),
    SubscriptionsDeleted: x.choices.count(deletions),
    EffectiveDeliveryPolicy: JSON.stringify(effectiveTopicPolicy(topic)),
    ...(topic.fifo ? { FifoTopic: 'true', ContentBasedDeduplication: 'false' } : {}),
    ...Object.fromEntries(topic.attributes),
  }
  const beginning = beginningOfArchive(topic, x)
  if (beginning !== undefined) attributes['BeginningArchiveTime'] = new Date(beginning).toISOString()
  return { Attributes: attributes }
}
