import type { Exchange } from '../../../src/oracle/exchange.js'
import { entriesOf, number, text } from '../../../src/oracle/linear/members.js'
import type { Book } from './book.js'
import { surelyHidden } from './facts.js'
import { loosened, type Loosened, type MessageRecord, type QueueRecord } from './records.js'

const LONGEST_TIMEOUT = 43_200_000

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
    if (outcome.kind === 'lost' || message.deletedBy !== Infinity || !isSure(message, handle)) continue
    const { latest } = message
    message.deletedBy = received
    message.deletedLine = line
    message.deletedInTime =
      latest?.handle === handle && queue.lostReceivesUntil < latest.sent && received < surelyHidden(book, message, received)
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
  const [before, latest] = [deliveries.at(-2), deliveries.at(-1)]
  if (latest?.handle !== handle || queue.lostReceivesUntil >= latest.sent) return false
  return before === undefined || before.received < latest.sent
}

/** A change of a visibility timeout; its answer came never where it was lost. */
interface Change extends Loosened {
  readonly sent: number
  readonly handle: string
  /** When the message is back at the latest, if the change counted. */
  readonly until: number
}

/** Reads ChangeMessageVisibility and ChangeMessageVisibilityBatch into the book. */
export function readChanges(exchange: Exchange, line: number, queue: QueueRecord, book: Book): void {
  const { sent, received } = exchange
  for (const { input, outcome } of entriesOf(exchange)) {
    const handle = text(input['ReceiptHandle'])
    if (outcome.kind === 'refused' || handle === undefined) continue
    const isLost = outcome.kind === 'lost'
    // A batch entry may leave the timeout out; what it is then is not documented.
    const seconds = number(input['VisibilityTimeout'])
    const change: Change = {
      sent,
      handle,
      received: isLost ? Infinity : received,
      end: sent + book.atLeast((seconds ?? 0) * 1000),
      until: received + (isLost ? book.bounds.lingering : 0) + book.atMost(seconds === undefined ? LONGEST_TIMEOUT : seconds * 1000),
    }
    const message = book.handles.get(handle)
    if (message === undefined) {
      // A handle that is not remembered may be an older one of any message.
      queue.loosened = loosened(queue.loosened, change)
      queue.floor = Math.max(queue.floor, change.until)
    } else if (message.queue === queue) {
      book.touch(message, line, sent, 'changed')
      write(change, message, book)
    }
  }
}

/** What was over before `then` counts no longer. */
const current = (before: Loosened | undefined, then: number): Loosened | undefined =>
  before !== undefined && before.received < then ? undefined : before

function write(change: Change, message: MessageRecord, book: Book): void {
  const { sent, received, end, until } = change
  const { latest } = message
  const delivery = message.deliveries.findLast(({ handle }) => handle === change.handle)
  const isLatest = delivery !== undefined && delivery === latest
  // On a standard queue an older handle will do as well; of FIFO queues that is not known.
  message.changes = loosened(current(message.changes, sent - book.bounds.patience), change)
  if (!isLatest) message.loosened = loosened(current(message.loosened, latest?.sent ?? -Infinity), change)
  if (delivery === undefined) return
  const isSure = received !== Infinity && isLatest && sent > delivery.changedBy
  delivery.changedBy = Math.max(delivery.changedBy, received)
  delivery.changeIsSure ||= isSure
  delivery.changedEnd = isSure || Number.isNaN(delivery.changedEnd) ? end : Math.min(delivery.changedEnd, end)
  message.hide(until, isSure)
}
