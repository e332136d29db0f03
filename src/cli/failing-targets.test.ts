import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pico from 'picocolors'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { main } from './program.js'
import type { Terminal } from './terminal.js'

const folder = mkdtempSync(join(tmpdir(), 'bad-targets-'))
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** A server of queues that remembers names alone, and misbehaves at the third creation. */
const server = (misbehaviour: string): string => `
  const { writeFileSync } = require('fs')
  writeFileSync(process.env.PID_FILE, String(process.pid))
  let made = 0
  require('http').createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk)).on('end', () => {
      const operation = (request.headers['x-amz-target'] || '').split('.')[1]
      if (operation === 'CreateQueue' && ++made === 3) { ${misbehaviour} }
      response.setHeader('content-type', 'application/x-amz-json-1.0')
      response.end(operation === 'CreateQueue' ? JSON.stringify({ QueueUrl: 'http://' + request.headers.host + '/000000000000/' + JSON.parse(body).QueueName }) : '{}')
    })
  }).listen(process.env.PORT, '127.0.0.1')`

const PROGRAMS = {
  dies: server(`console.error('out of memory, or so'); process.exit(134)`),
  // A process that is stopped keeps its connections, answers nobody, and hears of no request to end.
  hangs: server(`process.kill(process.pid, 'SIGSTOP')`),
  garbage: `require('http').createServer((request, response) => response.end('<html>It works!</html>')).listen(process.env.PORT, '127.0.0.1')`,
  noise: `require('net').createServer((socket) => { socket.on('error', () => {}); socket.end('\\x00\\xff not HTTP at all\\n') }).listen(process.env.PORT, '127.0.0.1')`,
  absent: `console.log('cannot find my configuration'); process.exit(3)`,
  floods: server('').replace(
    `let made = 0`,
    `let made = 0; const more = () => { while (process.stdout.write('x'.repeat(65536))); process.stdout.once('drain', more) }; more()`,
  ),
} as const

beforeAll(() => {
  // Other runs on this machine have their temporary files elsewhere.
  mkdirSync(join(folder, 'tmp'))
  vi.stubEnv('TMPDIR', join(folder, 'tmp'))
  for (const [name, program] of Object.entries(PROGRAMS)) writeFileSync(join(folder, `${name}.cjs`), program)
})

/** Files of runs in the folder for temporary files. */
const leftovers = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('touchstone-run-'))

const judged = async (name: keyof typeof PROGRAMS, ...more: readonly string[]): Promise<{ exit: number; out: string; notes: string }> => {
  const printed: string[] = []
  const noted: string[] = []
  const terminal: Terminal = {
    print: (text) => printed.push(text),
    note: (text) => noted.push(text),
    colours: pico.createColors(false),
    width: 100,
    live: false,
  }
  const command = `exec ${process.execPath} ${join(folder, `${name}.cjs`)}`
  const pid = join(folder, `${name}.pid`)
  const exit = await main(
    ['run', '--command', command, '--env', `PID_FILE=${pid}`, '--effort', 'smoke', '--only', 'sqs.tags.**', ...more],
    terminal,
  )
  return { exit, out: printed.join('\n'), notes: noted.join('\n') }
}

const isAlive = (name: string): boolean => {
  try {
    return process.kill(Number(readFileSync(join(folder, `${name}.pid`), 'utf8')), 0)
  } catch {
    return false
  }
}

test('a target that ends in the middle could not be run: exit 2, why, and its last words', { timeout: 120_000 }, async () => {
  const before = leftovers()
  const { exit, notes } = await judged('dies')
  expect(exit).toBe(2)
  expect(notes).toMatch(/Could not finish: .* ended in the middle of the run: it ended with code 134\nout of memory, or so/)
  expect(leftovers()).toEqual(before)
})

test('one that cannot start says so with what it printed', { timeout: 120_000 }, async () => {
  const { exit, notes } = await judged('absent')
  expect(exit).toBe(2)
  expect(notes).toMatch(/Could not run: .* it ended with code 3\ncannot find my configuration/)
})

test.each(['garbage', 'noise'] as const)('one that answers %s is given up with what it answers', { timeout: 150_000 }, async (name) => {
  const before = leftovers()
  const { exit, notes } = await judged(name, '--start-within', '3')
  expect(exit).toBe(2)
  expect(notes).toMatch(
    name === 'garbage' ? /did not answer within 3000 ms: there is SQS nowhere at/ : /did not answer within 3000 ms: nobody answers at/,
  )
  expect(leftovers()).toEqual(before)
})

test('one that hangs in the middle is given up, and ended by force', { timeout: 300_000 }, async () => {
  const before = leftovers()
  const { exit, notes } = await judged('hangs')
  expect(exit).toBe(2)
  expect(notes).toMatch(/Could not finish: not every clause could be judged, since the target went away during the run: /)
  expect(leftovers()).toEqual(before)
  expect(isAlive('hangs')).toBe(false)
})

test('one that prints without end is judged all the same, and leaves neither file nor process', { timeout: 180_000 }, async () => {
  const before = leftovers()
  const { exit, out } = await judged('floods')
  expect(exit).toBe(1)
  expect(out).toContain('sqs.tags')
  expect(leftovers()).toEqual(before)
  expect(isAlive('floods')).toBe(false)
})
