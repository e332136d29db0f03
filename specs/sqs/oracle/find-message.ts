import type { Message as ReceivedMessage } from '@aws-sdk/client-sqs'
import { either, Instant, MAYBE } from '../../../reference/core/facts.js'
import { doubtOf, mayHaveGoneTo } from '../../../reference/sqs/belief.js'
import { expiry } from '../../../reference/sqs/hidden.js'
import { leave } from '../../../reference/sqs/membership.js'
import type { Message, Queue } from '../../../reference/sqs/state.js'
import { Inadmissible } from '../../../src/oracle/admitting.js'
import type { Judging } from './judging.js'
import { alike } from './matching-content.js'
import type { Beliefs } from './beliefs.js'
import { brought, leadsTo, takenFor } from './move-task-arrivals.js'
import { cameBack, mayHaveComeBackUnseen } from './redrive-cycles.js'
import { fromOutside } from './fed-messages.js'
import { showsTime } from './time-shown.js'

/**
 * The message that a received one is: known by its id; or else one whose id nobody has seen yet; or one that a move task brought; or, where
 * other services may feed a queue, one that came from outside. Where it may be either, it is what both can be, and neither of the two is used up;
 * where these are of different groups, as much is known of it as of one from outside.
 */
export function messageOf(seen: ReceivedMessage, queue: Queue, beliefs: Beliefs, x: Judging): Message {
  const { MessageId: id, Body: body } = seen
  if (id === undefined || id === '') throw new Inadmissible('sqs.receive.fields', 'a message with its MessageId', 'one without')
  const known = beliefs.byId.get(id)
  if (known !== undefined && known.body === body) {
    refuseStray(known, queue, beliefs, x)
    if (known.queue === queue && !x.observed.asksFor('DeadLetterQueueSourceArn')) mayHaveComeBackUnseen(known, x)
    return numbered(known, seen)
  }
  const lost = unnamed(seen, queue, beliefs, x)
  const taken = known ? [] : takenFor(seen, queue, lost.length > 0, x)
  const [first] = lost
  if (new Set([...lost, ...taken.map(({ old }) => old)].map(({ group }) => group)).size > 1) {
    // Which group it blocks is not told.
    for (const message of lost) leave(message.queue, message, MAYBE, 'sqs.receive.fields')
    for (const { old } of taken) leave(old.queue, old, MAYBE, 'sqs.redrive.new-identity')
    return numbered(fromOutside(id, seen, queue, x), seen)
  }
  if (taken.length > 0) return numbered(brought(seen, taken, lost, queue, x), seen)
  if (first !== undefined) {
    confuse(lost)
    beliefs.unnamed.delete(first)
    beliefs.byId.set(id, first)
    first.id = id
    return numbered(first, seen)
  }
  if (known === undefined && beliefs.copies.has(id))
    throw new Inadmissible('sqs.fifo.dedup.window-5min', 'no message that was sent as a copy of another', id)
  if (known === undefined && x.isFed) return numbered(fromOutside(id, seen, queue, x), seen)
  if (known === undefined)
    throw new Inadmissible('sqs.send.message-id-same-on-receive', 'a message that was sent to this queue', `${id}, which nobody sent`)
  return numbered(known, seen)
}

/** Of all ways from one queue to another only a dead-letter move keeps a message's id. */
function refuseStray(message: Message, queue: Queue, { region }: Beliefs, x: Judging): void {
  const { id, queue: from, here } = message
  if (here !== 'yes' || mayHaveGoneTo(message).includes(queue) || leadsTo(from, queue, message, x)) return
  const isMoved = [...region.moveTasks.values()].flat().some(({ source }) => leadsTo(from, source, message, x))
  throw isMoved
    ? new Inadmissible('sqs.redrive.new-identity', 'an id of its own for a message that a move task brought', id)
    : new Inadmissible('sqs.send.message-id-same-on-receive', 'a message that was sent to this queue', `${id}, which is in ${from.name}`)
}

/** What nobody knows of a message whose answer nobody saw is told by the first receive that shows it. */
export function numbered(message: Message, { Attributes: shown }: ReceivedMessage): Message {
  cameBack(message, shown?.DeadLetterQueueSourceArn)
  if (message.sequenceNumber === '' && shown?.SequenceNumber !== undefined) message.sequenceNumber = shown.SequenceNumber
  const { MessageDeduplicationId: deduplicationId } = shown ?? {}
  if (message.deduplicationId === '' && deduplicationId !== undefined) message.deduplicationId = deduplicationId
  return message
}

/** The messages whose ids nobody has seen that it may be. */
function unnamed(seen: ReceivedMessage, queue: Queue, beliefs: Beliefs, x: Judging): readonly Message[] {
  const mayBe = (message: Message): boolean => {
    const { here, queue: from, sent } = message
    const isGone = here === 'no' && mayHaveGoneTo(message).length === 0
    if (isGone) return false
    // Where it came by a move it did so before it would have expired, and another period counts here.
    const isExpired = from === queue && expiry.when(from, message, x).certain
    return leadsTo(from, queue, message, x) && !isExpired && (queue.fifo || showsTime(seen.Attributes?.SentTimestamp, sent, x))
  }
  return alike([...beliefs.unnamed], seen, x).filter(mayBe)
}

/** Nobody can tell which of these is which: what is known of one is known of all. */
function confuse(messages: readonly Message[]): void {
  const hiddenUntil = messages.map((message) => message.hiddenUntil).reduce(either)
  const sent = new Instant(Math.min(...messages.map((message) => message.sent.lo)), Math.max(...messages.map((message) => message.sent.hi)))
  const receives = Math.max(...messages.map((message) => doubtOf(message).receives))
  for (const message of messages) {
    message.hiddenUntil = hiddenUntil
    message.sent = sent
    doubtOf(message).receives = receives
  }
}
