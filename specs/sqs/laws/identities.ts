import type { SqsLaw } from './law.js'
import { DEDUPLICATION_INTERVAL } from './records.js'

/** Each receive has a receipt handle of its own. */
export const newHandles: SqsLaw = {
  name: 'new-handles',
  says: 'Each receive of a message gives a receipt handle that was not given before, unless it repeats an attempt.',
  clauses: ['sqs.receive.handle-new-each-time'],
  open: (verdicts, book) => ({
    received({ message, delivery }, { line, messages }) {
      if (delivery.isRetry || delivery.handle === '') return
      verdicts.tested()
      const known = book.handles.get(delivery.handle)
      const twin = known?.deliveries.findLast((one) => one.handle === delivery.handle)
      const beside = messages.find((other) => other.delivery.handle === delivery.handle && other.delivery.index < delivery.index)
      if (twin === undefined && beside === undefined) return
      if (known?.from === message || message.from === known) return
      verdicts.found({
        clause: 'sqs.receive.handle-new-each-time',
        line,
        earlier: twin?.line ?? line,
        allowed: `a new receipt handle for message ${message.id}`,
        seen: `the handle that message ${known?.id ?? beside?.message.id ?? ''} was received with before: ${delivery.handle.slice(0, 24)}`,
      })
    },
  }),
}

/** A message id is given once. */
export const messageIds: SqsLaw = {
  name: 'message-ids',
  says: 'No two sends are answered with one MessageId, unless the later one is a duplicate by its deduplication id.',
  clauses: ['sqs.send.message-id-unique'],
  open: (verdicts, book) => ({
    sent() {
      verdicts.tested()
    },
    sentAgain(message, { line, queue, sent, deduplicationId }) {
      verdicts.tested()
      const isDuplicate = deduplicationId !== undefined && message.queue === queue && message.deduplicationId === deduplicationId
      // A moved message may have been accepted for the first time in another queue; duplicates of it are still recognised there.
      const isElsewhere = message.origin === 'moved' && deduplicationId !== undefined
      if (isElsewhere || (isDuplicate && sent <= message.acceptHi + book.atMost(DEDUPLICATION_INTERVAL))) return
      verdicts.found({
        clause: 'sqs.send.message-id-unique',
        line,
        earlier: message.sentLine,
        allowed: isDuplicate
          ? 'a new MessageId: the five minutes of its deduplication id are over'
          : 'a MessageId that no other message has',
        seen: `${message.id}, which an earlier send was answered with`,
      })
    },
  }),
}

/** Of two sends with one deduplication id, within five minutes, one is delivered. */
export const deduplication: SqsLaw = {
  name: 'deduplication',
  says: 'Two sends with one deduplication id, surely within five minutes, do not both reach a consumer.',
  clauses: ['sqs.fifo.dedup.window-5min', 'sqs.fifo.dedup.scope-queue-default'],
  open: (verdicts, book) => ({
    sentAgain(_message, { deduplicationId }) {
      if (deduplicationId !== undefined) verdicts.tested()
    },
    sent(message) {
      if (message.twin !== undefined) verdicts.tested()
    },
    received({ message }, { line, queue, received }) {
      const { twin } = message
      if (twin === undefined || twin.receives === 0 || message.receives > 0 || twin.id === message.id) return
      if (message.origin !== 'sent' || twin.origin !== 'sent' || twin.queue !== queue) return
      const isSameGroup = message.groupId === twin.groupId
      if (!isSameGroup && queue.scope !== 'queue') return
      const interval = book.atLeast(DEDUPLICATION_INTERVAL)
      // The interval counts from the acceptance of the first; which one that was does not matter where both lie close together.
      const isInTime = (): boolean =>
        Math.max(message.acceptHi, twin.acceptHi) < Math.min(message.acceptLo, twin.acceptLo) + interval && twin.acceptLo > queue.purgedTo
      if (!isInTime()) return
      verdicts.suspect(
        received,
        () => isInTime() && (queue.scope === 'queue' || (isSameGroup && !message.isContentOpen && !twin.isContentOpen)),
        {
          clause: isSameGroup ? 'sqs.fifo.dedup.window-5min' : 'sqs.fifo.dedup.scope-queue-default',
          line,
          earlier: twin.latest?.line ?? twin.sentLine,
          allowed: `one of the messages ${twin.id} and ${message.id}, which were sent with one deduplication id within five minutes`,
          seen: 'both were received',
        },
      )
    },
  }),
}
