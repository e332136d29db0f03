import type { Message as ReceivedMessage, MessageSystemAttributeName, ReceiveMessageRequest } from '@aws-sdk/client-sqs'
import { known } from '../core/facts.js'
import type { Rules } from './choices.js'
import { md5, md5OfAttributes } from './digest.js'
import { unknownAttribute } from './errors.js'
import { selected } from './message-attributes.js'
import type { Message } from './state.js'

/** What a receive wants to see of each message. */
export type Wanted = Pick<ReceiveMessageRequest, 'AttributeNames' | 'MessageSystemAttributeNames' | 'MessageAttributeNames'>

/**
 * The system attributes that a message can show, each as text; `undefined` where it does not apply.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 * @clause sqs.sysattr.all-standard
 * @clause sqs.sysattr.all-fifo
 * @clause sqs.sysattr.trace-roundtrip
 * @clause sqs.sysattr.sse-enabled-listed-but-absent
 * @clause sqs.fifo.group.attribute-on-receive
 * @clause sqs.fifo.dedup.attribute-on-receive
 * @clause sqs.fifo.order.sequence-number-same-on-receive
 * @clause sqs.fair.group-id-returned
 * @clause sqs.dlq.source-arn-attribute
 * @clause sqs.dlq.direct-send-no-source-arn
 */
const SHOWN: Readonly<Record<Exclude<MessageSystemAttributeName, 'All'>, (message: Message, x: Rules) => string | undefined>> = {
  SenderId: (message, x) => x.choices.any('SenderId', message.senderId),
  SentTimestamp: (message, x) => x.choices.time('SentTimestamp', message.sent, 1, 'sqs.sysattr.sent-timestamp-ms', x),
  ApproximateReceiveCount: (message, x) => receiveCount(message, x),
  ApproximateFirstReceiveTimestamp: (message, x) =>
    message.firstReceived &&
    x.choices.time('ApproximateFirstReceiveTimestamp', message.firstReceived, 1, 'sqs.sysattr.first-receive-timestamp', x),
  // Which number a message has after a redrive policy moved it no page says.
  SequenceNumber: (message, x) =>
    message.deadLetterSource && message.sequenceNumber ? x.choices.any('SequenceNumber', message.sequenceNumber) : message.sequenceNumber,
  MessageDeduplicationId: (message) => message.deduplicationId,
  MessageGroupId: (message) => message.group,
  AWSTraceHeader: (message) => message.systemAttributes?.['AWSTraceHeader']?.StringValue,
  DeadLetterQueueSourceArn: (message) => message.deadLetterSource?.arn,
}
const SHOWN_BY_NAME = Object.entries(SHOWN)
const NAMES: ReadonlySet<string> = new Set(['All', ...Object.keys(SHOWN)])

/** @clause sqs.receive.receive-count-across-queues */
function receiveCount(message: Message, x: Rules): string {
  const { receives, doubt } = message
  const id = 'sqs.receive.approx-receive-count'
  return x.choices.within('ApproximateReceiveCount', receives, receives, receives + (doubt?.receives ?? 0), id, id, x)
}

export function checkSystemAttributeNames(wanted: Wanted, x: Rules): void {
  for (const names of [wanted.MessageSystemAttributeNames, wanted.AttributeNames])
    for (const name of names ?? []) x.orFail('sqs.sysattr.unknown-name', known(NAMES.has(name)), () => unknownAttribute(name))
}

/**
 * A message as it is answered: with the attributes that were asked for, and the digest of just those message attributes.
 *
 * @clause sqs.receive.fields
 * @clause sqs.receive.md5ofbody
 * @clause sqs.receive.no-attributes-by-default
 * @clause sqs.send.message-id-same-on-receive
 * @clause sqs.send.body-returned-verbatim
 * @clause sqs.md5.attributes.on-receive-subset
 */
export function presented(message: Message, handle: string, wanted: Wanted, x: Rules): ReceivedMessage {
  const { body, attributes } = message
  const user = attributes && wanted.MessageAttributeNames && selected(attributes, wanted.MessageAttributeNames)
  return {
    MessageId: x.choices.idOf(message),
    ReceiptHandle: handle,
    MD5OfBody: md5(body),
    Body: body,
    Attributes: systemAttributes(message, wanted, x),
    MD5OfMessageAttributes: user && md5OfAttributes(user),
    MessageAttributes: user,
  }
}

/**
 * Of the two parameters that name system attributes the older one still works, and both together ask for the union.
 *
 * @clause sqs.sysattr.new-and-old-parameter
 * @clause sqs.sysattr.both-parameters-json
 * @clause sqs.sysattr.subset
 */
function systemAttributes(message: Message, wanted: Wanted, x: Rules): Record<string, string> | undefined {
  const { AttributeNames: older = [], MessageSystemAttributeNames: newer = [] } = wanted
  if (older.length === 0 && newer.length === 0) return undefined
  const names: readonly string[] = [...newer, ...older]
  const all = names.includes('All')
  const shown: Record<string, string> = {}
  let isEmpty = true
  for (const [name, show] of SHOWN_BY_NAME) {
    const value = all || names.includes(name) ? show(message, x) : undefined
    if (value === undefined) continue
    shown[name] = value
    isEmpty = false
  }
  return isEmpty ? undefined : shown
}
