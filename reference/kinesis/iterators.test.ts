import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ACCOUNT, FIRST_SHARD, keysFrom, opened } from './opened.fixture.js'

it('reaches every later record once from every kind of position, whatever the size of the pages', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.nat(), fc.integer({ min: 1, max: 4 }), async (count, pick, limit) => {
      const { aws, kinesis, put, iterator } = await opened(1, { relax: ['kinesis.get.five-per-second', 'kinesis.iterator.rate-limit-5'] })
      const at: { key: string; number: string; time: Date }[] = []
      for (let i = 0; i < count; i++) {
        const { SequenceNumber } = await put(String(i))
        at.push({ key: String(i), number: SequenceNumber!, time: new Date(aws.clock.now()) })
        await aws.clock.advance(10)
      }
      const chosen = at[pick % count]!
      const keys = at.map(({ key }) => key)
      const from = keys.slice(pick % count)
      const read = async (input: object) => keysFrom(kinesis, await iterator(input), limit)
      expect(await read({ ShardIteratorType: 'TRIM_HORIZON' })).toEqual(keys)
      expect(await read({ ShardIteratorType: 'LATEST' })).toEqual([])
      expect(await read({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: chosen.number })).toEqual(from)
      expect(await read({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: chosen.number })).toEqual(from.slice(1))
      expect(await read({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: chosen.time })).toEqual(from)
      const numbers = at.map(({ number }) => BigInt(number))
      expect(numbers).toEqual([...numbers].sort((a, b) => (a < b ? -1 : 1)))
    }),
    { numRuns: 20 },
  )
})

it('lets an iterator live for five minutes, and says when it was made', async () => {
  const { aws, kinesis, put, iterator } = await opened()
  await put('a')
  const ShardIterator = await iterator({})
  await aws.clock.advance(299_999)
  expect((await kinesis.getRecords({ ShardIterator })).Records).toHaveLength(1)
  expect((await kinesis.getRecords({ ShardIterator })).Records).toHaveLength(1)
  await aws.clock.advance(1)
  await expect(kinesis.getRecords({ ShardIterator })).rejects.toMatchObject({
    name: 'ExpiredIteratorException',
    message: expect.stringMatching(
      /^Iterator expired\. The iterator was created at time \w{3} \w{3} \d\d \d\d:\d\d:\d\d UTC \d{4} while right now it is .* tolerated delay of 300000 milliseconds\.$/,
    ) as string,
  })
})

it('takes no iterator but its own', async () => {
  const { aws, kinesis, iterator } = await opened()
  const ShardIterator = await iterator({})
  const forged = Buffer.from(ShardIterator, 'base64')
  forged[20] = forged[20]! ^ 1
  const other = aws.world('111122223333').client()
  const { Kinesis } = await import('@aws-sdk/client-kinesis')
  const elsewhere = new Kinesis(other)
  for (const text of ['garbage', forged.toString('base64'), `${ShardIterator}AAAA`]) {
    await expect(kinesis.getRecords({ ShardIterator: text })).rejects.toThrow(/^Invalid ShardIterator\.$/)
  }
  await expect(elsewhere.getRecords({ ShardIterator })).rejects.toThrow(/^Invalid ShardIterator\.$/)
  await kinesis.deleteStream({ StreamName: 's' })
  await aws.clock.advance(1000)
  await expect(kinesis.getRecords({ ShardIterator })).rejects.toThrow(
    `Shard ${FIRST_SHARD} in stream s under account ${ACCOUNT} does not exist`,
  )
})

it('tells a number of another shard, of another stream and of no form apart', async () => {
  const { aws, kinesis, put, iterator } = await opened(2)
  const { SequenceNumber } = await put('a', { ExplicitHashKey: '0' })
  const after = (StartingSequenceNumber: string, ShardId = FIRST_SHARD) =>
    iterator({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber, ShardId })
  await expect(after(SequenceNumber!, 'shardId-000000000001')).rejects.toThrow(
    `Invalid StartingSequenceNumber. It encodes ${FIRST_SHARD}, while it was used in a call to a shard with shardId-000000000001`,
  )
  await expect(after('5')).rejects.toThrow(/It encodes shardId-000000000005, while/)
  await expect(after('49039857307719593840066370180380661734935976090628259842')).rejects.toThrow(/is invalid\.$/)
  await kinesis.deleteStream({ StreamName: 's' })
  await aws.clock.advance(6000)
  await kinesis.createStream({ StreamName: 's', ShardCount: 1 })
  await aws.clock.advance(1000)
  await expect(after(SequenceNumber!)).rejects.toThrow(/is invalid because it did not come from this stream\.$/)
})

it('hides what the retention period has passed, and brings nothing back', async () => {
  const { aws, kinesis, put, iterator } = await opened()
  await put('old')
  await aws.clock.advance(24 * 3_600_000 - 1)
  expect(await keysFrom(kinesis, await iterator({}))).toEqual(['old'])
  await aws.clock.advance(1)
  await put('new')
  expect(await keysFrom(kinesis, await iterator({}))).toEqual(['new'])
  await kinesis.increaseStreamRetentionPeriod({ StreamName: 's', RetentionPeriodHours: 48 })
  await aws.clock.advance(1000)
  expect(await keysFrom(kinesis, await iterator({}))).toEqual(['new'])
  await aws.clock.advance(30 * 3_600_000)
  expect(await keysFrom(kinesis, await iterator({}))).toEqual(['new'])
})
