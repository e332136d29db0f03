import { clause, expect, fc, protocols, queueTypes } from './bench.js'
import type { Queue, SqsCase } from './bench.js'

interface Counts {
  readonly visible: number
  readonly inFlight: number
  readonly delayed: number
  readonly all: number
}

const countsOf = async (q: Queue): Promise<Counts> => {
  const counts = await q.attributes(
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  )
  const visible = Number(counts['ApproximateNumberOfMessages'])
  const inFlight = Number(counts['ApproximateNumberOfMessagesNotVisible'])
  const delayed = Number(counts['ApproximateNumberOfMessagesDelayed'])
  return { visible, inFlight, delayed, all: visible + inFlight + delayed }
}

/** The counts come to be these: on AWS that may take minutes, where the freedom is withheld a few seconds. */
const settled = ({ settles, profile }: SqsCase, q: Queue, wanted: Partial<Counts>): Promise<void> =>
  settles(
    async () => expect(await countsOf(q), 'what the queue counts').toMatchObject(wanted),
    profile.tolerates('sqs.ec.counts-1min') ? 300_000 : q.patience,
  )

/** One effect of a change each, which only the new value has. */
const EFFECTS: Readonly<
  Record<'VisibilityTimeout' | 'MaximumMessageSize', { from: string; to: string; seen(t: SqsCase, q: Queue): Promise<unknown> }>
> = {
  VisibilityTimeout: {
    from: '600',
    to: '1',
    async seen({ time }, q) {
      const sent = await q.send()
      await time.pass(time.after(await q.receiveOne(), 1000))
      expect((await q.receiveOne({}, q.patience)).MessageId, 'the message, back when the new timeout ended').toBe(sent.MessageId)
    },
  },
  MaximumMessageSize: {
    from: '1048576',
    to: '1024',
    async seen({ refused }, q) {
      await q.send({ MessageBody: 'x'.repeat(1024) })
      await refused(q.send({ MessageBody: 'x'.repeat(1025) }))
    },
  },
}

clause('sqs.ec.attributes-60s', {
  axes: { type: queueTypes, protocol: protocols, attribute: ['VisibilityTimeout', 'MaximumMessageSize'] },
  async check(t, { type, attribute }) {
    const { from, to, seen } = EFFECTS[attribute]
    const q = await t.queue({ type, attributes: { [attribute]: from } })
    const change = await q.set({ [attribute]: to })
    if (t.profile.tolerates('sqs.ec.attributes-60s')) await t.time.pass(t.time.after(change, 60_000))
    expect(await q.attributes(attribute), 'the changed attribute').toEqual({ [attribute]: to })
    await seen(t, q)
  },
})

clause('sqs.ec.counts-1min', {
  axes: { type: queueTypes, protocol: protocols },
  given: { n: fc.integer({ min: 1, max: 12 }), more: fc.integer({ min: 1, max: 5 }) },
  cases: 2,
  async check(t, { type, n, more }) {
    const q = await t.queue({ type })
    await settled(t, q, { visible: 0, inFlight: 0, delayed: 0 })
    await q.sendApart(n)
    await settled(t, q, { visible: n, inFlight: 0, delayed: 0 })
    await q.sendApart(more)
    await settled(t, q, { visible: n + more, inFlight: 0, delayed: 0 })
  },
})

/** A delay for a single message is for standard queues only, so on a FIFO queue none is delayed. */
clause('sqs.ec.counts-partition', {
  axes: { type: queueTypes },
  given: {
    n: fc.integer({ min: 3, max: 9 }),
    received: fc.integer({ min: 0, max: 3 }),
    deleted: fc.integer({ min: 0, max: 3 }),
    late: fc.nat(3),
  },
  edges: [{ n: 6, received: 2, deleted: 1, late: 1 }],
  cases: 3,
  async check(t, { type, n, received, deleted, late }) {
    const q = await t.queue({ type, attributes: { VisibilityTimeout: '3600' } })
    await q.sendApart(n)
    const delayed = type === 'standard' ? late : 0
    for (let nth = 0; nth < delayed; nth++) await q.send({ DelaySeconds: 900 })
    const inFlight = received > 0 ? await q.eventually(received) : []
    for (const message of inFlight.slice(0, deleted)) await q.delete(message)
    await settled(t, q, { all: n + delayed - Math.min(received, deleted) })
  },
})

clause('sqs.ec.visible-count', {
  axes: { type: queueTypes, protocol: protocols },
  given: { n: fc.integer({ min: 2, max: 8 }), taken: fc.integer({ min: 1, max: 2 }) },
  edges: [{ n: 6, taken: 1 }],
  cases: 2,
  async check(t, { type, n, taken }) {
    const q = await t.queue({ type, attributes: { VisibilityTimeout: '3600' } })
    await q.sendApart(n)
    const [message] = await q.eventually(taken)
    await settled(t, q, { visible: n - taken })
    await q.delete(message!)
    await settled(t, q, { visible: n - taken })
  },
})

clause('sqs.ec.notvisible-count', {
  axes: { type: queueTypes, protocol: protocols },
  given: { n: fc.integer({ min: 1, max: 5 }) },
  cases: 2,
  async check(t, { type, n }) {
    const q = await t.queue({ type, attributes: { VisibilityTimeout: '3600' } })
    await q.sendApart(n + 1)
    const messages = await q.eventually(n)
    await settled(t, q, { inFlight: n })
    await t.time.pass(t.time.after(await q.changeVisibility(messages[0]!, 1), 1000))
    await settled(t, q, { inFlight: n - 1 })
  },
})

/** Three minutes of zeros are the documented sign that nothing is left; a message that is only hidden must not give it. */
clause('sqs.ec.empty-confirmation', {
  axes: { type: queueTypes, left: ['nothing', 'in flight', 'delayed'] },
  async check(t, { type, left }) {
    const { queue, time, profile } = t
    const q = await queue({ type, attributes: left === 'delayed' ? { DelaySeconds: '900' } : { VisibilityTimeout: '900' } })
    await q.send()
    if (left !== 'delayed') {
      const message = await q.receiveOne()
      if (left === 'nothing') await q.delete(message)
    }
    await settled(t, q, { all: left === 'nothing' ? 0 : 1 })
    const readings: number[] = []
    for (let nth = 0; nth < 7; nth++) {
      readings.push((await countsOf(q)).all)
      await time.sleep(30_000)
    }
    // Where counts may be late, those of the last minute at least are right.
    const right = profile.tolerates('sqs.ec.counts-1min') ? readings.slice(-3) : readings
    if (left !== 'nothing') expect(Math.max(...right), 'the most messages that were counted in three minutes').toBe(1)
    else expect(readings.at(-1), 'the messages that were counted after three minutes').toBe(0)
    if (left === 'nothing' && !q.mayRepeat()) await q.receiveNone('the queue is empty')
  },
})

/** The very next short poll gives the message or nothing, and it comes in the end. */
clause('sqs.ec.send-then-receive', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, profile }, { type }) {
    const q = await queue({ type })
    const sent = await q.send({ MessageBody: 'just sent' })
    const { Messages: messages = [] } = await q.receive({ WaitTimeSeconds: 0 })
    if (!profile.tolerates('sqs.ec.send-then-receive')) expect(messages.length, 'how many messages the next poll gave').toBe(1)
    const [message] = messages.length > 0 ? messages : await q.eventually(1)
    expect({ id: message?.MessageId, body: message?.Body }, 'the message').toEqual({ id: sent.MessageId, body: 'just sent' })
  },
})
