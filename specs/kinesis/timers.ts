import type { CaseTimers } from '../../src/suite/index.js'

type Input = Readonly<Record<string, unknown>>

/** Seconds, where nobody gave others. */
const WAIT = 9
const VISIBILITY = 30
/** A shard iterator, or the token of a page, is good for five minutes. */
const ITERATOR = 300

export const isReceive = (operation: string): boolean => /^Receive(?:DeadLetter)?QueueRecords$/.test(operation)

/** What the calls of a case start that ends by itself: the visibility timeouts of queues, the lives of shard iterators and tokens. */
export const timers = (): CaseTimers => {
  const timeouts = new Map<unknown, number>()
  return {
    waitMs: (operation, input) => (isReceive(operation) ? 1000 * Number((input as Input)['WaitTimeSeconds'] ?? WAIT) : 0),
    begunBy(operation, input, output) {
      const { QueueARN, VisibilityTimeoutSeconds, Entries = [] } = input as Input & { readonly Entries?: readonly Input[] }
      const { QueueDescription, QueueRecords = [] } = output as {
        readonly QueueDescription?: Input
        readonly QueueRecords?: readonly unknown[]
      }
      const attributes = QueueDescription?.['QueueAttributes'] as Input | undefined
      if (attributes !== undefined)
        timeouts.set(QueueDescription?.['QueueARN'], Number(attributes['VisibilityTimeoutSeconds'] ?? VISIBILITY))
      if (['ShardIterator', 'NextShardIterator', 'NextToken'].some((name) => name in output && (output as Input)[name] !== undefined))
        return [1000 * ITERATOR]
      if (isReceive(operation))
        return QueueRecords.length === 0 ? [] : [1000 * Number(VisibilityTimeoutSeconds ?? timeouts.get(QueueARN) ?? VISIBILITY)]
      return [
        ...new Set(
          Entries.flatMap((entry) =>
            entry['VisibilityTimeoutSeconds'] === undefined ? [] : [1000 * Number(entry['VisibilityTimeoutSeconds'])],
          ),
        ),
      ]
    },
  }
}
