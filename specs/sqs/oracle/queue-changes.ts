import { Instant, YES } from '../../../reference/core/facts.js'
import { accepted, doubtOf } from '../../../reference/sqs/belief.js'
import { hiddenTransitions, mayHaveLeft } from '../../../reference/sqs/hidden.js'
import type { Queue, Settings } from '../../../reference/sqs/state.js'
import type { Judging } from './judging.js'
import { Given } from './beliefs.js'
import { mayHaveComeBackThrough } from './redrive-cycles.js'

/** A queue is about to change, or to go: what its messages may have done by the settings that it has is remembered. */
export function beforeChange(queue: Queue, x: Judging): void {
  mayHaveComeBackThrough(queue, x)
  for (const message of queue.messages.values()) {
    mayHaveLeft(queue, message, x)
    if (message.here === 'yes' && hiddenTransitions.some(({ when }) => when(queue, message, x).possible)) message.here = 'maybe'
  }
}

/** A queue may be new: without what it held and remembered. */
export function madeAgain(queue: Queue, fresh: Settings, { now, beliefs }: Judging): void {
  queue.mayBeDeleted = undefined
  queue.created = new Instant(queue.created.lo, now.at.hi)
  queue.modified = new Instant(queue.modified.lo, now.at.hi)
  queue.changes.push({ before: fresh, made: undefined })
  beliefs.unsureTags.add(queue.name)
  for (const [handle, given] of beliefs.handles)
    if (given.queue === queue) beliefs.handles.set(handle, new Given(queue, given.message, true))
  for (const { message } of queue.accepted) if (accepted(message) === YES) doubtOf(message).accepted = 'maybe'
}

/** Whether a queue remembers deduplication ids after a purge is not documented (`sqs.purge.dedup-after-purge`). */
export function purged(queue: Queue): void {
  for (const one of queue.accepted) one.at = new Instant(-Infinity, one.at.hi)
}
