import { md5 } from '../../../reference/sqs/digest.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import type { Book } from './book.js'
import { longestTimeout, surelyHidden } from './facts.js'
import type { Receive, Shown, SqsCase } from './law.js'
import { mayHoldRedriven } from './queues.js'
import { list, members, number, text, type Members } from '../../../src/oracle/linear/members.js'
import { Delivery, LOST_RECEIVES_KEPT, MessageRecord, type Origin, type QueueRecord } from './records.js'

/** Reads ReceiveMessage into the book. */
export function readReceive(exchange: Exchange, line: number, queue: QueueRecord, book: Book, laws: readonly SqsCase[]): void {
  const { sent, received, input, outcome } = exchange
  if (outcome.kind === 'refused') return
  if (outcome.kind === 'lost') return readLostReceive(exchange, line, queue, book)
  const timeout = number(input['VisibilityTimeout']) ?? -1
  const attempt = text(input['ReceiveRequestAttemptId'])
  const raws = list(outcome.output['Messages'])
  const messages: Shown[] = []
  const receive: Receive = { line, sent, received, queue, messages }
  for (let index = 0; index < raws.length; index++) {
    const raw = raws[index]!
    const id = text(raw['MessageId'])
    if (id === undefined) continue
    const handle = text(raw['ReceiptHandle']) ?? ''
    const known = book.messages.get(id)
    const delivery = new Delivery(line, sent, received, index, timeout, attempt, handle)
    const shown = text(members(raw['Attributes'])?.['ApproximateReceiveCount'])
    if (shown !== undefined && /^\d+$/.test(shown)) delivery.count = Number(shown)
    const message = recordOf(id, known, raw, delivery, receive, book, laws)
    delivery.isRetry = attempt !== undefined && message.deliveries.some((one) => one.attempt === attempt && one.handle === handle)
    messages.push({ message, delivery, raw })
  }
  for (const law of laws) law.answered?.(receive)
  for (const shown of messages) {
    for (const law of laws) law.received?.(shown, receive)
    writeDown(shown, receive, book)
  }
  if (isEmpty(outcome.output['Messages']) && queue.messages.size < IN_FLIGHT_LIMIT) queue.empties.see({ line, sent, received })
  book.sweep(queue, received)
}
/** At which an empty answer says nothing. */
const IN_FLIGHT_LIMIT = 120_000

const isEmpty = (messages: unknown): boolean =>
  messages === undefined || messages === null || (Array.isArray(messages) && messages.length === 0)

function readLostReceive({ sent, received, input }: Exchange, line: number, queue: QueueRecord, book: Book): void {
  const until = received + book.bounds.lingering
  const timeout = number(input['VisibilityTimeout']) ?? -1
  queue.lostReceivesUntil = Math.max(queue.lostReceivesUntil, until)
  // Without a timeout one answer of a FIFO queue can hold a message several times.
  const isRepeatable = timeout === 0 || (timeout < 0 && queue.visibility.min === 0)
  queue.lostReceives += isRepeatable ? (number(input['MaxNumberOfMessages']) ?? 1) : 1
  queue.floor = Math.max(queue.floor, until + longestTimeout(book, queue, timeout, sent, until))
  queue.latestLost.push({ line, sent, attempt: text(input['ReceiveRequestAttemptId']) })
  if (queue.latestLost.length > LOST_RECEIVES_KEPT) queue.latestLost.shift()
}

function recordOf(
  id: string,
  known: MessageRecord | undefined,
  raw: Members,
  delivery: Delivery,
  receive: Receive,
  book: Book,
  laws: readonly SqsCase[],
): MessageRecord {
  const { queue } = receive
  if (known === undefined) return stranger(id, raw, receive, book)
  if (known.queue === queue) return known
  // An old record is the right one where the message was seen on both sides of its move by requests that overlap.
  for (let older = known.from; older !== undefined; older = older.from)
    if (older.queue === queue && receive.sent <= (known.deliveries[0]?.received ?? Infinity)) return older
  const moved = new MessageRecord(id, queue, 'moved')
  moved.sentLine = known.sentLine
  moved.acceptLo = known.acceptLo
  moved.acceptHi = receive.received
  moved.md5 = known.md5
  moved.isContentOpen = known.isContentOpen
  moved.attributes = known.attributes
  moved.groupId = known.groupId
  moved.from = known
  for (const law of laws) law.moved?.(moved, { message: known, delivery, raw }, receive)
  book.bury(known)
  book.unexplained.delete(known)
  book.join(moved)
  return moved
}

/** A message whose send was not seen: how can it be there? */
function stranger(id: string, raw: Members, { queue, received, sent }: Receive, book: Book): MessageRecord {
  const digest = md5(text(raw['Body']) ?? '')
  const isForgotten = book.forgottenIds.has(id) || (mayHoldRedriven(queue, received, book) && book.bodies.has(digest))
  const lost = queue.isOpen || isForgotten ? undefined : book.lostSends.take(queue, digest, received)
  const origin: Origin = queue.isOpen || isForgotten ? 'adopted' : lost !== undefined ? 'lost' : 'unexplained'
  const message = new MessageRecord(id, queue, origin)
  message.md5 = digest
  message.acceptLo = lost?.sent ?? -Infinity
  message.acceptHi = received
  message.sentLine = lost?.line ?? 0
  message.receivesBefore = origin === 'lost' ? 0 : Infinity
  message.groupId = text(members(raw['Attributes'])?.['MessageGroupId'])
  book.join(message)
  if (lost !== undefined && lost.sent <= sent) message.lostBefore = 0
  if (origin === 'unexplained') book.leaveOpen(message)
  return message
}

function writeDown({ message, delivery, raw }: Shown, { queue, sent, received }: Receive, book: Book): void {
  const { latest } = message
  const end = received + longestTimeout(book, queue, delivery.timeout, sent, received)
  if (message.deletedBy !== Infinity && !queue.fifo && sent <= message.deletedBy) {
    // The delete may have used a handle that was not the latest any more, and left the message where it was.
    message.deletedBy = Infinity
    book.exhume(message)
  }
  book.deliver(message, delivery)
  const group = message.groupId ?? text(members(raw['Attributes'])?.['MessageGroupId'])
  if (queue.fifo && message.group === undefined && group !== undefined) book.joinGroup(message, group)
  message.hide(end, latest !== undefined && latest.received < sent)
  const { hider } = queue
  if (hider === undefined || hider.isGone || surelyHidden(book, hider, received) < surelyHidden(book, message, received))
    queue.hider = message
}
