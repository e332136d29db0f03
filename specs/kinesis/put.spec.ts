import { anyClientError, clause, fc, protocols } from './bench.js'

const texts = (min: number, max: number) => fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { minLength: min, maxLength: max })
const MIB = 1024 * 1024
const FIRST = 'shardId-000000000000'

clause('kinesis.put.data-opaque-immutable', {
  axes: { protocol: protocols },
  given: { data: fc.uint8Array({ minLength: 0, maxLength: 2000 }) },
  edges: [{ data: new Uint8Array(0) }, { data: Uint8Array.of(0, 255, 128, 10) }],
  async check(t, { data }) {
    const stream = await t.stream()
    await stream.put(data)
    const [record] = await stream.read(await stream.iterator(), 1)
    t.expect(Buffer.from(record?.Data ?? []).toString('hex'), 'the bytes that came back').toBe(Buffer.from(data).toString('hex'))
  },
})

clause('kinesis.put.returns-shard-and-sequence', {
  axes: { protocol: protocols },
  given: { shards: fc.integer({ min: 1, max: 3 }) },
  async check(t, { shards }) {
    const stream = await t.stream({ shards })
    const { ShardId, SequenceNumber } = await stream.put()
    t.expect(
      (await stream.shards()).map((shard) => shard.ShardId),
      'the shards of the stream',
    ).toContain(ShardId)
    const [record] = await stream.read(await stream.iterator(undefined, ShardId), 1)
    t.expect(record?.SequenceNumber, 'the number of the record in that shard').toBe(SequenceNumber)
  },
})

clause('kinesis.put.encryption-type-in-reply', {
  given: { isEncrypted: fc.boolean() },
  edges: [{ isEncrypted: true }, { isEncrypted: false }],
  async check(t, { isEncrypted }) {
    const stream = await t.stream()
    const key = { StreamName: stream.name, EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } as const
    if (isEncrypted) await stream.change(t.kinesis.startStreamEncryption(key))
    await t.time.sleep(isEncrypted ? 5000 : 0)
    t.expect((await stream.put()).EncryptionType, 'the encryption, where it is told').toBeOneOf([undefined, isEncrypted ? 'KMS' : 'NONE'])
  },
})

clause('kinesis.put.empty-data-allowed', {
  axes: { protocol: protocols },
  given: { isBatch: fc.boolean() },
  edges: [{ isBatch: true }, { isBatch: false }],
  async check(t, { isBatch }) {
    const stream = await t.stream()
    await (isBatch ? stream.putAll([{ data: '' }]) : stream.put(''))
    t.expect(
      (await stream.read(await stream.iterator(), 1)).map(({ Data }) => Data?.byteLength ?? 0),
      'the sizes of the records',
    ).toEqual([0])
  },
})

clause('kinesis.put.partition-key-unicode', {
  axes: { protocol: protocols },
  given: { key: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }) },
  edges: [{ key: 'Größe 日本 😀' }, { key: ' ' }, { key: '"\\/\n\t' }],
  async check(t, { key }) {
    const stream = await t.stream()
    await stream.put('x', { PartitionKey: key })
    t.expect((await stream.read(await stream.iterator(), 1))[0]?.PartitionKey, 'the partition key').toBe(key)
  },
})

clause('kinesis.put.partition-key-256-chars-not-bytes', {
  given: { character: fc.constantFrom('é', '日', 'ß', '€') },
  async check(t, { character }) {
    const stream = await t.stream()
    await stream.put('x', { PartitionKey: character.repeat(256) })
    await t.refused(stream.put('x', { PartitionKey: character.repeat(257) }), anyClientError)
    t.expect(
      (await stream.read(await stream.iterator(), 1)).map(({ PartitionKey }) => PartitionKey),
      'the keys',
    ).toEqual([character.repeat(256)])
  },
})

/** What counts the data alone takes a record whose key makes it too large. */
for (const { id, isBatch } of [
  { id: 'kinesis.put.size-counts-key-and-data', isBatch: false },
  { id: 'kinesis.max-record-size.enforced-on-put', isBatch: true },
] as const) {
  clause(id, {
    given: { key: fc.integer({ min: 1, max: 256 }), more: fc.integer({ min: 1, max: 300 }) },
    edges: [
      { key: 1, more: 1 },
      { key: 256, more: 1 },
    ],
    async check(t, { key, more }) {
      const stream = await t.stream()
      const [PartitionKey, most] = ['k'.repeat(key), new Uint8Array(MIB - key)]
      const tooLarge = new Uint8Array(MIB - key + more)
      await t.refused(isBatch ? stream.putAll([{ data: tooLarge, PartitionKey }]) : stream.put(tooLarge, { PartitionKey }))
      await (isBatch ? stream.putAll([{ data: most, PartitionKey }]) : stream.put(most, { PartitionKey }))
      t.expect(
        (await stream.read(await stream.iterator(), 1)).map(({ Data }) => Data?.byteLength),
        'the sizes of the records',
      ).toEqual([most.length])
    },
  })
}

clause('kinesis.put.unknown-stream', {
  given: { isBatch: fc.boolean() },
  edges: [{ isBatch: true }, { isBatch: false }],
  async check(t, { isBatch }) {
    const stream = t.made(t.name())
    await t.refused(isBatch ? stream.putAll([{ data: 'x' }, { data: 'y' }]) : stream.put('x'))
  },
})

clause('kinesis.put.record-immutable', {
  given: { first: texts(2, 6) },
  async check(t, { first }) {
    const stream = await t.stream()
    for (const text of first) await stream.put(text)
    const before = await stream.read(await stream.iterator(), first.length)
    for (const text of first) await stream.put(text)
    const after = await stream.read(await stream.iterator(), first.length * 2)
    t.expect(after.slice(0, first.length), 'the first records after more were put').toEqual(before)
  },
})

clause('kinesis.put.durable-before-ack', {
  given: { records: texts(1, 10) },
  async check(t, { records }) {
    const stream = await t.stream()
    const puts = []
    for (const text of records) puts.push(await stream.put(text))
    await t.time.pass(t.time.after(puts.at(-1)!, 1000))
    const read = await stream.read(await stream.iterator(), records.length)
    t.expect(
      read.map(({ SequenceNumber }) => SequenceNumber),
      'the records',
    ).toEqual(puts.map(({ SequenceNumber }) => SequenceNumber))
  },
})

for (const id of ['kinesis.put.no-deduplication', 'kinesis.put.retry-may-duplicate'] as const) {
  clause(id, {
    given: { copies: fc.integer({ min: 2, max: 5 }), data: fc.string({ maxLength: 20 }) },
    async check(t, { copies, data }) {
      const stream = await t.stream()
      for (let nth = 0; nth < copies; nth++) await stream.put(data)
      const read = await stream.read(await stream.iterator(), copies)
      t.expect(
        read.map(({ Data }) => Buffer.from(Data ?? []).toString()),
        'the copies',
      ).toEqual(Array(copies).fill(data))
      t.expect(new Set(read.map(({ SequenceNumber }) => SequenceNumber)).size, 'the numbers of the copies').toBe(copies)
    },
  })
}

// ---- dry runs

for (const { id, operation } of [
  { id: 'kinesis.put.dry-run', operation: 'PutRecord' },
  { id: 'kinesis.dry-run.no-effect', operation: 'PutRecords' },
] as const) {
  clause(id, {
    async check(t) {
      const stream = await t.stream()
      const record = { PartitionKey: 'k', Data: Buffer.from('dry') }
      const input = operation === 'PutRecord' ? record : { Records: [record, record] }
      await t.refused(t.call(operation, { StreamName: stream.name, DryRun: true, ...input }), 'kinesis.dry-run.success-code')
      await stream.put('wet')
      t.expect(await stream.texts(await stream.iterator(), 1), 'what was stored').toEqual(['wet'])
    },
  })
}

const DRY = ['PutRecord', 'PutRecords', 'GetRecords', 'GetShardIterator'] as const
const inputsOf = (StreamName: string, ShardIterator: string) => ({
  PutRecord: { StreamName, PartitionKey: 'k', Data: Buffer.from('x') },
  PutRecords: { StreamName, Records: [{ PartitionKey: 'k', Data: Buffer.from('x') }] },
  GetRecords: { ShardIterator },
  GetShardIterator: { StreamName, ShardId: FIRST, ShardIteratorType: 'TRIM_HORIZON' },
})

clause('kinesis.dry-run.success-code', {
  given: { operation: fc.constantFrom(...DRY) },
  edges: DRY.map((operation) => ({ operation })),
  async check(t, { operation }) {
    const stream = await t.stream()
    const input = inputsOf(stream.name, await stream.iterator())[operation]
    await stream.paced('iterator')
    await t.refused(t.call(operation, { ...input, DryRun: true }))
  },
})

clause('kinesis.dry-run.other-errors-show', {
  given: { operation: fc.constantFrom('PutRecord', 'PutRecords', 'GetShardIterator') },
  check: async (t, { operation }) => void (await t.refused(t.call(operation, { ...inputsOf(t.name(), '')[operation], DryRun: true }))),
})

clause('kinesis.dry-run.default-off', {
  given: { more: fc.constantFrom({}, { DryRun: false }) },
  edges: [{ more: {} }, { more: { DryRun: false } }],
  async check(t, { more }) {
    const stream = await t.stream()
    await t.call('PutRecord', { ...inputsOf(stream.name, '').PutRecord, ...more })
    await t.call('PutRecords', { ...inputsOf(stream.name, '').PutRecords, ...more })
    t.expect(await stream.texts(await stream.iterator(), 2), 'what was stored').toEqual(['x', 'x'])
  },
})
