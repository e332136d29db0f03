import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reference } from '../../reference/index.js'
import { readRegistry, type Registry } from '../oracle/check/registry.js'
import { traceTo } from '../oracle/trace/index.js'
import { readTraces } from '../oracle/trace/read-trace.js'
import type { TracedExchange } from '../oracle/trace/form.js'
import { embeddedTarget } from '../targets/embedded.js'
import { readAdvisories } from './advisories.js'
import { type Contract, CONTRACT_SCHEMA, readContract, writeContract } from './contract.js'
import { derive } from './derive/derive.js'
import { brokenIn, verify } from './verify/verify.js'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-contract-'))
const trace = join(folder, 'trace.ndjson')
let registry: Registry

const open = (file = trace) =>
  readTraces(
    [
      {
        file: 'trace.ndjson',
        bytes: (async function* () {
          yield readFileSync(file)
        })(),
      },
    ],
    { descriptions: registry.descriptions, order: 'received' },
  )
const derived = async (options: { readonly mostJudged?: number } = {}, file = trace): Promise<Contract> =>
  derive(await open(file), { registry, advisories: await readAdvisories(), suite: '1.0.0', traces: ['trace.ndjson'], ...options })
const exchanges = async (): Promise<readonly TracedExchange[]> => {
  const found: TracedExchange[] = []
  for await (const exchange of (await open()).exchanges) found.push(exchange)
  return found
}

/** An application that does what the documentation warns of. */
beforeAll(async () => {
  registry = await readRegistry()
  const aws = reference({ clock: 'virtual' })
  const sqs = new SQSClient(aws.client())
  const written = traceTo(trace, { client: 'app', account: '000000000000', now: () => aws.clock.now() })
  sqs.middlewareStack.use(written)
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders', Attributes: { VisibilityTimeout: '10' } }))
  for (let n = 0; n < 12; n++) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ seq: n }) }))
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0]!.ReceiptHandle }))
  await aws.clock.sleep(11_000)
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[1]!.ReceiptHandle }))
  const again = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
  expect(again.Messages!.length).toBeGreaterThan(5)
  await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: 'a', MessageBody: 'fine' },
        { Id: 'b', MessageBody: '\u0001' },
      ],
    }),
  )
  await sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl,
      Attributes: {
        Policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }] }),
      },
    }),
  )
  const { QueueUrl: empty } = await sqs.send(new CreateQueueCommand({ QueueName: 'empty' }))
  for (let n = 0; n < 11; n++) await sqs.send(new ReceiveMessageCommand({ QueueUrl: empty }))
  await written.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

test('a contract says what the application relies on, and what it is warned of', async () => {
  const contract = await derived()
  expect(contract.broken).toEqual([])
  expect(contract.clauses.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['sqs.send.body-returned-verbatim', 'sqs.receive.never-more-than-max', 'sqs.batch.result-lists']),
  )
  expect(contract.clauses.every(({ count, first, statement }) => count > 0 && /^trace\.ndjson:\d+$/.test(first) && statement !== '')).toBe(
    true,
  )
  expect(contract.advice.map(({ id, about }) => `${id} ${about}`)).toEqual([
    'sqs.deletes-after-timeout orders',
    'sqs.depends-on-order-of-standard orders',
    'sqs.ignores-failed orders',
    'sqs.no-dead-letter-queue empty',
    'sqs.no-dead-letter-queue orders',
    'sqs.policy-for-everybody orders',
    'sqs.short-polls-in-a-loop empty',
  ])
  expect(contract.advice.every(({ source, statement }) => source.startsWith('https://docs.aws.amazon.com/') && statement !== '')).toBe(true)
  expect(contract.operations['sqs']).toMatchObject({
    SendMessage: { count: 12, parameters: { MessageBody: 12, QueueUrl: 12 } },
    SendMessageBatch: { count: 1, parameters: { Entries: 1, 'Entries[].Id': 1, 'Entries[].MessageBody': 1 } },
    CreateQueue: { parameters: { 'Attributes{VisibilityTimeout}': 1 } },
  })
})

test('what is written is read, and is the same each time', async () => {
  const contract = await derived()
  const text = writeContract(contract)
  expect(readContract('c.json', text)).toEqual(contract)
  expect(writeContract(await derived())).toBe(text)
})

test('what is written follows the schema, which describes every member', async () => {
  const contract = await derived()
  const schema = JSON.parse(readFileSync(CONTRACT_SCHEMA, 'utf8')) as {
    readonly properties: Readonly<Record<string, { description?: string }>>
  }
  const closed = JSON.parse(
    JSON.stringify(schema, (_key, value: unknown) =>
      typeof value === 'object' && value !== null && 'properties' in value && !('additionalProperties' in value)
        ? { ...value, additionalProperties: false }
        : value,
    ),
  ) as object
  const validate = new Ajv({ strict: false }).compile(closed)
  validate(JSON.parse(writeContract(contract)))
  expect(validate.errors).toBeNull()
  expect(Object.keys(contract).sort()).toEqual(Object.keys(schema.properties).sort())
  const documented = readFileSync(new URL('../../docs/contracts.md', import.meta.url), 'utf8')
  for (const member of Object.keys(schema.properties)) expect(documented).toContain(`\`${member}\``)
})

test('a contract of an older suite, without what came later, is read and verified', async () => {
  const { flows: _flows, sequences: _sequences, payloads: _payloads, ...rest } = await derived()
  const older = {
    ...rest,
    suite: '0.0.1',
    clauses: [...rest.clauses, { id: 'sqs.once.upon-a-time', statement: 'gone', count: 1, first: '' }],
  }
  const read = readContract('c.json', JSON.stringify(older))
  expect(read).toMatchObject({ suite: '0.0.1', flows: [], sequences: [], payloads: [] })
  const found = await verify({
    contract: read,
    exchanges: await exchanges(),
    registry,
    profile: 'single-node',
    target: embeddedTarget(1),
    runSuite: async () => ({ results: [], target: '', settings: {} as never, durationMs: 0 }),
  })
  expect(found.unknown.map(({ id }) => id)).toEqual(['sqs.once.upon-a-time'])
  expect(brokenIn(found)).toEqual([])
})

test('of a long trace what is not given to the oracle is held to the laws', async () => {
  const { judged, clauses, operations } = await derived({ mostJudged: 5 })
  expect(judged).toMatchObject({ oracle: 5, laws: judged.exchanges - 5 })
  expect(clauses.length).toBeGreaterThan(3)
  // Laws of several services have the same names.
  expect(Object.keys(operations)).toEqual(expect.arrayContaining([...new Set(clauses.map(({ id }) => id.slice(0, id.indexOf('.'))))]))
})

test.each([
  ['{', /^c\.json:1 is not JSON/],
  ['[]', /^c\.json:1 is no contract/],
  ['{"touchstone":"contract",\n"version": 9}', /^c\.json:2 has version 9; this touchstone reads version 1/],
  [
    '{"touchstone":"contract","version":1,\n"clauses": [\n{"id":"sqs.a.b"},\n{"id":"not an id"}]}',
    /^c\.json:4 "clauses\[1\]\.id" should be the id of a clause/,
  ],
  [
    '{"touchstone":"contract","version":1,\n"flows": [\n{"service":"sqs","through":"q",\n"promises":{"orders":{}}}]}',
    /^c\.json:4 "flows\[0\]\.promises\.orders" is not known/,
  ],
  ['{"touchstone":"contract","version":1,\n"flows": [\n{"service":"sqs","through":"q"}]}', /^c\.json:3 "flows\[0\]\.promises" is missing/],
  ['{"touchstone":"contract","version":1,\n"payloads": [{"file":1}]}', /^c\.json:2 "payloads\[0\]\.file" should be the path of/],
  ['{"touchstone":"contract","version":1,\n"traces": 1}', /^c\.json:2 "traces" should be a list/],
])('%j is refused with its line', (text, message) => {
  expect(() => readContract('c.json', text)).toThrow(message)
})

const verified = async (adversity?: string, more: Contract['clauses'] = []) => {
  const contract = await derived()
  const asked: string[] = []
  const found = await verify({
    contract: { ...contract, clauses: [...contract.clauses, ...more] },
    exchanges: await exchanges(),
    registry,
    profile: 'single-node',
    target: embeddedTarget(1, adversity),
    runSuite: async ({ only = [] }) => {
      asked.push(...only)
      return { results: [], target: '', settings: {} as never, durationMs: 0 }
    },
  })
  return { found, asked, contract }
}

test('the reference keeps the contract; its clauses and no others are asked for, and those that nobody knows are named', async () => {
  const unknown = { id: 'sqs.of.tomorrow', statement: '', count: 1, first: 'trace.ndjson:1' } as const
  const { found, asked, contract } = await verified(undefined, [unknown])
  expect(asked).toEqual(contract.clauses.map(({ id }) => id))
  expect(found.unknown).toEqual([unknown])
  expect(found.replayed).toMatchObject({ skipped: 0, undecided: 0, divergences: [], unsupported: [] })
  expect(found.replayed!.admitted).toBe(found.replayed!.exchanges.length)
  expect(brokenIn(found)).toEqual([])
})

test('a target that delivers what was deleted breaks it', async () => {
  const { found } = await verified('sqs.receive.duplicate-after-delete-standard=1')
  expect(brokenIn(found)).toEqual(['sqs.delete.removes-message'])
})
