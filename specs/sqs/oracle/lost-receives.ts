import { after, either, Instant } from '../../../reference/core/facts.js'
import { doubtOf, mayHaveGoneTo, present } from '../../../reference/sqs/belief.js'
import { deadLetterMove } from '../../../reference/sqs/hidden.js'
import { DEDUPLICATION_INTERVAL } from '../../../reference/sqs/limits.js'
import type { Message, Queue } from '../../../reference/sqs/state.js'
import type { Judging } from './judging.js'
import type { UnseenReceive } from './beliefs.js'

/** How many messages each answer of that attempt can have held which nobody saw, and which can still be repeated. */
export function repeatedUnseen(queue: Queue, attempt: string, x: Judging): readonly number[] {
  const mayRepeat = (one: UnseenReceive): boolean =>
    one.attempt === attempt && !x.now.reached(after(one.at, DEDUPLICATION_INTERVAL)).certain
  return (x.beliefs.unseenReceives.get(queue) ?? []).filter(mayRepeat).map(({ most }) => most)
}

/** Every message that could have been in the answer may have been; so may those that are found to have been there only later. */
export function receivedUnseen(queue: Queue, receive: UnseenReceive, x: Judging): void {
  const { byId, unnamed, unseenReceives } = x.beliefs
  const known = unseenReceives.get(queue)
  if (known === undefined) unseenReceives.set(queue, [receive])
  else known.push(receive)
  for (const message of queue.messages.values()) mayHaveReceived(message, receive, x)
  for (const from of queue.region.queues.values())
    if (from !== queue)
      for (const message of from.messages.values()) if (deadLetterMove.when(from, message, x).possible) mayHaveReceived(message, receive, x)
  for (const message of [...byId.values(), ...unnamed]) if (mayHaveGoneTo(message).includes(queue)) mayHaveReceivedThere(message, receive)
}

/** A message comes to light that has been in its queue for a while: the receives since then may have returned it. */
export function receivedBeforeSeen(message: Message, x: Judging): void {
  for (const receive of x.beliefs.unseenReceives.get(message.queue) ?? [])
    if (receive.at.hi >= message.sent.lo) mayHaveReceived(message, receive, x)
}

/** It came on to another queue unseen: the receives there may have returned it, too. */
export function receivedThere(message: Message, queue: Queue, x: Judging): void {
  for (const receive of x.beliefs.unseenReceives.get(queue) ?? [])
    if (receive.at.hi >= message.sent.lo) mayHaveReceivedThere(message, receive)
}

function mayHaveReceivedThere(message: Message, { at, times }: UnseenReceive): void {
  const doubt = doubtOf(message)
  doubt.receives += times
  doubt.handle = true
  message.firstReceived ??= new Instant(at.lo, Infinity)
}

function mayHaveReceived(message: Message, { at, until, times }: UnseenReceive, x: Judging): void {
  const early = !message.queue.fifo && x.tolerates('sqs.receive.at-least-once-standard')
  if (!present(message, x).possible || (!x.now.reached(message.hiddenUntil).possible && !early)) return
  const doubt = doubtOf(message)
  doubt.receives += times
  doubt.handle = true
  const { firstReceived, lastReceived } = message
  message.firstReceived = new Instant((firstReceived ?? at).lo, firstReceived === undefined ? Infinity : firstReceived.hi)
  message.lastReceived = new Instant(lastReceived?.lo ?? -Infinity, Math.max(lastReceived?.hi ?? -Infinity, at.hi))
  doubt.hiddenElse ??= message.hiddenUntil
  message.hiddenUntil = either(message.hiddenUntil, until)
}
