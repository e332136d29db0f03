import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { askVersion } from './ask-version.js'

const serving = async (answerOf: (path: string) => string | undefined): Promise<string> => {
  const server = createServer((request, response) => {
    const body = answerOf(request.url ?? '')
    response.writeHead(body === undefined ? 404 : 200).end(body ?? '')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((ready) => server.once('listening', ready))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a server that tells its version is taken at its word', async () => {
  expect(await askVersion(await serving((path) => (path === '/_localstack/health' ? '{"version":"4.14.0"}' : undefined)))).toBe('4.14.0')
})

test('what is no version, no JSON, or no answer is none', async () => {
  for (const body of ['{"version":7}', '{"version":"<b>"}', 'null', '<html>', ''])
    expect(await askVersion(await serving(() => body))).toBeUndefined()
  expect(await askVersion(await serving(() => undefined))).toBeUndefined()
  expect(await askVersion('http://127.0.0.1:1')).toBeUndefined()
})
