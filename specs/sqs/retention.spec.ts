import { clause, fc, protocols, queueTypes } from './bench.js'
import type { Queue, SqsCase, Timer } from './bench.js'

const MINUTE = 60_000
const CHANGE = 15 * MINUTE

/**
 * After the timers nothing is left. How soon after its expiry a message is gone is not documented: a single node has seconds for it,
 * and on many servers a message that is still there decides nothing.
 */
const expires = async (t: SqsCase, q: Queue, timers: readonly Timer[], within = 0): Promise<void> => {
  const { time, profile, settles, undecided, expect } = t
  await time.pass(...timers)
  const look = async (): Promise<void> => {
    const { Messages = [] } = await q.receive({ WaitTimeSeconds: 1, VisibilityTimeout: 0 })
    expect(Messages, 'what is received after the retention').toEqual([])
  }
  try {
    await settles(look, within + Math.min(10 * profile.lateness, 5000))
  } catch (error) {
    if (profile.tolerates('sqs.retention.expiry-deletes')) undecided('a message is removed at some time after its retention')
    throw error
  }
}

/** The message is there while it surely is not too old; a long poll asks all servers. */
const stillThere = async ({ time, profile, undecided, expect }: SqsCase, q: Queue, retention: Timer): Promise<void> => {
  const output = await q.receive({ WaitTimeSeconds: 2, VisibilityTimeout: 0 })
  time.surelyBefore(output, retention)
  const { Messages = [] } = output
  if (Messages.length === 0 && profile.tolerates('sqs.longpoll.rare-false-empty')) undecided('a long poll may miss a message')
  expect(
    Messages.map(({ Body }) => Body),
    'what is received before the retention ends',
  ).toEqual(['kept'])
}

/** Each of the receives, at so many seconds after the send, brings the message back, and none of them makes it live longer. */
const lives = [
  { id: 'sqs.retention.expiry-deletes', types: queueTypes, receives: [] },
  { id: 'sqs.retention.clock-from-enqueue', types: queueTypes, receives: [30, 55] },
  { id: 'sqs.retention.standard-processes-until-expiry', types: ['standard'], receives: [0, 11, 22, 33, 44, 55] },
] as const

for (const { id, types, receives } of lives) {
  clause(id, {
    axes: { type: types },
    async check(t, { type }) {
      const { queue, time } = t
      const q = await queue({ type, attributes: { MessageRetentionPeriod: '60' } })
      // Younger than its queue by so much that a retention which counted from the making of the queue would have ended before the last receive.
      if (id === 'sqs.retention.clock-from-enqueue') await time.sleep(8000)
      const sent = await q.send({ MessageBody: 'kept' })
      const retention = time.after(sent, MINUTE)
      for (const seconds of receives) {
        await time.pass(time.after(sent, seconds * 1000))
        await stillThere(t, q, retention)
      }
      await expires(t, q, [retention])
    },
  })
}

/** Hidden beyond its retention, the message does not come back. */
clause('sqs.retention.inflight-expiry', {
  axes: { type: queueTypes },
  async check(t, { type }) {
    const { queue, time } = t
    const q = await queue({ type, attributes: { MessageRetentionPeriod: '60' } })
    const sent = await q.send({ MessageBody: 'kept' })
    const received = await q.receiveOne({ VisibilityTimeout: 64 })
    await expires(t, q, [time.after(sent, MINUTE), time.after(received, 64_000)])
  },
})

clause('sqs.retention.default-4d', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, expect }, { type }) {
    const q = await queue({ type })
    expect(await q.attributes('MessageRetentionPeriod'), 'the retention of a new queue').toEqual({ MessageRetentionPeriod: '345600' })
  },
})

/** Within the 15 minutes that the change may take; until it is a minute old the message stays whichever retention holds. */
clause('sqs.retention.change-affects-existing', {
  axes: { type: queueTypes },
  given: { before: fc.integer({ min: 3600, max: 1_209_600 }) },
  cases: 1,
  async check(t, { type, before }) {
    const { queue, time } = t
    const q = await queue({ type, attributes: { MessageRetentionPeriod: String(before) } })
    const sent = await q.send({ MessageBody: 'kept' })
    await time.pass(time.after(sent, MINUTE + 1000))
    await stillThere(t, q, time.after(sent, before * 1000))
    await q.set({ MessageRetentionPeriod: '60' })
    await expires(t, q, [], CHANGE)
  },
})

clause('sqs.retention.change-15-min', {
  axes: { type: queueTypes },
  given: { after: fc.integer({ min: 60, max: 120 }) },
  cases: 1,
  async check(t, { type, after }) {
    const { queue, time, settles, expect } = t
    const q = await queue({ type })
    const changed = await q.set({ MessageRetentionPeriod: String(after) })
    const sent = await q.send({ MessageBody: 'kept' })
    await time.pass(time.after(sent, after * 1000 - 5000))
    await stillThere(t, q, time.after(sent, after * 1000))
    const shown = async () =>
      expect(await q.attributes('MessageRetentionPeriod'), 'the retention').toEqual({ MessageRetentionPeriod: String(after) })
    await settles(shown, CHANGE)
    await expires(t, q, [time.after(sent, after * 1000)], Math.max(0, time.after(changed, CHANGE).end - time.now()))
  },
})

/** Moved at an age of half a minute, into a queue that keeps messages for one. */
clause('sqs.retention.dlq-standard-original-timestamp', {
  async check(t) {
    const { time, deadLetterPair } = t
    const { source, dlq, deadLettered } = await deadLetterPair({ maxReceiveCount: 1, dlqAttributes: { MessageRetentionPeriod: '60' } })
    const sent = await source.send({ MessageBody: 'kept' })
    await time.pass(time.after(sent, MINUTE / 2))
    time.surelyBefore((await deadLettered(1))[0]!, time.after(sent, MINUTE))
    await expires(t, dlq, [time.after(sent, MINUTE)])
  },
})

/** Looked for some seconds after its first minute, and still within a minute of the move. */
clause('sqs.retention.dlq-fifo-reset', {
  async check(t) {
    const { time, deadLetterPair } = t
    const { source, dlq, deadLettered } = await deadLetterPair({
      type: 'fifo',
      maxReceiveCount: 1,
      dlqAttributes: { MessageRetentionPeriod: '60' },
    })
    const sent = await source.send({ MessageBody: 'kept' })
    await time.pass(time.after(sent, MINUTE / 2))
    await deadLettered(1)
    await time.pass(time.after(sent, MINUTE + 8000))
    await stillThere(t, dlq, time.after(sent, MINUTE / 2 + MINUTE))
  },
})

/** The redriven message is as old as the redrive: younger than the message by the time that lay between. All times are the target's own. */
clause('sqs.retention.redrive-resets', {
  axes: { protocol: protocols },
  async check(t) {
    const { time, sqs, deadLetterPair, expect } = t
    const { source, dlq, deadLettered } = await deadLetterPair({ maxReceiveCount: 1 })
    const sent = await source.send()
    const first = await source.receiveOne({ VisibilityTimeout: 0, MessageSystemAttributeNames: ['SentTimestamp'] })
    await deadLettered(1)
    await time.pass(time.after(sent, 2000))
    const started = await sqs.startMessageMoveTask({ SourceArn: await dlq.arn() })
    const back = await source.receiveOne({ MessageSystemAttributeNames: ['SentTimestamp'] }, 30_000)
    const younger = Number(back.Attributes?.['SentTimestamp']) - Number(first.Attributes?.['SentTimestamp'])
    const least = time.least(time.of(started).lo - time.of(sent).hi) - 1
    const most = time.most(time.of(back).hi - time.of(sent).lo) + 1
    expect(younger >= least && younger <= most, 'whether the enqueue time is that of the redrive').toBe(true)
  },
})
