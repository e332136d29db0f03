import { EventStreamCodec } from '@smithy/core/event-streams'
import { expect, test } from 'vitest'
import type { HttpAnswer, Piece, ScopeClock, StreamedAnswer } from '../targets/target.js'
import { EventStream } from './event-stream.js'
import { Frames, framesOf, StreamError } from './frames.js'
import { Breakdown, Silence } from './refusal.js'
import { NoAnswer } from '../targets/target.js'

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
)
const frame = (headers: Readonly<Record<string, string>>, body = '{}'): Uint8Array =>
  codec.encode({
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { type: 'string', value }])),
    body: Buffer.from(body),
  })
const event = (body: string) => frame({ ':message-type': 'event', ':event-type': 'Thing' }, body)

const clock: ScopeClock = {
  now: () => 0,
  sleep: (_ms, enough) => new Promise((resolve) => enough?.addEventListener('abort', () => resolve())),
}
const answerOf = (status: number, chunks: readonly (Uint8Array | Error)[]): StreamedAnswer & { left: boolean } => {
  let nth = 0
  const answer = {
    status,
    headers: {},
    sent: 0,
    received: 1,
    left: false,
    pieces: {
      [Symbol.asyncIterator]() {
        return this
      },
      next(): Promise<IteratorResult<Piece, undefined>> {
        const bytes = chunks[nth]
        if (bytes === undefined) return Promise.resolve({ done: true, value: undefined })
        if (bytes instanceof Error) return Promise.reject(bytes)
        return Promise.resolve({ done: false, value: { bytes, received: 10 + nth++ } })
      },
      return() {
        answer.left = true
        return Promise.resolve({ done: true as const, value: undefined })
      },
    },
  }
  return answer
}

/** What the frames carry, and when each was there; or how they end. */
const read = async (...chunks: readonly (Uint8Array | Error)[]) => {
  const frames = new Frames(answerOf(200, chunks), 'json')
  const seen: [string, number][] = []
  for await (const bytes of frames) seen.push([Buffer.from(codec.decode(bytes).body).toString(), frames.received])
  return seen
}
/** A frame whose first length is another. */
const withLength = (length: number): Uint8Array => {
  const bytes = Buffer.from(event('{}'))
  bytes.writeInt32BE(length, 0)
  return bytes
}

test('frames come whole, however the bytes are cut, each at the time of its last piece; the initial response is there at once, and once', async () => {
  const all = Buffer.concat([frame({ ':message-type': 'event', ':event-type': 'initial-response' }), event('{"n":1}'), event('{"n":2}')])
  const due = ['{}', '{"n":1}', '{"n":2}']
  expect((await read(all)).map(([text]) => text)).toEqual(due)
  expect((await read(...[...all].map((byte) => Uint8Array.of(byte)))).map(([text]) => text)).toEqual(due)
  expect(await read(event('1'), event('2'))).toEqual([
    ['{}', 1],
    ['1', 10],
    ['2', 11],
  ])
})

test.each<[string, Uint8Array]>([
  ['a negative length', withLength(-1)],
  ['the most negative length', withLength(-(2 ** 31))],
  ['a length of nothing', withLength(0)],
  ['a length beyond what any frame has', withLength(2 ** 30)],
  ['a checksum that is wrong', Buffer.from(event('{}')).fill(7, 20, 22)],
  ['a frame that is cut off', event('{"n":1}').subarray(0, 30)],
  ['a message of no known type', frame({ ':message-type': 'thing' })],
  ['an exception without a type', frame({ ':message-type': 'exception' })],
])('a stream with %s cannot be read', async (_what, bytes) => {
  await expect(read(bytes)).rejects.toMatchObject({ name: 'UnreadableStream' })
})

test('an exception and an error end the stream, by name and with their words', async () => {
  const busy = frame({ ':message-type': 'exception', ':exception-type': 'ResourceInUseException' }, '{"message":"busy"}')
  await expect(read(event('1'), busy)).rejects.toMatchObject({ shape: 'ResourceInUseException', message: 'busy' })
  const error = frame({ ':message-type': 'error', ':error-code': 'InternalFailure', ':error-message': 'sorry' }, '')
  await expect(read(error)).rejects.toMatchObject({ shape: 'InternalFailure', message: 'sorry' })
  await expect(read(frame({ ':message-type': 'exception', ':exception-type': 'X' }, 'no JSON'))).rejects.toBeInstanceOf(StreamError)
})

test('a refusal is read as a whole, and let go', async () => {
  const refused = answerOf(400, [Buffer.from('{"__type":'), Buffer.from('"X"}')])
  const { frames, answer } = await framesOf(refused, 'json', clock)
  expect([frames, Buffer.from((answer as HttpAnswer).body).toString(), refused.left]).toEqual([undefined, '{"__type":"X"}', true])
})

const listened = (...chunks: readonly (Uint8Array | Error)[]) => {
  const answer = answerOf(200, chunks)
  const frames = new Frames(answer, 'json')
  const silences: Silence[] = []
  async function* events() {
    for await (const bytes of frames) {
      const { headers, body } = codec.decode(bytes)
      if (headers[':event-type']!.value !== 'initial-response') yield JSON.parse(Buffer.from(body).toString()) as object
    }
  }
  const listening = { operation: 'Listen', clock, sent: 0, place: () => {}, silent: (silence: Silence) => void silences.push(silence) }
  return { stream: new EventStream(events(), frames, listening), silences, answer }
}

test('events are read one by one up to the end, which tells how it came', async () => {
  const { stream } = listened(event('{"n":1}'), frame({ ':message-type': 'exception', ':exception-type': 'Gone' }))
  expect([await stream.next(1000), stream.ended]).toEqual([{ n: 1 }, undefined])
  expect([await stream.next(1000), stream.ended]).toMatchObject([undefined, { shape: 'Gone' }])
  expect(JSON.stringify(stream)).toBe('[{"n":1},"Gone: "]')
  const { stream: over } = listened(event('{"n":1}'))
  await over.next(1000)
  expect([await over.next(1000), over.ended]).toEqual([undefined, 'over'])
})

test('a connection that breaks is silence, what cannot be read a breakdown, and who leaves ends the answer', async () => {
  const broken = listened(new NoAnswer('ECONNRESET', 0, 1))
  await expect(broken.stream.next(1000)).rejects.toBeInstanceOf(Silence)
  expect(broken.silences).toHaveLength(1)
  await expect(listened(withLength(-5)).stream.next(1000)).rejects.toBeInstanceOf(Breakdown)
  await expect(listened(event('{"half":')).stream.next(1000)).rejects.toBeInstanceOf(Breakdown)
  const left = listened(event('{"n":1}'))
  await left.stream.close()
  expect([left.answer.left, await left.stream.next(1000)]).toEqual([true, undefined])
})
