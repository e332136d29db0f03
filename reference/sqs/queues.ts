import type {
  CreateQueueRequest,
  CreateQueueResult,
  DeleteQueueRequest,
  GetQueueUrlRequest,
  GetQueueUrlResult,
  ListQueuesRequest,
  ListQueuesResult,
} from '@aws-sdk/client-sqs'
import { isName } from '../aws/text.js'
import { after, all, any, type Fact, known, NO, not } from '../core/facts.js'
import { defaults, differing, merged, readAttributes } from './attributes.js'
import type { Context, Rules } from './choices.js'
import { sourcesOf } from './dead-letter.js'
import { invalidParameter, missingParameter, queueDeletedRecently, queueDoesNotExist, queueNameExists, unknownAttribute } from './errors.js'
import { DELETION_DURATION, LISTING_DURATION, NAME_REST, QUEUE_NAME_LENGTH } from './limits.js'
import { emptied } from './membership.js'
import { checkOwner } from './owner.js'
import { page } from './pagination.js'
import { relaxable } from './relaxed.js'
import { arnOf, made, queueAt, required, standing } from './request.js'
import { Queue, type Region } from './state.js'
import { checkTags } from './tags.js'

/**
 * CreateQueue: makes a queue, or finds the one of that name if every attribute that is given has its current value.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
 * @clause sqs.queue.create-returns-url
 * @clause sqs.queue.create.idempotent-same-attrs
 * @clause sqs.queue.create.idempotent-no-attrs
 * @clause sqs.queue.create.idempotent-attr-subset
 * @clause sqs.queue.create.conflict-names-attribute
 * @clause sqs.queue.create.conflict-compares-current
 * @clause sqs.queue.name.case-sensitive
 * @clause sqs.queue.name.unique-per-account-region
 * @clause sqs.tags.at-create
 * @clause sqs.error.queue-name-exists
 * @clause sqs.error.queue-deleted-recently
 */
export function createQueue(input: CreateQueueRequest, c: Context, x: Rules): CreateQueueResult {
  const { region } = c
  const name = input.QueueName ?? ''
  x.orFail('sqs.error.missing-required-any', known(input.QueueName !== undefined), () => missingParameter('QueueName'))
  const given = (input.Attributes ?? {}) as Record<string, string>
  const fifo = readType(name, given, x)
  checkName(name, fifo, x)
  const asked = readAttributes(given, { name, fifo, region }, x)
  const tags = input.tags ?? {}
  checkTags(tags, x)
  const found = region.queues.get(name)
  const existing = found !== undefined && found.deleted === undefined && found.made !== 'no' ? found : undefined
  const deleted = region.deleted.get(name)
  if (deleted !== undefined) {
    const rested = any(existing === undefined ? NO : made(existing), x.now.reached(after(deleted, NAME_REST)))
    relaxable('sqs.queue.create.wait-60s-after-delete', rested, queueDeletedRecently, c, x)
  }
  if (existing !== undefined) {
    const differs = differing(existing, given, asked, x)
    x.orFail('sqs.queue.create.conflict-different-value', not(all(made(existing), differs.fact)), () => queueNameExists(differs.name!))
    if (!differs.fact.certain) {
      if (existing.made === 'maybe') x.choices.madeAgain(existing, merged(defaults(), asked, x))
      existing.made = 'yes'
      return { QueueUrl: x.choices.url(existing, c) }
    }
  }
  const settings = merged(defaults(), asked, x)
  const queue = new Queue(region, name, arnOf(region, name), fifo, settings, x.now.at, ++region.queueNumber, x.choices.index(fifo))
  for (const [key, value] of Object.entries(tags)) queue.tags.set(key, value)
  region.deleted.delete(name)
  region.queues.set(name, queue)
  return { QueueUrl: x.choices.url(queue, c) }
}

/** `FifoQueue` says that a queue is FIFO, or it is not said at all: a standard queue has no such attribute. */
function readType(name: string, { FifoQueue: given }: Record<string, string>, x: Rules): boolean {
  if (given === undefined) return false
  x.orFail('sqs.attr.fifo-queue.false-at-create-rejected', known(given.toLowerCase() === 'true'), () => unknownAttribute('FifoQueue'))
  x.orFail('sqs.queue.name.fifo-suffix-required', known(name.endsWith(SUFFIX)), () =>
    invalidParameter(
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    ),
  )
  return true
}
const SUFFIX = '.fifo'

/** @clause sqs.queue.name.fifo-suffix-counts */
function checkName(name: string, fifo: boolean, x: Rules): void {
  const wrong = () => invalidParameter('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length')
  x.orFail('sqs.queue.name.min-1', known(name !== ''), wrong)
  x.orFail('sqs.queue.name.max-80', known(name.length <= QUEUE_NAME_LENGTH), wrong)
  x.orFail('sqs.queue.name.charset', known(isName(fifo ? name.slice(0, -SUFFIX.length) : name, QUEUE_NAME_LENGTH)), wrong)
}

/** GetQueueUrl. @clause sqs.queue.url.get-by-name */
export function getQueueUrl(input: GetQueueUrlRequest, c: Context, x: Rules): GetQueueUrlResult {
  const name = required(input.QueueName, 'QueueName', x)
  const owner = input.QueueOwnerAWSAccountId ?? c.region.account
  const queue = owner === c.region.account ? c.region.queues.get(name) : undefined
  x.orFail('sqs.queue.url.get-missing', standing(queue, x), queueDoesNotExist)
  checkOwner(queue!, c, x)
  return { QueueUrl: x.choices.url(queue!, c) }
}

/**
 * ListQueues: of this account and region, by name.
 *
 * @clause sqs.queue.list.own-region
 * @clause sqs.queue.list.prefix-filter
 * @clause sqs.queue.list.prefix-case-sensitive
 * @clause sqs.page.order-unspecified
 */
export function listQueues(input: ListQueuesRequest, c: Context, x: Rules): ListQueuesResult {
  const prefix = input.QueueNamePrefix ?? ''
  const named = [...c.region.queues.values()].filter(({ name }) => name.startsWith(prefix))
  const candidates = named.map((queue) => ({ item: queue, key: queue.name, there: listed(queue, x) }))
  const { items, next } = page(candidates, input.MaxResults, input.NextToken, x)
  return items.length === 0 ? {} : { QueueUrls: items.map((queue) => x.choices.url(queue, c)), NextToken: next }
}

/** A new or deleted queue may take a while to come into lists, or to leave them. @clause sqs.queue.list.new-queue-eventual */
function listed(queue: Queue, x: Rules): Fact {
  const lately = not(x.now.reached(after(queue.deleted ?? queue.created, LISTING_DURATION)))
  const stale = all(x.choices.hidden('sqs.queue.list.new-queue-eventual'), lately)
  if (queue.deleted === undefined) return all(standing(queue, x), not(stale))
  return any(standing(queue, x), stale)
}

/**
 * DeleteQueue: the queue is gone at once with all that it held; AWS may take a minute for it.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html
 * @clause sqs.queue.delete.late-sends-lost
 * @clause sqs.queue.delete.nonempty-allowed
 * @clause sqs.queue.delete.missing-queue
 */
export function deleteQueue(input: DeleteQueueRequest, c: Context, x: Rules): Record<string, never> {
  const queue = queueAt(input.QueueUrl, c, x)
  for (const source of sourcesOf(queue, x)) x.choices.beforeChange(source.item, x)
  x.choices.beforeChange(queue, x)
  remove(queue, x)
  return {}
}

/** The queue goes, with all that it held; where requests may still reach it, it is kept as a deleted one. */
export function remove(queue: Queue, x: Rules): void {
  const { region, name } = queue
  queue.deleted ??= x.now.at
  region.deleted.set(name, queue.deleted)
  const lingers = ['sqs.queue.delete.takes-up-to-60s', 'sqs.queue.list.new-queue-eventual'] as const
  if (lingers.some((freedom) => x.choices.hidden(freedom).possible)) return
  region.queues.delete(name)
  emptied(queue, 'sqs.queue.delete.nonempty-allowed')
}

/** Deleted queues that no request can reach any more are forgotten. */
export function forgetDeleted({ queues }: Region, x: Rules): void {
  for (const [name, queue] of queues) {
    if (queue.deleted === undefined || !x.now.reached(after(queue.deleted, DELETION_DURATION)).certain) continue
    queues.delete(name)
    emptied(queue, 'sqs.queue.delete.nonempty-allowed')
  }
}
