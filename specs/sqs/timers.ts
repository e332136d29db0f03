import type { CaseTimers } from '../../src/suite/index.js'

type Input = Readonly<Record<string, unknown>>

/** Seconds that are a queue's own where nobody gave others. */
const VISIBILITY = 30
/** A deduplication id and a receive attempt are remembered for five minutes; a purge and a deletion take up to one, as does a change of attributes. */
const REMEMBERED = 300
const SETTLED = 60

/** What the calls of a case start that ends by itself: visibility timeouts, delays, what is remembered for minutes. */
export const timers = (): CaseTimers => {
  const settings = new Map<string, Record<string, string>>()
  const setting = (input: Input, name: string): number | undefined => {
    const value = settings.get(String(input['QueueUrl']))?.[name]
    return value === undefined || !Number.isFinite(Number(value)) ? undefined : Number(value)
  }
  const remember = (url: unknown, attributes: unknown): void => {
    if (typeof url === 'string') settings.set(url, { ...settings.get(url), ...(attributes as Record<string, string> | undefined) })
  }
  const seconds = (operation: string, input: Input, output: Input): readonly unknown[] => {
    const entries = (input['Entries'] ?? []) as readonly Input[]
    // A message may move, and grow as old in the other queue as it was.
    const retentions = [...settings.values()].map(({ MessageRetentionPeriod }) => MessageRetentionPeriod)
    const ofSend = (sent: Input): readonly unknown[] => [
      sent['DelaySeconds'] ?? setting(input, 'DelaySeconds'),
      ...retentions,
      ...(sent['MessageGroupId'] === undefined ? [] : [REMEMBERED]),
    ]
    switch (operation) {
      case 'CreateQueue':
        remember(output['QueueUrl'], input['Attributes'])
        return []
      case 'SetQueueAttributes':
        remember(input['QueueUrl'], input['Attributes'])
        return [SETTLED]
      case 'SendMessage':
        return ofSend(input)
      case 'SendMessageBatch':
        return [...new Set(entries.flatMap(ofSend))]
      case 'ReceiveMessage':
        if (((output['Messages'] ?? []) as readonly unknown[]).length === 0) return []
        return [
          input['VisibilityTimeout'] ?? setting(input, 'VisibilityTimeout') ?? VISIBILITY,
          ...(input['ReceiveRequestAttemptId'] === undefined ? [] : [REMEMBERED]),
        ]
      case 'ChangeMessageVisibility':
        return [input['VisibilityTimeout']]
      case 'ChangeMessageVisibilityBatch':
        return [...new Set(entries.map((entry) => entry['VisibilityTimeout']))]
      case 'PurgeQueue':
      case 'DeleteQueue':
        return [SETTLED]
      default:
        return []
    }
  }
  return {
    waitMs: (operation, input) => {
      if (operation !== 'ReceiveMessage') return 0
      return 1000 * Number((input as Input)['WaitTimeSeconds'] ?? setting(input as Input, 'ReceiveMessageWaitTimeSeconds') ?? 0)
    },
    begunBy: (operation, input, output) =>
      seconds(operation, input as Input, output as Input).flatMap((one) => (Number(one) > 0 ? [1000 * Number(one)] : [])),
  }
}
