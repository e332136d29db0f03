import { bodies, clause, fc, messageAttributes, protocols, queueTypes } from './bench.js'

const NAMES = ['KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled'] as const

clause('sqs.sse.sqs-default-on', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, expect }, { type }) {
    expect(await (await queue({ type })).attributes(...NAMES), 'the encryption of a new queue').toEqual({ SqsManagedSseEnabled: 'true' })
  },
})

clause('sqs.sse.one-option', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, refused, expect }, { type }) {
    const both = { KmsMasterKeyId: 'alias/aws/sqs', SqsManagedSseEnabled: 'true' }
    const q = await queue({ type })
    await refused(q.set(both))
    await refused(queue({ type, attributes: both }))
    expect(await q.attributes(...NAMES), 'the encryption of the queue').toEqual({ SqsManagedSseEnabled: 'true' })
  },
})

clause('sqs.sse.kms-turns-off-sqs', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, expect }, { type }) {
    const q = await queue({ type })
    await q.setForGood({ KmsMasterKeyId: 'alias/aws/sqs' })
    expect(await q.attributes('KmsMasterKeyId', 'SqsManagedSseEnabled'), 'the encryption of the queue').toEqual({
      KmsMasterKeyId: 'alias/aws/sqs',
      SqsManagedSseEnabled: 'false',
    })
  },
})

clause('sqs.sse.kms-key-not-checked-at-set', {
  axes: { protocol: protocols, at: ['SetQueueAttributes', 'CreateQueue'] },
  async check({ queue, expect, name }, { at }) {
    const KmsMasterKeyId = name('-no-such-key')
    const q = await queue(at === 'CreateQueue' ? { attributes: { KmsMasterKeyId } } : {})
    if (at === 'SetQueueAttributes') await q.setForGood({ KmsMasterKeyId })
    expect(await q.attributes('KmsMasterKeyId'), 'the key of the queue').toEqual({ KmsMasterKeyId })
  },
})

clause('sqs.sse.kms-clear-with-empty', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, expect }, { type }) {
    const q = await queue({ type, attributes: { KmsMasterKeyId: 'alias/aws/sqs', KmsDataKeyReusePeriodSeconds: '300' } })
    await q.setForGood({ KmsMasterKeyId: '' })
    expect(await q.attributes(...NAMES), 'the encryption of the queue').toEqual({ SqsManagedSseEnabled: 'false' })
  },
})

clause('sqs.sse.reuse-period-without-key', {
  axes: { type: queueTypes, protocol: protocols, at: ['SetQueueAttributes', 'CreateQueue'] },
  given: { seconds: fc.integer({ min: 60, max: 86_400 }) },
  edges: [{ seconds: 60 }, { seconds: 86_400 }],
  cases: 2,
  async check({ queue, expect }, { type, at, seconds }) {
    const period = { KmsDataKeyReusePeriodSeconds: String(seconds) }
    const q = await queue({ type, attributes: at === 'CreateQueue' ? period : {} })
    if (at === 'SetQueueAttributes') await q.setForGood(period)
    const all = await q.attributes('All')
    const shown = Object.fromEntries(
      Object.entries(all).filter(([name]) => name === 'KmsMasterKeyId' || name === 'KmsDataKeyReusePeriodSeconds'),
    )
    expect(shown, 'what all attributes show of KMS').toEqual({})
    expect(Object.keys(all), 'the names of all attributes').toContain('QueueArn')
  },
})

clause('sqs.sse.kms-default-alias', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, expect }, { type }) {
    const q = await queue({ type, attributes: { KmsMasterKeyId: 'alias/aws/sqs' } })
    expect(await q.attributes('KmsMasterKeyId'), 'the key of the queue').toEqual({ KmsMasterKeyId: 'alias/aws/sqs' })
  },
})

clause('sqs.sse.transparent', {
  axes: { type: queueTypes, protocol: protocols, enabled: ['true', 'false'] },
  given: { body: bodies(), attributes: messageAttributes({ max: 3, binary: false }) },
  cases: 2,
  async check({ queue, undecided, expect }, { type, enabled, body, attributes }) {
    const q = await queue({ type, attributes: { SqsManagedSseEnabled: enabled } })
    if ((await q.attributes('SqsManagedSseEnabled'))['SqsManagedSseEnabled'] !== enabled)
      undecided('the queue does not say that it encrypts, or that it does not')
    const sent = await q.send({ MessageBody: body, MessageAttributes: attributes })
    const received = await q.receiveOne({ MessageAttributeNames: ['All'] })
    expect(received, 'the message that is received').toMatchObject({
      MessageId: sent.MessageId,
      Body: body,
      MD5OfBody: sent.MD5OfMessageBody,
    })
    expect(received.MD5OfMessageAttributes, 'the digest of its attributes').toBe(sent.MD5OfMessageAttributes)
  },
})
