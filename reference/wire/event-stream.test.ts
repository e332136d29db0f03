import { type ClientHttp2Stream, connect, constants } from 'node:http2'
import * as sdk from '@aws-sdk/client-kinesis'
import { cbor } from '@smithy/core/cbor'
import { EventStreamCodec } from '@smithy/core/event-streams'
import { expect, test } from 'vitest'
import { ServiceError } from '../core/errors.js'
import type { Call, Service } from '../core/service.js'
import type { Site } from '../core/world.js'
import { embed, type Reference } from '../server/reference.js'
import { listenOn, type Listening } from '../server/listen.js'
import { bytesOf } from './request.js'
import { schemasOf } from './schema.js'

const RECORD = {
  Data: new Uint8Array([1, 255]),
  PartitionKey: 'k',
  SequenceNumber: '1',
  ApproximateArrivalTimestamp: new Date(1_700_000_000_123),
}
const event = (continuation: string, records: readonly object[] = []) => ({
  SubscribeToShardEvent: { Records: records, ContinuationSequenceNumber: continuation, MillisBehindLatest: 0 },
})

/** A Kinesis that has SubscribeToShard: an event at once, another each 5 s of its world, an end after three or an error. */
const subscribing = () => {
  const told: string[] = []
  const service: Service = {
    id: 'kinesis',
    protocol: {
      namespace: 'com.amazonaws.kinesis',
      ...schemasOf(sdk, 'com.amazonaws.kinesis'),
      unmodelledErrors: {},
      json: { target: 'Kinesis_20131202', version: '1.1', errorType: 'bare' },
      cbor: { target: 'Kinesis_20131202' },
    },
    freedoms: [],
    open: (site: Site) => ({
      call: (call: Call) => ({
        EventStream: {
          [Symbol.asyncIterator]: () => {
            let sent = 0
            const how = call.input['ShardId'] as string
            let leave = (): void => {}
            return {
              async next() {
                if (how === 'end' && sent === 3) return { done: true as const, value: undefined }
                if (how === 'taken' && sent === 1) throw new ServiceError('ResourceInUseException', 'Another active subscription exists.')
                if (how === 'fault' && sent === 1) throw new Error('a fault')
                if (sent > 0) await new Promise<void>((resolve) => (leave = site.clock.at(site.clock.now() + 5_000, resolve)))
                return { value: event(String(++sent), sent === 1 ? [RECORD] : []) }
              },
              return() {
                leave()
                told.push('returned')
                return Promise.resolve({ done: true as const, value: undefined })
              },
            }
          },
        },
      }),
    }),
  }
  return { service, told }
}

const subscribe = (how: string) =>
  new sdk.SubscribeToShardCommand({ ConsumerARN: 'arn', ShardId: how, StartingPosition: { Type: 'LATEST' } })
const collect = async (client: sdk.KinesisClient, how: string, most = Infinity) => {
  const { EventStream } = await client.send(subscribe(how))
  const seen: sdk.SubscribeToShardEventStream[] = []
  for await (const one of EventStream!) if (seen.push(one) >= most) break
  return seen
}

test('the SDK reads the events of an embedded reference, in the time of its world', async () => {
  const { service } = subscribing()
  const aws = embed([service], { clock: 'virtual', start: 0 })
  const seen = await collect(new sdk.KinesisClient(aws.client()), 'end')
  expect(seen).toEqual([event('1', [RECORD]), event('2'), event('3')])
  expect(aws.clock.now()).toBe(10_000)
})

test('an error of the stream reaches the SDK as what it is; a fault breaks the stream off and is told', async () => {
  const { service } = subscribing()
  const faults: unknown[] = []
  const aws = embed([service], { onFault: (fault) => faults.push(fault) })
  const client = new sdk.KinesisClient(aws.client())
  await expect(collect(client, 'taken')).rejects.toBeInstanceOf(sdk.ResourceInUseException)
  expect(faults).toEqual([])
  await expect(collect(client, 'fault')).rejects.toThrow()
  expect(faults).toEqual([expect.objectContaining({ message: 'a fault' })])
})

/** The messages of a stream: their headers, without the types that they carry, and their bodies. */
const messages = (bytes: Uint8Array) => {
  const codec = new EventStreamCodec(
    (text) => Buffer.from(text as Uint8Array).toString(),
    (text) => Buffer.from(text),
  )
  const found: { headers: [string, unknown][]; body: Uint8Array }[] = []
  for (let at = 0; at < bytes.length;) {
    const length = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0)
    const { headers, body } = codec.decode(bytes.subarray(at, at + length))
    found.push({ headers: Object.entries(headers).map(([name, { value }]) => [name, value]), body })
    at += length
  }
  return found
}
const ask = async (aws: Reference, type: string, body: string | Uint8Array) => {
  const answer = await aws.request({ headers: { 'X-Amz-Target': 'Kinesis_20131202.SubscribeToShard', 'Content-Type': type }, body })
  expect(answer).toMatchObject({ status: 200, headers: { 'Content-Type': 'application/vnd.amazon.eventstream' } })
  return messages(await bytesOf(answer.body))
}

test('the headers of an event stand in the order in which AWS writes them, after an initial response', async () => {
  const aws = embed([subscribing().service], { clock: 'virtual' })
  const JSON_TYPE = 'application/x-amz-json-1.1'
  const [initial, first, , , ...none] = await ask(aws, JSON_TYPE, '{"ShardId":"end"}')
  expect(initial!.headers).toEqual([
    [':event-type', 'initial-response'],
    [':content-type', JSON_TYPE],
    [':message-type', 'event'],
  ])
  expect(first!.headers[0]).toEqual([':event-type', 'SubscribeToShardEvent'])
  expect(JSON.parse(Buffer.from(first!.body).toString())).toMatchObject({
    Records: [{ Data: 'Af8=', ApproximateArrivalTimestamp: 1_700_000_000.123 }],
  })
  expect(none).toEqual([])
  const [, , exception] = await ask(aws, JSON_TYPE, '{"ShardId":"taken"}')
  expect(exception!.headers).toEqual([
    [':exception-type', 'ResourceInUseException'],
    [':content-type', JSON_TYPE],
    [':message-type', 'exception'],
  ])
})

test('in CBOR events are CBOR', async () => {
  const aws = embed([subscribing().service], { clock: 'virtual' })
  const [, first] = await ask(aws, 'application/x-amz-cbor-1.1', cbor.serialize({ ShardId: 'end' }))
  expect(first!.headers[1]).toEqual([':content-type', 'application/x-amz-cbor-1.1'])
  expect(cbor.deserialize(first!.body)).toMatchObject({
    Records: [{ Data: new Uint8Array([1, 255]), ApproximateArrivalTimestamp: 1_700_000_000_123 }],
  })
})

const onPort = async (run: (server: Listening, told: readonly string[]) => Promise<void>): Promise<void> => {
  const { service, told } = subscribing()
  const server = await listenOn([service], { clock: 'manual' })
  try {
    await run(server, told)
  } finally {
    await server.close()
  }
}

test('over HTTP/2 without TLS, as the SDK speaks it, events come as they are made', () =>
  onPort(async (server, told) => {
    const client = new sdk.KinesisClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    })
    const world = server.worlds.of('000000000000')
    const { EventStream } = await client.send(subscribe('end'))
    const events = EventStream![Symbol.asyncIterator]()
    expect(await events.next()).toMatchObject({ value: { SubscribeToShardEvent: { ContinuationSequenceNumber: '1' } } })
    const second = events.next()
    await expect.poll(() => world.waiting).toBe(1)
    await world.clock.advance(5_000)
    expect(await second).toMatchObject({ value: { SubscribeToShardEvent: { ContinuationSequenceNumber: '2' } } })
    expect(told).toEqual([])
    client.destroy()
  }))

test('a client that leaves, or that resets its stream, ends it', () =>
  onPort(async (server, told) => {
    const world = server.worlds.of('000000000000')
    for (const [n, leave] of [
      (stream: ClientHttp2Stream) => stream.close(constants.NGHTTP2_CANCEL),
      (stream: ClientHttp2Stream) => stream.session!.destroy(),
    ].entries()) {
      const session = connect(server.url)
      const stream = session.request({
        ':method': 'POST',
        'x-amz-target': 'Kinesis_20131202.SubscribeToShard',
        'content-type': 'application/x-amz-json-1.1',
      })
      stream.on('error', () => {}).end('{"ShardId":"end"}')
      stream.resume()
      await expect.poll(() => world.waiting).toBe(1)
      leave(stream)
      await expect.poll(() => told.length).toBe(n + 1)
      await expect.poll(() => world.waiting).toBe(0)
      session.destroy()
    }
  }))

test('a world that is reset breaks its streams off', () =>
  onPort(async (server, told) => {
    const answer = await fetch(server.url, {
      method: 'POST',
      headers: { 'X-Amz-Target': 'Kinesis_20131202.SubscribeToShard', 'Content-Type': 'x' },
      body: '{"ShardId":"end"}',
    })
    const world = server.worlds.of('000000000000')
    await expect.poll(() => world.waiting).toBe(1)
    world.reset()
    await expect(answer.arrayBuffer()).rejects.toThrow()
    await expect.poll(() => told).toContain('returned')
  }))
