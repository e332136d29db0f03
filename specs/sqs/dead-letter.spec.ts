import { bodies, clause, fc, messageAttributes, protocols, queueTypes } from './bench.js'
import type { Received } from './bench.js'

const counts = fc.integer({ min: 1, max: 4 })

/** Exactly as many deliveries as the policy says, and then none: each receive that the source answers shows that the move did not come too early. */
clause('sqs.dlq.move-after-max-receives', {
  axes: { type: queueTypes, protocol: protocols },
  given: { maxReceiveCount: counts, isText: fc.boolean() },
  edges: [
    { maxReceiveCount: 1, isText: true },
    { maxReceiveCount: 4, isText: false },
  ],
  async check({ deadLetterPair, expect }, { type, maxReceiveCount, isText }) {
    const { source, deadLettered } = await deadLetterPair({ type, maxReceiveCount, isText })
    await source.send({ MessageBody: 'failing' })
    for (let nth = 0; nth < maxReceiveCount; nth++) await source.receiveOne({ VisibilityTimeout: 0 })
    if (!source.mayRepeat()) await source.receiveNone('a message that was received as often as it may be is not delivered again')
    const dead = await deadLettered(1)
    expect(
      dead.map(({ Body }) => Body),
      'the bodies in the dead-letter queue',
    ).toEqual(['failing'])
    if (!source.mayRepeat()) await source.receiveNone('the moved message has left its source')
  },
})

/** In flight the message may still be processed; its one receive has failed only when the timeout ends. */
clause('sqs.dlq.max-receive-one', {
  axes: { type: queueTypes },
  given: { seconds: fc.integer({ min: 1, max: 2 }) },
  async check({ deadLetterPair, time, expect }, { type, seconds }) {
    const { source, dlq, deadLettered } = await deadLetterPair({ type, maxReceiveCount: 1 })
    const { MessageId } = await source.send()
    const timeout = time.after(await source.receiveOne({ VisibilityTimeout: seconds }), seconds * 1000)
    const [inSource, inDlq] = [await source.receive(), await dlq.receive()]
    time.surelyBefore(inDlq, timeout)
    expect(inDlq.Messages ?? [], 'what the dead-letter queue has while the message is in flight').toEqual([])
    if (!source.mayRepeat()) expect(inSource.Messages ?? [], 'what the source has while the message is in flight').toEqual([])
    await time.pass(timeout)
    if (!source.mayRepeat()) await source.receiveNone('the message that failed once is not delivered again')
    expect((await deadLettered(1))[0]!.MessageId, 'the message in the dead-letter queue').toBe(MessageId)
  },
})

/** When the move takes place without a receive is left open, but the message is never in both queues and never in none. */
clause('sqs.dlq.move-lazily-on-receive', {
  axes: { type: queueTypes },
  given: { maxReceiveCount: fc.integer({ min: 1, max: 2 }), isAsked: fc.boolean() },
  async check({ deadLetterPair, time, expect }, { type, maxReceiveCount, isAsked }) {
    const { source, dlq, deadLettered } = await deadLetterPair({ type, maxReceiveCount })
    await source.send({ MessageBody: 'the one' })
    for (let nth = 1; nth < maxReceiveCount; nth++) await source.receiveOne({ VisibilityTimeout: 0 })
    const last = await source.receiveOne({ VisibilityTimeout: 1 })
    await time.pass(time.after(last, 1000))
    const unasked = isAsked ? [] : await dlq.received({ VisibilityTimeout: 0 })
    const dead = await deadLettered(1)
    expect(
      [...unasked, ...dead].filter(({ Body }) => Body !== 'the one'),
      'other messages than the one that failed',
    ).toEqual([])
    if (unasked.length > 0) expect(unasked[0]!.MessageId, 'the message that moved before it was asked for').toBe(dead[0]!.MessageId)
    if (!source.mayRepeat()) await source.receiveNone('the moved message is not in the source as well')
  },
})

clause('sqs.dlq.message-id-kept', {
  axes: { type: queueTypes },
  given: { messages: fc.integer({ min: 1, max: 5 }), maxReceiveCount: fc.integer({ min: 1, max: 2 }) },
  async check({ deadLetterPair, expect }, { type, messages, maxReceiveCount }) {
    const { source, deadLettered } = await deadLetterPair({ type, maxReceiveCount })
    const sent = await source.sendApart(messages)
    const dead = await deadLettered(messages)
    expect(new Map(dead.map(({ MessageId, Body }) => [MessageId, Body])), 'bodies in the dead-letter queue, by message id').toEqual(sent)
  },
})

/** As they were received from the source: whether they came there as they were sent is another matter. */
clause('sqs.dlq.body-and-attributes-kept', {
  axes: { type: queueTypes, protocol: protocols },
  given: { body: bodies(), attributes: fc.boolean().chain((binary) => messageAttributes({ max: 3, binary })) },
  async check({ deadLetterPair, expect }, { type, body, attributes }) {
    const { source, deadLettered } = await deadLetterPair({ type, maxReceiveCount: 1 })
    await source.send({ MessageBody: body, MessageAttributes: attributes })
    const { ReceiptHandle: _old, ...failed } = await source.receiveOne({ MessageAttributeNames: ['All'], VisibilityTimeout: 0 })
    const [{ ReceiptHandle: _new, ...dead }] = (await deadLettered(1, { MessageAttributeNames: ['All'] })) as [Received]
    expect(Object.keys(dead.MessageAttributes ?? {}).sort(), 'the names of the message attributes').toEqual(Object.keys(attributes).sort())
    expect(dead, 'the message in the dead-letter queue').toEqual({ ...failed, MessageId: dead.MessageId })
  },
})

/** A second lies between the send and the move, so that a time that is set anew shows. */
clause('sqs.dlq.sent-timestamp-kept-standard', {
  async check({ deadLetterPair, time, expect }) {
    const { source, deadLettered } = await deadLetterPair({ maxReceiveCount: 1 })
    const ask = { MessageSystemAttributeNames: ['SentTimestamp' as const] }
    await source.send()
    const first = await source.receiveOne({ VisibilityTimeout: 1, ...ask })
    await time.pass(time.after(first, 1000))
    const [dead] = await deadLettered(1, ask)
    expect(first.Attributes?.['SentTimestamp'], 'the time of the send, in the source').toMatch(/^\d{13}$/)
    expect(dead!.Attributes, 'the time of the send, in the dead-letter queue').toEqual(first.Attributes)
  },
})

clause('sqs.dlq.receive-count-continues', {
  axes: { type: queueTypes },
  given: { maxReceiveCount: counts },
  async check({ deadLetterPair, expect }, { type, maxReceiveCount }) {
    const { source, deadLettered } = await deadLetterPair({ type, maxReceiveCount })
    await source.send()
    const [dead] = await deadLettered(1, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] })
    const count = Number(dead!.Attributes?.['ApproximateReceiveCount'])
    expect(count, 'receives so far at the first receive from the dead-letter queue').toBeGreaterThan(maxReceiveCount)
  },
})

const asked = fc.constantFrom('All' as const, 'DeadLetterQueueSourceArn' as const)

clause('sqs.dlq.source-arn-attribute', {
  axes: { type: queueTypes, protocol: protocols },
  given: { asked },
  edges: [{ asked: 'DeadLetterQueueSourceArn' }, { asked: 'All' }],
  async check({ deadLetterPair, expect }, { type, asked }) {
    const { source, deadLettered } = await deadLetterPair({ type, maxReceiveCount: 1 })
    await source.send()
    const [dead] = await deadLettered(1, { MessageSystemAttributeNames: [asked] })
    expect(dead!.Attributes, 'the system attributes').toMatchObject({ DeadLetterQueueSourceArn: await source.arn() })
  },
})

clause('sqs.dlq.direct-send-no-source-arn', {
  axes: { type: queueTypes },
  given: { asked },
  edges: [{ asked: 'DeadLetterQueueSourceArn' }, { asked: 'All' }],
  async check({ deadLetterPair, expect }, { type, asked }) {
    const { dlq } = await deadLetterPair({ type, maxReceiveCount: 1 })
    await dlq.send()
    const { Attributes = {} } = await dlq.receiveOne({ MessageSystemAttributeNames: [asked] })
    expect(Attributes['DeadLetterQueueSourceArn'] || undefined, 'the source of a message that was sent directly').toBeUndefined()
  },
})

/** What was in the group before the move, and what is sent after it. */
clause('sqs.dlq.fifo-group-continues', {
  given: { behind: fc.integer({ min: 0, max: 3 }), later: fc.integer({ min: 1, max: 2 }), maxReceiveCount: fc.integer({ min: 1, max: 2 }) },
  async check({ deadLetterPair, expect }, { behind, later, maxReceiveCount }) {
    const { source, deadLettered } = await deadLetterPair({ type: 'fifo', maxReceiveCount })
    await source.send({ MessageBody: 'failing' })
    for (let nth = 0; nth < maxReceiveCount; nth++) await source.receiveOne({ VisibilityTimeout: 0 })
    const rest = Array.from({ length: behind + later }, (_, nth) => `rest-${nth}`)
    for (const MessageBody of rest.slice(0, behind)) await source.send({ MessageBody })
    const received = await source.drain(behind)
    expect((await deadLettered(1))[0]!.Body, 'the message in the dead-letter queue').toBe('failing')
    for (const MessageBody of rest.slice(behind)) await source.send({ MessageBody })
    received.push(...(await source.drain(later)))
    expect(
      received.map(({ Body }) => Body),
      'the rest of the group, in the order received',
    ).toEqual(rest)
  },
})

clause('sqs.dlq.fifo-dlq-keeps-group-order', {
  given: { groups: fc.array(fc.constantFrom('a', 'b'), { minLength: 2, maxLength: 6 }), maxReceiveCount: fc.integer({ min: 1, max: 2 }) },
  async check({ deadLetterPair, expect }, { groups, maxReceiveCount }) {
    const { source, dlq, deadLettered } = await deadLetterPair({ type: 'fifo', maxReceiveCount })
    await source.sendBatch(groups.map((MessageGroupId, nth) => ({ MessageGroupId, MessageBody: `${MessageGroupId}${nth}` })))
    await deadLettered(groups.length)
    const received = (await dlq.drain(groups.length)).map(({ Body }) => Body)
    for (const group of ['a', 'b']) {
      const inOrder = groups.flatMap((one, nth) => (one === group ? [`${one}${nth}`] : []))
      expect(
        received.filter((body) => body.startsWith(group)),
        `the order of group ${group} in the dead-letter queue`,
      ).toEqual(inOrder)
    }
  },
})

clause('sqs.dlq.shared-by-many', {
  axes: { type: queueTypes },
  given: { sources: fc.integer({ min: 2, max: 3 }) },
  cases: 2,
  async check({ queue, deadLetterPair, expect }, { type, sources }) {
    const dlq = await queue({ type })
    const sent = []
    let there: readonly { Body: string }[] = []
    for (let nth = 0; nth < sources; nth++) {
      const { source, deadLettered } = await deadLetterPair({ type, maxReceiveCount: 1, dlq })
      await source.send({ MessageBody: `of source ${nth}`, ...(type === 'fifo' ? { MessageGroupId: `g${nth}` } : {}) })
      sent.push(`of source ${nth}`)
      there = await deadLettered(sent.length)
    }
    expect(there.map(({ Body }) => Body).sort(), 'the bodies in the dead-letter queue').toEqual(sent)
  },
})
