import type { MessageAttributeValue } from '@aws-sdk/client-sns'
import type { Attributes, Notification, Subscription, Topic } from '../state.js'
import { certificatePath } from './key.js'
import { signatureOf, signatureVersionOf } from './signature.js'

/** The text of a message for a protocol, or for a platform's key. @clause sns.structure.protocol-key-selected @clause sns.structure.default-fallback */
export const textFor = (key: string, { texts, message }: Notification): string => texts?.get(key) ?? texts?.get('default') ?? message

interface Facts {
  readonly timestamp: string
  readonly version: '1' | '2'
  readonly signature: string
  /** The document before and after the ARN of the subscription, by origin and by whether it is signed. */
  readonly documents: Map<string, readonly [before: string, after: string]>
}
const known = new WeakMap<Notification, Map<string, Facts>>()

/** A message is signed and written once for all who get the same text. FIFO topics do not sign. @clause sns.envelope.timestamp-format */
export function factsOf(topic: Topic, notification: Notification, text: string): Facts {
  let byText = known.get(notification)
  if (byText === undefined) known.set(notification, (byText = new Map<string, Facts>()))
  let facts = byText.get(text)
  if (facts === undefined) {
    const timestamp = new Date(notification.timestamp).toISOString()
    const version = signatureVersionOf(topic)
    const { messageId: MessageId, subject: Subject } = notification
    const signature = topic.fifo
      ? ''
      : signatureOf({ Message: text, MessageId, Subject, Timestamp: timestamp, TopicArn: topic.arn, Type: 'Notification' }, version)
    byText.set(text, (facts = { timestamp, version, signature, documents: new Map() }))
  }
  return facts
}

/** @clause sns.envelope.unsubscribe-url */
export const unsubscribeUrl = ({ origin, arn }: Subscription): string => `${origin}/?Action=Unsubscribe&SubscriptionArn=${arn}`
export const certificateUrl = ({ origin }: Subscription): string => origin + certificatePath

/** A JSON object on several lines, as AWS prints it; members without a value are left out. */
const print = (members: readonly (readonly [name: string, value: string | undefined])[]): string =>
  `{\n${members.flatMap(([name, value]) => (value === undefined ? [] : [`  "${name}" : ${value}`])).join(',\n')}\n}`

const text = (value: string | undefined): string | undefined => (value === undefined ? undefined : JSON.stringify(value))

/**
 * The document of a notification as queues and HTTP endpoints get it. Without `signed` it has no signature: so it is from FIFO topics, and for Firehose.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 * @clause sns.envelope.sqs-fields
 * @clause sns.envelope.http-fields
 * @clause sns.envelope.key-order-sqs
 * @clause sns.envelope.type-notification
 * @clause sns.envelope.subject-omitted
 * @clause sns.envelope.message-is-string
 * @clause sns.envelope.fifo-no-signature
 * @clause sns.fifo.sequence-number-in-body
 * @clause sns.msgattr.envelope-omitted-when-none
 * @clause sns.publish.message-id-in-envelope
 * @clause sns.publish.subject-in-json-endpoints
 * @clause sns.publish.group-id-standard-not-to-http
 * @clause sns.replay.marked-replayed
 */
export function notificationDocument(topic: Topic, subscription: Subscription, notification: Notification, signed = !topic.fifo): string {
  const message = textFor(subscription.protocol, notification)
  const facts = factsOf(topic, notification, message)
  const key = `${signed} ${subscription.origin}`
  let parts = facts.documents.get(key)
  if (parts === undefined) facts.documents.set(key, (parts = partsOf(topic, subscription, notification, message, facts, signed)))
  return parts[0] + subscription.arn + parts[1]
}

function partsOf(
  topic: Topic,
  subscription: Subscription,
  notification: Notification,
  message: string,
  { timestamp, version, signature }: Facts,
  signed: boolean,
) {
  const document = print([
    ['Type', '"Notification"'],
    ['MessageId', `"${notification.messageId}"`],
    ['SequenceNumber', text(notification.sequenceNumber)],
    ['TopicArn', `"${topic.arn}"`],
    ['Subject', text(notification.subject)],
    ['Message', text(message)],
    ['Timestamp', `"${timestamp}"`],
    ['SignatureVersion', signed ? `"${version}"` : undefined],
    ['Signature', signed ? `"${signature}"` : undefined],
    ['SigningCertURL', signed ? `"${certificateUrl(subscription)}"` : undefined],
    // In JSON a NUL is escaped wherever else it stands.
    ['UnsubscribeURL', `"${unsubscribeUrl({ ...subscription, arn: '\0' })}"`],
    ['Replayed', notification.replayed === true ? 'true' : undefined],
    ['MessageAttributes', attributesText(notification.attributes)],
  ])
  return document.split('\0') as [string, string]
}

/** @clause sns.msgattr.envelope-format */
function attributesText(attributes: Attributes): string | undefined {
  const entries = Object.entries(attributes)
  if (entries.length === 0) return undefined
  return `{\n${entries.map(([name, value]) => `    ${JSON.stringify(name)} : ${JSON.stringify({ Type: value.DataType, Value: valueOf(value) })}`).join(',\n')}\n  }`
}

export const valueOf = ({ StringValue, BinaryValue }: MessageAttributeValue): string =>
  StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64')

export type ConfirmationType = 'SubscriptionConfirmation' | 'UnsubscribeConfirmation'

/** What is sent with a token: it confirms the subscription, or brings it back. */
export interface Confirmation {
  readonly type: ConfirmationType
  readonly messageId: string
  readonly timestamp: number
  readonly token: string
}

/** @clause sns.confirm.subscribe-url-format */
export const subscribeUrl = ({ origin, topic }: Subscription, token: string): string =>
  `${origin}/?Action=ConfirmSubscription&TopicArn=${topic.arn}&Token=${token}`

/** @clause sns.confirm.message-text @clause sns.unsubscribe.message-text */
export const confirmationText = ({ arn, topic }: Subscription, type: ConfirmationType): string =>
  type === 'SubscriptionConfirmation'
    ? `You have chosen to subscribe to the topic ${topic.arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`
    : `You have chosen to deactivate subscription ${arn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`

/**
 * @clause sns.confirm.message-fields
 * @clause sns.confirm.not-raw
 * @clause sns.unsubscribe.raw-sub-confirmation-json
 */
export function confirmationDocument(subscription: Subscription, { type, messageId, timestamp, token }: Confirmation): string {
  const { topic } = subscription
  const Timestamp = new Date(timestamp).toISOString()
  const Message = confirmationText(subscription, type)
  const SubscribeURL = subscribeUrl(subscription, token)
  const version = signatureVersionOf(topic)
  const signature = signatureOf(
    { Message, MessageId: messageId, SubscribeURL, Timestamp, Token: token, TopicArn: topic.arn, Type: type },
    version,
  )
  return print([
    ['Type', `"${type}"`],
    ['MessageId', `"${messageId}"`],
    ['Token', text(token)],
    ['TopicArn', `"${topic.arn}"`],
    ['Message', text(Message)],
    ['SubscribeURL', text(SubscribeURL)],
    ['Timestamp', `"${Timestamp}"`],
    ['SignatureVersion', `"${version}"`],
    ['Signature', `"${signature}"`],
    ['SigningCertURL', `"${certificateUrl(subscription)}"`],
  ])
}
