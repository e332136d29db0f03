import { clause, deduplicationIds } from './bench.js'

/** Deduplication when a queue's attributes change, when timeouts end, and when messages move. */

clause('sqs.fifo.dedup.cbd-toggle', {
  async check({ queue, time, profile, refused, expect }) {
    const q = await queue({ type: 'fifo' })
    const toggle = async (value: string) => {
      const changed = await q.set({ ContentBasedDeduplication: value })
      if (profile.tolerates('sqs.ec.attributes-60s')) await time.pass(time.after(changed, 60_000))
      const { ContentBasedDeduplication } = await q.attributes('ContentBasedDeduplication')
      expect(ContentBasedDeduplication, 'the attribute after it was set').toBe(value)
    }
    await toggle('true')
    for (let nth = 0; nth < 2; nth++) await q.send({ MessageBody: 'by content', MessageDeduplicationId: undefined })
    expect(
      (await q.drain(1)).map(({ Body }) => Body),
      'what comes of two sends of one content',
    ).toEqual(['by content'])
    await q.receiveNone('the second send of one content adds nothing')
    await toggle('false')
    await refused(q.send({ MessageBody: 'no longer', MessageDeduplicationId: undefined }))
  },
})

/**
 * From when on another scope counts is open. Whichever counts, an id is known in the group that it was used in, before the change or after
 * it, and the first message under a new id comes; only a second group's use of that id may go either way.
 */
const changes = [
  { id: 'sqs.fifo.dedup.scope-change-to-group-not-effective-soon', from: 'queue', to: 'messageGroup' },
  { id: 'sqs.fifo.dedup.scope-change-to-queue-not-effective-soon', from: 'messageGroup', to: 'queue' },
]

for (const { id, from, to } of changes) {
  clause(id, {
    given: { dedup: deduplicationIds({ maxLength: 100 }) },
    cases: 2,
    async check({ queue, expect }, { dedup }) {
      const q = await queue({ type: 'fifo', attributes: { DeduplicationScope: from, VisibilityTimeout: '600' } })
      const send = (MessageBody: string, MessageGroupId: string, end: string) =>
        q.send({ MessageBody, MessageGroupId, MessageDeduplicationId: dedup + end })
      await send('before', 'g', 'old')
      const before = await q.receiveOne()
      await q.set({ DeduplicationScope: to })
      await send('a duplicate of what was before', 'g', 'old')
      await q.delete(before)
      await send('new', 'g', 'new')
      await send('a duplicate', 'g', 'new')
      expect(
        (await q.drain(1)).map(({ Body }) => Body),
        'what comes of one group',
      ).toEqual(['new'])
      await q.receiveNone('no duplicate of the same group comes')
      await send('either way', 'h', 'new')
      const { Messages = [] } = await q.receive({ MaxNumberOfMessages: 10 })
      expect([[], ['either way']], 'what may come of the second group').toContainEqual(Messages.map(({ Body }) => Body))
    },
  })
}

/** What comes after its timeout, however late, is the same message, and its deletion ends it. */
clause('sqs.fifo.dedup.duplicate-delivery-on-expiry', {
  async check({ queue, time, expect }) {
    const q = await queue({ type: 'fifo' })
    await q.send()
    const first = await q.receiveOne({ VisibilityTimeout: 1 })
    await time.pass(time.after(first, 1000))
    const again = await q.receiveOne({}, 30_000)
    expect([again.MessageId, again.Body], 'the message that comes after its timeout').toEqual([first.MessageId, first.Body])
    await q.delete(again)
    await q.receiveNone('a deleted message does not come')
  },
})

clause('sqs.fifo.dedup.dlq-id-replaced', {
  given: { dedup: deduplicationIds() },
  cases: 2,
  async check({ deadLetterPair, expect }, { dedup }) {
    const { source, deadLettered } = await deadLetterPair({ type: 'fifo', maxReceiveCount: 1 })
    const { MessageId } = await source.send({ MessageDeduplicationId: dedup })
    const [moved] = await deadLettered(1, { MessageSystemAttributeNames: ['MessageDeduplicationId'] })
    expect(moved?.Attributes?.MessageDeduplicationId, 'the deduplication id in the dead-letter queue').toBe(MessageId)
  },
})
