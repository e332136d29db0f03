import type { MessageAttributeValue } from '@aws-sdk/client-sns'
import { foreignToXml } from '../../aws/text.js'
import type { LateText } from '../../core/late-text.js'
import type { Attributes, Notification, Subscription, Topic } from '../state.js'
import { certificatePath } from './key.js'
import { SIGNATURE_LENGTH, signatureOf, signatureVersionOf } from './signature.js'

/** The text of a message for a protocol, or for a platform's key. @clause sns.structure.protocol-key-selected @clause sns.structure.default-fallback */
export const textFor = (key: string, { texts, message }: Notification): string => texts?.get(key) ?? texts?.get('default') ?? message

/** The last instant that was printed: many messages are of one millisecond. */
let lastTime = { ms: 0, text: new Date(0).toISOString() }
const printedTime = (ms: number): string => (lastTime.ms === ms ? lastTime : (lastTime = { ms, text: new Date(ms).toISOString() })).text

/** What all who get the same text of a message get alike. It is signed once, when somebody first reads the signature. FIFO topics do not sign. */
class Facts {
  /** @clause sns.envelope.timestamp-format */
  readonly timestamp: string
  readonly version: '1' | '2'
  private readonly topicArn: string
  private readonly isSigned: boolean
  private readonly messageId: string
  private readonly subject: string | undefined
  private known: string | undefined

  constructor(
    topic: Topic,
    notification: Notification,
    readonly text: string,
  ) {
    this.timestamp = printedTime(notification.timestamp)
    this.version = signatureVersionOf(topic)
    this.topicArn = topic.arn
    this.isSigned = !topic.fifo
    this.messageId = notification.messageId
    this.subject = notification.subject
  }

  get signature(): string {
    if (!this.isSigned) return ''
    const { text: Message, messageId: MessageId, subject: Subject, timestamp: Timestamp, topicArn: TopicArn, version } = this
    return (this.known ??= signatureOf({ Message, MessageId, Subject, Timestamp, TopicArn, Type: 'Notification' }, version))
  }
}

/** Of the message that was delivered last: its deliveries come in a row, and of texts and origins there are few. */
let latest: { readonly topic: Topic; readonly notification: Notification; facts: Facts[]; documents: SharedDocument[] } | undefined
const MOST_KEPT = 16

const latestOf = (topic: Topic, notification: Notification) =>
  latest?.notification === notification && latest.topic === topic ? latest : (latest = { topic, notification, facts: [], documents: [] })

const kept = <T>(all: T[], one: T): T => {
  if (all.length === MOST_KEPT) all.length = 0
  all.push(one)
  return one
}

/** A message is signed and written once for all who get the same text. */
export function factsOf(topic: Topic, notification: Notification, text: string): Facts {
  const { facts } = latestOf(topic, notification)
  return facts.find((one) => one.text === text) ?? kept(facts, new Facts(topic, notification, text))
}

/** @clause sns.envelope.unsubscribe-url */
export const unsubscribeUrl = ({ origin, arn }: Pick<Subscription, 'origin' | 'arn'>): string =>
  `${origin}/?Action=Unsubscribe&SubscriptionArn=${arn}`
export const certificateUrl = ({ origin }: Pick<Subscription, 'origin'>): string => origin + certificatePath

/** A JSON object on several lines, as AWS prints it; members without a value are left out. */
const printed = (members: Readonly<Record<string, string | undefined>>): string => {
  let all = ''
  for (const name in members) if (members[name] !== undefined) all += `${all === '' ? '' : ',\n'}  "${name}" : ${members[name]}`
  return `{\n${all}\n}`
}

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
export const notificationDocument = (topic: Topic, subscription: Subscription, notification: Notification, signed = !topic.fifo): string =>
  sharedDocument(topic, subscription, notification, signed).of(subscription.arn)

/** The same for who may never read it: what `LateText` does not take is written at once. */
export function lateDocument(topic: Topic, subscription: Subscription, notification: Notification): string | LateText {
  const shared = sharedDocument(topic, subscription, notification, !topic.fifo)
  return shared.isXml ? new LateDocument(shared, subscription.arn) : shared.of(subscription.arn)
}

function sharedDocument(topic: Topic, subscription: Subscription, notification: Notification, signed: boolean): SharedDocument {
  const facts = factsOf(topic, notification, textFor(subscription.protocol, notification))
  const { documents } = latestOf(topic, notification)
  const { origin } = subscription
  return (
    documents.find((one) => one.facts === facts && one.signed === signed && one.origin === origin) ??
    kept(documents, new SharedDocument(facts, origin, signed, print(topic, origin, notification, facts, signed)))
  )
}

/** Stand in a document for the signature and for the ARN of the subscription. In JSON both characters are escaped wherever else they stand. */
const SIGNATURE = '\t'
const ARN = '\r'

/** A document but for the ARN of its subscription, which is in ASCII. */
class SharedDocument {
  readonly bytes: number
  /** Whether all its characters are ones of XML 1.0. */
  readonly isXml: boolean
  #parts: readonly [before: string, after: string] | undefined

  constructor(
    readonly facts: Facts,
    readonly origin: string,
    readonly signed: boolean,
    private readonly text: string,
  ) {
    this.bytes = Buffer.byteLength(text) - ARN.length + (signed ? SIGNATURE_LENGTH - SIGNATURE.length : 0)
    this.isXml = foreignToXml(text) === undefined
  }

  of(arn: string): string {
    const [before, after] = (this.#parts ??= this.text.replace(SIGNATURE, () => this.facts.signature).split(ARN) as [string, string])
    return before + arn + after
  }
}

class LateDocument implements LateText {
  constructor(
    private readonly shared: SharedDocument,
    private readonly arn: string,
  ) {}
  get bytes(): number {
    return this.shared.bytes + this.arn.length
  }
  toString(): string {
    return this.shared.of(this.arn)
  }
}

/** @clause sns.replay.marked-replayed */
const print = (
  topic: Topic,
  origin: string,
  notification: Notification,
  { text: message, timestamp, version }: Facts,
  signed: boolean,
): string =>
  printed({
    Type: '"Notification"',
    MessageId: `"${notification.messageId}"`,
    SequenceNumber: text(notification.sequenceNumber),
    TopicArn: `"${topic.arn}"`,
    Subject: text(notification.subject),
    Message: text(message),
    Timestamp: `"${timestamp}"`,
    SignatureVersion: signed ? `"${version}"` : undefined,
    Signature: signed ? `"${SIGNATURE}"` : undefined,
    SigningCertURL: signed ? `"${certificateUrl({ origin })}"` : undefined,
    UnsubscribeURL: `"${unsubscribeUrl({ origin, arn: ARN })}"`,
    Replayed: notification.replayed === true ? 'true' : undefined,
    MessageAttributes: attributesText(notification.attributes),
  })

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
  return printed({
    Type: `"${type}"`,
    MessageId: `"${messageId}"`,
    Token: text(token),
    TopicArn: `"${topic.arn}"`,
    Message: text(Message),
    SubscribeURL: text(SubscribeURL),
    Timestamp: `"${Timestamp}"`,
    SignatureVersion: `"${version}"`,
    Signature: `"${signature}"`,
    SigningCertURL: `"${certificateUrl(subscription)}"`,
  })
}
