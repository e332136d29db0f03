import { clause, fc, hashKeyOf, shardOf } from './bench.js'

const FIRST = 'shardId-000000000000'
const MIDDLE = 2n ** 127n

clause('kinesis.shards.required-members', {
  given: { shards: fc.integer({ min: 1, max: 4 }) },
  async check(t, { shards }) {
    for (const shard of await (await t.stream({ shards })).shards()) {
      t.expect(Object.keys(shard).sort(), 'the members of a new shard').toEqual(['HashKeyRange', 'SequenceNumberRange', 'ShardId'])
      t.expect(Object.keys(shard.HashKeyRange ?? {}).sort(), 'the ends of its hash range').toEqual(['EndingHashKey', 'StartingHashKey'])
      t.expect(Object.keys(shard.SequenceNumberRange ?? {}), 'the members of its sequence numbers').toEqual(['StartingSequenceNumber'])
    }
  },
})

clause('kinesis.shards.id-format', {
  given: { shards: fc.integer({ min: 1, max: 4 }) },
  async check(t, { shards }) {
    for (const { ShardId } of await (await t.stream({ shards })).shards()) t.expect(ShardId, 'the id').toMatch(/^shardId-\d{12}$/)
  },
})

clause('kinesis.shards.initial-ids-sequential', {
  given: { shards: fc.integer({ min: 1, max: 12 }) },
  async check(t, { shards }) {
    const ids = (await (await t.stream({ shards })).shards()).map(({ ShardId }) => ShardId).sort()
    t.expect(ids, 'the ids').toEqual(Array.from({ length: shards }, (_, nth) => `shardId-${`${nth}`.padStart(12, '0')}`))
  },
})

clause('kinesis.shards.open-has-no-ending-sequence', {
  async check(t) {
    const stream = await t.stream()
    await stream.split(FIRST, MIDDLE)
    for (const { ShardId, SequenceNumberRange } of await stream.shards()) {
      t.expect(SequenceNumberRange?.EndingSequenceNumber !== undefined, `whether ${ShardId} has an EndingSequenceNumber`).toBe(
        ShardId === FIRST,
      )
    }
  },
})

clause('kinesis.shards.fresh-no-parents', {
  given: { shards: fc.integer({ min: 1, max: 4 }) },
  async check(t, { shards }) {
    for (const shard of await (await t.stream({ shards })).shards()) {
      t.expect([shard.ParentShardId, shard.AdjacentParentShardId], 'the parents of a new shard').toEqual([undefined, undefined])
    }
  },
})

clause('kinesis.shards.starting-sequence-present', {
  given: { shards: fc.integer({ min: 1, max: 4 }) },
  async check(t, { shards }) {
    const stream = await t.stream({ shards })
    await stream.split(FIRST, 1000n)
    for (const { SequenceNumberRange } of await stream.shards()) {
      t.expect(SequenceNumberRange?.StartingSequenceNumber, 'the StartingSequenceNumber').toMatch(/^(?:0|[1-9]\d{0,128})$/)
    }
  },
})

clause('kinesis.shards.lifecycle-open-closed-expired', {
  async check(t) {
    const stream = await t.stream()
    await stream.split(FIRST, MIDDLE)
    const closed = (await stream.shards()).find(({ ShardId }) => ShardId === FIRST)
    await stream.merge('shardId-000000000001', 'shardId-000000000002')
    const later = (await stream.shards()).find(({ ShardId }) => ShardId === FIRST)
    t.expect(closed?.SequenceNumberRange?.EndingSequenceNumber, 'where the parent ends').toBeDefined()
    t.expect(later, 'the parent after another change').toEqual(closed)
  },
})

clause('kinesis.shards.closed-still-readable', {
  given: { count: fc.integer({ min: 1, max: 8 }) },
  async check(t, { count }) {
    const stream = await t.stream()
    for (let nth = 0; nth < count; nth++) await stream.put(`record-${nth}`)
    await stream.split(FIRST, MIDDLE)
    const expected = Array.from({ length: count }, (_, nth) => `record-${nth}`)
    t.expect(await stream.whole(FIRST, count), 'what the closed shard holds').toEqual(expected)
  },
})

/** For a second after the stream is ACTIVE again a put may still go to the parent. */
clause('kinesis.shards.closed-gets-no-new-records', {
  given: { keys: fc.uniqueArray(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 10 }), { minLength: 3, maxLength: 6 }) },
  async check(t, { keys }) {
    const stream = await t.stream()
    await stream.split(FIRST, MIDDLE)
    await stream.childrenTake(FIRST, () => stream.put('early'))
    const map = await stream.open()
    const { Records = [] } = await stream.putAll(keys.map((PartitionKey) => ({ PartitionKey, data: 'late' })))
    t.expect(
      Records.map(({ ShardId }) => ShardId),
      'the shards of later records',
    ).toEqual(keys.map((key) => shardOf(map, hashKeyOf(key))))
    t.expect(await stream.whole(FIRST), 'what the closed shard holds').not.toContain('late')
  },
})

/** The wait is nearly a day, so that only a target whose clock is ours to turn is asked. */
clause('kinesis.shards.reshard-does-not-shorten-retention', {
  async check(t) {
    const stream = await t.stream()
    const put = await stream.put('old')
    await stream.split(FIRST, MIDDLE)
    await t.time.pass(t.time.after(put, 23 * 3600 * 1000))
    t.expect(await stream.whole(FIRST, 1), 'what the closed shard holds after 23 hours').toEqual(['old'])
  },
})
