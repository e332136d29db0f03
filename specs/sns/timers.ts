import type { CaseTimers } from '../../src/suite/index.js'

const DEDUPLICATION_MS = 5 * 60_000
/** For which a token confirms a subscription: by the API reference, and by the guide. */
const TOKEN_MS: readonly number[] = [2, 3].map((days) => days * 24 * 3600_000)

/** What the calls of a case start that ends by itself: the deduplication of what goes to a FIFO topic, and the time in which a subscription is confirmed. */
export const timers = (): CaseTimers => ({
  waitMs: () => 0,
  begunBy(operation, input) {
    const { TopicArn, TargetArn, Protocol } = input as Readonly<Record<string, unknown>>
    if (operation === 'Publish' || operation === 'PublishBatch')
      return String(TopicArn ?? TargetArn).endsWith('.fifo') ? [DEDUPLICATION_MS] : []
    return operation === 'Subscribe' && /^(?:https?|email)/.test(String(Protocol)) ? TOKEN_MS : []
  },
})
