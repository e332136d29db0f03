import { clause, fc, HARD_BODIES, queueTypes } from './bench.js'
import type { SqsCase } from './bench.js'

/** Of what is asked by the SDK the axis says that it is asked over JSON; raw requests say so themselves. */
const json = { protocol: ['json'] } as const

/** An answer that is an error for certain: of a queue that was never made. */
const anError = async (t: SqsCase) => {
  const q = await t.queue()
  return t.json('SendMessage', { QueueUrl: q.url.replace(q.name, t.name('-never-made')), MessageBody: 'x' })
}

clause('sqs.json.request-form', {
  axes: { type: queueTypes },
  given: { body: fc.constantFrom(...HARD_BODIES) },
  async check(t, { type, body }) {
    const q = await t.queue({ type })
    const group = type === 'fifo' ? { MessageGroupId: 'g', MessageDeduplicationId: 'd' } : {}
    const sent = await t.json('SendMessage', { QueueUrl: q.url, MessageBody: body, ...group })
    t.expect(sent.status, 'the status of SendMessage').toBe(200)
    await t.settles(async () => {
      const received = await t.json('ReceiveMessage', { QueueUrl: q.url })
      t.expect(received.status, 'the status of ReceiveMessage').toBe(200)
      t.expect(received.json(), 'the answer of ReceiveMessage').toMatchObject({ Messages: [{ Body: body }] })
    })
  },
})

clause('sqs.json.response-content-type', {
  axes: { outcome: ['success', 'error'] },
  async check(t, { outcome }) {
    const answer = outcome === 'error' ? await anError(t) : await t.json('ListQueues', { QueueNamePrefix: t.name('-none') })
    t.expect(answer.headers['content-type'], 'the content type of the answer').toBe('application/x-amz-json-1.0')
  },
})

clause('sqs.json.request-id-header', {
  axes: { outcome: ['success', 'error'] },
  async check(t, { outcome }) {
    const ask = () => (outcome === 'error' ? anError(t) : t.json('ListQueues', { QueueNamePrefix: t.name('-none') }))
    const ids = [(await ask()).headers['x-amzn-requestid'], (await ask()).headers['x-amzn-requestid']]
    for (const id of ids) t.expect(id ?? 'none', 'the request id').toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i)
    t.expect(ids[1], 'the id of another request').not.toBe(ids[0])
  },
})

/** The reference page spells the member `Message`, its example `message`. */
clause('sqs.json.error-body', {
  async check(t) {
    const answer = await anError(t)
    t.expect(answer.status, 'the status of the error').toBe(400)
    const body = answer.json() as Record<string, unknown>
    t.expect(body['__type'], '__type').toEqual(t.expect.stringMatching(/./))
    t.expect(body['message'] ?? body['Message'], 'the message').toEqual(t.expect.stringMatching(/./))
  },
})

clause('sqs.json.error-type-namespace', {
  async check(t) {
    const { __type } = (await anError(t)).json() as { __type?: unknown }
    t.expect(__type, '__type of the error').toBe('com.amazonaws.sqs#QueueDoesNotExist')
  },
})

clause('sqs.json.query-error-header', {
  async check(t) {
    t.expect((await anError(t)).headers['x-amzn-query-error'], 'x-amzn-query-error').toBe('AWS.SimpleQueueService.NonExistentQueue;Sender')
  },
})

/** Only the requests for which AWS was seen to answer so; the namespace of what is in no model is nobody's promise. */
const unmodelled = {
  InvalidParameterValueException: {
    operation: 'ReceiveMessage',
    input: { MaxNumberOfMessages: 11 },
    header: 'InvalidParameterValue;Sender',
  },
  MissingRequiredParameterException: { operation: 'SendMessage', input: { MessageBody: '' }, header: 'MissingParameter;Sender' },
} as const
clause('sqs.json.unmodelled-errors', {
  axes: { shape: ['InvalidParameterValueException', 'MissingRequiredParameterException'] },
  async check({ queue, json, expect }, { shape }) {
    const { operation, input, header } = unmodelled[shape]
    const answer = await json(operation, { QueueUrl: (await queue()).url, ...input })
    expect(answer.status, 'the status').toBe(400)
    expect((answer.json() as { __type: string }).__type.split('#').at(-1), 'the name of the error').toBe(shape)
    expect(answer.headers['x-amzn-query-error'], 'x-amzn-query-error').toBe(header)
  },
})

clause('sqs.json.http-status-from-query-trait', {
  axes: json,
  async check({ queue, refused, time }) {
    const q = await queue()
    const first = await q.purge()
    const refusal = await refused(time.inTime(q.purge(), time.after(first, 60_000)))
    if (refusal.status !== 403) await refused(Promise.reject(refusal), { shape: 'PurgeQueueInProgress', status: 403 })
  },
})

const voids = [
  'AddPermission', 'ChangeMessageVisibility', 'DeleteMessage', 'DeleteQueue', 'PurgeQueue', 'RemovePermission', 'SetQueueAttributes', 'TagQueue', 'UntagQueue',
] as const // prettier-ignore
clause('sqs.json.void-operations', {
  axes: { ...json, operation: voids },
  async check(t, { operation }) {
    const q = await t.queue({ tags: { key: 'value' } })
    await q.send()
    const { ReceiptHandle } = await q.receiveOne()
    const permission = { Label: 'label', AWSAccountIds: [(await q.arn()).split(':')[4]!], Actions: ['SendMessage'] }
    if (operation === 'RemovePermission') await t.call('AddPermission', { QueueUrl: q.url, ...permission })
    const inputs: Readonly<Partial<Record<(typeof voids)[number], object>>> = {
      AddPermission: permission,
      ChangeMessageVisibility: { ReceiptHandle, VisibilityTimeout: 1 },
      DeleteMessage: { ReceiptHandle },
      RemovePermission: { Label: 'label' },
      SetQueueAttributes: { Attributes: { VisibilityTimeout: '31' } },
      TagQueue: { Tags: { other: 'value' } },
      UntagQueue: { TagKeys: ['key'] },
    }
    // By the SDK first, so that a target without the operation is told from one that answers wrongly.
    const answer = t.answer(await t.call(operation, { QueueUrl: q.url, ...inputs[operation] }))
    t.expect(answer.status, 'the status').toBe(200)
    t.expect(answer.text.trim() === '' ? {} : answer.json(), 'the members of the answer').toEqual({})
  },
})

clause('sqs.json.any-path', {
  axes: { type: queueTypes },
  async check({ queue, json, expect }, { type }) {
    const q = await queue({ type })
    const group = type === 'fifo' ? { MessageGroupId: 'g', MessageDeduplicationId: 'd' } : {}
    const sent = await json('SendMessage', { QueueUrl: q.url, MessageBody: 'by its path', ...group }, { path: new URL(q.url).pathname })
    expect(sent.status, 'the status of a request to the path of the queue').toBe(200)
    expect((await q.receiveOne()).Body, 'the body of the message').toBe('by its path')
  },
})

clause('sqs.json.binary-base64', {
  given: { bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }) },
  edges: [{ bytes: Uint8Array.of(0) }, { bytes: Uint8Array.of(0xfb, 0xff, 0xfe) }],
  async check({ queue, json, settles, expect }, { bytes }) {
    const q = await queue()
    const BinaryValue = Buffer.from(bytes).toString('base64')
    const MessageAttributes = { bytes: { DataType: 'Binary', BinaryValue } }
    const sent = await json('SendMessage', { QueueUrl: q.url, MessageBody: 'x', MessageAttributes })
    expect(sent.status, 'the status of SendMessage').toBe(200)
    await settles(async () => {
      const received = await json('ReceiveMessage', { QueueUrl: q.url, MessageAttributeNames: ['All'] })
      expect(received.json(), 'the answer of ReceiveMessage').toMatchObject({ Messages: [{ MessageAttributes }] })
    })
  },
})
