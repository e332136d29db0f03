import { anyClientError, clause, fc, unlessRefused, protocols } from './bench.js'
import type { KinesisCase, Stream } from './bench.js'

const FIRST = 'shardId-000000000000'
const MINUTE = 60_000
const counts = () => fc.integer({ min: 1, max: 8 })

/** Puts the records `0`, `1` … in turn. */
const filled = async (t: KinesisCase, count: number): Promise<{ stream: Stream; numbers: readonly string[]; texts: readonly string[] }> => {
  const stream = await t.stream()
  const numbers: string[] = []
  for (let nth = 0; nth < count; nth++) numbers.push((await stream.put(`${nth}`)).SequenceNumber!)
  return { stream, numbers, texts: numbers.map((_, nth) => `${nth}`) }
}

/** Waits until a record that was put is there for all readers, so that what comes later is later. */
const shownAll = (stream: Stream, n: number) => stream.iterator().then((iterator) => stream.read(iterator, n))

clause('kinesis.iterator.trim-horizon', {
  given: { count: counts() },
  async check(t, { count }) {
    const { stream, texts } = await filled(t, count)
    t.expect(await stream.texts(await stream.iterator({ ShardIteratorType: 'TRIM_HORIZON' }), count), 'the records').toEqual(texts)
  },
})

for (const id of ['kinesis.iterator.latest', 'kinesis.iterator.latest-race'] as const) {
  clause(id, {
    given: { before: fc.integer({ min: 0, max: 4 }), after: counts() },
    async check(t, { before, after }) {
      const { stream } = await filled(t, before)
      await shownAll(stream, before)
      if (t.profile.tolerates('kinesis.get.read-after-write-delay')) await t.time.sleep(2000)
      const iterator = await stream.iterator({ ShardIteratorType: 'LATEST' })
      const later = Array.from({ length: after }, (_, nth) => `later-${nth}`)
      for (const text of later) await stream.put(text)
      t.expect(await stream.texts(iterator, after), 'the records of after the call').toEqual(later)
    },
  })
}

/** Every position reaches every later record exactly once, whatever the size of the pages. */
for (const { id, type, skips } of [
  { id: 'kinesis.iterator.at-sequence-number-inclusive', type: 'AT_SEQUENCE_NUMBER', skips: 0 },
  { id: 'kinesis.iterator.after-sequence-number-starts-next', type: 'AFTER_SEQUENCE_NUMBER', skips: 1 },
] as const) {
  clause(id, {
    given: { count: counts(), at: fc.nat({ max: 7 }), limit: fc.integer({ min: 1, max: 10 }) },
    edges: [
      { count: 5, at: 4 },
      { count: 5, at: 0, limit: 1 },
    ],
    async check(t, { count, at, limit }) {
      const { stream, numbers, texts } = await filled(t, count)
      const nth = at % count
      const iterator = await stream.iterator({ ShardIteratorType: type, StartingSequenceNumber: numbers[nth]! })
      const due = texts.slice(nth + skips)
      t.expect(await stream.texts(iterator, due.length, limit), `the records from ${nth} on`).toEqual(due)
    },
  })
}

clause('kinesis.iterator.accepts-shard-starting-number', {
  given: { count: counts(), type: fc.constantFrom('AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER') },
  async check(t, { count, type }) {
    const { stream, texts } = await filled(t, count)
    const [shard] = await stream.shards()
    const StartingSequenceNumber = shard!.SequenceNumberRange!.StartingSequenceNumber!
    t.expect(await stream.texts(await stream.iterator({ ShardIteratorType: type, StartingSequenceNumber }), count), 'the records').toEqual(
      texts,
    )
  },
})

/** A record whose time of arrival is known, from a page; the time of its own and the next record's. */
clause('kinesis.iterator.at-timestamp-exact-or-next', {
  axes: { protocol: protocols },
  given: { count: fc.integer({ min: 2, max: 5 }), at: fc.nat({ max: 4 }) },
  async check(t, { count, at }) {
    const stream = await t.stream()
    for (let nth = 0; nth < count; nth++) {
      await t.time.pass(t.time.after(await stream.put(`${nth}`), 1500))
    }
    const times = (await shownAll(stream, count)).map(({ ApproximateArrivalTimestamp: time }) => time!.getTime())
    if (times.some((time, nth) => nth > 0 && time <= times[nth - 1]! + 1)) t.undecided('the times of arrival do not rise')
    const nth = at % count
    for (const Timestamp of [new Date(times[nth]!), ...(nth === 0 ? [] : [new Date(times[nth - 1]! + 1)])]) {
      const read = await stream.texts(await stream.iterator({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp }), count - nth)
      t.expect(read, `the records from ${Timestamp.toISOString()} on`).toEqual(times.slice(nth).map((_, more) => `${nth + more}`))
    }
  },
})

clause('kinesis.iterator.at-timestamp-millisecond', {
  axes: { protocol: protocols },
  async check(t) {
    const stream = await t.stream()
    await stream.put('first')
    await t.time.sleep(200)
    await stream.put('second')
    const [first, second] = (await shownAll(stream, 2)).map(({ ApproximateArrivalTimestamp: time }) => time!.getTime())
    if (second! - first! < 2) t.undecided('both came in one millisecond')
    const seen = await stream.texts(await stream.iterator({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(first! + 1) }), 1)
    t.expect(seen, 'the records of a millisecond after the first').toEqual(['second'])
  },
})

clause('kinesis.iterator.at-timestamp-before-horizon', {
  given: { count: counts(), hoursAgo: fc.integer({ min: 1, max: 9000 }) },
  async check(t, { count, hoursAgo }) {
    const { stream, texts } = await filled(t, count)
    const Timestamp = new Date(t.time.now() - hoursAgo * 60 * MINUTE)
    t.expect(await stream.texts(await stream.iterator({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp }), count), 'the records').toEqual(
      texts,
    )
  },
})

/** A clock may be off, but not by an hour. */
clause('kinesis.iterator.at-timestamp-future', {
  axes: { protocol: protocols },
  given: { hours: fc.integer({ min: 1, max: 5000 }) },
  async check(t, { hours }) {
    const stream = await t.stream()
    const Timestamp = new Date(t.time.now() + hours * 60 * MINUTE)
    await t.refused(stream.iterator({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp }, FIRST))
  },
})

clause('kinesis.iterator.sequence-types-need-number', {
  given: { type: fc.constantFrom('AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER') },
  async check(t, { type }) {
    const { stream, numbers, texts } = await filled(t, 1)
    await t.refused(stream.iterator({ ShardIteratorType: type }, FIRST))
    const iterator = await stream.iterator({ ShardIteratorType: type, StartingSequenceNumber: numbers[0]! })
    t.expect(await stream.texts(iterator, type === 'AT_SEQUENCE_NUMBER' ? 1 : 0), 'what is read where the number is given').toEqual(
      type === 'AT_SEQUENCE_NUMBER' ? texts : [],
    )
  },
})

clause('kinesis.iterator.at-timestamp-needs-timestamp', {
  async check(t) {
    const { stream, texts } = await filled(t, 1)
    await t.refused(stream.iterator({ ShardIteratorType: 'AT_TIMESTAMP' }, FIRST))
    const iterator = await stream.iterator({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(t.time.now() - 60 * MINUTE) })
    t.expect(await stream.texts(iterator, 1), 'what is read where the time is given').toEqual(texts)
  },
})

clause('kinesis.iterator.sequence-not-in-shard', {
  given: { of: fc.constantFrom('another shard', 'another stream', 'no stream'), shards: fc.integer({ min: 2, max: 6 }) },
  edges: [{ of: 'another shard' }, { of: 'another stream' }, { of: 'no stream' }, { of: 'another shard', shards: 20 }],
  async check(t, { of, shards }) {
    const stream = await t.stream({ shards: shards <= 6 || t.affords(1000) ? shards : 2 })
    await t.time.sleep(3000)
    const other = of === 'another stream' ? await t.stream() : stream
    const { SequenceNumber, ShardId = '' } = await other.put('x', {
      ExplicitHashKey: of === 'another stream' ? '0' : (2n ** 128n - 1n).toString(),
    })
    const StartingSequenceNumber = of === 'no stream' ? '9'.repeat(56) : SequenceNumber!
    const at = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber } as const
    await t.refused(stream.iterator(at, FIRST))
    if (of === 'another shard')
      t.expect(await stream.texts(await stream.iterator(at, ShardId), 1), 'what its own shard has there').toEqual(['x'])
  },
})

// ---- the life of an iterator

clause('kinesis.iterator.expires-300s', {
  given: { isNext: fc.boolean() },
  edges: [{ isNext: false }, { isNext: true }],
  async check(t, { isNext }) {
    const { stream } = await filled(t, 1)
    const first = await t.kinesis.getShardIterator({ StreamName: stream.name, ShardId: FIRST, ShardIteratorType: 'TRIM_HORIZON' })
    const page = isNext ? await stream.page(first.ShardIterator, 1) : undefined
    await t.time.pass(t.time.after(page ?? first, 5 * MINUTE))
    await t.refused(stream.page(page?.NextShardIterator ?? first.ShardIterator))
  },
})

clause('kinesis.iterator.valid-before-300s', {
  given: { seconds: fc.integer({ min: 200, max: 280 }) },
  cases: 1,
  async check(t, { seconds }) {
    const { stream } = await filled(t, 1)
    const made = await t.kinesis.getShardIterator({ StreamName: stream.name, ShardId: FIRST, ShardIteratorType: 'TRIM_HORIZON' })
    await t.time.pass(t.time.after(made, seconds * 1000))
    const page = await t.time.inTime(stream.page(made.ShardIterator), t.time.after(made, 5 * MINUTE))
    const records = [...(page.Records ?? []), ...(page.Records?.length ? [] : await stream.read(page.NextShardIterator!, 1))]
    t.expect(records, 'the records').toHaveLength(1)
  },
})

clause('kinesis.iterator.next-restarts-clock', {
  async check(t) {
    const { stream } = await filled(t, 1)
    const made = await t.kinesis.getShardIterator({ StreamName: stream.name, ShardId: FIRST, ShardIteratorType: 'TRIM_HORIZON' })
    await t.time.pass(t.time.after(made, 4 * MINUTE))
    const next = await t.time.inTime(stream.page(made.ShardIterator, 1), t.time.after(made, 5 * MINUTE))
    await t.time.pass(t.time.after(made, 5 * MINUTE + 10_000))
    const { NextShardIterator } = await t.time.inTime(stream.page(next.NextShardIterator), t.time.after(next, 5 * MINUTE))
    t.expect(NextShardIterator, 'the iterator after that').toBeTruthy()
    await t.refused(stream.page(made.ShardIterator), 'kinesis.iterator.expires-300s')
  },
})

clause('kinesis.iterator.reusable-until-expiry', {
  given: { count: counts(), limit: fc.integer({ min: 1, max: 5 }) },
  async check(t, { count, limit }) {
    const { stream, texts } = await filled(t, count)
    const iterator = await stream.iterator()
    for (const time of ['first', 'second', 'third'])
      t.expect(await stream.texts(iterator, count, limit), `the records, the ${time} time`).toEqual(texts)
  },
})

clause('kinesis.iterator.opaque-length', {
  given: { count: counts() },
  async check(t, { count }) {
    const { stream, numbers } = await filled(t, count)
    const at = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: numbers.at(-1)! } as const
    const made = [await stream.iterator(), await stream.iterator({ ShardIteratorType: 'LATEST' }), await stream.iterator(at)]
    const next = await Promise.all(made.map(async (iterator) => (await stream.page(iterator)).NextShardIterator))
    for (const iterator of [...made, ...next]) {
      t.expect(iterator?.length, 'the length of an iterator').toBeGreaterThanOrEqual(1)
      t.expect(iterator?.length, 'the length of an iterator').toBeLessThanOrEqual(512)
    }
  },
})

/** The letters of Base64, of which each is followed by one that differs in the last bit alone. */
const ORDER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
clause('kinesis.iterator.malformed', {
  given: {
    how: fc.constantFrom('garbage', 'cut', 'changed'),
    text: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 100 }),
    part: fc.integer({ min: 40, max: 60 }),
  },
  edges: [{ how: 'garbage', text: 'x' }, { how: 'cut' }, ...[40, 50, 60].map((part) => ({ how: 'changed' as const, part }))],
  async check(t, { how, text, part }) {
    const { stream } = await filled(t, 1)
    const iterator = await stream.iterator()
    const middle = iterator.length >> 1
    // One letter or digit of the middle: the first may name a form, and of the last some bits may mean nothing.
    const at = Math.floor((iterator.length * part) / 100)
    const letter = ORDER.indexOf(iterator[at]!)
    const changed = iterator.slice(0, at) + (ORDER[letter ^ 1] ?? 'A') + iterator.slice(at + 1)
    await t.refused(stream.page(how === 'garbage' ? text : how === 'cut' ? iterator.slice(0, middle) : changed))
  },
})

clause('kinesis.iterator.unknown-shard', {
  given: { nth: fc.integer({ min: 1, max: 999 }) },
  async check(t, { nth }) {
    const stream = await t.stream()
    await t.refused(stream.iterator({ ShardIteratorType: 'TRIM_HORIZON' }, `shardId-${`${nth}`.padStart(12, '0')}`))
  },
})

clause('kinesis.iterator.closed-shard-latest', {
  given: { count: counts() },
  async check(t, { count }) {
    const { stream } = await filled(t, count)
    await stream.split(FIRST, 2n ** 127n)
    await stream.childrenTake(FIRST, () => stream.put('later'))
    t.expect(
      await stream.texts(await stream.iterator({ ShardIteratorType: 'LATEST' }, FIRST)),
      'what is after the last record of a closed shard',
    ).toEqual([])
  },
})

/** Throttling is not exact, so that a great many calls at once are made, of which at least one is surely too many. */
clause('kinesis.iterator.rate-limit-5', {
  async check(t) {
    const stream = await t.stream()
    const input = { StreamName: stream.name, ShardId: FIRST, ShardIteratorType: 'TRIM_HORIZON' } as const
    const began = t.time.now()
    const calls = Array.from({ length: 60 }, () => t.kinesis.getShardIterator(input))
    const outputs = await Promise.all(calls.map(unlessRefused))
    if (t.time.now() - began > 4000) t.undecided('the calls took too long to be too many in a second')
    const refused = calls.filter((_, nth) => outputs[nth] === undefined)
    t.expect(refused.length, 'the calls that were refused, of sixty at once').toBeGreaterThan(0)
    for (const call of refused) await t.refused(call)
  },
})

clause('kinesis.iterator.sequence-param-ignored-types', {
  given: { type: fc.constantFrom('TRIM_HORIZON', 'LATEST'), isTime: fc.boolean() },
  edges: [{ type: 'TRIM_HORIZON', isTime: false }, { type: 'LATEST', isTime: false }, { isTime: true }],
  async check(t, { type, isTime }) {
    const { stream, numbers, texts } = await filled(t, 3)
    await shownAll(stream, 3)
    const stray = isTime ? { Timestamp: new Date(t.time.now() - MINUTE) } : { StartingSequenceNumber: numbers[1]! }
    const call = stream.iterator({ ShardIteratorType: type, ...stray }, FIRST)
    if (!isTime || (await unlessRefused(call)) === undefined) return void (await t.refused(call, isTime ? anyClientError : undefined))
    t.expect(await stream.texts(await call, type === 'LATEST' ? 0 : 3), 'the records from there on').toEqual(type === 'LATEST' ? [] : texts)
  },
})
