import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { endpointTarget } from './endpoint.js'
import { NoAnswer } from './target.js'
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
    endpoint: `http://127.0.0.1:${port}${path}`, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    slack: { ms: 1, ppm: 0 }, run: 'test',
  })
  opened.push(target, { close: () => (server.closeAllConnections(), server.close()) })
  return target
}

const request = { method: 'POST', path: '/a?b=c', headers: { 'x-one': '1' }, body: 'é' }

test('a request goes out as it is, and the whole answer comes back with when it was', async () => {
  const target = await targetAt((incoming, outgoing) => {
    let body = ''
    incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk)).on('end', () => {
      outgoing.writeHead(418, { 'X-Two': ['2', '3'] }).end(`${incoming.method} ${incoming.url} ${String(incoming.headers['x-one'])} ${body}`)
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
