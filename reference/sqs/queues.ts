import type {
  CreateQueueRequest,
  CreateQueueResult,
  DeleteQueueRequest,
  GetQueueUrlRequest,
  GetQueueUrlResult,
  ListQueuesRequest,
  ListQueuesResult,
} from '@aws-sdk/client-sqs'
import { after, known } from '../core/facts.js'
import { defaults, differing, merged, readAttributes } from './attributes.js'
import type { Context, Rules } from './choices.js'
import { invalidParameter, queueDeletedRecently, queueDoesNotExist, queueNameExists, unknownAttribute } from './errors.js'
import { NAME_REST, QUEUE_NAME_LENGTH } from './limits.js'
import { emptied } from './membership.js'
import { page } from './pagination.js'
import { relaxable } from './relaxed.js'
import { arnOf, isName, queueAt, required, urlOf } from './request.js'
import { Queue } from './state.js'
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
  const name = required(input.QueueName, 'QueueName', x)
  const given = (input.Attributes ?? {}) as Record<string, string>
  const fifo = readType(name, given, x)
  checkName(name, fifo, x)
  const asked = readAttributes(given, { name, fifo, region }, x)
  const tags = input.tags ?? {}
  checkTags(tags, x)
  const existing = region.queues.get(name)
  if (existing !== undefined) {
    const different = differing(existing, given, asked)
    x.orFail('sqs.queue.create.conflict-different-value', known(different === undefined), () => queueNameExists(different!))
    return { QueueUrl: urlOf(existing, c) }
  }
  const deleted = region.deleted.get(name)
  if (deleted !== undefined)
    relaxable('sqs.queue.create.wait-60s-after-delete', x.now.reached(after(deleted, NAME_REST)), queueDeletedRecently, c, x)
  const settings = merged(defaults(), asked, x)
  const queue = new Queue(region, name, arnOf(region, name), fifo, settings, x.now.at, ++region.queueNumber, x.choices.index(fifo))
  for (const [key, value] of Object.entries(tags)) queue.tags.set(key, value)
  region.deleted.delete(name)
  region.queues.set(name, queue)
  return { QueueUrl: urlOf(queue, c) }
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

/** @clause sqs.queue.name.fifo-suffix-counts @clause sqs.queue.name.min-1 */
function checkName(name: string, fifo: boolean, x: Rules): void {
  const wrong = () => invalidParameter('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length')
  x.orFail('sqs.queue.name.max-80', known(name.length <= QUEUE_NAME_LENGTH), wrong)
  x.orFail('sqs.queue.name.charset', known(isName(fifo ? name.slice(0, -SUFFIX.length) : name, QUEUE_NAME_LENGTH)), wrong)
}

/** GetQueueUrl. @clause sqs.queue.url.get-by-name */
export function getQueueUrl(input: GetQueueUrlRequest, c: Context, x: Rules): GetQueueUrlResult {
  const name = required(input.QueueName, 'QueueName', x)
  const owner = input.QueueOwnerAWSAccountId ?? c.region.account
  const queue = owner === c.region.account ? c.region.queues.get(name) : undefined
  x.orFail('sqs.queue.url.get-missing', known(queue !== undefined), queueDoesNotExist)
  return { QueueUrl: urlOf(queue!, c) }
}

/**
 * ListQueues: of this account and region, by name.
 *
 * @clause sqs.queue.list.own-region
 * @clause sqs.queue.list.prefix-filter
 * @clause sqs.queue.list.prefix-case-sensitive
 * @clause sqs.queue.list.new-queue-eventual
 * @clause sqs.page.order-unspecified
 */
export function listQueues(input: ListQueuesRequest, c: Context, x: Rules): ListQueuesResult {
  const prefix = input.QueueNamePrefix ?? ''
  const names = [...c.region.queues.keys()].filter(name => name.startsWith(prefix)).sort()
  const { items, next } = page(names, name => name, input.MaxResults, input.NextToken, x)
  return items.length === 0 ? {} : { QueueUrls: items.map(name => urlOf(c.region.queues.get(name)!, c)), NextToken: next }
}

/**
 * DeleteQueue: the queue is gone at once with all that it held; AWS may take a minute for it.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html
 * @clause sqs.queue.delete.removes-queue
 * @clause sqs.queue.delete.takes-up-to-60s
 * @clause sqs.queue.delete.late-sends-lost
 * @clause sqs.queue.delete.nonempty-allowed
 * @clause sqs.queue.delete.missing-queue
 */
export function deleteQueue(input: DeleteQueueRequest, c: Context, x: Rules): Record<string, never> {
  const queue = queueAt(input.QueueUrl, c, x)
  c.region.queues.delete(queue.name)
  c.region.deleted.set(queue.name, x.now.at)
  emptied(queue, 'sqs.queue.delete.nonempty-allowed')
  return {}
}
