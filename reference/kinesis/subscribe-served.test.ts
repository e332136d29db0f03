import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Call, Output, Service } from '../core/service.js'
import { listenOn, type Listening } from '../server/listen.js'
import { ACCOUNT, FIRST_SHARD } from './opened.fixture.js'
import { kinesis } from './index.js'

const CONSUMERS = 10
const MIB = 1024 * 1024

/** The subscriptions that the server was given, with how many events it took from each, and whether it has let it go. */
interface Watched {
  taken: number
  isLeft: boolean
}
let watched: Watched[]
let server: Listening
let session: ClientHttp2Session

const watch = (output: Output): Output => {
  const stream = output['EventStream'] as AsyncIterator<unknown> | undefined
  if (stream === undefined) return output
  const seen: Watched = { taken: 0, isLeft: false }
  watched.push(seen)
  const EventStream = {
    [Symbol.asyncIterator]: () => EventStream,
    async next() {
      const event = await stream.next()
      if (event.done !== true) seen.taken++
      return event
    },
    return() {
      seen.isLeft = true
      return stream.return!()
    },
  }
  return { ...output, EventStream }
}
const service: Service = {
  ...kinesis,
  open(site) {
    const world = kinesis.open(site)
    return { call: (call: Call) => Promise.resolve(world.call(call)).then(watch) }
  },
}

const requested = (operation: string, input: object): ClientHttp2Stream => {
  const stream = session.request({
    ':method': 'POST',
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `Kinesis_20131202.${operation}`,
    authorization: `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20000101/us-east-1/kinesis/aws4_request`,
  })
  stream.on('error', () => {}).end(JSON.stringify(input))
  return stream
}
const ask = (operation: string, input: object): Promise<Readonly<Record<string, unknown>>> =>
  new Promise((resolve) => {
    let text = ''
    requested(operation, input)
      .setEncoding('utf8')
      .on('data', (piece: string) => (text += piece))
      .on('end', () => resolve(text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)))
  })
const advance = (ms: number): Promise<void> => server.worlds.of(ACCOUNT).clock.advance(ms)
const subscribed = (ConsumerARN: string): Promise<ClientHttp2Stream> =>
  new Promise((resolve) => {
    const stream = requested('SubscribeToShard', { ConsumerARN, ShardId: FIRST_SHARD, StartingPosition: { Type: 'TRIM_HORIZON' } })
    stream.once('response', () => resolve(stream))
  })

let arns: string[]
beforeEach(async () => {
  watched = []
  server = await listenOn([service], { clock: 'manual', relax: ['kinesis.limits.shard-write-1mib'] })
  session = connect(server.url)
  session.on('error', () => {})
  await ask('CreateStream', { StreamName: 's', ShardCount: 1 })
  await advance(1000)
  const { StreamDescriptionSummary } = await ask('DescribeStreamSummary', { StreamName: 's' })
  const { StreamARN } = StreamDescriptionSummary as { readonly StreamARN: string }
  arns = []
  for (let nth = 0; nth < CONSUMERS; nth++) {
    const { Consumer } = await ask('RegisterStreamConsumer', { StreamARN, ConsumerName: `c-${nth}` })
    arns.push((Consumer as { readonly ConsumerARN: string }).ConsumerARN)
    await advance(1000)
  }
})
afterEach(async () => {
  session.destroy()
  await server.close()
})

const put = (bytes = 1): Promise<object> =>
  ask('PutRecord', { StreamName: 's', PartitionKey: 'k', Data: Buffer.alloc(bytes, 1).toString('base64') })

test('subscriptions that are reset as soon as they are answered are let go, and what was put is there for the next', async () => {
  for (let round = 0; round < 5; round++) {
    for (const stream of await Promise.all(arns.map(subscribed))) stream.close(constants.NGHTTP2_CANCEL)
    await advance(5000)
  }
  await expect.poll(() => watched.filter(({ isLeft }) => !isLeft).length).toBe(0)
  expect(watched).toHaveLength(5 * CONSUMERS)
  await put()
  const stream = await subscribed(arns[0]!)
  const came = new Promise<number>((resolve) =>
    stream.on('data', (piece: Buffer) => piece.includes('SequenceNumber') && resolve(piece.length)),
  )
  expect(await came).toBeGreaterThan(0)
})

test('a connection that breaks lets its subscriptions go', async () => {
  await Promise.all(arns.map(subscribed))
  session.destroy()
  await expect.poll(() => watched.filter(({ isLeft }) => isLeft).length).toBe(CONSUMERS)
  session = connect(server.url)
  await advance(5000)
  await put()
  expect((await subscribed(arns[0]!)).rstCode).toBe(0)
})

test('to a consumer that does not read no more is sent than it has room for', async () => {
  const stream = await subscribed(arns[0]!)
  stream.pause()
  for (let nth = 0; nth < 12; nth++) {
    await put(MIB - 1)
    await advance(1000)
  }
  // A window of HTTP/2, and what the server's own stream holds.
  expect(watched[0]!.taken).toBeLessThanOrEqual(4)
  let bytes = 0
  stream.on('data', (piece: Buffer) => (bytes += piece.length)).resume()
  await expect
    .poll(
      async () => {
        await advance(1000)
        return bytes
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThan(12 * MIB)
})
