import { clause, fc, textOf, unlessRefused } from './bench.js'
import type { Stream } from './bench.js'

const FIRST = 'shardId-000000000000'
const keys = () => fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 2, maxLength: 12 })
const numbersOf = (records: readonly { readonly SequenceNumber?: string | undefined }[]): readonly bigint[] =>
  records.map(({ SequenceNumber }) => BigInt(SequenceNumber ?? -1))
const isRising = (numbers: readonly bigint[]): boolean => numbers.every((number, nth) => nth === 0 || number > numbers[nth - 1]!)

/** Puts records one after the other. */
const inTurn = async (stream: Stream, partitionKeys: readonly string[]) => {
  const puts = []
  for (const [nth, PartitionKey] of partitionKeys.entries()) puts.push(await stream.put(`${nth}`, { PartitionKey }))
  return puts
}

// ---- sequence numbers

clause('kinesis.sequence-numbers.format', {
  given: { partitionKeys: keys() },
  async check(t, { partitionKeys }) {
    const stream = await t.stream()
    const { Records = [] } = await stream.putAll(partitionKeys.map((PartitionKey) => ({ PartitionKey, data: 'x' })))
    for (const { SequenceNumber } of [...(await inTurn(stream, partitionKeys)), ...Records])
      t.expect(SequenceNumber, 'a sequence number').toMatch(/^(?:0|[1-9]\d{0,128})$/)
  },
})

/** Whatever they are made of, the order of the integers is the order in which a shard is read. */
clause('kinesis.sequence-numbers.opaque', {
  given: { partitionKeys: keys(), isBatch: fc.boolean() },
  async check(t, { partitionKeys, isBatch }) {
    const stream = await t.stream()
    const puts = isBatch
      ? ((await stream.putAll(partitionKeys.map((PartitionKey) => ({ PartitionKey, data: 'x' })))).Records ?? [])
      : await Promise.all(partitionKeys.map((PartitionKey) => stream.put('x', { PartitionKey })))
    const read = await stream.read(await stream.iterator(), partitionKeys.length)
    const sorted = [...numbersOf(puts)].sort((a, b) => (a < b ? -1 : 1))
    t.expect(numbersOf(read), 'the numbers as they are read').toEqual(sorted)
  },
})

/** What follows a number is the next record, and not the next integer. */
clause('kinesis.sequence-numbers.gaps-allowed', {
  given: { count: fc.integer({ min: 2, max: 5 }) },
  async check(t, { count }) {
    const stream = await t.stream()
    const puts = await inTurn(stream, Array<string>(count).fill('k'))
    await stream.read(await stream.iterator(), count)
    for (const [nth, { SequenceNumber: StartingSequenceNumber }] of puts.slice(0, -1).entries()) {
      const iterator = await stream.iterator({
        ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
        StartingSequenceNumber: StartingSequenceNumber!,
      })
      const [next] = await stream.read(iterator, 1, 1)
      t.expect([next?.SequenceNumber, next && textOf(next)], `what follows the number of ${nth}`).toEqual([
        puts[nth + 1]!.SequenceNumber,
        `${nth + 1}`,
      ])
    }
  },
})

clause('kinesis.sequence-numbers.unique-in-stream', {
  given: { partitionKeys: keys(), shards: fc.integer({ min: 1, max: 3 }) },
  async check(t, { partitionKeys, shards }) {
    const stream = await t.stream({ shards })
    const [one, many, { Records = [] }] = await Promise.all([
      inTurn(stream, partitionKeys),
      Promise.all(partitionKeys.map((PartitionKey) => stream.put('x', { PartitionKey }))),
      stream.putAll(partitionKeys.map((PartitionKey) => ({ PartitionKey, data: 'y' }))),
    ])
    t.expect(new Set(numbersOf([...one, ...many, ...Records])).size, 'the different numbers').toBe(partitionKeys.length * 3)
  },
})

clause('kinesis.sequence-numbers.increase-over-time-per-key', {
  async check(t) {
    const stream = await t.stream()
    const before = await stream.put()
    await t.time.pass(t.time.after(before, 2000))
    t.expect(numbersOf([await stream.put()])[0], 'the number of a record of two seconds later').toBeGreaterThan(numbersOf([before])[0]!)
  },
})

clause('kinesis.sequence-numbers.quick-puts-not-monotonic', {
  given: { count: fc.integer({ min: 2, max: 20 }) },
  async check(t, { count }) {
    const stream = await t.stream()
    const puts = await Promise.all(Array.from({ length: count }, (_, nth) => stream.put(`${nth}`)))
    const read = await stream.read(await stream.iterator(), count)
    const sent = new Map(puts.map(({ SequenceNumber }, nth) => [SequenceNumber, `${nth}`]))
    t.expect(read.map(textOf), 'the records in the order of their numbers').toEqual(
      read.map(({ SequenceNumber }) => sent.get(SequenceNumber)),
    )
    t.expect(read, 'the records').toHaveLength(count)
  },
})

clause('kinesis.sequence-numbers.shard-range-contains', {
  given: { partitionKeys: keys() },
  async check(t, { partitionKeys }) {
    const stream = await t.stream()
    const puts = await inTurn(stream, partitionKeys)
    await stream.split(FIRST, 2n ** 127n)
    puts.push(...(await inTurn(stream, partitionKeys)))
    const ranges = new Map((await stream.shards()).map(({ ShardId, SequenceNumberRange }) => [ShardId, SequenceNumberRange]))
    for (const { ShardId, SequenceNumber } of puts) {
      const { StartingSequenceNumber, EndingSequenceNumber = SequenceNumber } = ranges.get(ShardId)!
      t.expect(BigInt(SequenceNumber!) >= BigInt(StartingSequenceNumber!), `${SequenceNumber} is not before the start of ${ShardId}`).toBe(
        true,
      )
      t.expect(BigInt(SequenceNumber!) <= BigInt(EndingSequenceNumber!), `${SequenceNumber} is not after the end of ${ShardId}`).toBe(true)
    }
    // Whether it can be read from is another matter.
    const StartingSequenceNumber = ranges.get(FIRST)?.EndingSequenceNumber
    const end = await unlessRefused(stream.iterator({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber }, FIRST))
    if (end !== undefined) t.expect(await stream.texts(end), 'what stands after the last number of the closed shard').toEqual([])
  },
})

clause('kinesis.sequence-numbers.child-starts-after-parent', {
  given: { count: fc.integer({ min: 1, max: 5 }) },
  async check(t, { count }) {
    const stream = await t.stream()
    const puts = await inTurn(stream, Array<string>(count).fill('k'))
    await stream.split(FIRST, 2n ** 127n)
    const parent = (await stream.shards()).find(({ ShardId }) => ShardId === FIRST)?.SequenceNumberRange
    for (const { SequenceNumberRange } of await stream.open()) {
      const start = BigInt(SequenceNumberRange!.StartingSequenceNumber!)
      t.expect(start > numbersOf(puts).at(-1)! && start > BigInt(parent!.EndingSequenceNumber!), 'the child starts after its parent').toBe(
        true,
      )
    }
  },
})

// ---- order

clause('kinesis.ordering.sequence-for-ordering', {
  given: { count: fc.integer({ min: 2, max: 12 }) },
  async check(t, { count }) {
    const stream = await t.stream()
    const puts = [await stream.put('0')]
    for (let nth = 1; nth < count; nth++) puts.push(await stream.put(`${nth}`, { SequenceNumberForOrdering: puts.at(-1)!.SequenceNumber }))
    t.expect(isRising(numbersOf(puts)), `the numbers rise: ${numbersOf(puts).join(', ')}`).toBe(true)
    t.expect(await stream.texts(await stream.iterator(), count), 'the records in order').toEqual(puts.map((_, nth) => `${nth}`))
  },
})

clause('kinesis.ordering.sequence-for-ordering-not-cross-key', {
  async check(t) {
    const stream = await t.stream()
    const one = await stream.put('one', { PartitionKey: 'a' })
    const other = await stream.put('other', { PartitionKey: 'b', SequenceNumberForOrdering: one.SequenceNumber })
    t.expect(other.SequenceNumber, 'the number of the other').not.toBe(one.SequenceNumber)
    t.expect([...(await stream.texts(await stream.iterator(), 2))].sort(), 'what is stored').toEqual(['one', 'other'])
  },
})

/** A number in AWS's form but for one part of it. */
const formed = ({ first = '2', index = '0', version = '2' }): string =>
  BigInt(`0x${first}${'0'.repeat(10)}${index.padEnd(16, '0')}${'0'.repeat(19)}${version}`).toString()
const MALFORMED = [formed({ first: '3' }), formed({ index: '8' }), formed({ version: '0' }), formed({ version: '3' })]

clause('kinesis.ordering.sequence-for-ordering-invalid', {
  given: { number: fc.constantFrom('abc', '-1', '01', '1.5', '', '1'.repeat(130), '9'.repeat(56), ...MALFORMED) },
  edges: MALFORMED.map((number) => ({ number })),
  cases: MALFORMED.length + 3,
  async check(t, { number }) {
    const stream = await t.stream()
    await t.refused(stream.put('bad', { SequenceNumberForOrdering: number }))
    await stream.put('good')
    t.expect(await stream.texts(await stream.iterator(), 1), 'what was stored').toEqual(['good'])
  },
})

clause('kinesis.ordering.sequence-for-ordering-not-in-batch', {
  async check(t) {
    const stream = await t.stream()
    const Records = [{ PartitionKey: 'k', Data: Buffer.from('x') }]
    const { SequenceNumber } = await stream.put('first')
    await t.call('PutRecords', { StreamName: stream.name, SequenceNumberForOrdering: SequenceNumber, Records })
    t.expect(await stream.texts(await stream.iterator(), 2), 'what was stored').toEqual(['first', 'x'])
  },
})

clause('kinesis.ordering.get-records-sorted', {
  given: { count: fc.integer({ min: 2, max: 15 }), limit: fc.integer({ min: 1, max: 5 }), isBatch: fc.boolean() },
  edges: [
    { limit: 1, isBatch: false },
    { limit: 2, isBatch: true },
  ],
  async check(t, { count, limit, isBatch }) {
    const stream = await t.stream()
    const all = Array.from({ length: count }, (_, nth) => ({ PartitionKey: `${nth % 3}`, data: `${nth}` }))
    await (isBatch ? stream.putAll(all) : Promise.all(all.map(({ PartitionKey, data }) => stream.put(data, { PartitionKey }))))
    const read = await stream.read(await stream.iterator(), count, limit)
    t.expect(isRising(numbersOf(read)), `the numbers rise: ${numbersOf(read).join(', ')}`).toBe(true)
    t.expect(read.map(textOf).sort(), 'what was read, each once').toEqual(all.map(({ data }) => data).sort())
  },
})

for (const id of [
  'kinesis.ordering.read-order-stable',
  'kinesis.ordering.reading-does-not-remove',
  'kinesis.ordering.multiple-consumers-independent',
] as const) {
  clause(id, {
    given: { partitionKeys: keys(), limits: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 20 })) },
    async check(t, { partitionKeys, limits }) {
      const stream = await t.stream()
      await inTurn(stream, partitionKeys)
      const [one, other] = [await stream.iterator(), await stream.iterator()]
      const n = partitionKeys.length
      const [first, second] = await Promise.all([stream.read(one, n, limits[0]), stream.read(other, n, limits[1])])
      t.expect(first, 'the records').toHaveLength(n)
      t.expect(second, 'what the second reader saw').toEqual(first)
      t.expect(await stream.read(one, n), 'what is read by the first iterator again').toEqual(first)
    },
  })
}

clause('kinesis.ordering.none-across-shards', {
  given: { count: fc.integer({ min: 2, max: 8 }) },
  async check(t, { count }) {
    const stream = await t.stream({ shards: 2 })
    const all = Array.from({ length: count }, (_, nth) => `${nth}`)
    for (const [nth, data] of all.entries()) await stream.put(data, { ExplicitHashKey: nth % 2 === 0 ? '0' : (2n ** 128n - 1n).toString() })
    const ofShard = await Promise.all(['shardId-000000000000', 'shardId-000000000001'].map((id) => stream.whole(id, Math.floor(count / 2))))
    t.expect(
      ofShard.map((texts) => [...texts].sort()),
      'what each shard holds',
    ).toEqual([0, 1].map((rest) => all.filter((_, nth) => nth % 2 === rest)))
  },
})

clause('kinesis.ordering.batch-not-ordered', {
  given: { count: fc.integer({ min: 2, max: 20 }) },
  async check(t, { count }) {
    const stream = await t.stream()
    const all = Array.from({ length: count }, (_, nth) => `${nth}`)
    const { Records = [] } = await stream.putAll(all.map((data) => ({ data })))
    const order = [...all.keys()].sort((a, b) => (BigInt(Records[a]!.SequenceNumber!) < BigInt(Records[b]!.SequenceNumber!) ? -1 : 1))
    t.expect(await stream.texts(await stream.iterator(), count), 'the records in the order of their numbers').toEqual(
      order.map((nth) => all[nth]),
    )
  },
})

/** What an ordered consumer relies on: by the parents first, then the children, each key's records come in the order in which they were put. */
clause('kinesis.ordering.parents-before-children', {
  given: { partitionKeys: keys() },
  async check(t, { partitionKeys }) {
    const stream = await t.stream()
    const before = await inTurn(stream, partitionKeys)
    await stream.split(FIRST, 2n ** 127n)
    await inTurn(stream, partitionKeys)
    const shards = await stream.shards()
    const read: string[] = []
    for (const id of [FIRST, ...shards.filter(({ ParentShardId }) => ParentShardId === FIRST).map(({ ShardId }) => ShardId!)])
      read.push(...(await stream.whole(id)))
    for (const key of ['a', 'b', 'c']) {
      const due = partitionKeys.flatMap((one, nth) => (one === key ? [`${nth}`] : []))
      t.expect(
        read.filter((text) => due.includes(text)),
        `the records of ${key}`,
      ).toEqual([...due, ...due])
    }
    t.expect(read, 'all records').toHaveLength(before.length * 2)
  },
})

/** By how much a time of arrival may be off is not said; but it is one, and of about now. */
clause('kinesis.ordering.arrival-timestamp-not-monotonic', {
  given: { partitionKeys: keys() },
  async check(t, { partitionKeys }) {
    const stream = await t.stream()
    await inTurn(stream, partitionKeys)
    for (const { ApproximateArrivalTimestamp: at } of await stream.read(await stream.iterator(), partitionKeys.length)) {
      t.expect(Math.abs((at?.getTime() ?? 0) - t.time.now()), 'how far off the time of arrival is').toBeLessThan(3_600_000)
    }
  },
})
