import { clause, fc } from './bench.js'

clause('kinesis.put.data-opaque-immutable', {
  given: { data: fc.uint8Array({ minLength: 0, maxLength: 2000 }) },
  edges: [{ data: new Uint8Array(0) }, { data: Uint8Array.of(0, 255, 128, 10) }],
  async check(t, { data }) {
    const stream = await t.stream()
    await stream.put(data)
    const [record] = await stream.read(await stream.iterator(), 1)
    t.expect(Buffer.from(record?.Data ?? []).toString('hex'), 'the bytes that came back').toBe(Buffer.from(data).toString('hex'))
  },
})
