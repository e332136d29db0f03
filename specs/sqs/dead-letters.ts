import type { Case } from '../../src/suite/index.js'
import type { Queue, ReceiveInput, Received } from './queue.js'

/** A queue, the dead-letter queue that its redrive policy names, and how messages get from one to the other. */
export interface DeadLetterPair {
  readonly source: Queue
  readonly dlq: Queue
  /**
   * Receives from the source without deleting until `n` different messages are in the dead-letter queue; gives them as they were first
   * received there, in the order they came. Every receive is with a visibility timeout of 0: all stay available where they are.
   *
   * @param input what to ask of the messages in the dead-letter queue
   */
  deadLettered(n: number, input?: ReceiveInput): Promise<Received[]>
}

export const deadLetterPair = (it: Case, source: Queue, dlq: Queue, maxReceiveCount = 10): DeadLetterPair => ({
  source,
  dlq,
  async deadLettered(n, input = {}) {
    const { time, profile } = it
    const found = new Map<string, Received>()
    // When a message moves is not documented to the second: a single node gets some, and no time at all where time is virtual.
    const within = Math.max(profile.lateness, Math.min(10 * profile.lateness, 5000))
    // Deliveries by the source may go on for as long as the policy lets them; then the messages are due in the dead-letter queue.
    let deliveries = n * maxReceiveCount
    for (let since = time.now(); ;) {
      const asked = time.now()
      const failed = await source.received({ MaxNumberOfMessages: 10, VisibilityTimeout: 0 })
      deliveries -= failed.length
      if (failed.length > 0 && deliveries >= 0) {
        since = time.now()
        continue
      }
      const before = found.size
      for (const message of await dlq.received({ MaxNumberOfMessages: 10, VisibilityTimeout: 0, ...input })) {
        if (!found.has(message.MessageId)) found.set(message.MessageId, message)
      }
      if (found.size >= n) return [...found.values()]
      if (found.size > before) since = time.now()
      else if (asked >= since + within) {
        it.diverges('messages that failed did not come to the dead-letter queue', `${n} there`, `${found.size} there`)
      } else await time.sleep(Math.min(200, Math.max(10, within / 25)))
    }
  },
})
