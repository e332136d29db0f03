import type { ChangeMessageVisibilityRequest } from '@aws-sdk/client-sqs'
import { after, all, any, known, NO, not, YES } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { invalidReceiptHandle, messageNotInFlight } from './errors.js'
import { LIMITS, TOTAL_VISIBILITY } from './limits.js'
import { hide } from './membership.js'
import { stillHere } from './hidden.js'
import { tooLongHidden } from './receive.js'
import { inBounds, queueAt, required } from './request.js'
import type { Queue } from './state.js'

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
 *
 * @clause sqs.visibility.change.required-params
 * @clause sqs.visibility.change.counts-from-call
 * @clause sqs.visibility.change.shorten
 * @clause sqs.visibility.change.no-autoclamp
 * @clause sqs.visibility.change.full-12h-likely-fails
 * @clause sqs.visibility.change.after-expiry-standard-ok
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
  const inTime = message === undefined ? known(false) : queue.fifo ? not(x.now.reached(message.hiddenUntil)) : YES
  const here = message === undefined ? known(false) : all(stillHere(queue, message, x), latest)
  x.orFail('sqs.visibility.change.not-inflight-error', all(here, inTime), () => messageNotInFlight(handle))
  const tooLate = x.now.reached(after(message!.lastReceived!, TOTAL_VISIBILITY - seconds * 1000 + 1))
  x.orFail('sqs.visibility.change.12h-total', any(not(tooLate), known(seconds === 0)), () => tooLongHidden(seconds))
  hide(queue, message!, after(x.now.at, seconds * 1000), seconds === 0 ? 'sqs.visibility.change.zero-releases' : 'sqs.visibility.change.extend')
}
