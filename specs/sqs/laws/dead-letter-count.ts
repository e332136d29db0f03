import { surelyHidden, wasLostMeanwhile } from './facts.js'
import type { SqsLaw } from './law.js'

/** A redrive policy moves a message after its receives are used up: not earlier, and then surely. */
export const deadLetterCount: SqsLaw = {
  name: 'dead-letter-count',
  says: 'A message goes to the dead-letter queue after maxReceiveCount receives: not before, and instead of being received once more.',
  clauses: ['sqs.dlq.move-after-max-receives', 'sqs.receive.at-least-once-standard'],
  open: (verdicts, book) => ({
    moved(moved, { message }, { line, received }) {
      const { queue: from } = message
      const most = message.possibleReceives
      const needed = from.targets.get(moved.queue.key)
      if (needed === undefined || from.isOpen || most === Infinity) return
      verdicts.tested()
      if (most >= needed) return
      const watch = message.watch(line, received)
      verdicts.suspect(
        received,
        () => (from.targets.get(moved.queue.key) ?? 0) > most && !watch.delivered && !wasLostMeanwhile(from, line, received),
        {
          clause: 'sqs.dlq.move-after-max-receives',
          line,
          earlier: message.latest?.line ?? (message.sentLine || undefined),
          allowed: `message ${message.id} in ${from.name} until it was received ${needed} times`,
          seen: `it is in ${moved.queue.name} after ${most} ${most === 1 ? 'receive' : 'receives'} at most`,
        },
      )
    },
    received({ message, delivery }, { line, queue, sent, received }) {
      const { policy } = queue
      const { latest } = message
      if (policy === undefined || latest === undefined || delivery.isRetry || queue.policyChanges !== 1 || message.isGone) return
      const first = message.deliveries[0]!
      const target = book.queues.byKey(policy.target)
      if (target === undefined || target.deletion !== 'none' || policy.surelyFrom >= first.sent || message.handlesDropped) return
      let sure = 0
      for (const one of message.deliveries) if (!one.isRetry && one.received < sent) sure++
      if (sure < policy.maxReceiveCount) return
      // A standard queue may give a second copy of a message in flight; that is another law's matter.
      if (!queue.fifo && surelyHidden(book, message, received) > received) return
      if (!queue.fifo && sent <= message.availableHi && book.strictness.tolerates('sqs.receive.at-least-once-standard'))
        return verdicts.used('sqs.receive.at-least-once-standard')
      verdicts.suspect(received, () => queue.policyChanges === 1 && target.deletion === 'none', {
        clause: 'sqs.dlq.move-after-max-receives',
        line,
        earlier: latest.line,
        allowed: `message ${message.id} moved to ${target.name} after ${policy.maxReceiveCount} receives from ${queue.name}`,
        seen: `it was received there ${sure} times before, and once more now`,
      })
    },
  }),
}
