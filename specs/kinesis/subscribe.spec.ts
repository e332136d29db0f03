import type { StartingPosition } from '@aws-sdk/client-kinesis'
import { bounds, clause, fc, textOf, protocols } from './bench.js'
import type { KinesisCase, Stream } from './bench.js'

const FIRST = 'shardId-000000000000'
const counts = (max = 6) => fc.integer({ min: 1, max })

/** A stream with a consumer that is ACTIVE. */
const consumed = async (t: KinesisCase, shards = 1) => {
  const stream = await t.stream({ shards })
  return { stream, consumer: await stream.consumer() }
}

/** Puts `0`, `1` … in turn. @returns their texts */
const filled = async (stream: Stream, count: number, from = 0): Promise<readonly string[]> => {
  const texts = Array.from({ length: count }, (_, nth) => `${from + nth}`)
  for (const text of texts) await stream.put(text)
  return texts
}

/** What readers see from now on comes after what was put before. */
const shownAll = async (t: KinesisCase, stream: Stream, n: number) => {
  const records = await stream.read(await stream.iterator(), n)
  if (t.profile.tolerates('kinesis.get.read-after-write-delay')) await t.time.sleep(2000)
  return records
}

bounds('kinesis.efo.subscribe-required', 'required', {
  valid: async (t) => {
    const { consumer } = await consumed(t)
    return { ConsumerARN: consumer.ConsumerARN, ShardId: FIRST, StartingPosition: { Type: 'TRIM_HORIZON' } }
  },
})

clause('kinesis.efo.subscribe-push', {
  axes: { protocol: protocols },
  given: { before: fc.nat({ max: 3 }), after: counts() },
  async check(t, { before, after }) {
    const { stream, consumer } = await consumed(t)
    await filled(stream, before)
    await shownAll(t, stream, before)
    const subscription = await stream.subscribe(consumer, { Type: 'LATEST' })
    const texts = await filled(stream, after, before)
    t.expect((await subscription.until(after)).map(textOf), 'the records that came without a call').toEqual(texts)
  },
})

clause('kinesis.efo.subscribe-event-members', {
  axes: { protocol: protocols },
  given: { count: counts(3) },
  async check(t, { count }) {
    const { stream, consumer } = await consumed(t)
    await filled(stream, count)
    const subscription = await stream.subscribe(consumer)
    await subscription.until(count)
    for (const { Records, ContinuationSequenceNumber, MillisBehindLatest } of subscription.events) {
      t.expect(Array.isArray(Records), 'whether an event has a list of records').toBe(true)
      t.expect(ContinuationSequenceNumber, 'the number to go on from').toMatch(/^\d+$/)
      t.expect(MillisBehindLatest, 'how far behind an event is').toBeGreaterThanOrEqual(0)
    }
    const { Data, PartitionKey, SequenceNumber, ApproximateArrivalTimestamp } = subscription.records[0]!
    t.expect([textOf({ Data, PartitionKey, SequenceNumber }), PartitionKey], 'the data and the key of a record').toEqual(['0', 'k'])
    t.expect([SequenceNumber, ApproximateArrivalTimestamp], 'its number and time').toEqual([
      t.expect.stringMatching(/^\d+$/),
      t.expect.any(Date),
    ])
  },
})

clause('kinesis.efo.subscribe-many-shards', {
  given: { shards: fc.integer({ min: 2, max: 4 }) },
  async check(t, { shards }) {
    const { stream, consumer } = await consumed(t, shards)
    const open = await stream.open()
    const subscriptions = []
    for (const { ShardId } of open) subscriptions.push(await stream.subscribe(consumer, { Type: 'TRIM_HORIZON' }, ShardId))
    for (const [nth, { HashKeyRange }] of open.entries()) await stream.put(`${nth}`, { ExplicitHashKey: HashKeyRange!.StartingHashKey! })
    for (const [nth, subscription] of subscriptions.entries())
      t.expect((await subscription.until(1)).map(textOf), `the records of ${open[nth]!.ShardId}`).toEqual([`${nth}`])
  },
})

/** A record of one subscription, whatever the events are. */
clause('kinesis.efo.subscribe-batching-free', {
  given: { batches: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 }) },
  async check(t, { batches }) {
    const { stream, consumer } = await consumed(t)
    const subscription = await stream.subscribe(consumer)
    const due: string[] = []
    for (const [batch, size] of batches.entries()) {
      const texts = Array.from({ length: size }, (_, nth) => `${batch}-${nth}`)
      await stream.putAll(texts.map((data) => ({ data })))
      due.push(...texts)
    }
    t.expect((await subscription.until(due.length)).map(textOf).sort(), 'the records of all events together').toEqual(due.sort())
  },
})

clause('kinesis.efo.subscribe-order', {
  given: { batches: fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 2, maxLength: 5 }) },
  async check(t, { batches }) {
    const { stream, consumer } = await consumed(t)
    const subscription = await stream.subscribe(consumer)
    const total = batches.reduce((sum, size) => sum + size, 0)
    for (const [batch, size] of batches.entries())
      await stream.putAll(Array.from({ length: size }, (_, nth) => ({ data: `${batch}`, PartitionKey: `key-${nth % 3}` })))
    const records = await subscription.until(total)
    const numbers = records.map(({ SequenceNumber }) => BigInt(SequenceNumber!))
    t.expect(numbers, 'the numbers as they came').toEqual([...numbers].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)))
    const nth = records.map(textOf).map(Number)
    t.expect(nth, 'the batches, of which each was acknowledged before the next').toEqual([...nth].sort((a, b) => a - b))
  },
})

clause('kinesis.efo.subscribe-positions', {
  given: {
    type: fc.constantFrom('TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER', 'AT_TIMESTAMP'),
    count: fc.integer({ min: 2, max: 4 }),
    at: fc.nat({ max: 3 }),
  },
  edges: (['TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER', 'AT_TIMESTAMP'] as const).map((type) => ({ type })),
  async check(t, { type, count, at }) {
    const { stream, consumer } = await consumed(t)
    const numbers: string[] = []
    for (let nth = 0; nth < count; nth++) {
      const put = await stream.put(`${nth}`)
      numbers.push(put.SequenceNumber!)
      // Times of arrival are told apart by it.
      await t.time.pass(t.time.after(put, 1500))
    }
    const times = (await shownAll(t, stream, count)).map(({ ApproximateArrivalTimestamp: time }) => time!.getTime())
    if (type === 'AT_TIMESTAMP' && times.some((time, nth) => nth > 0 && time <= times[nth - 1]!))
      t.undecided('the times of arrival do not rise')
    const nth = at % count
    const { position, from }: { readonly position: StartingPosition; readonly from: number } = {
      TRIM_HORIZON: { position: { Type: type }, from: 0 },
      LATEST: { position: { Type: type }, from: count },
      AT_SEQUENCE_NUMBER: { position: { Type: type, SequenceNumber: numbers[nth] }, from: nth },
      AFTER_SEQUENCE_NUMBER: { position: { Type: type, SequenceNumber: numbers[nth] }, from: nth + 1 },
      AT_TIMESTAMP: { position: { Type: type, Timestamp: new Date(times[nth]!) }, from: nth },
    }[type]
    const subscription = await stream.subscribe(consumer, position)
    await stream.put(`${count}`)
    const due = Array.from({ length: count + 1 - from }, (_, more) => `${from + more}`)
    t.expect((await subscription.until(due.length)).map(textOf), `the records from ${type} on`).toEqual(due)
  },
})

clause('kinesis.efo.subscribe-position-args', {
  given: { type: fc.constantFrom('AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER', 'AT_TIMESTAMP') },
  edges: (['AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER', 'AT_TIMESTAMP'] as const).map((type) => ({ type })),
  async check(t, { type }) {
    const { stream, consumer } = await consumed(t)
    const { SequenceNumber } = await stream.put('0')
    await t.refused(stream.subscribe(consumer, { Type: type }, FIRST))
    const given = type === 'AT_TIMESTAMP' ? { Timestamp: new Date(t.time.now() - 3_600_000) } : { SequenceNumber }
    const subscription = await stream.subscribe(consumer, { Type: type, ...given }, FIRST)
    const [due, other] = type === 'AFTER_SEQUENCE_NUMBER' ? ['1', '0'] : ['0', '1']
    await stream.put('1')
    const [first] = (await subscription.until(1)).map(textOf)
    t.expect(first, `the first record, which is not ${other}`).toBe(due)
  },
})

clause('kinesis.efo.subscribe-unknown-consumer', {
  axes: { protocol: protocols },
  given: { bad: fc.constantFrom('consumer', 'shard') },
  edges: [{ bad: 'consumer' }, { bad: 'shard' }],
  async check(t, { bad }) {
    const { stream, consumer } = await consumed(t)
    const { ConsumerARN } = bad === 'consumer' ? { ConsumerARN: `${await stream.arn()}/consumer/nobody:1700000000` } : consumer
    await t.refused(stream.subscribe({ ConsumerARN }, { Type: 'LATEST' }, bad === 'shard' ? 'shardId-000000000007' : FIRST))
  },
})

clause('kinesis.protocol.http2.event-stream', {
  async check(t) {
    const { stream, consumer } = await consumed(t)
    const subscription = await stream.subscribe(consumer)
    await stream.put('x')
    await subscription.until(1)
    t.expect(t.answer(subscription.output).headers['content-type'], 'the media type').toBe('application/vnd.amazon.eventstream')
    t.expect(subscription.stream.headers, 'the headers of an event').toMatchObject({
      ':message-type': 'event',
      ':event-type': 'SubscribeToShardEvent',
      ':content-type': 'application/x-amz-json-1.1',
    })
    t.expect(subscription.stream.carrier, 'what can carry a stream of events').toBeOneOf(['HTTP/2', undefined])
    t.expect((await t.json('ListStreams', {})).status, 'the status of another operation over HTTP/1.1').toBe(200)
  },
})

clause('kinesis.protocol.cbor.subscribe-at-timestamp', {
  axes: { protocol: ['cbor'] },
  given: { count: counts(3) },
  async check(t, { count }) {
    const { stream, consumer } = await consumed(t)
    await t.time.pass(t.time.after(await stream.put('before'), 2000))
    const texts = await filled(stream, count)
    const [before, first] = (await shownAll(t, stream, count + 1)).map(({ ApproximateArrivalTimestamp: time }) => time!) as [Date, Date]
    if (first.getTime() <= before.getTime() + 1) t.undecided('the times of arrival do not rise')
    const subscription = await stream.subscribe(consumer, { Type: 'AT_TIMESTAMP', Timestamp: first })
    const records = await subscription.until(count)
    t.expect(records.map(textOf), 'the records from that time on').toEqual(texts)
    t.expect(records[0]!.ApproximateArrivalTimestamp, 'the time of the first').toEqual(first)
  },
})
