import type { GetRecordsCommandOutput } from '@aws-sdk/client-kinesis'
import { clause, fc, LAST_KEY, protocols, rangeOf, textOf, unlessRefused, Unsupported } from './bench.js'
import type { KinesisCase, Stream } from './bench.js'

const FIRST = 'shardId-000000000000'
const MIB = 1024 * 1024
const counts = () => fc.integer({ min: 1, max: 12 })

const filled = async (t: KinesisCase, count: number): Promise<{ stream: Stream; texts: readonly string[] }> => {
  const stream = await t.stream()
  const texts = Array.from({ length: count }, (_, nth) => `record-${nth}`)
  for (const text of texts) await stream.put(text)
  return { stream, texts }
}

/** The pages of a shard that is closed by a split, up to its end. */
const toTheEnd = async (t: KinesisCase, count: number, limit?: number) => {
  const { stream, texts } = await filled(t, count)
  await stream.split(FIRST, 2n ** 127n)
  const pages = await stream.pages(await stream.iterator(undefined, FIRST), Infinity, limit)
  return { stream, texts, pages, last: pages.at(-1)! }
}

clause('kinesis.get.limit-default-10000', {
  async check(t) {
    const stream = await t.stream()
    await stream.putAll(Array.from({ length: 500 }, (_, nth) => ({ data: `${nth}` })))
    // More than a page holds only where that many cost nothing.
    const batches = t.affords(1000) && t.profile.name === 'single-node' ? 20 : 0
    for (let batch = 0; batch < batches; batch++) {
      await t.time.sleep(1000)
      await stream.putAll(Array.from({ length: 500 }, (_, nth) => ({ data: `${batch}-${nth}` })))
    }
    const due = 500 * (batches + 1)
    const pages = await stream.pages(await stream.iterator(), due)
    t.expect(pages.flatMap(({ Records = [] }) => Records).length, 'the records of all pages').toBe(due)
    for (const { Records = [] } of pages) t.expect(Records.length, 'the records of a page').toBeLessThanOrEqual(10_000)
  },
})

for (const id of ['kinesis.get.limit-honoured', 'kinesis.get.may-return-fewer', 'kinesis.get.may-return-empty-with-data-ahead'] as const) {
  clause(id, {
    given: { count: counts(), limit: fc.integer({ min: 1, max: 12 }) },
    edges: [
      { count: 5, limit: 1 },
      { count: 6, limit: 3 },
    ],
    async check(t, { count, limit }) {
      const { stream, texts } = await filled(t, count)
      const pages = await stream.pages(await stream.iterator(), count, limit)
      for (const { Records = [] } of pages) t.expect(Records.length, 'the records of a page').toBeLessThanOrEqual(limit)
      t.expect(
        pages.flatMap(({ Records = [] }) => Records.map(textOf)),
        'the records of all pages',
      ).toEqual(texts)
      if (id === 'kinesis.get.may-return-fewer' && !t.profile.tolerates(id)) {
        t.expect(pages[0]?.Records?.length, 'the records of the first page').toBe(Math.min(count, limit))
      }
    },
  })
}

for (const id of [
  'kinesis.get.empty-when-caught-up',
  'kinesis.get.next-iterator-on-open-shard',
  'kinesis.get.millis-behind-zero',
] as const) {
  clause(id, {
    given: { count: fc.integer({ min: 0, max: 5 }) },
    edges: [{ count: 0 }],
    async check(t, { count }) {
      const { stream } = await filled(t, count)
      const pages = await stream.pages(await stream.iterator(), count)
      for (const { NextShardIterator } of pages) t.expect(NextShardIterator, 'the next iterator').toBeTruthy()
      t.expect([pages.at(-1)?.Records, pages.at(-1)?.MillisBehindLatest], 'the page at the tip').toEqual([[], 0])
      await stream.put('later')
      t.expect(await stream.texts(pages.at(-1)!.NextShardIterator!, 1), 'what comes from there on').toEqual(['later'])
    },
  })
}

clause('kinesis.get.null-next-at-shard-end', {
  given: { count: fc.integer({ min: 0, max: 5 }), limit: fc.integer({ min: 1, max: 6 }) },
  edges: [{ count: 0 }, { count: 3, limit: 3 }, { count: 3, limit: 2 }],
  async check(t, { count, limit }) {
    const { stream, texts, pages, last } = await toTheEnd(t, count, limit)
    if (last.NextShardIterator != null && t.profile.tolerates('kinesis.shards.closed-gets-no-new-records')) {
      const rest = await stream.pages(last.NextShardIterator, Infinity)
      t.expect(rest.at(-1)?.NextShardIterator ?? undefined, 'the iterator at the end').toBe(undefined)
    } else t.expect(last.NextShardIterator ?? undefined, 'the iterator at the end').toBe(undefined)
    t.expect(
      pages.flatMap(({ Records = [] }) => Records.map(textOf)),
      'the records up to the end',
    ).toEqual(texts)
  },
})

clause('kinesis.get.null-with-or-after-last-records', {
  given: { count: counts(), limit: fc.integer({ min: 1, max: 6 }) },
  async check(t, { count, limit }) {
    const { texts, pages } = await toTheEnd(t, count, limit)
    const ended = pages.findIndex(({ NextShardIterator }) => NextShardIterator == null)
    t.expect(ended, 'the page without an iterator').toBe(pages.length - 1)
    t.expect(
      pages.slice(0, ended + 1).flatMap(({ Records = [] }) => Records.map(textOf)),
      'the records up to that',
    ).toEqual(texts)
  },
})

for (const id of ['kinesis.get.child-shards-at-end', 'kinesis.get.child-shard-members'] as const) {
  clause(id, {
    given: { how: fc.constantFrom('split', 'merge') },
    edges: [{ how: 'split' }, { how: 'merge' }],
    async check(t, { how }) {
      const stream = await t.stream({ shards: how === 'merge' ? 2 : 1 })
      await (how === 'merge' ? stream.merge(FIRST, 'shardId-000000000001') : stream.split(FIRST, 2n ** 127n))
      const { ChildShards = [] } = (await stream.pages(await stream.iterator(undefined, FIRST), Infinity)).at(-1)!
      const seen = ChildShards.map(({ ShardId, ParentShards, HashKeyRange }) => ({
        ShardId,
        ParentShards: [...(ParentShards ?? [])].sort(),
        HashKeyRange,
      }))
      const parents = how === 'merge' ? [FIRST, 'shardId-000000000001'] : [FIRST]
      const children = (await stream.open()).map(({ ShardId, HashKeyRange }) => ({ ShardId, ParentShards: parents, HashKeyRange }))
      t.expect(
        seen.sort((a, b) => (rangeOf(a).from < rangeOf(b).from ? -1 : 1)),
        'the children',
      ).toEqual(children)
      t.expect(rangeOf(children.at(-1)!).to, 'the last hash key').toBe(LAST_KEY)
    },
  })
}

clause('kinesis.get.child-shards-only-at-end', {
  given: { count: counts() },
  async check(t, { count }) {
    const { pages, last } = await toTheEnd(t, count, 1)
    for (const page of pages.slice(0, -1)) t.expect(page.ChildShards ?? [], 'the children on an earlier page').toEqual([])
    t.expect(last.ChildShards?.length ?? 0, 'the children at the end').toBe(2)
  },
})

clause('kinesis.get.millis-behind-nonnegative', {
  given: { count: fc.integer({ min: 0, max: 6 }), limit: fc.integer({ min: 1, max: 3 }) },
  async check(t, { count, limit }) {
    const { stream } = await filled(t, count)
    for (const { MillisBehindLatest } of await stream.pages(await stream.iterator(), count, limit)) {
      t.expect(MillisBehindLatest, 'how far behind the page is').toBeGreaterThanOrEqual(0)
    }
  },
})

clause('kinesis.get.millis-behind-positive-when-behind', {
  async check(t) {
    const { stream } = await filled(t, 1)
    await t.time.sleep(2000)
    const second = await stream.put('second')
    await t.time.pass(t.time.after(second, 2000))
    const pages = await stream.pages(await stream.iterator(), 2, 1)
    const first = pages.find(({ Records = [] }) => Records.length > 0)
    t.expect(first?.MillisBehindLatest, 'how far behind the first record is').toBeGreaterThan(0)
  },
})

clause('kinesis.get.record-members', {
  axes: { protocol: protocols },
  async check(t) {
    const { stream } = await filled(t, 2)
    for (const record of await stream.read(await stream.iterator(), 2)) {
      const { EncryptionType, ...rest } = record
      t.expect(Object.keys(rest).sort(), 'the members of a record').toEqual([
        'ApproximateArrivalTimestamp',
        'Data',
        'PartitionKey',
        'SequenceNumber',
      ])
      t.expect(EncryptionType, 'its encryption').toBeOneOf([undefined, 'NONE'])
    }
  },
})

for (const id of ['kinesis.get.record-encryption-type', 'kinesis.encryption.record-type', 'kinesis.encryption.not-retroactive'] as const) {
  clause(id, {
    async check(t) {
      const { stream, texts } = await filled(t, 2)
      await stream.change(t.kinesis.startStreamEncryption({ StreamName: stream.name, EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' }))
      await t.time.pass(t.time.after(await stream.summary(), 5000))
      await stream.put('hidden')
      const read = await stream.read(await stream.iterator(), 3)
      t.expect(read.map(textOf), 'what is read').toEqual([...texts, 'hidden'])
      t.expect(
        read.map(({ EncryptionType }) => EncryptionType ?? 'NONE'),
        'the encryption of the records',
      ).toEqual(['NONE', 'NONE', 'KMS'])
    },
  })
}

/** Near is not said to be how near; a clock may be off, but not by an hour. */
clause('kinesis.get.arrival-timestamp-close', {
  axes: { protocol: protocols },
  async check(t) {
    const stream = await t.stream()
    const at = t.time.now()
    await stream.put('x')
    const [record] = await stream.read(await stream.iterator(), 1)
    t.expect(Math.abs((record?.ApproximateArrivalTimestamp?.getTime() ?? 0) - at), 'how far off the time of arrival is').toBeLessThan(
      3_600_000,
    )
  },
})

clause('kinesis.get.sequence-matches-put', {
  given: { count: counts() },
  async check(t, { count }) {
    const stream = await t.stream()
    const puts = []
    for (let nth = 0; nth < count; nth++) puts.push(await stream.put())
    const read = await stream.read(await stream.iterator(), count)
    t.expect(
      read.map(({ SequenceNumber }) => SequenceNumber),
      'the numbers',
    ).toEqual(puts.map(({ SequenceNumber }) => SequenceNumber))
  },
})

clause('kinesis.get.read-after-write-delay', {
  async check(t) {
    const stream = await t.stream()
    const iterator = await stream.iterator()
    await stream.put('x')
    if (t.profile.tolerates('kinesis.get.read-after-write-delay'))
      t.expect(await stream.texts(iterator, 1), 'what comes soon').toEqual(['x'])
    else t.expect((await stream.page(iterator)).Records?.map(textOf), 'what is there at once').toEqual(['x'])
  },
})

/** A slow target is slow on a page with records as well. */
clause('kinesis.get.non-blocking', {
  async check(t) {
    const { stream } = await filled(t, 1)
    const full = await stream.page(await stream.iterator())
    if (full.Records?.length !== 1) t.undecided('a page may be empty though there is a record ahead')
    const empty = await stream.page(full.NextShardIterator)
    t.expect(empty.Records, 'the records').toEqual([])
    t.expect(t.time.keptBack(empty), 'how long the empty page was kept back').toBeLessThan(5000)
  },
})

clause('kinesis.get.max-10mib', {
  async check(t) {
    const stream = await t.stream()
    for (let nth = 0; nth < 11; nth++) {
      const put = await stream.put(new Uint8Array(MIB - 1).fill(nth))
      await t.time.pass(t.time.after(put, 1100))
    }
    const page = await stream.page(await stream.iterator())
    const bytes = (page.Records ?? []).reduce((sum, { Data }) => sum + (Data?.byteLength ?? 0), 0)
    t.expect(bytes, 'the bytes of a page').toBeLessThanOrEqual(10 * MIB)
  },
})

// ---- limits

/** Throttling is not exact, so that a great many calls at once are made, of which at least one is surely too many. */
for (const id of ['kinesis.get.five-per-second', 'kinesis.get.throttled-returns-no-data'] as const) {
  clause(id, {
    async check(t) {
      const { stream, texts } = await filled(t, 2)
      const ShardIterator = await stream.iterator()
      const began = t.time.now()
      const calls = Array.from({ length: 60 }, () => t.kinesis.getRecords({ ShardIterator }))
      const outputs = await Promise.all(calls.map(unlessRefused))
      if (t.time.now() - began > 4000) t.undecided('the calls took too long to be too many in a second')
      const refused = calls.filter((_, nth) => outputs[nth] === undefined)
      if (refused.length === 0 && id === 'kinesis.get.throttled-returns-no-data')
        throw new Unsupported('the target throttles no reads: see kinesis.get.five-per-second')
      t.expect(refused.length, 'the calls that were refused, of sixty at once').toBeGreaterThan(0)
      for (const call of refused) await t.refused(call, 'kinesis.get.five-per-second')
      await t.time.sleep(2000)
      t.expect(await stream.texts(ShardIterator, 2), 'what the same iterator gives later').toEqual(texts)
    },
  })
}

/** Bytes of data on a page that is full: ten records of nearly 1 MiB, with their keys 10 MiB. */
const FULL = 10 * (MIB - 1)
/** A shard of as many, and an iterator at its beginning. */
const tenMiB = async (t: KinesisCase) => {
  const stream = await t.stream()
  for (let nth = 0; nth < 10; nth++) await t.time.pass(t.time.after(await stream.put(new Uint8Array(MIB - 1)), 1100))
  return { stream, ShardIterator: await stream.iterator() }
}
const bytesOf = ({ Records = [] }: GetRecordsCommandOutput) => Records.reduce((sum, { Data }) => sum + (Data?.byteLength ?? 0), 0)

/** Read over and over without a pause: sixty MiB in few seconds are too many. */
clause('kinesis.get.two-mib-per-second', {
  async check(t) {
    const { stream, ShardIterator } = await tenMiB(t)
    const began = t.time.now()
    for (let read = 0; read < 60 * MIB;) {
      const call = stream.page(ShardIterator)
      const page = await unlessRefused(call)
      if (page === undefined) return void (await t.refused(call))
      read += bytesOf(page)
      if (t.time.now() - began > 10_000) t.undecided('the pages came too slowly to be too much')
    }
    t.diverges('nothing was throttled', 'ProvisionedThroughputExceededException', '60 MiB within ten seconds')
  },
})

clause('kinesis.get.throttle-after-10mib', {
  given: { ms: fc.integer({ min: 0, max: 3500 }) },
  edges: [{ ms: 0 }, { ms: 2500 }],
  async check(t, { ms }) {
    const { stream, ShardIterator } = await tenMiB(t)
    let page = await stream.page(ShardIterator)
    for (let tried = 0; bytesOf(page) < FULL && tried < 20; tried++) {
      await t.time.pass(t.time.after(page, 6000))
      page = await stream.page(ShardIterator)
    }
    if (bytesOf(page) < FULL) t.undecided('no page had as much as a page may have')
    await t.time.sleep(ms)
    const soon = t.kinesis.getRecords({ ShardIterator })
    await t.refused(t.time.inTime(soon, t.time.after(page, 5000)))
    if (t.profile.tolerates('kinesis.get.throttle-may-last-longer') && t.profile.name !== 'single-node') return
    await t.time.pass(t.time.after(page, 6000))
    t.expect(bytesOf(await stream.page(ShardIterator)), 'the bytes of a page of six seconds later').toBeGreaterThan(0)
  },
})

// ---- what an iterator is bound to

clause('kinesis.get.iterator-binds-stream', {
  given: { isNamed: fc.boolean() },
  edges: [{ isNamed: true }, { isNamed: false }],
  async check(t, { isNamed }) {
    const { stream, texts } = await filled(t, 2)
    const ShardIterator = await stream.iterator()
    const StreamARN = await stream.arn()
    t.expect(await stream.texts(ShardIterator, 2), 'the records without the stream').toEqual(texts)
    await stream.paced('read')
    const { NextShardIterator } = await t.kinesis.getRecords({ ShardIterator, ...(isNamed ? { StreamARN } : {}) })
    t.expect(NextShardIterator, 'the next iterator').toBeTruthy()
  },
})

clause('kinesis.get.deleted-stream', {
  async check(t) {
    const { stream } = await filled(t, 1)
    const iterator = await stream.iterator()
    await t.kinesis.deleteStream({ StreamName: stream.name })
    await stream.gone()
    await t.refused(stream.page(iterator))
  },
})
