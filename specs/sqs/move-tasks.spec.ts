import { bodies, clause, fc, messageAttributes, protocols, queueTypes } from './bench.js'
import type { Received } from './bench.js'
import { PATIENCE, redrivable } from './redrive.js'

const numbered = (n: number): string[] => Array.from({ length: n }, (_, nth) => `message-${nth}`)
const bodiesOf = (messages: readonly Received[]): string[] => messages.map(({ Body }) => Body).sort()
const few = fc.integer({ min: 1, max: 4 })

/** At a message a second the move takes longer than the call, which a target that moves within the call cannot hide. */
clause('sqs.redrive.start-async', {
  axes: { protocol: protocols },
  async check(t) {
    const { start, tasks } = await redrivable(t, numbered(5))
    const started = await start({ MaxNumberOfMessagesPerSecond: 1 })
    t.expect(started.TaskHandle, 'the handle of the task').toMatch(/^\S+$/)
    const [task] = await tasks()
    t.expect(task?.Status, 'the status of the task that was started').toBeOneOf(['RUNNING', 'COMPLETED'])
    if (task?.Status === 'COMPLETED') t.undecided('the task was over before it could be seen')
    t.expect(task?.TaskHandle, 'the handle under which the task is listed').toBe(started.TaskHandle)
  },
})

/** Two sources share the queue, so that each message has to find its own way back. */
clause('sqs.redrive.destination-default-source', {
  axes: { type: queueTypes },
  given: { others: fc.integer({ min: 1, max: 2 }) },
  cases: 2,
  async check(t, { type, others }) {
    const { source, dlq, start } = await redrivable(t, ['of the first'], type)
    const second = await t.deadLetterPair({ type, maxReceiveCount: 1, dlq })
    const sent = Array.from({ length: others }, (_, nth) => `of the second ${nth}`)
    for (const MessageBody of sent) await second.source.send({ MessageBody, ...(type === 'fifo' ? { MessageGroupId: 'second' } : {}) })
    await second.deadLettered(1 + others)
    await start()
    t.expect(bodiesOf(await source.drain(1, {}, PATIENCE)), 'what comes back to the first source').toEqual(['of the first'])
    t.expect(bodiesOf(await second.source.drain(others, {}, PATIENCE)), 'what comes back to the second source').toEqual(sent)
  },
})

clause('sqs.redrive.destination-custom', {
  axes: { type: queueTypes },
  given: { messages: few },
  async check(t, { type, messages }) {
    const { source, start, ended } = await redrivable(t, numbered(messages), type)
    const destination = await t.queue({ type })
    await start({ DestinationArn: await destination.arn() })
    t.expect(bodiesOf(await destination.drain(messages, {}, PATIENCE)), 'what comes to the destination').toEqual(numbered(messages))
    await ended()
    await source.receiveNone('nothing goes back to the source')
  },
})

/** Two seconds after the start a quarter of the messages at least still waits for its turn. A move that begins late is no harm. */
clause('sqs.redrive.rate-fixed', {
  given: { rate: fc.integer({ min: 1, max: 2 }) },
  cases: 2,
  async check(t, { rate }) {
    const messages = 4 * rate
    const { start } = await redrivable(t, numbered(messages))
    const destination = await t.queue()
    const started = await start({ DestinationArn: await destination.arn(), MaxNumberOfMessagesPerSecond: rate })
    await t.time.sleep(1500)
    const early = await destination.receive({ MaxNumberOfMessages: 10, VisibilityTimeout: 0 })
    t.time.surelyBefore(early, t.time.after(started, 2000))
    t.expect(early.Messages?.length ?? 0, 'messages that were moved within two seconds').toBeLessThan(messages)
    await t.time.pass(t.time.after(started, 4000))
    t.expect(bodiesOf(await destination.drain(messages, {}, PATIENCE)), 'what comes to the destination').toEqual(numbered(messages))
  },
})

/** How fast is the target's own affair; that all arrive is not. */
clause('sqs.redrive.rate-default-optimised', {
  axes: { type: queueTypes },
  async check(t, { type }) {
    const { source, start, ended } = await redrivable(t, numbered(5), type)
    await start()
    t.expect(await ended(), 'the task that was given no rate').not.toHaveProperty('MaxNumberOfMessagesPerSecond')
    t.expect(bodiesOf(await source.drain(5, {}, PATIENCE)), 'what comes back').toEqual(numbered(5))
  },
})

clause('sqs.redrive.new-identity', {
  axes: { type: queueTypes, protocol: protocols },
  async check(t, { type }) {
    const { source, dlq, start } = await redrivable(t, numbered(2), type)
    const ask = { MessageSystemAttributeNames: ['SentTimestamp' as const] }
    const dead = await dlq.eventually(2, { ...ask, VisibilityTimeout: 0 })
    await t.time.sleep(500)
    await start()
    const back = await source.drain(2, ask, PATIENCE)
    t.expect(bodiesOf(back), 'what comes back').toEqual(numbered(2))
    const old = dead.map(({ MessageId }) => MessageId)
    t.expect(
      back.filter(({ MessageId }) => old.includes(MessageId)),
      'what comes back under its old id',
    ).toEqual([])
    const latest = Math.max(...dead.map(({ Attributes }) => Number(Attributes?.['SentTimestamp'])))
    for (const { Attributes } of back) t.expect(Number(Attributes?.['SentTimestamp']), 'the new enqueue time').toBeGreaterThan(latest)
  },
})

/** As they were received from the dead-letter queue. */
clause('sqs.redrive.body-unchanged', {
  axes: { type: queueTypes, protocol: protocols },
  given: { body: bodies(), attributes: fc.boolean().chain((binary) => messageAttributes({ max: 3, binary })) },
  cases: 2,
  async check(t, { type, body, attributes }) {
    const { source, dlq, deadLettered } = await t.deadLetterPair({ type, maxReceiveCount: 1 })
    await source.send({ MessageBody: body, MessageAttributes: attributes })
    const [dead] = await deadLettered(1, { MessageAttributeNames: ['All'] })
    await t.sqs.startMessageMoveTask({ SourceArn: await dlq.arn() })
    const back = await source.receiveOne({ MessageAttributeNames: ['All'] }, PATIENCE)
    t.expect(Object.keys(back.MessageAttributes ?? {}).sort(), 'the names of the message attributes').toEqual(
      Object.keys(attributes).sort(),
    )
    t.expect([back.Body, back.MessageAttributes], 'body and message attributes').toEqual([dead!.Body, dead!.MessageAttributes])
  },
})

clause('sqs.redrive.order-oldest-first', {
  axes: { destination: ['source', 'custom'] },
  given: { messages: fc.integer({ min: 2, max: 5 }) },
  cases: 2,
  async check(t, { destination, messages }) {
    const { source, start } = await redrivable(t, numbered(messages), 'fifo')
    const to = destination === 'source' ? source : await t.queue({ type: 'fifo' })
    await start(destination === 'source' ? {} : { DestinationArn: await to.arn() })
    const order = (await to.drain(messages, {}, PATIENCE)).map(({ Body }) => Body)
    t.expect(order, 'the order in which the group comes back').toEqual(numbered(messages))
  },
})

/** In whatever order, all are there in the end: those that come back and those that are sent meanwhile. */
clause('sqs.redrive.interleaves-with-producers', {
  axes: { type: queueTypes },
  async check(t, { type }) {
    const { start } = await redrivable(t, numbered(3), type)
    const destination = await t.queue({ type })
    const fresh = ['new-0', 'new-1', 'new-2']
    await destination.send({ MessageBody: fresh[0] })
    await start({ DestinationArn: await destination.arn(), MaxNumberOfMessagesPerSecond: 2 })
    for (const MessageBody of fresh.slice(1)) {
      await destination.send({ MessageBody })
      await t.time.sleep(500)
    }
    t.expect(bodiesOf(await destination.drain(6, {}, PATIENCE)), 'what the destination has').toEqual([...numbered(3), ...fresh])
  },
})

/** It has no source to go back to, so what becomes of the task is open; the message is not lost, and stays what it is. */
clause('sqs.redrive.ordinary-messages-need-origin', {
  axes: { type: queueTypes },
  async check(t, { type }) {
    const { source, dlq } = await t.deadLetterPair({ type, maxReceiveCount: 5 })
    await dlq.send({ MessageBody: 'sent directly' })
    const started = t.sqs.startMessageMoveTask({ SourceArn: await dlq.arn() })
    const [{ status }] = await Promise.allSettled([started])
    if (status === 'rejected') await t.refused(started)
    await t.time.sleep(1000)
    await t.settles(async () => {
      const found = [...(await dlq.received({ VisibilityTimeout: 0 })), ...(await source.received({ VisibilityTimeout: 0 }))]
      t.expect(bodiesOf(found), 'what the two queues have').toEqual(['sent directly'])
    }, 2 * PATIENCE)
  },
})

/** Whether the task waits for it is open; that it is neither lost nor in two queues is not. When it is not in flight any more, another task moves it. */
clause('sqs.redrive.inflight-not-moved', {
  async check(t) {
    const { dlq, start, ended } = await redrivable(t, numbered(2))
    const destination = await t.queue()
    const held = await dlq.receiveOne({ VisibilityTimeout: 3 })
    const free = numbered(2).filter((body) => body !== held.Body)
    const DestinationArn = await destination.arn()
    await start({ DestinationArn })
    const look = { MaxNumberOfMessages: 10, VisibilityTimeout: 0 }
    t.expect(bodiesOf(await destination.eventually(1, look, PATIENCE)), 'what comes to the destination').toEqual(
      t.expect.arrayContaining(free),
    )
    // A target may look once a second for messages whose time has come: one that is not back yet is not the task's to move.
    await t.time.pass(t.time.after(held, 3000 + 2000))
    await ended()
    await start({ DestinationArn })
    t.expect(bodiesOf(await destination.eventually(2, look, PATIENCE)), 'what comes to the destination when nothing is in flight').toEqual(
      numbered(2),
    )
    await t.settles(async () => {
      const found = [...(await destination.received(look)), ...(await dlq.received(look))]
      t.expect(bodiesOf(found), 'what the two queues have').toEqual(numbered(2))
    }, PATIENCE)
  },
})
