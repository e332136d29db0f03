import { type ClientHttp2Session, connect, constants, type ServerHttp2Stream } from 'node:http2'
import { type AddressInfo, connect as connectSocket } from 'node:net'
import { request } from 'node:https'
import { setImmediate as turn } from 'node:timers/promises'
import { CreateQueueCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, type Listening } from '../index.js'
import { http2Server } from './http2.js'

let server: Listening
beforeAll(async () => {
  server = await listen({ clock: 'manual', maxBodyBytes: 200_000 })
})
afterAll(() => server.close())

const ask = (session: ClientHttp2Session, headers: Record<string, string>, body: string | Buffer = '{}', more?: string) =>
  new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const stream = session.request({ ':method': 'POST', 'x-amz-target': 'AmazonSQS.ListQueues', ...headers })
    let seen: Record<string, unknown> = {}
    let text = ''
    stream.on('response', (answered) => (seen = answered))
    stream.setEncoding('utf8').on('data', (piece: string) => (text += piece))
    stream.on('end', () => resolve({ status: seen[':status'] as number, headers: seen, body: text })).on('error', reject)
    stream.write(body)
    if (more !== undefined) stream.write(more)
    stream.end()
  })

const withSession = async (run: (session: ClientHttp2Session) => Promise<void>): Promise<void> => {
  const session = connect(server.url, { maxSendHeaderBlockLength: 1024 * 1024 })
  try {
    await run(session)
  } finally {
    session.destroy()
  }
}

test('one port answers HTTP/2 with prior knowledge and HTTP/1.1, alike', () =>
  withSession(async (session) => {
    const second = await ask(session, { 'x-amz-target': 'AmazonSQS.CreateQueue' }, '{"QueueName":"q"}')
    expect(second).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: `{"QueueUrl":"${server.url}/000000000000/q"}`,
    })
    const first = await fetch(server.url, {
      method: 'POST',
      headers: { 'X-Amz-Target': 'AmazonSQS.CreateQueue' },
      body: '{"QueueName":"q"}',
    })
    expect(await first.text()).toBe(second.body)
    expect(
      (
        await ask(
          session,
          { ':path': '/?Action=ListQueues', ':method': 'POST', 'x-amz-target': '', 'content-type': 'application/x-www-form-urlencoded' },
          '',
        )
      ).body,
    ).toContain('<ListQueuesResult>')
  }))

test('many requests at a time on one connection', () =>
  withSession(async (session) => {
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, i) => ask(session, { 'x-amz-target': 'AmazonSQS.CreateQueue' }, `{"QueueName":"many-${i}"}`)),
    )
    expect(answers.map(({ body }) => body)).toEqual(Array.from({ length: 500 }, (_, i) => expect.stringContaining(`many-${i}"`) as string))
  }))

test('what a connection that begins like HTTP/2 and goes on otherwise is told', async () => {
  const say = (bytes: string) =>
    new Promise<string>((resolve) => {
      let seen = ''
      const socket = connectSocket(server.port, '127.0.0.1', () => {
        // Byte by byte, so that the first are not enough to tell.
        for (const byte of bytes.slice(0, 4)) socket.write(byte)
        socket.end(bytes.slice(4))
      })
      socket.setNoDelay(true)
      socket.on('data', (chunk) => (seen += chunk.toString('latin1')))
      socket.on('error', () => {}).on('close', () => resolve(seen))
    })
  expect(
    await say(
      'POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
    ),
  ).toMatch(/^HTTP\/1\.1 200/)
  expect(await say('PRI / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/)
  expect(await say('')).toBe('')
  expect(await say('PRI * HTTP/2.0\r\n\r\nnonsense')).toMatch(/^HTTP\/1\.1 400/)
})

test('a body that is too large is refused, and the connection goes on', () =>
  withSession(async (session) => {
    expect(await ask(session, {}, 'x'.repeat(150_000), 'x'.repeat(150_000))).toMatchObject({
      status: 413,
      body: expect.stringContaining('RequestEntityTooLarge') as string,
    })
    expect((await ask(session, {})).status).toBe(200)
  }))

test('a page of another origin is refused over HTTP/2 too', () =>
  withSession(async (session) => {
    expect(await ask(session, { origin: 'https://other.example' })).toMatchObject({ status: 403 })
    expect(await ask(session, { ':authority': 'other.example' })).toMatchObject({ status: 403 })
  }))

test('too large a header is refused, and the connection goes on', () =>
  withSession(async (session) => {
    const large = Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`x-${i}`, 'x'.repeat(15_000)]))
    expect(await ask(session, large)).toMatchObject({ status: 431 })
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`x-${i}`, 'x']))
    expect((await ask(session, many)).status).toBe(200)
  }))

test('streams that are opened and reset without end end the connection, not the server', async () => {
  const session = connect(server.url)
  const isOver = new Promise<boolean>((resolve) => session.on('error', () => {}).once('close', () => resolve(true)))
  const flood = async (): Promise<boolean> => {
    for (let i = 0; i < 20_000; i++) {
      if (session.closed || session.destroyed) return isOver
      const stream = session.request({ ':method': 'POST', 'x-amz-target': 'AmazonSQS.ListQueues' })
      stream.on('error', () => {}).close(constants.NGHTTP2_CANCEL)
      if (i % 200 === 199) await turn()
    }
    return false
  }
  expect(await flood()).toBe(true)
  await withSession(async (fresh) => expect((await ask(fresh, {})).status).toBe(200))
})

test('close ends connections of HTTP/2 at once, with streams that wait', async () => {
  const own = await listen({ clock: 'manual' })
  const session = connect(own.url)
  session.on('error', () => {})
  await ask(session, { 'x-amz-target': 'AmazonSQS.CreateQueue' }, '{"QueueName":"q"}')
  const waiting = ask(
    session,
    { 'x-amz-target': 'AmazonSQS.ReceiveMessage' },
    `{"QueueUrl":"${own.url}/000000000000/q","WaitTimeSeconds":20}`,
  )
  const ended = waiting.then(
    ({ status }) => status,
    () => 'broken off',
  )
  await expect.poll(() => own.worlds.of('000000000000').waiting).toBe(1)
  await own.close()
  expect([503, 'broken off']).toContain(await ended)
  session.destroy()
})

test('a certificate made on the spot serves both by ALPN, for whoever trusts it', async () => {
  const secure = await listen({ clock: 'manual', tls: true })
  try {
    expect(secure.url).toMatch(/^https:\/\/127\.0\.0\.1:/)
    const ca = secure.certificate!
    const session = connect(secure.url, { ca })
    const created = await ask(session, { 'x-amz-target': 'AmazonSQS.CreateQueue' }, '{"QueueName":"q"}')
    expect([session.alpnProtocol, created.body]).toEqual(['h2', `{"QueueUrl":"${secure.url}/000000000000/q"}`])
    session.destroy()
    const overFirst = await new Promise<number | undefined>((resolve, reject) => {
      request(`${secure.url}/?Action=ListQueues`, { ca }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
        .on('error', reject)
        .end()
    })
    expect(overFirst).toBe(200)
    await expect(fetch(secure.url)).rejects.toThrow()
  } finally {
    await secure.close()
  }
})

test('the SDK speaks to it over HTTP/1.1 as before', async () => {
  const sqs = new SQSClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: '000000000009', secretAccessKey: 'x' },
  })
  await sqs.send(new CreateQueueCommand({ QueueName: 'sdk' }))
  expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toHaveLength(1)
})

test('an idle connection is closed, and a request that comes drop by drop is given up', async () => {
  const answer = (stream: ServerHttp2Stream): void => {
    stream.resume().on('end', () => stream.destroyed || stream.respond({ ':status': 200 }, { endStream: true }))
  }
  const { server: own, end } = http2Server(answer, { idleMs: 200, requestMs: 300 })
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', () => resolve()))
  const session = connect(`http://127.0.0.1:${(own.address() as AddressInfo).port}`)
  session.on('error', () => {})
  const isClosed = new Promise<string>((resolve) => session.once('close', () => resolve('closed')))
  expect((await ask(session, {})).status).toBe(200)
  const slow = session.request({ ':method': 'POST' })
  const drops = setInterval(() => slow.write('x'), 50)
  await new Promise<void>((resolve) => slow.on('error', () => {}).once('close', () => resolve()))
  clearInterval(drops)
  expect(slow.rstCode).toBe(constants.NGHTTP2_CANCEL)
  expect(await isClosed).toBe('closed')
  end()
  own.close()
})
