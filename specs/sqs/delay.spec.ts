import { clause, fc, protocols, queueTypes } from './bench.js'
import type { Queue, SqsCase } from './bench.js'

/** Where a clause is about which delay holds, a message may be late by more than where it is about how long a delay is. */
const unhurried = ({ profile }: SqsCase): number => Math.max(profile.lateness, Math.min(3 * profile.lateness, 1500))

/** The queue is older than a delay of seconds when something is sent, so that a delay which counted from the making of the queue would have ended. */
const aged = ({ time }: SqsCase, queueDelay: number): Promise<void> => time.sleep(queueDelay <= 3 ? queueDelay * 1000 + 500 : 0)

/** The message is not there until `seconds` after the send, looked for at once and half a second before the end; then it is. */
const comesAfter = async (t: SqsCase, q: Queue, sent: object, seconds: number, within = unhurried(t)): Promise<void> => {
  const { time, expect } = t
  const delay = time.after(sent, seconds * 1000)
  for (const moment of seconds === 0 ? [] : [time.now(), delay.end - 500]) {
    await time.sleep(Math.max(0, moment - time.now()))
    const early = await q.receive({ MaxNumberOfMessages: 10 })
    time.surelyBefore(early, delay)
    expect(early.Messages ?? [], 'what is received before the delay ends').toEqual([])
  }
  await time.pass(delay)
  expect((await q.receiveOne({}, within)).Body, 'the message that is received after the delay').toBe('delayed')
}

const doors = ['SendMessage', 'SendMessageBatch'] as const
const short = fc.integer({ min: 1, max: 3 })
const none = fc.constant(undefined)

/** A queue's delay, the message's own, and how the message is sent: the shorter waits are real, so they stay short. */
const delays = [
  { id: 'sqs.delay.queue-hides-new', types: queueTypes, doors, queueDelay: short, own: none },
  { id: 'sqs.delay.message-timer', types: ['standard'], doors, queueDelay: fc.constant(0), own: short },
  {
    id: 'sqs.delay.message-overrides-queue',
    types: ['standard'],
    doors,
    queueDelay: fc.constantFrom(1, 6, 900),
    own: fc.constantFrom(2, 3),
  },
  {
    id: 'sqs.delay.message-zero-overrides-queue',
    types: ['standard'],
    doors,
    queueDelay: fc.integer({ min: 2, max: 900 }),
    own: fc.constant(0),
  },
  { id: 'sqs.delay.fifo-zero-accepted', types: ['fifo'], doors: ['SendMessage'], queueDelay: short, own: fc.constant(0) },
] as const

for (const { id, types, doors, queueDelay, own } of delays) {
  clause(id, {
    axes: { type: types, protocol: protocols },
    given: { queueDelay, own: own as fc.Arbitrary<number | undefined>, door: fc.constantFrom(...doors) },
    async check(t, { type, queueDelay, own, door }) {
      const q = await t.queue({ type, attributes: { DelaySeconds: String(queueDelay) } })
      await aged(t, queueDelay)
      const entry = { MessageBody: 'delayed', ...(own === undefined ? {} : { DelaySeconds: own }) }
      const sent = door === 'SendMessage' ? await q.send(entry) : await q.sendBatch([entry])
      const isDefinition = id === 'sqs.delay.queue-hides-new' || id === 'sqs.delay.message-timer'
      await comesAfter(t, q, sent, type === 'fifo' ? queueDelay : (own ?? queueDelay), isDefinition ? t.profile.lateness : unhurried(t))
    },
  })
}

/** In one batch, so that a delay of one entry is not taken for that of its neighbour. */
clause('sqs.delay.message-default-queue', {
  axes: { protocol: protocols },
  given: { queueDelay: short, own: fc.constantFrom(0, 900), isFirst: fc.boolean() },
  async check(t, { queueDelay, own, isFirst }) {
    const q = await t.queue({ attributes: { DelaySeconds: String(queueDelay) } })
    // Where the queue may repeat messages, one without a delay may come again while the other is awaited.
    const other = { MessageBody: 'with a delay of its own', DelaySeconds: q.mayRepeat() ? 900 : own }
    const entry = { MessageBody: 'delayed' }
    const sent = await q.sendBatch(isFirst ? [entry, other] : [other, entry])
    if (other.DelaySeconds === 0) await q.delete(await q.receiveOne())
    await comesAfter(t, q, sent, queueDelay)
  },
})

clause('sqs.delay.queue-default-0', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, expect }, { type }) {
    const q = await queue({ type })
    expect(await q.attributes('DelaySeconds'), 'the delay of a new queue').toEqual({ DelaySeconds: '0' })
    const { MessageId } = await q.send()
    expect((await q.receiveOne()).MessageId, 'the message that is there at once').toBe(MessageId)
  },
})

clause('sqs.delay.fifo-no-per-message', {
  axes: { protocol: protocols },
  given: { delay: fc.integer({ min: 1, max: 900 }), queueDelay: fc.constantFrom(0, 1, 900) },
  edges: [{ delay: 1 }, { delay: 900 }],
  async check({ queue, refused, time }, { delay, queueDelay }) {
    const q = await queue({ type: 'fifo', attributes: { DelaySeconds: String(queueDelay) } })
    const refusal = await refused(q.send({ DelaySeconds: delay }), {
      shape: 'InvalidParameterValueException',
      code: 'InvalidParameterValue',
      status: 400,
    })
    await time.pass(time.after(refusal, 1000))
    await q.receiveNone('the refused message is not in the queue')
  },
})

/** Both ways: a delay that is taken back still holds, and a longer one does not reach messages that are in the queue. */
clause('sqs.delay.not-retroactive-standard', {
  axes: { protocol: protocols },
  given: { before: fc.integer({ min: 1, max: 3 }), change: fc.constantFrom(0, 900) },
  edges: [{ before: 3, change: 0 }, { change: 900 }],
  async check(t, { before, change }) {
    const q = await t.queue({ attributes: { DelaySeconds: String(before) } })
    const sent = await q.send({ MessageBody: 'delayed' })
    await q.set({ DelaySeconds: String(change) })
    await comesAfter(t, q, sent, before)
  },
})

/** The new delay counts from the send as well. A change has a minute to spread, so only where it may not is a longer delay looked at. */
clause('sqs.delay.retroactive-fifo', {
  axes: { protocol: protocols, change: ['shorter', 'longer'] },
  async check(t, { change }) {
    const { queue, profile, time, expect } = t
    const mayLag = profile.tolerates('sqs.ec.attributes-60s')
    const q = await queue({ type: 'fifo', attributes: { DelaySeconds: change === 'shorter' ? '900' : '2' } })
    const sent = await q.send({ MessageBody: 'delayed' })
    if (change === 'shorter') {
      await q.set({ DelaySeconds: '1' })
      await time.pass(time.after(sent, 1000))
      const message = await q.receiveOne({}, (mayLag ? 60_000 : 0) + unhurried(t))
      expect(message.Body, 'the message that is received after the new delay').toBe('delayed')
      return
    }
    time.surelyBefore(await q.set({ DelaySeconds: '4' }), time.after(sent, 2000))
    if (mayLag) return void (await q.receiveOne({}, 4000 + profile.lateness))
    await comesAfter(t, q, sent, 4)
  },
})

clause('sqs.delay.counts-as-delayed', {
  axes: { type: queueTypes, protocol: protocols },
  given: { delayed: fc.integer({ min: 1, max: 10 }), delay: fc.integer({ min: 120, max: 900 }) },
  async check({ queue, settles, profile, expect }, { type, delayed, delay }) {
    const q = await queue({ type, attributes: { DelaySeconds: String(delay) } })
    await q.sendApart(delayed)
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesDelayed', 'ApproximateNumberOfMessagesNotVisible']
    await settles(
      async () =>
        expect(await q.attributes(...names), 'the counts').toEqual({
          ApproximateNumberOfMessages: '0',
          ApproximateNumberOfMessagesDelayed: String(delayed),
          ApproximateNumberOfMessagesNotVisible: '0',
        }),
      profile.tolerates('sqs.ec.counts-1min') ? 60_000 + profile.lateness : profile.lateness,
    )
  },
})

/** The first receive is counted as the first, and takes place after the delay. */
clause('sqs.delay.not-in-flight', {
  axes: { type: queueTypes },
  given: { delay: fc.integer({ min: 1, max: 2 }) },
  async check(t, { type, delay }) {
    const { queue, time, expect } = t
    const q = await queue({ type, attributes: { DelaySeconds: String(delay) } })
    const sent = await q.send()
    await time.pass(time.after(sent, delay * 1000))
    const { Attributes = {} } = await q.receiveOne({ MessageSystemAttributeNames: ['All'] }, unhurried(t))
    if (!t.profile.tolerates('sqs.receive.approx-receive-count'))
      expect(Attributes, 'the first receive').toMatchObject({ ApproximateReceiveCount: '1' })
    const untouched = Number(Attributes['ApproximateFirstReceiveTimestamp']) - Number(Attributes['SentTimestamp'])
    expect(untouched, 'milliseconds from the send to the first receive').toBeGreaterThanOrEqual(delay * 1000 - 1)
  },
})

/** The second message is sent a little later, so that it is due later too while the first is received already. */
clause('sqs.delay.fifo-group-delay-order', {
  given: { groups: fc.array(fc.constantFrom('a', 'b'), { minLength: 2, maxLength: 5 }), delay: fc.integer({ min: 1, max: 2 }) },
  async check(t, { groups, delay }) {
    const { queue, time, expect } = t
    const q = await queue({ type: 'fifo', attributes: { DelaySeconds: String(delay) } })
    const delays = []
    for (const [nth, MessageGroupId] of groups.entries()) {
      if (nth === 1) await time.sleep(200)
      delays.push(time.after(await q.send({ MessageBody: `${MessageGroupId}${nth}`, MessageGroupId }), delay * 1000))
    }
    await time.pass(delays[0]!)
    const last = delays.at(-1)!
    const received = await q.drain(groups.length, {}, time.most(last.ms) + last.from.hi - time.now() + unhurried(t))
    for (const group of ['a', 'b']) {
      const inOrder = groups.flatMap((one, nth) => (one === group ? [`${one}${nth}`] : []))
      const bodies = received.map(({ Body }) => Body).filter((body) => body.startsWith(group))
      expect(bodies, `the order in which group ${group} is received`).toEqual(inOrder)
    }
  },
})
