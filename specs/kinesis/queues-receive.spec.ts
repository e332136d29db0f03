import { Buffer } from 'node:buffer'
import { clause, fc, type KinesisCase, unlessRefused } from './bench.js'
import { createQueue, queueInput, textOf } from './record-queue.js'

/** Seconds that a record is hidden for which nobody is to see again. */
const LONG = { VisibilityTimeoutSeconds: 600 }
/** The start of a queue is approximate: records are put so long before and after it. */
const APART_MS = 5000

// ---- where a queue starts

const LATEST = [
  { id: 'kinesis.queues.starting-position-default-latest', isNamed: false },
  { id: 'kinesis.queues.latest-skips-older', isNamed: true },
]
for (const { id, isNamed } of LATEST) {
  clause(id, {
    async check(t) {
      const stream = await t.stream({ isOnDemand: true })
      await stream.put('older')
      await t.time.sleep(APART_MS)
      const queue = isNamed ? await t.queue({ stream, position: { Type: 'LATEST' } }) : await t.queue({ stream, position: null })
      await t.time.sleep(APART_MS)
      await stream.put('newer')
      t.expect(textOf(await queue.live.one(LONG)), 'the record that is delivered first').toBe('newer')
      if (!t.profile.tolerates('kinesis.queues.at-least-once')) await queue.live.none('the older record is not delivered')
    },
  })
}

clause('kinesis.queues.trim-horizon', {
  given: { n: fc.integer({ min: 1, max: 10 }) },
  async check(t, { n }) {
    const stream = await t.stream({ isOnDemand: true })
    const texts = Array.from({ length: n }, (_, nth) => `record-${nth}`)
    for (const text of texts) await stream.put(text, { PartitionKey: text })
    const { live } = await t.queue({ stream })
    t.expect((await live.eventually(n, LONG)).map(textOf).sort(), 'the records that the stream held').toEqual(texts.sort())
  },
})

clause('kinesis.queues.position-approximate', {
  async check(t) {
    const stream = await t.stream({ isOnDemand: true })
    await stream.put('older')
    await t.time.sleep(APART_MS)
    const Timestamp = new Date(t.time.now())
    await t.time.sleep(APART_MS)
    await stream.put('newer')
    const { live } = await t.queue({ stream, position: { Type: 'AT_TIMESTAMP', Timestamp } })
    t.expect(textOf(await live.one(LONG)), 'the record that is delivered first').toBe('newer')
    if (!t.profile.tolerates('kinesis.queues.at-least-once')) await live.none('a record from well before the start is not delivered')
  },
})

clause('kinesis.queues.each-queue-gets-all', {
  async check(t) {
    const one = await t.queue()
    const other = await t.queue({ stream: one.stream })
    await one.stream.put('for both')
    const [first, second] = [await one.live.one(LONG), await other.live.one(LONG)]
    t.expect([first, second].map(textOf), 'what both queues deliver').toEqual(['for both', 'for both'])
    t.expect(second.RecordId, 'the id of the record in the other queue').toBe(first.RecordId)
  },
})

// ---- what a receive gives

clause('kinesis.queues.record-members', {
  async check(t) {
    const { stream, live } = await t.queue()
    await stream.put('data', { PartitionKey: 'key' })
    const [some, time] = [t.expect.any(String) as string, t.expect.any(Date) as Date]
    const members = {
      ReceiptHandle: some,
      RecordId: some,
      ApproximateArrivalTimestamp: time,
      FirstReceiveTimestamp: time,
      ReceiveCount: t.expect.any(Number) as number,
      PartitionKey: 'key',
    }
    const record = await live.one()
    t.expect(record, 'the members of a record').toMatchObject(members)
    t.expect(textOf(record), 'its data').toBe('data')
  },
})

clause('kinesis.queues.record-id-form', {
  cases: 2,
  async check(t) {
    const { stream, live } = await t.queue()
    await stream.put()
    t.expect((await live.one()).RecordId, 'the id of a record').toMatch(/^[a-z0-9]{1,64}$/)
  },
})

clause('kinesis.queues.data-unchanged', {
  given: { data: fc.uint8Array({ minLength: 1, maxLength: 2000 }), key: fc.string({ minLength: 1, maxLength: 120, unit: 'binary' }) },
  edges: [{ data: Uint8Array.of(0, 255, 128, 10) }],
  async check(t, { data, key }) {
    const { stream, live, dead } = await t.queue({
      attributes: { DeadLetterConfiguration: { TargetType: 'BUILT_IN', MaxReceiveCount: 1 } },
    })
    await stream.put(data, { PartitionKey: key })
    const record = await live.one({ VisibilityTimeoutSeconds: 1 })
    await t.time.pass(t.time.after(record, 1000))
    for (const { Data = [], PartitionKey } of [record, await dead.one()]) {
      t.expect(Buffer.from(Data).toString('hex'), 'the data that came back').toBe(Buffer.from(data).toString('hex'))
      t.expect(PartitionKey, 'the partition key that came back').toBe(key)
    }
  },
})

clause('kinesis.queues.receive-limit', {
  given: { limit: fc.integer({ min: 1, max: 10 }) },
  edges: [{ limit: 1 }, { limit: 10 }],
  async check(t, { limit }) {
    const { stream, live } = await t.queue()
    await stream.putAll(Array.from({ length: 25 }, (_, nth) => ({ data: `record-${nth}`, PartitionKey: `${nth}` })))
    await t.time.sleep(1000)
    const { QueueRecords: some = [] } = await live.receive({ Limit: limit, ...LONG })
    t.expect(some.length, `the records of a receive with Limit ${limit}`).toBeLessThanOrEqual(limit)
    const { QueueRecords: usual = [] } = await live.receive(LONG)
    t.expect(usual.length, 'the records of a receive without Limit').toBeLessThanOrEqual(10)
    t.expect(some.length + usual.length, 'the records of both').toBeGreaterThan(0)
    // Of those that came back no more are given than of new ones.
    const back = await live.hide(0, ...some)
    t.expect(back.Failed ?? [], 'the records that were not made visible').toEqual([])
    const { QueueRecords: again = [] } = await live.receive({ Limit: Math.max(1, limit - 1), ...LONG })
    t.expect(again.length, 'the records of a receive of what came back').toBeLessThanOrEqual(Math.max(1, limit - 1))
  },
})

clause('kinesis.queues.receive-wait', {
  given: { seconds: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }) },
  edges: [{ seconds: undefined }],
  async check(t, { seconds }) {
    const { stream, live } = await t.queue()
    const empty = await live.receive({ WaitTimeSeconds: seconds })
    t.expect(t.time.took(empty), 'milliseconds that a receive waited for nothing').toBeGreaterThanOrEqual(
      t.time.least((seconds ?? 9) * 1000) - 100,
    )
    const waiting = live.receive({ WaitTimeSeconds: 20 })
    await t.time.sleep(1000)
    await stream.put('at last')
    const output = await waiting
    t.expect((output.QueueRecords ?? []).map(textOf), 'what came to the receive that waited').toEqual(['at last'])
    if (t.profile.lateness < 10_000) t.expect(t.time.keptBack(output), 'milliseconds until it came').toBeLessThan(t.time.most(19_000))
  },
})

clause('kinesis.queues.receive-empty', {
  async check(t) {
    const { live } = await t.queue()
    const { QueueRecords } = await live.receive({ WaitTimeSeconds: 1 })
    t.expect(QueueRecords, 'the records of a receive for which there was none').toEqual([])
  },
})

// ---- visibility

clause('kinesis.queues.in-flight-hidden', {
  axes: { from: ['queue', 'receive'] },
  given: { seconds: fc.integer({ min: 10, max: 43_200 }) },
  edges: [{ seconds: 43_200 }],
  async check(t, { from, seconds }) {
    const { stream, live } = await t.queue({ attributes: { VisibilityTimeoutSeconds: from === 'queue' ? seconds : 0 } })
    await stream.put()
    const record = await live.one(from === 'queue' ? {} : { VisibilityTimeoutSeconds: seconds })
    await live.stillHidden(t.time.after(record, seconds * 1000), 'the record in flight is hidden')
  },
})

/** Of records that are in flight together, in seconds. */
const TIMEOUTS = [10, 15, 20, 25, 30, 35, 40]
clause('kinesis.queues.redelivered-after-timeout', {
  given: { seconds: fc.integer({ min: 1, max: 3 }), order: fc.shuffledSubarray(TIMEOUTS, { minLength: TIMEOUTS.length }) },
  edges: [{ order: [...TIMEOUTS] }, { order: [...TIMEOUTS].reverse() }],
  async check(t, { seconds, order }) {
    const { stream, live } = await t.queue({ attributes: { VisibilityTimeoutSeconds: seconds } })
    await stream.put()
    const first = await live.one()
    await t.time.pass(t.time.after(first, seconds * 1000))
    const again = await live.one()
    t.expect(again.RecordId, 'the record that comes after the timeout').toBe(first.RecordId)
    t.expect(again.ReceiveCount, 'its ReceiveCount').toBeGreaterThan(first.ReceiveCount ?? NaN)
    // Each has a timeout of its own, whatever those of the others are.
    if (t.profile.tolerates('kinesis.queues.at-least-once')) return
    await live.acknowledge(again)
    const received = []
    for (const timeout of order) {
      await stream.put()
      received.push({ record: await live.one({ VisibilityTimeoutSeconds: timeout }), ms: timeout * 1000 })
    }
    received.sort((a, b) => a.ms - b.ms)
    for (const [nth, { record, ms }] of received.entries()) {
      await t.time.pass(t.time.after(record, ms))
      const next = await live.one({ VisibilityTimeoutSeconds: 600 })
      const later = received[nth + 1]
      if (later !== undefined) t.time.surelyBefore(next, t.time.after(later.record, later.ms))
      t.expect(next.RecordId, `the record whose timeout is number ${nth + 1}`).toBe(record.RecordId)
    }
  },
})

/** Of deliveries that all came here: a record that is repeated by another server may be counted there. */
clause('kinesis.queues.receive-count-first-1', {
  given: { n: fc.integer({ min: 2, max: 5 }) },
  async check(t, { n }) {
    const { stream, live } = await t.queue()
    await stream.put()
    const counts: number[] = []
    for (let nth = 0; nth < n; nth++) {
      const record = await live.one({ VisibilityTimeoutSeconds: 1 })
      counts.push(record.ReceiveCount ?? NaN)
      await t.time.pass(t.time.after(record, 1000))
    }
    if (t.profile.tolerates('kinesis.queues.at-least-once')) t.expect(counts.at(-1), 'the last count').toBeGreaterThan(counts[0]!)
    else t.expect(counts, 'the counts of deliveries one after the other').toEqual(counts.map((_, nth) => counts[0]! + nth))
  },
})

clause('kinesis.queues.receipt-handle-per-delivery', {
  async check(t) {
    const { stream, live } = await t.queue()
    const other = await t.queue({ stream })
    await stream.put()
    const first = await live.one({ VisibilityTimeoutSeconds: 1 })
    await t.time.pass(t.time.after(first, 1000))
    const deliveries = [first, await live.one(LONG), await other.live.one(LONG)]
    t.expect(new Set(deliveries.map(({ ReceiptHandle }) => ReceiptHandle)).size, 'the different handles of three deliveries').toBe(3)
    t.expect(new Set(deliveries.map(({ RecordId }) => RecordId)).size, 'the different ids of one record').toBe(1)
  },
})

/** A moment that the page calls approximate; it stays what it is, whatever it is exactly. */
clause('kinesis.queues.first-receive-timestamp', {
  async check(t) {
    const { stream, live } = await t.queue()
    await stream.put()
    await t.time.sleep(2000)
    const first = await live.one({ VisibilityTimeoutSeconds: 3 })
    await t.time.pass(t.time.after(first, 3000))
    const again = await live.one()
    if (t.profile.tolerates('kinesis.queues.at-least-once'))
      t.expect(again.FirstReceiveTimestamp, 'when it was first received').toBeInstanceOf(Date)
    else
      t.expect(again.FirstReceiveTimestamp, 'when it was first received, as the second delivery tells').toEqual(first.FirstReceiveTimestamp)
  },
})

clause('kinesis.queues.receive-visibility-override', {
  given: { seconds: fc.integer({ min: 1, max: 3 }) },
  async check(t, { seconds }) {
    const { stream, live } = await t.queue({ attributes: { VisibilityTimeoutSeconds: 43_200 } })
    await stream.put()
    const first = await live.one({ VisibilityTimeoutSeconds: seconds })
    await t.time.pass(t.time.after(first, seconds * 1000))
    t.expect((await live.one()).RecordId, 'the record that was hidden for less than the queue hides records').toBe(first.RecordId)
  },
})

/** Some of several records in flight are hidden for longer than they were to be: each comes again, and none of those before its time. */
const someLonger = async (t: KinesisCase): Promise<void> => {
  const { stream, live } = await t.queue({ attributes: { VisibilityTimeoutSeconds: 10 } })
  const n = 6
  await stream.putAll(Array.from({ length: n }, (_, nth) => ({ data: `record-${nth}`, PartitionKey: `${nth}` })))
  const records = await live.eventually(n)
  const some = records.filter((_, nth) => nth % 2 === 0)
  const hidden = await live.hide(30, ...some)
  t.time.surelyBefore(hidden, t.time.after(records[0]!, 10_000))
  await t.time.pass(...records.map((record) => t.time.after(record, 10_000)))
  const idsOf = (list: typeof records) => list.map(({ RecordId }) => RecordId).sort()
  const others = await live.eventually(n - some.length, LONG)
  if (!t.profile.tolerates('kinesis.queues.at-least-once')) {
    t.time.surelyBefore(others.at(-1)!, t.time.after(hidden, 30_000))
    t.expect(idsOf(others), 'the records whose timeouts are over').toEqual(idsOf(records.filter((record) => !some.includes(record))))
  }
  await t.time.pass(t.time.after(hidden, 30_000))
  const late = await live.eventually(some.length, LONG)
  if (!t.profile.tolerates('kinesis.queues.at-least-once'))
    t.expect(idsOf(late), 'the records that were hidden for longer').toEqual(idsOf(some))
}

clause('kinesis.queues.visibility-update', {
  axes: { to: ['none', 'longer', 'longer among others'] },
  async check(t, { to }) {
    if (to === 'longer among others') return someLonger(t)
    const { stream, live } = await t.queue({ attributes: { VisibilityTimeoutSeconds: to === 'none' ? 600 : 6 } })
    await stream.put()
    const record = await live.one()
    if (to === 'longer') {
      await t.time.sleep(3000)
      const hidden = await live.hide(600, record)
      t.time.surelyBefore(hidden, t.time.after(record, 6000))
      await t.time.pass(t.time.after(record, 6000))
      await live.stillHidden(t.time.after(hidden, 600_000), 'the record is hidden from the time of the call on')
    } else {
      await live.hide(0, record)
      t.expect((await live.one()).RecordId, 'the record that was made visible').toBe(record.RecordId)
    }
  },
})

clause('kinesis.queues.update-not-retroactive', {
  async check(t) {
    const queue = await t.queue({ attributes: { VisibilityTimeoutSeconds: 2 } })
    await queue.stream.put()
    const record = await queue.live.one()
    await queue.update({ VisibilityTimeoutSeconds: 43_200 })
    await queue.active()
    await t.time.pass(t.time.after(record, 2000))
    const again = await queue.live.one()
    t.expect(again.RecordId, 'the record that was in flight when the timeout was changed').toBe(record.RecordId)
    await t.time.sleep(2000)
    await queue.live.stillHidden(t.time.after(again, 43_200_000), 'a record that was received afterwards has the new timeout')
  },
})

/** Nothing is promised of a queue that is not yet ACTIVE, or not any more, but that it delivers nothing. */
clause('kinesis.queues.receive-while-not-active', {
  axes: { state: ['CREATING', 'DELETING'] },
  async check(t, { state }) {
    const stream = await t.stream({ isOnDemand: true })
    await stream.put()
    const queue = await createQueue(t, stream, await queueInput(t.name(), stream, {}))
    if (state === 'DELETING') {
      await queue.active()
      await queue.live.one({ VisibilityTimeoutSeconds: 0 })
      await t.call('DeleteQueue', { QueueARN: queue.arn })
    }
    const receive = queue.live.receive()
    const answer = await unlessRefused(receive)
    if (answer === undefined) return void (await t.refused(receive))
    // Whether it was still CREATING when it delivered is known only if it is so afterwards.
    if (state === 'CREATING' && (await queue.describe()).QueueStatus !== 'CREATING') return
    t.expect(answer.QueueRecords ?? [], `what a queue delivers that is ${state}`).toEqual([])
  },
})
