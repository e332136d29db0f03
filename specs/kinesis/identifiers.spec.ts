import { anyClientError, clause, fc, unlessRefused } from './bench.js'

const FIRST = 'shardId-000000000000'
/** Operations that take the stream by name or ARN, with what they need besides. */
const INPUTS: Readonly<Record<string, object>> = {
  DescribeStream: {},
  DescribeStreamSummary: {},
  ListShards: {},
  PutRecord: { PartitionKey: 'k', Data: Uint8Array.of(1) },
  PutRecords: { Records: [{ PartitionKey: 'k', Data: Uint8Array.of(1) }] },
  GetShardIterator: { ShardId: FIRST, ShardIteratorType: 'TRIM_HORIZON' },
  ListTagsForStream: {},
  AddTagsToStream: { Tags: { key: 'value' } },
  RemoveTagsFromStream: { TagKeys: ['key'] },
  IncreaseStreamRetentionPeriod: { RetentionPeriodHours: 48 },
  DecreaseStreamRetentionPeriod: { RetentionPeriodHours: 24 },
  EnableEnhancedMonitoring: { ShardLevelMetrics: ['ALL'] },
  DisableEnhancedMonitoring: { ShardLevelMetrics: ['ALL'] },
  SplitShard: { ShardToSplit: FIRST, NewStartingHashKey: '1000' },
  UpdateShardCount: { TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' },
  StartStreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
  DeleteStream: {},
}
const OPERATIONS = Object.keys(INPUTS)
const each = {
  given: { operation: fc.constantFrom(...OPERATIONS) },
  edges: OPERATIONS.map((operation) => ({ operation })),
  cases: OPERATIONS.length,
}

clause('kinesis.identifiers.stream-name-or-arn-required', {
  ...each,
  check: async (t, { operation }) => void (await t.refused(t.call(operation, INPUTS[operation]!))),
})

clause('kinesis.identifiers.unknown-stream-not-found', {
  ...each,
  async check(t, { operation }) {
    await t.refused(t.call(operation, { StreamName: t.name(), ...INPUTS[operation] }))
    const arn = await (await t.stream()).arn()
    await t.refused(t.call(operation, { StreamARN: arn.replace(/[^/]*$/, t.name()), ...INPUTS[operation] }))
    // A stream of that name in another Region is another stream, which may not be asked for here.
    const region = arn.split(':')[3] === 'eu-west-1' ? 'us-west-2' : 'eu-west-1'
    const elsewhere = arn.replace(/^((?:[^:]*:){3})[^:]*/, `$1${region}`)
    await t.refused(t.call(operation, { StreamARN: elsewhere, ...INPUTS[operation] }), anyClientError)
  },
})

for (const id of ['kinesis.identifiers.both-name-and-arn-allowed', 'kinesis.identifiers.arn-equivalent-to-name'] as const) {
  clause(id, {
    given: { operation: fc.constantFrom(...OPERATIONS.filter((one) => one !== 'DecreaseStreamRetentionPeriod')) },
    edges: OPERATIONS.filter((one) => one !== 'DecreaseStreamRetentionPeriod').map((operation) => ({ operation })),
    cases: OPERATIONS.length,
    async check(t, { operation }) {
      const stream = await t.stream()
      const StreamARN = await stream.arn()
      await stream.paced('iterator')
      await t.call(operation, { StreamARN, ...(id.includes('both') ? { StreamName: stream.name } : {}), ...INPUTS[operation] })
      if (operation === 'PutRecord' || operation === 'PutRecords')
        t.expect(await stream.read(await stream.iterator(), 1), 'the records of the stream').toHaveLength(1)
      if (operation === 'DeleteStream') await stream.gone()
    },
  })
}

clause('kinesis.identifiers.stream-arn-format', {
  async check(t) {
    const stream = await t.stream()
    const ARN = /^arn:aws[\w-]*:kinesis:([\w-]+):(\d{12}):stream\/(.+)$/
    const [, region, account, name] =
      ARN.exec(await stream.arn()) ?? t.diverges('the ARN of a stream is of another form', String(ARN), await stream.arn())
    t.expect([region, name], 'the region and the name in the ARN').toEqual([t.region, stream.name])
    if (t.account !== undefined) t.expect(account, 'the account in the ARN').toBe(t.account)
  },
})

clause('kinesis.identifiers.stream-arn-length', {
  given: {
    arn: fc.constantFrom(
      '',
      'stream',
      'arn:aws:sqs:us-east-1:123456789012:queue',
      'arn:aws:kinesis:us-east-1:12345:stream/s',
      `arn:aws:kinesis:us-east-1:123456789012:stream/${'s'.repeat(2048)}`,
    ),
  },
  edges: [{ arn: '' }, { arn: `arn:aws:kinesis:us-east-1:123456789012:stream/${'s'.repeat(2048)}` }],
  check: async (t, { arn }) => void (await t.refused(t.kinesis.describeStreamSummary({ StreamARN: arn }))),
})

clause('kinesis.identifiers.not-found-message', {
  given: { operation: fc.constantFrom('DescribeStream', 'DescribeStreamSummary', 'PutRecord', 'ListTagsForStream', 'DeleteStream') },
  async check(t, { operation }) {
    const [, , , , account] = (await (await t.stream()).arn()).split(':')
    const StreamName = t.name()
    const { error } = await t.refused(t.call(operation, { StreamName, ...INPUTS[operation] }))
    t.expect(error.message, 'the message').toBe(`Stream ${StreamName} under account ${account} not found.`)
  },
})

clause('kinesis.identifiers.name-unique-per-account-region', {
  async check(t) {
    const stream = await t.stream()
    await t.refused(t.kinesis.createStream({ StreamName: stream.name, ShardCount: 1 }), 'kinesis.streams.create-duplicate-in-use')
    const other = await t.stream()
    t.expect(await other.arn(), 'the ARN of a stream of another name').not.toBe(await stream.arn())
  },
})

/** Nothing that it does is documented, so that it names no stream, and does not come between a stream and its name. */
clause('kinesis.identifiers.stream-id-reserved', {
  async check(t) {
    const stream = await t.stream()
    const StreamId = 'abcdefghij0123456789-abc'
    await t.refused(t.call('DescribeStreamSummary', { StreamId }), anyClientError)
    const seen = await unlessRefused(t.call('DescribeStreamSummary', { StreamId, StreamName: stream.name }))
    if (seen !== undefined)
      t.expect(seen, 'the stream of the name').toMatchObject({ StreamDescriptionSummary: { StreamName: stream.name } })
  },
})
