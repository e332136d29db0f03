import type { Context, Rules } from './choices.js'
import { getQueueAttributes, setQueueAttributes } from './attributes.js'
import { changeMessageVisibilityBatch, deleteMessageBatch, sendMessageBatch } from './batch.js'
import { listDeadLetterSourceQueues } from './dead-letter.js'
import { deleteMessage } from './delete.js'
import { cancelMessageMoveTask, listMessageMoveTasks, startMessageMoveTask } from './move-tasks.js'
import { addPermission, removePermission } from './permissions.js'
import { purgeQueue } from './purge.js'
import { createQueue, deleteQueue, getQueueUrl, listQueues } from './queues.js'
import { receiveMessage } from './receive.js'
import { sendMessage } from './send.js'
import { listQueueTags, tagQueue, untagQueue } from './tags.js'
import { changeMessageVisibility } from './visibility.js'

/** A transition of the model: from a request, by the rules, to an answer or a `ServiceError`. */
export type Transition = (input: never, c: Context, x: Rules) => object

/** All 23 operations. There is no batch receive: a receive returns up to ten messages. @clause sqs.receive.no-batch-op */
export const operations = {
  AddPermission: addPermission,
  CancelMessageMoveTask: cancelMessageMoveTask,
  ChangeMessageVisibility: changeMessageVisibility,
  ChangeMessageVisibilityBatch: changeMessageVisibilityBatch,
  CreateQueue: createQueue,
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: deleteMessageBatch,
  DeleteQueue: deleteQueue,
  GetQueueAttributes: getQueueAttributes,
  GetQueueUrl: getQueueUrl,
  ListDeadLetterSourceQueues: listDeadLetterSourceQueues,
  ListMessageMoveTasks: listMessageMoveTasks,
  ListQueueTags: listQueueTags,
  ListQueues: listQueues,
  PurgeQueue: purgeQueue,
  ReceiveMessage: receiveMessage,
  RemovePermission: removePermission,
  SendMessage: sendMessage,
  SendMessageBatch: sendMessageBatch,
  SetQueueAttributes: setQueueAttributes,
  StartMessageMoveTask: startMessageMoveTask,
  TagQueue: tagQueue,
  UntagQueue: untagQueue,
} as const satisfies Readonly<Record<string, Transition>>
