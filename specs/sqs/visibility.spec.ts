import { clause, fc, protocols, queueTypes } from './bench.js'

clause('sqs.visibility.default-30', {
  axes: { type: queueTypes },
  async check({ queue, expect }, { type }) {
    const q = await queue({ type })
    expect(await q.attributes('VisibilityTimeout'), 'the timeout of a queue made without one').toEqual({ VisibilityTimeout: '30' })
  },
})

clause('sqs.visibility.hides-message-fifo', {
  axes: { protocol: protocols, from: ['queue', 'receive'] },
  given: { seconds: fc.integer({ min: 10, max: 43_200 }) },
  edges: [{ seconds: 43_200 }],
  async check({ queue, time }, { seconds, from }) {
    const q = await queue({ type: 'fifo', attributes: { VisibilityTimeout: from === 'queue' ? String(seconds) : '0' } })
    await q.send()
    const message = await q.receiveOne(from === 'receive' ? { VisibilityTimeout: seconds } : {})
    await q.stillHidden(time.after(message, seconds * 1000), 'the message in flight is hidden from other receives')
  },
})

/** Where copies are a freedom, they are still the exception: not every message in flight comes again at once. */
clause('sqs.visibility.hides-message', {
  axes: { protocol: protocols },
  given: { n: fc.integer({ min: 3, max: 8 }) },
  async check({ queue, time, expect }, { n }) {
    const q = await queue({ attributes: { VisibilityTimeout: '600' } })
    await q.sendApart(n)
    const received = await q.eventually(n)
    await q.stillHidden(time.after(received[0]!, 600_000), 'messages in flight are hidden from other receives')
    const { Messages: again = [] } = await q.receive({ MaxNumberOfMessages: 10 })
    expect(new Set(again.map(({ MessageId }) => MessageId)).size, `of ${n} messages in flight those that came again`).toBeLessThan(n)
  },
})

/**
 * Looked at shortly before the timeout ends, so that one which ends early is noticed, and as soon as it has ended. The message is older than that when it is
 * received: from its sending the timeout does not count.
 */
clause('sqs.visibility.expiry-makes-visible-again', {
  axes: { type: queueTypes, protocol: protocols },
  given: { seconds: fc.integer({ min: 1, max: 3 }), before: fc.integer({ min: 100, max: 900 }) },
  edges: [{ seconds: 1 }, { before: 400 }],
  async check({ queue, time, expect }, { type, seconds, before }) {
    const q = await queue({ type })
    const sent = await q.send()
    await time.sleep(seconds * 1000)
    const first = await q.receiveOne({ VisibilityTimeout: seconds })
    const expiry = time.after(first, seconds * 1000)
    await time.sleep(seconds * 1000 - before)
    await q.stillHidden(expiry, `the message is hidden ${before} ms before its timeout ends`)
    await time.pass(expiry)
    const again = await q.receiveOne()
    expect(again.MessageId, 'the message that is received after the timeout ended').toBe(sent.MessageId)
  },
})

clause('sqs.visibility.zero-immediately-visible', {
  axes: { type: queueTypes, protocol: protocols, from: ['queue', 'receive'] },
  given: { times: fc.integer({ min: 2, max: 4 }) },
  cases: 2,
  async check({ queue, expect }, { type, from, times }) {
    const q = await queue({ type, attributes: { VisibilityTimeout: from === 'queue' ? '0' : '600' } })
    const sent = await q.send()
    for (let nth = 1; nth <= times; nth++) {
      const message = await q.receiveOne(from === 'receive' ? { VisibilityTimeout: 0 } : {})
      expect(message.MessageId, `the message of receive ${nth}`).toBe(sent.MessageId)
    }
  },
})

/** What the source queue gives after the last failed receive is asked by a long poll; the move may wait for a receive that looks at the message, so the source is asked on. */
clause('sqs.visibility.failed-receive-counts', {
  axes: { type: queueTypes },
  given: { maxReceiveCount: fc.integer({ min: 1, max: 2 }) },
  edges: [{ maxReceiveCount: 1 }, { maxReceiveCount: 2 }],
  cases: 2,
  async check({ deadLetterPair, time, expect }, { type, maxReceiveCount }) {
    const { source, deadLettered } = await deadLetterPair({ type, maxReceiveCount })
    const sent = await source.send()
    for (let nth = 1; nth <= maxReceiveCount; nth++) {
      const message = await source.receiveOne({ VisibilityTimeout: 1 }, source.patience)
      expect(message.MessageId, `the message of receive ${nth} of ${maxReceiveCount}`).toBe(sent.MessageId)
      await time.pass(time.after(message, 1000))
    }
    const { Messages = [] } = await source.receive({ WaitTimeSeconds: 3 })
    if (!source.mayRepeat()) expect(Messages, 'what the source queue gives after the last failed receive').toEqual([])
    const [dead] = await deadLettered(1)
    expect(dead!.MessageId, 'the message in the dead-letter queue').toBe(sent.MessageId)
  },
})

/** The delete is placed a millisecond after the receive for certain; then the handle is as good as that of a receive that expired. */
clause('sqs.visibility.fifo-zero-same-ms', {
  axes: { protocol: protocols },
  async check({ queue, time, refused, expect }) {
    const q = await queue({ type: 'fifo' })
    const sent = await q.send()
    const message = await q.receiveOne({ VisibilityTimeout: 0 })
    await time.pass(time.after(message, 1))
    await refused(q.delete(message))
    const again = await q.receiveOne({}, q.patience)
    expect(again.MessageId, 'the message that was not deleted').toBe(sent.MessageId)
  },
})

clause('sqs.visibility.fifo-zero-duplicates-in-response', {
  async check({ queue, expect }) {
    const q = await queue({ type: 'fifo' })
    const sent = await q.send({ MessageBody: 'one' })
    const { Messages = [] } = await q.receive({ MaxNumberOfMessages: 10, VisibilityTimeout: 0 })
    expect(Messages.length, 'how many messages came').toBeLessThanOrEqual(10)
    for (const { MessageId, Body } of Messages)
      expect({ MessageId, Body }, 'every copy').toEqual({ MessageId: sent.MessageId, Body: 'one' })
    expect((await q.receiveOne()).MessageId, 'the message, which stays available').toBe(sent.MessageId)
  },
})

/** Whether the shorter timeout already holds for the message in flight is open; that it is back when the longer one ended is not. */
clause('sqs.visibility.queue-attr-change-not-for-inflight', {
  axes: { type: queueTypes },
  async check({ queue, time, expect }, { type }) {
    const q = await queue({ type, attributes: { VisibilityTimeout: '3' } })
    const sent = await q.send()
    const first = await q.receiveOne()
    await time.pass(time.after(await q.set({ VisibilityTimeout: '1' }), 1000))
    const { Messages = [] } = await q.receive({ MaxNumberOfMessages: 10, VisibilityTimeout: 0 })
    for (const { MessageId } of Messages) expect(MessageId, 'what comes under the shorter timeout').toBe(sent.MessageId)
    await time.pass(time.after(first, 3000))
    expect((await q.receiveOne({}, q.patience)).MessageId, 'the message, back when the longer timeout ended').toBe(sent.MessageId)
  },
})
