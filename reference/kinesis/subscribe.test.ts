import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { ServiceError } from '../core/errors.js'
import { alone } from './alone.fixture.js'

const ACCOUNT = '111111111111'
const StreamARN = `arn:aws:kinesis:us-east-1:${ACCOUNT}:stream/s`
const ShardId = 'shardId-000000000000'

interface Event {
  readonly Records: readonly { readonly PartitionKey: string }[]
  readonly ContinuationSequenceNumber?: string
  readonly MillisBehindLatest: number
  readonly ChildShards?: readonly { readonly ShardId: string }[]
}

const opened = async () => {
  const { clock, ask } = alone(1, 'calm')
  const pass = async (ms: number) => {
    clock.pass(ms)
    await turn()
  }
  await ask('CreateStream', { StreamName: 's', ShardCount: 1 })
  await pass(1000)
  const registered = (await ask('RegisterStreamConsumer', { StreamARN, ConsumerName: 'c' })) as Record<string, { ConsumerARN: string }>
  const { ConsumerARN } = registered['Consumer']!
  const asked = (position: object) => ask('SubscribeToShard', { ConsumerARN, ShardId, StartingPosition: position })
  const subscribe = async (position: object = { Type: 'TRIM_HORIZON' }) => {
    const answer = await asked(position)
    if (answer instanceof ServiceError) throw answer
    const events: Event[] = []
    const seen = { events, ended: undefined as string | undefined }
    const listen = async () => {
      try {
        for await (const { SubscribeToShardEvent: event } of answer['EventStream'] as AsyncIterable<{ SubscribeToShardEvent: Event }>)
          events.push(event)
        seen.ended = 'over'
      } catch (error) {
        seen.ended = (error as ServiceError).shape
      }
    }
    void listen()
    await turn()
    return seen
  }
  const put = (PartitionKey: string) => ask('PutRecord', { StreamName: 's', PartitionKey, Data: new Uint8Array(1) })
  return { ask, pass, asked, subscribe, put }
}

const keys = (events: readonly Event[]) => events.flatMap(({ Records }) => Records.map(({ PartitionKey }) => PartitionKey))

it('is refused until the consumer is ACTIVE, in the words of AWS', async () => {
  const { pass, asked, subscribe } = await opened()
  expect(await asked({ Type: 'LATEST' })).toMatchObject({
    shape: 'ResourceInUseException',
    message: expect.stringMatching(
      /^Consumer c with creation timestamp \d+ under stream: s , account 111111111111 is not in ACTIVE status\.$/,
    ) as string,
  })
  await pass(1000)
  expect((await subscribe()).ended).toBeUndefined()
})

it('sends records as they come, an empty event after five seconds without, and ends after five minutes', async () => {
  const { pass, put, subscribe } = await opened()
  await put('before')
  await pass(1000)
  const { events, ...rest } = await subscribe({ Type: 'LATEST' })
  expect(rest.ended).toBeUndefined()
  await put('a')
  await turn()
  await put('b')
  await pass(1)
  expect(keys(events)).toEqual(['a', 'b'])
  const sent = events.length
  await pass(5000)
  await pass(5000)
  const idle = events.slice(sent)
  expect(idle).toMatchObject([
    { Records: [], MillisBehindLatest: 0 },
    { Records: [], MillisBehindLatest: 0 },
  ])
  expect(new Set(idle.map((event) => event.ContinuationSequenceNumber)).size).toBe(2)
  for (const event of idle) expect(event).not.toHaveProperty('ChildShards')
})

it('lets one subscription of a consumer and shard take over from another after five seconds', async () => {
  const { pass, put, asked, subscribe } = await opened()
  await pass(1000)
  const first = await subscribe()
  await put('a')
  await pass(4999)
  expect(await asked({ Type: 'LATEST' })).toMatchObject({
    shape: 'ResourceInUseException',
    message: `Another active subscription exists for this consumer: ${ACCOUNT}:s:${ShardId}:c`,
  })
  await pass(1)
  const number = first.events.at(-1)!.ContinuationSequenceNumber
  const second = await subscribe({ Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: number })
  expect(first.ended).toBe('ResourceInUseException')
  await put('b')
  await turn()
  expect([keys(first.events), keys(second.events)]).toEqual([['a'], ['b']])
  await pass(299_999)
  expect(second.ended).toBeUndefined()
  await pass(1)
  expect(second.ended).toBe('over')
})

it('tells of the children at the end of a shard, without a number to go on from', async () => {
  const { ask, pass, put, subscribe } = await opened()
  await pass(1000)
  const { events } = await subscribe()
  await put('a')
  await ask('SplitShard', { StreamName: 's', ShardToSplit: ShardId, NewStartingHashKey: String(2n ** 127n) })
  await pass(1000)
  const last = events.at(-1)!
  expect(keys(events)).toEqual(['a'])
  expect(last.ContinuationSequenceNumber).toBeUndefined()
  expect(last.ChildShards?.map((child) => child.ShardId)).toEqual(['shardId-000000000001', 'shardId-000000000002'])
})
