import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SQS, type SQSClientConfig } from '@aws-sdk/client-sqs'
import { afterAll, expect, test } from 'vitest'
import { listen, reference, services } from '../../reference/index.js'
import { readTraces } from '../../src/oracle/trace/read-trace.js'
import type { TracedExchange } from '../../src/oracle/trace/form.js'
import { hashed, traceTo, type TraceOptions } from '../../src/oracle/trace/index.js'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-trace-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

/** A client that is recorded, and what stands in its trace in the end. */
const recorded = (config: SQSClientConfig, options: TraceOptions = {}) => {
  const trace = traceTo(join(folder, `${files++}.ndjson`), { client: 'worker-1', ...options })
  const sqs = new SQS(config)
  sqs.middlewareStack.use(trace)
  return {
    sqs,
    trace,
    async read(): Promise<readonly TracedExchange[]> {
      await trace.close()
      const descriptions = Object.fromEntries(services.map(({ id, protocol }) => [id, protocol.operations]))
      const { exchanges, facts } = await readTraces([{ file: trace.path, bytes: createReadStream(trace.path) }], { descriptions })
      const all: TracedExchange[] = []
      for await (const exchange of exchanges) all.push(exchange)
      expect(facts).toMatchObject({ leftOut: [], withoutEnd: [], dropped: 0 })
      return all
    },
  }
}

const endpointOf = (endpoint: string, more: SQSClientConfig = {}): SQSClientConfig => ({
  endpoint,
  region: 'eu-west-1',
  credentials: { accessKeyId: '123456789012', secretAccessKey: 'a-great-secret', sessionToken: 'a-token' },
  ...more,
})

/** A server that gives the answers it was told to, one after the other. */
const answering = async (...answers: readonly ((response: ServerResponse) => void)[]) => {
  let nth = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => answers[Math.min(nth++, answers.length - 1)]?.(response))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
const json = (status: number, body: string) => (response: ServerResponse) =>
  void response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body)

test('what an app asks and is answered stands in the trace, with blobs, refusals and instants that enclose it', async () => {
  const aws = reference()
  const { sqs, read } = recorded(aws.client())
  const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'orders' })
  const attributes = { bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 255) } }
  const began = performance.timeOrigin + performance.now()
  const { $metadata: _sent, ...sent } = await sqs.sendMessage({ QueueUrl, MessageBody: 'a\u2028"ü', MessageAttributes: attributes })
  const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MessageAttributeNames: ['All'] })
  await expect(sqs.deleteQueue({ QueueUrl: `${QueueUrl}-not` })).rejects.toThrow()
  const exchanges = await read()
  expect(exchanges.map(({ operation, outcome }) => [operation, outcome.kind])).toEqual([
    ['CreateQueue', 'answered'],
    ['SendMessage', 'answered'],
    ['ReceiveMessage', 'answered'],
    ['DeleteQueue', 'refused'],
  ])
  expect(exchanges[1]).toMatchObject({
    service: 'sqs',
    region: 'us-east-1',
    client: 'worker-1',
    input: { QueueUrl, MessageBody: 'a\u2028"ü', MessageAttributes: attributes },
    outcome: { output: sent },
  })
  expect(exchanges[2]?.outcome).toEqual({ kind: 'answered', output: { Messages } })
  expect(exchanges[3]?.outcome).toMatchObject({
    code: 'QueueDoesNotExist',
    status: 400,
    message: expect.stringContaining('queue') as string,
  })
  expect(exchanges[1]?.sent).toBeGreaterThanOrEqual(began)
  exchanges.forEach(({ sent, received }, nth) => expect(sent <= received && sent >= (exchanges[nth - 1]?.received ?? 0)).toBe(true))
})

test('each attempt is an exchange of its own: a failure of the service and a broken connection are lost, the retry is answered', async () => {
  const server = await answering(
    json(500, '{"__type":"com.amazon.coral.service#InternalFailure","message":"oh"}'),
    (response) => response.socket?.destroy(),
    json(200, '{"QueueUrls":["http://x/1/q"]}'),
  )
  const { sqs, read } = recorded(endpointOf(server.endpoint, { maxAttempts: 3 }))
  expect((await sqs.listQueues({})).QueueUrls).toEqual(['http://x/1/q'])
  server.close()
  const exchanges = await read()
  expect(exchanges.map(({ outcome }) => outcome)).toEqual([
    { kind: 'lost', reason: '500 InternalFailure: oh' },
    { kind: 'lost', reason: expect.stringContaining('socket hang up') as string },
    { kind: 'answered', output: { QueueUrls: ['http://x/1/q'] } },
  ])
  expect(exchanges.every(({ region }) => region === 'eu-west-1')).toBe(true)
})

test.each<[string, (response: ServerResponse) => void, RegExp]>([
  ['a body that breaks off', json(200, '{"QueueUr'), /^200 SyntaxError/],
  ['an error that nobody named', (response) => void response.writeHead(403).end(), /^403/],
  ['a page of a proxy', (response) => void response.writeHead(404).end('<html>'), /^404 SyntaxError/],
  ['silence', () => {}, /TimeoutError/],
])('%s leaves open what was done', async (_what, answer, reason) => {
  const server = await answering(answer)
  const { sqs, read } = recorded(
    endpointOf(server.endpoint, { maxAttempts: 1, requestHandler: { requestTimeout: 150, throwOnRequestTimeout: true } }),
  )
  await expect(sqs.listQueues({})).rejects.toThrow()
  server.close()
  const [{ outcome } = { outcome: undefined }] = await read()
  expect(outcome).toMatchObject({ kind: 'lost', reason: expect.stringMatching(reason) as string })
})

test('a long poll that is aborted is lost, and nothing of a credential is written', async () => {
  const server = await listen({ port: 0, host: '127.0.0.1' })
  const { sqs, read, trace } = recorded(endpointOf(server.url))
  const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'orders' })
  await expect(sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 }, { abortSignal: AbortSignal.timeout(100) })).rejects.toThrow()
  await sqs.sendMessage({ QueueUrl, MessageBody: 'x' })
  const exchanges = await read()
  await server.close()
  expect(exchanges.map(({ operation, outcome }) => [operation, outcome.kind])).toEqual([
    ['CreateQueue', 'answered'],
    ['ReceiveMessage', 'lost'],
    ['SendMessage', 'answered'],
  ])
  expect(exchanges[1]!.received - exchanges[1]!.sent).toBeGreaterThan(50)
  expect(readFileSync(trace.path, 'utf8')).not.toMatch(/a-great-secret|a-token|AWS4|signature/i)
})

test('what an app changes in its objects afterwards is not what it sent', async () => {
  const { sqs, read } = recorded(reference().client())
  const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'orders' })
  const input = { QueueUrl, MessageBody: 'before' }
  const sending = sqs.sendMessage(input)
  await new Promise((resolve) => setImmediate(resolve))
  input.MessageBody = 'after'
  const output = await sending
  output.MessageId = 'changed'
  expect(JSON.stringify(await read())).not.toMatch(/after|changed/)
})

const md5 = (text: unknown): string => createHash('md5').update(String(text)).digest('hex')

test.each([['hash' as const], [hashed('a key')], [(body: string) => `<${body.length}>`]])(
  'bodies are masked, and digests go with what stands there',
  async (redact) => {
    const aws = reference()
    const { sqs, read, trace } = recorded(aws.client(), { redact })
    const { QueueUrl = '' } = await sqs.createQueue({
      QueueName: 'orders.fifo',
      Attributes: { FifoQueue: 'true', ContentBasedDeduplication: 'true' },
    })
    const body = 'the name of a customer'
    await sqs.sendMessage({ QueueUrl, MessageBody: body, MessageGroupId: 'g' })
    await sqs.sendMessageBatch({
      QueueUrl,
      Entries: [
        { Id: 'a', MessageBody: body, MessageGroupId: 'g' },
        { Id: 'b', MessageBody: `${body} again`, MessageGroupId: 'g' },
      ],
    })
    await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] })
    const [, single, batch, received] = (await read()) as readonly {
      readonly input: Record<string, unknown>
      readonly outcome: { readonly output: Record<string, unknown> }
    }[]
    expect(readFileSync(trace.path, 'utf8')).not.toContain('customer')
    expect(single!.outcome.output['MD5OfMessageBody']).toBe(md5(single!.input['MessageBody']))
    const entries = batch!.input['Entries'] as readonly { readonly MessageBody: string }[]
    const results = batch!.outcome.output['Successful'] as readonly { readonly MD5OfMessageBody: string }[]
    expect(results.map((one) => one.MD5OfMessageBody)).toEqual(entries.map((one) => md5(one.MessageBody)))
    expect(entries[0]!.MessageBody).toBe(single!.input['MessageBody'])
    const messages = received!.outcome.output['Messages'] as readonly {
      readonly Body: string
      readonly MD5OfBody: string
      readonly Attributes: Record<string, string>
    }[]
    for (const { Body, MD5OfBody, Attributes } of messages) {
      expect(MD5OfBody).toBe(md5(Body))
      expect(Attributes['MessageDeduplicationId']).toBe(createHash('sha256').update(Body).digest('hex'))
    }
    expect(messages[0]!.Body).toBe(single!.input['MessageBody'])
  },
)

test('a wrong digest stays wrong when bodies are masked', async () => {
  const server = await answering(json(200, `{"Messages":[{"MessageId":"1","Body":"a","MD5OfBody":"${md5('b')}"}]}`))
  const { sqs, read } = recorded(endpointOf(server.endpoint, { md5: false }), { redact: 'hash' })
  await sqs.receiveMessage({ QueueUrl: `${server.endpoint}/1/q` })
  server.close()
  const [{ outcome } = { outcome: undefined }] = await read()
  expect(outcome).toMatchObject({ output: { Messages: [{ MD5OfBody: md5('b') }] } })
})

test('a hash keeps equality, length, emptiness and what is refused', () => {
  const hash = hashed()
  const long = 'é'.repeat(5000)
  expect(Buffer.byteLength(hash(long))).toBe(10_000)
  expect(hash('')).toBe('')
  expect(hash('a')).toHaveLength(22)
  expect(hash('a')).not.toBe(hash('b'))
  expect(hash('a\u0000b')).toContain('\u0000')
  expect(hashed('one')('a')).not.toBe(hashed('other')('a'))
})

test('no file is written over: the trace takes the next name', async () => {
  const path = join(folder, 'taken.ndjson')
  writeFileSync(path, 'precious')
  const trace = traceTo(path)
  const sqs = new SQS(reference().client())
  sqs.middlewareStack.use(trace)
  await sqs.listQueues({})
  await trace.close()
  expect([readFileSync(path, 'utf8'), trace.path]).toEqual(['precious', join(folder, 'taken.1.ndjson')])
  await sqs.listQueues({})
  expect(readFileSync(trace.path, 'utf8').trim().split('\n')).toHaveLength(3)
})

test('a trace that cannot be written is told of once, and the app goes on', async () => {
  const told: Error[] = []
  const trace = traceTo(join(folder, 'nowhere', 'trace.ndjson'), {
    onError: (error) => {
      told.push(error)
      throw new Error('and this is not heard')
    },
  })
  const sqs = new SQS(reference().client())
  sqs.middlewareStack.use(trace)
  for (let nth = 0; nth < 3; nth++) expect((await sqs.listQueues({})).$metadata.httpStatusCode).toBe(200)
  await trace.close()
  expect(told.map(({ message }) => message)).toEqual([expect.stringContaining('ENOENT')])
  expect(existsSync(join(folder, 'nowhere'))).toBe(false)
})

test('when the process exits the trace is whole, and what has no answer yet is lost to it', async () => {
  const server = await answering(() => {})
  const { sqs, trace, read } = recorded(endpointOf(server.endpoint, { maxAttempts: 1 }))
  const before = new Set(process.listeners('exit'))
  const waiting = sqs.receiveMessage({ QueueUrl: `${server.endpoint}/1/q` }).catch((error: unknown) => error)
  await expect.poll(() => process.listeners('exit').length).toBeGreaterThan(before.size)
  process.listeners('exit').find((listener) => !before.has(listener))?.(0)
  server.close()
  await waiting
  expect((await read()).map(({ outcome }) => outcome)).toEqual([{ kind: 'lost', reason: 'the process ended before an answer came' }])
  expect(readFileSync(trace.path, 'utf8').trim().split('\n')).toHaveLength(3)
})

test('thousands of exchanges of many at once are all there', async () => {
  const { sqs, read } = recorded(reference().client())
  const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'orders' })
  const body = 'x'.repeat(2000)
  for (let round = 0; round < 20; round++)
    await Promise.all(Array.from({ length: 100 }, (_, nth) => sqs.sendMessage({ QueueUrl, MessageBody: `${body}${round} ${nth}` })))
  const exchanges = await read()
  expect(new Set(exchanges.map(({ input }) => input['MessageBody'])).size).toBe(2001)
})
