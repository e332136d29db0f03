import type * as sdk from '@aws-sdk/client-kinesis'
import constraints from '../../reference/kinesis/constraints.json' with { type: 'json' }
import { apiOf, boundsOf, clausesOf, Refusal, Unsupported, type Case } from '../../src/suite/index.js'
import { binding } from './binding.js'
import type { KinesisCase, StreamSpec } from './case.js'
import { createQueue, queueInput } from './record-queue.js'
import { Stream } from './stream.js'
import { valid } from './valid.js'
import { validChannels } from './valid-channels.js'
import { validQueues } from './valid-queues.js'

export { anyClientError, characters, expect, fc, lengths, range, Refusal, Unsupported, VALID } from '../../src/suite/index.js'
export { unlessRefused } from '../sqs/unless-refused.js'
export { hashKeyOf, LAST_KEY, openOf, rangeOf, shardOf, textOf } from './stream.js'
export type { KinesisApi, Stream } from './stream.js'

export type { KinesisCase, StreamSpec }

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

const withoutOnDemand = (error: unknown): never => {
  if (error instanceof Refusal && /^(?:Validation|InvalidArgument)/.test(error.errorName))
    throw new Unsupported('the target makes no streams in the mode ON_DEMAND: see kinesis.modes.on-demand-initial-four-shards')
  throw error
}

/** How often a queue is tried to be made where as many are being made as may be, a second after the other. */
const QUEUE_TRIES = 15

/** The words of Kinesis for a case. */
export const kinesisWords = (it: Case): KinesisCase => {
  const direct = apiOf<typeof sdk>(it)
  // Five queues are made at a time, too. What is refused for another limit is refused so after a while as well.
  const queued = async (input: object): Promise<object> => {
    for (let tried = 1; ; tried++) {
      try {
        return await it.call('CreateQueue', input)
      } catch (error) {
        if (tried === QUEUE_TRIES || !(error instanceof Refusal && error.errorName === 'LimitExceededException')) throw error
        await it.time.sleep(1000)
      }
    }
  }
  // Five streams are made at a time, so that one of a case's own may have to wait for those of others.
  const call: Case['call'] = async (operation, input) => {
    if (operation === 'CreateQueue') return queued(input)
    if (operation !== 'CreateStream') return it.call(operation, input)
    let call: Promise<object> = Promise.resolve({})
    await new Stream(it, direct, '').room('there is room for one more stream', () => {
      call = it.call(operation, input)
      return call.then(
        () => true,
        (error: unknown) => !(error instanceof Refusal && error.errorName === 'LimitExceededException'),
      )
    })
    return call
  }
  const kinesis = apiOf<typeof sdk>({ call })
  const words: KinesisCase = {
    ...it,
    kinesis,
    direct,
    call,
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
        ...more,
      }
      const made = stream.room('there is room for one more stream', () => hasRoom(direct.createStream(input)))
      // What on-demand streams are made for has nothing to show then: that there are such streams is what the lines of modes say.
      await (isOnDemand ? made.catch(withoutOnDemand) : made)
      await stream.active()
      // By a call of its own: that CreateStream takes tags is a line of its own, too.
      if (tags !== undefined) await kinesis.addTagsToStream({ StreamName: name, Tags: { ...tags } })
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

/** The axis of protocols: both that Kinesis speaks. */
export const protocols = ['json', 'cbor'] as const

export const { clause } = clausesOf(binding, kinesisWords)
export const bounds = boundsOf<KinesisCase>({ clause, constraints, valid: { ...valid, ...validQueues, ...validChannels } })
