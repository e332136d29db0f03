import { Instant } from '../../../reference/core/facts.js'
import { doubtOf, mayHaveGoneTo } from '../../../reference/sqs/belief.js'
import { deadLetterMove, lastBefore, mayGoRound } from '../../../reference/sqs/hidden.js'
import type { Message, Queue } from '../../../reference/sqs/state.js'
import type { Judging } from './judging.js'

// Redrive policies can lead in a circle: then a message is where it was last seen, and has been elsewhere meanwhile. Only the queue that it
// came from tells, to those who ask for it.

/** An answer does not show from where the message came: it may have gone round before. */
export function mayHaveComeBackUnseen(message: Message, x: Judging): void {
  const { queue } = message
  const ways = deadLetterMove.when(queue, message, x).possible ? [...mayHaveGoneTo(message), queue] : mayHaveGoneTo(message)
  for (const via of ways) mayHaveComeBackBy(via, message, x)
}

/** A queue is about to change, or to go: messages of others may have gone round by it before. */
export function mayHaveComeBackThrough(queue: Queue, x: Judging): void {
  for (const other of queue.region.queues.values())
    if (other !== queue)
      for (const message of other.messages.values()) if (mayHaveBeenIn(queue, message, x)) mayHaveComeBackBy(queue, message, x)
}

const mayHaveBeenIn = (queue: Queue, message: Message, x: Judging): boolean =>
  mayHaveGoneTo(message).includes(queue) || mayGoRound(message, queue, x)

function mayHaveComeBackBy(via: Queue, message: Message, x: Judging): void {
  const last = lastBefore(via, message.queue, message, x)
  if (last.length === 0) return
  const doubt = doubtOf(message)
  doubt.cameBackFrom = [...new Set([...doubt.cameBackFrom, ...last])]
  // Of a FIFO queue the move starts its time anew.
  if (message.queue.fifo) message.sent = new Instant(message.sent.lo, x.now.at.hi)
}

/** An answer shows that it did. @param source the ARN of the queue that it came from */
export function cameBack(message: Message, source: string | undefined): void {
  const from = message.doubt?.cameBackFrom.find(({ arn }) => arn === source)
  if (from === undefined) return
  message.deadLetterSource = from
  if (message.queue.fifo) message.deduplicationId = message.id
}
