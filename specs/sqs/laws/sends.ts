import { createHash, hash } from 'node:crypto'
import { md5 } from '../../../reference/sqs/digest.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import type { Book } from './book.js'
import { DEDUPLICATION_INTERVAL } from './deduplication-memory.js'
import type { Send, SqsCase } from './law.js'
import { entriesOf, members, number, text, type Members } from '../../../src/oracle/linear/members.js'
import { MessageRecord, type QueueRecord } from './records.js'

/** Reads SendMessage and SendMessageBatch into the book. */
export function readSends(exchange: Exchange, line: number, queue: QueueRecord, book: Book, laws: readonly SqsCase[]): void {
  const { sent, received } = exchange
  for (const { input, outcome, index } of entriesOf(exchange)) {
    const body = text(input['MessageBody'])
    if (outcome.kind === 'refused' || body === undefined) continue
    const digest = md5(body)
    book.bodies.add(digest)
    const deduplicationId = queue.fifo ? (text(input['MessageDeduplicationId']) ?? sha256(body)) : undefined
    const id = text(outcome.output['MessageId'])
    if (outcome.kind === 'lost' || id === undefined) {
      book.lostSends.add(queue, digest, sent, line)
      const content = contentOf(digest, text(input['MessageGroupId']), members(input['MessageAttributes']))
      if (deduplicationId !== undefined) rememberLost(book, queue, deduplicationId, content, sent, received + book.bounds.lingering)
      continue
    }
    const attributes = members(input['MessageAttributes'])
    const send: Send = {
      line,
      sent,
      received,
      queue,
      body,
      md5: digest,
      attributes,
      receivedMd5: book.messages.get(id)?.md5,
      shownMd5: text(outcome.output['MD5OfMessageBody']),
    }
    accepted(id, send, input, outcome.output, index, deduplicationId, book, laws)
  }
}

/** Equal for sends that make equal messages, as far as the laws look at them; attributes are never taken to be equal. */
const contentOf = (md5OfBody: string, group: string | undefined, attributes: Members | undefined): string =>
  attributes === undefined ? `${md5OfBody} ${group ?? ''}` : ''

/** Which of two sends made the message is open, and so is its place: a message of any group may be blocked by it. */
function leaveContentOpen(message: MessageRecord): void {
  message.isContentOpen = true
  if (message.queue.fifo) message.queue.floor = Math.max(message.queue.floor, message.availableHi)
}

/** The id was answered before, longer ago than the book remembers: this send was a duplicate, or answered late. */
function leaveOpen(message: MessageRecord): void {
  message.origin = 'adopted'
  message.isDoubtful = true
  message.receivesBefore = Infinity
  message.acceptLo = -Infinity
  leaveContentOpen(message)
}

const sha256: (text: string) => string =
  typeof hash === 'function' ? (text) => hash('sha256', text) : (text) => createHash('sha256').update(text).digest('hex')

function accepted(
  id: string,
  send: Send,
  input: Members,
  output: Members,
  entry: number,
  deduplicationId: string | undefined,
  book: Book,
  laws: readonly SqsCase[],
): void {
  const { queue, sent, received } = send
  const known = book.messages.get(id)
  // Its first send may be older than the history, or than what is remembered: nothing is learned of it.
  if (known?.origin === 'adopted') return
  if (known !== undefined && known.origin !== 'unexplained' && known.origin !== 'lost') {
    for (const law of laws) law.sentAgain?.(known, send, deduplicationId)
    again(known, send, text(input['MessageGroupId']))
    return
  }
  const isNew = known === undefined
  const message = known ?? new MessageRecord(id, queue, 'sent')
  if (message.origin === 'lost') book.lostSends.giveBack(queue, message.md5)
  book.unexplained.delete(message)
  if (message.queue !== queue) {
    // It was seen in a dead-letter queue before any send of it was answered; which send made it is open.
    message.origin = 'adopted'
    message.receivesBefore = Infinity
    leaveContentOpen(message)
    return
  }
  message.receivesBefore = 0
  message.origin = 'sent'
  message.sentLine = send.line
  message.entry = entry
  message.acceptLo = sent
  message.acceptHi = received
  message.md5 = send.md5
  message.attributes = send.attributes
  message.sequenceNumber = text(output['SequenceNumber'])
  message.deduplicationId = deduplicationId
  message.groupId = text(input['MessageGroupId'])
  if (deduplicationId !== undefined) deduplicate(book, message, deduplicationId)
  if (isNew) {
    if (book.forgottenIds.has(id)) leaveOpen(message)
    const explicit = queue.fifo ? undefined : number(input['DelaySeconds'])
    const delay = (explicit ?? queue.delay.highest(sent, received)) * 1000
    message.availableHi = received + delay + book.tolerance(delay)
    book.join(message)
    book.sweep(queue, received)
  } else if (message.groupId !== undefined) regroup(book, message, message.groupId)
  for (const law of laws) law.sent?.(message, send)
}

/** A message that was received before its send was answered stands at the end of its group, or in none. */
function regroup(book: Book, message: MessageRecord, id: string): void {
  const { group } = message
  if (group !== undefined) {
    group.alive.delete(message)
    message.group = undefined
    if (--group.members === 0) message.queue.groups.delete(group.id)
  }
  book.joinGroup(message, id)
}

/** Two sends were answered with one id: the message is of the first, and which one that was is open where they overlap. */
function again(message: MessageRecord, { sent, received, md5: digest, attributes }: Send, group: string | undefined): void {
  if (message.origin !== 'sent' || sent > message.acceptHi) return
  message.acceptLo = Math.min(message.acceptLo, sent)
  message.acceptHi = Math.min(message.acceptHi, received)
  message.isPlaceOpen = true
  if (!isMadeBy(message, contentOf(digest, group, attributes))) leaveContentOpen(message)
}

const isMadeBy = ({ md5: body, groupId, attributes }: MessageRecord, content: string): boolean =>
  attributes === undefined && content === contentOf(body, groupId, undefined)

/** What earlier sends with the same deduplication id mean for this message. */
function deduplicate(book: Book, message: MessageRecord, id: string): void {
  const key = book.deduplication.key(message.queue, id)
  const known = book.deduplication.get(key)
  const { acceptLo: sent, acceptHi: received } = message
  const isInTime = known !== undefined && sent <= known.hi + DEDUPLICATION_INTERVAL + book.tolerance(DEDUPLICATION_INTERVAL)
  if (!isInTime) {
    if (known === undefined && book.deduplication.mayHaveBeenUsed(key)) {
      message.isDoubtful = message.isPlaceOpen = true
      message.acceptLo = -Infinity
      leaveContentOpen(message)
    }
    book.deduplication.add({ key, hi: received, message, lostFrom: Infinity, lostContent: '' })
    return
  }
  message.twin = known.message
  message.isDoubtful = true
  if (known.lostFrom !== Infinity) {
    // Which of the sends made it is open: the other ones were not answered.
    message.acceptLo = Math.min(sent, known.lostFrom)
    message.isPlaceOpen = true
    if (!isMadeBy(message, known.lostContent)) leaveContentOpen(message)
  }
  known.hi = Math.max(known.hi, received)
  known.message = message
}

function rememberLost(book: Book, queue: QueueRecord, id: string, content: string, sent: number, until: number): void {
  const key = book.deduplication.key(queue, id)
  const known = book.deduplication.get(key)
  if (known === undefined || sent > known.hi + DEDUPLICATION_INTERVAL + book.tolerance(DEDUPLICATION_INTERVAL)) {
    book.deduplication.add({ key, hi: until, message: undefined, lostFrom: sent, lostContent: content })
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
