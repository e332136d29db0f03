import { EventEmitter, once } from 'node:events'
import { connect } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AwsQueryProtocol } from '@aws-sdk/core/protocols'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Service } from '../core/service.js'
import { listen, type Listening } from '../index.js'
import { sqs as sqsService } from '../sqs/index.js'
import { listenOn } from './listen.js'

let server: Listening
beforeAll(async () => {
  server = await listen({ clock: 'manual', seed: 1, allowHosts: ['some-host'] })
})
afterAll(() => server.close())

const credentials = (account: string) => ({ accessKeyId: account, secretAccessKey: 'x' })
const client = (account: string, config = {}) =>
  new SQSClient({ endpoint: server.url, region: 'eu-west-1', credentials: credentials(account), maxAttempts: 1, ...config })

/** Bytes in, bytes out, until the server closes or `until` is seen. */
export const raw = (port: number, bytes: string | Buffer, until?: RegExp): Promise<string> =>
  new Promise((resolve, reject) => {
    let seen = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (chunk) => {
      seen += chunk.toString('latin1')
      if (until?.test(seen) === true) socket.destroy()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(seen))
  })

for (const [protocol, config] of Object.entries({ json: {}, query: { protocol: AwsQueryProtocol } })) {
  test(`an SDK client speaks ${protocol} over a port`, async () => {
    const sqs = client(protocol === 'json' ? '111111111111' : '222222222222', config)
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }))
    expect(QueueUrl).toMatch(new RegExp(`^${server.url}/\\d{12}/q$`))
    const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'é\r\n<&>' }))
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }))
    expect(Messages).toMatchObject([{ MessageId, Body: 'é\r\n<&>' }])
  })
}

test('the queue URL leads to the host that the client named', async () => {
  const answer = await raw(
    server.port,
    'POST / HTTP/1.1\r\nHost: some-host:4566\r\nX-Amz-Target: AmazonSQS.CreateQueue\r\nContent-Length: 20\r\nConnection: close\r\n\r\n{"QueueName":"host"}',
  )
  expect(answer).toContain('{"QueueUrl":"http://some-host:4566/000000000000/host"}')
})

test('a queue is addressed by the path of its URL, and a GET will do', async () => {
  await fetch(`${server.url}/?Action=CreateQueue&QueueName=by-path&Version=2012-11-05`)
  const answer = await fetch(`${server.url}/000000000000/by-path?Action=SendMessage&MessageBody=a+b%2Bc`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/xml')
  expect(await answer.text()).toMatch(
    /^<\?xml version="1.0"\?><SendMessageResponse xmlns="http:\/\/queue.amazonaws.com\/doc\/2012-11-05\/"><SendMessageResult>.*<\/SendMessageResult><ResponseMetadata><RequestId>[0-9a-f-]{36}<\/RequestId><\/ResponseMetadata><\/SendMessageResponse>$/,
  )
})

test('a client that goes away leaves its long poll', async () => {
  const events = new EventEmitter()
  const waiting: Service = {
    ...sqsService,
    open: () => ({
      call: ({ signal }) =>
        new Promise((resolve) => {
          signal!.addEventListener('abort', () => resolve({}))
          signal!.addEventListener('abort', () => events.emit('gone'))
          events.emit('asked')
        }),
    }),
  }
  const own = await listenOn([waiting])
  const [asked, gone] = [once(events, 'asked'), once(events, 'gone')]
  const abort = new AbortController()
  const poll = client('1', { endpoint: own.url }).send(new ReceiveMessageCommand({ QueueUrl: 'q' }), { abortSignal: abort.signal })
  const refused = expect(poll).rejects.toMatchObject({ name: 'AbortError' })
  await asked
  abort.abort()
  await refused
  await gone
  await own.close()
})

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

test('a body that is too large is refused, and the connection goes on', async () => {
  const size = 100 * 1024 * 1024
  const held = (): number => {
    collect()
    collect()
    return process.memoryUsage().arrayBuffers
  }
  const before = held()
  let most = 0
  const head = `POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.SendMessage\r\nContent-Length: ${size}\r\n\r\n`
  const answer = await new Promise<string>((resolve, reject) => {
    let seen = ''
    let left = size
    const chunk = Buffer.alloc(1024 * 1024, 'x')
    const socket = connect(server.port, '127.0.0.1', () => {
      socket.write(head)
      const pump = (): void => {
        while (left > 0) {
          left -= chunk.length
          if (left % (20 * chunk.length) === 0) most = Math.max(most, held() - before)
          if (!socket.write(chunk)) return void socket.once('drain', pump)
        }
        socket.write(
          'POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
        )
      }
      pump()
    })
    socket.on('data', (data) => (seen += data.toString()))
    socket.on('error', reject)
    socket.on('close', () => resolve(seen))
  })
  expect(answer).toMatch(/^HTTP\/1.1 413 [^]*com.amazon.coral.service#RequestEntityTooLargeException[^]*HTTP\/1.1 200 OK/)
  // A server that kept the body would hold all of it at the end; buffers that are given up are counted for a while yet.
  expect(most).toBeLessThan(size / 2)
})

const head = 'POST / HTTP/1.1\r\nHost: localhost\r\n'
test.each([
  ['no HTTP', 'hello there\r\n\r\n', 'HTTP/1.1 400', 'MalformedHttpRequestException'],
  ['an unknown method', 'BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n', 'HTTP/1.1 400', 'MalformedHttpRequestException'],
  ['another method', 'DELETE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 'HTTP/1.1 405', 'MethodNotAllowed'],
  ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n', 'HTTP/1.1 400', 'MalformedHttpRequestException'],
  [
    'an upgrade',
    'GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n',
    'HTTP/1.1 400',
    'MissingAction',
  ],
  [
    'a header too large',
    `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`,
    'HTTP/1.1 431',
    'MalformedHttpRequestException',
  ],
  ['no action', `${head}Content-Length: 0\r\nConnection: close\r\n\r\n`, 'HTTP/1.1 400', 'MissingAction'],
  ['a wrong length', `${head}Content-Length: x\r\n\r\n`, 'HTTP/1.1 400', 'MalformedHttpRequestException'],
])('%s gets a clear error', async (_what, bytes, status, code) => {
  const answer = await raw(server.port, bytes)
  expect(answer.startsWith(status)).toBe(true)
  expect(answer).toMatch(new RegExp(`<Code>${code}</Code><Message>[^<]+</Message>`))
})

const listQueues = `${head}X-Amz-Target: AmazonSQS.ListQueues\r\nContent-Length: 2\r\n\r\n{}`

test('requests in one packet are answered in turn', async () => {
  const last = listQueues.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n').replace('ListQueues', 'Nothing')
  const answers = await raw(server.port, listQueues + listQueues + last)
  expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 404'])
})

test('what was answered before something that is no request is not lost to it', async () => {
  const answers = await raw(server.port, `${listQueues}${listQueues}hello there\r\n\r\n`)
  expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400'])
})

test('a client that says at once that it has no more to say is answered', async () => {
  const socket = connect(server.port, '127.0.0.1')
  let seen = ''
  socket.on('data', (data) => (seen += data.toString())).end(listQueues)
  await once(socket, 'close')
  expect(seen).toMatch(/^HTTP\/1.1 200 /)
})

test('a body that never comes ends with its connection', async () => {
  await new Promise<void>((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => {
      socket.write(`${head}X-Amz-Target: AmazonSQS.ListQueues\r\nContent-Length: 100\r\n\r\n{"trunc`, () => socket.destroy())
    })
    socket.on('close', () => resolve())
  })
  expect((await fetch(`${server.url}/_touchstone/health`)).status).toBe(200)
})

test('close ends long polls and idle connections at once', async () => {
  const own = await listen()
  const sqs = new SQSClient({ endpoint: own.url, region: 'us-east-1', credentials: credentials('x'), maxAttempts: 1 })
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }))
  const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 })).then(
    () => 'answered',
    () => 'ended',
  )
  while (own.worlds.of('000000000000').waiting === 0) await fetch(`${own.url}/_touchstone/health`)
  const began = performance.now()
  await own.close()
  expect(await poll).toBe('ended')
  expect(performance.now() - began).toBeLessThan(5_000)
  await expect(fetch(own.url)).rejects.toThrow()
})

test('a port that is taken and options that are wrong are told', async () => {
  await expect(listen({ port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await expect(listen({ relax: ['sqs.send'] })).rejects.toThrow(/cannot be relaxed; these can: sqs.purge/)
  await expect(listen({ clock: 'virtual' })).rejects.toThrow(/use wall or manual/)
  await expect(listen({ account: '12' })).rejects.toThrow(/12 digits/)
  await expect(listen({ seed: 0.5 })).rejects.toThrow(/seed must be an integer/)
})
