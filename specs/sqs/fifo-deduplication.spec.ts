import { clause, deduplicationIds, fc, groupIds, md5, protocols, sha256 } from './bench.js'

const byContent = { ContentBasedDeduplication: 'true' }
const perGroup = { DeduplicationScope: 'messageGroup' }
const highThroughput = { ...perGroup, FifoThroughputLimit: 'perMessageGroupId' }

const pair = (one: fc.Arbitrary<string>) =>
  fc.uniqueArray(one, { minLength: 2, maxLength: 2 }).map(([first, second]) => [first!, second!] as const)
const colour = (StringValue: string) => ({ colour: { DataType: 'String', StringValue } })

/**
 * Two sends within the interval: what is the same in both, and how many messages they are. Where they are one, it is the first that comes.
 * `hash` stands for sends without an id of their own.
 */
const pairs = [
  { id: 'sqs.fifo.dedup.window-5min', attributes: {}, same: ['id', 'body', 'group'], messages: 1 },
  { id: 'sqs.fifo.dedup.body-ignored-with-explicit-id', attributes: {}, same: ['id', 'group'], messages: 1 },
  { id: 'sqs.fifo.dedup.same-body-different-id', attributes: {}, same: ['body', 'group'], messages: 2 },
  { id: 'sqs.fifo.dedup.explicit-overrides-cbd', attributes: byContent, same: ['body', 'group'], messages: 2 },
  { id: 'sqs.fifo.dedup.scope-queue-default', attributes: {}, same: ['id', 'body'], messages: 1 },
  { id: 'sqs.fifo.dedup.scope-message-group', attributes: highThroughput, same: ['id', 'body'], messages: 2 },
  { id: 'sqs.fifo.dedup.scope-group-same-group', attributes: highThroughput, same: ['id', 'group'], messages: 1 },
  {
    id: 'sqs.fifo.dedup.scope-group-without-high-throughput',
    attributes: { ...byContent, ...perGroup },
    same: ['hash', 'body'],
    messages: 2,
  },
]

for (const { id, attributes, same, messages } of pairs) {
  clause(id, {
    given: { ids: pair(deduplicationIds()), texts: pair(deduplicationIds({ maxLength: 40 })), groups: pair(groupIds()) },
    async check({ queue, expect }, { ids, texts, groups }) {
      const q = await queue({ type: 'fifo', attributes })
      const sends = [0, 1].map((nth) => ({
        MessageBody: texts[same.includes('body') ? 0 : nth]!,
        MessageGroupId: groups[same.includes('group') ? 0 : nth]!,
        ...(same.includes('hash') ? {} : { MessageDeduplicationId: ids[same.includes('id') ? 0 : nth]! }),
      }))
      for (const send of sends) await q.send(send)
      const received = (await q.drain(messages)).map(({ Body }) => Body)
      const expected = sends.slice(0, messages).map(({ MessageBody }) => MessageBody)
      expect(received.sort(), 'the bodies of the messages that come').toEqual(expected.sort())
      await q.receiveNone('no further message comes')
    },
  })
}

/** Whether the answer to a duplicate shows the ids of the first message or others is not documented. */
clause('sqs.fifo.dedup.duplicate-send-succeeds', {
  axes: { protocol: protocols },
  given: { dedup: deduplicationIds(), body: groupIds({ maxLength: 40 }) },
  cases: 2,
  async check({ queue, expect }, { dedup, body }) {
    const q = await queue({ type: 'fifo' })
    await q.send({ MessageDeduplicationId: dedup, MessageBody: body })
    const again = await q.send({ MessageDeduplicationId: dedup, MessageBody: body })
    expect(again.MessageId, 'the MessageId in the answer to a duplicate').toMatch(/./)
    expect(again.MD5OfMessageBody, 'the digest in the answer to a duplicate').toBe(md5(body))
  },
})

clause('sqs.fifo.dedup.survives-delete', {
  axes: { by: ['id', 'content'] },
  given: { dedup: deduplicationIds() },
  cases: 2,
  async check({ queue }, { by, dedup }) {
    const q = await queue({ type: 'fifo', attributes: by === 'content' ? byContent : {} })
    const message = { MessageBody: 'once', ...(by === 'content' ? {} : { MessageDeduplicationId: dedup }) }
    await q.send(message)
    await q.drain(1)
    await q.send(message)
    await q.receiveNone('the duplicate of a deleted message does not come')
  },
})

clause('sqs.fifo.dedup.applies-while-inflight', {
  axes: { group: ['same', 'other'] },
  given: { dedup: deduplicationIds() },
  cases: 2,
  async check({ queue }, { group, dedup }) {
    const q = await queue({ type: 'fifo', attributes: { VisibilityTimeout: '600' } })
    await q.send({ MessageDeduplicationId: dedup, MessageGroupId: 'same' })
    const original = await q.receiveOne()
    await q.send({ MessageDeduplicationId: dedup, MessageGroupId: group })
    await q.receiveNone('neither the message in flight comes, nor its duplicate')
    await q.delete(original)
    await q.receiveNone('the duplicate does not come after the original is deleted')
  },
})

/** Once within five minutes and once after them. That they are a minimum is said of batches, so nothing is asked of the very end. */
clause('sqs.fifo.dedup.after-window-delivered', {
  async check({ queue, time, profile, expect }) {
    const q = await queue({ type: 'fifo' })
    const early = await q.send({ MessageDeduplicationId: 'early', MessageGroupId: 'early' })
    const late = await q.send({ MessageDeduplicationId: 'late', MessageGroupId: 'late' })
    await q.drain(2)
    await time.pass(time.after(early, 280_000))
    const duplicate = await q.send({ MessageDeduplicationId: 'early', MessageGroupId: 'early' })
    time.surelyBefore(duplicate, time.after(early, 300_000))
    await q.receiveNone('a duplicate does not come before the five minutes are over')
    await time.pass(time.after(late, 301_000 + profile.lateness))
    await q.send({ MessageDeduplicationId: 'late', MessageGroupId: 'late', MessageBody: 'again' })
    expect((await q.receiveOne()).Body, 'what comes when the id is used after its interval').toBe('again')
  },
})

/** In which form the hash is shown is not documented. */
clause('sqs.fifo.dedup.cbd-sha256-body', {
  given: { body: fc.string({ unit: fc.constantFrom('a', ' ', '\n', 'é', '日', '"'), minLength: 1, maxLength: 40 }) },
  edges: [{ body: 'é日' }],
  async check({ queue, expect }, { body }) {
    const q = await queue({ type: 'fifo', attributes: byContent })
    await q.send({ MessageBody: body })
    const { Attributes } = await q.receiveOne({ MessageSystemAttributeNames: ['MessageDeduplicationId'] })
    const hash = sha256(body)
    const forms = [hash, hash.toUpperCase(), Buffer.from(hash, 'hex').toString('base64')]
    expect(forms, 'the SHA-256 of the body').toContain(Attributes?.MessageDeduplicationId)
  },
})

clause('sqs.fifo.dedup.cbd-ignores-attributes', {
  given: { values: pair(deduplicationIds({ maxLength: 20 })) },
  cases: 2,
  async check({ queue, expect }, { values }) {
    const q = await queue({ type: 'fifo', attributes: byContent })
    const sent = await q.send({ MessageBody: 'same', MessageAttributes: colour(values[0]) })
    await q.send({ MessageBody: 'same', MessageAttributes: colour(values[1]) })
    await q.send({ MessageBody: 'same' })
    expect(
      (await q.drain(1)).map(({ MessageId }) => MessageId),
      'the message that comes',
    ).toEqual([sent.MessageId])
    await q.receiveNone('what differs in attributes alone does not come')
  },
})

clause('sqs.fifo.dedup.cbd-default-false', {
  async check({ queue, expect }) {
    const q = await queue({ type: 'fifo' })
    expect(await q.attributes('ContentBasedDeduplication'), 'the attribute of a new queue').toEqual({ ContentBasedDeduplication: 'false' })
  },
})

/** The generated id is read off the first message, so that its form does not matter. */
clause('sqs.fifo.dedup.explicit-equal-to-hash', {
  given: { texts: pair(deduplicationIds({ maxLength: 40 })) },
  async check({ queue }, { texts: [first, second] }) {
    const q = await queue({ type: 'fifo', attributes: { ...byContent, VisibilityTimeout: '600' } })
    await q.send({ MessageBody: first, MessageGroupId: 'a' })
    const { Attributes } = await q.receiveOne({ MessageSystemAttributeNames: ['MessageDeduplicationId'] })
    await q.send({ MessageBody: second, MessageGroupId: 'b', MessageDeduplicationId: Attributes?.MessageDeduplicationId })
    await q.receiveNone('a message under the hash of an earlier one does not come')
  },
})

clause('sqs.fifo.dedup.batch-internal-duplicates', {
  axes: { protocol: protocols },
  given: { ids: pair(deduplicationIds()) },
  cases: 2,
  async check({ queue, expect }, { ids: [once, other] }) {
    const q = await queue({ type: 'fifo' })
    const entries = [once, other, once].map((MessageDeduplicationId, nth) => ({ MessageDeduplicationId, MessageBody: `m${nth}` }))
    const { Successful = [], Failed = [] } = await q.sendBatch(entries)
    expect(Failed, 'the entries that failed').toEqual([])
    expect(Successful.map(({ Id }) => Id).sort(), 'the entries that succeeded').toEqual(['e0', 'e1', 'e2'])
    expect(
      (await q.drain(2)).map(({ Body }) => Body),
      'the messages that come',
    ).toEqual(['m0', 'm1'])
    await q.receiveNone('the duplicate in the batch does not come')
  },
})

clause('sqs.fifo.dedup.no-duplicates-introduced', {
  given: { groups: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 10 }) },
  async check({ queue, expect }, { groups }) {
    const q = await queue({ type: 'fifo', attributes: { VisibilityTimeout: '600' } })
    await q.sendBatch(groups.map((MessageGroupId, nth) => ({ MessageGroupId, MessageBody: `m${nth}` })))
    const received: string[] = []
    for (const _ of groups) {
      const message = await q.receiveOne()
      await q.delete(message)
      received.push(message.Body)
    }
    expect(received.sort(), 'what comes, receive by receive').toEqual(groups.map((_, nth) => `m${nth}`).sort())
    await q.receiveNone('every message came once')
  },
})
