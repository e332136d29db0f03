import type { ShardFilter, ShardFilterType } from '@aws-sdk/client-kinesis'
import { anyClientError, clause, fc, unlessRefused } from './bench.js'
import type { KinesisCase, Stream } from './bench.js'

const FIRST = 'shardId-000000000000'
const idsOf = (shards: readonly { readonly ShardId?: string | undefined }[] = []): readonly string[] =>
  shards.map(({ ShardId }) => ShardId!).sort()
const range = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, nth) => `shardId-${`${from + nth}`.padStart(12, '0')}`)

/** The first page of a stream's shards, of which there are more. That a list has pages other clauses say. */
const firstPage = async (t: KinesisCase) => {
  const stream = await t.stream({ shards: 3 })
  const page = await t.kinesis.listShards({ StreamName: stream.name, MaxResults: 1 })
  if (page.NextToken === undefined) t.undecided('the list of three shards has no second page')
  return { stream, page, NextToken: page.NextToken }
}

/** Follows the pages; each may be of another size. */
const listed = async (t: KinesisCase, stream: Stream, sizes: readonly number[]) => {
  const pages = [await t.kinesis.listShards({ StreamName: stream.name, MaxResults: sizes[0]! })]
  for (let nth = 1; pages.at(-1)!.NextToken !== undefined && nth < 50; nth++) {
    pages.push(await t.kinesis.listShards({ NextToken: pages.at(-1)!.NextToken, MaxResults: sizes[nth % sizes.length]! }))
  }
  return pages
}

for (const id of [
  'kinesis.list-shards.pages',
  'kinesis.list-shards.no-token-at-end',
  'kinesis.list-shards.token-with-max-results',
] as const) {
  clause(id, {
    given: { shards: fc.integer({ min: 1, max: 8 }), sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }) },
    edges: [
      { shards: 4, sizes: [2] },
      { shards: 3, sizes: [1] },
    ],
    async check(t, { shards, sizes }) {
      const stream = await t.stream({ shards })
      const pages = await listed(t, stream, sizes)
      for (const [nth, { Shards }] of pages.entries())
        t.expect(Shards?.length, 'the shards of a page').toBeLessThanOrEqual(sizes[nth % sizes.length]!)
      t.expect(pages.flatMap(({ Shards }) => idsOf(Shards)).sort(), 'the shards of all pages').toEqual(range(0, shards - 1))
      t.expect(pages.at(-1)?.NextToken, 'the token of the last page').toBe(undefined)
    },
  })
}

clause('kinesis.list-shards.default-1000', {
  given: { more: fc.integer({ min: 0, max: 20 }) },
  edges: [{ more: 0 }, { more: 1 }],
  cases: 2,
  async check(t, { more }) {
    if (!t.affords(1000)) t.undecided('a thousand shards cost too much here')
    const stream = await t.stream({ shards: 1000 + more })
    for (const given of [{}, { MaxResults: 10_000 }]) {
      const { Shards, NextToken } = await t.kinesis.listShards({ StreamName: stream.name, ...given })
      t.expect([Shards?.length, NextToken !== undefined], 'the shards of a page, and whether there are more').toEqual([1000, more > 0])
    }
    t.expect(await stream.shards(), 'the shards of all pages').toHaveLength(1000 + more)
  },
})

clause('kinesis.list-shards.token-excludes-stream', {
  given: { member: fc.constantFrom('StreamName', 'StreamARN', 'StreamCreationTimestamp', 'ExclusiveStartShardId', 'ShardFilter') },
  edges: (['StreamName', 'StreamARN', 'StreamCreationTimestamp', 'ExclusiveStartShardId', 'ShardFilter'] as const).map((member) => ({
    member,
  })),
  cases: 5,
  async check(t, { member }) {
    const { stream, NextToken } = await firstPage(t)
    const values = {
      StreamName: stream.name,
      StreamARN: await stream.arn(),
      StreamCreationTimestamp: (await stream.summary()).StreamCreationTimestamp,
      ExclusiveStartShardId: FIRST,
      ShardFilter: { Type: 'AT_LATEST' },
    }
    await t.refused(t.call('ListShards', { NextToken, [member]: values[member] }))
    t.expect(idsOf((await t.kinesis.listShards({ NextToken })).Shards), 'the shards by the token alone').toEqual(range(1, 2))
  },
})

clause('kinesis.list-shards.token-expires-300', {
  async check(t) {
    const { page, NextToken } = await firstPage(t)
    t.expect(
      idsOf((await t.time.inTime(t.kinesis.listShards({ NextToken }), t.time.after(page, 300_000))).Shards),
      'the shards in time',
    ).toEqual(range(1, 2))
    // So near to its end only where no call takes long.
    if (t.affords(1000)) {
      await t.time.sleep(299_500)
      const late = await t.time.inTime(t.kinesis.listShards({ NextToken }), t.time.after(page, 300_000))
      t.expect(idsOf(late.Shards), 'the shards at the last moment').toEqual(range(1, 2))
    }
    await t.time.pass(t.time.after(page, 300_000))
    await t.refused(t.kinesis.listShards({ NextToken }))
  },
})

clause('kinesis.list-shards.bad-token', {
  given: { token: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 60 }) },
  edges: [{ token: 'x' }],
  check: async (t, { token }) => void (await t.refused(t.kinesis.listShards({ NextToken: token }))),
})

for (const { id, input } of [
  { id: 'kinesis.list-shards.exclusive-start', input: (id: string) => ({ ExclusiveStartShardId: id }) },
  {
    id: 'kinesis.list-shards.filter-after-shard-id',
    input: (id: string) => ({ ShardFilter: { Type: 'AFTER_SHARD_ID' as const, ShardId: id } }),
  },
] as const) {
  clause(id, {
    given: { shards: fc.integer({ min: 1, max: 6 }), nth: fc.nat({ max: 5 }) },
    edges: [
      { shards: 3, nth: 0 },
      { shards: 3, nth: 2 },
    ],
    async check(t, { shards, nth }) {
      const stream = await t.stream({ shards })
      const start = nth % shards
      const { Shards } = await t.kinesis.listShards({ StreamName: stream.name, ...input(range(start, start)[0]!) })
      t.expect(idsOf(Shards), `the shards after ${start}`).toEqual(range(start + 1, shards - 1))
    },
  })
}

clause('kinesis.list-shards.creation-timestamp', {
  async check(t) {
    const stream = await t.stream()
    const { StreamCreationTimestamp } = await stream.summary()
    t.expect(
      idsOf((await t.kinesis.listShards({ StreamName: stream.name, StreamCreationTimestamp })).Shards),
      'the shards of the stream of that time',
    ).toEqual([FIRST])
    const other = new Date(StreamCreationTimestamp!.getTime() - 86_400_000)
    await t.refused(t.kinesis.listShards({ StreamName: stream.name, StreamCreationTimestamp: other }))
  },
})

/** A stream of two shards, of which the first was split: 0 is closed; 1, 2 and 3 are open. `before` and `after` are times around the split. */
const splitOnce = async (t: KinesisCase) => {
  const stream = await t.stream({ shards: 2 })
  await t.time.sleep(3000)
  const before = t.time.now()
  await t.time.sleep(3000)
  await stream.split(FIRST, 2n ** 126n)
  await t.time.sleep(3000)
  const after = t.time.now()
  await t.time.sleep(3000)
  return { stream, before: new Date(before), after: new Date(after) }
}

type Row = {
  readonly id: `kinesis.${string}`
  readonly filter: (times: { before: Date; after: Date }) => ShardFilter | undefined
  readonly due: readonly string[]
}
const [ALL, OLD, NEW] = [range(0, 3), range(0, 1), range(1, 3)]
const rows: readonly Row[] = [
  { id: 'kinesis.list-shards.includes-closed', filter: () => undefined, due: ALL },
  { id: 'kinesis.list-shards.filter-at-latest', filter: () => ({ Type: 'AT_LATEST' }), due: NEW },
  { id: 'kinesis.list-shards.filter-at-trim-horizon', filter: () => ({ Type: 'AT_TRIM_HORIZON' }), due: OLD },
  { id: 'kinesis.list-shards.filter-from-trim-horizon', filter: () => ({ Type: 'FROM_TRIM_HORIZON' }), due: ALL },
]
for (const { id, filter, due } of rows) {
  clause(id, {
    async check(t) {
      const { stream, ...times } = await splitOnce(t)
      t.expect(idsOf(await stream.shards(filter(times))), 'the shards').toEqual(due)
      // A token goes on with the filter of the first page.
      const pages = [await t.kinesis.listShards({ StreamName: stream.name, ShardFilter: filter(times), MaxResults: 1 })]
      while (pages.at(-1)!.NextToken !== undefined && pages.length < 10)
        pages.push(await t.kinesis.listShards({ NextToken: pages.at(-1)!.NextToken, MaxResults: 1 }))
      t.expect(idsOf(pages.flatMap(({ Shards = [] }) => Shards)), 'the shards of pages of one').toEqual(due)
    },
  })
}

for (const { id, Type, dueBefore } of [
  { id: 'kinesis.list-shards.filter-at-timestamp', Type: 'AT_TIMESTAMP', dueBefore: OLD },
  { id: 'kinesis.list-shards.filter-from-timestamp', Type: 'FROM_TIMESTAMP', dueBefore: ALL },
] as const) {
  clause(id, {
    async check(t) {
      const { stream, before, after } = await splitOnce(t)
      t.expect(idsOf(await stream.shards({ Type, Timestamp: before })), 'the shards of before the split').toEqual(dueBefore)
      t.expect(idsOf(await stream.shards({ Type, Timestamp: after })), 'the shards of after the split').toEqual(NEW)
      if (Type === 'FROM_TIMESTAMP')
        t.expect(
          idsOf(await stream.shards({ Type, Timestamp: new Date(before.getTime() - 90 * 86_400_000) })),
          'the shards from long ago',
        ).toEqual(ALL)
    },
  })
}

clause('kinesis.list-shards.filter-missing-argument', {
  given: { type: fc.constantFrom('AFTER_SHARD_ID', 'AT_TIMESTAMP', 'FROM_TIMESTAMP') },
  edges: (['AFTER_SHARD_ID', 'AT_TIMESTAMP', 'FROM_TIMESTAMP'] as const).map((type) => ({ type })),
  async check(t, { type }) {
    const stream = await t.stream()
    await t.refused(t.kinesis.listShards({ StreamName: stream.name, ShardFilter: { Type: type as ShardFilterType } }), anyClientError)
  },
})

clause('kinesis.list-shards.filter-extra-argument', {
  given: { type: fc.constantFrom('AT_LATEST', 'FROM_TRIM_HORIZON', 'AT_TRIM_HORIZON') },
  async check(t, { type }) {
    const stream = await t.stream({ shards: 2 })
    const call = t.kinesis.listShards({ StreamName: stream.name, ShardFilter: { Type: type as ShardFilterType, ShardId: FIRST } })
    const page = await unlessRefused(call)
    if (page === undefined) await t.refused(call)
    else t.expect(idsOf(page.Shards), 'the shards as if it were not given').toEqual(range(0, 1))
  },
})

clause('kinesis.list-shards.during-updating', {
  async check(t) {
    const stream = await t.stream()
    await t.kinesis.splitShard({ StreamName: stream.name, ShardToSplit: FIRST, NewStartingHashKey: '1000' })
    const call = t.kinesis.listShards({ StreamName: stream.name })
    const page = await unlessRefused(call)
    if (page === undefined) return void (await t.refused(call))
    t.expect([[FIRST], range(0, 2)], 'the shards of before the split, or of after it').toContainEqual(idsOf(page.Shards))
  },
})
