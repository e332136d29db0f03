import type { SendMessageBatchRequestEntry, SendMessageRequest, SendMessageResult } from '@aws-sdk/client-sqs'
import { sizeOfAttributes } from '../aws/message-attributes.js'
import { after, type Fact, known } from '../core/facts.js'
import { bytesOf, type LateText, textOf } from '../core/late-text.js'
import type { ClauseId } from '../core/reading.js'
import type { Context, Rules } from './choices.js'
import { doubtOf } from './belief.js'
import { deduplicationId, duplicateOf, isNew, remember } from './fifo-deduplication.js'
import { md5, md5OfAttributes } from './digest.js'
import { invalidMessageContents, invalidParameter, missingParameter } from './errors.js'
import { LIMITS } from './limits.js'
import { ALLOWED, checkAttributes, checkSystemAttributes, invalidCharacter } from './message-attributes.js'
import { identifier, inBounds, notForThisQueueType, queueAt } from './request.js'
import { join } from './membership.js'
import { maySweep } from './purge.js'
import { lasting, settingIs } from './settings.js'
import { type Content, FifoMessage, Message, type Queue } from './state.js'

/** SendMessage. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export function sendMessage(input: SendMessageRequest, c: Context, x: Rules): SendMessageResult {
  const queue = queueAt(input.QueueUrl, c, x)
  const accepted = check(queue, input, x)
  x.orFail('sqs.send.size.over-limit-rejected', fits(queue, accepted.size, x), () => tooLong(queue.settings.MaximumMessageSize))
  return enqueue(queue, input, accepted, c, x)
}

export const fits = (queue: Queue, size: number, x: Rules): Fact =>
  settingIs(queue, 'MaximumMessageSize', (limit) => known(size <= limit), x)

export const tooLong = (limit: number) =>
  invalidParameter(`One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`)

/** A message that passed every check but that of its size, which a batch makes in its own way. */
export interface Checked {
  readonly content: Content
  /**
   * Bytes of the body in UTF-8 and of the message attributes; system attributes do not count.
   *
   * @clause sqs.send.size.counts-attributes
   * @clause sqs.send.size.in-bytes-not-chars
   * @clause sqs.sysattr.trace-not-counted
   * @clause sqs.send.size.max-1mib
   * @clause sqs.send.size.respects-queue-setting
   */
  readonly size: number
}

/**
 * What a producer gives, checked in the order in which AWS does. A group id is required by a FIFO queue, and welcome on a standard one,
 * where it names a tenant of a fair queue.
 *
 * @clause sqs.fair.group-id-on-standard
 * @clause sqs.fair.group-id-optional
 */
export function check(queue: Queue, input: SendMessageRequest | SendMessageBatchRequestEntry, x: Rules): Checked {
  const body = input.MessageBody as string | LateText | undefined
  x.orFail('sqs.send.body-min-1-char', known(body !== undefined && body !== ''), () => missingParameter('MessageBody'))
  const bad = typeof body === 'string' ? invalidCharacter(body) : undefined
  x.orFail('sqs.send.chars.rejected', known(bad === undefined), () =>
    invalidMessageContents(`Invalid binary character '${bad}' was found in the message body, the set of allowed characters is ${ALLOWED}`),
  )
  const { DelaySeconds: delay, MessageGroupId: group, MessageAttributes, MessageSystemAttributes } = input
  inBounds('sqs.send.delay-param-range', delay, 'DelaySeconds', LIMITS.DelaySeconds, 'DelaySeconds must be >= 0 and <= 900.', x)
  if (queue.fifo) {
    x.orFail('sqs.delay.fifo-no-per-message', known(delay === undefined || delay === 0), () => notForThisQueueType(delay, 'DelaySeconds'))
    requiredGroup(group, x)
  }
  if (queue.fifo) identifier(group, 'MessageGroupId', 'sqs.fifo.group.max-128', 'sqs.fifo.group.charset', x)
  else identifier(group, 'MessageGroupId', 'sqs.fair.validation', 'sqs.fair.validation', x)
  if (MessageAttributes !== undefined) checkAttributes(MessageAttributes, x)
  if (MessageSystemAttributes !== undefined) checkSystemAttributes(MessageSystemAttributes, x)
  const given = input.MessageDeduplicationId
  x.orFail('sqs.send.dedup-id-on-standard', known(queue.fifo || given === undefined), () =>
    notForThisQueueType(given, 'MessageDeduplicationId'),
  )
  identifier(given, 'MessageDeduplicationId', 'sqs.fifo.dedup.id-max-128', 'sqs.fifo.dedup.id-charset', x)
  return {
    content: {
      body: body!,
      attributes: MessageAttributes,
      systemAttributes: MessageSystemAttributes,
      group,
      deduplicationId: queue.fifo ? deduplicationId(queue, given, body!, 'sqs.fifo.dedup.required-without-cbd', x) : undefined,
    },
    size: bytesOf(body!) + (MessageAttributes === undefined ? 0 : sizeOfAttributes(MessageAttributes)),
  }
}

const requiredGroup = (group: string | undefined, x: Rules): void =>
  x.orFail('sqs.fifo.group.required', known(group !== undefined), () => missingParameter('MessageGroupId'))

/**
 * Accepts a message. A duplicate is accepted too, and not delivered.
 *
 * @clause sqs.fifo.dedup.duplicate-send-succeeds
 * @clause sqs.fifo.order.retries-keep-order
 * @clause sqs.fifo.dedup.no-duplicates-introduced
 * @clause sqs.send.returns-message-id
 * @clause sqs.send.standard-no-sequence-number
 * @clause sqs.md5.attributes.returned
 * @clause sqs.md5.system-attributes.returned
 */
export function enqueue(
  queue: Queue,
  input: SendMessageRequest | SendMessageBatchRequestEntry,
  { content }: Checked,
  c: Context,
  x: Rules,
): SendMessageResult {
  const traced = withTraceHeader(content, c)
  const message = queue.fifo ? enqueueFifo(queue, traced, c, x) : enqueueStandard(queue, traced, input.DelaySeconds, c, x)
  if (c.isUnread === true) return {}
  return {
    MD5OfMessageBody: md5(textOf(content.body)),
    MD5OfMessageAttributes: content.attributes && has(content.attributes) ? md5OfAttributes(content.attributes) : undefined,
    MD5OfMessageSystemAttributes:
      content.systemAttributes && has(content.systemAttributes) ? md5OfAttributes(content.systemAttributes) : undefined,
    MessageId: x.choices.idOf(message),
    SequenceNumber: message.sequenceNumber,
  }
}
const has = (map: object): boolean => Object.keys(map).length > 0

/**
 * The `X-Amzn-Trace-Id` header of a request becomes the AWSTraceHeader of its messages that have none of their own.
 *
 * @clause sqs.sysattr.trace-from-http-header
 */
const withTraceHeader = (content: Content, { traceHeader }: Context): Content =>
  traceHeader === undefined || content.systemAttributes?.['AWSTraceHeader'] !== undefined
    ? content
    : { ...content, systemAttributes: { ...content.systemAttributes, AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } } }

/**
 * A message's own delay comes before its queue's, also when it is 0.
 *
 * @clause sqs.delay.message-overrides-queue
 * @clause sqs.delay.message-zero-overrides-queue
 * @clause sqs.delay.message-default-queue
 * @clause sqs.delay.not-retroactive-standard
 */
function enqueueStandard(queue: Queue, content: Content, delay: number | undefined, c: Context, x: Rules): Message {
  const hiddenBy: ClauseId = delay === undefined ? 'sqs.delay.queue-hides-new' : 'sqs.delay.message-timer'
  const hiddenUntil = delay === undefined ? lasting(x.now.at, queue, 'DelaySeconds', x) : after(x.now.at, delay * 1000)
  const message = new Message(x.choices.newId(), ++c.region.seq, content, queue, x.now.at, hiddenUntil, hiddenBy, c.senderId)
  join(queue, message)
  maySweep(queue, message, x)
  return message
}

/**
 * A FIFO queue has no delay of single messages: 0 stands for the queue's.
 *
 * @clause sqs.delay.fifo-zero-accepted
 * @clause sqs.fifo.order.sequence-number-increasing
 * @clause sqs.fifo.order.arrival-order-multi-producer
 */
function enqueueFifo(queue: Queue, content: Content, c: Context, x: Rules): Message {
  const duplicate = duplicateOf(queue, content.deduplicationId!, content.group!, x)
  const twin = x.choices.copyOf(duplicate.fact, duplicate.twins, content)
  if (twin !== undefined) {
    x.rule('sqs.fifo.dedup.window-5min', duplicate.fact)
    return twin.message
  }
  const seq = ++c.region.seq
  const message = new FifoMessage(
    x.choices.newId(),
    seq,
    content,
    queue,
    x.now.at,
    lasting(x.now.at, queue, 'DelaySeconds', x),
    'sqs.delay.queue-hides-new',
    c.senderId,
    x.choices.sequenceNumber(duplicate.fact, queue, content, seq),
  )
  message.here = isNew(duplicate.fact)
  if (message.here === 'no') return message
  if (message.here === 'maybe') doubtOf(message).accepted = 'maybe'
  remember(queue, message, duplicate, x)
  join(queue, message)
  maySweep(queue, message, x)
  return message
}
