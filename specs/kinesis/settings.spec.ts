import type { MetricsName } from '@aws-sdk/client-kinesis'
import { anyClientError, clause, fc, hashKeyOf, shardOf, textOf, unlessRefused } from './bench.js'
import type { KinesisCase, Stream } from './bench.js'

/** Milliseconds until a setting is shown of a stream that is ACTIVE again. */
const SHOWN_WITHIN_MS = 20_000

const FIRST = 'shardId-000000000000'
const KMS = { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } as const
const unknownArn = async ({ stream, name }: KinesisCase): Promise<string> => (await (await stream()).arn()).replace(/[^/]*$/, name())

// ---- encryption

for (const id of ['kinesis.encryption.start-async', 'kinesis.encryption.stop', 'kinesis.encryption.rw-continue'] as const) {
  clause(id, {
    async check(t) {
      const stream = await t.stream()
      for (const { start, type } of [
        { start: true, type: 'KMS' },
        { start: false, type: 'NONE' },
      ]) {
        await t.kinesis[start ? 'startStreamEncryption' : 'stopStreamEncryption']({ StreamName: stream.name, ...KMS })
        await stream.put(type)
        t.expect(await stream.status(), 'the state meanwhile').toBeOneOf(['UPDATING', 'ACTIVE'])
        await stream.active()
        const { EncryptionType = 'NONE', KeyId } = await stream.summary()
        t.expect([EncryptionType, KeyId === undefined], 'the encryption, and whether it has no key').toEqual([type, !start])
      }
      t.expect(await stream.texts(await stream.iterator(), 2), 'the records of meanwhile').toEqual(['KMS', 'NONE'])
    },
  })
}

clause('kinesis.encryption.lag-5s', {
  async check(t) {
    const stream = await t.stream()
    await stream.change(t.kinesis.startStreamEncryption({ StreamName: stream.name, ...KMS }))
    await stream.put('early')
    await t.time.pass(t.time.after(await stream.summary(), 5000))
    await stream.put('late')
    const [early, late] = await stream.read(await stream.iterator(), 2)
    t.expect(early?.EncryptionType ?? 'NONE', 'the encryption of the first').toBeOneOf(['KMS', 'NONE'])
    t.expect([textOf(late!), late?.EncryptionType], 'the record of five seconds later').toEqual(['late', 'KMS'])
  },
})

/** Each change has to be waited for, so that only a target on which that costs nothing is asked for so many. */
clause('kinesis.encryption.25-per-24h', {
  async check(t) {
    if (!t.affords(500)) t.undecided('fifty changes of one stream take too long here')
    const { kinesis } = t
    const stream = await t.stream()
    const start = () => kinesis.startStreamEncryption({ StreamName: stream.name, ...KMS })
    for (let nth = 0; nth < 25; nth++) {
      await stream.change(start())
      await stream.change(kinesis.stopStreamEncryption({ StreamName: stream.name, ...KMS }))
    }
    await t.refused(start())
    t.expect((await stream.summary()).EncryptionType ?? 'NONE', 'the encryption of the stream').toBe('NONE')
  },
})

// ---- monitoring

const METRICS = [
  'IncomingBytes',
  'IncomingRecords',
  'OutgoingBytes',
  'OutgoingRecords',
  'WriteProvisionedThroughputExceeded',
  'ReadProvisionedThroughputExceeded',
  'IteratorAgeMilliseconds',
] as const
const some = () => fc.subarray([...METRICS], { minLength: 1 })
/** Whether ALL is shown as itself or as all seven is not said. */
const metricsOf = (list: readonly string[] = []): readonly string[] => (list.includes('ALL') ? [...METRICS] : [...list]).sort()
const shown = async (stream: Stream) =>
  metricsOf((await stream.summary()).EnhancedMonitoring?.flatMap(({ ShardLevelMetrics = [] }) => ShardLevelMetrics))
const monitor = async ({ kinesis }: KinesisCase, stream: Stream, on: boolean, ShardLevelMetrics: readonly string[]) => {
  const input = { StreamName: stream.name, ShardLevelMetrics: ShardLevelMetrics as MetricsName[] }
  return stream.change(on ? kinesis.enableEnhancedMonitoring(input) : kinesis.disableEnhancedMonitoring(input))
}

clause('kinesis.monitoring.default-empty', {
  async check(t) {
    t.expect((await (await t.stream()).summary()).EnhancedMonitoring, 'the monitoring of a new stream').toEqual([{ ShardLevelMetrics: [] }])
  },
})

for (const id of [
  'kinesis.monitoring.reply-current-desired',
  'kinesis.monitoring.enable-adds',
  'kinesis.monitoring.disable-removes',
  'kinesis.monitoring.reflected',
] as const) {
  clause(id, {
    given: { first: some(), second: some(), gone: some() },
    async check(t, { first, second, gone }) {
      const stream = await t.stream()
      let now: readonly string[] = []
      for (const { on, metrics } of [
        { on: true, metrics: first },
        { on: true, metrics: second },
        { on: false, metrics: gone },
      ]) {
        const next = metricsOf(on ? [...new Set([...now, ...metrics])] : now.filter((one) => !(metrics as readonly string[]).includes(one)))
        const seen = await monitor(t, stream, on, metrics)
        t.expect([seen.StreamName, seen.StreamARN], 'the stream of the answer').toEqual([stream.name, await stream.arn()])
        t.expect(
          [metricsOf(seen.CurrentShardLevelMetrics), metricsOf(seen.DesiredShardLevelMetrics)],
          'the metrics before and after',
        ).toEqual([now, next])
        await stream.until(
          'the description shows the metrics',
          async () => JSON.stringify(await shown(stream)) === JSON.stringify(next),
          SHOWN_WITHIN_MS,
        )
        now = next
      }
    },
  })
}

clause('kinesis.monitoring.all', {
  async check(t) {
    const stream = await t.stream()
    await monitor(t, stream, true, ['ALL'])
    await stream.until('all metrics are shown', async () => (await shown(stream)).length === METRICS.length, SHOWN_WITHIN_MS)
    await monitor(t, stream, false, ['ALL'])
    await stream.until('no metric is shown', async () => (await shown(stream)).length === 0, SHOWN_WITHIN_MS)
  },
})

clause('kinesis.monitoring.not-active', {
  async check(t) {
    const stream = await t.stream()
    await t.kinesis.splitShard({ StreamName: stream.name, ShardToSplit: FIRST, NewStartingHashKey: '1000' })
    const call = t.kinesis.enableEnhancedMonitoring({ StreamName: stream.name, ShardLevelMetrics: ['IncomingBytes'] })
    const isRefused = (await unlessRefused(call)) === undefined
    if (isRefused) await t.refused(call)
    await stream.active()
    t.expect(await shown(stream), 'the metrics afterwards').toEqual(isRefused ? [] : ['IncomingBytes'])
  },
})

// ---- the largest record

const MIB = 1024 * 1024
const allow = async ({ kinesis }: KinesisCase, stream: Stream, kib: number) => {
  await stream.change(kinesis.updateMaxRecordSize({ StreamARN: await stream.arn(), MaxRecordSizeInKiB: kib }))
  await stream.until('the new maximum is shown', async () => (await stream.summary()).MaxRecordSizeInKiB === kib, SHOWN_WITHIN_MS)
}

clause('kinesis.max-record-size.arn-only', {
  check: async (t) =>
    void (await t.refused(t.call('UpdateMaxRecordSize', { StreamName: (await t.stream()).name, MaxRecordSizeInKiB: 2048 }))),
})
clause('kinesis.max-record-size.unknown-stream', {
  check: async (t) => void (await t.refused(t.kinesis.updateMaxRecordSize({ StreamARN: await unknownArn(t), MaxRecordSizeInKiB: 2048 }))),
})

/** No page says how long a stream is UPDATING: what is accepted accuses only at once after the first change, and where the stream is UPDATING afterwards. */
clause('kinesis.max-record-size.requires-active', {
  async check(t) {
    const stream = await t.stream()
    const StreamARN = await stream.arn()
    const first = await t.kinesis.splitShard({ StreamName: stream.name, ShardToSplit: FIRST, NewStartingHashKey: '1000' })
    const call = t.kinesis.updateMaxRecordSize({ StreamARN, MaxRecordSizeInKiB: 2048 })
    const accepted = await unlessRefused(call)
    if (accepted !== undefined) {
      t.time.surelyBefore(accepted, t.time.after(first, 250))
      if ((await stream.status()) !== 'UPDATING') t.undecided('the stream may have been ACTIVE again')
    }
    await t.refused(call)
    await stream.active()
    t.expect((await stream.summary()).MaxRecordSizeInKiB ?? 1024, 'the maximum afterwards').toBe(1024)
  },
})

clause('kinesis.max-record-size.reflected', {
  given: { kib: fc.integer({ min: 1024, max: 10_240 }) },
  edges: [{ kib: 10_240 }],
  async check(t, { kib }) {
    const stream = await t.stream()
    await allow(t, stream, kib)
    t.expect((await stream.summary()).MaxRecordSizeInKiB, 'the maximum').toBe(kib)
  },
})

for (const id of ['kinesis.max-record-size.larger-accepted', 'kinesis.max-record-size.shared-by-readers'] as const) {
  clause(id, {
    async check(t) {
      const stream = await t.stream()
      await allow(t, stream, 2048)
      await stream.put(new Uint8Array(1.5 * MIB).fill(7))
      if (id === 'kinesis.max-record-size.shared-by-readers') await allow(t, stream, 1024)
      const [record] = await stream.read(await stream.iterator(), 1)
      t.expect(
        [record?.Data?.byteLength, record?.Data?.every((byte) => byte === 7)],
        'the size of the record, and whether it is whole',
      ).toEqual([1.5 * MIB, true])
    },
  })
}

// ---- how records are spread

const distribute = async ({ kinesis }: KinesisCase, stream: Stream, strategy: 'AUTO' | 'USER_PARTITION_KEY') =>
  stream.change(kinesis.updateStreamRecordDistributionStrategy({ StreamARN: await stream.arn(), RecordDistributionStrategy: strategy }))
const auto = (t: KinesisCase) => t.stream({ isOnDemand: true, more: { RecordDistributionStrategy: 'AUTO' } })
const wholeOf = async (stream: Stream) =>
  (await Promise.all((await stream.shards()).map(async ({ ShardId }) => stream.read(await stream.iterator(undefined, ShardId))))).flat()

clause('kinesis.distribution.auto-on-provisioned-rejected', {
  async check(t) {
    const stream = await t.stream()
    await t.refused(distribute(t, stream, 'AUTO'))
    t.expect((await stream.put('x')).ShardId, 'the shard of a record').toBe(FIRST)
  },
})

clause('kinesis.distribution.create-on-provisioned', {
  async check(t) {
    const stream = t.made(t.name())
    await t.refused(
      t.kinesis.createStream({
        StreamName: stream.name,
        ShardCount: 1,
        StreamModeDetails: { StreamMode: 'PROVISIONED' },
        RecordDistributionStrategy: 'AUTO',
      }),
    )
    t.expect(await stream.status(), 'the state of the stream that was refused').toBe(undefined)
  },
})

for (const id of ['kinesis.distribution.auto-key-optional', 'kinesis.distribution.record-key-absent-or-original'] as const) {
  clause(id, {
    given: { key: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }) },
    async check(t, { key }) {
      const stream = await auto(t)
      await t.call('PutRecord', { StreamName: stream.name, Data: Buffer.from('without') })
      await t.call('PutRecords', { StreamName: stream.name, Records: [{ Data: Buffer.from('in a batch') }] })
      await stream.put('with', { PartitionKey: key, ExplicitHashKey: '0' })
      const seen = (await wholeOf(stream)).map((record) => [textOf(record), record.PartitionKey])
      t.expect(seen.sort(), 'the records and their keys').toEqual([
        ['in a batch', undefined],
        ['with', key],
        ['without', undefined],
      ])
    },
  })
}

/** Wherever a record goes, it is in the shard that the answer names, once. */
for (const { id, size } of [
  { id: 'kinesis.distribution.auto-ignores-key-and-hash', size: 1 },
  { id: 'kinesis.distribution.auto-no-order', size: 20 },
] as const) {
  clause(id, {
    given: { count: fc.integer({ min: 2, max: 6 }) },
    async check(t, { count }) {
      const stream = await auto(t)
      const due: string[][] = []
      for (let nth = 0; nth < count; nth++) {
        const texts = Array.from({ length: size }, (_, more) => `${nth}-${more}`)
        const { Records = [] } = await stream.putAll(texts.map((data) => ({ data, ExplicitHashKey: '0' })))
        due.push(...texts.map((text, more) => [Records[more]?.ShardId ?? 'none', text]))
      }
      const seen: string[][] = []
      for (const { ShardId = '' } of await stream.shards()) {
        const n = due.filter(([shard]) => shard === ShardId).length
        seen.push(...(await stream.whole(ShardId, n)).map((text) => [ShardId, text]))
      }
      t.expect(seen.sort(), 'the records, each in its shard').toEqual(due.sort())
    },
  })
}

clause('kinesis.distribution.auto-rejects-sequence-for-ordering', {
  async check(t) {
    const stream = await auto(t)
    const { SequenceNumber } = await stream.put('first')
    await t.refused(stream.put('second', { SequenceNumberForOrdering: SequenceNumber }))
    t.expect((await wholeOf(stream)).map(textOf), 'what was stored').toEqual(['first'])
  },
})

clause('kinesis.distribution.user-key-required', {
  given: { isOnDemand: fc.boolean() },
  edges: [{ isOnDemand: false }, { isOnDemand: true }],
  async check(t, { isOnDemand }) {
    const stream = await t.stream({ isOnDemand })
    await t.refused(t.call('PutRecord', { StreamName: stream.name, Data: Buffer.from('x') }))
    await t.refused(t.call('PutRecords', { StreamName: stream.name, Records: [{ Data: Buffer.from('x') }] }))
    t.expect(await wholeOf(stream), 'what was stored').toEqual([])
  },
})

/** How soon a record without a key is admitted is what shows that the new strategy holds, and how soon it is refused. */
clause('kinesis.distribution.switch-immediate-not-retroactive', {
  async check(t) {
    const stream = await t.stream({ isOnDemand: true })
    const before = await stream.put('before', { PartitionKey: 'k' })
    await distribute(t, stream, 'AUTO')
    const keyless = () => t.call('PutRecord', { StreamName: stream.name, Data: Buffer.from('without') })
    const { ShardId } = (await keyless()) as { readonly ShardId?: string }
    t.expect(await stream.whole(before.ShardId!, ShardId === before.ShardId ? 2 : 1), 'the shard of the stored record').toContain('before')
    await distribute(t, stream, 'USER_PARTITION_KEY')
    await t.refused(keyless(), 'kinesis.distribution.user-key-required')
    t.expect((await wholeOf(stream)).map(textOf).sort(), 'what is stored').toEqual(['before', 'without'])
  },
})

for (const id of ['kinesis.distribution.back-to-user-key', 'kinesis.distribution.update-reflected'] as const) {
  clause(id, {
    given: { keys: fc.array(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 10 }), { minLength: 1, maxLength: 4 }) },
    async check(t, { keys }) {
      const stream = await t.stream({ isOnDemand: true })
      const map = await stream.shards()
      for (const strategy of ['AUTO', 'USER_PARTITION_KEY'] as const) {
        await distribute(t, stream, strategy)
        await stream.until(
          'the new strategy is shown',
          async () => (await stream.summary()).RecordDistributionStrategy === strategy,
          SHOWN_WITHIN_MS,
        )
      }
      for (const PartitionKey of [...keys, ...keys]) {
        const { ShardId } = await stream.put('x', { PartitionKey })
        t.expect(ShardId, `the shard of ${PartitionKey}`).toBe(shardOf(map, hashKeyOf(PartitionKey)))
      }
    },
  })
}

clause('kinesis.distribution.update-unknown-stream', {
  check: async (t) =>
    void (await t.refused(
      t.kinesis.updateStreamRecordDistributionStrategy({
        StreamARN: await unknownArn(t),
        RecordDistributionStrategy: 'USER_PARTITION_KEY',
      }),
    )),
})

clause('kinesis.distribution.auto-all-shards', {
  async check(t) {
    const stream = await auto(t)
    const { Records = [] } = await stream.putAll(Array.from({ length: 200 }, (_, nth) => ({ data: `${nth}` })))
    t.expect(new Set(Records.map(({ ShardId }) => ShardId)).size, 'the shards of two hundred records of one key').toBeGreaterThan(1)
  },
})

// ---- modes

clause('kinesis.modes.on-demand-initial-four-shards', {
  check: async (t) => t.expect(await (await t.stream({ isOnDemand: true })).open(), 'the open shards').toHaveLength(4),
})

clause('kinesis.modes.on-demand-rejects-split', {
  given: { operation: fc.constantFrom('SplitShard', 'MergeShards', 'UpdateShardCount') },
  edges: (['SplitShard', 'MergeShards', 'UpdateShardCount'] as const).map((operation) => ({ operation })),
  async check(t, { operation }) {
    const stream = await t.stream({ isOnDemand: true })
    const split = { ShardToSplit: FIRST, NewStartingHashKey: '1000' }
    const inputs = {
      SplitShard: split,
      MergeShards: { ShardToMerge: FIRST, AdjacentShardToMerge: 'shardId-000000000001' },
      UpdateShardCount: { TargetShardCount: 8, ScalingType: 'UNIFORM_SCALING' },
    }
    await t.refused(t.call(operation, { StreamName: stream.name, ...inputs[operation as 'SplitShard'] }))
    t.expect(await stream.shards(), 'the shards').toHaveLength(4)
  },
})

const switchTo = async ({ kinesis }: KinesisCase, stream: Stream, StreamMode: 'ON_DEMAND' | 'PROVISIONED') =>
  stream.change(kinesis.updateStreamMode({ StreamARN: await stream.arn(), StreamModeDetails: { StreamMode } }))

for (const id of [
  'kinesis.modes.update-keeps-shards',
  'kinesis.modes.update-status-updating',
  'kinesis.modes.update-no-disruption',
] as const) {
  clause(id, {
    async check(t) {
      const stream = await t.stream({ shards: 2 })
      const before = await stream.shards()
      await t.kinesis.updateStreamMode({ StreamARN: await stream.arn(), StreamModeDetails: { StreamMode: 'ON_DEMAND' } })
      const { ShardId } = await stream.put('meanwhile')
      t.expect(await stream.status(), 'the state meanwhile').toBeOneOf(['UPDATING', 'ACTIVE'])
      await stream.active()
      t.expect((await stream.summary()).StreamModeDetails, 'the mode').toEqual({ StreamMode: 'ON_DEMAND' })
      t.expect(
        (await stream.shards()).filter((one) => before.some((old) => old.ShardId === one.ShardId)),
        'the shards that were there',
      ).toEqual(before)
      t.expect(await stream.whole(ShardId!, 1), 'what its shard holds').toEqual(['meanwhile'])
    },
  })
}

for (const id of ['kinesis.modes.update-twice-per-24h', 'kinesis.errors.limit-exceeded-meaning'] as const) {
  clause(id, {
    async check(t) {
      const stream = await t.stream()
      await switchTo(t, stream, 'ON_DEMAND')
      await switchTo(t, stream, 'PROVISIONED')
      await t.refused(switchTo(t, stream, 'ON_DEMAND'))
      const { StreamModeDetails } = await stream.summary()
      t.expect(StreamModeDetails?.StreamMode, 'the mode').toBe('PROVISIONED')
      // Where a day costs nothing: it may be switched twice again.
      if (!t.affords(1000)) return
      await t.time.sleep(25 * 3_600_000)
      await switchTo(t, stream, 'ON_DEMAND')
      await switchTo(t, stream, 'PROVISIONED')
      await t.refused(switchTo(t, stream, 'ON_DEMAND'))
    },
  })
}

for (const { id, input } of [
  {
    id: 'kinesis.modes.warm-update-requires-on-demand',
    input: async (t: KinesisCase) => ({ StreamName: (await t.stream()).name, WarmThroughputMiBps: 10 }),
  },
  { id: 'kinesis.modes.warm-update-needs-stream', input: () => ({ WarmThroughputMiBps: 10 }) },
  {
    id: 'kinesis.modes.warm-update-required',
    input: async (t: KinesisCase) => ({ StreamName: (await t.stream({ isOnDemand: true })).name }),
  },
] as const) {
  clause(id, { check: async (t) => void (await t.refused(t.call('UpdateStreamWarmThroughput', await input(t)), anyClientError)) })
}
clause('kinesis.modes.warm-update-unknown-stream', {
  check: async (t) => void (await t.refused(t.call('UpdateStreamWarmThroughput', { StreamName: t.name(), WarmThroughputMiBps: 10 }))),
})
clause('kinesis.modes.warm-create-provisioned', {
  check: async (t) =>
    void (await t.refused(
      t.call('CreateStream', {
        StreamName: t.name(),
        ShardCount: 1,
        StreamModeDetails: { StreamMode: 'PROVISIONED' },
        WarmThroughputMiBps: 10,
      }),
    )),
})

clause('kinesis.modes.warm-throughput-visibility', {
  check: async (t) =>
    t.expect(await (await t.stream()).summary(), 'the summary of a provisioned stream').not.toHaveProperty('WarmThroughput'),
})

clause('kinesis.modes.account-settings-input-enum', {
  given: { status: fc.constantFrom('ENABLED_UNTIL_EARLIEST_ALLOWED_END', 'enabled', 'ON', '') },
  check: async (t, { status }) =>
    void (await t.refused(t.call('UpdateAccountSettings', { MinimumThroughputBillingCommitment: { Status: status } }))),
})

clause('kinesis.modes.account-settings-describe', {
  async check(t) {
    const { MinimumThroughputBillingCommitment: seen } = await t.kinesis.describeAccountSettings({})
    t.expect(seen?.Status, 'the state').toBeOneOf(['ENABLED', 'DISABLED', 'ENABLED_UNTIL_EARLIEST_ALLOWED_END'])
  },
})
