import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { AreaWorkload } from './area-bench.js'
import { measureArea } from './area-rows.js'
import type { Entrant } from './rates.js'
import type { BenchOptions } from './result.js'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

const entrant = async (name: string, answers: boolean): Promise<Entrant> => {
  const server = createServer((_request, response) => void (answers && response.end('ok')))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const subject = { name, title: name, version: '1', exact: true, keeps: true, start: () => Promise.reject(new Error('is up already')) }
  return {
    subject,
    server: {
      port: (server.address() as AddressInfo).port,
      pid: process.pid,
      readyMs: 0,
      ended: new Promise<never>(() => {}),
      stop: async () => {},
    },
  }
}

const request = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'
let stopped = 0
const workload: AreaWorkload = {
  name: 'asks',
  title: 'Asks',
  unit: 'answers',
  async open(_server, connection, signal) {
    signal.addEventListener('abort', () => stopped++)
    await connection.ask(request)
    return { operation: async (one) => ((await one.ask(request)).status === 200 ? 2 : 0), close: async () => {} }
  },
}
const options: BenchOptions = {
  concurrency: 2,
  rounds: 2,
  roundMs: 20,
  warmUpMs: 1,
  starts: 1,
  backlog: 0,
  loadMs: 2_000,
  oracle: { walks: 1, rounds: 1, events: 1 },
}

test('a server that cannot be set up in time is told as such, and the row goes on', async () => {
  const [row] = await measureArea([await entrant('silent', false), await entrant('quick', true)], [workload], options, () => {})
  expect(row?.cells[0]).toEqual({ subject: 'silent', rounds: [], note: 'not set up within 2 s' })
  expect(stopped).toBe(1)
  expect(row?.cells[1]?.rounds).toHaveLength(2)
  expect(row?.cells[1]?.value).toBeGreaterThan(0)
  expect(row?.unit).toBe('answers/s')
})

test('a server whose answers go wrong is measured no more, and the cell tells why', async () => {
  const failing: AreaWorkload = {
    ...workload,
    async open() {
      return { operation: () => Promise.reject(new Error('HTTP 500')), close: async () => {} }
    },
  }
  const [row] = await measureArea([await entrant('quick', true)], [failing], options, () => {})
  expect(row?.cells).toEqual([{ subject: 'quick', rounds: [], note: 'HTTP 500' }])
})
