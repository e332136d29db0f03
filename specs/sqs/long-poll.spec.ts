import { clause, fc, protocols, queueTypes, unlessRefused } from './bench.js'
import type { QueueType, SqsCase } from './bench.js'

/** The longest wait there is: what is answered before it ended was surely not waited for, on however slow a target. */
const LONGEST = 20

type Polled = Awaited<ReturnType<Awaited<ReturnType<SqsCase['queue']>>['receive']>>

/** What a long poll gave; a false empty answer, where that is a freedom, decides nothing. */
const given = ({ profile, undecided }: SqsCase, { Messages: messages = [] }: Polled): NonNullable<Polled['Messages']> =>
  messages.length === 0 && profile.tolerates('sqs.longpoll.rare-false-empty')
    ? undecided('a long poll gave nothing, as it rarely may')
    : messages

const fromCallOrQueue = ['call', 'queue'] as const

clause('sqs.longpoll.enabled-by-wait', {
  axes: { type: queueTypes, protocol: protocols, from: fromCallOrQueue },
  given: { seconds: fc.integer({ min: 1, max: 2 }) },
  cases: 1,
  async check({ queue, time, expect }, { type, from, seconds }) {
    const q = await queue({ type, attributes: from === 'queue' ? { ReceiveMessageWaitTimeSeconds: String(seconds) } : {} })
    const empty = await q.receiveNone('the queue is empty', { WaitTimeSeconds: from === 'call' ? seconds : undefined })
    // Half of it is no short poll any more; that it is the whole is the line about empty answers.
    expect(time.took(empty), `milliseconds that a poll of ${seconds} s waited`).toBeGreaterThanOrEqual(time.least(seconds * 500))
  },
})

/**
 * A long poll always takes a second at least; a short one does where everything is slow. That it is slow ten times, and never where no wait
 * is asked for, does not happen by chance.
 */
clause('sqs.longpoll.default-short', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, time, undecided, diverges, expect }, { type }) {
    const q = await queue({ type })
    expect(await q.attributes('ReceiveMessageWaitTimeSeconds'), 'the wait time of a new queue').toEqual({
      ReceiveMessageWaitTimeSeconds: '0',
    })
    const waits = async (WaitTimeSeconds: 0 | undefined) =>
      time.took(await q.receiveNone('the queue is empty', { WaitTimeSeconds })) >= time.least(1000)
    for (let nth = 0; nth < 10; nth++) {
      if (!(await waits(undefined))) return
      if (await waits(0)) undecided('a poll that was not to wait took a second or more')
    }
    diverges(
      'polls without a wait time wait on a new queue',
      'an answer at once, as where the wait time is 0',
      'ten that took a second or more',
    )
  },
})

clause('sqs.longpoll.zero-param-is-short', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, time, expect }, { type }) {
    const q = await queue({ type, attributes: { ReceiveMessageWaitTimeSeconds: String(LONGEST) } })
    const empty = await q.receiveNone('the queue is empty', { WaitTimeSeconds: 0 })
    expect(time.keptBack(empty), `milliseconds that a short poll took on a queue that waits ${LONGEST} s`).toBeLessThan(
      time.least(LONGEST * 1000),
    )
  },
})

/** A call with a wait of its own comes first: it is for that call only. */
clause('sqs.longpoll.queue-attr-used-when-absent', {
  axes: { type: queueTypes, set: ['at creation', 'later'] },
  async check({ queue, time, profile, expect }, { type, set }) {
    const q = await queue({ type, attributes: { ReceiveMessageWaitTimeSeconds: set === 'later' ? '0' : '2' } })
    if (set === 'later') {
      const change = await q.set({ ReceiveMessageWaitTimeSeconds: '2' })
      if (profile.tolerates('sqs.ec.attributes-60s')) await time.pass(time.after(change, 60_000))
    }
    await q.receive({ WaitTimeSeconds: 0 })
    const empty = await q.receiveNone('the queue is empty', { WaitTimeSeconds: undefined })
    expect(time.took(empty), 'milliseconds that a poll waited on a queue that waits 2 s').toBeGreaterThanOrEqual(time.least(1000))
  },
})

clause('sqs.longpoll.param-range', {
  axes: { type: queueTypes, protocol: protocols },
  given: {
    accepted: fc.integer({ min: 0, max: LONGEST }),
    outside: fc.oneof(fc.integer({ min: -1000, max: -1 }), fc.integer({ min: LONGEST + 1, max: 43_200 })),
  },
  edges: [
    { accepted: 0, outside: -1 },
    { accepted: LONGEST, outside: LONGEST + 1 },
  ],
  cases: 3,
  async check({ queue, refused, expect }, { type, accepted, outside }) {
    const q = await queue({ type })
    const sent = await q.send()
    await refused(q.receive({ WaitTimeSeconds: outside }))
    expect((await q.receiveOne({ WaitTimeSeconds: accepted })).MessageId, 'the message').toBe(sent.MessageId)
  },
})

const freedoms = [
  { id: 'sqs.longpoll.queries-all-servers', least: 2, most: 10 },
  { id: 'sqs.longpoll.rare-false-empty', least: 1, most: 1 },
] as const

/** What has settled is given by one long poll, or, where it may be empty for once, by one of the next. */
for (const { id, least, most } of freedoms) {
  clause(id, {
    axes: { type: queueTypes, protocol: protocols },
    given: { n: fc.integer({ min: least, max: most }) },
    cases: 2,
    async check({ queue, profile, expect }, { type, n }) {
      const q = await queue({ type, attributes: { VisibilityTimeout: '600' } })
      const sent = await q.sendApart(n)
      const { Messages: first = [] } = await q.receive({ WaitTimeSeconds: 1, MaxNumberOfMessages: 10 })
      if (!profile.tolerates('sqs.longpoll.rare-false-empty'))
        expect(first.length, 'how many messages the first long poll gave').toBeGreaterThan(0)
      const left = n - new Set(first.map(({ MessageId }) => MessageId)).size
      const rest = left > 0 ? await q.eventually(left, { WaitTimeSeconds: 1 }) : []
      for (const { MessageId = '', Body } of [...first, ...rest]) expect(Body, 'the body of a message').toBe(sent.get(MessageId))
    },
  })
}

clause('sqs.longpoll.returns-on-first', {
  axes: { type: queueTypes, protocol: protocols, sent: ['before', 'meanwhile'] },
  async check(t, { type, sent: when }) {
    const { queue, time, expect } = t
    const q = await queue({ type })
    const poll = () => q.receive({ WaitTimeSeconds: LONGEST, MaxNumberOfMessages: 10 })
    const send = () => q.send()
    const [output, sent] =
      when === 'meanwhile'
        ? await Promise.all([poll(), time.sleep(500).then(send)])
        : await send().then(async (one) => [await poll(), one] as const)
    expect([...new Set(given(t, output).map(({ MessageId }) => MessageId))], 'what the long poll gave').toEqual([sent.MessageId])
    expect(time.keptBack(output), `milliseconds that a poll of ${LONGEST} s took`).toBeLessThan(time.least(LONGEST * 1000))
  },
})

clause('sqs.longpoll.empty-only-at-expiry', {
  axes: { type: queueTypes, protocol: protocols },
  given: { seconds: fc.integer({ min: 1, max: 3 }) },
  cases: 2,
  async check({ queue, time, profile, expect }, { type, seconds }) {
    const q = await queue({ type })
    const empty = await q.receiveNone('the queue is empty', { WaitTimeSeconds: seconds })
    const whole = profile.tolerates('sqs.longpoll.empty-only-at-expiry') ? 0 : time.least(seconds * 1000)
    expect(time.took(empty), `milliseconds until a poll of ${seconds} s was answered empty`).toBeGreaterThanOrEqual(whole)
  },
})

/** Of two polls each gets the message that comes back first. */
const eachWakes = async (t: SqsCase, type: QueueType): Promise<void> => {
  const { queue, expect, time } = t
  const q = await queue({ type })
  await q.sendApart(2)
  const first = await q.receiveOne({ VisibilityTimeout: 2 })
  const second = await q.receiveOne({ VisibilityTimeout: 3 })
  time.surelyBefore(second, time.after(first, 2000))
  const hidden = [first, second]
  const outputs = await Promise.all([1, 2].map(() => q.receive({ WaitTimeSeconds: LONGEST, VisibilityTimeout: 600 })))
  const got = outputs.flatMap((output) => given(t, output)).map(({ MessageId }) => MessageId)
  for (const output of outputs)
    expect(time.keptBack(output), `milliseconds that a poll of ${LONGEST} s took`).toBeLessThan(time.least(LONGEST * 1000))
  // Where messages may be repeated, one poll may get what the other had.
  if (!q.mayRepeat()) expect(got.sort(), 'what two long polls gave').toEqual(hidden.map(({ MessageId }) => MessageId).sort())
}

clause('sqs.longpoll.wakes-on-visibility-expiry', {
  axes: { type: queueTypes, hidden: ['in flight', 'delayed', 'released'] },
  async check(t, { type, hidden }) {
    if (hidden === 'in flight') await eachWakes(t, type)
    const { queue, time, expect } = t
    const q = await queue({ type, attributes: hidden === 'delayed' ? { DelaySeconds: '2' } : {} })
    const sent = await q.send()
    const first = hidden === 'delayed' ? undefined : await q.receiveOne({ VisibilityTimeout: hidden === 'in flight' ? 2 : 600 })
    const release = async () => {
      await time.sleep(500)
      // Where messages may be repeated, the poll may have got it already.
      const change = hidden === 'released' ? q.changeVisibility(first!, 0) : undefined
      await (change !== undefined && q.mayRepeat() ? unlessRefused(change) : change)
    }
    const [output] = await Promise.all([q.receive({ WaitTimeSeconds: LONGEST }), release()])
    expect(
      given(t, output).map(({ MessageId }) => MessageId),
      'what the long poll gave',
    ).toEqual([sent.MessageId])
    expect(time.keptBack(output), `milliseconds that a poll of ${LONGEST} s took`).toBeLessThan(time.least(LONGEST * 1000))
  },
})
