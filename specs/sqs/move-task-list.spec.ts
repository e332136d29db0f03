import { clause, fc, protocols, queueTypes } from './bench.js'
import { redrivable } from './redrive.js'
import type { SqsCase } from './bench.js'

const STATUSES = ['RUNNING', 'COMPLETED', 'CANCELLING', 'CANCELLED', 'FAILED']

/** Redriven to its source, the message fails there again and is redriven once more. */
clause('sqs.redrive.list-default-1', {
  axes: { protocol: protocols },
  async check(t) {
    const { start, tasks, ended, deadLettered } = await redrivable(t, ['failing'])
    for (const MaxNumberOfMessagesPerSecond of [100, 200]) {
      await deadLettered(1)
      await start({ MaxNumberOfMessagesPerSecond })
      await ended()
    }
    t.expect(
      (await tasks()).map((task) => task.MaxNumberOfMessagesPerSecond),
      'the rates of the tasks that are listed',
    ).toEqual([200])
  },
})

clause('sqs.redrive.list-most-recent-first', {
  given: { MaxResults: fc.integer({ min: 1, max: 10 }) },
  edges: [{ MaxResults: 2 }, { MaxResults: 10 }],
  cases: 3,
  async check(t, { MaxResults }) {
    const { start, tasks, ended, deadLettered } = await redrivable(t, ['failing'])
    for (const MaxNumberOfMessagesPerSecond of [100, 200, 300]) {
      await deadLettered(1)
      await start({ MaxNumberOfMessagesPerSecond })
      await ended()
    }
    const listed = await tasks(MaxResults)
    const rates = listed.map((task) => task.MaxNumberOfMessagesPerSecond)
    t.expect(rates, 'the rates of the tasks that are listed').toEqual([300, 200, 100].slice(0, MaxResults))
    const started = listed.map((task) => Number(task.StartedTimestamp))
    t.expect(started, 'when they were started').toEqual([...started].sort((a, b) => b - a))
  },
})

/** Of eleven tasks the last ten are listed; that there is nothing to move makes them short. */
const listsTen = async (t: SqsCase): Promise<void> => {
  const { start, tasks, ended } = await redrivable(t, ['failing'])
  const rates = Array.from({ length: 11 }, (_, nth) => 100 + nth)
  for (const MaxNumberOfMessagesPerSecond of rates) {
    await start({ MaxNumberOfMessagesPerSecond })
    await ended()
  }
  t.expect(
    (await tasks(10)).map((task) => task.MaxNumberOfMessagesPerSecond),
    'the rates of the last ten tasks',
  ).toEqual(rates.slice(1).reverse())
}

clause('sqs.redrive.list-max-10', {
  axes: { protocol: protocols },
  given: { inside: fc.integer({ min: 1, max: 10 }), outside: fc.integer({ min: 11, max: 10_000 }) },
  edges: [{ inside: 10, outside: 11 }],
  cases: 2,
  async check(t, { inside, outside }) {
    if (inside === 10) await listsTen(t)
    const { deadLetterPair, sqs, refused, expect } = t
    const SourceArn = await (await deadLetterPair({ maxReceiveCount: 1 })).dlq.arn()
    const { Results = [] } = await sqs.listMessageMoveTasks({ SourceArn, MaxResults: inside })
    expect(Results, 'the tasks of a queue that had none').toEqual([])
    await refused(sqs.listMessageMoveTasks({ SourceArn, MaxResults: outside }))
  },
})

/** While it runs, and when it is over: by itself, or because it was cancelled. */
clause('sqs.redrive.list-handle-only-running', {
  axes: { protocol: protocols, end: ['completed', 'cancelled'] },
  async check(t, { end }) {
    const { start, tasks, cancel, ended } = await redrivable(t, ['0', '1', '2'])
    const { TaskHandle } = await start({ MaxNumberOfMessagesPerSecond: 1 })
    const [running] = await tasks()
    if (running?.Status === 'RUNNING') t.expect(running.TaskHandle, 'the handle of the running task').toBe(TaskHandle)
    if (end === 'cancelled' && running?.Status === 'RUNNING') await cancel(TaskHandle)
    t.expect(await ended(), 'the task that is over').not.toHaveProperty('TaskHandle')
  },
})

clause('sqs.redrive.list-statuses', {
  axes: { end: ['completed', 'cancelled'] },
  async check(t, { end }) {
    const { start, tasks, cancel, ended } = await redrivable(t, ['0', '1', '2'])
    const { TaskHandle } = await start({ MaxNumberOfMessagesPerSecond: 1 })
    const [first] = await tasks()
    t.expect(first?.Status, 'the status of the task that was started').toBeOneOf(['RUNNING', 'COMPLETED'])
    if (first?.Status === 'RUNNING' && end === 'cancelled') {
      await cancel(TaskHandle)
      t.expect(STATUSES.slice(1), 'the status of the task that was cancelled').toContain((await tasks())[0]?.Status)
      t.expect((await ended()).Status, 'the status in the end').toBeOneOf(['CANCELLED', 'COMPLETED'])
    } else t.expect((await ended()).Status, 'the status in the end').toBe('COMPLETED')
  },
})

clause('sqs.redrive.list-optionals-absent', {
  axes: { protocol: protocols, destination: ['given', 'left out'], rate: ['given', 'left out'] },
  given: { perSecond: fc.integer({ min: 1, max: 500 }) },
  cases: 2,
  async check(t, { destination, rate, perSecond }) {
    const { dlq, start, tasks } = await redrivable(t, ['moved'])
    const given = {
      ...(destination === 'given' ? { DestinationArn: await (await t.queue()).arn() } : {}),
      ...(rate === 'given' ? { MaxNumberOfMessagesPerSecond: perSecond } : {}),
    }
    await start(given)
    const [{ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond } = {}] = await tasks()
    const seen = JSON.parse(JSON.stringify({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond })) as object
    t.expect(seen, 'what is listed of the start').toEqual({ SourceArn: await dlq.arn(), ...given })
  },
})

/** A redrive's numbers are approximations where a queue's are; a single node can count. */
clause('sqs.redrive.list-counts-approximate', {
  axes: { type: queueTypes, protocol: protocols },
  given: { messages: fc.integer({ min: 1, max: 5 }) },
  cases: 2,
  async check(t, { type, messages }) {
    const { start, ended } = await redrivable(
      t,
      Array.from({ length: messages }, (_, nth) => `message-${nth}`),
      type,
    )
    await start()
    const { ApproximateNumberOfMessagesMoved: moved = 0, ApproximateNumberOfMessagesToMove: toMove = 0 } = await ended()
    t.expect(
      [moved, toMove].filter((count) => !Number.isInteger(count) || count < 0),
      'what is no number of messages',
    ).toEqual([])
    if (t.profile.tolerates('sqs.ec.counts-1min')) return
    t.expect({ moved, toMove }, 'the numbers of messages').toEqual({ moved: messages, toMove: messages })
  },
})

/** Without its destination a task can but fail, unless all was moved before the deletion took effect. */
clause('sqs.redrive.list-failure-reason', {
  axes: { protocol: protocols, destination: ['stays', 'is deleted'] },
  async check(t, { destination }) {
    const { start, tasks, ended } = await redrivable(t, ['0', '1', '2', '3'])
    const to = await t.queue()
    await start({ DestinationArn: await to.arn(), MaxNumberOfMessagesPerSecond: 1 })
    if (destination === 'is deleted') await t.sqs.deleteQueue({ QueueUrl: to.url })
    for (const { Status, FailureReason } of [...(await tasks()), await ended()]) {
      t.expect(destination === 'stays' ? ['RUNNING', 'COMPLETED'] : STATUSES, 'the status').toContain(Status)
      if (Status === 'FAILED') t.expect(FailureReason, 'the reason of the failure').toMatch(/./)
      else t.expect(FailureReason, `the reason of the failure of a task that is ${Status}`).toBeUndefined()
    }
  },
})

/** In milliseconds or seconds since 1970: the unit is not documented. A minute either way allows for clocks that are read apart. */
clause('sqs.redrive.list-started-timestamp', {
  axes: { protocol: protocols },
  async check(t) {
    const { start, tasks } = await redrivable(t, ['moved'])
    const { lo, hi } = t.time.of(await start())
    const [{ StartedTimestamp = NaN } = {}] = await tasks()
    const ms = StartedTimestamp < 1e11 ? StartedTimestamp * 1000 : StartedTimestamp
    t.expect(ms, 'when the task was started').toBeGreaterThanOrEqual(lo - 60_000)
    t.expect(ms, 'when the task was started').toBeLessThanOrEqual(hi + 60_000)
  },
})
