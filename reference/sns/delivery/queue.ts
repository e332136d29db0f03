import type { LateText } from '../../core/late-text.js'
import type { Principal } from '../../core/ports.js'
import type { Output } from '../../core/service.js'
import type { Site } from '../../core/world.js'
import type { Notification, Place, Subscription, Topic } from '../state.js'
import { lateDocument, textFor } from './document.js'
import { type Outcome, outcomeOf, refused } from './outcome.js'

/** The most attributes that a message in a queue can have. */
const QUEUE_ATTRIBUTES = 10

export const PRINCIPAL = 'sns.amazonaws.com'

/** What a queue is asked to take: the input of SendMessage. */
export interface QueueMessage extends Readonly<Record<string, unknown>> {
  readonly QueueUrl: string
  readonly MessageBody: string | LateText
}

const principals = new WeakMap<Topic, Principal>()

/** As whom a topic calls: always the same object, by which the one who is called can know it again. */
const principalOf = (topic: Topic): Principal => {
  let principal = principals.get(topic)
  if (principal === undefined) principals.set(topic, (principal = { service: PRINCIPAL, sourceArn: topic.arn, sourceAccount: topic.owner }))
  return principal
}

/** Where what an ARN names is. */
export const placeOf = (arn: string): Place => {
  const [, , , region = '', account = '', name = ''] = arn.split(':')
  return { region, account, name }
}

/** Calls a service for a topic: whether it may is for the policy of the resource there to say. What it answers is not read. */
export const callFor = (
  topic: Topic,
  site: Site,
  { account, region }: Place,
  service: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): Output | Promise<Output> =>
  site.ports.call({ service, account, region, operation, input, principal: principalOf(topic), isUnread: true })

/**
 * Puts a message into a queue, of whatever account and region.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
 * @clause sns.sqs.needs-queue-policy
 * @clause sns.sqs.sender-id-service
 * @clause sns.xregion.sqs-delivery
 */
export const sendToQueue = (site: Site, topic: Topic, place: Place, message: QueueMessage): Outcome | Promise<Outcome> =>
  outcomeOf(() => callFor(topic, site, place, 'sqs', 'SendMessage', message))

/**
 * A notification as a queue gets it: raw, with the attributes of the message, or in a document. A FIFO queue gets the group and the deduplication id; a
 * standard queue gets the group of a message that was published to a standard topic.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
 * @clause sns.raw.sqs-body-only
 * @clause sns.raw.sqs-attributes-mapped
 * @clause sns.raw.subject-dropped
 * @clause sns.raw.per-subscription
 * @clause sns.raw.fifo-no-sequence-number
 * @clause sns.msgattr.not-sqs-attributes-without-raw
 * @clause sns.attributes.tracing-default-passthrough
 * @clause sns.fifo.group-id-passed-to-fifo-queue
 * @clause sns.fifo.group-id-not-passed-to-standard-queue
 * @clause sns.publish.group-id-forwarded-standard-sqs
 * @clause sns.fifo.dedup-queue-without-content-dedup
 * @clause sns.dlq.fifo-keeps-group-and-dedup
 * @clause sns.dlq.raw-body
 * @clause sns.lambda.dlq-envelope
 */
export function queueMessage(topic: Topic, subscription: Subscription, notification: Notification, { name }: Place): QueueMessage {
  const { attributes, groupId, deduplicationId, traceHeader } = notification
  const isFifo = name.endsWith('.fifo')
  const isRaw = subscription.raw && fitsRaw(notification)
  return {
    QueueUrl: name,
    MessageBody: isRaw ? textFor(subscription.protocol, notification) : lateDocument(topic, subscription, notification),
    MessageAttributes: isRaw && Object.keys(attributes).length > 0 ? attributes : undefined,
    MessageGroupId: isFifo !== topic.fifo ? undefined : groupId,
    MessageDeduplicationId: isFifo ? deduplicationId : undefined,
    MessageSystemAttributes: traceHeader === undefined ? undefined : { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } },
  }
}

const fitsRaw = ({ attributes }: Notification): boolean => Object.keys(attributes).length <= QUEUE_ATTRIBUTES

/** @clause sns.msgattr.raw-over-10-discarded @clause sns.msgattr.more-than-10-needs-no-raw */
export function deliverToQueue(
  site: Site,
  topic: Topic,
  subscription: Subscription,
  notification: Notification,
): Outcome | Promise<Outcome> {
  if (subscription.raw && !fitsRaw(notification))
    return refused(`A message with more than ${QUEUE_ATTRIBUTES} attributes cannot be delivered raw.`)
  const place = (subscription.place ??= placeOf(subscription.endpoint))
  return sendToQueue(site, topic, place, queueMessage(topic, subscription, notification, place))
}
