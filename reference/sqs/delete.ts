import type { DeleteMessageRequest } from '@aws-sdk/client-sqs'
import { all, any, NO, not, YES } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { invalidReceiptHandle, invalidValue } from './errors.js'
import { isElsewhere, mayHaveLeft, stillHere } from './hidden.js'
import { leave } from './membership.js'
import { queueAt, required } from './request.js'
import { unfixed } from './settings.js'
import { holds } from './visibility.js'
import type { Queue } from './state.js'

/** DeleteMessage. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html */
export function deleteMessage(input: DeleteMessageRequest, c: Context, x: Rules): Record<string, never> {
  const queue = queueAt(input.QueueUrl, c, x)
  deleteByHandle(queue, required(input.ReceiptHandle, 'ReceiptHandle', x), x)
  return {}
}

/**
 * A handle deletes its message whether or not a timeout hides it. On a standard queue any handle that the queue gave will do, though
 * AWS warns that an older one than the latest might leave the message where it is; a FIFO queue refuses a handle whose timeout has ended.
 *
 * @clause sqs.delete.by-receipt-handle
 * @clause sqs.delete.while-invisible-to-others
 * @clause sqs.delete.idempotent
 * @clause sqs.delete.handle-of-other-queue
 * @clause sqs.visibility.fifo-delete-after-extend
 * @clause sqs.visibility.fifo-zero-same-ms
 */
export function deleteByHandle(queue: Queue, handle: string, x: Rules): void {
  const given = x.choices.identify(queue, handle)
  x.orFail('sqs.delete.malformed-handle', given?.given ?? NO, () => invalidReceiptHandle(handle))
  const { message, latest } = given!
  if (message === undefined) return
  const here = stillHere(queue, message, x)
  mayHaveLeft(queue, message, x)
  if (!queue.fifo) {
    // AWS is seen to delete it; the page says that an attempt after the timeout might fail.
    x.orFail('sqs.delete.expired-handle-standard-ok', any(not(x.now.reached(message.hiddenUntil)), unfixed(YES, x)), () =>
      invalidReceiptHandle(handle),
    )
    const deletes = any(latest, not(x.choices.hidden('sqs.delete.old-handle-succeeds-maybe-noop')))
    const isGone = deletes.certain && !isElsewhere(message, queue, x)
    leave(message.queue, message, isGone ? YES : all(here, deletes), 'sqs.delete.removes-message')
    return
  }
  const inTime = holds(message, x)
  // That a second delete succeeds is shown of standard queues.
  x.orFail('sqs.delete.expired-handle-fifo-error', any(all(not(here), unfixed(YES, x)), all(here, all(latest, inTime))), () =>
    invalidValue(handle, 'ReceiptHandle', 'The receipt handle has expired.'),
  )
  leave(queue, message, YES, 'sqs.delete.removes-message')
}
