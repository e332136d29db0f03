import type {
  BatchResultErrorEntry,
  ChangeMessageVisibilityBatchRequest,
  ChangeMessageVisibilityBatchResult,
  DeleteMessageBatchRequest,
  DeleteMessageBatchResult,
  SendMessageBatchRequest,
  SendMessageBatchRequestEntry,
  SendMessageBatchResult,
} from '@aws-sdk/client-sqs'
import { isName } from '../aws/text.js'
import { ServiceError } from '../core/errors.js'
import { known } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { deleteByHandle } from './delete.js'
import {
  batchTooLong,
  emptyBatch,
  entryIdsNotDistinct,
  invalidEntryId,
  invalidParameter,
  isServersFault,
  missingParameter,
  tooManyEntries,
} from './errors.js'
import { BATCH_BYTES, BATCH_ENTRIES, BATCH_ENTRY_ID_LENGTH } from './limits.js'
import { queueAt, required } from './request.js'
import { settingIs } from './settings.js'
import { check, type Checked, enqueue, fits, tooLong } from './send.js'
import type { Queue } from './state.js'
import { changeByDefault, changeByHandle } from './visibility.js'
import { legacyCode } from './wire.js'

interface Entry {
  readonly Id?: string | undefined
}

/**
 * What concerns the batch as a whole fails as a whole, and then no entry has any effect.
 *
 * @clause sqs.batch.invalid-request-no-effect
 */
function checkBatch<E extends Entry>(entries: readonly E[] | undefined, name: string, x: Rules): readonly E[] {
  const given = entries ?? []
  x.orFail('sqs.batch.empty', known(given.length > 0), () => emptyBatch(name))
  x.orFail('sqs.batch.max-10', known(given.length <= BATCH_ENTRIES), () => tooManyEntries(BATCH_ENTRIES, given.length))
  const ids = new Set<string>()
  for (const { Id: id = '' } of given) {
    x.orFail('sqs.batch.id-empty', known(id !== ''), invalidEntryId)
    x.orFail('sqs.batch.id-max-80', known(id.length <= BATCH_ENTRY_ID_LENGTH), invalidEntryId)
    x.orFail('sqs.batch.id-charset', known(isName(id, Infinity)), invalidEntryId)
    x.orFail('sqs.batch.ids-distinct', known(!ids.has(id)), () => entryIdsNotDistinct(id))
    ids.add(id)
  }
  return given
}

/**
 * Each entry succeeds or fails by itself, and is answered once, under its id. AWS leaves out a list that would be empty.
 *
 * @clause sqs.batch.partial-failure-200
 * @clause sqs.batch.result-lists
 * @clause sqs.batch.failed-entry-shape
 * @clause sqs.batch.sender-fault
 */
function eachEntry<E extends Entry, R>(
  entries: readonly E[],
  x: Rules,
  apply: (entry: E, id: string) => R,
): { Successful: R[] | undefined; Failed: BatchResultErrorEntry[] | undefined } {
  const Successful: R[] = []
  const Failed: BatchResultErrorEntry[] = []
  for (const entry of entries) {
    const id = entry.Id!
    try {
      x.choices.entry(id)
      Successful.push(apply(entry, id))
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      Failed.push({ Id: id, SenderFault: !isServersFault(error.shape), Code: legacyCode(error.shape), Message: error.message })
    }
  }
  return { Successful: someOrNone(Successful), Failed: someOrNone(Failed) }
}

const someOrNone = <T>(results: T[]): T[] | undefined => (results.length === 0 ? undefined : results)

/**
 * SendMessageBatch: entries are enqueued in the order of the request.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 * @clause sqs.fifo.order.batch-order
 * @clause sqs.batch.send.result-fields
 * @clause sqs.batch.send.single-at-limit
 * @clause sqs.batch.send.invalid-chars-entry
 */
export function sendMessageBatch(input: SendMessageBatchRequest, c: Context, x: Rules): SendMessageBatchResult {
  const queue = queueAt(input.QueueUrl, c, x)
  const entries = checkBatch(input.Entries, 'SendMessageBatchRequestEntry', x)
  if (queue.fifo) checkFifoEntries(queue, entries, x)
  const checked = new Map<string, Checked | ServiceError>()
  let bytes = 0
  for (const entry of entries) {
    const result = attempt(() => {
      x.choices.entry(entry.Id)
      return check(queue, entry, x)
    })
    checked.set(entry.Id!, result)
    bytes += result instanceof ServiceError ? Buffer.byteLength(entry.MessageBody ?? '') : result.size
  }
  x.choices.entry(undefined)
  x.orFail('sqs.batch.send.total-size', known(bytes <= BATCH_BYTES), () => batchTooLong(BATCH_BYTES, bytes))
  return eachEntry(entries, x, (entry, id) => {
    const result = checked.get(id)!
    if (result instanceof ServiceError) throw result
    x.orFail('sqs.batch.send.entry-over-queue-max', fits(queue, result.size, x), () => tooLong(queue.settings.MaximumMessageSize))
    const { MessageId, MD5OfMessageBody, ...rest } = enqueue(queue, entry, result, c, x)
    return { Id: id, MessageId, MD5OfMessageBody, ...rest }
  })
}

const attempt = <T>(run: () => T): T | ServiceError => {
  try {
    return run()
  } catch (error) {
    if (error instanceof ServiceError) return error
    throw error
  }
}

/** On a FIFO queue one entry without its group or its deduplication id fails the whole batch. */
function checkFifoEntries(queue: Queue, entries: readonly SendMessageBatchRequestEntry[], x: Rules): void {
  for (const { MessageGroupId, MessageDeduplicationId } of entries) {
    x.orFail('sqs.fifo.group.missing-in-batch', known(MessageGroupId !== undefined), () =>
      invalidParameter(missingParameter('MessageGroupId').message),
    )
    x.orFail(
      'sqs.fifo.dedup.required-in-batch-fails-whole',
      settingIs(queue, 'ContentBasedDeduplication', (enabled) => known(enabled || MessageDeduplicationId !== undefined), x),
      () =>
        invalidParameter('The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly'),
    )
  }
}

/**
 * DeleteMessageBatch. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html
 *
 * @clause sqs.batch.delete.per-entry
 */
export function deleteMessageBatch(input: DeleteMessageBatchRequest, c: Context, x: Rules): DeleteMessageBatchResult {
  const queue = queueAt(input.QueueUrl, c, x)
  return eachEntry(checkBatch(input.Entries, 'DeleteMessageBatchRequestEntry', x), x, ({ ReceiptHandle }, Id) => {
    deleteByHandle(queue, required(ReceiptHandle, 'ReceiptHandle', x), x)
    return { Id }
  })
}

/**
 * ChangeMessageVisibilityBatch: each entry has its own timeout.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html
 * @clause sqs.batch.visibility.per-entry
 * @clause sqs.batch.visibility.invalid-entry
 */
export function changeMessageVisibilityBatch(
  input: ChangeMessageVisibilityBatchRequest,
  c: Context,
  x: Rules,
): ChangeMessageVisibilityBatchResult {
  const queue = queueAt(input.QueueUrl, c, x)
  return eachEntry(
    checkBatch(input.Entries, 'ChangeMessageVisibilityBatchRequestEntry', x),
    x,
    ({ ReceiptHandle, VisibilityTimeout }, Id) => {
      const handle = required(ReceiptHandle, 'ReceiptHandle', x)
      if (VisibilityTimeout === undefined) changeByDefault(queue, handle, x)
      else changeByHandle(queue, handle, VisibilityTimeout, x)
      return { Id }
    },
  )
}
