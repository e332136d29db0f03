import { clause, fc, protocols, queueTypes } from './bench.js'

const OF_EVERY_QUEUE = [
  'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesDelayed', 'ApproximateNumberOfMessagesNotVisible', 'CreatedTimestamp', 'DelaySeconds',
  'LastModifiedTimestamp', 'MaximumMessageSize', 'MessageRetentionPeriod', 'QueueArn', 'ReceiveMessageWaitTimeSeconds', 'SqsManagedSseEnabled', 'VisibilityTimeout',
] as const // prettier-ignore
const OF_FIFO_QUEUES = ['ContentBasedDeduplication', 'DeduplicationScope', 'FifoQueue', 'FifoThroughputLimit'] as const

clause('sqs.attr.get.none-requested', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, sqs, expect }, { type }) {
    const q = await queue({ type })
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: q.url })
    expect({ ...Attributes }, 'the attributes that come without AttributeNames').toEqual({})
  },
})

clause('sqs.attr.get.all', {
  axes: { type: queueTypes, protocol: protocols },
  given: { delay: fc.integer({ min: 0, max: 900 }), visibility: fc.integer({ min: 0, max: 43_200 }) },
  async check({ queue, expect }, { type, delay, visibility }) {
    const q = await queue({ type, attributes: { DelaySeconds: String(delay), VisibilityTimeout: String(visibility) } })
    const all = await q.attributes('All')
    expect(all, 'all attributes of the queue').toMatchObject({ DelaySeconds: String(delay), VisibilityTimeout: String(visibility) })
    const named = await q.attributes('QueueArn', 'MessageRetentionPeriod', 'MaximumMessageSize', 'ApproximateNumberOfMessages')
    expect(all, 'all attributes of the queue').toMatchObject(named)
    expect(Object.keys(named).length, 'how many of four attributes that each queue has came by name').toBe(4)
  },
})

/** AWS may add attributes: what was recorded must be there. */
clause('sqs.attr.get.all-keyset-standard', {
  axes: { protocol: protocols },
  async check({ queue, expect }) {
    const names = Object.keys(await (await queue()).attributes('All'))
    for (const name of OF_EVERY_QUEUE) expect(names, 'the names of all attributes').toContain(name)
    for (const name of OF_FIFO_QUEUES) expect(names, 'the names of all attributes of a standard queue').not.toContain(name)
  },
})

clause('sqs.attr.get.all-keyset-fifo', {
  axes: { protocol: protocols },
  async check({ queue, expect }) {
    const q = await queue({ type: 'fifo', attributes: { ContentBasedDeduplication: 'true' } })
    const names = Object.keys(await q.attributes('All'))
    for (const name of [...OF_EVERY_QUEUE, ...OF_FIFO_QUEUES]) expect(names, 'the names of all attributes').toContain(name)
  },
})

/** Over Query everything is text, so only the bytes of a JSON answer can show it. */
clause('sqs.attr.get.values-are-strings', {
  axes: { type: queueTypes },
  async check({ queue, json, expect }, { type }) {
    const q = await queue({ type })
    const answer = await json('GetQueueAttributes', { QueueUrl: q.url, AttributeNames: ['All'] })
    const { Attributes = {} } = answer.json() as { Attributes?: Record<string, unknown> }
    expect(Object.keys(Attributes).length, 'how many attributes came').toBeGreaterThan(0)
    for (const [name, value] of Object.entries(Attributes)) expect(typeof value, `the type of ${name} in JSON`).toBe('string')
  },
})

clause('sqs.attr.get.subset', {
  axes: { type: queueTypes, protocol: protocols },
  given: { names: fc.subarray([...OF_EVERY_QUEUE], { minLength: 1 }) },
  async check({ queue, expect }, { type, names }) {
    const attributes = await (await queue({ type })).attributes(...names)
    expect(Object.keys(attributes).sort(), 'the names of the attributes that were asked for').toEqual([...names].sort())
  },
})

/** What a new queue has no value for. */
const UNSET = ['Policy', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'RedrivePolicy', 'RedriveAllowPolicy']

clause('sqs.attr.get.unset-omitted', {
  axes: { protocol: protocols },
  given: { name: fc.constantFrom(...UNSET) },
  edges: [{ name: 'Policy' }, { name: 'KmsMasterKeyId' }, { name: 'RedrivePolicy' }],
  async check({ queue, expect }, { name }) {
    const q = await queue()
    expect(await q.attributes(name, 'VisibilityTimeout'), `the attributes, ${name} of which has no value`).toEqual({
      VisibilityTimeout: '30',
    })
    const unset = Object.entries(await q.attributes('All')).filter(([one]) => UNSET.includes(one))
    expect(Object.fromEntries(unset), 'those of all attributes that have no value').toEqual({})
  },
})

clause('sqs.attr.get.unknown-name', {
  axes: { protocol: protocols },
  given: { name: fc.constantFrom('Unknown', 'visibilityTimeout', 'SenderId', 'Colour', 'DelaySeconds ') },
  async check({ queue, refused }, { name }) {
    await refused((await queue()).attributes('VisibilityTimeout', name))
  },
})

clause('sqs.attr.created-timestamp', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, time, expect }, { type }) {
    const before = time.now()
    const q = await queue({ type })
    const after = time.now()
    const { CreatedTimestamp = '' } = await q.attributes('CreatedTimestamp')
    expect(CreatedTimestamp, 'the time of creation in whole seconds').toMatch(/^\d+$/)
    // The clocks of two machines may differ; seconds and milliseconds cannot be confused.
    expect(Math.abs(Number(CreatedTimestamp) - (before + after) / 2000), 'seconds between the time of creation and our clock').toBeLessThan(
      600,
    )
  },
})
