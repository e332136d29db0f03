import { clause, fc, hashKeyOf, protocols, shardOf, textOf, Unsupported } from './bench.js'
import type { KinesisCase } from './bench.js'

const MIB = 1024 * 1024
const FIRST = 'shardId-000000000000'
const entries = () =>
  fc.array(fc.record({ PartitionKey: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), data: fc.string({ maxLength: 20 }) }), {
    minLength: 1,
    maxLength: 20,
  })

clause('kinesis.put-batch.request-max-10mib', {
  given: { over: fc.integer({ min: 1, max: 5000 }) },
  edges: [{ over: 1 }],
  async check(t, { over }) {
    const stream = await t.stream({ shards: 2 })
    const batch = (bytes: number) =>
      Array.from({ length: 11 }, (_, nth) => ({
        PartitionKey: 'k',
        ExplicitHashKey: `${nth}`,
        data: new Uint8Array(nth < 9 ? MIB - 1 : nth < 10 ? MIB - 2 : bytes),
      }))
    await t.refused(stream.putAll(batch(over)))
    t.expect((await stream.putAll(batch(0))).Records, 'what became of the records of a batch of 10 MiB').toHaveLength(11)
    t.expect((await stream.putAll([{ data: 'small' }])).FailedRecordCount ?? 0, 'the failed records of a small batch').toBe(0)
  },
})

clause('kinesis.put-batch.response-order-and-count', {
  axes: { protocol: protocols },
  given: { records: entries(), shards: fc.integer({ min: 1, max: 4 }) },
  async check(t, { records, shards }) {
    const stream = await t.stream({ shards })
    const { Records = [] } = await stream.putAll(records)
    t.expect(Records, 'the entries of the answer').toHaveLength(records.length)
    const read = (
      await Promise.all((await stream.shards()).map(async ({ ShardId }) => stream.read(await stream.iterator(undefined, ShardId))))
    ).flat()
    const byNumber = new Map(read.map((record) => [record.SequenceNumber, [record.PartitionKey, textOf(record)]]))
    const stored = Records.map(({ SequenceNumber }) => byNumber.get(SequenceNumber))
    t.expect(stored, 'the records behind the numbers').toEqual(records.map(({ PartitionKey, data }) => [PartitionKey, data]))
  },
})

clause('kinesis.put-batch.success-entry', {
  given: { records: entries() },
  async check(t, { records }) {
    const { Records = [] } = await (await t.stream()).putAll(records)
    t.expect(Records, 'the entries of the answer').toHaveLength(records.length)
    for (const { ShardId, SequenceNumber } of Records)
      t.expect([ShardId, SequenceNumber], 'the shard and number of an entry').toEqual([FIRST, t.expect.stringMatching(/^\d+$/)])
    t.expect(new Set(Records.map(({ SequenceNumber }) => SequenceNumber)).size, 'the different numbers').toBe(records.length)
    for (const entry of Records) t.expect(Object.keys(entry).sort(), 'the members of a stored entry').toEqual(['SequenceNumber', 'ShardId'])
  },
})

for (const id of ['kinesis.put-batch.mixed-keys-and-shards', 'kinesis.put-batch.duplicate-keys-ok'] as const) {
  clause(id, {
    given: { records: entries(), explicit: fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }) },
    async check(t, { records, explicit }) {
      const stream = await t.stream({ shards: 4 })
      const map = await stream.open()
      const all = [...records, ...records].map((one, nth) => (nth % 3 === 2 ? { ...one, ExplicitHashKey: explicit.toString() } : one))
      const { Records = [] } = await stream.putAll(all)
      const expected = all.map((one) => shardOf(map, 'ExplicitHashKey' in one ? explicit : hashKeyOf(one.PartitionKey)))
      t.expect(
        Records.map(({ ShardId }) => ShardId),
        'the shards of the entries',
      ).toEqual(expected)
      t.expect(new Set(Records.map(({ SequenceNumber }) => SequenceNumber)).size, 'the numbers of the entries').toBe(all.length)
    },
  })
}

clause('kinesis.put-batch.encryption-type', {
  async check(t) {
    const { EncryptionType } = await (await t.stream()).putAll([{ data: 'x' }])
    t.expect(EncryptionType, 'the encryption, where it is told').toBeOneOf([undefined, 'NONE'])
  },
})

const BAD = [{ PartitionKey: '' }, { PartitionKey: 'k'.repeat(257) }, { ExplicitHashKey: '-1' }, { ExplicitHashKey: '01' }] as const

clause('kinesis.put-batch.whole-request-validation', {
  axes: { protocol: protocols },
  given: { bad: fc.constantFrom(...BAD), at: fc.nat({ max: 4 }) },
  async check(t, { bad, at }) {
    const stream = await t.stream()
    const records = Array.from({ length: 5 }, (_, nth) => ({ data: `bad-${nth}`, ...(nth === at ? bad : {}) }))
    await t.refused(stream.putAll(records))
    await stream.put('good')
    t.expect(await stream.texts(await stream.iterator(), 1), 'what was stored').toEqual(['good'])
  },
})

/** Records that a shard may take at once, of 1 MiB each, before it takes one more in a second. */
const BURST = 10

/** Large records of a batch, small enough for servers that take 5 MiB at once, as the service did at first. */
const LARGE = 3

/**
 * Batches of records of nearly 1 MiB for one shard, which takes 1 MiB in a second, and a small one for another, until something fails.
 * Throttling is not exact, but what is far beyond a burst and the seconds that went by is surely too much: a target that takes it throttles
 * nothing, which is what `kinesis.put.throttled` says, and has no failed entries to show.
 */
const tooMuch = async (t: KinesisCase) => {
  const stream = await t.stream({ shards: 2 })
  const began = t.time.now()
  for (let batches = 1; ; batches++) {
    const large = Array.from({ length: LARGE }, (_, nth) => ({
      PartitionKey: `${nth}`,
      ExplicitHashKey: '0',
      data: new Uint8Array(MIB - 10),
    }))
    const output = await stream.putAll([...large, { ExplicitHashKey: (2n ** 127n).toString(), data: 'small' }])
    const { Records = [] } = output
    const failed = Records.filter(({ ErrorCode }) => ErrorCode !== undefined)
    if (failed.length > 0) return { stream, output, Records, failed, batches }
    if (batches * LARGE > BURST + 2 + t.time.most(t.time.now() - began) / 1000)
      throw new Unsupported('the target throttles no records: see kinesis.put.throttled')
    if (batches === 12) t.undecided('the records came too slowly to be too many')
  }
}

for (const id of ['kinesis.put-batch.failed-entry', 'kinesis.put-batch.error-codes'] as const) {
  clause(id, {
    async check(t) {
      const { failed } = await tooMuch(t)
      for (const { ErrorCode, ErrorMessage, SequenceNumber, ShardId } of failed) {
        t.expect(ErrorCode, 'the codes that there are').toBeOneOf(['ProvisionedThroughputExceededException', 'InternalFailure'])
        t.expect(ErrorMessage, 'the message').toBeTruthy()
        t.expect([SequenceNumber, ShardId], 'the number and shard of a failed entry').toEqual([undefined, undefined])
      }
    },
  })
}

clause('kinesis.put-batch.failed-count', {
  given: { records: entries() },
  async check(t, { records }) {
    const { output, failed } = await tooMuch(t)
    t.expect(output.FailedRecordCount, 'the number of failed entries').toBe(failed.length)
    const good = await (await t.stream()).putAll(records)
    t.expect(good.FailedRecordCount, 'the number where all were stored').toBe(0)
  },
})

clause('kinesis.put-batch.partial-failure-is-200', {
  async check(t) {
    const { output } = await tooMuch(t)
    t.expect(t.answer(output).status, 'the status').toBe(200)
  },
})

clause('kinesis.put-batch.no-stop-on-failure', {
  async check(t) {
    const { stream, Records, batches } = await tooMuch(t)
    t.expect(Records.at(-1)?.ErrorCode, 'what became of the small record of the other shard').toBe(undefined)
    t.expect(await stream.whole(Records.at(-1)!.ShardId!, batches), 'what its shard holds').toEqual(Array(batches).fill('small'))
  },
})

clause('kinesis.put-batch.throttle-message', {
  async check(t) {
    const { stream, failed } = await tooMuch(t)
    const [, , , , account] = (await stream.arn()).split(':')
    for (const { ErrorMessage } of failed.filter(({ ErrorCode }) => ErrorCode !== 'InternalFailure')) {
      t.expect(ErrorMessage?.replace(/\.$/, ''), 'the message').toBe(
        `Rate exceeded for shard shardId-000000000000 in stream ${stream.name} under account ${account}`,
      )
    }
  },
})

clause('kinesis.put-batch.failed-record-not-stored', {
  async check(t) {
    const { stream, Records, failed, batches } = await tooMuch(t)
    if (batches > 1) t.undecided('more than one batch was stored')
    if (failed.some(({ ErrorCode }) => ErrorCode === 'InternalFailure')) t.undecided('an entry failed inside, and may be stored')
    const stored = Records.filter(({ ShardId }) => ShardId === 'shardId-000000000000').map(({ SequenceNumber }) => SequenceNumber)
    const read = await stream.read(await stream.iterator(undefined, 'shardId-000000000000'), stored.length)
    t.expect(read.map(({ SequenceNumber }) => SequenceNumber).sort(), 'the records of the hot shard').toEqual(stored.sort())
  },
})

clause('kinesis.limits.throttle-is-per-shard', {
  async check(t) {
    const { Records } = await tooMuch(t)
    t.expect(Records.at(-1)?.ErrorCode, 'what became of the record of the other shard').toBe(undefined)
  },
})
