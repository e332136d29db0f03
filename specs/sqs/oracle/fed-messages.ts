import type { Message as ReceivedMessage } from '@aws-sdk/client-sqs'
import { after, Instant } from '../../../reference/core/facts.js'
import { doubtOf, unplace } from '../../../reference/sqs/belief.js'
import { join } from '../../../reference/sqs/membership.js'
import { type Content, FifoMessage, Message, type Queue } from '../../../reference/sqs/state.js'
import type { Judging } from './judging.js'
import { ANYTHING } from './answers.js'

/**
 * A message that nobody was seen to send, in a queue that another service may feed (a topic, a bucket, a rule): of it nothing is known but
 * what is shown. It came at some time since the queue was made, and any receives that it had before were not seen.
 */
export function fromOutside(id: string, seen: ReceivedMessage, queue: Queue, x: Judging): Message {
  const { beliefs, now } = x
  const { MessageGroupId: group, MessageDeduplicationId: deduplicationId } = seen.Attributes ?? {}
  const content: Content = {
    body: seen.Body ?? '',
    attributes: seen.MessageAttributes,
    systemAttributes: undefined,
    // Where no group is shown it stands alone: which others it blocks is not known.
    group: group ?? (queue.fifo ? `group of ${id}` : undefined),
    deduplicationId: deduplicationId ?? (queue.fifo ? '' : undefined),
  }
  const sent = new Instant(queue.created.lo, now.at.hi)
  const seq = ++beliefs.region.seq
  const by = 'sqs.delay.queue-hides-new'
  const message = queue.fifo
    ? new FifoMessage(id, seq, content, queue, sent, after(sent, 0), by, '', '')
    : new Message(id, seq, content, queue, sent, after(sent, 0), by, '')
  message.firstReceived = new Instant(sent.lo, Infinity)
  doubtOf(message).receives = Infinity
  join(queue, message, x.choices)
  unplace(message)
  beliefs.outside.add(message)
  return message
}

/** Of messages from outside only id, handle and body are held against what was seen before. @returns whether there was one */
export function openOutside(messages: readonly Record<string, unknown>[], { beliefs: { byId, outside } }: Judging): boolean {
  const strange = messages.filter(({ MessageId: id }) => outside.has(byId.get(String(id))!))
  for (const message of strange)
    for (const name of ['MD5OfBody', 'Attributes', 'MD5OfMessageAttributes', 'MessageAttributes']) message[name] = ANYTHING
  return strange.length > 0
}

/** May a message that nobody was seen to send block others of a FIFO queue, because it stands before them or is in flight? */
export const mayBlockUnseen = (queue: Queue, { isFed, beliefs: { outside, unseenReceives } }: Judging): boolean =>
  queue.fifo && ((isFed && unseenReceives.has(queue)) || [...outside].some((message) => message.queue === queue))
