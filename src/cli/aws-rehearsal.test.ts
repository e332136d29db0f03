import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ListQueuesCommand, ListQueueTagsCommand, SQSClient } from '@aws-sdk/client-sqs'
import pico from 'picocolors'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, type Listening } from '../../reference/index.js'
import { main } from './program.js'
import type { Terminal } from './terminal.js'

// No AWS is called here. The reference plays it: TLS, signatures that are verified, its liberties taken, one request in twenty throttled.
const SECRET = 'a-secret-key-of-this-test'
const ACCOUNT = '123456789012'
const ADVERSITY = 'aws-like,sqs.error.request-throttled=0.05'

let aws: Listening
const folder = mkdtempSync(join(tmpdir(), 'touchstone-aws-'))
const ca = join(folder, 'ca.pem')
const environment = (account: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: aws.url,
  AWS_ACCESS_KEY_ID: account,
  AWS_SECRET_ACCESS_KEY: SECRET,
  AWS_CA_BUNDLE: ca,
})
const before = { ...process.env }

beforeAll(async () => {
  aws = await listen({ tls: true, verifySignatures: SECRET, adversity: ADVERSITY, seed: 3 })
  writeFileSync(ca, aws.certificate!)
  Object.assign(process.env, environment(ACCOUNT))
})
afterAll(async () => {
  process.env = before
  await aws.close()
  rmSync(folder, { recursive: true })
})

const typed = async (...args: string[]): Promise<{ exit: number; out: string; notes: string }> => {
  const printed: string[] = []
  const noted: string[] = []
  const terminal: Terminal = {
    print: (text) => printed.push(text),
    note: (text) => noted.push(text),
    colours: pico.createColors(false),
    width: 100,
    live: false,
  }
  const exit = await main(args, terminal)
  return { exit, out: printed.join('\n'), notes: noted.join('\n') }
}
const RUN = ['run', '--target', 'aws', '--profile', 'as-documented', '--effort', 'smoke']
const clientOf = (account: string): SQSClient =>
  new SQSClient({
    region: 'us-east-1',
    endpoint: aws.url,
    credentials: { accessKeyId: account, secretAccessKey: SECRET },
    requestHandler: { httpsAgent: new Agent({ ca: aws.certificate }) },
  })
/** ListQueues is throttled too: the SDK tries again. What was removed may still be listed for a while. */
const queues = async (account: string): Promise<readonly string[]> =>
  (await clientOf(account).send(new ListQueuesCommand({ QueueNamePrefix: 'touchstone-' }))).QueueUrls ?? []

test('without leave a plan is shown and nothing is sent; nor above the budget', { timeout: 120_000 }, async () => {
  process.env['AWS_ENDPOINT_URL'] = 'https://127.0.0.1:1'
  const only = ['--only', 'sqs.delete.**', '--only', 'sns.sms.**', '--only', 'kinesis.streams.create.**']
  const { exit, out, notes } = await typed(...RUN, ...only)
  expect([exit, out]).toEqual([2, ''])
  expect(notes).toMatch(/A run on AWS, us-east-1: \d+ clauses, about \d+ calls/)
  expect(notes).toMatch(/\d+ {2}sqs CreateQueue/)
  expect(notes).toContain('Nothing was sent. Give --yes')
  const rich = await typed(...RUN, ...only, '--budget', '0')
  expect(rich.notes).toMatch(/Nothing was sent: the estimate of .* is above the budget of \$0.00|nobody answers at/)
  process.env['AWS_ENDPOINT_URL'] = aws.url
})

test('the profile of a single node is not for AWS', async () => {
  const { exit, notes } = await typed('run', '--target', 'aws', '--yes')
  expect(exit).toBe(2)
  expect(notes).toContain('--profile as-documented')
})

test(
  'a whole run over TLS with verified signatures, throttled at times, accuses nobody and leaves nothing',
  { timeout: 300_000 },
  async () => {
    const { exit, out, notes } = await typed(...RUN, '--yes', '--only', 'sqs.delete.**', '--only', 'sqs.tags.**')
    expect(notes).not.toMatch(/Could not/)
    expect(out).not.toContain('✗')
    expect(exit).toBe(0)
    await expect.poll(() => queues(ACCOUNT), { timeout: 60_000 }).toEqual([])
  },
)

test('wrong credentials are told as such, and nothing is judged', { timeout: 120_000 }, async () => {
  process.env['AWS_SECRET_ACCESS_KEY'] = 'another'
  const { exit, notes } = await typed(...RUN, '--yes', '--only', 'sqs.delete.**')
  process.env['AWS_SECRET_ACCESS_KEY'] = SECRET
  expect(exit).toBe(2)
  expect(notes).toMatch(/the credentials are refused at .*SignatureDoesNotMatch/)
})

const cli = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))
test.skipIf(!existsSync(cli))(
  `what a run leaves that was killed bears prefix and tag, and is swept${existsSync(cli) ? '' : ' (skipped: npm run build first)'}`,
  { timeout: 300_000 },
  async () => {
    // An account of its own: nothing of other runs is listed there.
    const account = '210987654321'
    const args = [cli, ...RUN, '--yes', '--only', 'sqs.visibility.**']
    const run = spawn(process.execPath, args, { env: { ...process.env, ...environment(account) }, stdio: 'ignore' })
    await expect.poll(() => queues(account), { timeout: 200_000, interval: 200 }).not.toEqual([])
    run.kill('SIGKILL')
    const left = await queues(account)
    expect(left.length).toBeGreaterThan(0)
    const { Tags = {} } = await clientOf(account).send(new ListQueueTagsCommand({ QueueUrl: left[0]! }))
    expect(left[0]).toContain(`touchstone-${Tags['touchstone-run']}-`)
    Object.assign(process.env, environment(account))
    const { exit, out, notes } = await typed('sweep', '--target', 'aws')
    expect([exit, out, notes]).toEqual([0, expect.stringContaining('removed  DeleteQueue'), expect.any(String)])
    await expect.poll(() => queues(account), { timeout: 60_000 }).toEqual([])
  },
)
