import type { PurgeQueueRequest } from '@aws-sdk/client-sqs'
import { after } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { purgeInProgress } from './errors.js'
import { PURGE_INTERVAL } from './limits.js'
import { emptied } from './membership.js'
import { queueAt } from './request.js'
import { relaxable } from './relaxed.js'

/**
 * PurgeQueue removes every message, those in flight included, and leaves the queue, its attributes, its tags and its memory of
 * deduplication ids as they are. AWS takes up to a minute for it; this takes no time.
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
  queue.purged = x.now.at
  emptied(queue, 'sqs.purge.deletes-all')
  return {}
}
