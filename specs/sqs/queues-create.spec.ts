import { clause, fc, protocols, queueTypes } from './bench.js'

/** Two different values of each attribute that can be compared. */
const settings = fc
  .constantFrom<readonly [name: string, min: number, max: number]>(
    ['DelaySeconds', 0, 900],
    ['MaximumMessageSize', 1024, 1_048_576],
    ['MessageRetentionPeriod', 60, 1_209_600],
    ['ReceiveMessageWaitTimeSeconds', 0, 20],
    ['VisibilityTimeout', 0, 43_200],
  )
  .chain(([name, min, max]) =>
    fc
      .tuple(fc.integer({ min, max }), fc.integer({ min: 1, max: max - min }))
      .map(([value, shift]) => ({ name, value: String(value), other: String(((value - min + shift) % (max - min + 1)) + min) })),
  )

clause('sqs.queue.create.idempotent-same-attrs', {
  axes: { type: queueTypes, protocol: protocols },
  given: { setting: settings },
  async check({ queue, expect }, { type, setting: { name, value } }) {
    const attributes = { [name]: value, VisibilityTimeout: '77', ...(name === 'VisibilityTimeout' ? { VisibilityTimeout: value } : {}) }
    const first = await queue({ type, attributes })
    const sent = await first.send({ MessageBody: 'kept' })
    const before = await first.attributes('CreatedTimestamp', ...Object.keys(attributes))
    const again = await queue({ type, attributes, name: first.name })
    expect(again.url, 'the URL of the queue that was there').toBe(first.url)
    expect(await again.attributes('CreatedTimestamp', ...Object.keys(attributes)), 'its attributes').toEqual(before)
    if (name !== 'DelaySeconds') expect((await again.receiveOne()).MessageId, 'the message that was in it').toBe(sent.MessageId)
  },
})

/** Whoever comes first makes the queue; the others find what they asked for. */
clause('sqs.queue.create.idempotent-concurrent', {
  axes: { type: queueTypes, protocol: protocols },
  given: { clients: fc.integer({ min: 2, max: 10 }), setting: settings },
  edges: [{ clients: 10 }],
  cases: 2,
  async check({ queue, name, expect }, { type, clients, setting: { name: attribute, value } }) {
    const spec = { type, name: name(type === 'fifo' ? '.fifo' : ''), attributes: { [attribute]: value } }
    const made = await Promise.all(Array.from({ length: clients }, () => queue(spec)))
    expect([...new Set(made.map(({ url }) => url))].length, `different URLs that ${clients} clients were given`).toBe(1)
    const [q, other] = [made[0]!, made.at(-1)!]
    await q.setForGood({ DelaySeconds: '0' })
    const { MessageId } = await q.send()
    expect((await other.receiveOne({ WaitTimeSeconds: 0 }, q.patience)).MessageId, 'the message that another client receives').toBe(
      MessageId,
    )
  },
})

clause('sqs.queue.create.idempotent-no-attrs', {
  axes: { protocol: protocols },
  given: { setting: settings },
  async check({ queue, expect }, { setting: { name, value } }) {
    const first = await queue({ attributes: { [name]: value } })
    const before = await first.attributes(name)
    const again = await queue({ name: first.name })
    expect(again.url, 'the URL of the queue that was there').toBe(first.url)
    expect(await again.attributes(name), 'its attribute, which no default replaced').toEqual(before)
  },
})

clause('sqs.queue.create.idempotent-attr-subset', {
  axes: { type: queueTypes, protocol: protocols },
  given: { first: settings, second: settings },
  async check({ queue, expect }, { type, first, second }) {
    const attributes = { [first.name]: first.value, [second.name]: second.value }
    const q = await queue({ type, attributes })
    const before = await q.attributes(...Object.keys(attributes))
    const again = await queue({ type, attributes: { [second.name]: second.value }, name: q.name })
    expect(again.url, 'the URL of the queue that was there').toBe(q.url)
    expect(await again.attributes(...Object.keys(attributes)), 'its attributes').toEqual(before)
  },
})

clause('sqs.queue.create.conflict-different-value', {
  axes: { type: queueTypes, protocol: protocols },
  given: { setting: settings },
  async check({ queue, refused, expect }, { type, setting: { name, value, other } }) {
    // One that agrees excuses none that differs.
    const same = name === 'DelaySeconds' ? { VisibilityTimeout: '7' } : { DelaySeconds: '7' }
    const q = await queue({ type, attributes: { [name]: value, ...same } })
    for (const attributes of [{ [name]: other }, { [name]: other, ...same }, { ...same, [name]: other }])
      await refused(queue({ type, attributes, name: q.name }))
    expect(await q.attributes(name), 'the attribute of the queue that is there').toEqual({ [name]: value })
  },
})

clause('sqs.queue.create.conflict-names-attribute', {
  axes: { type: queueTypes, protocol: protocols },
  given: { setting: settings },
  async check({ queue, refused, expect }, { type, setting: { name, value, other } }) {
    const q = await queue({ type, attributes: { [name]: value } })
    const { message } = (await refused(queue({ type, attributes: { [name]: other }, name: q.name }))).error
    expect(message, 'the message of the error').toContain(name)
  },
})

clause('sqs.queue.create.conflict-compares-current', {
  axes: { protocol: protocols },
  given: { setting: settings },
  async check({ queue, profile, undecided, refused, expect }, { setting: { name, value, other } }) {
    if (name === 'MessageRetentionPeriod' && profile.tolerates('sqs.retention.change-15-min'))
      undecided('a change of this attribute may take 15 minutes')
    const q = await queue({ attributes: { [name]: value } })
    await q.setForGood({ [name]: other })
    await refused(queue({ attributes: { [name]: value }, name: q.name }))
    expect((await queue({ attributes: { [name]: other }, name: q.name })).url, 'the URL of the queue that was there').toBe(q.url)
  },
})

clause('sqs.queue.create.usable-after-1s', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, expect }, { type }) {
    const q = await queue({ type })
    const sent = await q.send()
    expect((await q.receiveOne()).MessageId, 'the message from the new queue').toBe(sent.MessageId)
  },
})

clause('sqs.queue.create.wait-60s-after-delete', {
  axes: { protocol: protocols },
  async check({ queue, sqs, time, refused, expect }) {
    const q = await queue()
    const deleted = await sqs.deleteQueue({ QueueUrl: q.url })
    const rest = time.after(deleted, 60_000)
    const refusal = await refused(time.inTime(queue({ name: q.name }), rest))
    expect(refusal.error.message, 'the message of the error').not.toBe('')
    await time.pass(rest)
    expect((await queue({ name: q.name })).url, 'the URL of the new queue of that name').toBe(q.url)
  },
})
