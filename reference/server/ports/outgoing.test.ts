import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { OutgoingAnswer } from '../../core/ports.js'
import { reference } from '../../index.js'
import { AllowList } from './allow-list.js'
import { OutgoingHttp, type OutgoingOptions } from './outgoing.js'
import { Turns } from './turns.js'

const open: { close(): unknown }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

/** A server on this machine that does what it likes. */
const serve = (handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> =>
  new Promise((resolve) => {
    const server: Server = createServer(handle)
    open.push({ close: () => (server.closeAllConnections(), server.close()) })
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  })
const outgoing = (options: OutgoingOptions = {}): OutgoingHttp => {
  const http = new OutgoingHttp(options)
  open.push(http)
  return http
}
const post = (http: OutgoingHttp, url: string, timeoutMs = 5_000): Promise<OutgoingAnswer> =>
  http.send({ method: 'POST', url, headers: { 'Content-Type': 'text/plain', 'x-own': 'yes' }, body: 'hello €', timeoutMs })

test('a request comes as it was sent, and its answer as it was given', async () => {
  const seen: unknown[] = []
  const url = await serve((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      seen.push({
        method: request.method,
        url: request.url,
        own: request.headers['x-own'],
        length: request.headers['content-length'],
        host: request.headers.host,
        body,
      })
      response.writeHead(202, { 'X-Answer': 'yes' }).end('thanks')
    })
  })
  expect(await post(outgoing(), `${url}/a?b=c`)).toMatchObject({ status: 202, headers: { 'x-answer': 'yes' }, body: 'thanks' })
  expect(seen).toEqual([{ method: 'POST', url: '/a?b=c', own: 'yes', length: '9', host: url.slice(7), body: 'hello €' }])
})

test.each([
  'http://10.0.0.1/',
  'http://169.254.169.254/latest/meta-data',
  'https://192.168.1.1/',
  'http://[fd00::1]/',
  'http://0.0.0.0:1/',
  'http://[::ffff:10.0.0.1]/',
  'http://3232235777/',
])('nothing goes to an address that is not allowed: %s', async (url) =>
  expect(await post(outgoing(), url)).toMatchObject({ failure: 'refused' }),
)

test('of each host that may not be reached is told once, and how to allow it', async () => {
  const told: string[] = []
  const http = outgoing()
  http.onRefused = (reason) => told.push(reason)
  for (const url of ['http://10.0.0.1/', 'http://10.0.0.1/again', 'http://10.0.0.2/']) await post(http, url)
  expect(told).toEqual([expect.stringMatching(/^10\.0\.0\.1 is not .*--allow-outgoing/), expect.stringMatching(/^10\.0\.0\.2 is not/)])
})

test('names count by the addresses they lead to, and names of this machine lead to it', async () => {
  const list = new AllowList(['loopback', '10.1.0.0/16', 'fd00::/8', '192.168.1.7'])
  const allows = (address: string, family: 4 | 6) => list.allows({ address, family })
  expect([
    allows('127.9.9.9', 4),
    allows('::1', 6),
    allows('::ffff:127.0.0.1', 6),
    allows('10.1.255.255', 4),
    allows('fd12::1', 6),
    allows('192.168.1.7', 4),
  ]).not.toContain(false)
  expect([
    allows('10.2.0.0', 4),
    allows('::2', 6),
    allows('::ffff:10.2.0.0', 6),
    allows('192.168.1.8', 4),
    allows('0.0.0.0', 4),
  ]).not.toContain(true)
  expect(await list.addressesOf('anything.localhost')).toEqual([
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ])
  expect(await new AllowList([]).addressesOf('localhost')).toEqual([])
  expect(await new AllowList(['Hooks.localhost']).addressesOf('hooks.localhost.')).toHaveLength(2)
  expect(await new AllowList(['any']).addressesOf('10.0.0.1')).toHaveLength(1)
})

test.each(['10.0.0.0/33', 'x/8', 'http://a', 'a b', ''])('an allow-list says what to give instead of %j', (entry) => {
  expect(() => new AllowList([entry])).toThrow(RangeError)
  expect(() => reference({ allowOutgoing: [entry] })).toThrow(RangeError)
})

test('a redirect is an answer, also one to itself or to an address outside', async () => {
  let asked = 0
  const url = await serve((request, response) => {
    asked++
    response.writeHead(307, { Location: request.url === '/self' ? '/self' : 'http://169.254.169.254/' }).end()
  })
  const http = outgoing()
  expect(await post(http, `${url}/self`)).toMatchObject({ status: 307 })
  expect(await post(http, `${url}/out`)).toMatchObject({ status: 307, headers: { location: 'http://169.254.169.254/' } })
  expect(asked).toBe(2)
})

test('an endpoint that never answers, or answers drop by drop, is given up in time', async () => {
  const silent = await serve(() => {})
  const slow = await serve((_request, response) => {
    response.writeHead(200)
    const drop = setInterval(() => response.write('.'), 10)
    response.on('close', () => clearInterval(drop))
  })
  const begun = performance.now()
  const http = outgoing({ maxTimeoutMs: 150 })
  expect(await Promise.all([post(http, silent), post(http, slow)])).toMatchObject([{ failure: 'timeout' }, { failure: 'timeout' }])
  expect(performance.now() - begun).toBeLessThan(2_000)
})

test('of an answer of a gigabyte little is read, and its status is known', async () => {
  let sent = 0
  const url = await serve((_request, response) => {
    response.writeHead(200)
    const chunk = Buffer.alloc(1024 * 1024)
    const more = (): void => {
      while (sent < 1024 && !response.destroyed) {
        sent++
        if (!response.write(chunk)) return void response.once('drain', more)
      }
    }
    more()
  })
  expect(await post(outgoing(), url)).toMatchObject({ failure: 'too-large', status: 200 })
  expect(sent).toBeLessThan(64)
})

test('headers without end, a hang-up, a closed port and another protocol are failures', async () => {
  const hangUp = await serve((request) => request.socket.destroy())
  const huge = await serve((_request, response) => response.writeHead(200, { 'X-Long': 'x'.repeat(40_000) }).end())
  const http = outgoing()
  for (const url of [hangUp, huge, 'http://127.0.0.1:1/']) expect(await post(http, url)).toMatchObject({ failure: 'unreachable' })
  for (const url of ['ftp://127.0.0.1/', 'file:///etc/passwd', 'nothing'])
    expect(await post(http, url)).toMatchObject({ failure: 'refused' })
})

test('no more are under way than may be, one host does not hold up another, and nobody is forgotten', async () => {
  let now = 0
  let most = 0
  const url = await serve((_request, response) => {
    most = Math.max(most, ++now)
    setTimeout(() => {
      now--
      response.end()
    }, 5)
  })
  const http = outgoing({ maxConnectionsPerHost: 3 })
  expect(
    (await Promise.all(Array.from({ length: 20 }, () => post(http, url)))).every((answer) => 'status' in answer && answer.status === 200),
  ).toBe(true)
  expect(most).toBe(3)

  const turns = new Turns(2, 1, 3)
  const ends: string[] = []
  const take = async (host: string): Promise<void> => {
    const end = await turns.take(host)
    ends.push(end === undefined ? `${host} refused` : host)
    await new Promise((resolve) => setTimeout(resolve, 2))
    end?.()
  }
  await Promise.all(['a', 'a', 'a', 'b', 'c', 'd'].map(take))
  expect(ends).toEqual(['a', 'b', 'd refused', 'c', 'a', 'a'])
})

test('a door in this process takes what goes to its host, whatever the allow-list says', async () => {
  const http = outgoing({ allow: ['none'] })
  const seen: unknown[] = []
  const close = http.doors.open('hooks.example.com', (request) => {
    seen.push(request)
    if (request.url.endsWith('/throws')) throw new Error('no')
    return request.url.endsWith('/late') ? new Promise(() => {}) : { status: 201, headers: { 'X-A': '1' }, body: 'in' }
  })
  expect(await post(http, 'https://Hooks.example.com:8443/x')).toEqual({ status: 201, headers: { 'x-a': '1' }, body: 'in' })
  expect(seen).toEqual([
    { method: 'POST', url: 'https://Hooks.example.com:8443/x', headers: { 'content-type': 'text/plain', 'x-own': 'yes' }, body: 'hello €' },
  ])
  expect(await post(http, 'http://hooks.example.com/throws')).toEqual({ failure: 'unreachable', reason: 'no' })
  expect(await post(http, 'http://hooks.example.com/late', 20)).toMatchObject({ failure: 'timeout' })
  close()
  expect(await post(http, 'http://localhost:1/')).toMatchObject({ failure: 'refused' })
})
