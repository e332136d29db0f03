import { bodies, clause, fc, forbiddenCharacters, HARD_BODIES, md5, protocols, queueTypes, survivesXml, unlessRefused } from './bench.js'

const TYPED = { type: queueTypes, protocol: protocols } as const

clause('sqs.send.returns-message-id', {
  axes: TYPED,
  async check({ queue, expect }, { type }) {
    const q = await queue({ type })
    expect((await q.send()).MessageId ?? '', 'the MessageId of a sent message').toMatch(/\S/)
  },
})

clause('sqs.send.message-id-max-100', {
  axes: TYPED,
  async check({ queue, expect }, { type }) {
    const q = await queue({ type })
    const sent = await q.send()
    const batch = await q.sendBatch([{}])
    for (const id of [sent.MessageId, batch.Successful?.[0]?.MessageId]) {
      expect(id?.length, `the length of the MessageId ${id}`).toBeGreaterThan(0)
      expect(id?.length, `the length of the MessageId ${id}`).toBeLessThanOrEqual(100)
    }
  },
})

/** The messages are alike in all that is told, so that an id made from the contents or counted by queue comes twice. */
clause('sqs.send.message-id-unique', {
  axes: { protocol: protocols },
  async check({ queue, expect }) {
    const ids: (string | undefined)[] = []
    const alike = { MessageBody: 'alike' }
    for (const q of await Promise.all([...queueTypes, ...queueTypes].map((type) => queue({ type })))) {
      ids.push((await q.send(alike)).MessageId)
      const batch = await q.sendBatch(new Array<typeof alike>(10).fill(alike))
      ids.push(...(batch.Successful ?? []).map(({ MessageId }) => MessageId))
    }
    expect(new Set(ids).size, 'how many different MessageIds 44 messages got').toBe(44)
  },
})

clause('sqs.send.message-id-same-on-receive', {
  axes: TYPED,
  async check({ queue, expect }, { type }) {
    const q = await queue({ type })
    const bodiesInBatch = ['first of the batch', 'second of the batch']
    const single = await q.send({ MessageBody: 'single', MessageGroupId: 'a' })
    const batch = await q.sendBatch(bodiesInBatch.map((MessageBody) => ({ MessageBody, MessageGroupId: MessageBody.slice(0, 5) })))
    const received = await q.eventually(3)
    expect(new Map(received.map(({ Body, MessageId }) => [Body, MessageId])), 'the received MessageIds, by body').toEqual(
      new Map([
        ['single', single.MessageId],
        ...bodiesInBatch.map((body, nth) => [body, batch.Successful?.find(({ Id }) => Id === `e${nth}`)?.MessageId] as const),
      ]),
    )
  },
})

clause('sqs.send.md5-of-body', {
  axes: TYPED,
  given: { body: bodies() },
  edges: [{ body: '%20+%2B' }, { body: 'a\rb\r\nc\n' }, { body: '日本語😀' }],
  async check({ queue, expect }, { type, body }) {
    const q = await queue({ type })
    expect((await q.send({ MessageBody: body })).MD5OfMessageBody, 'MD5OfMessageBody').toBe(md5(body))
  },
})

clause('sqs.send.body-min-1-char', {
  axes: TYPED,
  given: { body: bodies({ maxLength: 1 }) },
  edges: [{ body: 'a' }, { body: ' ' }],
  async check({ queue, refused }, { type, body }) {
    const q = await queue({ type })
    await refused(q.send({ MessageBody: '' }))
    await q.send({ MessageBody: body })
  },
})

/** All the boundaries of the set stand in one body: whoever does not allow one of them refuses or changes it all. */
clause('sqs.send.chars.allowed-set', {
  axes: TYPED,
  given: { body: bodies() },
  edges: [{ body: '\t\n\r \u007e\u007f\u0080\u009f\ud7ff\ue000\ufdd0\ufffd\u{10000}\u{1fffe}\u{10ffff}' }],
  async check({ queue, expect }, { type, body }) {
    const q = await queue({ type })
    await q.send({ MessageBody: body })
    expect((await q.receiveOne()).Body, 'the body of allowed characters').toBe(body)
  },
})

clause('sqs.send.chars.rejected', {
  axes: TYPED,
  given: { before: bodies({ maxLength: 8 }), forbidden: forbiddenCharacters(), after: bodies({ maxLength: 8 }) },
  edges: ['\u0000', '\u0008', '\u000b', '\u000c', '\u000e', '\u001f', '\ufffe', '\uffff'].map((forbidden) => ({ forbidden })),
  async check({ queue, refused }, { type, before, forbidden, after }) {
    const q = await queue({ type })
    await refused(q.send({ MessageBody: before + forbidden + after }))
  },
})

/** Each message has a group of its own, so that all of them can be received at once. */
clause('sqs.send.body-returned-verbatim', {
  axes: TYPED,
  given: { texts: fc.array(bodies(), { minLength: 8, maxLength: 8 }) },
  edges: [0, 8, 16].map((from) => ({ texts: HARD_BODIES.slice(from, from + 8) })),
  async check({ queue, expect }, { type, protocol, texts }) {
    const q = await queue({ type })
    const readable = protocol === 'query' ? texts.filter(survivesXml) : texts
    const { Successful = [] } = await q.sendBatch(
      readable.map((MessageBody, nth) => ({ MessageBody, ...(type === 'fifo' ? { MessageGroupId: `g${nth}` } : {}) })),
    )
    const received = new Map((await q.eventually(readable.length)).map(({ MessageId, Body }) => [MessageId, Body]))
    for (const [nth, text] of readable.entries()) {
      const id = Successful.find(({ Id }) => Id === `e${nth}`)?.MessageId ?? ''
      expect(received.get(id), 'the body that was received').toBe(text)
    }
  },
})

clause('sqs.send.standard-no-sequence-number', {
  axes: TYPED,
  async check({ queue, expect }, { type }) {
    const q = await queue({ type })
    const batch = await q.sendBatch([{}])
    for (const { SequenceNumber } of [await q.send(), batch.Successful?.[0] ?? {}]) {
      if (type === 'fifo') expect(SequenceNumber ?? '', 'the SequenceNumber on a FIFO queue').toMatch(/^\d+$/)
      else expect(SequenceNumber, 'the SequenceNumber on a standard queue').toBeUndefined()
    }
    const { Attributes } = await q.receiveOne({ MessageSystemAttributeNames: ['All'] })
    expect(Object.keys(Attributes ?? {}).includes('SequenceNumber'), 'whether a received message has a SequenceNumber').toBe(
      type === 'fifo',
    )
  },
})

/** Whether a retry makes a second message is left to the queue; that a message it gave an id to gets lost is not. */
clause('sqs.send.retry-standard-duplicates', {
  axes: { protocol: protocols },
  given: { body: bodies() },
  async check({ queue, expect }, { body }) {
    const q = await queue()
    const sent = [await q.send({ MessageBody: body }), await q.send({ MessageBody: body })]
    const ids = [...new Set(sent.map(({ MessageId }) => MessageId))].sort()
    const received = await q.eventually(ids.length)
    expect(received.map(({ MessageId }) => MessageId).sort(), 'the messages that were received').toEqual(ids)
    expect(new Set(received.map(({ Body }) => Body)), 'their bodies').toEqual(new Set([body]))
  },
})

/** A standard queue may refuse the parameter or not look at it; it may not deduplicate. */
clause('sqs.send.dedup-id-on-standard', {
  axes: { protocol: protocols },
  async check({ queue, expect }) {
    const q = await queue()
    const accepted: (string | undefined)[] = []
    for (let nth = 0; nth < 2; nth++) {
      const sent = await unlessRefused(q.send({ MessageDeduplicationId: 'the-same' }))
      if (sent) accepted.push(sent.MessageId)
    }
    expect(new Set(accepted).size, 'how many messages were accepted: none, or both').not.toBe(1)
    if (accepted.length > 0) await q.eventually(2)
  },
})

/** What becomes of a batch with an entry out of range is not said: the entry fails, or the whole call. */
clause('sqs.send.delay-param-range', {
  axes: { protocol: protocols },
  given: {
    inside: fc.integer({ min: 0, max: 900 }),
    outside: fc.oneof(fc.integer({ min: -900, max: -1 }), fc.integer({ min: 901, max: 100_000 })),
  },
  edges: [
    { inside: 0, outside: -1 },
    { inside: 900, outside: 901 },
  ],
  async check({ queue, refused, expect }, { inside, outside }) {
    const q = await queue()
    await q.send({ DelaySeconds: inside })
    await refused(q.send({ DelaySeconds: outside }))
    const accepted = await q.sendBatch([{ DelaySeconds: inside }])
    expect(accepted.Failed ?? [], 'the entries with a delay inside the range that failed').toEqual([])
    const mixed = await unlessRefused(q.sendBatch([{ DelaySeconds: inside }, { DelaySeconds: outside }]))
    if (mixed)
      expect(
        mixed.Failed?.map(({ Id }) => Id),
        'the entry with a delay outside the range',
      ).toEqual(['e1'])
  },
})
