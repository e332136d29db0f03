import { clause, fc, hashKeyOf, LAST_KEY, rangeOf, shardOf } from './bench.js'
import type { KinesisCase, Stream } from './bench.js'

const partitionKeys = () => fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
const keyNear = (shards: number) => fc.record({ nth: fc.nat({ max: shards - 1 }), off: fc.integer({ min: -2, max: 2 }) })

/** The open shards, which together have every hash key once. */
export const partition = async (t: KinesisCase, stream: Stream): Promise<void> => {
  const ranges = (await stream.open()).map(rangeOf)
  t.expect([ranges[0]?.from, ranges.at(-1)?.to], 'the first hash key and the last').toEqual([0n, LAST_KEY])
  for (const [nth, { from, to }] of ranges.entries()) {
    t.expect(from <= to, `range ${nth} has its ends in order`).toBe(true)
    if (nth > 0) t.expect(from, `the start of range ${nth}`).toBe(ranges[nth - 1]!.to + 1n)
  }
}

clause('kinesis.hash-keys.full-range', {
  given: { shards: fc.integer({ min: 1, max: 12 }) },
  edges: [{ shards: 1 }, { shards: 3 }, { shards: 7 }],
  check: async (t, { shards }) => partition(t, await t.stream({ shards })),
})

clause('kinesis.hash-keys.even-initial-split', {
  given: { shards: fc.integer({ min: 1, max: 12 }) },
  edges: [{ shards: 3 }, { shards: 4 }],
  async check(t, { shards }) {
    const width = 2n ** 128n / BigInt(shards)
    const ranges = (await (await t.stream({ shards })).open()).map(rangeOf)
    const expected = Array.from({ length: shards }, (_, nth) => ({
      from: width * BigInt(nth),
      to: nth === shards - 1 ? LAST_KEY : width * BigInt(nth + 1) - 1n,
    }))
    t.expect(ranges, 'the hash ranges').toEqual(expected)
  },
})

for (const { id, keys } of [
  { id: 'kinesis.hash-keys.md5-of-partition-key', keys: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 }) },
  {
    id: 'kinesis.hash-keys.md5-utf8-big-endian',
    keys: fc.string({ unit: fc.constantFrom('é', 'ß', '日', '本', '😀', 'a'), minLength: 1, maxLength: 20 }),
  },
] as const) {
  clause(id, {
    given: { shards: fc.integer({ min: 2, max: 8 }), keys: fc.uniqueArray(keys, { minLength: 5, maxLength: 15 }) },
    async check(t, { shards, keys }) {
      const stream = await t.stream({ shards })
      const map = await stream.shards()
      const { Records } = await stream.putAll(keys.map((PartitionKey) => ({ PartitionKey, data: 'x' })))
      const expected = keys.map((key) => shardOf(map, hashKeyOf(key)))
      t.expect(
        Records?.map(({ ShardId }) => ShardId),
        'the shards of the keys',
      ).toEqual(expected)
    },
  })
}

clause('kinesis.hash-keys.same-key-same-shard', {
  given: { shards: fc.integer({ min: 2, max: 8 }), key: partitionKeys() },
  async check(t, { shards, key }) {
    const stream = await t.stream({ shards })
    const one = await stream.put('one', { PartitionKey: key })
    const { Records = [] } = await stream.putAll([
      { PartitionKey: key, data: 'two' },
      { PartitionKey: key, data: 'three' },
    ])
    t.expect(
      [one, ...Records].map(({ ShardId }) => ShardId),
      'the shards of one key',
    ).toEqual([one.ShardId, one.ShardId, one.ShardId])
  },
})

clause('kinesis.hash-keys.explicit-overrides', {
  given: { shards: fc.integer({ min: 2, max: 6 }), at: keyNear(2), key: partitionKeys(), isBatch: fc.boolean() },
  edges: [{ isBatch: true }, { isBatch: false }],
  async check(t, { shards, at, key, isBatch }) {
    const stream = await t.stream({ shards })
    const map = await stream.open()
    const explicit = rangeOf(map[(at.nth % (shards - 1)) + 1]!).from + BigInt(at.off)
    const input = { PartitionKey: key, ExplicitHashKey: explicit.toString() }
    const ShardId = isBatch
      ? (await stream.putAll([{ ...input, data: 'x' }])).Records?.[0]?.ShardId
      : (await stream.put('x', input)).ShardId
    t.expect(ShardId, `the shard of ${explicit}`).toBe(shardOf(map, explicit))
    const [record] = await stream.read(await stream.iterator(undefined, ShardId), 1)
    t.expect(record?.PartitionKey, 'the partition key').toBe(key)
  },
})

clause('kinesis.hash-keys.explicit-boundaries', {
  given: { shards: fc.integer({ min: 2, max: 6 }) },
  async check(t, { shards }) {
    const stream = await t.stream({ shards })
    const map = await stream.open()
    const ends = map.flatMap((shard) => [rangeOf(shard).from, rangeOf(shard).to].map((key) => ({ key, ShardId: shard.ShardId })))
    const { Records } = await stream.putAll(ends.map(({ key }) => ({ ExplicitHashKey: key.toString(), data: 'x' })))
    t.expect(
      Records?.map(({ ShardId }) => ShardId),
      'the shards of both ends of each range',
    ).toEqual(ends.map(({ ShardId }) => ShardId))
  },
})

clause('kinesis.hash-keys.explicit-out-of-range', {
  given: { over: fc.bigInt({ min: 0n, max: 10n ** 39n - 2n ** 128n - 1n }), isBatch: fc.boolean() },
  edges: [
    { over: 0n, isBatch: false },
    { over: 0n, isBatch: true },
  ],
  async check(t, { over, isBatch }) {
    const stream = await t.stream()
    const ExplicitHashKey = (2n ** 128n + over).toString()
    await t.refused(isBatch ? stream.putAll([{ data: 'good' }, { data: 'bad', ExplicitHashKey }]) : stream.put('bad', { ExplicitHashKey }))
    await stream.put('last', { ExplicitHashKey: LAST_KEY.toString() })
    t.expect(await stream.texts(await stream.iterator(), 1), 'what was stored').toEqual(['last'])
  },
})

clause('kinesis.hash-keys.explicit-not-returned', {
  async check(t) {
    const stream = await t.stream()
    await stream.put('x', { ExplicitHashKey: '12345' })
    const { status, text } = await t.json('GetRecords', { ShardIterator: await stream.iterator() })
    t.expect(status, 'the status').toBe(200)
    t.expect(text, 'the page').not.toContain('ExplicitHashKey')
  },
})
