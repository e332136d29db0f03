import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../targets/processes/free-port.js'
import { Connection } from './connection.js'
import { load } from './load.js'
import { bodies, Requests } from './requests.js'
import { workloads } from './workloads.js'

const QUEUE_URL = 'http://127.0.0.1/000000000000/q'
let port = 0
let answer = (_operation: string, _input: string): string => '{}'
let closeAfterEach = false
const seen: string[] = []

const handle = (request: IncomingMessage, response: ServerResponse): void => {
  let text = ''
  request.on('data', (chunk: Buffer) => (text += chunk.toString()))
  request.on('end', () => {
    const operation = String(request.headers['x-amz-target']).slice(10)
    seen.push(operation)
    if (closeAfterEach) response.setHeader('connection', 'close')
    response.end(answer(operation, text))
  })
}
const server = createServer(handle)
beforeAll(async () => {
  port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const md5Of = (input: string): string => bodies.find(({ text }) => input.includes(text))?.md5 ?? 'none'
const once = { ms: 60_000, operations: 1 }
const run = (name: keyof typeof workloads, operations = 1): ReturnType<typeof load> => {
  const connection = new Connection('127.0.0.1', port)
  const operation = workloads[name].operation(new Requests(`127.0.0.1:${port}`), QUEUE_URL, true)
  return load([connection], operation, { ...once, operations }).finally(() => connection.close())
}

test('a right digest is counted, a wrong one ends the round', async () => {
  answer = (_, input) => `{"MD5OfMessageBody": "${md5Of(input)}"}`
  expect((await run('send', 50)).operations).toBe(50)
  answer = () => '{"MD5OfMessageBody": "0"}'
  await expect(run('send')).rejects.toThrow('SendMessage: HTTP 200')
})

test('a cycle deletes what it received, asking again after an empty answer', async () => {
  const handles = ['', 'a\\/b==']
  let deleted = ''
  answer = (operation, input) => {
    if (operation === 'SendMessage') return `{"MD5OfMessageBody":"${md5Of(input)}"}`
    if (operation === 'DeleteMessage') deleted = input
    if (operation !== 'ReceiveMessage') return ''
    const next = handles.shift()
    return next === '' ? '{}' : `{"Messages":[{"MD5OfBody":"${bodies[0]?.md5}","ReceiptHandle" : "${next}"}]}`
  }
  seen.length = 0
  await run('cycle')
  expect(seen).toEqual(['SendMessage', 'ReceiveMessage', 'ReceiveMessage', 'DeleteMessage'])
  expect(JSON.parse(deleted)).toEqual({ QueueUrl: QUEUE_URL, ReceiptHandle: 'a/b==' })
})

test('every message to a FIFO queue has a deduplication id of its own', async () => {
  const ids = new Set<unknown>()
  answer = (_, input) => {
    const parsed: unknown = JSON.parse(input)
    if (typeof parsed === 'object' && parsed !== null && 'MessageDeduplicationId' in parsed) ids.add(parsed.MessageDeduplicationId)
    return `{"MD5OfMessageBody":"${md5Of(input)}","SequenceNumber":"1"}`
  }
  await run('fifo', 30)
  expect(ids.size).toBe(30)
})

test('a batch is right when each of its entries is', async () => {
  answer = () =>
    `{"Successful":[${bodies
      .slice(0, 10)
      .map(({ md5 }) => `{"MD5OfMessageBody":"${md5}"}`)
      .join()}]}`
  expect((await run('batch')).operations).toBe(1)
  answer = () =>
    `{"Successful":[${bodies
      .slice(0, 9)
      .map(({ md5 }) => `{"MD5OfMessageBody":"${md5}"}`)
      .join()}],"Failed":[{}]}`
  await expect(run('batch')).rejects.toThrow('SendMessageBatch: HTTP 200')
})

test('a server that closes after each answer is given a new connection', async () => {
  closeAfterEach = true
  answer = (_, input) => `{"MD5OfMessageBody":"${md5Of(input)}"}`
  expect((await run('send', 5)).operations).toBe(5)
  closeAfterEach = false
})
