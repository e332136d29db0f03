import { createHash, hash } from 'node:crypto'
import { md5 } from '../../../reference/sqs/digest.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import { entriesOf, members, number, text } from '../../../src/oracle/linear/members.js'
import type { Book } from './book.js'
import type { Send, SqsCase } from './law.js'
import { type Accepted, DEDUPLICATION_INTERVAL, MessageRecord, type QueueRecord } from './records.js'

/** Reads SendMessage and SendMessageBatch into the book. */
export function readSends(exchange: Exchange, line: number, queue: QueueRecord, book: Book, laws: readonly SqsCase[]): void {
  const { sent, received } = exchange
  for (const { input, outcome, index } of entriesOf(exchange)) {
    const body = text(input['MessageBody'])
    if (outcome.kind === 'refused' || body === undefined) continue
    const { output } = outcome
    const digest = md5(body)
    book.bodies.add(digest)
    const id = text(output['MessageId'])
    const deduplicationId = queue.fifo ? (text(input['MessageDeduplicationId']) ?? sha256(body)) : undefined
    const receivedMd5 = id === undefined ? undefined : book.messages.get(id)?.md5
    const send: Send = { line, sent, received, queue, input, output, entry: index, md5: digest, receivedMd5, deduplicationId }
    if (outcome.kind !== 'lost' && id !== undefined) accepted(id, send, book, laws)
    else {
      book.lostSends.add(queue, digest, sent, line)
      if (deduplicationId !== undefined) rememberLost(send, book)
    }
  }
}

const sha256: (text: string) => string =
  typeof hash === 'function' ? (text) => hash('sha256', text) : (text) => createHash('sha256').update(text).digest('hex')

/** Equal for sends that make equal messages, as far as the laws look at them; attributes are never taken to be equal. */
const contentOf = ({ md5: digest, input }: Send): string =>
  members(input['MessageAttributes']) === undefined ? `${digest} ${text(input['MessageGroupId']) ?? ''}` : ''
const isMadeBy = ({ md5: digest, groupId, attributes }: MessageRecord, content: string): boolean =>
  attributes === undefined && content === `${digest} ${groupId ?? ''}`

/** Which of two sends made the message is open, and so is its place: a message of any group may be blocked by it. */
function leaveContentOpen(message: MessageRecord): void {
  message.isContentOpen = true
  if (message.queue.fifo) message.queue.floor = Math.max(message.queue.floor, message.availableHi)
}

/** Nothing is learned of it any more: its first send may be older than the history, or than what is remembered. */
function adopt(message: MessageRecord): void {
  message.origin = 'adopted'
  message.receivesBefore = Infinity
  leaveContentOpen(message)
}

function accepted(id: string, send: Send, book: Book, laws: readonly SqsCase[]): void {
  const { queue, sent, received, input } = send
  const known = book.messages.get(id)
  if (known?.origin === 'adopted') return
  if (known !== undefined && known.origin !== 'unexplained' && known.origin !== 'lost') {
    for (const law of laws) law.sentAgain?.(known, send)
    return again(known, send)
  }
  const message = known ?? new MessageRecord(id, queue, 'sent')
  if (message.origin === 'lost') book.lostSends.giveBack(queue, message.md5)
  book.unexplained.delete(message)
  // It was seen in a dead-letter queue before any send of it was answered; which send made it is open.
  if (message.queue !== queue) return adopt(message)
  message.receivesBefore = 0
  message.origin = 'sent'
  message.sentLine = send.line
  message.entry = send.entry
  message.acceptLo = sent
  message.acceptHi = received
  message.md5 = send.md5
  message.attributes = members(input['MessageAttributes'])
  message.sequenceNumber = text(send.output['SequenceNumber'])
  message.deduplicationId = send.deduplicationId
  message.groupId = text(input['MessageGroupId'])
  if (send.deduplicationId !== undefined) deduplicate(message, send, book)
  if (known !== undefined) book.regroup(message)
  else {
    if (book.forgottenIds.has(id)) {
      // It was answered before, longer ago than the book remembers: this send was a duplicate, or answered late.
      message.isDoubtful = true
      message.acceptLo = -Infinity
      adopt(message)
    }
    const delay = (queue.fifo ? undefined : number(input['DelaySeconds'])) ?? queue.delay.highest(sent, received)
    message.availableHi = received + book.atMost(delay * 1000)
    book.join(message)
    book.sweep(queue, received)
  }
  for (const law of laws) law.sent?.(message, send)
}

/** Two sends were answered with one id: the message is of the first, and which one that was is open where they overlap. */
function again(message: MessageRecord, send: Send): void {
  const { sent, received } = send
  if (message.origin !== 'sent' || sent > message.acceptHi) return
  message.acceptLo = Math.min(message.acceptLo, sent)
  message.acceptHi = Math.min(message.acceptHi, received)
  message.isPlaceOpen = true
  if (!isMadeBy(message, contentOf(send))) leaveContentOpen(message)
}

const keyOf = ({ queue, deduplicationId = '' }: Send): string => `${queue.nth} ${deduplicationId}`

/** The sends of its deduplication id of which it may be a duplicate. */
function inTimeFor(send: Send, book: Book): Accepted | undefined {
  const known = book.deduplication.get(keyOf(send))
  return known !== undefined && send.sent <= known.hi + book.atMost(DEDUPLICATION_INTERVAL) ? known : undefined
}

/** What earlier sends with the same deduplication id mean for this message. */
function deduplicate(message: MessageRecord, send: Send, book: Book): void {
  const key = keyOf(send)
  const known = inTimeFor(send, book)
  if (known === undefined) {
    if (book.deduplication.get(key) === undefined && book.deduplication.mayHaveHad(key)) {
      message.isDoubtful = message.isPlaceOpen = true
      message.acceptLo = -Infinity
      leaveContentOpen(message)
    }
    book.deduplication.add({ key, hi: send.received, message, lostFrom: Infinity, lostContent: '' })
    return
  }
  message.twin = known.message
  message.isDoubtful = true
  if (known.lostFrom !== Infinity) {
    // Which of the sends made it is open: the other ones were not answered.
    message.acceptLo = Math.min(send.sent, known.lostFrom)
    message.isPlaceOpen = true
    if (!isMadeBy(message, known.lostContent)) leaveContentOpen(message)
  }
  known.hi = Math.max(known.hi, send.received)
  known.message = message
}

/** What a send without an answer means for those of its deduplication id. */
function rememberLost(send: Send, book: Book): void {
  const { sent, received } = send
  const until = received + book.bounds.lingering
  const content = contentOf(send)
  const known = inTimeFor(send, book)
  if (known === undefined) {
    book.deduplication.add({ key: keyOf(send), hi: until, message: undefined, lostFrom: sent, lostContent: content })
    return
  }
  const { message } = known
  if (message !== undefined && sent <= message.acceptHi) {
    message.acceptLo = Math.min(message.acceptLo, sent)
    message.isDoubtful = message.isPlaceOpen = true
    if (!isMadeBy(message, content)) leaveContentOpen(message)
  }
  known.lostContent = known.lostFrom === Infinity || known.lostContent === content ? content : ''
  known.lostFrom = Math.min(known.lostFrom, sent)
  known.hi = Math.max(known.hi, until)
}
