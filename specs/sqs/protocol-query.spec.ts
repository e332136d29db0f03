import { clause, fc, HARD_BODIES, queueTypes } from './bench.js'
import type { Answer } from '../../src/suite/index.js'

/** Raw requests, so the axis only says what they speak: a target without the Query protocol is not held to it. */
const query = { protocol: ['query'] } as const
const Version = '2012-11-05'

/** The text of an element, the first of its name; an element without text is the empty text. */
const element = ({ text }: Answer, name: string): string | undefined => {
  if (new RegExp(`<${name}\\s*/>`).test(text)) return ''
  return new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}>`).exec(text)?.[1]
}
/** The names of elements from the root inwards, of the first branch of each. */
const opens = ({ text }: Answer): readonly string[] => [...text.matchAll(/<([A-Za-z0-9]+)[\s/>]/g)].map(([, name]) => name!)
const path = (url: string): string => new URL(url).pathname

clause('sqs.query.get-and-post', {
  axes: { ...query, method: ['GET', 'POST'], type: queueTypes },
  async check({ queue, form, expect }, { method, type }) {
    const q = await queue({ type })
    const group = type === 'fifo' ? { MessageGroupId: 'g', MessageDeduplicationId: 'd' } : {}
    const sent = await form(
      { Action: 'SendMessage', Version, MessageBody: `by ${method}`, ...group },
      { method: method as 'GET', path: path(q.url) },
    )
    expect(sent.status, `the status of a ${method}`).toBe(200)
    expect((await q.receiveOne()).Body, 'the body of the message').toBe(`by ${method}`)
  },
})

clause('sqs.query.action-version', {
  axes: query,
  async check({ queue, form, expect }) {
    const q = await queue()
    const answer = await form({ Action: 'GetQueueAttributes', Version, 'AttributeName.1': 'VisibilityTimeout' }, { path: path(q.url) })
    expect(answer.status, 'the status').toBe(200)
    expect(opens(answer)[0], 'the root of the answer').toBe('GetQueueAttributesResponse')
    expect(element(answer, 'Value'), 'the value of the attribute').toBe('30')
  },
})

/** Of two queues it is the one whose path was asked. */
clause('sqs.query.queue-url-as-path', {
  axes: query,
  async check({ queue, form, expect }) {
    const [asked, other] = [await queue(), await queue()]
    const sent = await form({ Action: 'SendMessage', Version, MessageBody: 'to the path' }, { path: path(asked.url) })
    expect(sent.status, 'the status').toBe(200)
    expect((await asked.receiveOne()).Body, 'the body of the message').toBe('to the path')
    await other.receiveNone('a message for another path is not here')
  },
})

clause('sqs.query.url-encoding', {
  axes: { ...query, method: ['GET', 'POST'] },
  given: { body: fc.constantFrom(...HARD_BODIES.filter((body) => body.trim() !== '')) },
  edges: [{ body: 'a=1&b=2;c' }, { body: '%20+%2B' }, { body: '日本語' }],
  async check({ queue, form, json, speaks, settles, expect }, { body, method }) {
    const q = await queue()
    const params = `Action=SendMessage&Version=${Version}&MessageBody=${encodeURIComponent(body)}`
    expect((await form(params, { method: method as 'GET', path: path(q.url) })).status, 'the status').toBe(200)
    // What comes over Query the SDK does not read as it stands, where it is all white space and line ends.
    if (!speaks('json'))
      return void expect((await q.receiveOne()).Body.replace(/\r\n?/g, '\n'), 'the body of the message').toBe(body.replace(/\r\n?/g, '\n'))
    await settles(async () =>
      expect((await json('ReceiveMessage', { QueueUrl: q.url })).json(), 'the message, received over JSON').toMatchObject({
        Messages: [{ Body: body }],
      }),
    )
  },
})

clause('sqs.query.success-envelope', {
  axes: query,
  async check({ queue, form, expect }) {
    const q = await queue()
    const result = await form({ Action: 'SendMessage', Version, MessageBody: 'x' }, { path: path(q.url) })
    expect(opens(result).slice(0, 2), 'the outer elements').toEqual(['SendMessageResponse', 'SendMessageResult'])
    expect(element(result, 'MessageId') ?? '', 'the MessageId').toMatch(/./)
    expect(result.text, 'the answer').toMatch(/<ResponseMetadata>\s*<RequestId>[^<]+<\/RequestId>\s*<\/ResponseMetadata>/)
  },
})

const unknownQueue = (url: string, name: string, other: string): string => path(url).replace(name, other)

clause('sqs.query.error-envelope', {
  axes: query,
  async check({ queue, form, name, expect }) {
    const q = await queue()
    const error = await form(
      { Action: 'SendMessage', Version, MessageBody: 'x' },
      { path: unknownQueue(q.url, q.name, name('-never-made')) },
    )
    expect(error.status, 'the status').toBe(400)
    expect(opens(error).slice(0, 2), 'the outer elements').toEqual(['ErrorResponse', 'Error'])
    expect(element(error, 'Type'), 'Type').toBe('Sender')
    expect(element(error, 'Message') ?? '', 'Message').toMatch(/./)
    expect(element(error, 'RequestId') ?? '', 'RequestId').toMatch(/./)
  },
})

clause('sqs.query.error-legacy-code', {
  axes: query,
  async check({ queue, form, name, expect }) {
    const q = await queue()
    const error = await form(
      { Action: 'SendMessage', Version, MessageBody: 'x' },
      { path: unknownQueue(q.url, q.name, name('-never-made')) },
    )
    expect(element(error, 'Code'), 'Code').toBe('AWS.SimpleQueueService.NonExistentQueue')
  },
})

/** Lists and maps of every kind, on the way in and on the way out. */
clause('sqs.query.lists-flattened', {
  axes: query,
  async check({ queue, form, expect, sqs, settles, profile, undecided }) {
    const q = await queue()
    const at = { path: path(q.url) }
    const batch = await form(
      {
        Action: 'SendMessageBatch', Version,
        'SendMessageBatchRequestEntry.1.Id': 'one', 'SendMessageBatchRequestEntry.1.MessageBody': 'first',
        'SendMessageBatchRequestEntry.1.MessageAttribute.1.Name': 'a', 'SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType': 'String',
        'SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue': 'text',
        'SendMessageBatchRequestEntry.2.Id': 'two', 'SendMessageBatchRequestEntry.2.MessageBody': 'second',
      }, // prettier-ignore
      at,
    )
    expect(batch.status, 'the status of SendMessageBatch').toBe(200)
    if (/<SenderFault>false</.test(batch.text) && profile.tolerates('sqs.batch.partial-failure-200'))
      undecided('an entry failed on the side of the service')
    expect(batch.text.match(/<SendMessageBatchResultEntry>/g)?.length, 'how many entries succeeded').toBe(2)
    const set = await form(
      {
        Action: 'SetQueueAttributes',
        Version,
        'Attribute.1.Name': 'VisibilityTimeout',
        'Attribute.1.Value': '77',
        'Attribute.2.Name': 'DelaySeconds',
        'Attribute.2.Value': '0',
      },
      at,
    )
    expect(set.status, 'the status of SetQueueAttributes').toBe(200)
    const got = await form(
      { Action: 'GetQueueAttributes', Version, 'AttributeName.1': 'DelaySeconds', 'AttributeName.2': 'VisibilityTimeout' },
      at,
    )
    expect(
      got.text.match(/<Attribute>\s*<Name>[^<]+<\/Name>\s*<Value>[^<]*<\/Value>\s*<\/Attribute>/g)?.length,
      'how many attributes came',
    ).toBe(2)
    await settles(async () => {
      const received = await sqs.receiveMessage({
        QueueUrl: q.url,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 0,
        MessageAttributeNames: ['All'],
      })
      const bodies = (received.Messages ?? []).map(({ Body, MessageAttributes }) => [Body, MessageAttributes?.['a']?.StringValue])
      expect(bodies.sort(), 'the messages and their attribute').toEqual([
        ['first', 'text'],
        ['second', undefined],
      ])
    })
  },
})

clause('sqs.query.same-semantics', {
  axes: { ...query, type: queueTypes },
  async check({ queue, json, speaks, form, refused, settles, expect }, { type }) {
    const q = await queue({ type })
    await q.send({ MessageBody: 'over Query' })
    if (!speaks('json')) expect((await q.receiveOne()).Body, 'the body of the message').toBe('over Query')
    else
      await settles(async () =>
        expect((await json('ReceiveMessage', { QueueUrl: q.url })).json(), 'the message, received over JSON').toMatchObject({
          Messages: [{ Body: 'over Query' }],
        }),
      )
    const overQuery = await refused(q.receive({ MaxNumberOfMessages: 11 }), 'sqs.receive.max-messages-range')
    if (speaks('json')) {
      const overJson = await json('ReceiveMessage', { QueueUrl: q.url, MaxNumberOfMessages: 11 })
      const { message, Message } = overJson.json() as Record<string, unknown>
      expect(message ?? Message, 'the text of the error over JSON').toBe(overQuery.error.message)
    }
    expect((await form({ Action: 'PurgeQueue', Version }, { path: path(q.url) })).status, 'the status of PurgeQueue').toBe(200)
  },
})

clause('sqs.query.unknown-action', {
  axes: query,
  given: { action: fc.constantFrom('ReceiveMessageBatch', 'sendMessage', 'NoSuchAction') },
  async check({ form, expect }, { action }) {
    const answer = await form({ Action: action, Version })
    expect(answer.status, 'the status').toBe(400)
    expect(element(answer, 'Code'), 'Code').toBe('InvalidAction')
  },
})

clause('sqs.query.missing-queue-text', {
  axes: { ...query, action: ['SendMessage', 'ReceiveMessage', 'GetQueueAttributes'] },
  async check({ queue, form, expect }, { action }) {
    const answer = await form({ Action: action, Version, MessageBody: 'x' }, { path: `${path((await queue()).url)}-none` })
    expect(element(answer, 'Code'), 'Code').toBe('AWS.SimpleQueueService.NonExistentQueue')
    expect(element(answer, 'Message'), 'Message').toBe('The specified queue does not exist for this wsdl version.')
  },
})

clause('sqs.query.path-without-action', {
  axes: query,
  async check({ queue, form, expect }) {
    const answer = await form({}, { method: 'GET', path: path((await queue()).url) })
    expect(answer.status, 'the status').toBe(404)
    expect(answer.text, 'the answer').toMatch(/^<UnknownOperationException/)
  },
})

clause('sqs.query.path-other-action', {
  axes: query,
  async check({ queue, form, expect }) {
    const at = path((await queue()).url)
    const refused = await form(
      { Action: 'CreateQueue', Version, QueueName: `${at.split('/').at(-1)!.slice(0, 70)}-other` },
      { method: 'GET', path: at },
    )
    expect(refused.status, 'the status of CreateQueue').toBe(400)
    expect(element(refused, 'Code'), 'Code').toBe('InvalidAction')
    const found = await form({ Action: 'GetQueueUrl', Version, QueueName: at.split('/').at(-1)! }, { method: 'GET', path: at })
    expect(found.status, 'the status of GetQueueUrl').toBe(200)
  },
})

clause('sqs.query.json-answers', {
  axes: query,
  async check({ queue, form, expect }) {
    const q = await queue()
    await q.send({ MessageBody: 'in JSON' })
    const answer = await form(
      { Action: 'ReceiveMessage', Version, WaitTimeSeconds: '5' },
      { path: path(q.url), headers: { Accept: 'application/json' } },
    )
    expect(answer.status, 'the status').toBe(200)
    expect(/^\s*</.test(answer.text) ? 'XML' : 'JSON', 'the form of the answer').toBe('JSON')
    expect(answer.json(), 'the answer').toMatchObject({
      ReceiveMessageResponse: { ReceiveMessageResult: { messages: [{ Body: 'in JSON' }] } },
    })
  },
})
