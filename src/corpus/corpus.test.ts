import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pico from 'picocolors'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen } from '../../reference/index.js'
import { runCorpus } from '../cli/corpus.js'
import type { CorpusHistory } from './history.js'
import { Placeholders, Unsteady } from './placeholders.js'
import { another, withAt, withText } from './values.js'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-corpus-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = join(folder, 'sqs.jsonl')
const IDS = ['sqs.batch.ids-distinct', 'sqs.batch.send.total-size', 'sqs.delete.by-receipt-handle', 'sqs.purge.keeps-queue']
let histories: readonly CorpusHistory[] = []
beforeAll(async () => {
  await runCorpus(
    { print: () => {}, note: () => {}, colours: pico.createColors(false), width: 100, live: false },
    { out: folder, only: IDS },
  )
  histories = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as CorpusHistory)
}, 120_000)
const historyOf = (clause: string): CorpusHistory => histories.find((one) => one.clause === clause)!

test('a history demands what its clause demands, and nothing else', () => {
  const { steps, case: kind } = historyOf('sqs.delete.by-receipt-handle')
  expect(kind).toEqual({ type: 'standard' })
  expect(steps.slice(0, 2).map(({ operation, output }) => [operation, output])).toEqual([
    ['CreateQueue', { QueueUrl: '${queue-url:1}' }],
    // The digest is free here.
    ['SendMessage', { MessageId: '${message-id:1}' }],
  ])
  expect(steps[3]).toMatchObject({ operation: 'DeleteMessage', input: { ReceiptHandle: '${message-id:1}' } })
  expect(steps.at(-1)!.operation).not.toBe('DeleteQueue')
  const policies = historyOf('sqs.purge.keeps-queue').steps.flatMap(
    ({ output }) => (output as { Attributes?: { Policy?: string } }).Attributes?.Policy ?? [],
  )
  // What is only compared with an earlier answer has a name; its form is not asked for.
  expect(policies).toEqual(['${policy:1}', '${policy:1}'])
})

test('a refusal is demanded where the clause asks for one, by the names of its line', () => {
  const { error, input } = historyOf('sqs.batch.send.total-size').steps.find((step) => step.error !== undefined)!
  expect(error).toEqual({ names: ['BatchRequestTooLong', 'AWS.SimpleQueueService.BatchRequestTooLong'] })
  expect(input).toMatchObject({ QueueUrl: '${queue-url:1}' })
})

test('values are altered to others of their kind, in one place or everywhere', () => {
  expect([another('ab'), another('a~'), another(1), another(true), another('')]).toEqual(['a~', 'a-', 1_000_004, false, '~'])
  expect(withAt({ a: [1, { b: 2 }], c: 3 }, ['a', 1, 'b'], () => undefined)).toEqual({ a: [1, {}], c: 3 })
  expect(withText({ a: ['x', 'y'], b: { c: 'x' } }, 'x', 'z')).toEqual({ a: ['z', 'y'], b: { c: 'z' } })
})

test('what differs between two runs has a name, and what does not fit together is refused', () => {
  const names = new Placeholders({ run: ['tscorpusa', 'tscorpusb'] })
  expect(names.input({ QueueName: 'tscorpusa0.fifo' }, { QueueName: 'tscorpusb0.fifo' })).toEqual({ QueueName: '${run}0.fifo' })
  names.bind('QueueUrl', 'http://x/1', 'http://x/2')
  expect(names.input('http://x/1', 'http://x/2')).toBe('${queue-url:1}')
  expect(names.input('x'.repeat(1000), 'x'.repeat(1000))).toEqual({ $repeat: ['x', 1000] })
  expect(() => names.input('one', 'two')).toThrow(Unsteady)
  expect(() => names.input('${run}', '${run}')).toThrow(Unsteady)
})

const runner = fileURLToPath(new URL('../../examples/corpus/run.py', import.meta.url))
const hasPython = spawnSync('python3', ['-c', 'import boto3'], { timeout: 30_000 }).status === 0
if (!hasPython) process.stderr.write('The runner of the corpus was not tried: there is no python3 with boto3 here.\n')

test.skipIf(!hasPython)(
  'the runner in Python finds nothing on the reference, and sees what is not as a history demands',
  async () => {
    const server = await listen({ port: 0 })
    const replayed = (): Promise<string> =>
      new Promise((resolve) =>
        execFile('python3', [runner, '--endpoint', server.url, '--json', file], (error, text) => resolve(`${error?.code ?? 0} ${text}`)),
      )
    try {
      const conforming = await replayed()
      expect(conforming).toMatch(/^0 /)
      expect(conforming).not.toContain('"differs"')
      const text = readFileSync(file, 'utf8')
      writeFileSync(
        file,
        text
          .replaceAll('"BatchRequestTooLong"', '"AnotherName"')
          .replaceAll('"AWS.SimpleQueueService.BatchRequestTooLong"', '"AnotherName"'),
      )
      const other = await replayed()
      expect(other).toMatch(/^1 /)
      expect(other).toMatch(/"clause": "sqs\.batch\.send\.total-size".*"differs".*not AnotherName/)
    } finally {
      await server.close()
    }
  },
  120_000,
)
