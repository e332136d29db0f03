import { clause, fc, textOf, unlessRefused } from './bench.js'
import type { KinesisCase, Stream } from './bench.js'

const HOUR = 3_600_000

const set = ({ kinesis }: KinesisCase, operation: 'increase' | 'decrease', StreamName: string, RetentionPeriodHours: number) =>
  kinesis[operation === 'increase' ? 'increaseStreamRetentionPeriod' : 'decreaseStreamRetentionPeriod']({
    StreamName,
    RetentionPeriodHours,
  })

/** A stream with another retention than 24 hours, which is waited for. */
const keeping = async (t: KinesisCase, hours: number): Promise<Stream> => {
  const stream = await t.stream()
  await stream.change(set(t, 'increase', stream.name, hours))
  await shows(stream, hours)
  return stream
}

const shows = (stream: Stream, hours: number) =>
  stream.until(`the retention of ${hours} hours is shown`, async () => (await stream.summary()).RetentionPeriodHours === hours)

clause('kinesis.retention.default-24', {
  given: { isOnDemand: fc.boolean() },
  async check(t, { isOnDemand }) {
    t.expect((await (await t.stream({ isOnDemand })).summary()).RetentionPeriodHours, 'the retention in hours').toBe(24)
  },
})

clause('kinesis.retention.max-8760', {
  given: { over: fc.integer({ min: 1, max: 10_000 }) },
  edges: [{ over: 1 }],
  async check(t, { over }) {
    const stream = await t.stream()
    await t.refused(set(t, 'increase', stream.name, 8760 + over))
    await stream.change(set(t, 'increase', stream.name, 8760))
    await shows(stream, 8760)
  },
})

clause('kinesis.retention.min-24', {
  given: { hours: fc.integer({ min: 1, max: 23 }) },
  edges: [{ hours: 23 }, { hours: 1 }],
  async check(t, { hours }) {
    const stream = await keeping(t, 48)
    await t.refused(set(t, 'decrease', stream.name, hours))
    t.expect((await stream.summary()).RetentionPeriodHours, 'the retention after the refusal').toBe(48)
    await stream.change(set(t, 'decrease', stream.name, 24))
    await shows(stream, 24)
  },
})

clause('kinesis.retention.increase-must-grow', {
  given: { from: fc.integer({ min: 26, max: 1000 }) },
  async check(t, { from }) {
    const stream = await keeping(t, from)
    await t.refused(set(t, 'increase', stream.name, from - 1))
    t.expect((await stream.summary()).RetentionPeriodHours, 'the retention after the refusal').toBe(from)
  },
})

clause('kinesis.retention.decrease-must-shrink', {
  given: { from: fc.integer({ min: 25, max: 1000 }) },
  async check(t, { from }) {
    const stream = await keeping(t, from)
    await t.refused(set(t, 'decrease', stream.name, from + 1))
    t.expect((await stream.summary()).RetentionPeriodHours, 'the retention after the refusal').toBe(from)
  },
})

clause('kinesis.retention.same-value', {
  given: { operation: fc.constantFrom('increase', 'decrease') },
  edges: [{ operation: 'increase' }, { operation: 'decrease' }],
  async check(t, { operation }) {
    const stream = await t.stream()
    const call = set(t, operation, stream.name, 24)
    if (operation === 'increase') await call
    else if ((await unlessRefused(call)) === undefined) await t.refused(call)
    await stream.active()
    t.expect((await stream.summary()).RetentionPeriodHours, 'the retention').toBe(24)
  },
})

clause('kinesis.retention.reflected', {
  given: { hours: fc.integer({ min: 25, max: 8760 }) },
  edges: [{ hours: 25 }, { hours: 8760 }],
  async check(t, { hours }) {
    const stream = await keeping(t, hours)
    const { StreamDescription } = await t.kinesis.describeStream({ StreamName: stream.name })
    t.expect(StreamDescription?.RetentionPeriodHours, 'the retention in the description').toBe(hours)
  },
})

clause('kinesis.retention.not-active', {
  async check(t) {
    const stream = await t.stream()
    await set(t, 'increase', stream.name, 48)
    t.expect(await stream.status(), 'the state meanwhile').toBeOneOf(['ACTIVE', 'UPDATING'])
    await stream.put('meanwhile')
    t.expect(await stream.texts(await stream.iterator(), 1), 'what is read meanwhile').toEqual(['meanwhile'])
  },
})

// ---- what it hides: a day has to go by

for (const id of [
  'kinesis.get.no-data-beyond-retention',
  'kinesis.retention.applies-to-existing',
  'kinesis.retention.decrease-drops-old',
] as const) {
  clause(id, {
    async check(t) {
      const longer = id !== 'kinesis.get.no-data-beyond-retention'
      const stream = await t.stream()
      const old = await stream.put('old')
      if (longer) await stream.change(set(t, 'increase', stream.name, 48))
      else {
        await t.time.sleep(24 * HOUR - 12_000)
        const page = await stream.page(await stream.iterator())
        t.time.surelyBefore(page, t.time.after(old, 24 * HOUR))
        if (page.MillisBehindLatest === 0) t.expect(page.Records?.map(textOf), 'what is read within 24 hours').toEqual(['old'])
      }
      await t.time.pass(t.time.after(old, 25 * HOUR))
      await stream.put('new')
      t.expect(await stream.texts(await stream.iterator(), longer ? 2 : 1), 'what is read after 25 hours').toEqual(
        longer ? ['old', 'new'] : ['new'],
      )
      if (id !== 'kinesis.retention.decrease-drops-old') return
      await stream.change(set(t, 'decrease', stream.name, 24))
      await stream.until('the old record is gone', async () => !(await stream.texts(await stream.iterator(), 1)).includes('old'))
    },
  })
}

clause('kinesis.retention.increase-not-retroactive', {
  async check(t) {
    const stream = await t.stream()
    const old = await stream.put('old')
    await t.time.pass(t.time.after(old, 25 * HOUR))
    await stream.change(set(t, 'increase', stream.name, 48))
    await shows(stream, 48)
    await stream.put('new')
    t.expect(await stream.texts(await stream.iterator(), 1), 'what is read').toEqual(['new'])
  },
})

for (const { id, list } of [
  { id: 'kinesis.list-shards.excludes-expired', list: 'ListShards' },
  { id: 'kinesis.describe.stream-omits-expired-shards', list: 'DescribeStream' },
  { id: 'kinesis.list-shards.parent-may-be-absent', list: 'ListShards' },
] as const) {
  clause(id, {
    async check(t) {
      const stream = await t.stream()
      await stream.split('shardId-000000000000', 2n ** 127n)
      const done = await stream.summary()
      await t.time.pass(t.time.after(done, 25 * HOUR))
      const listed = async () =>
        list === 'ListShards'
          ? stream.shards()
          : ((await t.kinesis.describeStream({ StreamName: stream.name })).StreamDescription?.Shards ?? [])
      await stream.until('the parent is no longer listed', async () => (await listed()).length === 2)
      for (const { ParentShardId } of await listed()) t.expect(ParentShardId, 'the parent that is not listed').toBe('shardId-000000000000')
    },
  })
}
