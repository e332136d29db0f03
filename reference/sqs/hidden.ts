import { after, all, type Fact, Instant, MAYBE, NO, whichever, YES } from '../core/facts.js'
import type { ClauseId } from '../core/reading.js'
import type { Rules } from './choices.js'
import { join, leave } from './membership.js'
import { doubtOf, mayHaveGoneTo, present, presentSince, receivedAtLeast } from './belief.js'
import { type Message, NOWHERE, type Queue, type RedrivePolicy } from './state.js'
import { mayHaveBeenSwept } from './purge.js'
import { queueByArn, standingSince } from './request.js'
import { lasting, UNSEEN, valuesSince } from './settings.js'

/** What happens without being asked. A server does it when it comes across it; an oracle believes it when an answer needs it. */
export interface HiddenTransition {
  readonly id: ClauseId
  /** The freedom to be late with it. */
  readonly lag?: ClauseId
  when(queue: Queue, message: Message, x: Rules): Fact
}
interface Lapse extends HiddenTransition {
  then(queue: Queue, message: Message, x: Rules): void
}

/**
 * Messages older than the retention period are removed, in flight or not. Their age counts from the send: not from a receive,
 * and on a standard queue not from a move to a dead-letter queue either.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 * @clause sqs.retention.clock-from-enqueue
 * @clause sqs.retention.inflight-expiry
 * @clause sqs.retention.dlq-standard-original-timestamp
 * @clause sqs.retention.standard-processes-until-expiry
 * @clause sqs.retention.change-affects-existing
 */
export const expiry: Lapse = {
  id: 'sqs.retention.expiry-deletes',
  lag: 'sqs.retention.expiry-deletes',
  when: (queue, message, x) => {
    const { sent } = message
    if (queue.changes.length === 0) return x.now.reached(lasting(sent, queue, 'MessageRetentionPeriod', x))
    const periods = valuesSince(queue, 'MessageRetentionPeriod', (seconds) => sent.lo + seconds * 1000, x)
    return whichever(periods, (seconds) => x.now.reached(after(sent, seconds * 1000)))
  },
  then: (queue, message) => leave(queue, message, YES, 'sqs.retention.expiry-deletes'),
}

/**
 * A message that was received `maxReceiveCount` times and is visible again goes to the dead-letter queue instead of being
 * received once more: at the receive that would have returned it.
 *
 * @clause sqs.dlq.move-lazily-on-receive
 * @clause sqs.dlq.max-receive-one
 * @clause sqs.visibility.failed-receive-counts
 * @clause sqs.dlq.fifo-group-continues
 */
export const deadLetterMove: Lapse = {
  id: 'sqs.dlq.move-after-max-receives',
  when: (queue, message, x) =>
    queue.changes.length === 0
      ? exhausted(queue.settings.RedrivePolicy, queue, message, x)
      : whichever(policies(queue, message, x), (policy) => exhausted(policy, queue, message, x)),
  then: (queue, message, x) => {
    const [target] = deadLetterQueues(queue, message, x)
    if (target !== undefined) moveToDeadLetterQueue(queue, target, message, x.now.at, x)
  },
}

/** The redrive policies under which it may have been moved since it was last hidden. */
const policies = (queue: Queue, { hiddenUntil }: Message, x: Rules): readonly (RedrivePolicy | undefined)[] =>
  valuesSince(queue, 'RedrivePolicy', () => hiddenUntil.end, x)

const exhausted = (policy: RedrivePolicy | undefined, queue: Queue, message: Message, x: Rules): Fact => {
  if (policy === undefined) return NO
  const often = receivedAtLeast(message, policy.maxReceiveCount)
  if (often === NO) return NO
  return all(
    often,
    all(
      standingSince(queueByArn(policy.deadLetterTargetArn, queue.region), message.hiddenUntil.end, x),
      x.now.reached(message.hiddenUntil),
    ),
  )
}

/** The dead-letter queues to which it may go, or have gone. */
const deadLetterQueues = (queue: Queue, message: Message, x: Rules): Queue[] =>
  policies(queue, message, x).flatMap((policy) => (policy && queueByArn(policy.deadLetterTargetArn, queue.region)) ?? [])

/** A move task takes messages away, one after the other, while nobody looks. A server moves them itself. */
const redrive: HiddenTransition = { id: 'sqs.redrive.start-async', when: (queue, message, x) => x.choices.redriven(queue, message) }

const LAPSES: readonly Lapse[] = [expiry, deadLetterMove]
export const hiddenTransitions: readonly HiddenTransition[] = [...LAPSES, redrive]

/** Lets happen what is due for a message that a server came across, if anything is: only a receive moves it to a dead-letter queue. */
export function lapses(queue: Queue, message: Message, x: Rules): boolean {
  const due = message.here === 'yes' ? LAPSES.find(({ when, lag }) => x.fires(when(queue, message, x), lag)) : undefined
  due?.then(queue, message, x)
  return due !== undefined
}

/** Is the message, as far as a request by its handle goes, still in this queue? */
export function stillHere(queue: Queue, message: Message, x: Rules): Fact {
  if (isElsewhere(message, queue, x)) return mayHaveCome(message, queue, x) ? MAYBE : NO
  const doubt = x.choices.hidden(UNSEEN).possible && hiddenTransitions.some(({ when }) => when(queue, message, x).possible)
  if (!doubt || (message.here !== 'yes' && message.here !== 'maybe')) return present(message, x)
  return { possible: true, certain: false, assume: () => present(message, x).assume(), deny: () => {} }
}

/** Before a message goes: remembers where it may have gone unseen, earlier. */
export function mayHaveLeft(queue: Queue, message: Message, x: Rules): void {
  // What has surely left went wherever it went before that.
  if (message.queue !== queue || !queue.messages.has(message.seq)) return
  if (deadLetterMove.when(queue, message, x).possible)
    doubtOf(message).wentTo = [...new Set([...mayHaveGoneTo(message), ...deadLetterQueues(queue, message, x)])]
  if (redrive.when(queue, message, x).possible) doubtOf(message).taken = true
}

/** The queues from which it may come, where one move after the other leads from a queue to another. */
export function lastBefore(from: Queue, to: Queue, message: Message, x: Rules): Queue[] {
  const reached = new Set([from])
  const last: Queue[] = []
  for (const queue of reached) {
    const next = deadLetterQueues(queue, message, x)
    if (next.includes(to)) last.push(queue)
    for (const one of next) reached.add(one)
  }
  return last
}

/** Do redrive policies lead, one after the other, from one of the queues to the other? */
export const leadsOn = (from: Queue, to: Queue, message: Message, x: Rules): boolean => lastBefore(from, to, message, x).length > 0

/** It was seen last in another queue, or it may have gone from here and come back in a circle. */
export function isElsewhere(message: Message, looked: Queue, x: Rules): boolean {
  if (message.queue !== looked) return true
  const isShown = x.choices.showsMove(message)
  if (isShown && mayGoRound(message, looked, x)) return true
  return (
    (isShown || message.here === 'no') &&
    !x.choices.cameStraight() &&
    mayHaveGoneTo(message).some((via) => leadsOn(via, looked, message, x))
  )
}

/** May it have gone from queue to queue until it came here? */
export const mayGoRound = (message: Message, here: Queue, x: Rules): boolean =>
  leadsOn(message.queue, here, message, x) && deadLetterMove.when(message.queue, message, x).possible

/** May a message that is elsewhere, as far as was seen, have come here since? */
const mayHaveCome = (message: Message, here: Queue, x: Rules): boolean =>
  mayHaveGoneTo(message).some((via) => via === here || leadsOn(via, here, message, x)) ||
  (message.here !== 'no' && mayGoRound(message, here, x))

/** A message that is elsewhere, as far as was seen, is found here: it can have come by a dead-letter move alone. */
export function arrive(message: Message, here: Queue, x: Rules): void {
  const from = message.queue
  const earlier = mayHaveGoneTo(message).flatMap((via) => (via === here ? from : lastBefore(via, here, message, x)))
  const source = x.choices.cameFrom([...earlier, ...lastBefore(from, here, message, x)])
  if (source === undefined || !earlier.includes(source)) {
    x.rule(message.goneBy, presentSince(message, message.hiddenUntil.end, x))
    x.rule(deadLetterMove.id, source === undefined ? NO : deadLetterMove.when(from, message, x))
  }
  moveToDeadLetterQueue(from, here, message, new Instant(message.hiddenUntil.end, x.now.at.hi), x)
  if (source !== undefined) message.deadLetterSource = source
}

/**
 * The move keeps the message's id, body and attributes and its count of receives. A standard queue keeps the time it was sent;
 * a FIFO queue starts it again, and takes the message's id for its deduplication id.
 *
 * @clause sqs.dlq.message-id-kept
 * @clause sqs.dlq.body-and-attributes-kept
 * @clause sqs.dlq.receive-count-continues
 * @clause sqs.dlq.sent-timestamp-kept-standard
 * @clause sqs.retention.dlq-fifo-reset
 * @clause sqs.fifo.dedup.dlq-id-replaced
 * @clause sqs.dlq.fifo-dlq-keeps-group-order
 * @clause sqs.fifo.order.dlq-breaks-order
 */
function moveToDeadLetterQueue(queue: Queue, target: Queue, message: Message, at: Instant, x: Rules): void {
  leave(queue, message, YES, deadLetterMove.id)
  message.here = 'yes'
  message.receivedHere = false
  message.deadLetterSource = queue
  const { doubt } = message
  if (doubt !== undefined) {
    doubt.wentTo = doubt.cameBackFrom = NOWHERE
    doubt.goneFrom = doubt.mayGoUntil = undefined
  }
  message.handle = undefined
  if (queue.fifo) {
    message.sent = at
    message.deduplicationId = x.choices.idOf(message)
  }
  message.hiddenUntil = after(at, 0)
  join(target, message, x.choices)
  mayHaveBeenSwept(target, message, at, x)
}
