import type * as sdk from '@aws-sdk/client-sqs'
import type { Case } from '../../src/suite/index.js'

/** The operations of SQS, each with the SDK's types. What the types forbid (a missing member, a wrong type) goes through `t.call`. */
export interface SqsApi {
  addPermission(input: sdk.AddPermissionCommandInput): Promise<sdk.AddPermissionCommandOutput>
  cancelMessageMoveTask(input: sdk.CancelMessageMoveTaskCommandInput): Promise<sdk.CancelMessageMoveTaskCommandOutput>
  changeMessageVisibility(input: sdk.ChangeMessageVisibilityCommandInput): Promise<sdk.ChangeMessageVisibilityCommandOutput>
  changeMessageVisibilityBatch(input: sdk.ChangeMessageVisibilityBatchCommandInput): Promise<sdk.ChangeMessageVisibilityBatchCommandOutput>
  createQueue(input: sdk.CreateQueueCommandInput): Promise<sdk.CreateQueueCommandOutput>
  deleteMessage(input: sdk.DeleteMessageCommandInput): Promise<sdk.DeleteMessageCommandOutput>
  deleteMessageBatch(input: sdk.DeleteMessageBatchCommandInput): Promise<sdk.DeleteMessageBatchCommandOutput>
  deleteQueue(input: sdk.DeleteQueueCommandInput): Promise<sdk.DeleteQueueCommandOutput>
  getQueueAttributes(input: sdk.GetQueueAttributesCommandInput): Promise<sdk.GetQueueAttributesCommandOutput>
  getQueueUrl(input: sdk.GetQueueUrlCommandInput): Promise<sdk.GetQueueUrlCommandOutput>
  listDeadLetterSourceQueues(input: sdk.ListDeadLetterSourceQueuesCommandInput): Promise<sdk.ListDeadLetterSourceQueuesCommandOutput>
  listMessageMoveTasks(input: sdk.ListMessageMoveTasksCommandInput): Promise<sdk.ListMessageMoveTasksCommandOutput>
  listQueueTags(input: sdk.ListQueueTagsCommandInput): Promise<sdk.ListQueueTagsCommandOutput>
  listQueues(input: sdk.ListQueuesCommandInput): Promise<sdk.ListQueuesCommandOutput>
  purgeQueue(input: sdk.PurgeQueueCommandInput): Promise<sdk.PurgeQueueCommandOutput>
  receiveMessage(input: sdk.ReceiveMessageCommandInput): Promise<sdk.ReceiveMessageCommandOutput>
  removePermission(input: sdk.RemovePermissionCommandInput): Promise<sdk.RemovePermissionCommandOutput>
  sendMessage(input: sdk.SendMessageCommandInput): Promise<sdk.SendMessageCommandOutput>
  sendMessageBatch(input: sdk.SendMessageBatchCommandInput): Promise<sdk.SendMessageBatchCommandOutput>
  setQueueAttributes(input: sdk.SetQueueAttributesCommandInput): Promise<sdk.SetQueueAttributesCommandOutput>
  startMessageMoveTask(input: sdk.StartMessageMoveTaskCommandInput): Promise<sdk.StartMessageMoveTaskCommandOutput>
  tagQueue(input: sdk.TagQueueCommandInput): Promise<sdk.TagQueueCommandOutput>
  untagQueue(input: sdk.UntagQueueCommandInput): Promise<sdk.UntagQueueCommandOutput>
}

const METHODS = [
  'addPermission', 'cancelMessageMoveTask', 'changeMessageVisibility', 'changeMessageVisibilityBatch', 'createQueue', 'deleteMessage',
  'deleteMessageBatch', 'deleteQueue', 'getQueueAttributes', 'getQueueUrl', 'listDeadLetterSourceQueues', 'listMessageMoveTasks',
  'listQueueTags', 'listQueues', 'purgeQueue', 'receiveMessage', 'removePermission', 'sendMessage', 'sendMessageBatch',
  'setQueueAttributes', 'startMessageMoveTask', 'tagQueue', 'untagQueue',
] as const satisfies readonly (keyof SqsApi)[]

/** The operations by their names in the API: `SendMessage`. */
export const OPERATIONS: readonly string[] = METHODS.map((method) => method[0]!.toUpperCase() + method.slice(1))

/** The operations, bound to a case: each call is recorded and measured there. */
export const apiOf = (it: Case): SqsApi =>
  // Every method goes the same way; only the SDK's types tell them apart.
  Object.fromEntries(METHODS.map((method, nth) => [method, (input: object) => it.call(OPERATIONS[nth]!, input)])) as unknown as SqsApi
