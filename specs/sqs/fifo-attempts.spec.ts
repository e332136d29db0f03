import { attemptIds, clause, fc, unlessRefused } from './bench.js'
import type { Received } from './bench.js'

const numbered = (n: number) => Array.from({ length: n }, (_, nth) => ({ MessageBody: `m${nth}` }))
const idsOf = (messages: readonly Received[]) => messages.map(({ MessageId }) => MessageId)
/**
 * A receive that can be repeated. It is a long poll, since that finds what is there: what repeating a receive that came back empty
 * means is not documented. What it receives is hidden for ten minutes.
 */
const attempt = (id: string) => ({ ReceiveRequestAttemptId: id, MaxNumberOfMessages: 10, VisibilityTimeout: 600, WaitTimeSeconds: 1 })
const EMPTY = 'the first receive found nothing'

const repeated = [
  { id: 'sqs.fifo.attempt.same-id-same-messages', member: 'MessageId' },
  { id: 'sqs.fifo.attempt.same-receipt-handles', member: 'ReceiptHandle' },
] as const

for (const { id, member } of repeated) {
  clause(id, {
    given: {
      groups: fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 5 }),
      id: attemptIds(),
      max: fc.integer({ min: 1, max: 10 }),
    },
    edges: [
      { groups: ['a'], max: 1 },
      { groups: ['a', 'b', 'a'], max: 10 },
    ],
    async check({ queue, undecided, expect }, { groups, id: attemptId, max }) {
      const q = await queue({ type: 'fifo' })
      await q.sendBatch(groups.map((MessageGroupId) => ({ MessageGroupId })))
      const call = { ...attempt(attemptId), MaxNumberOfMessages: max }
      const first = await q.received(call)
      if (first.length === 0) undecided(EMPTY)
      for (const which of ['second', 'third']) {
        const again = await q.received(call)
        expect(again.map((message) => message[member]).sort(), `each ${member} at the ${which} receive under one attempt id`).toEqual(
          first.map((message) => message[member]).sort(),
        )
      }
    },
  })
}

/** The retry is made so late that its timeout runs for some seconds when that of the first receive has ended. */
clause('sqs.fifo.attempt.resets-visibility', {
  given: { id: attemptIds({ maxLength: 20 }) },
  cases: 2,
  async check({ queue, time, undecided, expect }, { id }) {
    const q = await queue({ type: 'fifo' })
    await q.send()
    const call = { ...attempt(id), VisibilityTimeout: 6 }
    const [first] = await q.received(call)
    if (!first) return undecided(EMPTY)
    const firstEnds = time.after(first, 6000)
    await time.sleep(4000)
    const [again] = await q.received(call)
    expect(again?.MessageId, 'what the retry receives').toBe(first.MessageId)
    time.surelyBefore(again!, firstEnds)
    const retryEnds = time.after(again!, 6000)
    await time.pass(firstEnds)
    await q.stillHidden(retryEnds, 'when only the timeout of the first receive has ended, the message is hidden')
    await time.pass(retryEnds)
    expect((await q.receiveOne()).MessageId, 'what is received when the timeout of the retry ended').toBe(first.MessageId)
  },
})

clause('sqs.fifo.attempt.valid-5min', {
  async check({ queue, time, profile, undecided, expect }) {
    const q = await queue({ type: 'fifo' })
    await q.sendBatch([{ MessageGroupId: 'a' }, { MessageGroupId: 'b' }])
    const call = (id: string) => ({ ...attempt(id), MaxNumberOfMessages: 1, VisibilityTimeout: 3600 })
    const [early] = await q.received(call('early'))
    const [late] = await q.received(call('late'))
    if (!early || !late) return undecided(EMPTY)
    await time.pass(time.after(early, 280_000))
    const [again] = await q.received(call('early'))
    expect(again?.MessageId, 'what the attempt receives again before five minutes are over').toBe(early.MessageId)
    time.surelyBefore(again!, time.after(early, 300_000))
    await time.pass(time.after(late, 301_000 + profile.lateness))
    await q.receiveNone('after five minutes the attempt id is new, and the message is in flight', call('late'))
  },
})

/** What comes instead is not documented: AWS is seen to refuse the id; nothing, or those that were left alone, will do as well. */
clause('sqs.fifo.attempt.void-if-modified', {
  axes: { by: ['deletion', 'change of visibility'] },
  given: { n: fc.integer({ min: 1, max: 3 }), touched: fc.nat({ max: 2 }), seconds: fc.integer({ min: 300, max: 900 }) },
  edges: [
    { n: 2, touched: 0 },
    { n: 2, touched: 1 },
  ],
  async check({ queue, undecided, expect }, { by, n, touched, seconds }) {
    const q = await queue({ type: 'fifo' })
    await q.sendBatch(numbered(n))
    const first = await q.received(attempt('x'))
    const modified = first[touched % Math.max(1, first.length)]
    if (!modified) return undecided(EMPTY)
    if (by === 'deletion') await q.delete(modified)
    else await q.changeVisibility(modified, seconds)
    const again = await unlessRefused(q.received(attempt('x')))
    if (again === undefined) return
    expect(idsOf(again), `what comes after the ${by} of one of ${first.length} messages`).not.toEqual(idsOf(first))
    if (by === 'deletion') expect(idsOf(again), 'what comes after the deletion').not.toContain(modified.MessageId)
  },
})

clause('sqs.fifo.attempt.without-id-blocked', {
  axes: { first: ['under an id', 'without one'], retry: ['under another id', 'without one'] },
  given: { ids: fc.uniqueArray(attemptIds(), { minLength: 2, maxLength: 2 }), n: fc.integer({ min: 1, max: 3 }) },
  cases: 2,
  async check({ queue }, { first, retry, ids: [one, other], n }) {
    const q = await queue({ type: 'fifo', attributes: { VisibilityTimeout: '600' } })
    await q.sendBatch(numbered(n))
    await q.receiveOne(first === 'under an id' ? { ReceiveRequestAttemptId: one } : {})
    const claim = `a receive ${retry} gives none of the group while its messages are in flight`
    await q.receiveNone(claim, retry === 'under another id' ? { ReceiveRequestAttemptId: other } : {})
  },
})

/** Whether a standard queue refuses the parameter or passes over it is not documented; that it does not work there is. */
clause('sqs.fifo.attempt.fifo-only', {
  given: { id: attemptIds() },
  async check({ queue, profile, undecided, expect }, { id }) {
    const q = await queue()
    const { MessageId } = await q.send()
    const first = await unlessRefused(q.received(attempt(id)))
    if (first === undefined) return
    if (first.length === 0) undecided(EMPTY)
    expect(idsOf(first), 'what is received').toEqual([MessageId])
    if (profile.tolerates('sqs.receive.at-least-once-standard')) return
    expect(await q.received(attempt(id)), 'what is received again under the id, while the message is in flight').toEqual([])
  },
})
