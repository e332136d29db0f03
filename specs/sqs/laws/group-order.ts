import type { ClauseId } from '../../../reference/core/reading.js'
import { surelyBefore, surelyHere, surelyHidden, wasTouchedMeanwhile } from './facts.js'
import type { Receive, SqsLaw } from './law.js'
import type { MessageRecord } from './records.js'

/** How many messages at the head of a group are looked at. More are passed over only where nothing is sure of any of them. */
const LOOK_AHEAD = 32

/** Of a message group, no message overtakes another. */
export const groupOrder: SqsLaw = {
  name: 'group-order',
  says: 'A message of a group is not received while an earlier one of the group is surely there, unless behind it in the same answer.',
  clauses: ['sqs.fifo.order.strict-per-group', 'sqs.fifo.group.locks-while-inflight', 'sqs.fifo.order.sorted-within-response'],
  open: (verdicts, book) => ({
    received({ message, delivery }, receive) {
      const { group } = message
      if (group === undefined || message.origin !== 'sent' || message.isContentOpen || group.alive.size < 2) return
      verdicts.tested()
      const { line, sent, received } = receive
      let looked = 0
      for (let earlier = group.alive.first; earlier !== undefined && looked < LOOK_AHEAD; earlier = earlier.after, looked++) {
        if (earlier === message) return
        if (earlier.origin !== 'sent' || earlier.isContentOpen || !surelyBefore(earlier, message)) continue
        const index = indexIn(earlier, receive)
        if (index !== undefined && index < delivery.index) continue
        if (index === undefined && !surelyHere(book, earlier, sent, received)) continue
        const passed = earlier
        const { policyChanges } = receive.queue
        const watch = passed.watch(line, received)
        // Where its receives are used up, it is there only because it is in flight.
        const hiddenSince = passed.latest?.sent ?? sent
        const mustBeHidden = passed.possibleReceives >= receive.queue.lowestReceiveCount
        const isInFlight = passed.latest !== undefined && passed.latest.received < sent && surelyHidden(book, passed, received) > received
        const clause: ClauseId =
          index !== undefined
            ? 'sqs.fifo.order.sorted-within-response'
            : isInFlight
              ? 'sqs.fifo.group.locks-while-inflight'
              : 'sqs.fifo.order.strict-per-group'
        verdicts.suspect(
          received,
          () =>
            surelyBefore(passed, message) &&
            !message.isContentOpen &&
            !passed.isContentOpen &&
            (index !== undefined ||
              (receive.queue.policyChanges === policyChanges &&
                !wasTouchedMeanwhile(passed, watch) &&
                !(mustBeHidden && (watch.changed || receive.queue.visibility.mayChange(hiddenSince, received))))),
          {
            clause,
            line,
            earlier: passed.sentLine,
            allowed: `message ${message.id} only behind message ${passed.id}, which was sent to group ${group.id} before it and is surely still there`,
            seen: index !== undefined ? 'they are in one answer the other way round' : 'it was received without it',
          },
        )
        return
      }
    },
  }),
}

/** Where a message stands in an answer. */
function indexIn(message: MessageRecord, { messages }: Receive): number | undefined {
  for (const shown of messages) if (shown.message === message) return shown.delivery.index
  return undefined
}
