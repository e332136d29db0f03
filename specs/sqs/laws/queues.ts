import type { Exchange } from '../../../src/oracle/exchange.js'
import type { Book } from './book.js'
import { members, NOTHING, text } from '../../../src/oracle/linear/members.js'
import type { QueueRecord } from './records.js'

/** How long a purge or the deletion of a queue may go on, in milliseconds. */
const MINUTE = 60_000

export function readCreateQueue(exchange: Exchange, book: Book): void {
  const { input, outcome } = exchange
  const name = text(input['QueueName'])
  if (outcome.kind !== 'answered' || name === undefined) return
  const url = text(outcome.output['QueueUrl'])
  if (url !== undefined) book.queues.created(url, name, members(input['Attributes']) ?? NOTHING, exchange)
}

export function readSetAttributes(exchange: Exchange, queue: QueueRecord, book: Book): void {
  const { input, outcome } = exchange
  if (outcome.kind !== 'refused') book.queues.set(queue, members(input['Attributes']) ?? NOTHING, exchange, outcome.kind === 'lost')
}

/** What was there before may be gone, or still arrive: nothing is said of it any more. */
export function readPurge({ outcome, received }: Exchange, queue: QueueRecord, book: Book): void {
  if (outcome.kind === 'refused') return
  const until = received + (outcome.kind === 'lost' ? book.bounds.lingering : 0) + MINUTE
  queue.purgedTo = Math.max(queue.purgedTo, until)
  if (outcome.kind === 'answered') leaveAll(queue, received, book)
}

export function readDeleteQueue({ outcome, received }: Exchange, queue: QueueRecord, book: Book): void {
  if (outcome.kind === 'refused') return
  if (outcome.kind === 'lost') {
    if (queue.deletion === 'none') queue.deletion = 'perhaps'
    return
  }
  queue.deletion = 'sure'
  leaveAll(queue, received, book)
}

function leaveAll(queue: QueueRecord, until: number, book: Book): void {
  for (let first = queue.messages.first; first !== undefined && first.message.acceptHi <= until; first = queue.messages.first)
    book.bury(first.message)
}

export function readMoveTask(exchange: Exchange, book: Book): void {
  const { input, outcome, sent } = exchange
  const sourceArn = text(input['SourceArn'])
  if (outcome.kind === 'refused' || sourceArn === undefined) return
  const source = book.queues.byArn(sourceArn)
  source.redrivenFrom = Math.min(source.redrivenFrom, sent)
  const destination = text(input['DestinationArn'])
  if (destination === undefined) {
    source.redrivenHomeFrom = Math.min(source.redrivenHomeFrom, sent)
    return
  }
  const target = book.queues.byArn(destination)
  target.receivesRedrivenFrom = Math.min(target.receivesRedrivenFrom, sent)
}

/** May a move task have brought messages to this queue by `at`, as far as was seen until now? */
export const mayHoldRedriven = (queue: QueueRecord, at: number, book: Book): boolean =>
  queue.receivesRedrivenFrom <= at || [...queue.targets.keys()].some((key) => (book.queues.byKey(key)?.redrivenHomeFrom ?? Infinity) <= at)
