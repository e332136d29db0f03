import { clause, fc, LAST_KEY, openOf, rangeOf, unlessRefused } from './bench.js'
import type { KinesisCase, Stream } from './bench.js'

const [FIRST, SECOND, THIRD] = ['shardId-000000000000', 'shardId-000000000001', 'shardId-000000000002'] as const
const UNKNOWN = 'shardId-000000000099'
const MIDDLE = 2n ** 127n
const cuts = () => fc.oneof(fc.bigInt({ min: 2n, max: LAST_KEY - 1n }), fc.constantFrom(2n, 3n, MIDDLE, LAST_KEY - 1n))

const partitions = async (t: KinesisCase, stream: Stream): Promise<void> => {
  let next = 0n
  for (const { from, to } of (await stream.open()).map(rangeOf)) {
    t.expect(from, 'the start of a range').toBe(next)
    next = to + 1n
  }
  t.expect(next, 'the hash key after the last').toBe(LAST_KEY + 1n)
}

const split = ({ kinesis }: KinesisCase, StreamName: string, ShardToSplit: string, at: bigint) =>
  kinesis.splitShard({ StreamName, ShardToSplit, NewStartingHashKey: at.toString() })

for (const id of ['kinesis.split.async', 'kinesis.split.routing-during-updating'] as const) {
  clause(id, {
    given: { key: fc.bigInt({ min: 0n, max: LAST_KEY }) },
    async check(t, { key }) {
      const stream = await t.stream()
      const output = await split(t, stream.name, FIRST, MIDDLE)
      t.expect(t.answer(output).text, 'the answer').toMatch(/^(?:\{\})?$/)
      const { ShardId } = await stream.put('x', { ExplicitHashKey: key.toString() })
      t.expect(await stream.status(), 'the state meanwhile').toBeOneOf(['UPDATING', 'ACTIVE'])
      await stream.active()
      const holder = (await stream.open()).find((shard) => rangeOf(shard).from <= key && key <= rangeOf(shard).to)
      t.expect(ShardId, 'the shards that may take the record').toBeOneOf([FIRST, holder?.ShardId])
    },
  })
}

for (const id of [
  'kinesis.split.two-children-ranges',
  'kinesis.split.children-parent-ids',
  'kinesis.split.uneven-allowed',
  'kinesis.split.ranges-still-cover',
  'kinesis.split.open-count-plus-one',
] as const) {
  clause(id, {
    given: { at: cuts() },
    edges: [{ at: 2n }, { at: LAST_KEY - 1n }, { at: MIDDLE }],
    async check(t, { at }) {
      const stream = await t.stream()
      await stream.split(FIRST, at)
      const open = await stream.open()
      t.expect(open.map(rangeOf), 'the ranges of the children').toEqual([
        { from: 0n, to: at - 1n },
        { from: at, to: LAST_KEY },
      ])
      for (const { ParentShardId, AdjacentParentShardId } of open)
        t.expect([ParentShardId, AdjacentParentShardId], 'the parents of a child').toEqual([FIRST, undefined])
      t.expect((await stream.summary()).OpenShardCount, 'the open shards').toBe(2)
      await partitions(t, stream)
    },
  })
}

clause('kinesis.split.parent-closed', {
  given: { at: cuts() },
  async check(t, { at }) {
    const stream = await t.stream()
    await stream.split(FIRST, at)
    const parent = (await stream.shards()).find(({ ShardId }) => ShardId === FIRST)
    t.expect(parent?.SequenceNumberRange?.EndingSequenceNumber, 'where the parent ends').toBeDefined()
    await stream.childrenTake(FIRST, () => stream.put('later'))
    for (const key of [0n, at - 1n, at, LAST_KEY])
      t.expect((await stream.put('x', { ExplicitHashKey: key.toString() })).ShardId, `the shard of ${key}`).not.toBe(FIRST)
  },
})

for (const id of ['kinesis.split.new-ids', 'kinesis.split.pairwise-only'] as const) {
  clause(id, {
    async check(t) {
      const stream = await t.stream()
      const seen = [new Set((await stream.shards()).map(({ ShardId }) => ShardId))]
      for (const change of ['split', 'merge', 'split'] as const) {
        const open = await stream.open()
        await (change === 'merge'
          ? stream.merge(open[0]!.ShardId!, open[1]!.ShardId!)
          : stream.split(open[0]!.ShardId!, rangeOf(open[0]!).to / 2n))
        const after = await stream.shards()
        t.expect(after.length - seen.at(-1)!.size, `the shards that a ${change} adds`).toBe(change === 'merge' ? 1 : 2)
        t.expect(openOf(after).length - open.length, `how many more are open after a ${change}`).toBe(change === 'merge' ? -1 : 1)
        seen.push(new Set(after.map(({ ShardId }) => ShardId)))
        t.expect(seen.at(-1)!.size, 'the different ids').toBe(after.length)
      }
    },
  })
}

/** A key outside the range of the shard, or at an end of it, in a stream of two. */
for (const { id, at } of [
  {
    id: 'kinesis.split.hash-key-outside-range',
    at: (from: bigint, to: bigint, off: bigint) => (off % 2n === 0n ? to + 1n + off : from - 1n - off),
  },
  { id: 'kinesis.split.hash-key-at-start', at: (from: bigint, _: bigint, off: bigint) => from + (off % 2n) },
  { id: 'kinesis.split.hash-key-at-end', at: (_: bigint, to: bigint) => to },
] as const) {
  clause(id, {
    given: { nth: fc.integer({ min: 0, max: 2 }), off: fc.bigInt({ min: 0n, max: 1000n }) },
    edges: [
      { nth: 1, off: 0n },
      { nth: 1, off: 1n },
    ],
    async check(t, { nth, off }) {
      const stream = await t.stream({ shards: 3 })
      const shard = (await stream.open())[nth]!
      const key = at(rangeOf(shard).from, rangeOf(shard).to, off)
      if (key >= 0n && key <= LAST_KEY) await t.refused(split(t, stream.name, shard.ShardId!, key))
      t.expect(await stream.open(), 'the open shards').toHaveLength(3)
    },
  })
}

// ---- which shards can be changed

clause('kinesis.split.unknown-shard', { check: async (t) => void (await t.refused(split(t, (await t.stream()).name, UNKNOWN, MIDDLE))) })

clause('kinesis.split.unknown-stream', {
  async check(t) {
    await t.refused(split(t, t.name(), FIRST, MIDDLE))
    await t.refused(t.kinesis.mergeShards({ StreamName: t.name(), ShardToMerge: FIRST, AdjacentShardToMerge: SECOND }))
  },
})

for (const id of ['kinesis.split.closed-shard', 'kinesis.merge.closed-shard'] as const) {
  clause(id, {
    async check(t) {
      const stream = await t.stream({ shards: 2 })
      await stream.split(FIRST, 2n ** 126n)
      const call = { StreamName: stream.name, ShardToMerge: FIRST, AdjacentShardToMerge: SECOND }
      await t.refused(id === 'kinesis.split.closed-shard' ? split(t, stream.name, FIRST, 2n ** 125n) : t.kinesis.mergeShards(call))
      await stream.active()
      t.expect(await stream.open(), 'the open shards').toHaveLength(3)
    },
  })
}

for (const { id, pair } of [
  { id: 'kinesis.merge.adjacent-only', pair: [FIRST, THIRD] },
  { id: 'kinesis.merge.argument-order-free', pair: [SECOND, FIRST] },
  { id: 'kinesis.merge.same-shard', pair: [FIRST, FIRST] },
  { id: 'kinesis.merge.unknown-shard', pair: [FIRST, UNKNOWN] },
] as const) {
  clause(id, {
    async check(t) {
      const stream = await t.stream({ shards: 3 })
      const [ShardToMerge, AdjacentShardToMerge] = pair
      await t.refused(t.kinesis.mergeShards({ StreamName: stream.name, ShardToMerge, AdjacentShardToMerge }))
      await stream.active()
      t.expect(await stream.shards(), 'the shards').toHaveLength(3)
    },
  })
}

// ---- merging

for (const id of ['kinesis.merge.child-range', 'kinesis.merge.child-parents', 'kinesis.merge.parent-roles'] as const) {
  clause(id, {
    given: { shards: fc.integer({ min: 2, max: 5 }), nth: fc.nat({ max: 3 }) },
    async check(t, { shards, nth }) {
      const stream = await t.stream({ shards })
      const before = await stream.open()
      const [lower, upper] = [before[nth % (shards - 1)]!, before[(nth % (shards - 1)) + 1]!]
      await stream.merge(lower.ShardId!, upper.ShardId!)
      const child = (await stream.open()).find(({ ParentShardId }) => ParentShardId !== undefined)!
      t.expect(rangeOf(child), 'the range of the child').toEqual({ from: rangeOf(lower).from, to: rangeOf(upper).to })
      const [parents, expected] = [
        [child.ParentShardId!, child.AdjacentParentShardId!],
        [lower.ShardId!, upper.ShardId!],
      ]
      if (id === 'kinesis.merge.parent-roles') t.expect(parents, 'the parent and the adjacent parent').toEqual(expected)
      t.expect([...parents].sort(), 'the parents').toEqual([...expected].sort())
      await partitions(t, stream)
    },
  })
}

clause('kinesis.merge.both-parents-closed', {
  async check(t) {
    const stream = await t.stream({ shards: 2 })
    await stream.put('lower', { ExplicitHashKey: '0' })
    await stream.put('upper', { ExplicitHashKey: LAST_KEY.toString() })
    await stream.merge(FIRST, SECOND)
    for (const { ShardId, SequenceNumberRange } of await stream.shards()) {
      t.expect(SequenceNumberRange?.EndingSequenceNumber !== undefined, `whether ${ShardId} is closed`).toBe(ShardId !== THIRD)
    }
    t.expect([await stream.whole(FIRST, 1), await stream.whole(SECOND, 1)], 'what the parents hold').toEqual([['lower'], ['upper']])
  },
})

clause('kinesis.merge.async', {
  async check(t) {
    const stream = await t.stream({ shards: 2 })
    const output = await t.kinesis.mergeShards({ StreamName: stream.name, ShardToMerge: FIRST, AdjacentShardToMerge: SECOND })
    t.expect(t.answer(output).text, 'the answer').toMatch(/^(?:\{\})?$/)
    t.expect(await stream.status(), 'the state meanwhile').toBeOneOf(['UPDATING', 'ACTIVE'])
    await stream.active()
    t.expect(await stream.open(), 'the open shards').toHaveLength(1)
  },
})

/** Puts go on while the stream is split and merged; by all shards together every record comes exactly once. */
clause('kinesis.split.no-loss-across-reshard', {
  given: { each: fc.integer({ min: 2, max: 6 }) },
  async check(t, { each }) {
    const stream = await t.stream()
    const sent: string[] = []
    const puts = async () => {
      for (let nth = 0; nth < each; nth++) await stream.put(`${sent.push(`${sent.length}`) - 1}`, { PartitionKey: `${nth}` })
    }
    await puts()
    await split(t, stream.name, FIRST, MIDDLE)
    await puts()
    await stream.active()
    await puts()
    await stream.merge(SECOND, THIRD)
    await puts()
    const read: string[] = []
    for (const { ShardId } of await stream.shards()) read.push(...(await stream.whole(ShardId!)))
    t.expect(read.sort(), 'what all shards hold').toEqual(sent.sort())
  },
})

// ---- scaling

const scaled = () => fc.record({ from: fc.integer({ min: 2, max: 6 }), by: fc.constantFrom(0.5, 0.75, 1.5, 2) })
const targetOf = ({ from, by }: { readonly from: number; readonly by: number }): number =>
  by < 1 ? Math.ceil(from * by) : Math.floor(from * by)

clause('kinesis.update-shard-count.reply', {
  given: { scale: scaled() },
  async check(t, { scale }) {
    const stream = await t.stream({ shards: scale.from })
    const { StreamName, StreamARN, CurrentShardCount, TargetShardCount } = await stream.scale(targetOf(scale))
    t.expect([StreamName, CurrentShardCount, TargetShardCount], 'the answer').toEqual([stream.name, scale.from, targetOf(scale)])
    t.expect(StreamARN, 'the ARN').toBeOneOf([undefined, await stream.arn()])
  },
})

for (const id of [
  'kinesis.update-shard-count.final-count',
  'kinesis.update-shard-count.intermediate-shards',
  'kinesis.update-shard-count.non-multiple-slower',
] as const) {
  clause(id, {
    given: { scale: scaled() },
    edges: [{ scale: { from: 4, by: 2 } }, { scale: { from: 5, by: 0.75 } }, { scale: { from: 5, by: 1.5 } }],
    async check(t, { scale }) {
      const stream = await t.stream({ shards: scale.from })
      await stream.scale(targetOf(scale))
      t.expect(await stream.open(), 'the open shards').toHaveLength(targetOf(scale))
      t.expect((await stream.summary()).OpenShardCount, 'their number').toBe(targetOf(scale))
      await partitions(t, stream)
    },
  })
}

clause('kinesis.update-shard-count.uniform', {
  given: { from: fc.constantFrom(2, 4), by: fc.constantFrom(0.5, 2) },
  async check(t, { from, by }) {
    const stream = await t.stream({ shards: from })
    await stream.scale(from * by)
    const widths = (await stream.open()).map((shard) => rangeOf(shard).to - rangeOf(shard).from + 1n)
    t.expect(widths, 'the widths of the ranges').toEqual(Array(from * by).fill(2n ** 128n / BigInt(from * by)))
  },
})

for (const { id, target } of [
  { id: 'kinesis.update-shard-count.max-double', target: (from: number, more: number) => from * 2 + more },
  { id: 'kinesis.update-shard-count.min-half', target: (from: number) => Math.ceil(from / 2) - 1 },
  { id: 'kinesis.update-shard-count.max-10000', target: (_: number, more: number) => 10_000 + more },
] as const) {
  clause(id, {
    given: { from: fc.integer({ min: 3, max: 6 }), more: fc.integer({ min: 1, max: 50 }) },
    edges: [{ from: 3, more: 1 }],
    async check(t, { from, more }) {
      const stream = await t.stream({ shards: from })
      await t.refused(
        t.kinesis.updateShardCount({ StreamName: stream.name, TargetShardCount: target(from, more), ScalingType: 'UNIFORM_SCALING' }),
      )
      await stream.active()
      t.expect(await stream.open(), 'the open shards').toHaveLength(from)
    },
  })
}

clause('kinesis.update-shard-count.ten-per-24h', {
  async check(t) {
    const stream = await t.stream()
    for (let nth = 0; nth < 10; nth++) await stream.scale(nth % 2 === 0 ? 2 : 1)
    await t.refused(t.kinesis.updateShardCount({ StreamName: stream.name, TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' }))
    t.expect(await stream.open(), 'the open shards').toHaveLength(1)
  },
})

clause('kinesis.update-shard-count.rw-continue', {
  async check(t) {
    const stream = await t.stream()
    await stream.put('before')
    await t.kinesis.updateShardCount({ StreamName: stream.name, TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' })
    const { ShardId } = await stream.put('meanwhile')
    t.expect(await stream.whole(FIRST, 1), 'what the first shard holds').toContain('before')
    t.expect(await stream.whole(ShardId!, 1), 'what the shard of the later record holds').toContain('meanwhile')
  },
})

clause('kinesis.update-shard-count.same-count', {
  given: { count: fc.integer({ min: 1, max: 4 }) },
  async check(t, { count }) {
    const stream = await t.stream({ shards: count })
    const call = t.kinesis.updateShardCount({ StreamName: stream.name, TargetShardCount: count, ScalingType: 'UNIFORM_SCALING' })
    if ((await unlessRefused(call)) === undefined) await t.refused(call)
    await stream.active()
    t.expect(await stream.open(), 'the open shards').toHaveLength(count)
  },
})
