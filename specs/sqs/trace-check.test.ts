import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SQS } from '@aws-sdk/client-sqs'
import pico from 'picocolors'
import { afterAll, expect, test } from 'vitest'
import { reference } from '../../reference/index.js'
import { main } from '../../src/cli/program.js'
import { traceTo } from '../../src/oracle/trace/index.js'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-trace-check-'))
afterAll(() => rmSync(folder, { recursive: true }))

const check = async (...args: readonly string[]): Promise<{ readonly exit: number; readonly out: string; readonly notes: string }> => {
  const [out, notes]: [string[], string[]] = [[], []]
  const exit = await main(['check', ...args], {
    print: (text) => out.push(text),
    note: (text) => notes.push(text),
    colours: pico.createColors(false),
    width: 100,
    live: false,
  })
  return { exit, out: out.join('\n'), notes: notes.join('\n') }
}

/** An app that sends, receives and deletes, recorded. */
const app = async (name: string): Promise<string> => {
  const trace = traceTo(join(folder, name), { client: 'worker-1', target: 'the reference' })
  const sqs = new SQS(reference({ clock: 'wall' }).client())
  sqs.middlewareStack.use(trace)
  const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'orders' })
  for (const MessageBody of ['a', 'b', 'c']) await sqs.sendMessage({ QueueUrl, MessageBody })
  const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })
  for (const { ReceiptHandle } of Messages) await sqs.deleteMessage({ QueueUrl, ReceiptHandle })
  await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })
  await trace.close()
  return trace.path
}

test('what an app did on the reference breaks no law', async () => {
  const { exit, out } = await check('--linear', '--profile', 'single-node', await app('good.ndjson'))
  expect(out).toMatch(/^the reference\nus-east-1 · single-node · slack/)
  expect(out).toMatch(/✓ received-was-sent: [^]*✓ No law was broken in 9 exchanges\.$/)
  expect(exit).toBe(0)
})

test('a body that changed on its way is found, with the lines that contradict each other', async () => {
  const path = await app('bad.ndjson')
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(0, -1)
  const line = lines.findIndex((one) => one.includes('"ReceiveMessage"') && one.includes('"Body":"b"'))
  lines[line] = lines[line]!.replace('"Body":"b"', '"Body":"x"')
  writeFileSync(path, `${lines.join('\n')}\n`)
  const { exit, out } = await check('--linear', path)
  expect(exit).toBe(1)
  expect(out).toContain(`bad.ndjson:${line + 1}`)
  expect(out).toMatch(/✗ A law was broken 2 times\.$/)
  const rows = (await check('--linear', '--json', path)).out.split('\n').map((row) => JSON.parse(row) as Record<string, unknown>)
  expect(rows.map(({ type }) => type)).toEqual(['header', 'divergence', 'divergence', 'footer'])
  expect(rows[1]).toMatchObject({
    file: path,
    line: line + 1,
    clause: expect.stringMatching(/^sqs\./) as string,
    source: expect.stringContaining('docs.aws.amazon.com') as string,
  })
})

test('two traces of one queue are read as one, and findings name the file of each line', async () => {
  const path = await app('both.ndjson')
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n').slice(0, -1)
  const isSend = (line: string): boolean => /"operation":"(?:CreateQueue|SendMessage)"/.test(line)
  const [senders, receivers] = [join(folder, 'senders.ndjson'), join(folder, 'receivers.ndjson')]
  writeFileSync(senders, [header, ...lines.filter(isSend), ''].join('\n'))
  writeFileSync(receivers, [header, ...lines.filter((line) => !isSend(line)), ''].join('\n'))
  expect((await check('--linear', senders, receivers)).exit).toBe(0)
  writeFileSync(receivers, readFileSync(receivers, 'utf8').replace('"Body":"b"', '"Body":"x"'))
  expect((await check('--linear', senders, receivers)).out).toContain('receivers.ndjson:2')
})
