import type { Queue } from './bench.js'
import { clause, fc, md5, messageAttributes, protocols, queueTypes, sizeOf } from './bench.js'

const MIB = 1_048_576
const TYPED = { type: queueTypes, protocol: protocols } as const

/** How long the bodies are that come, in bytes: of what was refused none is there. `n` messages must come. */
const sizes = async (q: Queue, n = 1): Promise<readonly number[]> => {
  const messages = [...(await q.drain(n)), ...(await q.whateverComes())]
  return [...new Set(messages.map(({ Body }) => Buffer.byteLength(Body)))]
}

/** Received as well, so that it was not cut. */
clause('sqs.send.size.max-1mib', {
  axes: { protocol: protocols },
  given: { type: fc.constantFrom(...queueTypes), attributes: messageAttributes({ max: 3, binary: false }) },
  cases: 1,
  async check({ queue, expect }, { type, attributes }) {
    const q = await queue({ type })
    const body = 'x'.repeat(MIB - sizeOf('', attributes))
    await q.send({ MessageBody: body, MessageAttributes: attributes })
    expect(md5((await q.receiveOne()).Body), 'the digest of the body of 1 MiB that was received').toBe(md5(body))
  },
})

clause('sqs.send.size.over-limit-rejected', {
  axes: { protocol: protocols },
  given: { type: fc.constantFrom(...queueTypes), limit: fc.integer({ min: 1024, max: 8192 }), over: fc.integer({ min: 1, max: 64 }) },
  edges: [
    { limit: 1024, over: 1 },
    { limit: MIB, over: 1 },
  ],
  async check({ queue, refused, expect }, { type, limit, over }) {
    const q = await queue({ type, ...(limit === MIB ? {} : { attributes: { MaximumMessageSize: String(limit) } }) })
    await refused(q.send({ MessageBody: 'x'.repeat(limit + over) }))
    if (limit < MIB) await q.send({ MessageBody: 'x'.repeat(limit) })
    expect(await sizes(q, limit < MIB ? 1 : 0), 'the sizes of the messages that come').toEqual(limit < MIB ? [limit] : [])
  },
})

clause('sqs.send.size.counts-attributes', {
  axes: TYPED,
  given: { limit: fc.integer({ min: 1024, max: 4096 }), attributes: messageAttributes({ max: 5, binary: false }) },
  edges: [{ attributes: { k: { DataType: 'String', StringValue: 'x' } } }],
  async check({ queue, refused, expect }, { type, limit, attributes }) {
    const q = await queue({ type, attributes: { MaximumMessageSize: String(limit) } })
    const room = limit - sizeOf('', attributes)
    await q.send({ MessageBody: 'x'.repeat(room), MessageAttributes: attributes })
    await refused(q.send({ MessageBody: 'x'.repeat(room + 1), MessageAttributes: attributes }))
    expect(await sizes(q), 'the sizes of the bodies that come').toEqual([room])
  },
})

clause('sqs.send.size.respects-queue-setting', {
  axes: TYPED,
  given: { limit: fc.integer({ min: 1024, max: 2048 }) },
  edges: [{ limit: 1024 }],
  async check({ queue, refused, time, profile }, { type, limit }) {
    const q = await queue({ type })
    await q.send({ MessageBody: 'x'.repeat(limit + 1) })
    const set = await q.set({ MaximumMessageSize: String(limit) })
    if (profile.tolerates('sqs.ec.attributes-60s')) await time.pass(time.after(set, 60_000))
    await q.send({ MessageBody: 'x'.repeat(limit) })
    await refused(q.send({ MessageBody: 'x'.repeat(limit + 1) }))
  },
})

clause('sqs.send.size.in-bytes-not-chars', {
  axes: TYPED,
  given: { limit: fc.integer({ min: 1024, max: 2048 }), character: fc.constantFrom('é', '߿', 'ࠀ', '日', '\uffee', '😀', '\u{10ffff}') },
  edges: [
    { limit: 1024, character: 'é' },
    { limit: 1024, character: '日' },
    { limit: 1024, character: '😀' },
  ],
  async check({ queue, refused, expect }, { type, limit, character }) {
    const q = await queue({ type, attributes: { MaximumMessageSize: String(limit) } })
    const most = Math.floor(limit / Buffer.byteLength(character))
    await q.send({ MessageBody: character.repeat(most) })
    await refused(q.send({ MessageBody: character.repeat(most + 1) }))
    expect(await sizes(q), 'the sizes of the messages that come').toEqual([most * Buffer.byteLength(character)])
  },
})
