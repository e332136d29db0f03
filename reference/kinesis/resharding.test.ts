import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ACCOUNT, FIRST_SHARD, keysFrom, LAST_KEY, opened } from './opened.fixture.js'

const SECOND = 1000
const widthOf = ({ HashKeyRange: range }: { HashKeyRange: { StartingHashKey: string; EndingHashKey: string } | undefined }): bigint =>
  BigInt(range!.EndingHashKey) - BigInt(range!.StartingHashKey) + 1n

it('gives every shard the same width and the last one the rest', async () => {
  const { shards } = await opened(3)
  expect((await shards()).map(({ HashKeyRange }) => HashKeyRange!.StartingHashKey)).toEqual([
    '0',
    '113427455640312821154458202477256070485',
    '226854911280625642308916404954512140970',
  ])
})

it.each([
  [2, 4, 6],
  [4, 5, 15],
  [10, 13, 37],
  [4, 2, 6],
  [5, 3, 7],
  [4, 8, 12],
])('scales %i shards to %i by way of %i in all', async (from, to, all) => {
  const { aws, kinesis, shards } = await opened(from)
  const reply = await kinesis.updateShardCount({ StreamName: 's', TargetShardCount: to, ScalingType: 'UNIFORM_SCALING' })
  expect(reply).toMatchObject({ CurrentShardCount: from, TargetShardCount: to })
  await aws.clock.advance(SECOND)
  expect(await shards()).toHaveLength(all)
  const open = (await shards()).filter(({ SequenceNumberRange }) => SequenceNumberRange!.EndingSequenceNumber === undefined)
  expect(open).toHaveLength(to)
  if (to === 2 * from || 2 * to === from) expect(new Set(open.map((shard) => String(widthOf(shard as never)))).size).toBe(1)
})

it('refuses a split that would leave a child with one key', async () => {
  const { kinesis } = await opened(2)
  const [, end] = ['', String(2n ** 127n - 1n)]
  for (const key of ['0', '1', end, String(LAST_KEY)]) {
    await expect(kinesis.splitShard({ StreamName: 's', ShardToSplit: FIRST_SHARD, NewStartingHashKey: key })).rejects.toThrow(
      `NewStartingHashKey ${key} used in SplitShard() on shard ${FIRST_SHARD} in stream s under account ${ACCOUNT} is not both greater than one plus ` +
        `the shard's StartingHashKey 0 and less than the shard's EndingHashKey ${end}.`,
    )
  }
  await kinesis.splitShard({ StreamName: 's', ShardToSplit: FIRST_SHARD, NewStartingHashKey: '2' })
  await expect(kinesis.splitShard({ StreamName: 's', ShardToSplit: 'shardId-000000000001', NewStartingHashKey: '2' })).rejects.toThrow(
    /^Stream s under account \d{12} not ACTIVE, instead in state UPDATING$/,
  )
})

it('merges neighbours, the lower one first, and neither again', async () => {
  const { aws, kinesis, shards } = await opened(3)
  const merge = (a: number, b: number) =>
    kinesis.mergeShards({ StreamName: 's', ShardToMerge: `shardId-00000000000${a}`, AdjacentShardToMerge: `shardId-00000000000${b}` })
  for (const [a, b] of [
    [1, 0],
    [0, 2],
    [0, 0],
  ] as const)
    await expect(merge(a, b)).rejects.toThrow(/are not an adjacent pair/)
  await expect(merge(0, 7)).rejects.toThrow(`Could not find shard shardId-000000000007 in stream s under account ${ACCOUNT}.`)
  await merge(0, 1)
  await aws.clock.advance(SECOND)
  expect((await shards())[3]).toMatchObject({ ParentShardId: FIRST_SHARD, AdjacentParentShardId: 'shardId-000000000001' })
  await expect(merge(0, 1)).rejects.toThrow(/has already been merged or split, and thus is not eligible/)
})

it('tells of the children at the end of a closed shard, and only there', async () => {
  const { aws, kinesis, put, iterator } = await opened()
  await put('a')
  await put('b')
  const start = await iterator({})
  await kinesis.splitShard({ StreamName: 's', ShardToSplit: FIRST_SHARD, NewStartingHashKey: String(2n ** 127n) })
  await aws.clock.advance(SECOND)
  const first = await kinesis.getRecords({ ShardIterator: start, Limit: 1 })
  expect(first).toMatchObject({ Records: [{ PartitionKey: 'a' }] })
  expect(first.ChildShards).toBeUndefined()
  const last = await kinesis.getRecords({ ShardIterator: first.NextShardIterator! })
  expect(last.Records).toHaveLength(1)
  expect(last).not.toHaveProperty('NextShardIterator')
  expect(last.ChildShards).toMatchObject([
    { ShardId: 'shardId-000000000001', ParentShards: [FIRST_SHARD], HashKeyRange: { StartingHashKey: '0' } },
    { ShardId: 'shardId-000000000002', ParentShards: [FIRST_SHARD], HashKeyRange: { EndingHashKey: String(LAST_KEY) } },
  ])
})

it('partitions the keys and loses no record, whatever is split and merged while records come, under all adversity', async () => {
  const step = fc.record({ act: fc.constantFrom('split', 'merge', 'double'), which: fc.nat(50), puts: fc.nat(8) })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 5 }), fc.nat(), async (steps, seed) => {
      const { aws, kinesis, put, iterator, shards } = await opened(2, { seed, adversity: 'kinesis.shards.closed-gets-no-new-records=0.5' })
      const stored: string[] = []
      for (const { act, which, puts } of steps) {
        const open = (await shards())
          .filter(({ SequenceNumberRange }) => SequenceNumberRange!.EndingSequenceNumber === undefined)
          .sort((a, b) => (BigInt(a.HashKeyRange!.StartingHashKey!) < BigInt(b.HashKeyRange!.StartingHashKey!) ? -1 : 1))
        expect(open.reduce((sum, shard) => sum + widthOf(shard as never), 0n)).toBe(LAST_KEY + 1n)
        const shard = open[which % open.length]!
        const next = open[(which % open.length) + 1]
        if (act === 'double')
          await kinesis.updateShardCount({ StreamName: 's', TargetShardCount: open.length * 2, ScalingType: 'UNIFORM_SCALING' })
        else if (act === 'merge' && next !== undefined) {
          await kinesis.mergeShards({ StreamName: 's', ShardToMerge: shard.ShardId!, AdjacentShardToMerge: next.ShardId! })
        } else {
          const middle = BigInt(shard.HashKeyRange!.StartingHashKey!) + widthOf(shard as never) / 2n
          await kinesis.splitShard({ StreamName: 's', ShardToSplit: shard.ShardId!, NewStartingHashKey: String(middle) })
        }
        for (let i = 0; i < puts; i++) {
          const key = `${stored.length}`
          await put(key)
          stored.push(key)
          await aws.clock.advance(300)
        }
        await aws.clock.advance(SECOND)
      }
      const read: (string | undefined)[] = []
      for (const { ShardId } of await shards()) read.push(...(await keysFrom(kinesis, await iterator({ ShardId: ShardId! }))))
      expect(read.sort()).toEqual([...stored].sort())
    }),
    { numRuns: 15 },
  )
})
