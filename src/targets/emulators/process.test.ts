import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serve } from './process.js'
import { answersList } from './ready.js'
import { freePort } from './free-port.js'

const logFile = async (): Promise<string> => join(await mkdtemp(join(tmpdir(), 'touchstone-')), 'log')
const node = (program: string): { command: string; args: string[] } => ({ command: process.execPath, args: ['-e', program] })

const listening = (port: number): string =>
  `require('http').createServer((q, s) => { q.resume(); s.end('{}') }).listen(${port}, '127.0.0.1', () => console.log('up'))`

test('waits for the first answer, keeps the log, and stops what it started', async () => {
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const log = await logFile()
  const served = await serve(node(listening(port)), () => answersList(endpoint), log, 20_000)
  expect(served.readyMs).toBeGreaterThan(0)
  expect(await readFile(log, 'utf8')).toBe('up\n')
  await served.stop()
  expect(await answersList(endpoint)).toBe(false)
})

test('a server that ends at once is reported with what it printed', async () => {
  const start = node(`console.error('no room'); process.exit(3)`)
  const never = (): Promise<boolean> => Promise.resolve(false)
  await expect(serve(start, never, await logFile(), 20_000)).rejects.toThrow(/did not start: it ended with code 3\nno room/)
})

test('a command that is not there is reported as such', async () => {
  const never = (): Promise<boolean> => Promise.resolve(false)
  await expect(serve({ command: '/no/such/command', args: [] }, never, await logFile(), 20_000)).rejects.toThrow(/ENOENT/)
})
