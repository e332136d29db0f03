import { wasLostMeanwhile } from './facts.js'
import type { SqsLaw } from './law.js'

const COPY = 'sqs.receive.duplicate-after-delete-standard'

/** What was deleted does not come back: never from a FIFO queue, and from a standard queue only as a copy that a server kept. */
export const deletedStaysDeleted: SqsLaw = {
  name: 'deleted-stays-deleted',
  says: 'A message whose deletion was acknowledged is not received by a request that was sent later.',
  clauses: ['sqs.delete.removes-message', 'sqs.delete.expired-handle-fifo-error', COPY],
  open: (verdicts, book) => ({
    answered({ queue, sent }) {
      if (queue.firstDeleted < sent) verdicts.tested()
    },
    received({ message, delivery }, { line, queue, sent }) {
      if (message.origin === 'adopted' && book.forgottenIds.has(message.id)) return verdicts.undecided()
      const { deletedBy, deletedLine, deletedInTime } = message
      if (deletedBy >= sent) return
      // Two queues that are each other's dead-letter queue can send a message to and fro while nobody sees it.
      if (queue.isDeadLetterQueue && !deletedInTime) return verdicts.undecided()
      const offence = {
        clause: deletedInTime || !queue.fifo ? 'sqs.delete.removes-message' : 'sqs.delete.expired-handle-fifo-error',
        line,
        earlier: deletedLine,
        allowed: `message ${message.id} of ${queue.name} not any more, as its deletion was acknowledged before this receive was sent`,
        seen: `it was received again, under handle ${delivery.handle.slice(0, 24)}`,
      } as const
      if (queue.fifo) return verdicts.found(offence)
      if (book.strictness.tolerates(COPY)) return verdicts.used(COPY)
      // A receive that overlaps the deletion may have given a later handle; the deletion was by an old one then.
      const watch = message.watch(line, deletedBy)
      verdicts.suspect(deletedBy, () => !watch.delivered && !wasLostMeanwhile(queue, deletedLine, deletedBy), offence)
    },
  }),
}
