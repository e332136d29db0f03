import { clause, fc, type KinesisCase } from './bench.js'
import { type QueueRecord, type RecordQueue, textOf } from './record-queue.js'

const LONG = { VisibilityTimeoutSeconds: 600 }
const built = (MaxReceiveCount: number) =>
  ({ VisibilityTimeoutSeconds: 1, DeadLetterConfiguration: { TargetType: 'BUILT_IN', MaxReceiveCount } }) as const

/** Receives the queue's one record, and waits until it is visible again. */
const receiveAndLose = async ({ time }: KinesisCase, { live }: RecordQueue): Promise<QueueRecord> => {
  const record = await live.one({ VisibilityTimeoutSeconds: 1 })
  await time.pass(time.after(record, 1000))
  return record
}

/** A queue whose one record, `data`, is a dead letter, and that record as it was delivered last. */
const deadLetter = async (
  t: KinesisCase,
): Promise<{ readonly queue: RecordQueue; readonly record: QueueRecord; readonly shard: string | undefined }> => {
  const queue = await t.queue({ attributes: built(1) })
  const { ShardId: shard } = await queue.stream.put('data')
  return { queue, record: await receiveAndLose(t, queue), shard }
}

clause('kinesis.queues.dlq-after-max-receives', {
  given: { most: fc.integer({ min: 1, max: 4 }) },
  edges: [{ most: 1 }],
  async check(t, { most }) {
    const queue = await t.queue({ attributes: built(most) })
    await queue.stream.put()
    const ids = new Set<string>()
    for (let nth = 0; nth < most; nth++) {
      if (nth > 0) await queue.dead.none(`the record is no dead letter after ${nth} of ${most} receives`, 1)
      ids.add((await receiveAndLose(t, queue)).RecordId)
    }
    ids.add((await queue.dead.one(LONG)).RecordId)
    t.expect(ids.size, 'the different ids of the one record').toBe(1)
    await queue.live.none('the dead letter is delivered to nobody else')
  },
})

clause('kinesis.queues.dlq-none-keeps-redelivering', {
  async check(t) {
    const queue = await t.queue({ attributes: { VisibilityTimeoutSeconds: 1, DeadLetterConfiguration: { TargetType: 'NONE' } } })
    await queue.stream.put()
    const ids = new Set<string>()
    for (let nth = 0; nth < 8; nth++) ids.add((await receiveAndLose(t, queue)).RecordId)
    await queue.dead.none('no record is a dead letter')
    t.expect(ids.add((await queue.live.one()).RecordId).size, 'the different ids of the one record').toBe(1)
  },
})

clause('kinesis.queues.dlq-in-flight-hidden', {
  async check(t) {
    const { queue, record } = await deadLetter(t)
    const dead = await queue.dead.one({ VisibilityTimeoutSeconds: 4 })
    await queue.dead.stillHidden(t.time.after(dead, 4000), 'the dead letter that was received is hidden')
    await t.time.pass(t.time.after(dead, 4000))
    t.expect((await queue.dead.one()).RecordId, 'the dead letter that comes back').toBe(record.RecordId)
  },
})

clause('kinesis.queues.dlq-visibility-update', {
  async check(t) {
    const { queue, record } = await deadLetter(t)
    const dead = await queue.dead.one({ VisibilityTimeoutSeconds: 43_200 })
    await queue.dead.hide(0, dead)
    const again = await queue.dead.one({ VisibilityTimeoutSeconds: 2 })
    t.expect(again.RecordId, 'the dead letter that was made visible').toBe(record.RecordId)
    const hidden = await t.time.inTime(queue.dead.hide(600, again), t.time.after(again, 2000))
    await t.time.pass(t.time.after(again, 2000))
    await queue.dead.stillHidden(t.time.after(hidden, 600_000), 'the dead letter is hidden from the time of the call on')
  },
})

clause('kinesis.queues.dlq-ack-discards', {
  async check(t) {
    const { queue } = await deadLetter(t)
    const dead = await queue.dead.one({ VisibilityTimeoutSeconds: 3 })
    const { Successful = [] } = await t.time.inTime(queue.dead.acknowledge(dead), t.time.after(dead, 3000))
    t.expect(Successful, 'what was acknowledged').toEqual([{ ReceiptHandle: dead.ReceiptHandle }])
    await t.time.pass(t.time.after(dead, 3000))
    if (!t.profile.tolerates('kinesis.queues.at-least-once'))
      await queue.dead.none('the dead letter that was acknowledged does not come back')
    await queue.live.none('nor is it delivered anew')
  },
})

clause('kinesis.queues.dlq-ack-leaves-stream', {
  async check(t) {
    const { queue, shard } = await deadLetter(t)
    const other = await t.queue({ stream: queue.stream })
    await queue.dead.acknowledge(await queue.dead.one(LONG))
    t.expect(await queue.stream.texts(await queue.stream.iterator(undefined, shard), 1), 'the records of the stream').toEqual(['data'])
    t.expect(textOf(await other.live.one()), 'the record of the other queue').toBe('data')
  },
})

clause('kinesis.queues.dlq-restore', {
  async check(t) {
    const { queue, record } = await deadLetter(t)
    const { Successful = [] } = await queue.dead.restore(await queue.dead.one(LONG))
    t.expect(Successful.length, 'the dead letters that were restored').toBe(1)
    const restored = await queue.live.one(LONG)
    t.expect(restored.RecordId, 'the record that is delivered again').toBe(record.RecordId)
    t.expect(restored.ReceiveCount, 'its ReceiveCount, as at its very first delivery').toBe(record.ReceiveCount)
    if (!t.profile.tolerates('kinesis.queues.at-least-once')) await queue.dead.none('it is no dead letter any more', 1)
  },
})

clause('kinesis.queues.dlq-restored-dies-again', {
  async check(t) {
    const { queue, record } = await deadLetter(t)
    await queue.dead.restore(await queue.dead.one(LONG))
    await receiveAndLose(t, queue)
    t.expect((await queue.dead.one()).RecordId, 'the dead letter').toBe(record.RecordId)
    await queue.live.none('it is delivered to nobody else', 1)
  },
})
