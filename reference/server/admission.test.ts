import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, type Listening } from '../index.js'
import { Admission, hostName } from './admission.js'
import { HeldBytes, readBody } from './read-body.js'
import { PassThrough } from 'node:stream'

let server: Listening
beforeAll(async () => {
  server = await listen({ clock: 'manual', cors: ['http://localhost:3000'], allowHosts: ['aws.test'] })
})
afterAll(() => server.close())

/** A GET that sends a message, as a page might. */
const ask = (headers: Record<string, string>, method = 'GET', path = '/?Action=CreateQueue&QueueName=q') =>
  new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    request({ host: '127.0.0.1', port: server.port, method, path, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text }))
    })
      .on('error', reject)
      .end()
  })

test.each([
  ['a page of another origin', { Origin: 'https://other.example' }],
  ['a page that hides its origin', { Origin: 'null' }],
  ['a picture or link on a page of another site', { 'Sec-Fetch-Site': 'cross-site' }],
  ['a name that was made to lead here', { Host: 'other.example:4566' }],
])('%s is refused, on control endpoints too', async (_what, headers) => {
  expect(await ask(headers)).toMatchObject({ status: 403, text: expect.stringContaining('<Code>AccessDeniedException</Code>') as string })
  expect(await ask(headers, 'GET', '/_touchstone/health')).toMatchObject({
    status: 403,
    text: expect.stringContaining('{"error"') as string,
  })
  expect((await ask({}, 'GET', '/?Action=ListQueues')).text).not.toContain('<QueueUrl>')
})

test('a refusal says what to start the server with', async () => {
  expect((await ask({ Origin: 'https://other.example' })).text).toContain('--cors https://other.example')
  expect((await ask({ Host: 'container:4566' })).text).toContain('--allow-host container')
})

test.each([
  ['no browser', {}],
  ['its own origin', { Host: 'localhost:4566', Origin: 'http://localhost:4566' }],
  ['the address bar', { 'Sec-Fetch-Site': 'none' }],
  ['localhost', { Host: 'LOCALHOST:4566' }],
  ['a name below localhost', { Host: 'sqs.us-east-1.localhost:4566' }],
  ['a name that was allowed', { Host: 'aws.test' }],
  ['IPv6', { Host: '[::1]:4566' }],
])('a local request is answered: %s', async (_what, headers) => {
  expect(await ask(headers, 'GET', '/?Action=ListQueues')).toMatchObject({ status: 200 })
})

test('a page that was allowed is answered, and told so', async () => {
  const headers = { Origin: 'http://localhost:3000', 'Sec-Fetch-Site': 'same-site' }
  expect(await ask(headers, 'GET', '/?Action=ListQueues')).toMatchObject({
    status: 200,
    headers: { 'access-control-allow-origin': 'http://localhost:3000', vary: 'Origin' },
  })
  const asked = { ...headers, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'x-amz-target, authorization' }
  expect(await ask(asked, 'OPTIONS', '/')).toMatchObject({
    status: 204,
    headers: { 'access-control-allow-headers': 'x-amz-target, authorization' },
  })
  // An error that no page can read is told as a failure of the network.
  expect(await ask(headers, 'GET', '/?Action=Brew')).toMatchObject({
    status: 400,
    headers: { 'access-control-allow-origin': 'http://localhost:3000' },
  })
})

test('on all addresses, addresses may be named, and names still not', () => {
  const admission = new Admission({ host: '0.0.0.0', allowHosts: [], cors: [] })
  const refused = (host: string) => admission.refusal({ host, origin: undefined, site: undefined }) !== undefined
  expect(['192.168.1.5:4566', '[fe80::1]:4566', 'localhost:1'].filter(refused)).toEqual([])
  expect(['other.example', '127.0.0.1.other.example', 'localhost.other.example'].filter((host) => !refused(host))).toEqual([])
  const any = new Admission({ host: '127.0.0.1', allowHosts: ['*'], cors: ['*'] })
  expect(any.refusal({ host: 'other.example', origin: 'https://a.example', site: 'cross-site' })).toBeUndefined()
})

test.each([
  ['localhost:4566', 'localhost'],
  ['Aws.Test', 'aws.test'],
  ['[::1]:80', '[::1]'],
  ['::1', '[::1]'],
])('the name of %s is %s', (host, name) => expect(hostName(host)).toBe(name))

test('bytes of bodies are given back when they are whole, refused, or their client is gone', () => {
  const held = new HeldBytes(1_000)
  const read = (end: (source: PassThrough) => void): string[] => {
    const source = new PassThrough()
    const seen: string[] = []
    source.on('error', () => {})
    readBody(
      source,
      { maxBodyBytes: 600, held },
      { whole: (body) => seen.push(`whole ${body.length}`), refused: (error) => seen.push(error.shape), abandon: () => {} },
    )
    end(source)
    return seen
  }
  const sources: PassThrough[] = []
  const begun = read((source) => sources.push(source))
  return new Promise<void>((resolve) => {
    sources[0]!.write(Buffer.alloc(500))
    setImmediate(() => {
      expect(held.held).toBe(500)
      const second = read((source) => source.end(Buffer.alloc(600)))
      setImmediate(() => {
        // No room for 600 beside the 500 that are held.
        expect(second).toEqual(['ServiceUnavailable'])
        expect(held.held).toBe(500)
        sources[0]!.write(Buffer.alloc(200))
        setImmediate(() => {
          expect(begun).toEqual(['RequestEntityTooLargeException'])
          expect(held.held).toBe(0)
          const left = read((source) => {
            source.write(Buffer.alloc(100))
            setImmediate(() => source.destroy())
          })
          const third = read((source) => source.end(Buffer.alloc(300)))
          setTimeout(() => {
            expect([left, third, held.held]).toEqual([[], ['whole 300'], 0])
            resolve()
          }, 20)
        })
      })
    })
  })
})

test('seventy clients that leave after a refused body cost nobody anything', async () => {
  const small = await listen({ clock: 'manual', maxBodyBytes: 100_000 })
  try {
    const leave = () =>
      new Promise<void>((resolve) => {
        const socket = connect(small.port, '127.0.0.1', () => {
          socket.write(
            `POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\nContent-Length: 90000000\r\n\r\n${'x'.repeat(400_000)}`,
          )
        })
        socket
          .once('data', () => socket.destroy())
          .on('error', () => {})
          .on('close', () => resolve())
      })
    await Promise.all(Array.from({ length: 70 }, leave))
    const answer = await fetch(small.url, {
      method: 'POST',
      headers: { 'X-Amz-Target': 'AmazonSQS.ListQueues' },
      body: `{"QueueNamePrefix":"${'x'.repeat(90_000)}"}`,
    })
    expect(answer.status).not.toBe(503)
  } finally {
    await small.close()
  }
})
