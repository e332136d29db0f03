import { anyClientError, clause, fc, Refusal, textOf, unlessRefused, protocols } from './bench.js'
import type { KinesisCase } from './bench.js'
import { tagsOfStream } from './tag-list.js'

const STATES = ['CREATING', 'DELETING', 'ACTIVE', 'UPDATING']

const created = async ({ kinesis, name, made }: KinesisCase, more: object = { ShardCount: 1 }) => {
  const stream = made(name())
  await kinesis.createStream({ StreamName: stream.name, ...more })
  return stream
}

clause('kinesis.streams.create-async-creating', {
  async check(t) {
    const stream = await created(t)
    t.expect(await stream.status(), 'the state of a stream that was just made').toBeOneOf(['CREATING', 'ACTIVE', undefined])
  },
})

clause('kinesis.streams.create-eventually-active', {
  async check(t) {
    const stream = await created(t)
    // Nobody looks until it should have been ACTIVE for a while.
    await t.time.sleep(15_000)
    await stream.active()
    t.expect(await stream.open(), 'the shards of a stream that is ACTIVE').toHaveLength(1)
  },
})

clause('kinesis.streams.describe-after-create-may-not-find', {
  async check(t) {
    const stream = await created(t)
    await unlessRefused(t.kinesis.describeStream({ StreamName: stream.name }))
    await stream.active()
    const { StreamDescription } = await t.kinesis.describeStream({ StreamName: stream.name })
    t.expect(StreamDescription?.StreamName, 'the stream that was not to be found at first').toBe(stream.name)
  },
})

clause('kinesis.streams.create-duplicate-in-use', {
  axes: { protocol: protocols },
  given: { shards: fc.integer({ min: 1, max: 3 }) },
  async check(t, { shards }) {
    const stream = await t.stream()
    await t.refused(t.kinesis.createStream({ StreamName: stream.name, ShardCount: shards }))
    t.expect(await stream.open(), 'the shards of the stream that has the name').toHaveLength(1)
  },
})

clause('kinesis.streams.name-case-sensitive', {
  async check(t) {
    const name = t.name()
    const [a, b] = [await t.stream({ name: `${name}-s` }), await t.stream({ name: `${name}-S`, shards: 2 })]
    t.expect([(await a.open()).length, (await b.open()).length], 'the shards of both streams').toEqual([1, 2])
  },
})

clause('kinesis.streams.provisioned-needs-shard-count', {
  async check(t) {
    const stream = t.made(t.name())
    await t.refused(t.kinesis.createStream({ StreamName: stream.name, StreamModeDetails: { StreamMode: 'PROVISIONED' } }))
    t.expect(await stream.status(), 'the state of the stream that was refused').toBe(undefined)
  },
})

clause('kinesis.streams.create-without-count-or-mode', {
  async check(t) {
    const stream = await created(t, {})
    await stream.active()
    t.expect(await stream.open(), 'the shards of the stream').toHaveLength(4)
  },
})

clause('kinesis.streams.provisioned-shard-count-honoured', {
  given: { shards: fc.integer({ min: 1, max: 12 }) },
  edges: [{ shards: 1 }],
  async check(t, { shards }) {
    const stream = await t.stream({ shards })
    t.expect(await stream.open(), 'the open shards').toHaveLength(shards)
    t.expect(await stream.shards(), 'all shards').toHaveLength(shards)
  },
})

/** A stream may leave its state before the next is made, so that only who sees six at once knows that they were too many. */
clause('kinesis.streams.create-max-five-creating', {
  async check(t) {
    const made = await Promise.allSettled(Array.from({ length: 8 }, () => created({ ...t, kinesis: t.direct })))
    for (const one of made) if (one.status === 'rejected') await t.refused(Promise.reject(one.reason as Error))
    const states = await Promise.all(made.flatMap((one) => (one.status === 'fulfilled' ? [one.value.status()] : [])))
    t.expect(states.filter((state) => state === 'CREATING').length, 'the streams that are CREATING at once').toBeLessThanOrEqual(5)
    if (t.account === undefined) return
    t.expect(states.length, 'the streams that were made, where nobody else makes any').toBeGreaterThanOrEqual(5)
    // Where nobody else makes any, those that are gone count no more.
    const streams = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    for (const stream of streams) await stream.active()
    // Those that are DELETING count as long as they are: who makes one more while all five were seen to be there has made too many.
    await Promise.all(streams.map(({ name }) => t.kinesis.deleteStream({ StreamName: name })))
    const more = created({ ...t, kinesis: t.direct })
    const isMade = (await unlessRefused(more)) !== undefined
    const left = await Promise.all(streams.map((stream) => stream.status()))
    if (!isMade) await t.refused(more)
    else t.expect(left.filter((state) => state === 'DELETING').length, 'the streams that are DELETING beside one more').toBeLessThan(5)
    for (const stream of streams) await stream.gone()
    await created({ ...t, kinesis: t.direct })
  },
})

clause('kinesis.streams.create-over-shard-quota', {
  async check(t) {
    const { ShardLimit = 0, OpenShardCount = 0 } = await t.kinesis.describeLimits({})
    const StreamName = t.name()
    await t.refused(t.direct.createStream({ StreamName, ShardCount: Math.max(1, ShardLimit - OpenShardCount) + 1000 }))
    t.expect(await t.made(StreamName).status(), 'the state of the stream that was refused').toBe(undefined)
  },
})

clause('kinesis.streams.create-with-tags', {
  given: { count: fc.integer({ min: 1, max: 50 }) },
  edges: [{ count: 50 }],
  async check(t, { count }) {
    const tags = Object.fromEntries(Array.from({ length: count }, (_, nth) => [`key-${nth}`, `value-${nth}`]))
    const stream = await created(t, { ShardCount: 1, Tags: tags })
    const early = await unlessRefused(tagsOfStream(t, stream.name))
    await stream.active()
    const late = await tagsOfStream(t, stream.name)
    for (const list of [...(early === undefined ? [] : [early]), late]) {
      t.expect(Object.fromEntries(list.map(({ Key, Value }) => [Key, Value])), 'the tags of the new stream').toEqual(tags)
    }
  },
})

clause('kinesis.streams.tags-not-updatable-until-active', {
  async check(t) {
    const stream = await created(t)
    const adding = t.kinesis.addTagsToStream({ StreamName: stream.name, Tags: { key: 'value' } })
    const output = await unlessRefused(adding)
    if (output === undefined && !t.profile.tolerates('kinesis.streams.describe-after-create-may-not-find')) await t.refused(adding)
    if (output !== undefined && (await stream.status()) === 'CREATING')
      t.diverges('tags were added to a stream that is CREATING', 'ResourceInUseException', 'success')
  },
})

clause('kinesis.streams.max-record-size-on-create', {
  given: { kib: fc.integer({ min: 1024, max: 10_240 }) },
  edges: [{ kib: 1024 }, { kib: 10_240 }],
  async check(t, { kib }) {
    const stream = await t.stream({ more: { MaxRecordSizeInKiB: kib } })
    t.expect((await stream.summary()).MaxRecordSizeInKiB, 'the maximum record size').toBe(kib)
    const refused = t.name()
    await t.refused(t.kinesis.createStream({ StreamName: refused, ShardCount: 1, MaxRecordSizeInKiB: kib % 2 === 0 ? 1023 : 10_241 }))
  },
})

clause('kinesis.streams.max-record-size-default-1024', {
  async check(t) {
    const stream = await t.stream()
    t.expect((await stream.summary()).MaxRecordSizeInKiB, 'the maximum record size that is shown').toBeOneOf([undefined, 1024])
    await stream.put(new Uint8Array(1024 * 1024 - 1))
    await t.refused(stream.put(new Uint8Array(1024 * 1024)), anyClientError)
  },
})

clause('kinesis.streams.record-distribution-on-create', {
  given: { strategy: fc.constantFrom('AUTO', 'USER_PARTITION_KEY', undefined) },
  edges: [{ strategy: 'AUTO' }, { strategy: undefined }],
  async check(t, { strategy }) {
    const more = strategy === undefined ? {} : { RecordDistributionStrategy: strategy as 'AUTO' }
    const stream = await t.stream({ isOnDemand: true, more })
    t.expect((await stream.summary()).RecordDistributionStrategy, 'the strategy').toBe(strategy ?? 'USER_PARTITION_KEY')
  },
})

clause('kinesis.streams.status-enum', {
  async check(t) {
    const stream = await created(t)
    const seen = new Set([await stream.status()])
    await stream.active()
    await t.kinesis.splitShard({ StreamName: stream.name, ShardToSplit: 'shardId-000000000000', NewStartingHashKey: '100' })
    seen.add(await stream.status())
    await stream.active()
    await t.kinesis.deleteStream({ StreamName: stream.name })
    seen.add(await stream.status())
    seen.delete(undefined)
    for (const state of seen) t.expect(state, 'the state').toBeOneOf(STATES)
  },
})

clause('kinesis.streams.rw-only-promised-when-active', {
  async check(t) {
    const stream = await created(t)
    const early = await unlessRefused(stream.put('early'))
    await stream.active()
    const late = await stream.put('late')
    const all = await stream.whole(late.ShardId!, early === undefined ? 1 : 2)
    t.expect(all, 'what was acknowledged, and nothing else').toEqual(early === undefined ? ['late'] : ['early', 'late'])
  },
})

clause('kinesis.streams.updating-triggers', {
  given: { does: fc.constantFrom('split', 'merge', 'scale', 'encrypt', 'mode') },
  edges: (['split', 'merge', 'scale', 'encrypt', 'mode'] as const).map((does) => ({ does })),
  cases: 5,
  async check(t, { does }) {
    const stream = await t.stream({ shards: 2 })
    const [StreamName, StreamARN, ShardToSplit] = [stream.name, await stream.arn(), 'shardId-000000000000']
    if (does === 'split') await t.kinesis.splitShard({ StreamName, ShardToSplit, NewStartingHashKey: '1000' })
    if (does === 'merge')
      await t.kinesis.mergeShards({ StreamName, ShardToMerge: ShardToSplit, AdjacentShardToMerge: 'shardId-000000000001' })
    if (does === 'scale') await t.kinesis.updateShardCount({ StreamName, TargetShardCount: 4, ScalingType: 'UNIFORM_SCALING' })
    if (does === 'encrypt') await t.kinesis.startStreamEncryption({ StreamName, EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' })
    if (does === 'mode') await t.kinesis.updateStreamMode({ StreamARN, StreamModeDetails: { StreamMode: 'ON_DEMAND' } })
    t.expect(await stream.status(), 'the state of a stream that is being changed').toBeOneOf(['UPDATING', 'ACTIVE'])
    await stream.active()
  },
})

const CONTROL = ['SplitShard', 'StartStreamEncryption', 'StopStreamEncryption', 'UpdateShardCount'] as const
const INPUTS: Readonly<Record<string, object>> = {
  SplitShard: { ShardToSplit: 'shardId-000000000001', NewStartingHashKey: (2n ** 126n + 2n ** 125n).toString() },
  StartStreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
  StopStreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
  UpdateShardCount: { TargetShardCount: 3, ScalingType: 'UNIFORM_SCALING' },
  IncreaseStreamRetentionPeriod: { RetentionPeriodHours: 72 },
  DecreaseStreamRetentionPeriod: { RetentionPeriodHours: 24 },
  MergeShards: { ShardToMerge: 'shardId-000000000002', AdjacentShardToMerge: 'shardId-000000000003' },
}

/** The call is a good one before and after the split of another shard, and a target may be done with that at once: only an acceptance before it is done diverges. */
const whileUpdating = async (t: KinesisCase, operation: string): Promise<void> => {
  const stream = await t.stream({ shards: 4 })
  if (operation === 'StopStreamEncryption')
    await stream.change(t.kinesis.startStreamEncryption({ StreamName: stream.name, EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' }))
  if (operation.includes('Retention'))
    await stream.change(t.kinesis.increaseStreamRetentionPeriod({ StreamName: stream.name, RetentionPeriodHours: 48 }))
  await t.kinesis.splitShard({ StreamName: stream.name, ShardToSplit: 'shardId-000000000000', NewStartingHashKey: '1000' })
  const call = t.call(operation, { StreamName: stream.name, ...INPUTS[operation] })
  if ((await unlessRefused(call)) === undefined) return void (await t.refused(call))
  const isDone = (await stream.open()).every(({ ShardId }) => ShardId !== 'shardId-000000000000')
  if (!isDone) t.diverges(`${operation} was accepted while the split before it is not done`, 'ResourceInUseException', 'success')
}

clause('kinesis.streams.control-ops-need-active', {
  given: { operation: fc.constantFrom(...CONTROL) },
  edges: CONTROL.map((operation) => ({ operation })),
  check: (t, { operation }) => whileUpdating(t, operation),
})

clause('kinesis.merge.not-active-in-use', { check: (t) => whileUpdating(t, 'MergeShards') })

clause('kinesis.streams.retention-needs-active', {
  given: { operation: fc.constantFrom('IncreaseStreamRetentionPeriod', 'DecreaseStreamRetentionPeriod') },
  check: (t, { operation }) => whileUpdating(t, operation),
})

clause('kinesis.streams.rw-continue-while-updating', {
  async check(t) {
    const stream = await t.stream()
    await stream.put('before')
    await t.kinesis.splitShard({ StreamName: stream.name, ShardToSplit: 'shardId-000000000000', NewStartingHashKey: '1000' })
    t.expect((await stream.read(await stream.iterator(), 1)).map(textOf), 'what is read meanwhile').toEqual(['before'])
    const { ShardId } = await stream.put('meanwhile')
    t.expect(await stream.whole(ShardId!, 1), 'what its shard holds').toContain('meanwhile')
  },
})

// ---- deleting

clause('kinesis.streams.delete-async-deleting', {
  async check(t) {
    const stream = await t.stream()
    await t.kinesis.deleteStream({ StreamName: stream.name })
    t.expect(await stream.status(), 'the state of a stream that was deleted').toBeOneOf(['DELETING', undefined])
  },
})

clause('kinesis.streams.delete-eventually-not-found', {
  given: { operation: fc.constantFrom('DescribeStream', 'DescribeStreamSummary', 'ListShards', 'ListTagsForStream') },
  async check(t, { operation }) {
    const stream = await t.stream({ shards: 2 })
    const { NextToken } = await t.kinesis.listShards({ StreamName: stream.name, MaxResults: 1 })
    await t.kinesis.deleteStream({ StreamName: stream.name })
    await stream.gone()
    await t.refused(t.call(operation, { StreamName: stream.name }))
    // Whether the token or the stream is at fault is not documented.
    await t.refused(t.kinesis.listShards({ NextToken }), anyClientError)
  },
})

clause('kinesis.streams.delete-allows-data-while-deleting', {
  async check(t) {
    const stream = await t.stream()
    await t.kinesis.deleteStream({ StreamName: stream.name })
    const call = stream.put('late')
    if ((await unlessRefused(call)) === undefined) await t.refused(call)
    else t.expect((await call).ShardId, 'the shard of a record that was taken').toBe('shardId-000000000000')
  },
})

clause('kinesis.streams.delete-needs-active', {
  given: { isActive: fc.boolean() },
  edges: [{ isActive: true }, { isActive: false }],
  async check(t, { isActive }) {
    const stream = isActive ? await t.stream() : await created(t)
    try {
      await t.kinesis.deleteStream({ StreamName: stream.name })
    } catch (error) {
      const isUnseen = error instanceof Refusal && error.errorName === 'ResourceNotFoundException' && !isActive
      if (!isUnseen || !t.profile.tolerates('kinesis.streams.describe-after-create-may-not-find')) throw error
      t.undecided('the new stream was not found yet')
    }
    await stream.gone()
  },
})

clause('kinesis.streams.delete-with-consumers-refused', {
  async check(t) {
    const stream = await t.stream()
    const { ConsumerARN } = await stream.consumer()
    await t.refused(t.kinesis.deleteStream({ StreamName: stream.name, EnforceConsumerDeletion: false }))
    t.expect(await stream.status(), 'the state of the stream that was not deleted').toBe('ACTIVE')
    await t.kinesis.describeStreamConsumer({ ConsumerARN })
  },
})

clause('kinesis.streams.delete-enforce-default-false', {
  async check(t) {
    const stream = await t.stream()
    await stream.consumer()
    await t.refused(t.kinesis.deleteStream({ StreamName: stream.name }), 'kinesis.streams.delete-with-consumers-refused')
    t.expect(await stream.status(), 'the state of the stream that was not deleted').toBe('ACTIVE')
  },
})

clause('kinesis.streams.delete-enforce-consumer-deletion', {
  async check(t) {
    const stream = await t.stream()
    const { ConsumerARN } = await stream.consumer()
    await t.kinesis.deleteStream({ StreamName: stream.name, EnforceConsumerDeletion: true })
    await stream.gone()
    await t.refused(t.kinesis.describeStreamConsumer({ ConsumerARN }), 'kinesis.efo.describe-unknown')
  },
})

clause('kinesis.streams.delete-removes-shards-and-tags', {
  async check(t) {
    const stream = await t.stream({ shards: 2, tags: { key: 'value' } })
    await t.kinesis.deleteStream({ StreamName: stream.name })
    await stream.gone()
    const again = await t.stream({ name: stream.name })
    t.expect(await again.shards(), 'the shards of the next stream of the name').toHaveLength(1)
    t.expect((await t.kinesis.listTagsForStream({ StreamName: stream.name })).Tags, 'its tags').toEqual([])
  },
})

/** The time of creation is approximate, so that the second stream is made when a while has gone by. */
clause('kinesis.streams.recreate-same-name', {
  async check(t) {
    const stream = await t.stream()
    await stream.put('old')
    const { StreamCreationTimestamp: before } = await stream.summary()
    await t.time.sleep(2000)
    await t.kinesis.deleteStream({ StreamName: stream.name })
    await stream.gone()
    const again = await t.stream({ name: stream.name })
    t.expect((await again.summary()).StreamCreationTimestamp, 'the time of the second creation').not.toEqual(before)
    t.expect(await again.texts(await again.iterator()), 'the records of the new stream').toEqual([])
  },
})

clause('kinesis.streams.delete-unknown-not-found', {
  given: { enforce: fc.boolean() },
  check: async (t, { enforce }) =>
    void (await t.refused(t.kinesis.deleteStream({ StreamName: t.name(), EnforceConsumerDeletion: enforce }))),
})
