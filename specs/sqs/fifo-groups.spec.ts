import { clause, fc, groupIds } from './bench.js'

/** Messages stay in flight until a clause deletes or releases them, however slow its requests are. */
const held = { type: 'fifo', attributes: { VisibilityTimeout: '600' } } as const
const bodiesOf = (messages: readonly { readonly Body?: string | undefined }[]) => messages.map(({ Body }) => Body)
const numbered = (n: number) => Array.from({ length: n }, (_, nth) => `m${nth}`)
const batch = (all: readonly string[]) => all.map((MessageBody) => ({ MessageBody }))
/** A group is one whether its messages were sent one by one or in one batch. */
const isBatch = fc.boolean()

clause('sqs.fifo.group.case-sensitive', {
  given: { group: fc.string({ unit: fc.constantFrom(...'abcXYZ'), minLength: 1, maxLength: 20 }) },
  async check({ queue, expect }, { group }) {
    const q = await queue(held)
    const swapped = [...group].map((letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase())).join('')
    await q.send({ MessageGroupId: group, MessageBody: 'as drawn' })
    await q.send({ MessageGroupId: swapped, MessageBody: 'swapped' })
    const received = await q.eventually(2, { MaxNumberOfMessages: 1 })
    expect(bodiesOf(received).sort(), 'the messages in flight at the same time').toEqual(['as drawn', 'swapped'])
  },
})

clause('sqs.fifo.group.locks-while-inflight', {
  given: { before: fc.integer({ min: 1, max: 5 }), after: fc.integer({ min: 0, max: 2 }), isBatch },
  edges: [
    { before: 2, after: 0, isBatch: true },
    { before: 3, after: 0, isBatch: false },
    { before: 1, after: 1 },
  ],
  async check({ queue, expect }, { before, after, isBatch }) {
    const q = await queue(held)
    await q.sendInTurn(batch(numbered(before)), isBatch)
    expect((await q.receiveOne()).Body, 'the first message').toBe('m0')
    for (let nth = 0; nth < after; nth++) await q.send()
    await q.receiveNone('while one of its messages is in flight, nothing else of the group comes')
  },
})

clause('sqs.fifo.group.others-available', {
  given: { groups: fc.uniqueArray(groupIds({ maxLength: 10 }), { minLength: 2, maxLength: 5 }) },
  async check({ queue, expect }, { groups }) {
    const q = await queue(held)
    for (const part of ['head', 'tail']) {
      await q.sendBatch(groups.map((MessageGroupId, nth) => ({ MessageGroupId, MessageBody: `${part} ${nth}` })))
    }
    const received = await q.eventually(groups.length, { MaxNumberOfMessages: 1 })
    const heads = groups.map((_, nth) => `head ${nth}`)
    expect(bodiesOf(received).sort(), 'what comes one by one, while what came before is in flight').toEqual(heads)
    await q.receiveNone('with a message of each group in flight, nothing more comes')
  },
})

/** Fewer than there are may come where many servers keep the messages; but then the first ones. */
clause('sqs.fifo.group.multiple-in-one-response', {
  given: { n: fc.integer({ min: 2, max: 10 }), max: fc.integer({ min: 2, max: 10 }), isBatch },
  edges: [
    { n: 3, max: 5, isBatch: false },
    { n: 10, max: 10, isBatch: true },
  ],
  async check({ queue, profile, expect }, { n, max, isBatch }) {
    const q = await queue(held)
    await q.sendInTurn(batch(numbered(n)), isBatch)
    const response = await q.eventually(1, { MaxNumberOfMessages: max })
    const expected = numbered(Math.min(n, max, profile.tolerates('sqs.receive.may-return-fewer') ? response.length : n))
    expect(bodiesOf(response), `the messages of one response to MaxNumberOfMessages=${max}`).toEqual(expected)
  },
})

/**
 * From which groups a response is filled, and in which order groups are served, is AWS's affair; but no group is begun in its middle, and
 * none loses a message.
 */
const mixes = [
  { id: 'sqs.fifo.group.prefers-same-group', max: 2 },
  { id: 'sqs.fifo.group.mixed-response', max: 10 },
  { id: 'sqs.fifo.group.receive-order-of-groups', max: 1 },
]

for (const { id, max } of mixes) {
  clause(id, {
    given: { groups: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 3, maxLength: 8 }), isBatch },
    edges: [
      { groups: ['a', 'b', 'a', 'b'], isBatch: true },
      { groups: ['a', 'b', 'a', 'b'], isBatch: false },
    ],
    async check({ queue, expect }, { groups, isBatch }) {
      const q = await queue(held)
      await q.sendInTurn(
        groups.map((MessageGroupId, nth) => ({ MessageGroupId, MessageBody: `${MessageGroupId}${nth}` })),
        isBatch,
      )
      const of = (group: string, all: readonly (string | undefined)[]) => all.filter((body) => body?.startsWith(group))
      const sent = groups.map((group, nth) => `${group}${nth}`)
      const first = await q.eventually(1, { MaxNumberOfMessages: max })
      expect(first.length, 'the number of messages in one response').toBeLessThanOrEqual(max)
      for (const message of first) await q.delete(message)
      const rest = sent.length > first.length ? await q.drain(sent.length - first.length, { MaxNumberOfMessages: max }) : []
      const received = bodiesOf([...first, ...rest])
      for (const group of new Set(groups)) {
        const begun = of(group, bodiesOf(first))
        expect(begun, `what the first response holds of group ${group}`).toEqual(of(group, sent).slice(0, begun.length))
        expect(of(group, received), `all that comes of group ${group}`).toEqual(of(group, sent))
      }
    },
  })
}

clause('sqs.fifo.group.unlocks-on-delete-or-visible', {
  axes: { by: ['deletion', 'timeout', 'change to 0'] },
  given: { seconds: fc.integer({ min: 1, max: 2 }), isBatch },
  edges: [{ isBatch: true }, { isBatch: false }],
  cases: 2,
  async check({ queue, time, expect }, { by, seconds, isBatch }) {
    const q = await queue(held)
    await q.sendInTurn(batch(numbered(3)), isBatch)
    const first = await q.receiveOne(by === 'timeout' ? { VisibilityTimeout: seconds } : {})
    if (by === 'deletion') await q.delete(first)
    if (by === 'timeout') await time.pass(time.after(first, seconds * 1000))
    if (by === 'change to 0') await q.changeVisibility(first, 0)
    const left = by === 'deletion' ? ['m1', 'm2'] : ['m0', 'm1', 'm2']
    expect(bodiesOf(await q.drain(left.length)), `what comes of the group after ${by}`).toEqual(left)
  },
})

/** All messages but one are made visible, at once or after a second. What was recorded of AWS here is finer than what its manual says. */
clause('sqs.fifo.group.partial-visibility', {
  given: { n: fc.integer({ min: 2, max: 4 }), stays: fc.nat({ max: 3 }), seconds: fc.integer({ min: 0, max: 1 }), isBatch },
  edges: [
    { n: 3, stays: 0, isBatch: false },
    { n: 3, stays: 1, isBatch: true },
    { n: 3, stays: 2 },
  ],
  async check({ queue, time, undecided, expect }, { n, stays, seconds, isBatch }) {
    const q = await queue(held)
    await q.sendInTurn(batch(numbered(n)), isBatch)
    const received = await q.eventually(1, { MaxNumberOfMessages: 10 })
    if (received.length < n) undecided('one response did not hold the whole group')
    const inFlight = stays % n
    const others = received.filter((_, nth) => nth !== inFlight)
    const changes = await Promise.all(others.map((message) => q.changeVisibility(message, seconds)))
    await time.pass(...changes.map((change) => time.after(change, seconds * 1000)))
    const again = inFlight > 0 ? await q.drain(inFlight, { MaxNumberOfMessages: 10 }) : []
    expect(bodiesOf(again), `what comes while m${inFlight} of ${n} is in flight`).toEqual(bodiesOf(received.slice(0, inFlight)))
    await q.receiveNone('what stands behind a message in flight does not come')
  },
})

clause('sqs.fifo.group.all-received-must-resolve', {
  axes: { by: ['deletion', 'change to 0'] },
  given: { taken: fc.integer({ min: 2, max: 4 }), isBatch },
  edges: [{ taken: 2, isBatch: false }],
  cases: 2,
  async check({ queue, undecided, expect }, { by, taken, isBatch }) {
    const q = await queue(held)
    await q.sendInTurn(batch(numbered(taken + 1)), isBatch)
    const received = await q.eventually(1, { MaxNumberOfMessages: taken })
    if (received.length < taken) undecided('one response did not hold as many messages as it could')
    const last = received.at(-1)!
    for (const message of received.slice(0, -1)) {
      await q.delete(message)
      await q.receiveNone('while one of the received messages is in flight, no later one of the group comes')
    }
    if (by === 'deletion') await q.delete(last)
    else await q.changeVisibility(last, 0)
    expect((await q.receiveOne()).Body, `what comes after the ${by} of the last one`).toBe(`m${by === 'deletion' ? taken : taken - 1}`)
  },
})

/** No number shows that there is no limit; two hundred groups in flight at once are beyond what anything makes room for by the way. */
clause('sqs.fifo.group.unlimited', {
  async check({ queue, expect }) {
    const q = await queue(held)
    const groups = Array.from({ length: 200 }, (_, nth) => `group-${nth}`)
    for (let from = 0; from < groups.length; from += 10) {
      await q.sendBatch(groups.slice(from, from + 10).map((MessageGroupId) => ({ MessageGroupId, MessageBody: MessageGroupId })))
    }
    expect(bodiesOf(await q.eventually(groups.length)).sort(), 'the messages in flight at the same time').toEqual([...groups].sort())
  },
})

clause('sqs.fifo.group.empty-group-reusable', {
  given: { group: groupIds({ maxLength: 20 }), times: fc.integer({ min: 1, max: 3 }) },
  cases: 2,
  async check({ queue, expect }, { group, times }) {
    const q = await queue(held)
    for (let nth = 0; nth <= times; nth++) {
      await q.send({ MessageGroupId: group, MessageBody: `m${nth}` })
      expect(bodiesOf(await q.drain(1)), 'what comes of the group').toEqual([`m${nth}`])
      await q.receiveNone('the group is empty')
    }
  },
})

clause('sqs.fifo.group.poison-blocks-group', {
  given: { rounds: fc.integer({ min: 2, max: 3 }), isBatch },
  cases: 1,
  async check({ queue, time, expect }, { rounds, isBatch }) {
    const q = await queue(held)
    await q.sendInTurn(batch(numbered(2)), isBatch)
    for (let nth = 0; nth < rounds; nth++) {
      const poison = await q.receiveOne({ VisibilityTimeout: 1 })
      expect(poison.Body, `the message that comes after ${nth} timeouts`).toBe('m0')
      await time.pass(time.after(poison, 1000))
    }
    expect(bodiesOf(await q.drain(2)), 'what comes when the first message is deleted at last').toEqual(['m0', 'm1'])
  },
})

clause('sqs.fifo.group.notvisible-counts-received-only', {
  given: { groups: fc.integer({ min: 2, max: 4 }), each: fc.integer({ min: 2, max: 3 }), received: fc.integer({ min: 1, max: 4 }) },
  edges: [{ groups: 3, each: 2, received: 2 }],
  cases: 2,
  async check({ queue, time, profile, expect }, { groups, each, received: wanted }) {
    const q = await queue(held)
    for (let nth = 0; nth < groups; nth++) {
      await q.sendBatch(numbered(each).map((MessageBody) => ({ MessageBody, MessageGroupId: `g${nth}` })))
    }
    const inFlight = Math.min(wanted, groups)
    const received = await q.eventually(inFlight, { MaxNumberOfMessages: 1 })
    if (profile.tolerates('sqs.ec.counts-1min')) await time.pass(time.after(received.at(-1)!, 60_000))
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const
    expect(await q.attributes(...names), `the counts with ${inFlight} of ${groups * each} messages received`).toEqual({
      ApproximateNumberOfMessages: String(groups * each - inFlight),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
    })
  },
})
