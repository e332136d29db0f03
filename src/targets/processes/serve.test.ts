import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { afterAll, expect, test } from 'vitest'
import { answersList } from '../emulators/ready.js'
import { BoundedLog, copyLog } from './bounded-log.js'
import { freePort } from './free-port.js'
import { serve, type ServeOptions } from './serve.js'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-'))
afterAll(() => rmSync(folder, { recursive: true }))
let logs = 0
const node = (program: string, more: Partial<ServeOptions> = {}): ServeOptions => ({
  start: { command: process.execPath, args: ['-e', program] },
  unready: async () => 'nothing listens',
  logFile: join(folder, String(logs++)),
  withinMs: 20_000,
  ...more,
})
const listening = (port: number): string =>
  `require('http').createServer((q, s) => { q.resume(); s.end('{}') }).listen(${port}, '127.0.0.1', () => console.log('up'))`
const listens = (port: number): boolean => readFileSync('/proc/net/tcp', 'utf8').includes(`0100007F:${hex(port)} 00000000:0000 0A`)
const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0')
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('waits for the first answer, keeps the log, and stops what it started', async () => {
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const unready = async (): Promise<string | undefined> => ((await answersList(endpoint)) ? undefined : '')
  const options = node(listening(port), { unready })
  const served = await serve(options)
  expect(served.readyMs).toBeGreaterThan(0)
  expect(readFileSync(options.logFile, 'utf8')).toBe('up\n')
  await served.stop()
  expect(await answersList(endpoint)).toBe(false)
})

test('a server that ends at once is reported with what it printed', async () => {
  await expect(serve(node(`console.error('no room'); process.exit(3)`))).rejects.toThrow(/did not start: it ended with code 3\nno room/)
})

test('a server that is never ready is ended, and what was missing is said', async () => {
  const pid = join(folder, 'pid')
  const hanging = node(`require('fs').writeFileSync(${JSON.stringify(pid)}, String(process.pid)); setInterval(() => {}, 1000)`)
  await expect(serve({ ...hanging, withinMs: 600 })).rejects.toThrow(/it did not answer within 600 ms: nothing listens/)
  expect(isAlive(Number(readFileSync(pid, 'utf8')))).toBe(false)
})

test('a command that is not there is reported as such', async () => {
  await expect(serve({ ...node(''), start: { command: '/no/such/command', args: [] } })).rejects.toThrow(/ENOENT/)
})

test('a server that ends later tells so, with what it printed last', async () => {
  const served = await serve(
    node(`setTimeout(() => { console.log('out of luck'); process.exit(9) }, 300)`, { unready: async () => undefined }),
  )
  expect(await served.ended).toBe('it ended with code 9\nout of luck')
  await served.stop()
})

test('a server that prints without end fills neither disk nor memory', async () => {
  const flood = `const line = 'x'.repeat(65535) + '\\n'; const more = () => { while (process.stdout.write(line)); process.stdout.once('drain', more) }; more()`
  const options = node(flood, { unready: async () => undefined })
  const served = await serve(options)
  await delay(1500)
  await served.stop()
  const files = [options.logFile, `${options.logFile}.1`].map((file) => statSync(file).size)
  expect(files[1]).toBe(4 * 1024 * 1024)
  expect(files[0]).toBeLessThanOrEqual(4 * 1024 * 1024)
})

test('a bounded log keeps the newest part, and the part before it', () => {
  const file = join(folder, 'bounded')
  const log = new BoundedLog(file, 4)
  for (const text of ['ab', 'cdef', 'ghijk']) log.write(Buffer.from(text))
  log.close()
  expect([readFileSync(`${file}.1`, 'utf8'), readFileSync(file, 'utf8'), log.tail]).toEqual(['efgh', 'ijk', 'abcdefghijk'])
  copyLog(file, join(folder, 'copy'))
  expect(readFileSync(join(folder, 'copy'), 'utf8')).toBe('efghijk')
  log.write(Buffer.from('late'))
  expect(readFileSync(file, 'utf8')).toBe('ijk')
  expect(readdirSync(folder).filter((name) => name.startsWith('bounded'))).toHaveLength(2)
})

test('a server ends with whoever started it, even where that was killed', { timeout: 30_000 }, async () => {
  const port = await freePort()
  const bundle = await rolldown({ input: fileURLToPath(new URL('serve.ts', import.meta.url)), platform: 'node' })
  await bundle.write({ file: join(folder, 'serve.mjs') })
  const logs = mkdtempSync(join(folder, 'logs-'))
  const options = { ...node(listening(port)), unready: undefined, logFile: join(logs, 'log'), folder: logs }
  const program = `
    import { serve } from ${JSON.stringify(join(folder, 'serve.mjs'))}
    await serve({ ...${JSON.stringify(options)}, unready: async () => undefined })
    setInterval(() => {}, 1000)`
  const owner = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' })
  await expect.poll(() => listens(port), { timeout: 15_000 }).toBe(true)
  owner.kill('SIGKILL')
  await expect.poll(() => listens(port), { timeout: 10_000 }).toBe(false)
  await expect.poll(() => existsSync(logs), { timeout: 10_000 }).toBe(false)
})
