import type { Exchange } from '../../../src/oracle/exchange.js'
import type { Book } from './book.js'
import { surelyHidden } from './facts.js'
import { loosened } from './records.js'
import { entriesOf, number, text } from '../../../src/oracle/linear/members.js'
import type { Loosened, MessageRecord, QueueRecord } from './records.js'

const CHANGES_KEPT = 64

/** Reads DeleteMessage and DeleteMessageBatch into the book. */
export function readDeletes(exchange: Exchange, line: number, queue: QueueRecord, book: Book): void {
  const { sent, received } = exchange
  for (const { input, outcome } of entriesOf(exchange)) {
    const handle = text(input['ReceiptHandle'])
    if (outcome.kind === 'refused' || handle === undefined) continue
    const message = book.handles.get(handle)
    if (message === undefined || message.queue !== queue) continue
    book.touch(message, line, sent, 'deleted')
    message.deletedFrom = Math.min(message.deletedFrom, sent)
    if (outcome.kind === 'lost' || !isSure(message, handle)) continue
    if (message.deletedBy !== Infinity) continue
    const { latest } = message
    message.deletedBy = received
    message.deletedLine = line
    message.deletedHandle = handle
    message.deletedInTime =
      latest !== undefined &&
      latest.handle === handle &&
      queue.lostReceivesUntil < latest.sent &&
      received < surelyHidden(book, message, received)
    queue.firstDeleted = Math.min(queue.firstDeleted, received)
    book.bury(message)
  }
}

/**
 * A FIFO queue deletes or refuses, so an acknowledged delete leaves nothing behind. On a standard queue that is so with the latest handle only:
 * a receive without an answer may have given a later one.
 */
function isSure({ queue, deliveries }: MessageRecord, handle: string): boolean {
  if (queue.fifo) return true
  const latest = deliveries[deliveries.length - 1]
  const before = deliveries[deliveries.length - 2]
  if (latest?.handle !== handle || queue.lostReceivesUntil >= latest.sent) return false
  return before === undefined || before.received < latest.sent
}

/** Reads ChangeMessageVisibility and ChangeMessageVisibilityBatch into the book. */
export function readChanges(exchange: Exchange, line: number, queue: QueueRecord, book: Book): void {
  const { sent, received } = exchange
  for (const { input, outcome } of entriesOf(exchange)) {
    const handle = text(input['ReceiptHandle'])
    if (outcome.kind === 'refused' || handle === undefined) continue
    const message = book.handles.get(handle)
    if (message === undefined) {
      changeUnknown(queue, number(input['VisibilityTimeout']), outcome.kind === 'lost', sent, received, book)
      continue
    }
    if (message.queue !== queue) continue
    book.touch(message, line, sent, 'changed')
    change(message, handle, number(input['VisibilityTimeout']), outcome.kind === 'lost', sent, received, line, book)
  }
}

/** A handle that is not remembered may be an older one of any message, and change its timeout. */
function changeUnknown(queue: QueueRecord, seconds: number | undefined, isLost: boolean, sent: number, received: number, book: Book): void {
  queue.loosened = loosened(queue.loosened, {
    received: isLost ? Infinity : received,
    end: sent + (seconds ?? 0) * 1000 - book.tolerance((seconds ?? 0) * 1000),
  })
  const longest = (seconds ?? 43_200) * 1000
  queue.floor = Math.max(queue.floor, (isLost ? received + book.bounds.lingering : received) + longest + book.tolerance(longest))
}

/** What was over before `then` counts no longer. */
const current = (before: Loosened | undefined, then: number): Loosened | undefined =>
  before !== undefined && before.received < then ? undefined : before

function change(
  message: MessageRecord,
  handle: string,
  seconds: number | undefined,
  isLost: boolean,
  sent: number,
  received: number,
  line: number,
  book: Book,
): void {
  // A batch entry may leave the timeout out; what it is then is not documented.
  const shortest = (seconds ?? 0) * 1000
  const longest = (seconds ?? 43_200) * 1000
  const delivery = message.deliveries.findLast((one) => one.handle === handle)
  const end = sent + shortest - book.tolerance(shortest)
  const isLatest = delivery !== undefined && delivery === message.latest
  // On a standard queue an older handle will do as well; of FIFO queues that is not known.
  const made = { received: isLost ? Infinity : received, end }
  message.changes = loosened(current(message.changes, sent - book.bounds.patience), made)
  if (!isLatest) message.loosened = loosened(current(message.loosened, message.latest?.sent ?? -Infinity), made)
  if (delivery === undefined) return
  const changes = (delivery.changes ??= [])
  const previous = changes.length === 0 ? delivery.received : Math.max(...changes.slice(-4).map((one) => one.received))
  const isLast = isLatest && sent > previous && sent > delivery.received
  changes.push({ line, sent, received: isLost ? Infinity : received })
  if (changes.length > CHANGES_KEPT) changes.shift()
  if (!isLost && isLast) {
    delivery.changedEnd = end
    delivery.changeIsSure = true
  } else delivery.changedEnd = Number.isNaN(delivery.changedEnd) ? end : Math.min(delivery.changedEnd, end)
  const until = (isLost ? received + book.bounds.lingering : received) + longest + book.tolerance(longest)
  message.availableHi = !isLost && isLast ? until : Math.max(message.availableHi, until)
  message.owedLine = 0
  if (message.group !== undefined) message.group.availableHi = Math.max(message.group.availableHi, message.availableHi)
  if (message.queue.fifo && (message.group === undefined || message.isContentOpen))
    message.queue.floor = Math.max(message.queue.floor, message.availableHi)
}
