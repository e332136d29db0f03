import { type Flaw, flaw, missing } from './flaw.js'
import { ADMINISTRATION_FLAWS } from './flaws-administration.js'
import { MESSAGE_FLAWS } from './flaws-messages.js'
import type { Operation } from './moves.js'

const ON_QUEUES: readonly Operation[] = [
  'AddPermission',
  'ChangeMessageVisibility',
  'ChangeMessageVisibilityBatch',
  'DeleteMessage',
  'DeleteMessageBatch',
  'DeleteQueue',
  'GetQueueAttributes',
  'ListDeadLetterSourceQueues',
  'ListQueueTags',
  'PurgeQueue',
  'ReceiveMessage',
  'RemovePermission',
  'SendMessage',
  'SendMessageBatch',
  'SetQueueAttributes',
  'TagQueue',
  'UntagQueue',
]

/** No queue named, or one that is not there or not there any more. */
const queueFlaws = (operation: Operation): readonly Flaw[] => [
  missing(operation, 'QueueUrl'),
  flaw(operation, 'QueueUrl of no queue', (input, { known }) => {
    const url = String(input['QueueUrl'])
    return { ...input, QueueUrl: `${url.slice(0, url.lastIndexOf('/') + 1)}${known.where.prefix}missing` }
  }),
  flaw(operation, 'QueueUrl of a queue that was deleted', (input, { known }) => {
    const deleted = known.queues.find(({ isDeleted, url }) => isDeleted && url !== undefined)
    return deleted && { ...input, QueueUrl: deleted.url }
  }),
]

/** Every way in which a request is invalid: each documented limit, required member and form, and names of what is not there. */
export const FLAWS: readonly Flaw[] = [...MESSAGE_FLAWS, ...ADMINISTRATION_FLAWS, ...ON_QUEUES.flatMap(queueFlaws)]
