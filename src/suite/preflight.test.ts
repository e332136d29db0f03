import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { refuseHandlers } from './drive.js'
import { unreachableBecause } from './preflight.js'
import { runSuite } from './run.js'
import { sweep } from './sweep.js'
import { DEFAULT_SETTINGS } from './settings.js'

const servers: Server[] = []
afterEach(() => servers.splice(0).forEach((server) => (server.closeAllConnections(), server.close())))

const serving = async (answer: RequestListener): Promise<string> => {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}
const only = ['sqs.**']

test('refused credentials are told as such, and nothing is judged', async () => {
  const host = await serving((_, outgoing) => {
    outgoing
      .writeHead(403, { 'content-type': 'application/x-amz-json-1.0' })
      .end(
        '{"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"The security token included in the request is invalid."}',
      )
  })
  const { results, error } = await runSuite({ endpoint: `http://${host}`, only })
  expect(results).toEqual([])
  expect(error).toMatch(/^the credentials are refused at .*403 UnrecognizedClientException The security token .*--access-key/)
})

test('an address without the service is told as such', async () => {
  const host = await serving((_, outgoing) => void outgoing.writeHead(404).end('<html>nothing here</html>'))
  const { results, error } = await runSuite({ endpoint: `http://${host}`, only })
  expect(results).toEqual([])
  expect(error).toMatch(/^there is SQS nowhere at .*404 <html>nothing here.*switched on/)
})

test('TLS where none is spoken, and a certificate that nobody vouches for, are told with what to do', async () => {
  const host = await serving((_, outgoing) => void outgoing.end())
  expect((await runSuite({ endpoint: `https://${host}`, only })).error).toBe(`no TLS is spoken at https://${host}: give http://${host}`)
  expect(await unreachableBecause('https://localhost:1', 'DEPTH_ZERO_SELF_SIGNED_CERT: self-signed certificate')).toMatch(
    /--ca FILE or by NODE_EXTRA_CA_CERTS=FILE, or do without by --insecure/,
  )
})

test('a target that lets us wait is said to be waited for', async () => {
  const host = await serving((_, outgoing) => void setTimeout(() => outgoing.writeHead(404).end(), 2500))
  const waited: string[] = []
  const began = performance.now()
  await runSuite({ endpoint: `http://${host}`, only, onWait: (what) => waited.push(`${what} ${performance.now() - began < 2000}`) })
  expect(waited).toEqual([`http://${host} to answer a first request true`])
})

test('what runs left is found and removed by its names, and what cannot be removed is told', async () => {
  const queues = new Set(['touchstone-a-0', 'touchstone-b-0', 'touchstone-b-stuck'])
  const gone = 'touchstone-b-gone'
  const host = await serving((incoming, outgoing) => {
    let body = ''
    incoming
      .setEncoding('utf8')
      .on('data', (chunk: string) => (body += chunk))
      .on('end', () => {
        const isAsked = String(incoming.headers['x-amz-target']).startsWith('AmazonSQS.')
        if (!isAsked) return outgoing.writeHead(404).end()
        const { QueueUrl = '', QueueNamePrefix = '' } = JSON.parse(body || '{}') as Record<string, string>
        const is = (operation: string): boolean => incoming.headers['x-amz-target'] === `AmazonSQS.${operation}`
        if (is('ListQueues'))
          return outgoing.end(
            JSON.stringify({
              QueueUrls: [...queues, gone].filter((name) => name.startsWith(QueueNamePrefix)).map((name) => `http://x/${name}`),
            }),
          )
        if (!is('DeleteQueue')) return outgoing.writeHead(404).end()
        if (QueueUrl.endsWith('stuck')) return outgoing.writeHead(403).end('{"__type":"AccessDenied","message":"no"}')
        if (QueueUrl.endsWith(gone)) return outgoing.writeHead(400).end('{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"gone"}')
        queues.delete(QueueUrl.slice('http://x/'.length))
        return outgoing.end('{}')
      })
  })
  const settings = { ...DEFAULT_SETTINGS, endpoint: `http://${host}` }
  expect((await sweep(settings, 'touchstone-', true)).removed).toHaveLength(4)
  expect(queues.size).toBe(3)
  expect((await sweep(settings, 'touchstone-a-')).removed).toHaveLength(1)
  const { removed, left } = await sweep(settings, 'touchstone-')
  expect([removed.length, left.map(({ input }) => input), [...queues]]).toEqual([
    1,
    [{ QueueUrl: 'http://x/touchstone-b-stuck' }],
    ['touchstone-b-stuck'],
  ])
})

test('nobody else ends the process when it is told to end', async () => {
  const allow = refuseHandlers()
  const handler = (): void => {}
  process.on('SIGTERM', handler)
  await new Promise((resolve) => setImmediate(resolve))
  expect(process.listeners('SIGTERM')).not.toContain(handler)
  allow()
  process.on('SIGTERM', handler)
  await new Promise((resolve) => setImmediate(resolve))
  expect(process.listeners('SIGTERM')).toContain(handler)
  process.removeListener('SIGTERM', handler)
})
