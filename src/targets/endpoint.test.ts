import { Agent, createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { endpointTarget } from './endpoint.js'
import { exchange, LARGEST_ANSWER } from './exchange.js'
import { Heartbeat } from './heartbeat.js'
import { Presence } from './presence.js'
import { NoAnswer, Oversized } from './target.js'
import type { Target } from './target.js'

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

const targetAt = async (answer: RequestListener, path = ''): Promise<Target> => {
  const server: Server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const target = endpointTarget({
    endpoint: `http://127.0.0.1:${port}${path}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    slack: { ms: 1, ppm: 0 },
    run: 'test',
  })
  opened.push(target, { close: () => (server.closeAllConnections(), server.close()) })
  return target
}

const request = { method: 'POST', path: '/a?b=c', headers: { 'x-one': '1' }, body: 'é' }

test('a request goes out as it is, and the whole answer comes back with when it was', async () => {
  const target = await targetAt((incoming, outgoing) => {
    let body = ''
    incoming
      .setEncoding('utf8')
      .on('data', (chunk: string) => (body += chunk))
      .on('end', () => {
        outgoing
          .writeHead(418, { 'X-Two': ['2', '3'] })
          .end(`${incoming.method} ${incoming.url} ${String(incoming.headers['x-one'])} ${body}`)
      })
  }, '/base')
  const scope = await target.open()
  const before = scope.clock.now()
  const { status, headers, body, sent, received } = await scope.send(request)
  expect([status, headers['x-two'], new TextDecoder().decode(body)]).toEqual([418, '2, 3', 'POST /base/a?b=c 1 é'])
  expect(before <= sent && sent < received && received <= scope.clock.now()).toBe(true)
})

test('a connection that breaks is no answer, and says how it broke', async () => {
  const target = await targetAt((incoming) => incoming.socket.destroy())
  await expect((await target.open()).send(request)).rejects.toThrow(NoAnswer)
  await expect((await target.open()).send(request)).rejects.toThrow(/ECONNRESET/)
})

test('every scope names what it makes differently, under one prefix', async () => {
  const target = await targetAt(() => {})
  expect([(await target.open()).prefix, (await target.open()).prefix]).toEqual(['touchstone-test-0-', 'touchstone-test-1-'])
})

test('long polls do not count among the requests that a target works on', async () => {
  const held: (() => void)[] = []
  const target = await targetAt((incoming, outgoing) => {
    if (incoming.url !== '/poll') return outgoing.end()
    held.push(() => outgoing.end())
    if (held.length === 100) held.forEach((end) => end())
  })
  const scope = await target.open()
  await scope.send(request)
  // All of them must be under way before the first is answered, and another request goes between them.
  const polls = Array.from({ length: 99 }, () => scope.send({ ...request, path: '/poll' }, 'surely'))
  await scope.send(request)
  await Promise.all([...polls, scope.send({ ...request, path: '/poll' }, 'surely')])
  expect(held).toHaveLength(100)
})

test('a request that may have been worked on is sent again only where it changes nothing', async () => {
  const seen: string[] = []
  const target = await targetAt((incoming, outgoing) => {
    seen.push(incoming.url ?? '')
    // Every second request finds its kept connection closed, after it was read.
    if (seen.length % 2 === 0) incoming.socket.destroy()
    else outgoing.end()
  })
  const scope = await target.open()
  await scope.send(request)
  await expect(scope.send({ ...request, path: '/write' })).rejects.toThrow(NoAnswer)
  expect(seen).toEqual(['/a?b=c', '/write'])
  await scope.send({ ...request, path: '/first' })
  await scope.send({ ...request, path: '/read' }, 'none', true)
  expect(seen).toEqual(['/a?b=c', '/write', '/first', '/read', '/read'])
})

test('an answer without an end is not read to its end', async () => {
  let sent = 0
  const target = await targetAt((_incoming, outgoing) => {
    const chunk = Buffer.alloc(1 << 20)
    const more = (): void => {
      while (!outgoing.destroyed && outgoing.write(chunk)) sent += chunk.byteLength
      if (!outgoing.destroyed) outgoing.once('drain', more)
    }
    more()
  })
  await expect((await target.open()).send(request)).rejects.toThrow(Oversized)
  expect(sent).toBeLessThan(2 * LARGEST_ANSWER)
})

test('an answer that came while this process stood still is read, however late the timer fires', async () => {
  const server = createServer((_incoming, outgoing) => outgoing.end('here'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const agent = new Agent()
  opened.push({ close: () => (agent.destroy(), server.closeAllConnections(), server.close()) })
  const answered = exchange({ base: new URL(`http://127.0.0.1:${port}`), agent, request, timeoutMs: 100, isRepeatable: false })
  const until = performance.now() + 600
  while (performance.now() < until);
  expect(new TextDecoder().decode((await answered).body)).toBe('here')
})

test('where nobody answers any more the run is broken off, and where somebody does now and then it is not', () => {
  const gone: string[] = []
  let now = 0
  const presence = new Presence(
    (why) => gone.push(why),
    () => now,
  )
  for (let nth = 0; nth < 100; nth++) {
    now += 30_000
    presence.silent('nothing')
    if (nth % 10 === 9) presence.answered()
  }
  expect(gone).toEqual([])
  for (let nth = 0; nth < 40; nth++) presence.silent('nothing came')
  expect(gone).toEqual([])
  now += 46_000
  presence.silent('nothing came')
  presence.silent('nothing came')
  expect(gone).toEqual(['nothing came'])
})

test('a heart that did not beat tells for how long', () => {
  let now = 1000
  const heartbeat = new Heartbeat(() => now)
  now += 250
  heartbeat.beat()
  now += 36_250
  expect(heartbeat.stoodStill(1200)).toBe(36_000)
  expect(heartbeat.stoodStill(now)).toBe(0)
  heartbeat.end()
})

test('a service goes to its own address, and each region to its own host', async () => {
  const hosts: string[] = []
  const server = createServer((incoming, outgoing) => {
    hosts.push(`${incoming.headers.host} ${incoming.url}`)
    outgoing.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const target = endpointTarget({
    endpoint: `http://127.0.0.1:${port}/all`,
    endpoints: { one: `http://localhost:${port}/one-{region}` },
    region: 'r-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    slack: { ms: 1, ppm: 0 },
    run: 'test',
  })
  opened.push(target, { close: () => (server.closeAllConnections(), server.close()) })
  const scope = await target.open()
  const plain = { method: 'GET', path: '/', headers: {}, body: '' }
  for (const more of [{}, { service: 'two' }, { service: 'one' }, { service: 'one', region: 'r-2' }])
    await scope.send({ ...plain, ...more })
  expect(hosts).toEqual([
    `127.0.0.1:${port} /all/`,
    `127.0.0.1:${port} /all/`,
    `localhost:${port} /one-r-1/`,
    `localhost:${port} /one-r-2/`,
  ])
})
