import { wasLostMeanwhile } from './facts.js'
import type { SqsLaw } from './law.js'
import type { Delivery, MessageRecord } from './records.js'

const APPROXIMATE = 'sqs.receive.approx-receive-count'

/** The count of receives that a message shows lies between the receives that surely were and those that can have been. */
export const receiveCounts: SqsLaw = {
  name: 'receive-counts',
  says: 'ApproximateReceiveCount rises with each receive, and counts no receives that nobody made.',
  clauses: [APPROXIMATE],
  open: (verdicts, book) => ({
    received({ message, delivery }, { line, queue, sent, received }) {
      const { count } = delivery
      if (count < 0 || delivery.isRetry) return
      verdicts.tested()
      const { least, because } = leastCount(message, sent)
      const isTolerated = book.strictness.tolerates(APPROXIMATE)
      if (count < least) {
        if (isTolerated) return verdicts.used(APPROXIMATE)
        verdicts.found({
          clause: APPROXIMATE,
          line,
          earlier: because,
          allowed: `an ApproximateReceiveCount of at least ${least} for message ${message.id}, received ${least - 1} times before as it showed`,
          seen: String(count),
        })
        return
      }
      const most = message.possibleReceives + 1
      if (count <= most) return
      if (isTolerated) return verdicts.used(APPROXIMATE)
      const watch = message.watch(line, received)
      verdicts.suspect(
        received,
        // Receives that overlap this one and were answered later may have come before it.
        () => !watch.delivered && !wasLostMeanwhile(queue, line, received),
        {
          clause: APPROXIMATE,
          line,
          earlier: message.latest?.line ?? (message.sentLine || undefined),
          allowed: `an ApproximateReceiveCount of at most ${most} for message ${message.id}: nobody else asked for it, with or without an answer`,
          seen: String(count),
        },
      )
    },
  }),
}

/** One more than the receives that surely were before a receive sent at `sent`, or than the highest count that they showed. */
function leastCount(
  { deliveries, receives }: MessageRecord,
  sent: number,
): { readonly least: number; readonly because: number | undefined } {
  let sure = receives
  let last: Delivery | undefined
  let shown = 0
  for (const one of deliveries) {
    if (one.received >= sent) {
      if (!one.isRetry) sure--
      continue
    }
    last = one
    shown = Math.max(shown, one.count)
  }
  // What was dropped from the deliveries was answered before those that are kept, but did not end before this one began for sure.
  if (deliveries.length > 0 && deliveries[0]!.received >= sent) sure = 0
  return { least: Math.max(sure, shown) + 1, because: last?.line }
}
