import { anyClientError, type SqsCase } from './bench.js'

/**
 * Who may not ask may be told so, or that there is no such queue. The Query protocol is seen to say the first with status 403; of what the JSON protocol
 * says by its status there is no source.
 */
export const denied = async (t: SqsCase, call: Promise<unknown>): Promise<void> => {
  const { error, status } = await t.refused(call, anyClientError)
  const name = error.protocol === 'query' ? error.code : error.shape
  const isMasked =
    (name === 'QueueDoesNotExist' || name === 'AWS.SimpleQueueService.NonExistentQueue') &&
    t.profile.tolerates('sqs.queue.nonexistent-masks-access')
  if (isMasked) return
  t.tell(() => t.expect(name, 'the error').toBe(error.protocol === 'query' ? 'AccessDenied' : 'AccessDeniedException'))
  if (error.protocol === 'query') t.tell(() => t.expect(status, 'the status').toBe(403))
}
