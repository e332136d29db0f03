import { mayBeRepeatedUnseen, shortestTimeout, surelyHidden } from './facts.js'
import { mayFollow } from './records.js'
import type { SqsLaw } from './law.js'

const COPY = 'sqs.receive.at-least-once-standard'
const TWICE = 'sqs.receive.same-message-once-per-response-standard'

/** A message that is in flight is not received by anybody else. */
export const visibilityWindows: SqsLaw = {
  name: 'visibility-windows',
  says: 'A message is not received again while the visibility timeout of an earlier receive surely hides it.',
  clauses: ['sqs.visibility.hides-message-fifo', 'sqs.visibility.hides-message', 'sqs.fifo.attempt.same-receipt-handles', COPY, TWICE],
  open: (verdicts, book) => ({
    answered({ queue, sent, received }) {
      const { hider } = queue
      const latest = hider?.latest
      if (hider === undefined || hider.isGone || latest === undefined || latest.received >= sent) return
      if (surelyHidden(book, hider, received) > received) verdicts.tested()
    },
    received({ message, delivery }, { line, queue, sent, received }) {
      const earlier = message.latest
      if (earlier === undefined || delivery.isRetry || message.isGone) return
      // What is said by a handle that was forgotten is not known to be of this message.
      if (message.origin === 'adopted' && book.forgottenIds.has(message.id)) return verdicts.undecided()
      const isOneAnswer = earlier.line === line
      // A change may have come after this receive, though it is of an older handle: then it did not hide the message before.
      const { changes } = message
      const unchanged = mayFollow(changes, delivery)
        ? Math.min(changes.end, earlier.sent + shortestTimeout(book, queue, earlier, received))
        : Infinity
      const end = Math.min(unchanged, surelyHidden(book, message, received))
      const own = shortestTimeout(book, queue, delivery, received)
      if (isOneAnswer ? own <= 0 : received >= end) return
      // The other way round: this receive first, and the other one after it.
      const before = (): boolean =>
        !isOneAnswer &&
        earlier.received >= sent &&
        earlier.received >= Math.min(sent + shortestTimeout(book, queue, delivery, received), loosenedEnd())
      /** When a change may have let the message come back that came after this receive. */
      const loosenedEnd = (): number =>
        Math.min(...[message.changes, queue.loosened].map((change) => (mayFollow(change, delivery) ? change.end : Infinity)))
      if (before()) return
      if (!queue.fifo) {
        const freedom = isOneAnswer ? TWICE : COPY
        if (book.strictness.tolerates(freedom)) return verdicts.used(freedom)
      }
      const wasChanged = earlier.changeIsSure
      const isSameAttempt = queue.fifo && delivery.attempt !== undefined && delivery.attempt === earlier.attempt
      const watch = message.watch(line, received)
      verdicts.suspect(
        received,
        () =>
          !before() &&
          // A retry of the earlier attempt hides its messages anew, perhaps for a shorter time.
          !watch.repeated &&
          (isOneAnswer ||
            received < earlier.sent + shortestTimeout(book, queue, earlier, received) ||
            (wasChanged && !queue.visibility.mayChange(earlier.sent, received))) &&
          // A change that was sent before the message came again may have released it, whichever of its handles it used.
          !watch.changed &&
          !mayFollow(queue.loosened, earlier) &&
          !(earlier.attempt !== undefined && mayBeRepeatedUnseen(queue, earlier.attempt)),
        {
          clause: isSameAttempt
            ? 'sqs.fifo.attempt.same-receipt-handles'
            : queue.fifo
              ? 'sqs.visibility.hides-message-fifo'
              : 'sqs.visibility.hides-message',
          line,
          earlier: earlier.line,
          allowed: isOneAnswer
            ? `message ${message.id} once in an answer that hides what it holds`
            : `message ${message.id} of ${queue.name} hidden for another ${Math.ceil(end - received)} ms at least`,
          seen: isOneAnswer ? 'it is in the answer twice' : 'it was received again',
        },
      )
    },
  }),
}
