import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pico from 'picocolors'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen } from '../../reference/index.js'
import { main } from './program.js'
import type { Terminal } from './terminal.js'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-contract-commands-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)

const typed = async (...args: string[]): Promise<{ exit: number; out: string; notes: string }> => {
  const [printed, noted]: [string[], string[]] = [[], []]
  const terminal: Terminal = {
    print: (text) => void printed.push(text),
    note: (text) => void noted.push(text),
    colours: pico.createColors(false),
    width: 100,
    live: false,
  }
  return { exit: await main(args, terminal), out: printed.join('\n'), notes: noted.join('\n') }
}

/** Tests in TAP that speak to the endpoint in the environment: an order is sent, received and deleted, by default counting each time that it comes. */
const APP = `
const { env } = process
const ask = async (operation, input) => {
  for (let attempt = 0; ; attempt++) {
    const headers = { 'x-amz-target': 'AmazonSQS.' + operation, 'content-type': 'application/x-amz-json-1.0', authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request' }
    const answer = await fetch(env.AWS_ENDPOINT_URL, { method: 'POST', headers, body: JSON.stringify(input) })
    if (answer.ok || attempt > 10) return answer.json().catch(() => ({}))
  }
}
const { QueueUrl } = await ask('CreateQueue', { QueueName: 'orders' })
await ask('SendMessage', { QueueUrl, MessageBody: '{"id":1,"amount":3}' })
let count = 0
for (let nth = 0; nth < 6; nth++) {
  const { Messages = [] } = await ask('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 })
  for (const { ReceiptHandle } of Messages) {
    count++
    if (env.FORWARD) await ask('SendMessage', { QueueUrl: (await ask('CreateQueue', { QueueName: 'parcels' })).QueueUrl, MessageBody: '{"parcel":1}' })
    await ask('DeleteMessage', { QueueUrl, ReceiptHandle })
  }
}
const tell = (isGood, name) => console.log((isGood ? 'ok' : 'not ok') + ' 1 - ' + name)
const results = { 'the order counts once': env.FORWARD ? true : count === 1, 'broken anyway': !env.BROKEN, 'now and then': !(env.MOODY && Number(env.TOUCHSTONE_SEED) % 2) }
for (const [name, isGood] of Object.entries(results)) tell(isGood, name)
process.exitCode = Object.values(results).every(Boolean) ? 0 : 1
`
const command = [process.execPath, at('app.mjs')]
const under = async <T>(env: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> => {
  Object.assign(process.env, env)
  try {
    return await work()
  } finally {
    for (const name of Object.keys(env)) process.env[name] = ''
  }
}
/** Deleted messages come back as often as they can, and before they would be visible again. */
const COMES_BACK = 'sqs.receive.duplicate-after-delete-standard=1,sqs.receive.at-least-once-standard=0.0001'
const AGAIN = ['--adversity', COMES_BACK]

beforeAll(async () => {
  writeFileSync(at('app.mjs'), APP)
  expect((await typed('record', '-o', at('trace.ndjson'), '--', ...command)).exit).toBe(0)
  expect((await typed('derive', at('trace.ndjson'), '-o', at('c.json'))).exit).toBe(0)
})

test('record ends as the command ends, says where the trace is, and when nothing came by', async () => {
  const { exit, notes } = await under({ BROKEN: '1' }, () => typed('record', '-o', at('broken.ndjson'), '--', ...command))
  expect(exit).toBe(1)
  expect(notes).toMatch(/^9 exchanges in \S*broken\.ndjson\. Next: touchstone derive /)
  const silent = await typed('record', '-o', at('silent.ndjson'), '--', process.execPath, '-e', 'process.exit(7)')
  expect(silent).toMatchObject({ exit: 7 })
  expect(silent.notes).toMatch('No request came by')
  expect(await typed('record', '--to', 'nowhere', '--', 'true')).toMatchObject({ exit: 2 })
  expect((await typed('record', '-o', at('none.ndjson'), '--', at('no-such-command'))).notes).toMatch('There is no command')
})

test('derive prints what it found, or the contract itself, and names file and line of what it cannot read', async () => {
  const { out } = await typed('derive', at('trace.ndjson'), '-o', '-')
  expect(JSON.parse(out)).toMatchObject({ touchstone: 'contract', version: 1 })
  writeFileSync(at('cut.ndjson'), readFileSync(at('trace.ndjson'), 'utf8').slice(0, -30))
  expect(await typed('derive', at('cut.ndjson'), '-o', at('cut.json'))).toMatchObject({
    exit: 2,
    notes: expect.stringMatching(/cut\.ndjson:\d+/) as string,
  })
  expect((await typed('derive', at('no.ndjson'))).exit).toBe(2)
  expect((await typed('derive', at('trace.ndjson'), '--key', 'id')).notes).toMatch('JSON Pointer')
  writeFileSync(at('order.json'), '{"properties":{"amount":{"type":"string"}}}')
  const held = await typed('derive', at('trace.ndjson'), '-o', at('held.json'), '--payload', `orders=${at('order.json')}`)
  expect(held).toMatchObject({ exit: 0, out: expect.stringMatching(/✗ orders .*\n +\/amount must be string \(order\.json\)/) as string })
  // What was recorded is held to the document again.
  expect(await typed('verify', at('held.json'), '--json')).toMatchObject({
    exit: 1,
    out: expect.stringContaining('must be string') as string,
  })
})

test('verify says in its exit code whether a target keeps the contract, in words and as JSON', { timeout: 60_000 }, async () => {
  const kept = await typed('verify', at('c.json'), '--junit', at('kept.xml'))
  expect(readFileSync(at('kept.xml'), 'utf8')).toMatch(
    /<testsuite name="[^"]*: clauses" tests="\d+" failures="0"[^]*name="[^"]+ \(sqs\.receive\.never-more-than-max\)"\/>[^]*: recorded requests"[^]*answered as documented"\/>/,
  )
  expect(await typed('verify', at('c.json'), '--no-replay', '--junit', at('no/folder.xml'))).toMatchObject({ exit: 2 })
  expect(kept).toMatchObject({ exit: 0, out: expect.stringContaining('It keeps what the application relies on') as string })
  expect(JSON.parse((await typed('verify', at('c.json'), '--json')).out)).toMatchObject({
    schema: 'touchstone.verify',
    version: 1,
    broken: [],
    unknown: [],
    replayed: { skipped: 0, divergences: [] },
  })
  const server = await listen({ adversity: COMES_BACK })
  const broken = await typed('verify', at('c.json'), '--endpoint', server.url, '--junit', at('broken.xml'))
  expect(readFileSync(at('broken.xml'), 'utf8')).toMatch(
    /failures="[1-9][^]*name="ReceiveMessage of [^"]*trace\.ndjson:\d+">\n +<failure message="breaks sqs\.delete\.removes-message">allowed: /,
  )
  expect(broken).toMatchObject({ exit: 1, out: expect.stringMatching(/sqs\.delete\.removes-message[^]*It breaks 1/) as string })
  const between = await typed('verify', at('c.json'), '--between', 'reference', server.url)
  expect(between).toMatchObject({ exit: 1, out: expect.stringMatching(/sqs\.delete\.removes-message\n[^]*They differ in 1 of/) as string })
  await server.close()
  expect(await typed('verify', at('c.json'), '--between', 'reference')).toMatchObject({ exit: 2 })
  writeFileSync(at('bad.json'), '{"touchstone":"contract","version":1,\n"clauses":[{"id":"no id"}]}')
  expect((await typed('verify', at('bad.json'))).notes).toMatch(/bad\.json:2 "clauses\[0\]\.id" should be the id of a clause/)
})

test('verify --app holds applications to what they promised each other', async () => {
  await under({ FORWARD: '1' }, () => typed('record', '-o', at('once.ndjson'), '--', ...command))
  await typed('derive', at('once.ndjson'), '-o', at('once.json'))
  const contract = JSON.parse(readFileSync(at('once.json'), 'utf8')) as { flows: { through: string; promises: object }[] }
  contract.flows = contract.flows.map((flow) => (flow.through === 'parcels' ? { ...flow, promises: { once: { by: '/parcel' } } } : flow))
  writeFileSync(at('once.json'), JSON.stringify(contract))
  expect(await typed('verify', at('once.json'), '--app', at('once.ndjson'))).toMatchObject({ exit: 0 })
  const server = await listen({ adversity: COMES_BACK })
  await under({ FORWARD: '1' }, () => typed('record', '--to', server.url, '-o', at('twice.ndjson'), '--', ...command))
  await server.close()
  const broken = await typed('verify', at('once.json'), '--app', at('twice.ndjson'))
  expect(broken).toMatchObject({
    exit: 1,
    out: expect.stringMatching(/✗ parcels: not once .*\n +two messages have 1 at \/parcel/) as string,
  })
  expect(await typed('verify', at('c.json'), '--app', at('silent.ndjson'))).toMatchObject({ exit: 2 })
  // And harden holds each run to it.
  const hardened = await under({ FORWARD: '1' }, () =>
    typed('harden', '--seeds', '6', ...AGAIN, '--contract', at('once.json'), '--json', '--', ...command),
  )
  expect(hardened.exit).toBe(1)
  expect(JSON.parse(hardened.out)).toMatchObject({
    broken: [{ test: 'contract: parcels once', surprises: [{ freedom: COMES_BACK.split('=')[0] }] }],
  })
})

test(
  'harden tells tests that fail anyway, and those that fail at random, from those that surprises break',
  { timeout: 60_000 },
  async () => {
    const args = ['--seeds', '6', ...AGAIN, '--json', '--', ...command]
    const { exit, out } = await under({ BROKEN: '1', MOODY: '1' }, () => typed('harden', ...args))
    expect(exit).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      schema: 'touchstone.harden',
      version: 1,
      alwaysFail: ['broken anyway'],
      atRandom: ['now and then'],
      broken: [
        { test: 'the order counts once', surprises: [{ id: 'sqs.receive.duplicate-after-delete-standard message 1 of orders #1' }] },
      ],
    })
    const words = await typed('harden', '--seeds', '6', ...AGAIN, '--', ...command)
    expect(words).toMatchObject({
      exit: 1,
      out: expect.stringMatching(/assumed in vain[^]*once more +touchstone harden --seed \d+ .*--surprise/) as string,
    })
    expect(await typed('harden', '--seeds', '2', '--adversity', 'calm', '--', ...command)).toMatchObject({ exit: 0 })
    const once = ['--surprise', 'sqs.receive.duplicate-after-delete-standard message 1 of orders #1', ...AGAIN, '--', ...command]
    expect(await typed('harden', ...once)).toMatchObject({ exit: 1, notes: expect.stringMatching('1 of 1 surprises were dealt') as string })
    expect((await typed('harden', '--', process.execPath, '-e', '0')).exit).toBe(2)
    expect((await typed('harden')).exit).toBe(2)
  },
)
