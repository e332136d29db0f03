import { isAbove } from '../../../src/oracle/linear/numbered-log.js'
import type { Book } from './book.js'
import { LOST_RECEIVES_KEPT, mayFollow, type Delivery, type MessageRecord, type QueueRecord, type Watch } from './records.js'

/** The shortest time for which a delivery hides its message, in milliseconds, where nothing cuts it short that was seen until now. */
export function shortestTimeout(book: Book, queue: QueueRecord, delivery: Delivery, until: number): number {
  const { sent, received, timeout } = delivery
  let seconds = timeout >= 0 ? timeout : queue.visibility.lowest(sent, received)
  // Whether a change of the queue's timeout reaches messages in flight is not documented.
  if (queue.visibility.mayChange(sent, until)) seconds = Math.min(seconds, queue.visibility.lowest(sent, until))
  return book.atLeast(seconds * 1000)
}

/** The longest one, in milliseconds. */
export function longestTimeout(book: Book, queue: QueueRecord, timeout: number, from: number, to: number): number {
  const seconds =
    timeout >= 0 && !queue.visibility.mayChange(from, Infinity)
      ? timeout
      : Math.max(timeout, queue.visibility.highest(from, Math.max(to, from)))
  return book.atMost(seconds * 1000)
}

/** Until when a delivery surely hides its message, changes included that were seen until now. */
export function surelyHiddenBy(book: Book, queue: QueueRecord, delivery: Delivery, until: number): number {
  const own = delivery.sent + shortestTimeout(book, queue, delivery, until)
  if (Number.isNaN(delivery.changedEnd)) return own
  return delivery.changeIsSure && !queue.visibility.mayChange(delivery.sent, until)
    ? delivery.changedEnd
    : Math.min(own, delivery.changedEnd)
}

/** Until when a message is surely hidden by its latest deliveries; `-Infinity` where it is not known which was the last. */
export function surelyHidden(book: Book, { queue, deliveries, loosened }: MessageRecord, until: number): number {
  const latest = deliveries[deliveries.length - 1]
  if (latest === undefined) return -Infinity
  if (latest.attempt !== undefined && mayBeRepeatedUnseen(queue, latest.attempt)) return -Infinity
  let end = surelyHiddenBy(book, queue, latest, until)
  // Which of two deliveries was the later one is open where their requests overlap: both may be of one attempt.
  for (let i = deliveries.length - 2; i >= 0 && deliveries[i]!.received >= latest.sent; i--)
    end = Math.min(end, surelyHiddenBy(book, queue, deliveries[i]!, until))
  for (const change of [loosened, queue.loosened]) if (mayFollow(change, latest)) end = Math.min(end, change.end)
  return end
}

/** May a receive without an answer have repeated this attempt, and so hidden its messages for another time? */
export const mayBeRepeatedUnseen = ({ latestLost, lostReceives }: QueueRecord, attempt: string): boolean =>
  lostReceives > LOST_RECEIVES_KEPT || latestLost.some((lost) => lost.attempt === attempt)

/** Was `a` surely accepted before `b`? Both were sent to one group. */
export function surelyBefore(a: MessageRecord, b: MessageRecord): boolean {
  if (a.sequenceNumber !== undefined && b.sequenceNumber !== undefined) return isAbove(b.sequenceNumber, a.sequenceNumber)
  return acceptedBefore(a, b)
}

/** The same by the requests alone, whatever the sequence numbers say. */
export function acceptedBefore(a: MessageRecord, b: MessageRecord): boolean {
  if (a.sentLine === b.sentLine && !a.isPlaceOpen && !b.isPlaceOpen) return a.entry < b.entry
  return a.acceptHi < b.acceptLo
}

/** Has no policy surely taken the message away by its count of receives? A message in flight stays where it is. */
function surelyNotMoved(book: Book, message: MessageRecord, from: number, to: number): boolean {
  const { queue, latest } = message
  if (message.possibleReceives < queue.lowestReceiveCount) return true
  // A receive without an answer may have been the last one.
  return latest !== undefined && latest.received < from && queue.lostReceivesUntil < latest.sent && surelyHidden(book, message, to) > to
}

/** Was the message, once accepted, surely in its queue during all of `[from, to]`? As far as was seen until now. */
export function surelyHere(book: Book, message: MessageRecord, from: number, to: number): boolean {
  const { queue } = message
  const isReal = message.receives > 0 || ((message.origin === 'sent' || message.origin === 'lost') && !message.isDoubtful)
  if (!isReal || message.deletedFrom <= to || queue.redrivenFrom <= to || queue.deletion !== 'none') return false
  if (message.acceptLo <= queue.purgedTo || message.isGone) return false
  const retention = queue.retention.lowest(message.acceptLo, to) * 1000
  if (to >= message.acceptLo + book.atLeast(retention)) return false
  return surelyNotMoved(book, message, from, to)
}

/** Did anything come to light by which a message may not have been where it surely was as far as was known when the watch began? */
export function wasTouchedMeanwhile(message: MessageRecord, { line, at, delivered, deleted }: Watch): boolean {
  const { queue } = message
  if (delivered || deleted) return true
  if (message.deletedFrom <= at || queue.redrivenFrom <= at || queue.deletion !== 'none' || message.acceptLo <= queue.purgedTo) return true
  if (message.isDoubtful && message.receives === 0) return true
  return wasLostMeanwhile(queue, line, at)
}

/** Did a receive without an answer come to light, after `line` in the stream, that was sent before `at`? */
export const wasLostMeanwhile = ({ latestLost }: QueueRecord, line: number, at: number): boolean =>
  latestLost.some((lost) => lost.line > line && lost.sent <= at) || (latestLost.length === LOST_RECEIVES_KEPT && latestLost[0]!.line > line)

/** Can a message have come from `from` to `to` by redrive policies seen until now? Over other queues only where nobody saw it on its way. */
export function mayMove(book: Book, from: QueueRecord, to: QueueRecord): boolean {
  const seen = new Set<QueueRecord>()
  const open = [from]
  for (let queue = open.pop(); queue !== undefined; queue = open.pop()) {
    if (queue.targets.has(to.key) || queue.isOpen) return true
    seen.add(queue)
    for (const key of queue.targets.keys()) {
      const next = book.queues.byKey(key)
      if (next !== undefined && !seen.has(next)) open.push(next)
    }
  }
  return false
}
