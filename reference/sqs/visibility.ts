import type { ChangeMessageVisibilityRequest } from '@aws-sdk/client-sqs'
import { after, all, any, either, type Fact, known, NO, not, Timer } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { invalidReceiptHandle, messageNotInFlight, missingParameter } from './errors.js'
import { LIMITS, TOTAL_VISIBILITY } from './limits.js'
import { hide } from './membership.js'
import { stillHere } from './hidden.js'
import { tooLongHidden } from './receive.js'
import { inBounds, queueAt, required } from './request.js'
import { unfixed } from './settings.js'
import type { Message, Queue } from './state.js'

/** ChangeMessageVisibility. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export function changeMessageVisibility(input: ChangeMessageVisibilityRequest, c: Context, x: Rules): Record<string, never> {
  const queue = queueAt(input.QueueUrl, c, x)
  const handle = required(input.ReceiptHandle, 'ReceiptHandle', x)
  changeByHandle(queue, handle, required(input.VisibilityTimeout, 'VisibilityTimeout', x), x)
  return {}
}

/**
 * The new timeout counts from now and replaces what was left of the old one; it holds for this receive only. However often a message
 * is extended, it can stay hidden for 12 hours from its receive at most: more is an error, never cut short.
 * On a standard queue any handle of the message will do, whether or not its timeout has ended.
 *
 * @clause sqs.visibility.change.required-params
 * @clause sqs.visibility.change.counts-from-call
 * @clause sqs.visibility.change.shorten
 * @clause sqs.visibility.change.no-autoclamp
 * @clause sqs.visibility.change.full-12h-likely-fails
 * @clause sqs.visibility.heartbeat
 */
export function changeByHandle(queue: Queue, handle: string, seconds: number, x: Rules): void {
  inBounds(
    'sqs.visibility.change.range',
    seconds,
    'VisibilityTimeout',
    LIMITS.VisibilityTimeout,
    'VisibilityTimeout must be an integer between 0 and 43200.',
    x,
  )
  const given = x.choices.identify(queue, handle)
  x.orFail('sqs.visibility.change.bad-handle', given?.given ?? NO, () => invalidReceiptHandle(handle))
  const { message, latest } = given!
  const here = message === undefined ? NO : stillHere(queue, message, x)
  // Documented is MessageNotInflight; of a deleted message AWS is seen to say otherwise.
  const isAsDocumented = here !== NO || x.choices.hidden('sqs.error.message-not-inflight').certain
  const changes = message === undefined ? NO : all(here, queue.fifo ? changesFifo(message, latest, x) : changesStandard(message, latest, x))
  x.orFail('sqs.visibility.change.not-inflight-error', changes, () => messageNotInFlight(handle, isAsDocumented))
  // Whether the hours of an older handle count from its own receive is not said.
  const tooLate = x.now.reached(after(message!.lastReceived!, TOTAL_VISIBILITY - seconds * 1000 + 1))
  const inTime = latest.certain ? not(tooLate) : unfixed(not(tooLate), x)
  x.orFail('sqs.visibility.change.12h-total', any(inTime, known(seconds === 0)), () => tooLongHidden(seconds))
  hide(
    queue,
    message!,
    changed(queue, message!, latest, seconds, x),
    seconds === 0 ? 'sqs.visibility.change.zero-releases' : 'sqs.visibility.change.extend',
  )
}

/** An entry of a batch that names no timeout: it may be refused, or set whatever timeout; AWS's description calls the member optional, and no page says what it does. */
export function changeByDefault(queue: Queue, handle: string, x: Rules): void {
  x.orFail('sqs.visibility.change.required-params', unfixed(NO, x), () => missingParameter('VisibilityTimeout'))
  const message = x.choices.identify(queue, handle)?.message
  if (message !== undefined)
    hide(queue, message, either(message.hiddenUntil, new Timer(x.now.at, 0, TOTAL_VISIBILITY)), 'sqs.visibility.change.extend')
}

/** @clause sqs.visibility.change.after-expiry-standard-ok @clause sqs.visibility.change.older-handle-standard-ok */
function changesStandard(message: Message, latest: Fact, x: Rules): Fact {
  const current = all(latest, not(x.now.reached(message.hiddenUntil)))
  if (current.certain) return current
  const refused = any(
    all(latest, x.choices.hidden('sqs.visibility.change.after-expiry-standard-ok')),
    all(not(latest), x.choices.hidden('sqs.visibility.change.older-handle-standard-ok')),
  )
  return any(current, not(refused))
}

/** What an older handle does on a FIFO queue, while the message is in flight under a newer one, is not documented. */
const changesFifo = (message: Message, latest: Fact, x: Rules): Fact => all(holds(message, x), any(latest, unfixed(NO, x)))

/** Is the handle of a FIFO queue still good? That it expires with its timeout is documented; whether a timeout that was set by hand ends it is not. */
export const holds = (message: Message, x: Rules): Fact =>
  any(not(x.now.reached(message.hiddenUntil)), message.hiddenBy.startsWith('sqs.visibility.change.') ? unfixed(NO, x) : NO)

/** Until when it is hidden from now on. */
function changed(queue: Queue, message: Message, latest: Fact, seconds: number, x: Rules): Timer {
  const until = after(x.now.at, seconds * 1000)
  return queue.fifo && !latest.certain ? either(message.hiddenUntil, until) : until
}
