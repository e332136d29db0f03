import { clause, fc, protocols, queueTypes, unlessRefused } from './bench.js'
import type { Queue } from './bench.js'
import { redrivable } from './redrive.js'

const missing = async (q: Queue, name: string): Promise<string> => (await q.arn()).slice(0, -q.name.length) + name
const notFound = { shape: 'ResourceNotFoundException', code: 'ResourceNotFoundException' }

/** Neither an ordinary queue nor a queue that has a dead-letter queue, empty or not. */
clause('sqs.redrive.source-must-be-dlq', {
  axes: { type: queueTypes, protocol: protocols, queue: ['ordinary', 'source'] },
  given: { isEmpty: fc.boolean() },
  cases: 2,
  async check({ queue, deadLetterPair, sqs, refused }, { type, queue: kind, isEmpty }) {
    const q = kind === 'source' ? (await deadLetterPair({ type, maxReceiveCount: 1 })).source : await queue({ type })
    if (!isEmpty) await q.send()
    await refused(sqs.startMessageMoveTask({ SourceArn: await q.arn() }))
  },
})

clause('sqs.redrive.source-missing', {
  axes: { protocol: protocols },
  async check({ queue, sqs, refused, name }) {
    const q = await queue()
    await refused(sqs.startMessageMoveTask({ SourceArn: await missing(q, name()), DestinationArn: await q.arn() }))
  },
})

clause('sqs.redrive.destination-missing', {
  axes: { type: queueTypes, protocol: protocols },
  async check(t, { type }) {
    const { dlq, start } = await redrivable(t, ['kept'], type)
    await t.refused(start({ DestinationArn: await missing(dlq, t.name(type === 'fifo' ? '.fifo' : '')) }), { ...notFound, status: 404 })
    t.expect((await dlq.receiveOne()).Body, 'the message that was not moved').toBe('kept')
  },
})

clause('sqs.redrive.destination-same-type', {
  axes: { type: queueTypes, protocol: protocols },
  async check(t, { type }) {
    const { dlq, start } = await redrivable(t, ['kept'], type)
    const other = await t.queue({ type: type === 'fifo' ? 'standard' : 'fifo' })
    await t.refused(start({ DestinationArn: await other.arn() }))
    t.expect((await dlq.receiveOne()).Body, 'the message that was not moved').toBe('kept')
  },
})

/** The least rate is not documented, so none below 1 is tried. */
clause('sqs.redrive.rate-max-500', {
  axes: { protocol: protocols },
  given: { inside: fc.integer({ min: 1, max: 500 }), outside: fc.integer({ min: 501, max: 100_000 }) },
  edges: [{ inside: 500, outside: 501 }],
  cases: 2,
  async check(t, { inside, outside }) {
    const { start, tasks } = await redrivable(t, ['moved'])
    await t.refused(start({ MaxNumberOfMessagesPerSecond: outside }))
    await start({ MaxNumberOfMessagesPerSecond: inside })
    t.expect((await tasks())[0]?.MaxNumberOfMessagesPerSecond, 'the rate of the task').toBe(inside)
  },
})

/** At a message a second the first task runs on for some seconds; should it be over all the same, a second one is in order. */
clause('sqs.redrive.one-active-per-queue', {
  axes: { protocol: protocols },
  async check(t) {
    const { start, tasks } = await redrivable(t, ['0', '1', '2', '3', '4'])
    const destination = { DestinationArn: await (await t.queue()).arn(), MaxNumberOfMessagesPerSecond: 1 }
    await start(destination)
    const second = start(destination)
    const [{ status }] = await Promise.allSettled([second])
    if (status === 'fulfilled') {
      const active = (await tasks(10)).filter((task) => task.Status === 'RUNNING')
      t.expect(active.length, 'tasks that run at the same time').toBeLessThanOrEqual(1)
      t.undecided('the first task was over before the second was started')
    }
    await t.refused(second)
  },
})

/** A handle that was never given, in whatever form: one that cannot be read is an invalid parameter, one that can is of no task. */
clause('sqs.redrive.cancel-unknown-handle', {
  axes: { protocol: protocols },
  given: {
    handle: fc.oneof(
      fc.constant('foobar'),
      fc.uuid(),
      fc.uuid().map((id) => Buffer.from(id).toString('base64')),
    ),
  },
  async check({ sqs, refused }, { handle }) {
    await refused(sqs.cancelMessageMoveTask({ TaskHandle: handle }))
  },
})

/** Just after its end a task may still be taken for one that runs, by chance: held to it once that has settled, and more than once. */
clause('sqs.redrive.cancel-only-running', {
  axes: { protocol: protocols },
  async check(t) {
    const { start, ended } = await redrivable(t, ['moved'])
    for (let nth = 0; nth < 4; nth++) {
      const { TaskHandle } = await start()
      await ended()
      await t.settles(async () => {
        const cancelled = await unlessRefused(t.sqs.cancelMessageMoveTask({ TaskHandle }))
        t.expect(cancelled, 'what the cancellation of a task that was over came to').toBeUndefined()
      })
    }
  },
})

/** Cancelling takes its time, in which messages may still be moved; once it is done none is, and each is in one of the two queues. */
clause('sqs.redrive.cancel-keeps-moved', {
  async check(t) {
    const bodies = ['0', '1', '2', '3', '4', '5']
    const { dlq, start, tasks, cancel, ended } = await redrivable(t, bodies)
    const destination = await t.queue()
    const { TaskHandle } = await start({ DestinationArn: await destination.arn(), MaxNumberOfMessagesPerSecond: 1 })
    await destination.eventually(1, { VisibilityTimeout: 0 }, 30_000)
    const [running] = await tasks()
    if (running?.Status !== 'RUNNING') t.undecided('the task was over before it could be cancelled')
    const cancelled = await cancel(TaskHandle)
    const { Status } = await ended()
    t.expect(Status, 'the status after the cancellation').toBeOneOf(['CANCELLED', 'COMPLETED'])

    const look = { MaxNumberOfMessages: 10, VisibilityTimeout: 0 }
    const moved = await destination.eventually(1, look)
    if (Status === 'CANCELLED') await t.time.pass(t.time.after(cancelled, 2500))
    await t.settles(async () => {
      const [there, here] = [await destination.received(look), await dlq.received(look)]
      t.expect([...there, ...here].map(({ Body }) => Body).sort(), 'what the two queues have').toEqual(bodies)
      const isExact = Status === 'CANCELLED' && !t.profile.tolerates('sqs.receive.may-return-fewer')
      if (isExact) t.expect(there.length, 'messages at the destination, some time after the cancellation').toBe(moved.length)
    })
  },
})

clause('sqs.redrive.cancel-returns-count', {
  axes: { protocol: protocols },
  async check(t) {
    const { start, tasks, cancel, ended } = await redrivable(t, ['0', '1', '2', '3', '4'])
    const { TaskHandle } = await start({ MaxNumberOfMessagesPerSecond: 1 })
    await t.time.sleep(1200)
    const [before] = await tasks()
    if (before?.Status !== 'RUNNING') t.undecided('the task was over before it could be cancelled')
    const { ApproximateNumberOfMessagesMoved: moved = NaN } = await cancel(TaskHandle)
    t.expect(Number.isInteger(moved) && moved >= 0, `whether ${moved} is a number of messages`).toBe(true)
    if (t.profile.tolerates('sqs.ec.counts-1min')) return
    t.expect(moved, 'messages moved until the cancellation').toBeGreaterThanOrEqual(before?.ApproximateNumberOfMessagesMoved ?? NaN)
    t.expect(moved, 'messages moved until the cancellation').toBeLessThanOrEqual((await ended()).ApproximateNumberOfMessagesMoved ?? NaN)
  },
})
