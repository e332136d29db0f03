import type { Context, Rules } from './choices.js'
import { deregisterConsumer, describeConsumer, listConsumers, registerConsumer } from './consumers.js'
import { describeLimits, describeStream, describeStreamSummary, listStreams } from './describe.js'
import { getRecords } from './get.js'
import { getShardIterator } from './iterators.js'
import { putRecord, putRecords } from './put.js'
import { mergeShards, splitShard, updateShardCount } from './reshard.js'
import {
  decreaseRetention,
  describeAccountSettings,
  disableMonitoring,
  enableMonitoring,
  increaseRetention,
  startEncryption,
  stopEncryption,
  updateAccountSettings,
  updateDistribution,
  updateMaxRecordSize,
  updateStreamMode,
  updateWarmThroughput,
} from './settings.js'
import { listShards } from './shards.js'
import { createStream, deleteStream } from './streams.js'
import { type Host, subscribeToShard } from './subscribe.js'
import { addTagsToStream, listTagsForResource, listTagsForStream, removeTagsFromStream, tagResource, untagResource } from './tags.js'

/** A transition of the model: from a request, by the rules, to an answer or a `ServiceError`. `host` is for those that go on afterwards. */
export type Transition = (input: never, c: Context, x: Rules, host: Host, signal: AbortSignal | undefined) => object | Promise<object>

export const operations = {
  AddTagsToStream: addTagsToStream,
  CreateStream: createStream,
  DecreaseStreamRetentionPeriod: decreaseRetention,
  DeleteStream: deleteStream,
  DeregisterStreamConsumer: deregisterConsumer,
  DescribeAccountSettings: describeAccountSettings,
  DescribeLimits: describeLimits,
  DescribeStream: describeStream,
  DescribeStreamConsumer: describeConsumer,
  DescribeStreamSummary: describeStreamSummary,
  DisableEnhancedMonitoring: disableMonitoring,
  EnableEnhancedMonitoring: enableMonitoring,
  GetRecords: getRecords,
  GetShardIterator: getShardIterator,
  IncreaseStreamRetentionPeriod: increaseRetention,
  ListShards: listShards,
  ListStreamConsumers: listConsumers,
  ListStreams: listStreams,
  ListTagsForResource: listTagsForResource,
  ListTagsForStream: listTagsForStream,
  MergeShards: mergeShards,
  PutRecord: putRecord,
  PutRecords: putRecords,
  RegisterStreamConsumer: registerConsumer,
  RemoveTagsFromStream: removeTagsFromStream,
  SplitShard: splitShard,
  StartStreamEncryption: startEncryption,
  StopStreamEncryption: stopEncryption,
  SubscribeToShard: subscribeToShard,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateAccountSettings: updateAccountSettings,
  UpdateMaxRecordSize: updateMaxRecordSize,
  UpdateShardCount: updateShardCount,
  UpdateStreamMode: updateStreamMode,
  UpdateStreamRecordDistributionStrategy: updateDistribution,
  UpdateStreamWarmThroughput: updateWarmThroughput,
} as const satisfies Readonly<Record<string, Transition>>
