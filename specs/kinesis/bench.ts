import type * as sdk from '@aws-sdk/client-kinesis'
import constraints from '../../reference/kinesis/constraints.json' with { type: 'json' }
import { apiOf, boundsOf, clausesOf, Refusal, type Answer, type Case } from '../../src/suite/index.js'
import { binding } from './binding.js'
import { createQueue, queueInput, type QueueSpec, type RecordQueue } from './record-queue.js'
import { type KinesisApi, Stream } from './stream.js'
import { valid } from './valid.js'
import { validChannels } from './valid-channels.js'
import { validQueues } from './valid-queues.js'

export { anyClientError, characters, expect, fc, lengths, range, Refusal, VALID } from '../../src/suite/index.js'
export { unlessRefused } from '../sqs/unless-refused.js'
export { hashKeyOf, LAST_KEY, openOf, rangeOf, shardOf, textOf } from './stream.js'
export type { KinesisApi, Stream } from './stream.js'

export interface StreamSpec {
  /** Open shards of a provisioned stream; 1 unless given. */
  readonly shards?: number
  /** On demand, where it is given; else provisioned. */
  readonly isOnDemand?: boolean
  readonly tags?: Readonly<Record<string, string>>
  /** A name of the case's own unless given. */
  readonly name?: string
  readonly more?: Partial<sdk.CreateStreamCommandInput>
}

/** What a clause of Kinesis is given: the case, and the words of Kinesis. */
export interface KinesisCase extends Case {
  /** The operations as the SDK types them, each call recorded. */
  readonly kinesis: KinesisApi
  /** Makes a stream and waits until it is ACTIVE; it is removed when the case is over. */
  stream(spec?: StreamSpec): Promise<Stream>
  /** The words for a stream that was made, or is to be. */
  made(name: string): Stream
  /** Makes a queue and waits until it is ACTIVE; it is removed when the case is over. */
  queue(spec?: QueueSpec): Promise<RecordQueue>
  /** A request of AWS JSON 1.1 without the SDK: `body` is sent as it is if it is a string. Headers given override the usual ones. */
  json(operation: string, body: unknown, changes?: { readonly headers?: Readonly<Record<string, string>> }): Promise<Answer>
}

/** An account makes five streams at a time, and other cases make theirs now. */
const hasRoom = async (call: Promise<object>): Promise<boolean> => {
  try {
    await call
    return true
  } catch (error) {
    if (error instanceof Refusal && error.errorName === 'LimitExceededException') return false
    throw error
  }
}

/** The words of Kinesis for a case. */
export const kinesisWords = (it: Case): KinesisCase => {
  const kinesis = apiOf<typeof sdk>(it)
  const words: KinesisCase = {
    ...it,
    kinesis,
    async queue(spec = {}) {
      const stream = spec.stream ?? (await words.stream({ isOnDemand: true }))
      const queue = await createQueue(it, stream, await queueInput(spec.name ?? it.name(), stream, spec))
      await queue.active()
      return queue
    },
    async stream({ shards = 1, isOnDemand = false, tags, name = it.name(), more = {} }: StreamSpec = {}) {
      const stream = new Stream(it, kinesis, name)
      const input = {
        StreamName: name,
        ...(isOnDemand ? { StreamModeDetails: { StreamMode: 'ON_DEMAND' as const } } : { ShardCount: shards }),
        ...(tags === undefined ? {} : { Tags: { ...tags } }),
        ...more,
      }
      await stream.until('there is room for one more stream', () => hasRoom(kinesis.createStream(input)))
      await stream.active()
      return stream
    },
    made: (name) => new Stream(it, kinesis, name),
    json: (operation, body, { headers = {} } = {}) =>
      it.http({
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Kinesis_20131202.${operation}`, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  }
  return words
}

export const { clause } = clausesOf(binding, kinesisWords)
export const bounds = boundsOf<KinesisCase>({ clause, constraints, valid: { ...valid, ...validQueues, ...validChannels } })
