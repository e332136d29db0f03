import { clause, fc, protocols } from './bench.js'

const COMMON = ['StreamName', 'StreamARN', 'StreamStatus', 'RetentionPeriodHours', 'StreamCreationTimestamp', 'EnhancedMonitoring'] as const

clause('kinesis.describe.stream-required-members', {
  axes: { protocol: protocols },
  given: { shards: fc.integer({ min: 1, max: 4 }) },
  async check(t, { shards }) {
    const stream = await t.stream({ shards })
    const { StreamDescription: seen = {} } = await t.kinesis.describeStream({ StreamName: stream.name })
    for (const member of COMMON) t.expect(seen, 'the description').toHaveProperty(member)
    t.expect(seen, 'the description').toMatchObject({
      StreamName: stream.name,
      StreamStatus: 'ACTIVE',
      RetentionPeriodHours: 24,
      HasMoreShards: false,
    })
    t.expect(seen, 'the description').toHaveProperty('Shards.length', shards)
  },
})

clause('kinesis.describe.summary-required-members', {
  given: { shards: fc.integer({ min: 1, max: 4 }) },
  async check(t, { shards }) {
    const stream = await t.stream({ shards })
    const seen = await stream.summary()
    for (const member of COMMON) t.expect(seen, 'the summary').toHaveProperty(member)
    t.expect(seen, 'the summary').toMatchObject({
      StreamName: stream.name,
      StreamStatus: 'ACTIVE',
      RetentionPeriodHours: 24,
      OpenShardCount: shards,
    })
    t.expect(seen, 'the summary').not.toHaveProperty('Shards')
  },
})

clause('kinesis.describe.summary-open-shard-count', {
  async check(t) {
    const stream = await t.stream({ shards: 3 })
    await stream.merge('shardId-000000000000', 'shardId-000000000001')
    t.expect((await stream.summary()).OpenShardCount, 'the open shards').toBe(2)
    t.expect(await stream.shards(), 'all shards').toHaveLength(4)
  },
})

clause('kinesis.describe.summary-consumer-count', {
  given: { consumers: fc.integer({ min: 0, max: 3 }) },
  async check(t, { consumers }) {
    const stream = await t.stream()
    for (let nth = 0; nth < consumers; nth++) await stream.consumer(`consumer-${nth}`)
    t.expect((await stream.summary()).ConsumerCount ?? 0, 'the consumers').toBe(consumers)
    if (consumers === 0) return
    await t.kinesis.deregisterStreamConsumer({ StreamARN: await stream.arn(), ConsumerName: 'consumer-0' })
    await stream.until('one consumer less is counted', async () => ((await stream.summary()).ConsumerCount ?? 0) === consumers - 1)
  },
})

clause('kinesis.describe.summary-queue-and-channel-count', {
  async check(t) {
    const { QueueCount, ChannelCount } = (await (await t.stream()).summary()) as { QueueCount?: number; ChannelCount?: number }
    t.expect([QueueCount ?? 0, ChannelCount ?? 0], 'the queues and channels of a new stream').toEqual([0, 0])
  },
})

clause('kinesis.describe.summary-distribution-only-on-demand', {
  given: { isOnDemand: fc.boolean() },
  edges: [{ isOnDemand: true }, { isOnDemand: false }],
  async check(t, { isOnDemand }) {
    const seen = await (await t.stream({ isOnDemand })).summary()
    t.expect(seen.RecordDistributionStrategy, 'the strategy that is shown').toBe(isOnDemand ? 'USER_PARTITION_KEY' : undefined)
  },
})

clause('kinesis.describe.stream-mode-details', {
  given: { isOnDemand: fc.boolean() },
  edges: [{ isOnDemand: true }, { isOnDemand: false }],
  async check(t, { isOnDemand }) {
    const stream = await t.stream({ isOnDemand })
    const { StreamDescription } = await t.kinesis.describeStream({ StreamName: stream.name })
    for (const seen of [StreamDescription, await stream.summary()]) {
      t.expect(seen?.StreamModeDetails?.StreamMode, 'the mode').toBe(isOnDemand ? 'ON_DEMAND' : 'PROVISIONED')
    }
  },
})

/** Many shards cost money, so that a target that is paid for is asked with a few only. */
for (const { id, input } of [
  { id: 'kinesis.describe.stream-limit-default-100', input: {} },
  { id: 'kinesis.describe.stream-limit-capped-100', input: { Limit: 10_000 } },
] as const) {
  clause(id, {
    async check(t) {
      const shards = t.affords(1000) ? 101 : 2
      const stream = await t.stream({ shards })
      const { StreamDescription } = await t.kinesis.describeStream({ StreamName: stream.name, ...input })
      t.expect(StreamDescription?.Shards?.length, 'the shards of a page').toBe(Math.min(shards, 100))
      t.expect(StreamDescription?.HasMoreShards, 'whether there are more').toBe(shards > 100)
    },
  })
}

clause('kinesis.describe.stream-limit-sets-has-more', {
  given: { shards: fc.integer({ min: 2, max: 6 }), less: fc.integer({ min: 0, max: 3 }) },
  edges: [{ less: 0 }, { less: 1 }],
  async check(t, { shards, less }) {
    const Limit = Math.max(1, shards - less)
    const { StreamDescription } = await t.kinesis.describeStream({ StreamName: (await t.stream({ shards })).name, Limit })
    t.expect(StreamDescription?.Shards?.length, 'the shards of a page').toBe(Limit)
    t.expect(StreamDescription?.HasMoreShards, 'whether there are more').toBe(Limit < shards)
  },
})

clause('kinesis.describe.stream-exclusive-start-shard', {
  given: { shards: fc.integer({ min: 2, max: 6 }), nth: fc.nat({ max: 5 }) },
  async check(t, { shards, nth }) {
    const stream = await t.stream({ shards })
    const ids = (await stream.shards()).map(({ ShardId }) => ShardId!).sort()
    const start = ids[nth % shards]!
    const { StreamDescription } = await t.kinesis.describeStream({ StreamName: stream.name, ExclusiveStartShardId: start })
    t.expect(StreamDescription?.Shards?.map(({ ShardId }) => ShardId).sort(), `the shards after ${start}`).toEqual(
      ids.filter((id) => id > start),
    )
  },
})

for (const id of ['kinesis.describe.stream-shard-order-not-promised', 'kinesis.describe.stream-deprecated-for-listing'] as const) {
  clause(id, {
    given: { shards: fc.integer({ min: 2, max: 4 }) },
    async check(t, { shards }) {
      const stream = await t.stream({ shards })
      await stream.merge('shardId-000000000000', 'shardId-000000000001')
      const { StreamDescription } = await t.kinesis.describeStream({ StreamName: stream.name })
      const byId = (list: readonly { readonly ShardId?: string | undefined }[] = []) =>
        [...list].sort((a, b) => (a.ShardId! < b.ShardId! ? -1 : 1))
      t.expect(byId(StreamDescription?.Shards), 'the shards, in whatever order').toEqual(byId(await stream.shards()))
    },
  })
}

clause('kinesis.describe.stream-retention-max-text', {
  async check(t) {
    const stream = await t.stream()
    await stream.change(t.kinesis.increaseStreamRetentionPeriod({ StreamName: stream.name, RetentionPeriodHours: 8760 }))
    await stream.until('the new retention is shown', async () => (await stream.summary()).RetentionPeriodHours === 8760)
    const { StreamDescription } = await t.kinesis.describeStream({ StreamName: stream.name })
    t.expect(StreamDescription?.RetentionPeriodHours, 'the retention').toBe(8760)
  },
})

clause('kinesis.describe.encryption-type-none', {
  async check(t) {
    const stream = await t.stream()
    const { StreamDescription } = await t.kinesis.describeStream({ StreamName: stream.name })
    for (const seen of [StreamDescription, await stream.summary()]) {
      t.expect(seen?.EncryptionType, 'the encryption').toBeOneOf([undefined, 'NONE'])
      t.expect(seen, 'a stream without encryption').not.toHaveProperty('KeyId')
    }
  },
})

clause('kinesis.describe.limits-required-members', {
  axes: { protocol: protocols },
  async check(t) {
    const seen = await t.kinesis.describeLimits({})
    for (const member of ['ShardLimit', 'OpenShardCount', 'OnDemandStreamCount', 'OnDemandStreamCountLimit'] as const) {
      t.expect(seen[member], member).toBeGreaterThanOrEqual(0)
    }
    t.expect(seen.OnDemandStreamCount, 'the on-demand streams').toBeLessThanOrEqual(seen.OnDemandStreamCountLimit!)
    if (t.account === undefined) return
    const [stream] = [await t.stream({ isOnDemand: true }), await t.stream(), await t.stream()]
    await stream.until('the one on-demand stream is counted', async () => (await t.kinesis.describeLimits({})).OnDemandStreamCount === 1)
  },
})

/** Other cases may share the account, and take shards away meanwhile; but those of this stream are there. */
clause('kinesis.describe.limits-open-shards-account-wide', {
  given: { shards: fc.integer({ min: 1, max: 4 }) },
  async check(t, { shards }) {
    const [one, other] = [await t.stream({ shards }), await t.stream({ shards: 2 })]
    await one.until('all shards are counted', async () => ((await t.kinesis.describeLimits({})).OpenShardCount ?? 0) >= shards + 2, 20_000)
    t.expect((await other.open()).length, 'the shards of the other stream').toBe(2)
  },
})

clause('kinesis.describe.limits-channel-counts', {
  async check(t) {
    const { ChannelCount = 0, ChannelCountLimit = 1 } = (await t.kinesis.describeLimits({})) as {
      ChannelCount?: number
      ChannelCountLimit?: number
    }
    t.expect(ChannelCount, 'the channels, where they are told').toBeLessThanOrEqual(ChannelCountLimit)
  },
})

/** Approximate by how much is not said, and a clock may be off: an hour is neither. */
clause('kinesis.describe.summary-stream-creation-approximate', {
  axes: { protocol: protocols },
  async check(t) {
    const before = t.time.now()
    const { StreamCreationTimestamp } = await (await t.stream()).summary()
    t.expect(Math.abs((StreamCreationTimestamp?.getTime() ?? 0) - before), 'how far off the time of creation is').toBeLessThan(3_600_000)
  },
})

clause('kinesis.describe.summary-max-record-size', {
  async check(t) {
    const { MaxRecordSizeInKiB: kib = 1024 } = await (await t.stream()).summary()
    t.expect(kib, 'the maximum record size').toBeGreaterThanOrEqual(1024)
    t.expect(kib, 'the maximum record size').toBeLessThanOrEqual(10_240)
  },
})
