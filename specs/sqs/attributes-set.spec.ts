import { clause, fc, protocols, queueTypes } from './bench.js'

clause('sqs.attr.set.unknown-name', {
  axes: { protocol: protocols },
  given: { name: fc.constantFrom('Unknown', 'visibilityTimeout', 'SenderId', 'Colour') },
  async check({ queue, refused, expect }, { name }) {
    const q = await queue()
    await refused(q.set({ [name]: '1' }))
    await refused(q.set({ VisibilityTimeout: '11', [name]: '1' }))
    await refused(queue({ attributes: { [name]: '1' } }))
    expect(await q.attributes('VisibilityTimeout'), 'the attribute beside the unknown one, which no refusal changed').toEqual({
      VisibilityTimeout: '30',
    })
  },
})

clause('sqs.attr.set.read-only', {
  axes: { protocol: protocols },
  given: {
    name: fc.constantFrom(
      'QueueArn', 'CreatedTimestamp', 'LastModifiedTimestamp', 'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesDelayed', 'ApproximateNumberOfMessagesNotVisible',
    ), // prettier-ignore
  },
  async check({ queue, refused, expect }, { name }) {
    const q = await queue()
    const before = await q.attributes(name)
    await refused(q.set({ [name]: '1' }))
    expect(await q.attributes(name), 'the attribute after the refusal').toEqual(before)
  },
})

/** Values for all attributes that any queue can be given at any time. */
const settings = fc.record({
  DelaySeconds: fc.integer({ min: 0, max: 900 }).map(String),
  MaximumMessageSize: fc.integer({ min: 1024, max: 1_048_576 }).map(String),
  MessageRetentionPeriod: fc.integer({ min: 60, max: 1_209_600 }).map(String),
  ReceiveMessageWaitTimeSeconds: fc.integer({ min: 0, max: 20 }).map(String),
  VisibilityTimeout: fc.integer({ min: 0, max: 43_200 }).map(String),
})
const names = [
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
] as const

clause('sqs.attr.set.partial', {
  axes: { type: queueTypes, protocol: protocols },
  given: { before: settings, after: settings, changed: fc.subarray([...names], { minLength: 1, maxLength: 4 }) },
  async check({ queue, profile, time, expect }, { type, before, after, changed }) {
    const q = await queue({ type, attributes: before })
    const change = Object.fromEntries(changed.map((name) => [name, after[name]]))
    const set = await q.set(change)
    if (profile.tolerates('sqs.ec.attributes-60s')) await time.pass(time.after(set, 60_000))
    expect(await q.attributes(...names), 'the attributes after some of them were set').toEqual({ ...before, ...change })
  },
})

/** AWS promises it within a minute; it was always seen at once. */
clause('sqs.attr.set.read-your-write', {
  axes: { type: queueTypes, protocol: protocols },
  given: { after: settings },
  async check({ queue, profile, time, expect }, { type, after }) {
    const q = await queue({ type })
    const set = await q.set(after)
    if (profile.tolerates('sqs.ec.attributes-60s')) await time.pass(time.after(set, 60_000))
    expect(await q.attributes(...names), 'the attributes that were set').toEqual(after)
  },
})

clause('sqs.attr.set.last-modified', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, profile, time, expect }, { type }) {
    const q = await queue({ type })
    const before = await q.attributes('CreatedTimestamp', 'LastModifiedTimestamp')
    expect(before['LastModifiedTimestamp'], 'when a queue was modified that never was').toBe(before['CreatedTimestamp'])
    await time.pass(time.after(await q.send(), 1000))
    const set = await q.set({ VisibilityTimeout: '31' })
    if (profile.tolerates('sqs.ec.attributes-60s')) await time.pass(time.after(set, 60_000))
    const after = await q.attributes('CreatedTimestamp', 'LastModifiedTimestamp')
    expect(after['CreatedTimestamp'], 'when the queue was created').toBe(before['CreatedTimestamp'])
    expect(Number(after['LastModifiedTimestamp']), 'when it was modified, in seconds').toBeGreaterThan(
      Number(before['LastModifiedTimestamp']),
    )
  },
})

const either = fc.constantFrom('true', 'false')

clause('sqs.attr.fifo-queue.create-only', {
  axes: { protocol: protocols },
  given: { value: either },
  edges: [{ value: 'true' }, { value: 'false' }],
  cases: 2,
  async check({ queue, refused, expect }, { value }) {
    const q = await queue()
    await refused(q.set({ FifoQueue: value }))
    expect(Object.keys(await q.attributes()), 'the attributes of the queue, which is standard still').not.toContain('FifoQueue')
  },
})

clause('sqs.attr.fifo-queue.set-true-on-fifo-noop', {
  axes: { protocol: protocols },
  async check({ queue, expect }) {
    const q = await queue({ type: 'fifo' })
    await q.set({ FifoQueue: 'true' })
    expect(await q.attributes('FifoQueue'), 'the attribute').toEqual({ FifoQueue: 'true' })
  },
})

clause('sqs.attr.fifo-queue.set-false-on-fifo', {
  axes: { protocol: protocols },
  async check({ queue, refused, expect }) {
    const q = await queue({ type: 'fifo' })
    await refused(q.set({ FifoQueue: 'false' }))
    expect(await q.attributes('FifoQueue'), 'the attribute').toEqual({ FifoQueue: 'true' })
  },
})

clause('sqs.attr.fifo-queue.false-at-create-rejected', {
  axes: { protocol: protocols },
  async check({ queue, refused }) {
    await refused(queue({ attributes: { FifoQueue: 'false' } }))
  },
})

clause('sqs.attr.cbd-on-standard-rejected', {
  axes: { protocol: protocols },
  given: { value: either },
  edges: [{ value: 'true' }, { value: 'false' }],
  cases: 2,
  async check({ queue, refused }, { value }) {
    await refused(queue({ attributes: { ContentBasedDeduplication: value } }))
    await refused((await queue()).set({ ContentBasedDeduplication: value }))
  },
})

clause('sqs.attr.fifo-bool-case-insensitive', {
  axes: { protocol: protocols },
  given: { content: fc.constantFrom('True', 'true', 'False', 'false') },
  edges: [{ content: 'True' }, { content: 'False' }],
  async check({ queue, expect }, { content }) {
    const q = await queue({ type: 'fifo', attributes: { FifoQueue: 'True', ContentBasedDeduplication: content } })
    const expected = { FifoQueue: 'true', ContentBasedDeduplication: content.toLowerCase() }
    expect(await q.attributes('FifoQueue', 'ContentBasedDeduplication'), 'the attributes, in lower case').toEqual(expected)
  },
})
