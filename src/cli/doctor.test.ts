import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import pico from 'picocolors'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, type Listening } from '../../reference/index.js'
import { runSuite } from '../suite/run.js'
import { main } from './program.js'

let reference: Listening
const proxies: Server[] = []
beforeAll(async () => (reference = await listen({ seed: 1 })))
afterAll(async () => {
  for (const proxy of proxies) proxy.close()
  await reference.close()
})

/** The reference behind a proxy that changes where queue URLs lead. */
const behind = async (origin: (port: number) => string): Promise<string> => {
  const proxy = createServer((incoming, outgoing) => {
    const { port } = proxy.address() as AddressInfo
    const { hostname, port: to } = new URL(reference.url)
    const passed = request({ hostname, port: to, method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
      let text = ''
      answer
        .setEncoding('utf8')
        .on('data', (chunk: string) => (text += chunk))
        .on('end', () => {
          const changed = text.replace(/http:\/\/[^/"]+(?=\/\d{12}\/)/g, origin(port))
          outgoing.writeHead(answer.statusCode ?? 0, { ...answer.headers, 'content-length': Buffer.byteLength(changed) }).end(changed)
        })
    })
    incoming.pipe(passed)
  })
  proxies.push(proxy)
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
}

const examined = async (endpoint: string): Promise<{ exit: number; out: string }> => {
  const printed: string[] = []
  const terminal = {
    print: (text: string) => printed.push(text),
    note: () => {},
    colours: pico.createColors(false),
    width: 100,
    live: false,
  }
  const exit = await main(['doctor', '--endpoint', endpoint], { ...terminal, print: (text) => void terminal.print(text) })
  return { exit, out: printed.join('\n') }
}

test('the reference is known, with what it speaks, and leaves nothing behind', async () => {
  const { exit, out } = await examined(reference.url)
  expect(exit).toBe(0)
  expect(out).toContain('the reference of Touchstone')
  expect(out).toMatch(/speaks +HTTP\/1\.1, HTTP\/2/)
  expect(out).toContain('✓ sqs: AWS JSON, Query')
  expect(out).toMatch(/✓ kinesis: AWS JSON/)
  expect(out).toContain('✓ sns: Query')
  expect(out).toContain('the URLs that it answers lead back to it, whatever SDK follows them')
  expect(out).toMatch(/✓ its clock is \d+ ms/)
  const listed = await fetch(`${reference.url}/?Action=ListQueues&Version=2012-11-05`)
  expect(await listed.text()).not.toContain('touchstone-')
})

test('URLs that have another host and lead back are told of', async () => {
  const { exit, out } = await examined(await behind((port) => `http://localhost:${port}`))
  expect([exit, out]).toEqual([0, expect.stringMatching(/✓ the URLs that it answers have another host, which leads back/)])
})

test('URLs that lead to AWS are told of, and nothing is sent there', async () => {
  const endpoint = await behind(() => 'https://sqs.us-east-1.amazonaws.com')
  const { exit, out } = await examined(endpoint)
  expect([exit, out]).toEqual([1, expect.stringMatching(/✗ the URLs that it answers lead to AWS itself.*Nothing was sent there/)])
  const { results } = await runSuite({ endpoint, effort: 'smoke', only: ['sqs.queue.url.format'] })
  expect(results).toMatchObject([{ verdict: 'diverges' }])
})

test('URLs that lead nowhere are told of', async () => {
  const { exit, out } = await examined(await behind(() => 'http://127.0.0.1:1'))
  expect([exit, out]).toEqual([1, expect.stringMatching(/✗ the URLs that it answers lead elsewhere .*ECONNREFUSED/)])
})

test('where nobody answers, that is said', async () => {
  const { exit, out } = await examined('http://127.0.0.1:1')
  expect([exit, out]).toEqual([2, expect.stringContaining('✗ nobody answers there')])
})
