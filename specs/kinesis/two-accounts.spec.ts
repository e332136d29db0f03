import { clause, fc, textOf } from './bench.js'
import { kinesisWords, type KinesisCase } from './bench.js'
import { binding } from './binding.js'
import type { QueueRecord } from './record-queue.js'

/** The same case, in the hands of another account. */
const other = async (t: KinesisCase): Promise<KinesisCase> => kinesisWords(await t.on(binding, { isSecond: true }))

const allow = (t: KinesisCase, ResourceARN: string, account: string, actions: readonly string[]) =>
  t.kinesis.putResourcePolicy({
    ResourceARN,
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: actions, Resource: ResourceARN }],
    }),
  })

clause('kinesis.auth.access-denied', {
  accounts: 2,
  given: { operation: fc.constantFrom('DescribeStreamSummary', 'ListShards', 'PutRecord') },
  edges: (['DescribeStreamSummary', 'ListShards', 'PutRecord'] as const).map((operation) => ({ operation })),
  async check(t, { operation }) {
    const StreamARN = await (await t.stream()).arn()
    const more = operation === 'PutRecord' ? { PartitionKey: 'k', Data: Uint8Array.of(1) } : {}
    await t.refused((await other(t)).call(operation, { StreamARN, ...more }))
    await t.call(operation, { StreamARN, ...more })
  },
})

/** A queue by its own ARN, to which the policy belongs. */
const receivedByOther = async (t: KinesisCase): Promise<void> => {
  const { stream, arn: QueueARN } = await t.queue()
  const there = await other(t)
  await stream.put('shared')
  const receive = (): Promise<{ readonly QueueRecords?: readonly QueueRecord[] }> => there.call('ReceiveQueueRecords', { QueueARN })
  await t.refused(receive())
  await allow(t, QueueARN, there.account!, ['kinesis:ReceiveQueueRecords'])
  t.expect(
    ((await receive()).QueueRecords ?? []).map(({ Data = [] }) => Buffer.from(Data).toString()),
    'what the other account receives',
  ).toEqual(['shared'])
}

clause('kinesis.resource-policy.enforced', {
  accounts: 2,
  axes: { on: ['stream', 'queue'] },
  async check(t, { on }) {
    if (on === 'queue') return receivedByOther(t)
    const stream = await t.stream()
    const StreamARN = await stream.arn()
    const there = await other(t)
    await allow(t, StreamARN, there.account!, ['kinesis:PutRecord'])
    const { ShardId } = await there.kinesis.putRecord({ StreamARN, PartitionKey: 'k', Data: Buffer.from('from there') })
    await t.refused(there.kinesis.listShards({ StreamARN }))
    await t.refused(there.kinesis.getShardIterator({ StreamARN, ShardId, ShardIteratorType: 'TRIM_HORIZON' }))
    t.expect(await stream.whole(ShardId!, 1), 'what the other account has put').toEqual(['from there'])
    await t.kinesis.deleteResourcePolicy({ ResourceARN: StreamARN })
    await t.refused(there.kinesis.putRecord({ StreamARN, PartitionKey: 'k', Data: Buffer.from('again') }))
  },
})

clause('kinesis.identifiers.cross-account-needs-arn', {
  accounts: 2,
  async check(t) {
    const stream = await t.stream()
    const StreamARN = await stream.arn()
    const there = await other(t)
    await allow(t, StreamARN, there.account!, ['kinesis:DescribeStreamSummary'])
    const { StreamDescriptionSummary } = await there.kinesis.describeStreamSummary({ StreamARN })
    t.expect(StreamDescriptionSummary?.StreamARN, 'the stream that the other account sees by its ARN').toBe(StreamARN)
    await t.refused(there.kinesis.describeStreamSummary({ StreamName: stream.name }), 'kinesis.identifiers.unknown-stream-not-found')
  },
})

clause('kinesis.resource-policy.owner-only', {
  accounts: 2,
  async check(t) {
    const ResourceARN = await (await t.stream()).arn()
    const there = await other(t)
    await allow(t, ResourceARN, there.account!, ['kinesis:DescribeStreamSummary'])
    await t.refused(allow(there, ResourceARN, there.account!, ['kinesis:PutRecord']))
    const { Policy = '' } = await t.kinesis.getResourcePolicy({ ResourceARN })
    t.expect(Policy, "the policy, which is the owner's").toContain('kinesis:DescribeStreamSummary')
  },
})

clause('kinesis.resource-policy.consumer-separate', {
  accounts: 2,
  async check(t) {
    const stream = await t.stream()
    const { ConsumerARN = '' } = await stream.consumer()
    const there = await other(t)
    const ShardId = await stream.shardId()
    const subscribe = () => there.made(stream.name).subscribe({ ConsumerARN }, { Type: 'TRIM_HORIZON' }, ShardId)
    await allow(t, await stream.arn(), there.account!, ['kinesis:DescribeStream', 'kinesis:ListShards'])
    await t.refused(subscribe(), 'kinesis.auth.access-denied')
    await allow(t, ConsumerARN, there.account!, ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'])
    await stream.put('shared')
    t.expect((await (await subscribe()).until(1)).map(textOf), 'what the other account reads').toEqual(['shared'])
  },
})
