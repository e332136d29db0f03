import type { PurgeQueueRequest } from '@aws-sdk/client-sqs'
import { after, type Instant, MAYBE, not, type Timer } from '../core/facts.js'
import { doubtOf } from './belief.js'
import type { Context, Rules } from './choices.js'
import { sourcesOf } from './dead-letter.js'
import { purgeInProgress } from './errors.js'
import { forgetAll } from './fifo-deduplication.js'
import { PURGE_DURATION, PURGE_INTERVAL } from './limits.js'
import { emptied, leave } from './membership.js'
import { queueAt } from './request.js'
import { relaxable } from './relaxed.js'
import type { Message, Queue } from './state.js'

/**
 * PurgeQueue removes every message, those in flight included, and leaves the queue, its attributes and its tags as they are. It may take
 * up to a minute. Whether it forgets deduplication ids is not documented; AWS is seen to.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
 * @clause sqs.purge.deletes-all
 * @clause sqs.purge.takes-60s
 * @clause sqs.purge.allowed-after-60s
 * @clause sqs.purge.keeps-queue
 * @clause sqs.purge.dedup-after-purge
 * @clause sqs.error.purge-queue-in-progress
 */
export function purgeQueue(input: PurgeQueueRequest, c: Context, x: Rules): Record<string, never> {
  const queue = queueAt(input.QueueUrl, c, x)
  const { purged } = queue
  if (purged !== undefined)
    relaxable('sqs.purge.once-per-60s', x.now.reached(after(purged, PURGE_INTERVAL)), () => purgeInProgress(queue.name), c, x)
  for (const source of sourcesOf(queue, x)) x.choices.beforeChange(source.item, x)
  x.choices.beforeChange(queue, x)
  queue.purged = x.now.at
  if (!x.choices.hidden('sqs.purge.dedup-after-purge').possible) forgetAll(queue)
  if (x.choices.hidden('sqs.purge.takes-60s').possible) purgeSlowly(queue, x)
  else emptied(queue, 'sqs.purge.deletes-all')
  return {}
}

/** Messages sent before the purge may be there for another minute. @clause sqs.purge.earlier-messages-may-arrive */
function purgeSlowly(queue: Queue, x: Rules): void {
  const end = after(x.now.at, PURGE_DURATION)
  for (const message of queue.messages.values()) {
    const stays = x.choices.hidden('sqs.purge.earlier-messages-may-arrive', message)
    // A server that keeps it for now takes it away itself.
    if (stays.certain) continue
    leave(queue, message, not(stays), 'sqs.purge.deletes-all')
    if (stays.possible) doubtOf(message).goneFrom ??= end
  }
}

/** Messages sent while a purge is under way may vanish with it. @clause sqs.purge.later-messages-may-vanish */
export function maySweep(queue: Queue, message: Message, x: Rules): void {
  const end = purging(queue, x)
  if (end === undefined || message.here !== 'yes') return
  const vanishes = x.choices.hidden('sqs.purge.later-messages-may-vanish', message)
  leave(queue, message, vanishes, 'sqs.purge.deletes-all')
  if (vanishes.possible && !vanishes.certain) doubtOf(message).mayGoUntil = end
}

/** A message that came at an instant nobody knows may have been there before a purge, and be gone since, or go yet. */
export function mayHaveBeenSwept(queue: Queue, message: Message, came: Instant, x: Rules): void {
  const { purged } = queue
  if (purged === undefined || came.lo >= purged.hi) return
  leave(queue, message, MAYBE, 'sqs.purge.deletes-all')
  if (x.choices.hidden('sqs.purge.earlier-messages-may-arrive').possible) doubtOf(message).mayGoUntil = purging(queue, x)
}

/** When a purge that may be under way ends; nothing where none is. */
function purging({ purged }: Queue, x: Rules): Timer | undefined {
  const end = purged && after(purged, PURGE_DURATION)
  return end === undefined || x.now.reached(end).certain ? undefined : end
}
