import type { Exchange } from '../../../src/oracle/exchange.js'
import type { Bookkeeper } from '../../../src/oracle/linear/service-laws.js'
import type { Book } from './book.js'
import { readChanges, readDeletes } from './handles.js'
import type { SqsCase } from './law.js'
import { readCreateQueue, readDeleteQueue, readMoveTask, readPurge, readSetAttributes } from './queues.js'
import { text } from '../../../src/oracle/linear/members.js'
import { readReceive } from './receives.js'
import type { QueueRecord } from './records.js'
import { readSends } from './sends.js'

/** Operations that change nothing the laws look at. */
const INDIFFERENT: ReadonlySet<string> = new Set([
  'AddPermission', 'CancelMessageMoveTask', 'GetQueueAttributes', 'GetQueueUrl', 'ListDeadLetterSourceQueues', 'ListMessageMoveTasks',
  'ListQueueTags', 'ListQueues', 'RemovePermission', 'TagQueue', 'UntagQueue',
]) // prettier-ignore

type Read = (exchange: Exchange, line: number, queue: QueueRecord, book: Book, cases: readonly SqsCase[]) => void

const READ: Readonly<Record<string, Read>> = {
  SendMessage: readSends,
  SendMessageBatch: readSends,
  ReceiveMessage: readReceive,
  DeleteMessage: readDeletes,
  DeleteMessageBatch: readDeletes,
  ChangeMessageVisibility: readChanges,
  ChangeMessageVisibilityBatch: readChanges,
  SetQueueAttributes: (exchange, _line, queue, book) => readSetAttributes(exchange, queue, book),
  PurgeQueue: (exchange, _line, queue, book) => readPurge(exchange, queue, book),
  DeleteQueue: (exchange, _line, queue, book) => readDeleteQueue(exchange, queue, book),
}

/** Reads a history of SQS into a book, and tells the laws of it. */
export function reader(book: Book, laws: readonly SqsCase[]): Bookkeeper {
  const unread = new Map<string, number>()
  const skip = (what: string): void => void unread.set(what, (unread.get(what) ?? 0) + 1)
  book.onExpired = (message) => {
    for (const law of laws) law.expired?.(message)
  }
  const of = (name: keyof SqsCase): readonly SqsCase[] => laws.filter((law) => law[name] !== undefined)
  // Told only what they ask for.
  const forSends = [...new Set([...of('sent'), ...of('sentAgain')])]
  const forReceives = [...new Set([...of('received'), ...of('answered'), ...of('moved')])]
  return {
    see(exchange, line) {
      const { operation, input } = exchange
      if (operation === 'CreateQueue') return readCreateQueue(exchange, book)
      if (operation === 'StartMessageMoveTask') return readMoveTask(exchange, book)
      const read = READ[operation]
      if (read === undefined) return INDIFFERENT.has(operation) ? undefined : skip(`of ${operation}, which is not an operation of SQS`)
      const url = text(input['QueueUrl'])
      if (url === undefined) return exchange.outcome.kind === 'refused' ? undefined : skip(`of ${operation} without a QueueUrl`)
      read(exchange, line, book.queues.at(url, exchange), book, operation.startsWith('Send') ? forSends : forReceives)
    },
    end() {
      for (const law of laws) law.end?.()
    },
    kept: () => ({
      queues: book.queues.size,
      messages: book.messages.size,
      tombstones: book.tombstones,
      handles: book.handles.size,
      'deduplication ids': book.deduplication.size,
    }),
    forgotten: () => ({ messages: book.forgotten, 'deduplication ids': book.deduplication.forgotten }),
    notes: () => [
      ...(book.queues.openQueues > 0
        ? [`${book.queues.openQueues} queues are older than the history: what was in them before is taken as it comes`]
        : []),
      ...(book.unjudged > 0 ? [`${book.unjudged} messages that no send explains were not judged: there were too many of them`] : []),
      ...[...unread].map(([what, count]) => `${count} exchanges ${what}`),
    ],
  }
}
