import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs'
import type { Queue } from './queue.js'

/** The operations that take a batch. */
export const operations = ['SendMessageBatch', 'DeleteMessageBatch', 'ChangeMessageVisibilityBatch'] as const
export type BatchOperation = (typeof operations)[number]

/** What every batch is answered with. */
export interface Settled {
  readonly Successful?: readonly { readonly Id: string | undefined }[] | undefined
  readonly Failed?: readonly BatchResultErrorEntry[] | undefined
}

/** A handle that no queue gave. */
export const NO_HANDLE = 'bm90LWEtcmVjZWlwdC1oYW5kbGU='

/**
 * Prepares a batch of one operation: where it needs receipt handles, messages are sent and received for them.
 *
 * @param messages how many entries can have a message of their own
 * @returns calls the operation with an entry for each id; `isGood` false gives an entry a handle that no queue gave
 */
export const batchOf = async (q: Queue, operation: BatchOperation, messages = 1): Promise<(ids: readonly string[], isGood?: readonly boolean[]) => Promise<Settled>> => {
  if (operation === 'SendMessageBatch') return (ids) => q.sendBatch(ids.map((Id) => ({ Id })))
  await q.sendBatch(Array.from({ length: messages }, (_, nth) => (q.isFifo ? { MessageGroupId: `g${nth}` } : {})))
  const received = await q.eventually(messages)
  return (ids, isGood = []) => {
    const handles = ids.map((Id, nth) => ({ Id, ReceiptHandle: isGood[nth] === false ? NO_HANDLE : received[nth % messages]!.ReceiptHandle }))
    return operation === 'DeleteMessageBatch' ? q.deleteBatch(handles) : q.changeVisibilityBatch(handles.map((entry) => ({ ...entry, VisibilityTimeout: 60 })))
  }
}
