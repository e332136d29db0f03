import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs'
import type { Queue, Received } from './queue.js'

/** The operations that take a batch. */
export const operations = ['SendMessageBatch', 'DeleteMessageBatch', 'ChangeMessageVisibilityBatch'] as const
export type BatchOperation = (typeof operations)[number]

/** What every batch is answered with. */
export interface Settled {
  readonly Successful?: readonly { readonly Id: string | undefined }[] | undefined
  readonly Failed?: readonly BatchResultErrorEntry[] | undefined
}

/** A handle that no queue gave. */
export const noHandle = (nth = 0): string => Buffer.from(`not-a-receipt-handle-${nth}`).toString('base64')

/**
 * Makes ready for batches of one operation: where it needs receipt handles, messages are sent and received for them.
 *
 * @param messages how many entries have a message of their own; the handles of further ones no queue gave
 * @returns `batch` calls the operation with an entry for each id (`isGood` false gives it such a handle; visibility timeouts are changed to 0)
 */
export const ready = async (
  q: Queue,
  operation: BatchOperation,
  messages = 1,
): Promise<{ batch(ids: readonly string[], isGood?: readonly boolean[]): Promise<Settled>; readonly received: readonly Received[] }> => {
  if (operation === 'SendMessageBatch') return { batch: (ids) => q.sendBatch(ids.map((Id) => ({ Id }))), received: [] }
  await q.sendBatch(Array.from({ length: messages }, (_, nth) => (q.isFifo ? { MessageGroupId: `g${nth}` } : {})))
  const received = await q.eventually(messages)
  const batch = (ids: readonly string[], isGood: readonly boolean[] = []): Promise<Settled> => {
    const entries = ids.map((Id, nth) => ({ Id, ReceiptHandle: (isGood[nth] !== false && received[nth]?.ReceiptHandle) || noHandle(nth) }))
    return operation === 'DeleteMessageBatch'
      ? q.deleteBatch(entries)
      : q.changeVisibilityBatch(entries.map((entry) => ({ ...entry, VisibilityTimeout: 0 })))
  }
  return { batch, received }
}
