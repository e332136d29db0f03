import type { Host, Rules } from './choices.js'
import { createChannel, deleteChannel, describeChannel, listChannels, updateChannel } from './channels.js'
import { describeAccountSettings, updateAccountSettings, updateWarmThroughput } from './commitment.js'
import { deregisterConsumer, describeConsumer, listConsumers, registerConsumer } from './consumers.js'
import { describeLimits, describeStream, describeStreamSummary, listStreams } from './describe.js'
import { getRecords } from './get.js'
import { getShardIterator } from './iterators.js'
import { deletePolicy, getPolicy, putPolicy } from './policy.js'
import { putRecord, putRecords } from './put.js'
import {
  acknowledge,
  acknowledgeDeadLetters,
  receiveDeadLetters,
  receiveRecords,
  restoreDeadLetters,
  updateDeadLetterVisibility,
  updateVisibility,
} from './queue-records.js'
import { createQueue, deleteQueue, describeQueue, listQueues, updateQueue } from './queues.js'
import { mergeShards, splitShard, updateShardCount } from './reshard.js'
import {
  decreaseRetention,
  disableMonitoring,
  enableMonitoring,
  increaseRetention,
  startEncryption,
  stopEncryption,
  updateDistribution,
  updateMaxRecordSize,
  updateStreamMode,
} from './settings.js'
import { listShards } from './shards.js'
import { createStream, deleteStream } from './streams.js'
import { subscribeToShard } from './subscribe.js'
import { addTagsToStream, listTagsForResource, listTagsForStream, removeTagsFromStream, tagResource, untagResource } from './tags.js'
import type { Context } from './state.js'

/** A transition of the model: from a request, by the rules, to an answer or a `ServiceError`. `host` is for those that go on afterwards. */
export type Transition = (input: never, c: Context, x: Rules, host: Host, signal: AbortSignal | undefined) => object | Promise<object>

export const operations = {
  AcknowledgeDeadLetterQueueRecords: acknowledgeDeadLetters,
  AcknowledgeQueueRecords: acknowledge,
  AddTagsToStream: addTagsToStream,
  CreateChannel: createChannel,
  CreateQueue: createQueue,
  CreateStream: createStream,
  DecreaseStreamRetentionPeriod: decreaseRetention,
  DeleteChannel: deleteChannel,
  DeleteQueue: deleteQueue,
  DeleteResourcePolicy: deletePolicy,
  DeleteStream: deleteStream,
  DeregisterStreamConsumer: deregisterConsumer,
  DescribeAccountSettings: describeAccountSettings,
  DescribeChannel: describeChannel,
  DescribeLimits: describeLimits,
  DescribeQueue: describeQueue,
  DescribeStream: describeStream,
  DescribeStreamConsumer: describeConsumer,
  DescribeStreamSummary: describeStreamSummary,
  DisableEnhancedMonitoring: disableMonitoring,
  EnableEnhancedMonitoring: enableMonitoring,
  GetRecords: getRecords,
  GetResourcePolicy: getPolicy,
  GetShardIterator: getShardIterator,
  IncreaseStreamRetentionPeriod: increaseRetention,
  ListChannels: listChannels,
  ListQueues: listQueues,
  ListShards: listShards,
  ListStreamConsumers: listConsumers,
  ListStreams: listStreams,
  ListTagsForResource: listTagsForResource,
  ListTagsForStream: listTagsForStream,
  MergeShards: mergeShards,
  PutRecord: putRecord,
  PutRecords: putRecords,
  PutResourcePolicy: putPolicy,
  ReceiveDeadLetterQueueRecords: receiveDeadLetters,
  ReceiveQueueRecords: receiveRecords,
  RegisterStreamConsumer: registerConsumer,
  RemoveTagsFromStream: removeTagsFromStream,
  RestoreDeadLetterQueueRecords: restoreDeadLetters,
  SplitShard: splitShard,
  StartStreamEncryption: startEncryption,
  StopStreamEncryption: stopEncryption,
  SubscribeToShard: subscribeToShard,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateAccountSettings: updateAccountSettings,
  UpdateChannel: updateChannel,
  UpdateDeadLetterQueueRecordsVisibility: updateDeadLetterVisibility,
  UpdateMaxRecordSize: updateMaxRecordSize,
  UpdateQueue: updateQueue,
  UpdateQueueRecordsVisibility: updateVisibility,
  UpdateShardCount: updateShardCount,
  UpdateStreamMode: updateStreamMode,
  UpdateStreamRecordDistributionStrategy: updateDistribution,
  UpdateStreamWarmThroughput: updateWarmThroughput,
} as const satisfies Readonly<Record<string, Transition>>
