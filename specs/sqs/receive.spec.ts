import { bodies, clause, fc, md5, messageAttributes, protocols, queueTypes } from './bench.js'

const outside = (min: number, max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min: min - 1000, max: min - 1 }), fc.integer({ min: max + 1, max: max + 1000 }))

clause('sqs.receive.max-messages-default-1', {
  axes: { type: queueTypes, protocol: protocols },
  given: { n: fc.integer({ min: 2, max: 5 }) },
  cases: 2,
  async check({ queue, expect }, { type, n }) {
    const q = await queue({ type })
    const sent = await q.sendApart(n)
    for (let nth = 0; nth < n; nth++) {
      const { Messages = [] } = await q.receive()
      expect(Messages.length, 'how many messages come where no number is asked for').toBeLessThanOrEqual(1)
      for (const { MessageId = '' } of Messages) expect(sent.has(MessageId), 'whether the message is one that was sent').toBe(true)
    }
  },
})

const ranges = [
  { id: 'sqs.receive.max-messages-range', name: 'MaxNumberOfMessages', min: 1, max: 10 },
  { id: 'sqs.receive.visibility-param-range', name: 'VisibilityTimeout', min: 0, max: 43_200 },
]

/** The message stays in the queue until a receive within the range takes it: one that is refused must not. */
for (const { id, name, min, max } of ranges) {
  clause(id, {
    axes: { type: queueTypes, protocol: protocols },
    given: { accepted: fc.integer({ min, max }), refusedValue: outside(min, max) },
    edges: [
      { accepted: min, refusedValue: min - 1 },
      { accepted: max, refusedValue: max + 1 },
    ],
    cases: 3,
    async check({ queue, refused, expect }, { type, accepted, refusedValue }) {
      const q = await queue({ type })
      const sent = await q.send()
      await refused(q.receive({ [name]: refusedValue }))
      const message = await q.receiveOne({ [name]: accepted })
      expect(message.MessageId, 'the message that a receive within the range gives').toBe(sent.MessageId)
    },
  })
}

clause('sqs.receive.never-more-than-max', {
  axes: { type: queueTypes, groups: ['one', 'many'] },
  given: { max: fc.integer({ min: 1, max: 10 }), n: fc.integer({ min: 2, max: 10 }) },
  edges: [
    { max: 1, n: 10 },
    { max: 9, n: 10 },
  ],
  cases: 3,
  async check({ queue, expect }, { type, groups, max, n }) {
    const q = await queue({ type })
    if (groups === 'many') await q.sendApart(n)
    else await q.sendBatch(Array.from({ length: n }, () => ({})))
    for (let rest = n; rest > 0; rest -= max) {
      const { Messages = [] } = await q.receive({ MaxNumberOfMessages: max })
      expect(Messages.length, `how many messages came where ${max} were asked for`).toBeLessThanOrEqual(max)
      for (const message of Messages) await q.delete(message)
    }
  },
})

/** Looked at in the bytes: a client library may make a list of nothing, or nothing of a list. */
clause('sqs.receive.empty-no-list', {
  axes: { type: queueTypes, protocol: protocols },
  given: { WaitTimeSeconds: fc.constantFrom(undefined, 0, 1) },
  edges: [{ WaitTimeSeconds: undefined }, { WaitTimeSeconds: 0 }, { WaitTimeSeconds: 1 }],
  cases: 3,
  async check({ queue, answer, protocol, expect }, { type, WaitTimeSeconds }) {
    const q = await queue({ type })
    const empty = answer(await q.receive(WaitTimeSeconds === undefined ? {} : { WaitTimeSeconds }))
    if (protocol === 'json') expect(empty.json(), 'the body of an empty answer').toEqual({})
    else expect(empty.text, 'the body of an empty answer').not.toMatch(/<Messages?\b/)
  },
})

clause('sqs.receive.fields', {
  axes: { type: queueTypes, protocol: protocols },
  given: { n: fc.integer({ min: 1, max: 5 }) },
  cases: 2,
  async check({ queue, expect }, { type, n }) {
    const q = await queue({ type })
    const sent = await q.sendApart(n)
    for (const { MessageId, Body, MD5OfBody, ReceiptHandle } of await q.eventually(n)) {
      expect({ MessageId, Body, MD5OfBody }, 'a received message').toEqual({ MessageId, Body: sent.get(MessageId), MD5OfBody: md5(Body) })
      expect(ReceiptHandle, 'its receipt handle').not.toBe('')
    }
  },
})

clause('sqs.receive.md5ofbody', {
  axes: { type: queueTypes, protocol: protocols },
  given: { body: bodies() },
  async check({ queue, expect }, { type, body }) {
    const q = await queue({ type })
    await q.send({ MessageBody: body })
    const message = await q.receiveOne()
    expect(message.MD5OfBody, 'the digest of the received body').toBe(md5(message.Body))
  },
})

clause('sqs.receive.no-attributes-by-default', {
  axes: { type: queueTypes, protocol: protocols },
  given: { MessageAttributes: messageAttributes({ max: 3, binary: false }) },
  cases: 2,
  async check({ queue, expect }, { type, MessageAttributes }) {
    const q = await queue({ type })
    await q.send({ MessageAttributes })
    expect(Object.keys(await q.receiveOne()).sort(), 'what a message shows where nothing more is asked for').toEqual([
      'Body',
      'MD5OfBody',
      'MessageId',
      'ReceiptHandle',
    ])
  },
})

clause('sqs.receive.handle-new-each-time', {
  axes: { type: queueTypes, protocol: protocols },
  given: { times: fc.integer({ min: 2, max: 4 }) },
  cases: 2,
  async check({ queue, expect }, { type, times }) {
    const q = await queue({ type })
    await q.send()
    const handles = new Set<string>()
    for (let nth = 1; nth <= times; nth++) handles.add((await q.receiveOne({ VisibilityTimeout: 0 })).ReceiptHandle)
    expect(handles.size, `different handles of ${times} receives of one message`).toBe(times)
  },
})

/** The longest names there are, for handles that are made of them. */
clause('sqs.receive.handle-max-1024', {
  axes: { type: queueTypes },
  async check({ queue, name, expect }, { type }) {
    const q = await queue({ type, name: name(type === 'fifo' ? '.fifo' : '', 80) })
    await q.send(type === 'fifo' ? { MessageGroupId: 'g'.repeat(128), MessageDeduplicationId: 'd'.repeat(128) } : {})
    const { ReceiptHandle } = await q.receiveOne()
    expect(ReceiptHandle.length, 'the length of a receipt handle').toBeLessThanOrEqual(1024)
  },
})

/** Two messages, received under different timeouts: only the one whose receive had the short timeout is back when that ended. */
clause('sqs.receive.visibility-override', {
  axes: { type: queueTypes, protocol: protocols },
  given: { seconds: fc.integer({ min: 1, max: 2 }), atQueue: fc.integer({ min: 30, max: 43_200 }) },
  cases: 2,
  async check({ queue, time, settles, expect }, { type, seconds, atQueue }) {
    const q = await queue({ type, attributes: { VisibilityTimeout: String(atQueue) } })
    await q.sendApart(2)
    // In this order: the message under the short timeout might be received once more before the other one.
    const long = await q.receiveOne()
    const short = await q.receiveOne({ VisibilityTimeout: seconds })
    await time.pass(time.after(short, seconds * 1000))
    const again = await settles(async () => {
      const one = await q.receiveOne({ VisibilityTimeout: 0 }, q.patience)
      time.surelyBefore(one, time.after(long, atQueue * 1000))
      expect(one.Body, 'the message under the short timeout').toBe(short.Body)
      return one
    })
    if (q.mayRepeat()) return
    const visible = await q.eventually(1, { MaxNumberOfMessages: 10, VisibilityTimeout: 0 })
    time.surelyBefore(visible[0] ?? again, time.after(long, atQueue * 1000))
    expect(new Set(visible.map(({ Body }) => Body)), 'what is visible').toEqual(new Set([short.Body]))
  },
})

/** A service without Query cannot name its actions; the JSON protocol's answer to an unknown operation is another topic's. */
clause('sqs.receive.no-batch-op', {
  axes: { protocol: ['query'] },
  async check({ queue, form, expect }) {
    const q = await queue()
    const { status, text } = await form({ Action: 'ReceiveMessageBatch', Version: '2012-11-05', QueueUrl: q.url })
    expect(status, 'the status').toBe(400)
    expect(text, 'the answer').toContain('<Code>InvalidAction</Code>')
  },
})
