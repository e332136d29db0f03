import type { Message as ReceivedMessage, ReceiveMessageRequest, ReceiveMessageResult } from '@aws-sdk/client-sqs'
import { after, any, type Fact, not, NO, type Timer, YES } from '../core/facts.js'
import type { ClauseId } from '../core/reading.js'
import { present, standsBefore } from './belief.js'
import { rememberAttempt, repeated } from './fifo-attempts.js'
import type { Context, Rules } from './choices.js'
import { invalidValue, overLimit } from './errors.js'
import { arrive, hiddenTransitions, isElsewhere, lapses, mayHaveLeft } from './hidden.js'
import { IN_FLIGHT, LIMITS } from './limits.js'
import { hide, leave } from './membership.js'
import { checkSystemAttributeNames, presented, type Wanted } from './received.js'
import { identifier, inBounds, notForThisQueueType, queueAt } from './request.js'
import { lasting, unfixed } from './settings.js'
import type { Message, Queue } from './state.js'

/** How long a receive may wait, in seconds: what it asks for, or what its queue is set to. */
export function waitOf(input: ReceiveMessageRequest, queue: Queue): number {
  return input.WaitTimeSeconds ?? queue.settings.ReceiveMessageWaitTimeSeconds
}

/**
 * ReceiveMessage at one instant; a long poll is such a receive, tried again whenever something may have become available.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 * @clause sqs.receive.empty-no-list
 */
export function receiveMessage(input: ReceiveMessageRequest, c: Context, x: Rules): ReceiveMessageResult {
  const queue = queueAt(input.QueueUrl, c, x)
  checkReceive(queue, input, x)
  const messages = receive(queue, input, x)
  return messages.length === 0 ? {} : { Messages: messages }
}

export function checkReceive(queue: Queue, input: ReceiveMessageRequest, x: Rules): void {
  const { MaxNumberOfMessages: max, WaitTimeSeconds: wait, VisibilityTimeout: visibility, ReceiveRequestAttemptId: attempt } = input
  inBounds(
    'sqs.receive.max-messages-range',
    max,
    'MaxNumberOfMessages',
    LIMITS.MaxNumberOfMessages,
    'Must be between 1 and 10, if provided.',
    x,
  )
  inBounds(
    'sqs.longpoll.param-range',
    wait,
    'WaitTimeSeconds',
    LIMITS.ReceiveMessageWaitTimeSeconds,
    'Must be >= 0 and <= 20, if provided.',
    x,
  )
  inBounds(
    'sqs.receive.visibility-param-range',
    visibility,
    'VisibilityTimeout',
    LIMITS.VisibilityTimeout,
    'Must be >= 0 and <= 43200, if provided.',
    x,
  )
  if (queue.fifo) identifier(attempt, 'ReceiveRequestAttemptId', 'sqs.fifo.attempt.max-128', 'sqs.fifo.attempt.charset', x)
  // AWS is said to pass over it on a standard queue.
  else if (attempt !== undefined)
    x.orFail('sqs.fifo.attempt.fifo-only', unfixed(YES, x), () => notForThisQueueType(attempt, 'ReceiveRequestAttemptId'))
  checkSystemAttributeNames(input, x)
}

/** @clause sqs.receive.max-messages-default-1 @clause sqs.receive.never-more-than-max */
export function receive(queue: Queue, input: ReceiveMessageRequest, x: Rules): ReceivedMessage[] {
  const wanted: Wanted = input
  const { VisibilityTimeout: timeout } = input
  const until = timeout === undefined ? lasting(x.now.at, queue, 'VisibilityTimeout', x) : after(x.now.at, timeout * 1000)
  const attempt = queue.fifo ? input.ReceiveRequestAttemptId : undefined
  const again = attempt === undefined ? undefined : repeated(queue, attempt, until, x)
  if (again !== undefined)
    return again.map(({ message, handle }) => {
      x.choices.shows(message)
      return presented(message, handle, wanted, x)
    })
  const max = x.choices.most(queue, attempt, input.MaxNumberOfMessages ?? 1)
  const taken: Message[] = []
  const answer: ReceivedMessage[] = []
  const offers = x.choices.offers(queue, x)
  try {
    for (let message = offers.next(false); message !== undefined; message = offers.next(taken.at(-1) === message)) {
      if (!roomInFlight(queue, input, x)) break
      if (isElsewhere(message, queue, x)) arrive(message, queue, x)
      if (lapses(queue, message, x)) {
        if (x.choices.stops(taken.length === 0)) break
        continue
      }
      if (!deliverable(queue, message, taken, x)) continue
      taken.push(message)
      answer.push(presented(message, take(queue, message, until, x), wanted, x))
      if (answer.length === max) break
    }
  } finally {
    offers.done()
  }
  if (attempt !== undefined && taken.length > 0) rememberAttempt(queue, attempt, taken, until, x)
  return answer
}

/**
 * A queue has a limit of messages in flight: at it a short poll of a standard queue answers an error; a long poll, and a FIFO queue, just no
 * more messages.
 *
 * @clause sqs.receive.overlimit-standard
 * @clause sqs.receive.overlimit-longpoll-silent
 * @clause sqs.receive.fifo-inflight-no-error
 * @clause sqs.receive.fifo-inflight-limit-value
 */
function roomInFlight(queue: Queue, input: ReceiveMessageRequest, x: Rules): boolean {
  const room = x.choices.inFlightBelow(queue, IN_FLIGHT)
  if (!queue.fifo && waitOf(input, queue) === 0) x.orFail('sqs.error.over-limit', room, () => overLimit('Too many messages in flight.'))
  return room.possible
}

/**
 * The message is in flight from now on: hidden until the timeout of this receive ends, under a new receipt handle.
 *
 * @clause sqs.receive.visibility-override
 * @clause sqs.visibility.change.only-this-receipt
 * @clause sqs.visibility.zero-immediately-visible
 * @clause sqs.receive.handle-new-each-time
 * @clause sqs.receive.delivered-but-lost
 */
function take(queue: Queue, message: Message, until: Timer, x: Rules): string {
  message.receives += 1
  message.receivedHere = true
  message.firstReceived ??= x.now.at
  message.lastReceived = x.now.at
  const handle = x.choices.handle(queue, message)
  message.handle = handle
  hide(queue, message, until, queue.fifo ? 'sqs.visibility.hides-message-fifo' : 'sqs.visibility.hides-message')
  return handle
}

/**
 * May this message be in the answer? Each line is a sentence of the manual.
 *
 * @param taken the messages that are in the answer already
 * @clause sqs.visibility.expiry-makes-visible-again
 * @clause sqs.delay.queue-hides-new
 * @clause sqs.delay.message-timer
 */
export function deliverable(queue: Queue, message: Message, taken: readonly Message[], x: Rules): boolean {
  const copies: ClauseId | undefined = queue.fifo ? undefined : 'sqs.receive.duplicate-after-delete-standard'
  if (!x.rule(message.goneBy, present(message, x), copies)) return false
  const early: ClauseId | undefined = queue.fifo || message.receives === 0 ? undefined : 'sqs.receive.at-least-once-standard'
  if (!x.rule(message.hiddenBy, x.now.reached(message.hiddenUntil), early)) return false
  for (const { id, when, lag } of hiddenTransitions) if (!x.rule(id, not(when(queue, message, x)), lag)) return false
  return !queue.fifo || inTurn(queue, message, taken, x)
}

/**
 * Of a group only the first message is in turn, and with it as many after it as the same answer holds. What stands behind a message
 * in flight waits until that one is deleted, visible again, or gone to the dead-letter queue; other groups do not wait for it.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 * @clause sqs.fifo.group.others-available
 * @clause sqs.fifo.group.multiple-in-one-response
 * @clause sqs.fifo.group.unlocks-on-delete-or-visible
 * @clause sqs.fifo.group.partial-visibility
 * @clause sqs.fifo.group.all-received-must-resolve
 * @clause sqs.fifo.group.poison-blocks-group
 * @clause sqs.fifo.order.sorted-within-response
 * @clause sqs.fifo.order.preserved-on-redelivery
 * @clause sqs.fifo.order.no-reordering-after-failures
 * @clause sqs.fifo.ht.order-unaffected
 * @clause sqs.delay.fifo-group-delay-order
 * @clause sqs.delete.fifo-unblocks-group
 */
export function inTurn(queue: Queue, message: Message, taken: readonly Message[], x: Rules): boolean {
  const group = queue.groups.get(message.group!)
  let isEarlier = true
  for (let other = group?.first; other !== undefined; other = other.after) {
    if (other === message) {
      if (!queue.hasUnplaced) break
      isEarlier = false
    } else if (!taken.includes(other)) {
      const before = standsBefore(other, message, isEarlier)
      const why: ClauseId = x.now.reached(other.hiddenUntil).possible
        ? 'sqs.fifo.order.strict-per-group'
        : 'sqs.fifo.group.locks-while-inflight'
      if (!x.rule(why, any(not(before), vanished(queue, other, x)))) return false
    }
  }
  return true
}

/** Gone already, or gone by something nobody saw. */
function vanished(queue: Queue, message: Message, x: Rules): Fact {
  if (message.here === 'no') return YES
  const could = message.here === 'maybe' || hiddenTransitions.some(({ when }) => when(queue, message, x).possible)
  if (!could) return NO
  return {
    possible: true,
    certain: false,
    assume: () => {
      mayHaveLeft(queue, message, x)
      leave(queue, message, YES, 'sqs.fifo.order.strict-per-group')
    },
    deny: () => {},
  }
}

export const tooLongHidden = (seconds: number) =>
  invalidValue(seconds, 'VisibilityTimeout', 'Total VisibilityTimeout for the message is beyond the limit [43200 seconds]')
