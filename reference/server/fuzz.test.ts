import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, type Listening } from '../index.js'
import { sqs } from '../sqs/index.js'

let server: Listening
const faults: unknown[] = []
beforeAll(async () => {
  server = await listen({ clock: 'manual', seed: 1, onFault: (error) => faults.push(error) })
  await ask({ 'X-Amz-Target': 'AmazonSQS.CreateQueue' }, '{"QueueName":"q"}')
  await ask({ 'X-Amz-Target': 'AmazonSQS.CreateQueue' }, '{"QueueName":"q.fifo","Attributes":{"FifoQueue":"true"}}')
})
afterAll(() => server.close())

const ask = async (headers: Record<string, string>, body: string | Uint8Array<ArrayBuffer>, path = '/') => {
  const answer = await fetch(server.url + path, { method: 'POST', headers, body })
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
}
type Seen = Awaited<ReturnType<typeof ask>>

/** An answer as AWS gives it: a success, or an error of the client in the form of its protocol. */
const shaped = ({ status, type, text }: Seen): void => {
  if (status === 200) return
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
  if (type === 'text/xml') expect(text).toMatch(XML_ERROR)
  else
    expect(JSON.parse(text)).toEqual({
      __type: expect.stringMatching(/^com\.[\w.]+#\w+$/) as string,
      message: expect.any(String) as string,
    })
}

const XML_ERROR =
  /^<\?xml version="1.0"\?><ErrorResponse xmlns="[^"]+"><Error><Type>Sender<\/Type><Code>[\w.]+<\/Code><Message>[^<]*<\/Message><Detail\/><\/Error>/

const alive = async (): Promise<void> => {
  const { status, text } = await ask({ 'X-Amz-Target': 'AmazonSQS.GetQueueUrl' }, '{"QueueName":"q"}')
  expect([status, text]).toEqual([200, expect.stringContaining('/000000000000/q"')])
  expect(faults).toEqual([])
}

/** All but the one that would leave the rest nothing to work on. */
const operations = fc.constantFrom(...Object.keys(sqs.protocol.operations).filter((name) => name !== 'DeleteQueue'))
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 90 }),
  fc.constantFrom(
    '../../etc/passwd',
    'q\u0000',
    '<q>&amp;',
    '%2F',
    'q'.repeat(81),
    '__proto__',
    'q.fifo',
    '.fifo',
    ' ',
    '-1',
    '1e999',
    '99999999999999999999',
  ),
)
const urls = fc.oneof(
  hostile,
  fc.constantFrom('', '/', 'http://', 'http://x/000000000000/q', 'http://x/000000000000/q.fifo', 'http://x/111111111111/q'),
)
const values = fc.oneof(
  hostile,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(hostile, { maxLength: 3 }),
  fc.dictionary(hostile, hostile, { maxKeys: 3 }),
)
const MEMBERS = [
  'QueueName',
  'MessageBody',
  'ReceiptHandle',
  'VisibilityTimeout',
  'DelaySeconds',
  'MaxNumberOfMessages',
  'Attributes',
  'AttributeNames',
  'MessageAttributes',
  'MessageSystemAttributes',
  'MessageAttributeNames',
  'MessageGroupId',
  'MessageDeduplicationId',
  'ReceiveRequestAttemptId',
  'Entries',
  'Label',
  'AWSAccountIds',
  'Actions',
  'SourceArn',
  'DestinationArn',
  'TaskHandle',
  'Tags',
  'tags',
  'TagKeys',
  'NextToken',
  'MaxResults',
]
const entries = fc.array(fc.dictionary(fc.constantFrom('Id', ...MEMBERS), values), { maxLength: 12 })
const attribute = fc.dictionary(fc.constantFrom('DataType', 'StringValue', 'BinaryValue', 'StringListValues', 'BinaryListValues'), values)
const inputs = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...MEMBERS), values),
    fc.record(
      { QueueUrl: fc.oneof(urls, values), Entries: entries, MessageAttributes: fc.dictionary(hostile, attribute, { maxKeys: 3 }) },
      { requiredKeys: [] },
    ),
  )
  .map(([some, more]) => ({ ...some, ...more, WaitTimeSeconds: 0 }))
const runs = { numRuns: 200 }

test('JSON of any members and values', async () => {
  await fc.assert(
    fc.asyncProperty(operations, inputs, async (operation, input) => {
      shaped(await ask({ 'X-Amz-Target': `AmazonSQS.${operation}`, 'Content-Type': 'application/x-amz-json-1.0' }, JSON.stringify(input)))
    }),
    runs,
  )
  await alive()
})

test('JSON cut short, spoilt or nested 10,000 deep', async () => {
  const spoilt = fc.tuple(inputs, fc.nat(), fc.uint8Array({ maxLength: 4 })).map(([input, at, bytes]) => {
    const body = Buffer.from(JSON.stringify(input))
    const cut = at % (body.length + 1)
    return new Uint8Array(Buffer.concat([body.subarray(0, cut), bytes, body.subarray(cut + (at % 7))]))
  })
  const deep = fc
    .constantFrom('[', '{"a":', '{"QueueName":[', '{"Entries":[')
    .map((part) => new Uint8Array(Buffer.from(part.repeat(10_000))))
  await fc.assert(
    fc.asyncProperty(operations, fc.oneof({ weight: 9, arbitrary: spoilt }, { weight: 1, arbitrary: deep }), async (operation, body) => {
      // A poll that waits would wait for ever on a clock that stands still.
      fc.pre(operation !== 'ReceiveMessage')
      shaped(await ask({ 'X-Amz-Target': `AmazonSQS.${operation}` }, body))
    }),
    runs,
  )
  await alive()
})

test('forms of any names and values', async () => {
  const names = fc.oneof(
    hostile,
    fc
      .tuple(
        fc.constantFrom(...MEMBERS, 'QueueUrl', 'Attribute', 'AttributeName', 'MessageAttribute', 'Tag', 'SendMessageBatchRequestEntry'),
        fc.constantFrom('', '.1', '.1.Name', '.1.Value', '.1.Id', '.-1', '.99999999999', '..', '.1.Value.StringValue'),
      )
      .map((parts) => parts.join('')),
  )
  const raw = fc
    .array(fc.constantFrom('%', '%4', '%zz', '%ff', '+', '&', '=', '.', 'a', '&#x0;', '&lol;', ';'), { maxLength: 20 })
    .map((parts) => parts.join(''))
  const forms = fc
    .tuple(
      fc.array(fc.tuple(names, hostile), { maxLength: 12 }),
      fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: raw }),
    )
    .map(([pairs, tail]) => new URLSearchParams(pairs).toString() + tail)
  const actions = fc.oneof({ weight: 5, arbitrary: operations }, { weight: 1, arbitrary: hostile })
  const paths = fc.constantFrom('/', '/000000000000/q', '/000000000000/q.fifo/', '/a/b/c', '//', '/%00/%ff', '/000000000000/')
  await fc.assert(
    fc.asyncProperty(actions, forms, paths, async (action, text, path) => {
      const body = `${new URLSearchParams({ Action: action }).toString()}&WaitTimeSeconds=0&${text}`
      shaped(await ask({ 'Content-Type': 'application/x-www-form-urlencoded' }, body, path))
    }),
    runs,
  )
  await alive()
})

test('targets, credentials and other headers of any text', async () => {
  const text = fc.string({ unit: fc.constantFrom(...'aA09/.,=%_-$#@ "\'<>'), maxLength: 200 })
  await fc.assert(
    fc.asyncProperty(text, text, text, async (target, credential, type) => {
      const headers = {
        'X-Amz-Target': `AmazonSQS.${target}`,
        Authorization: `AWS4-HMAC-SHA256 Credential=${credential}`,
        'Content-Type': type,
      }
      shaped(await ask(headers, '{}'))
    }),
    runs,
  )
  await alive()
})

test('any bytes on a socket end in an answer or a clean close', async () => {
  const lines = fc.array(
    fc.constantFrom(
      ...['GET / HTTP/1.1', 'POST / HTTP/1.1', 'Host: x', 'Content-Length: 5', 'Content-Length: -1', 'Transfer-Encoding: chunked', ''],
      ...[
        'X-Amz-Target: AmazonSQS.ListQueues',
        '5',
        '{}',
        'ffffffffff',
        'Expect: 100-continue',
        'Upgrade: h2c',
        'PRI * HTTP/2.0\r\n\r\nSM\r\n',
      ],
    ),
    { maxLength: 12 },
  )
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    lines.map((parts) => Buffer.from(parts.join('\r\n'))),
  )
  const send = (data: Uint8Array) =>
    new Promise<string>((resolve, reject) => {
      let seen = ''
      const socket = connect(server.port, '127.0.0.1', () => socket.end(data))
      socket.setTimeout(10_000, () => reject(new Error('the server neither answered nor closed')))
      socket.on('data', (chunk) => (seen += chunk.toString('latin1')))
      socket.on('error', () => socket.destroy())
      socket.on('close', () => resolve(seen))
    })
  await fc.assert(
    fc.asyncProperty(bytes, async (data) => {
      expect(await send(data)).toMatch(/^$|^HTTP\/1\.1 (100|200|400|403|404|405|408|413|417|431) |^\0\0.\x04/s)
    }),
    runs,
  )
  await alive()
})

/** What is in use after a collection, in bytes. */
const held = (): number => {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
  return process.memoryUsage().heapUsed
}

test('memory does not grow with bad requests', async () => {
  const bad = async (n: number): Promise<void> => {
    for (let i = 0; i < n; i++) {
      await ask(
        { 'X-Amz-Target': `AmazonSQS.Nope${i}`, Authorization: `AWS4-HMAC-SHA256 Credential=key${i}/20260101/r${i}/sqs/aws4_request` },
        'x'.repeat(100_000),
      )
      await ask(
        { 'X-Amz-Target': 'AmazonSQS.SendMessage' },
        `{"QueueUrl":"http://x/000000000000/none${i}","MessageBody":"${'x'.repeat(100_000)}"}`,
      )
    }
  }
  await bad(50)
  const before = held()
  await bad(250)
  // 50 MB of bodies went by; what is left of them after a collection is noise.
  expect(held() - before).toBeLessThan(10 * 1024 * 1024)
  await alive()
}, 60_000)
