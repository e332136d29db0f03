import type { Timer } from '../../../reference/core/facts.js'
import { DEDUPLICATION_INTERVAL, NAME_REST, PURGE_INTERVAL } from '../../../reference/sqs/limits.js'
import type { Beliefs } from './beliefs.js'

/** Of so many messages a queue the timers are told; a walk aims at a few of them. */
const MESSAGES = 100

/** When something may change by itself, in milliseconds on the client's clock. */
export function timersOf({ region, now }: Beliefs): readonly number[] {
  const ends = new Set<number>()
  const add = (end: number) => {
    if (end > now) ends.add(end)
  }
  const addTimer = ({ from, ms }: Timer) => add(from.hi + ms)
  for (const queue of region.queues.values()) {
    let told = 0
    for (const message of queue.messages.values()) {
      if (++told > MESSAGES) break
      addTimer(message.hiddenUntil)
      add(message.sent.hi + queue.settings.MessageRetentionPeriod * 1000)
    }
    told = 0
    for (const { at } of queue.accepted) {
      if (++told > MESSAGES) break
      add(at.hi + DEDUPLICATION_INTERVAL)
    }
    if (queue.purged !== undefined) add(queue.purged.hi + PURGE_INTERVAL)
  }
  for (const deleted of region.deleted.values()) add(deleted.hi + NAME_REST)
  return [...ends].sort((a, b) => a - b)
}
