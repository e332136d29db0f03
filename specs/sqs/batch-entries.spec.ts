import {
  bodies,
  clause,
  fc,
  forbiddenCharacters,
  md5,
  md5OfAttributes,
  messageAttributes,
  protocols,
  queueTypes,
  sizeOf,
  unlessRefused,
} from './bench.js'
import { noHandle } from './batches.js'

const MIB = 1_048_576
const TYPED = { type: queueTypes, protocol: protocols } as const
const groups = ['a', 'b', 'c'] as const

/** The attributes of one entry are part of the sum. */
clause('sqs.batch.send.total-size', {
  axes: { protocol: protocols },
  given: { entries: fc.integer({ min: 2, max: 10 }), type: fc.constantFrom(...queueTypes) },
  cases: 1,
  async check({ queue, refused, expect }, { entries, type }) {
    const q = await queue({ type })
    const attributes = { k: { DataType: 'String', StringValue: 'x' } }
    const share = Math.floor(MIB / entries)
    const first = MIB - (entries - 1) * share - sizeOf('', attributes)
    const batch = (size: number) => [
      { MessageBody: 'x'.repeat(size), MessageAttributes: attributes },
      ...Array.from({ length: entries - 1 }, () => ({ MessageBody: 'x'.repeat(share) })),
    ]
    await refused(q.sendBatch(batch(first + 1)))
    const { Successful } = await q.sendBatch(batch(first))
    expect(Successful?.length, 'how many entries of 1 MiB together were sent').toBe(entries)
  },
})

clause('sqs.batch.send.single-at-limit', {
  given: { type: fc.constantFrom(...queueTypes) },
  cases: 1,
  async check({ queue, expect }, { type }) {
    const body = 'x'.repeat(MIB)
    const { Successful } = await (await queue({ type })).sendBatch([{ MessageBody: body }])
    expect(
      Successful?.map(({ MD5OfMessageBody }) => MD5OfMessageBody),
      'the digests of the entries that were sent',
    ).toEqual([md5(body)])
  },
})

/**
 * Whether only the entry fails or the whole call is not documented. Either way the entry is never delivered, and the one beside it
 * is delivered exactly if it is said to be sent.
 */
const spoilt = [
  { id: 'sqs.batch.send.entry-over-queue-max', bad: fc.integer({ min: 1025, max: 2048 }).map((size) => 'x'.repeat(size)), code: undefined },
  {
    id: 'sqs.batch.send.invalid-chars-entry',
    bad: fc.tuple(bodies({ maxLength: 4 }), forbiddenCharacters()).map((parts) => parts.join('')),
    code: 'InvalidMessageContents',
  },
]
for (const { id, bad, code } of spoilt) {
  clause(id, {
    axes: TYPED,
    given: { bad, badFirst: fc.boolean() },
    edges: [{ badFirst: true }, { badFirst: false }],
    async check({ queue, refused, tell, expect }, { type, bad, badFirst }) {
      const q = await queue({ type, attributes: { MaximumMessageSize: '1024' } })
      const entries = [
        { Id: 'good', MessageBody: 'good' },
        { Id: 'bad', MessageBody: bad },
      ]
      const sending = q.sendBatch(badFirst ? entries.reverse() : entries)
      const output = await unlessRefused(sending)
      if (!output) {
        await refused(sending)
        await q.receiveNone('a batch that was refused delivers nothing')
        return
      }
      tell(() =>
        expect(
          output.Successful?.map(({ Id }) => Id),
          'the entries that were sent',
        ).toEqual(['good']),
      )
      tell(() =>
        expect(
          output.Failed?.map(({ Id }) => Id),
          'the entries that failed',
        ).toEqual(['bad']),
      )
      if (code !== undefined) tell(() => expect(output.Failed?.[0]?.Code, 'the Code of the failed entry').toBe(code))
      const came = await q.drain(1)
      came.push(...(await q.whateverComes()))
      expect([...new Set(came.map(({ Body }) => Body))], 'the bodies of the messages that were sent').toEqual(['good'])
    },
  })
}

clause('sqs.batch.send.result-fields', {
  axes: TYPED,
  given: { attributes: messageAttributes({ max: 3, binary: false }) },
  async check({ queue, expect }, { type, attributes }) {
    const q = await queue({ type })
    const { Successful = [] } = await q.sendBatch([{ MessageBody: 'one' }, { MessageBody: 'two', MessageAttributes: attributes }])
    const digests = Object.fromEntries(
      Successful.map(({ Id, MD5OfMessageBody, MD5OfMessageAttributes }) => [Id ?? '', [MD5OfMessageBody, MD5OfMessageAttributes]]),
    ) as Record<string, unknown>
    expect(digests, 'the digests of body and attributes, by the ids of the entries').toEqual({
      e0: [md5('one'), undefined],
      e1: [md5('two'), md5OfAttributes(attributes)],
    })
    for (const { MessageId, SequenceNumber } of Successful) {
      expect(MessageId ?? '', 'the MessageId of an entry').toMatch(/\S/)
      expect(SequenceNumber ?? 'none', 'the SequenceNumber of an entry').toMatch(type === 'fifo' ? /^\d+$/ : /^none$/)
    }
  },
})

/** Deleted is what does not come back when the timeout is over, unlike the message beside it. */
clause('sqs.batch.delete.per-entry', {
  axes: TYPED,
  async check({ queue, time, profile, tell, expect }, { type }) {
    const q = await queue({ type })
    await q.sendBatch(groups.map((MessageGroupId) => (type === 'fifo' ? { MessageGroupId } : {})))
    const received = await q.eventually(3, { VisibilityTimeout: 2 })
    const [a, b, kept] = received
    const output = await q.deleteBatch([
      { Id: 'a', ReceiptHandle: a!.ReceiptHandle },
      { Id: 'none', ReceiptHandle: noHandle() },
      { Id: 'b', ReceiptHandle: b!.ReceiptHandle },
    ])
    const expiries = received.map((message) => time.after(message, 2000))
    for (const expiry of expiries) time.surelyBefore(output, expiry)
    tell(() => expect(output.Successful?.map(({ Id }) => Id).sort(), 'the entries that were deleted').toEqual(['a', 'b']))
    tell(() =>
      expect(
        output.Failed?.map(({ Id }) => Id),
        'the entries that failed',
      ).toEqual(['none']),
    )
    tell(() => expect(output.Failed?.[0]?.Code, 'the Code of the entry that failed').toBe('ReceiptHandleIsInvalid'))
    if (type === 'standard' && profile.tolerates('sqs.receive.duplicate-after-delete-standard')) return
    await time.inTime(q.changeVisibility(kept!, 0), expiries[2]!)
    await time.pass(...expiries)
    expect((await q.drain(1))[0]?.MessageId, 'the message that was not deleted').toBe(kept!.MessageId)
    await q.receiveNone('what was deleted does not come back')
  },
})

clause('sqs.batch.visibility.per-entry', {
  axes: TYPED,
  given: { seconds: fc.integer({ min: 60, max: 40_000 }) },
  async check({ queue, profile, expect }, { type, seconds }) {
    const q = await queue({ type, attributes: { VisibilityTimeout: '60' } })
    await q.sendBatch(groups.map((MessageGroupId) => (type === 'fifo' ? { MessageGroupId } : {})))
    const [hidden, shown, alike] = await q.eventually(3)
    const { Successful } = await q.changeVisibilityBatch([
      { Id: 'hidden', ReceiptHandle: hidden!.ReceiptHandle, VisibilityTimeout: seconds },
      { Id: 'shown', ReceiptHandle: shown!.ReceiptHandle, VisibilityTimeout: 0 },
      { Id: 'alike', ReceiptHandle: alike!.ReceiptHandle, VisibilityTimeout: 0 },
    ])
    expect(Successful?.map(({ Id }) => Id).sort(), 'the entries that were changed').toEqual(['alike', 'hidden', 'shown'])
    const again = (await q.eventually(2)).map(({ MessageId }) => MessageId)
    if (type === 'standard' && profile.tolerates('sqs.receive.at-least-once-standard')) return
    expect(again.sort(), 'the messages that became visible').toEqual([shown!.MessageId, alike!.MessageId].sort())
    await q.receiveNone('the message that was to stay hidden is not received')
  },
})

/** Whether a timeout out of range fails its entry or, as some parameters do, the whole call was never seen: either will do. */
clause('sqs.batch.visibility.invalid-entry', {
  axes: { ...TYPED, invalid: ['timeout', 'handle'] },
  given: { outside: fc.oneof(fc.integer({ min: -9999, max: -1 }), fc.integer({ min: 43_201, max: 99_999 })) },
  edges: [{ outside: -1 }, { outside: 43_201 }],
  async check({ queue, tell, expect }, { type, invalid, outside }) {
    const q = await queue({ type })
    await q.sendBatch(groups.slice(0, 2).map((MessageGroupId) => (type === 'fifo' ? { MessageGroupId } : {})))
    const [first, second] = await q.eventually(2, { VisibilityTimeout: 600 })
    const wrong =
      invalid === 'handle'
        ? { ReceiptHandle: noHandle(), VisibilityTimeout: 0 }
        : { ReceiptHandle: second!.ReceiptHandle, VisibilityTimeout: outside }
    const change = q.changeVisibilityBatch([
      { Id: 'wrong', ...wrong },
      { Id: 'valid', ReceiptHandle: first!.ReceiptHandle, VisibilityTimeout: 0 },
    ])
    const output = invalid === 'handle' ? await change : await unlessRefused(change)
    if (output) {
      tell(() =>
        expect(
          output.Successful?.map(({ Id }) => Id),
          'the entries that were changed',
        ).toEqual(['valid']),
      )
      tell(() =>
        expect(
          output.Failed?.map(({ Id }) => Id),
          'the entries that failed',
        ).toEqual(['wrong']),
      )
      if (invalid === 'handle')
        tell(() => expect(output.Failed?.[0]?.Code, 'the Code of the entry that failed').toBe('ReceiptHandleIsInvalid'))
    }
    if (q.mayRepeat()) return
    if (output) expect((await q.receiveOne()).MessageId, 'the message of the valid entry').toBe(first!.MessageId)
    await q.receiveNone('the message of an entry that failed, or of a batch that was refused, is not made visible')
  },
})

/** Both may succeed, or the second fail; should the batch be refused, nothing is said. Else each is answered, and the message is deleted. */
clause('sqs.batch.same-handle-twice', {
  axes: TYPED,
  async check({ queue, time, profile, expect }, { type }) {
    const q = await queue({ type })
    await q.send()
    const message = await q.receiveOne({ VisibilityTimeout: 2 })
    const output = await unlessRefused(q.deleteBatch(['one', 'two'].map((Id) => ({ Id, ReceiptHandle: message.ReceiptHandle }))))
    if (!output) return
    const expiry = time.after(message, 2000)
    time.surelyBefore(output, expiry)
    const { Successful = [], Failed = [] } = output
    expect([...Successful, ...Failed].map(({ Id }) => Id).sort(), 'the entries that were answered').toEqual(['one', 'two'])
    expect(Successful.length, 'how many of them succeeded').toBeGreaterThan(0)
    if (type === 'standard' && profile.tolerates('sqs.receive.duplicate-after-delete-standard')) return
    await time.pass(expiry)
    await q.receiveNone('the deleted message does not come back')
  },
})
