import type {
  BatchResultErrorEntry,
  PublishBatchInput,
  PublishBatchResponse,
  PublishBatchResultEntry,
  PublishInput,
  PublishResponse,
} from '@aws-sdk/client-sns'
import { ServiceError } from '../core/errors.js'
import { after, known, NO, not } from '../core/facts.js'
import { archive } from './archive.js'
import type { Context, Rules } from './choices.js'
import { isPhoneNumber } from './endpoints.js'
import { invalidParameter } from './errors.js'
import { BATCH_ENTRIES, BATCH_ENTRY_ID_LENGTH, DEDUPLICATION_INTERVAL, SMS_LENGTH } from './limits.js'
import { check, type Checked, checkSize, limitOf } from './message.js'
import { readArn, topicAt } from './request.js'
import type { Notification, PlatformEndpoint, Published, Topic } from './state.js'

/**
 * Publish: to a topic, a device or a phone number.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 * @clause sns.publish.returns-message-id
 * @clause sns.publish.no-subscribers-ok
 * @clause sns.publish.target-arn-topic
 * @clause sns.fifo.sequence-number-returned
 */
export function publish(input: PublishInput, c: Context, x: Rules): PublishResponse {
  const { TopicArn, TargetArn, PhoneNumber } = input
  x.orFail('sns.publish.one-destination-required', known([TopicArn, TargetArn, PhoneNumber].some((to) => to !== undefined)), () =>
    invalidParameter('TopicArn or TargetArn', 'no value for required parameter'),
  )
  if (TopicArn === undefined && TargetArn === undefined) return publishSms(PhoneNumber!, input, c, x)
  if (TopicArn === undefined && readArn(TargetArn!, 'TargetArn', x).resource.startsWith('endpoint/'))
    return publishPush(TargetArn!, input, c, x)
  const topic = topicAt((TopicArn ?? TargetArn)!, c, x, TopicArn === undefined ? 'TargetArn' : 'TopicArn')
  const checked = check(input, topic, x)
  checkSize(checked, topic, x)
  checkKey(topic, x)
  const { messageId, sequenceNumber } = accept(topic, checked, c, x)
  return { MessageId: messageId, SequenceNumber: sequenceNumber }
}

/**
 * The message is SNS's from here on: given an id, archived, and on its way to all who subscribe. What repeats an earlier message of a FIFO topic is
 * answered as that was, and goes nowhere.
 *
 * @clause sns.publish.durable-when-acknowledged
 * @clause sns.fifo.dedup-5min-accepted-not-delivered
 * @clause sns.fifo.dedup-after-interval-delivered
 * @clause sns.fifo.dedup-continues-after-consume
 * @clause sns.fifo.dedup-scope-topic
 * @clause sns.fifo.dedup-scope-message-group
 * @clause sns.fifo.dedup-standard-queue-too
 * @clause sns.fifo.parallel-publishers-sns-decides
 * @clause sns.publish.group-id-standard-no-order
 * @clause sns.batch.fifo-repeat-same-ids-returned
 */
function accept(topic: Topic, { content }: Checked, c: Context, x: Rules): { messageId: string; sequenceNumber: string | undefined } {
  const { published, attributes, fifo } = topic
  const perGroup = attributes.get('FifoThroughputScope') === 'MessageGroup'
  const key = fifo ? (perGroup ? `${content.groupId}\n${content.deduplicationId}` : content.deduplicationId!) : ''
  if (fifo) forgetPublished(published, x)
  const earlier = fifo ? published.get(key) : undefined
  if (fifo && x.rule('sns.fifo.dedup-5min-accepted-not-delivered', earlier === undefined ? NO : not(ended(earlier, x)))) return earlier!
  const messageId = x.choices.newId()
  const sequenceNumber = fifo ? x.choices.sequenceNumber(topic) : undefined
  if (fifo) {
    // One that may be repeated no more goes to the end of the line.
    if (earlier !== undefined) published.delete(key)
    published.set(key, { messageId, sequenceNumber: sequenceNumber!, at: x.now.at })
  }
  const notification = notificationOf(content, messageId, sequenceNumber, c, x)
  archive(topic, notification, x)
  c.out.notify(topic, notification)
  return { messageId, sequenceNumber }
}

/** Named one by one: to spread the content and add to it takes several times as long, for each message. */
function notificationOf(
  content: Checked['content'],
  messageId: string,
  sequenceNumber: string | undefined,
  c: Context,
  x: Rules,
): Notification {
  const { message, texts, subject, attributes, groupId, deduplicationId } = content
  const { traceHeader, origin } = c
  return {
    messageId,
    timestamp: x.now.at.lo,
    message,
    texts,
    subject,
    attributes,
    groupId,
    deduplicationId,
    sequenceNumber,
    traceHeader,
    origin,
  }
}

const ended = ({ at }: Published, x: Rules) => x.now.reached(after(at, DEDUPLICATION_INTERVAL))

/** They stand in the order of time. */
function forgetPublished(published: Map<string, Published>, x: Rules): void {
  for (const [key, earlier] of published) {
    if (!ended(earlier, x).certain) return
    published.delete(key)
  }
}

const KEY = /^(arn:[^:]+:kms:[^:]+:\d{12}:(key|alias)\/.+|alias\/.+|(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}))$/

/** A topic's key is taken to be there where it could be one. @clause sns.sse.transparent-to-subscribers */
function checkKey({ attributes }: Topic, x: Rules): void {
  const key = attributes.get('KmsMasterKeyId')
  x.orFail(
    'sns.publish.kms-errors',
    known(key === undefined || KEY.test(key)),
    () => new ServiceError('KMSNotFoundException', `Invalid keyId ${key}`),
  )
}

/**
 * A number that has opted out, or that a sandboxed account has not verified, gets nothing; Publish succeeds all the same.
 *
 * @clause sns.sms.max-1600
 */
function publishSms(phoneNumber: string, input: PublishInput, c: Context, x: Rules): PublishResponse {
  x.orFail('sns.sms.phone-format-publish', known(isPhoneNumber(phoneNumber)), () =>
    invalidParameter('PhoneNumber', `${phoneNumber} is not valid to publish to`),
  )
  const checked = check(input, undefined, x)
  x.orFail('sns.sms.max-1600', known([...checked.content.message].length <= SMS_LENGTH), () => invalidParameter('Message too long'))
  checkSize(checked, undefined, x)
  return send(phoneNumber, checked, c, x)
}

function publishPush(arn: string, input: PublishInput, c: Context, x: Rules): PublishResponse {
  const { region } = readArn(arn, 'TargetArn', x)
  x.orFail('sns.xregion.api-calls-refused', known(region === c.region.region), () => invalidParameter('TargetArn'))
  const endpoint = c.region.endpoints.get(arn)
  x.orFail('sns.publish.target-arn-unknown-endpoint', known(endpoint !== undefined), () =>
    invalidParameter('TargetArn', 'No endpoint found for the target arn specified'),
  )
  const { attributes, application } = endpoint!
  const isOff = (of: ReadonlyMap<string, string>) => of.get('Enabled') === 'false'
  x.orFail(
    'sns.endpoint.publish-app-disabled',
    known(!isOff(application.attributes)),
    () => new ServiceError('PlatformApplicationDisabledException', 'Platform application is disabled'),
  )
  x.orFail(
    'sns.endpoint.publish-disabled',
    known(!isOff(attributes)),
    () => new ServiceError('EndpointDisabledException', 'Endpoint is disabled'),
  )
  const checked = check(input, endpoint, x)
  checkSize(checked, undefined, x)
  return send(endpoint!, checked, c, x)
}

function send(to: string | PlatformEndpoint, { content }: Checked, c: Context, x: Rules): PublishResponse {
  const messageId = x.choices.newId()
  c.out.direct(to, notificationOf(content, messageId, undefined, c, x))
  return { MessageId: messageId }
}

/**
 * PublishBatch: up to ten messages, each of its own. What is wrong with one of them fails them all.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
 * @clause sns.batch.validation-fails-whole-request
 * @clause sns.batch.json-default-required
 * @clause sns.batch.too-many-before-group-check
 * @clause sns.batch.response-lists
 * @clause sns.batch.each-entry-is-a-message
 * @clause sns.batch.fifo-order
 * @clause sns.batch.fifo-dedup-within-and-across
 * @clause sns.batch.topic-only
 * @clause sns.batch.entry-required-members
 * @clause sns.batch.total-size-counts-attributes
 * @clause sns.batch.total-size-custom
 * @clause sns.batch.group-id-standard
 */
export function publishBatch(input: PublishBatchInput, c: Context, x: Rules): PublishBatchResponse {
  const topic = topicAt(input.TopicArn!, c, x)
  const entries = input.PublishBatchRequestEntries!
  x.orFail(
    'sns.batch.empty',
    known(entries.length > 0),
    () => new ServiceError('EmptyBatchRequestException', "The batch request doesn't contain any entries."),
  )
  x.orFail(
    'sns.batch.max-10',
    known(entries.length <= BATCH_ENTRIES),
    () => new ServiceError('TooManyEntriesInBatchRequestException', 'The batch request contains more entries than permissible.'),
  )
  x.orFail(
    'sns.batch.ids-distinct',
    known(new Set(entries.map(({ Id }) => Id)).size === entries.length),
    () => new ServiceError('BatchEntryIdsNotDistinctException', 'Two or more batch entries in the request have the same Id.'),
  )
  for (const { Id = '' } of entries) checkEntryId(Id, x)
  const checked = entries.map((entry) => check(entry, topic, x))
  x.orFail(
    'sns.batch.total-size',
    known(checked.reduce((total, { size }) => total + size, 0) <= limitOf(topic)),
    () => new ServiceError('BatchRequestTooLongException', 'The length of all the messages put together is more than the limit.'),
  )
  checkKey(topic, x)
  const Successful: PublishBatchResultEntry[] = []
  const Failed: BatchResultErrorEntry[] = []
  for (const [at, { Id }] of entries.entries()) {
    if (!topic.fifo && x.choices.hidden('sns.batch.partial-failure-200').certain) {
      Failed.push({ Id, Code: 'InternalError', Message: 'Request could not be completed', SenderFault: false })
      continue
    }
    const { messageId, sequenceNumber } = accept(topic, checked[at]!, c, x)
    Successful.push({ Id, MessageId: messageId, SequenceNumber: sequenceNumber })
  }
  return { Successful, Failed }
}

function checkEntryId(id: string, x: Rules): void {
  const wrong = (text: string) => () =>
    new ServiceError('InvalidBatchEntryIdException', `The Id of a batch entry in the batch request ${text}: ${id}`)
  x.orFail('sns.batch.id-max-80', known(id.length <= BATCH_ENTRY_ID_LENGTH), wrong('is too long'))
  x.orFail('sns.batch.id-charset', known(/^[A-Za-z0-9_-]+$/.test(id)), wrong('contains an impermissible character'))
}
