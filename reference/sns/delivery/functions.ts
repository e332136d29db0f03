import type { Site } from '../../core/world.js'
import type { Attributes, Notification, Subscription, Topic } from '../state.js'
import { certificateUrl, factsOf, notificationDocument, textFor, unsubscribeUrl, valueOf } from './document.js'
import { type Outcome, outcomeOf, refused } from './outcome.js'
import { callFor, placeOf } from './queue.js'

/**
 * The event that a Lambda function gets.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 * @clause sns.lambda.event-shape
 * @clause sns.lambda.field-casing
 * @clause sns.lambda.subject-null
 * @clause sns.signature.lambda-version-field-bug
 */
export function lambdaEvent(topic: Topic, subscription: Subscription, notification: Notification): string {
  const { messageId, subject, attributes, texts } = notification
  const message = textFor('lambda', notification)
  const { timestamp, signature } = factsOf(topic, notification, message)
  const Sns = {
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topic.arn,
    Subject: subject ?? null,
    Message: message,
    Timestamp: timestamp,
    // Whatever the version is that the message is signed in.
    SignatureVersion: '1',
    Signature: signature,
    SigningCertUrl: certificateUrl(subscription),
    UnsubscribeUrl: unsubscribeUrl(subscription),
    // @clause sns.msgattr.sent-only-for-string-structure
    MessageAttributes: texts === undefined ? lambdaAttributes(attributes) : {},
  }
  return JSON.stringify({ Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: subscription.arn, Sns }] })
}

/** @clause sns.lambda.array-number-as-string */
const lambdaAttributes = (attributes: Attributes): object =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      { Type: value.DataType === 'Binary' ? 'Binary' : 'String', Value: valueOf(value) },
    ]),
  )

/** Invokes a function; nobody waits for what it does. */
export function deliverToLambda(
  site: Site,
  topic: Topic,
  subscription: Subscription,
  notification: Notification,
): Outcome | Promise<Outcome> {
  const { endpoint } = subscription
  if (!site.ports.has('lambda')) return refused('There is no Lambda here.')
  const Payload = Buffer.from(lambdaEvent(topic, subscription, notification))
  return outcomeOf(() =>
    callFor(topic, site, placeOf(endpoint), 'lambda', 'Invoke', { FunctionName: endpoint, InvocationType: 'Event', Payload }),
  )
}

/**
 * A record of a Firehose stream, ended by a line break: the document without its signature, or the message alone.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/firehose-archived-message-format.html
 * @clause sns.firehose.envelope-fields
 * @clause sns.firehose.line-per-message
 * @clause sns.raw.firehose-body-only
 */
export function deliverToFirehose(
  site: Site,
  topic: Topic,
  subscription: Subscription,
  notification: Notification,
): Outcome | Promise<Outcome> {
  const { endpoint, raw } = subscription
  if (!site.ports.has('firehose')) return refused('There is no Firehose here.')
  // One line: what is kept in S3 is told apart by its lines.
  const text = raw
    ? textFor('firehose', notification)
    : JSON.stringify(JSON.parse(notificationDocument(topic, subscription, notification, false)))
  const name = endpoint.slice(endpoint.indexOf('/') + 1)
  return outcomeOf(() =>
    callFor(topic, site, placeOf(endpoint), 'firehose', 'PutRecord', {
      DeliveryStreamName: name,
      Record: { Data: Buffer.from(`${text}\n`) },
    }),
  )
}
