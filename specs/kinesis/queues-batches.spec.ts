import { clause, fc, type KinesisCase } from './bench.js'
import type { Deliveries, QueueRecord, Results } from './record-queue.js'

const CODES = ['ResourceNotFoundException', 'InvalidArgumentException', 'ThrottlingException', 'InternalFailureException']
const LONG = { VisibilityTimeoutSeconds: 600 }

type Act = (from: Deliveries, records: readonly { readonly ReceiptHandle: string }[]) => Promise<Results>
/** The five calls that take entries, each with the place where its receipt handles come from. */
const CALLS: Readonly<Record<string, { readonly isDead: boolean; readonly act: Act }>> = {
  AcknowledgeQueueRecords: { isDead: false, act: (from, records) => from.acknowledge(...records) },
  UpdateQueueRecordsVisibility: { isDead: false, act: (from, records) => from.hide(60, ...records) },
  AcknowledgeDeadLetterQueueRecords: { isDead: true, act: (from, records) => from.acknowledge(...records) },
  RestoreDeadLetterQueueRecords: { isDead: true, act: (from, records) => from.restore(...records) },
  UpdateDeadLetterQueueRecordsVisibility: { isDead: true, act: (from, records) => from.hide(60, ...records) },
}
const operations = Object.keys(CALLS)

interface Batch {
  readonly arn: string
  readonly records: readonly QueueRecord[]
  readonly forged: readonly { readonly ReceiptHandle: string }[]
  readonly results: Results
}

/** Makes a call for `n` records that were received, each with a receipt handle that nobody was given after it. */
const mixed = async (t: KinesisCase, operation: string, n = 2): Promise<Batch> => {
  const { isDead, act } = CALLS[operation]!
  const queue = await t.queue({ attributes: { DeadLetterConfiguration: { TargetType: 'BUILT_IN', MaxReceiveCount: 1 } } })
  await queue.stream.putAll(Array.from({ length: n }, (_, nth) => ({ data: `record-${nth}`, PartitionKey: `${nth}` })))
  const from = isDead ? queue.dead : queue.live
  const seen = await queue.live.eventually(n, isDead ? { VisibilityTimeoutSeconds: 1 } : LONG)
  if (isDead) await t.time.pass(...seen.map((record) => t.time.after(record, 1000)))
  const records = isDead ? await from.eventually(n, LONG) : seen
  const forged = records.map((_, nth) => ({ ReceiptHandle: `forged-${nth}` }))
  return {
    arn: queue.arn,
    records,
    forged,
    results: await act(
      from,
      records.flatMap((record, nth) => [record, forged[nth]!]),
    ),
  }
}

const handles = (entries: readonly { readonly ReceiptHandle?: string }[] = []): readonly string[] =>
  entries.map(({ ReceiptHandle = '' }) => ReceiptHandle).sort()

clause('kinesis.queues.ack-batch', {
  axes: { operation: operations },
  given: { n: fc.integer({ min: 1, max: 5 }) },
  edges: [{ n: 5 }],
  async check(t, { operation, n }) {
    const { results } = await mixed(t, operation, n)
    t.expect(t.answer(results).status, 'the status of a call of which a part failed').toBe(200)
    t.expect(results, 'its answer').toMatchObject({
      Successful: t.expect.any(Array) as unknown[],
      Failed: t.expect.any(Array) as unknown[],
    })
  },
})

clause('kinesis.queues.entry-results-complete', {
  axes: { operation: operations },
  async check(t, { operation }) {
    const { arn, records, forged, results } = await mixed(t, operation)
    t.expect(handles([...(results.Successful ?? []), ...(results.Failed ?? [])]), 'the handles in Successful and in Failed').toEqual(
      handles([...records, ...forged]),
    )
    // Whether what was acknowledged before may be named again is not documented; but it is answered like any other.
    const [first] = records
    if (!operation.startsWith('Acknowledge') || first === undefined) return
    const again: Results = await t.call(operation, { QueueARN: arn, Entries: [{ ReceiptHandle: first.ReceiptHandle }] })
    t.expect(handles([...(again.Successful ?? []), ...(again.Failed ?? [])]), 'the handle that was used before').toEqual(handles([first]))
  },
})

clause('kinesis.queues.entry-failure-members', {
  axes: { operation: operations },
  async check(t, { operation }) {
    const { forged, results } = await mixed(t, operation)
    t.expect(handles(results.Failed), 'the handles in Failed').toEqual(handles(forged))
    for (const { ErrorCode } of results.Failed ?? [])
      t.expect(ErrorCode, 'the ErrorCode of an entry that failed').toEqual(t.expect.any(String))
  },
})

clause('kinesis.queues.entry-error-codes', {
  axes: { operation: ['AcknowledgeQueueRecords', 'UpdateQueueRecordsVisibility', 'RestoreDeadLetterQueueRecords'] },
  async check(t, { operation }) {
    const { arn, records, results } = await mixed(t, operation)
    const { Failed = [] } = results
    t.expect(Failed.length, 'the entries that failed').toBeGreaterThan(0)
    // What was named before may be refused, too.
    const Entries = records.map(({ ReceiptHandle }) => ({ ReceiptHandle, VisibilityTimeoutSeconds: 60 }))
    const again: Results = await t.call(operation, { QueueARN: arn, Entries })
    for (const { ErrorCode } of [...Failed, ...(again.Failed ?? [])]) t.expect(ErrorCode, 'the codes of entries').toBeOneOf(CODES)
  },
})

clause('kinesis.queues.forged-handle', {
  async check(t) {
    const { records, forged, results } = await mixed(t, 'AcknowledgeQueueRecords')
    t.expect(handles(results.Successful), 'what was acknowledged').toEqual(handles(records))
    t.expect(handles(results.Failed), 'what was not').toEqual(handles(forged))
    for (const { ErrorCode } of results.Failed ?? []) t.expect(CODES.slice(0, 2), 'the codes that fit a forged handle').toContain(ErrorCode)
    // The handle of another queue of the stream is one that this queue never issued.
    const one = await t.queue()
    const other = await t.queue({ stream: one.stream })
    await one.stream.put()
    const [own, foreign] = [await one.live.one(LONG), await other.live.one(LONG)]
    const { Successful, Failed } = await one.live.acknowledge(foreign, own)
    t.expect([handles(Successful), handles(Failed)], 'what was acknowledged of an own and a foreign handle').toEqual([
      [own.ReceiptHandle],
      [foreign.ReceiptHandle],
    ])
  },
})

/** That a record comes again on rare occasions is documented: not all of several do. */
clause('kinesis.queues.ack-stops-delivery', {
  given: { n: fc.integer({ min: 3, max: 8 }) },
  async check(t, { n }) {
    const { stream, live } = await t.queue()
    await stream.putAll(Array.from({ length: n }, (_, nth) => ({ data: `record-${nth}`, PartitionKey: `${nth}` })))
    const records = await live.eventually(n, { VisibilityTimeoutSeconds: 5 })
    await t.time.inTime(live.acknowledge(...records), t.time.after(records[0]!, 5000))
    await t.time.pass(...records.map((record) => t.time.after(record, 5000)))
    const { QueueRecords: again = [] } = await live.receive({ WaitTimeSeconds: 3 })
    const most = t.profile.tolerates('kinesis.queues.ack-stops-delivery') && t.profile.tolerates('kinesis.queues.at-least-once') ? n - 1 : 0
    t.expect(
      new Set(again.map(({ RecordId }) => RecordId)).size,
      `of ${n} records that were acknowledged those that come again`,
    ).toBeLessThanOrEqual(most)
  },
})

clause('kinesis.queues.ack-does-not-touch-stream', {
  async check(t) {
    const queue = await t.queue()
    const other = await t.queue({ stream: queue.stream })
    const { ShardId } = await queue.stream.put('data')
    const record = await queue.live.one(LONG)
    await queue.live.acknowledge(record)
    t.expect(await queue.stream.texts(await queue.stream.iterator(undefined, ShardId), 1), 'the records of the stream').toEqual(['data'])
    t.expect((await other.live.one()).RecordId, 'the record of the other queue').toBe(record.RecordId)
  },
})

clause('kinesis.queues.at-least-once', {
  given: { n: fc.integer({ min: 2, max: 20 }) },
  async check(t, { n }) {
    const { stream, live } = await t.queue()
    const { Records = [] } = await stream.putAll(Array.from({ length: n }, (_, nth) => ({ data: `record-${nth}`, PartitionKey: `${nth}` })))
    if (Records.some(({ ErrorCode }) => ErrorCode !== undefined)) t.undecided('a part of the batch was not put')
    const ids = (await live.eventually(n, LONG)).map(({ RecordId }) => RecordId)
    t.expect(new Set(ids).size, 'the records that were delivered').toBe(n)
  },
})
