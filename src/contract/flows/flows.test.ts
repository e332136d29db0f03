import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PublishCommand, SNSClient, CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reference } from '../../../reference/index.js'
import { readRegistry, type Registry } from '../../oracle/check/registry.js'
import type { TracedExchange } from '../../oracle/trace/form.js'
import { traceTo } from '../../oracle/trace/index.js'
import { readTraces } from '../../oracle/trace/read-trace.js'
import { readAdvisories } from '../advisories.js'
import { type Contract, readContract, writeContract } from '../contract.js'
import { derive } from '../derive/derive.js'
import { Payloads } from '../payloads/payloads.js'
import { hold } from '../verify/hold.js'
import type { Flow, PayloadSource } from './flow.js'
import { Flows } from './flows.js'
import type { Passing, PassingReader } from './passing.js'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-flows-'))
let registry: Registry
let runs = 0
beforeAll(async () => void (registry = await readRegistry()))
afterAll(() => rmSync(folder, { recursive: true }))

interface Manners {
  /** What the shop says of an order, one after the other. */
  readonly says?: readonly string[]
  /** Seconds that the warehouse takes for each message, of the 30 that it may. */
  readonly takes?: number
  /** Whether the warehouse ships again what comes again. */
  readonly shipsAgain?: boolean
  readonly amount?: unknown
}

/** A shop says what becomes of orders, and a warehouse ships those that were paid; each writes a trace of its own. */
const shopAndWarehouse = async ({ says = ['placed', 'paid'], takes = 1, shipsAgain = false, amount = 3 }: Manners = {}) => {
  const aws = reference({ clock: 'virtual' })
  const run = ++runs
  const traces = ['shop', 'warehouse'].map((name) => join(folder, `${name}${run}.ndjson`))
  const [shop, warehouse] = traces.map((path) => {
    const client = new SQSClient(aws.client())
    const trace = traceTo(path, { client: path, account: '000000000000', now: () => aws.clock.now() })
    client.middlewareStack.use(trace)
    return { sqs: client, close: () => trace.close() }
  }) as [{ sqs: SQSClient; close(): Promise<void> }, { sqs: SQSClient; close(): Promise<void> }]
  const make = async (QueueName: string) =>
    (await shop.sqs.send(new CreateQueueCommand({ QueueName, Attributes: { FifoQueue: 'true', VisibilityTimeout: '30' } }))).QueueUrl!
  const [orders, parcels] = [await make('orders.fifo'), await make('parcels.fifo')]
  for (const order of ['o-1', 'o-2', 'o-3'])
    for (const type of says) {
      const MessageBody = JSON.stringify({ order, type, amount })
      await shop.sqs.send(
        new SendMessageCommand({ QueueUrl: orders, MessageBody, MessageGroupId: order, MessageDeduplicationId: `${order}-${type}` }),
      )
      await aws.clock.sleep(10)
    }
  let sent = 0
  for (let round = 0; round < 12; round++) {
    const { Messages = [] } = await warehouse.sqs.send(new ReceiveMessageCommand({ QueueUrl: orders, MaxNumberOfMessages: 1 }))
    for (const { Body, ReceiptHandle } of Messages) {
      const { order, type } = JSON.parse(Body!) as { order: string; type: string }
      for (let nth = 0; type === 'paid' && nth < (shipsAgain ? 2 : 1); nth++) {
        const parcel = { MessageBody: JSON.stringify({ order, parcel: order, type: 'shipped' }), MessageGroupId: order }
        await warehouse.sqs.send(new SendMessageCommand({ QueueUrl: parcels, ...parcel, MessageDeduplicationId: String(++sent) }))
      }
      await aws.clock.sleep(takes * 1000)
      // A FIFO queue refuses what comes after the timeout.
      await warehouse.sqs.send(new DeleteMessageCommand({ QueueUrl: orders, ReceiptHandle })).catch(() => {})
    }
  }
  await shop.close()
  await warehouse.close()
  return traces
}

const open = (files: readonly string[]) =>
  readTraces(
    files.map((file) => ({ file, bytes: createReadStream(file) })),
    { descriptions: registry.descriptions, order: 'received' },
  )
const derived = async (files: readonly string[], payloads: readonly PayloadSource[] = []): Promise<Contract> => {
  const contract = await derive(await open(files), {
    registry,
    advisories: await readAdvisories(),
    suite: '1.0.0',
    traces: files,
    key: '/order',
    payloads: await Payloads.read(payloads, folder),
  })
  return readContract('c.json', writeContract(contract))
}
const broken = async (contract: Contract, files: readonly string[]) => {
  const { breaches } = await hold(contract, (await open(files)).exchanges, folder)
  return breaches.map(({ promise, through, says }) => `${through} ${promise}: ${says}`)
}

test('what goes between two services, and what both keep to, is one contract', async () => {
  const files = await shopAndWarehouse()
  const { flows, sequences } = await derived(files)
  expect(flows).toEqual([
    {
      service: 'sqs',
      through: 'orders.fifo',
      producers: [files[0]],
      consumers: [files[1]],
      messages: { sent: 6, delivered: 6, again: 0, removed: 6 },
      promises: { order: { by: '/order' }, deletedInTime: true },
    },
    {
      service: 'sqs',
      through: 'parcels.fifo',
      producers: [files[1]],
      consumers: [],
      messages: { sent: 3, delivered: 0, again: 0, removed: 0 },
      promises: { once: { by: '' } },
    },
  ])
  expect(sequences).toEqual([
    {
      by: '/order',
      begins: ['orders.fifo placed'],
      then: { 'orders.fifo paid': ['parcels.fifo shipped'], 'orders.fifo placed': ['orders.fifo paid'] },
    },
    { by: 'MessageGroupId', begins: ['orders.fifo placed', 'parcels.fifo shipped'], then: { 'orders.fifo placed': ['orders.fifo paid'] } },
  ])
  const contract = await derived(files)
  expect(await broken(contract, files)).toEqual([])
  expect(await broken(contract, await shopAndWarehouse())).toEqual([])
})

test('each promise is told when it is broken', async () => {
  const contract = await derived(await shopAndWarehouse())
  expect(await broken(contract, await shopAndWarehouse({ takes: 31 }))).toEqual([
    expect.stringMatching(/^orders\.fifo deletedInTime: \{"order":"o-1","type":"placed","amount":3\} was to be deleted \d+ s after/),
  ])
  expect(await broken(contract, await shopAndWarehouse({ shipsAgain: true }))).toEqual([
    expect.stringMatching(/^parcels\.fifo once: \{"order":"o-1".* was sent twice$/),
  ])
  expect((await broken(contract, await shopAndWarehouse({ says: ['paid', 'placed'] })))[0]).toMatch(
    /sequence: orders\.fifo paid is the first for the value at \/order: o-1; what comes first is orders\.fifo placed$/,
  )
})

/** An exchange in which messages pass as they are given, between two instants. */
const passing = (
  sent: number,
  received: number,
  ...passed: readonly Passing[]
): TracedExchange & { readonly passed: readonly Passing[] } => ({
  service: 'toy',
  region: 'r',
  client: 'c',
  operation: 'O',
  input: {},
  sent,
  received,
  outcome: { kind: 'answered', output: {} },
  spot: { file: 't', line: sent },
  passed,
})
const toy: PassingReader = { read: (exchange) => (exchange as ReturnType<typeof passing>).passed }
const a = { through: 'q', id: 'a', body: 'a', key: { by: 'MessageGroupId', value: 'g' } } as const
const b = { ...a, id: 'b', body: 'b' } as const

test.each([
  ['in order', [passing(0, 1, { kind: 'sent', ...a }), passing(2, 3, { kind: 'sent', ...b })], ['a', 'b'], 0],
  ['out of order', [passing(0, 1, { kind: 'sent', ...a }), passing(2, 3, { kind: 'sent', ...b })], ['b', 'a'], 1],
  ['sent at the same time', [passing(0, 2, { kind: 'sent', ...a }), passing(1, 3, { kind: 'sent', ...b })], ['b', 'a'], 0],
  ['out of order, the second time', [passing(0, 1, { kind: 'sent', ...a }), passing(2, 3, { kind: 'sent', ...b })], ['a', 'b', 'a'], 0],
])('order within a group: %s', (_, sends, order, breaches) => {
  const promises = { order: { by: 'MessageGroupId' } }
  const flow: Flow = {
    service: 'toy',
    through: 'q',
    producers: [],
    consumers: [],
    messages: { sent: 0, delivered: 0, again: 0, removed: 0 },
    promises,
  }
  const flows = new Flows({ readers: new Map([['toy', toy]]), agreed: { flows: [flow], sequences: [] } })
  for (const exchange of sends) flows.see(exchange)
  order.forEach((id, nth) => flows.see(passing(10 + 2 * nth, 11 + 2 * nth, { kind: 'delivered', ...(id === 'a' ? a : b) })))
  expect(flows.breaches.map(({ says }) => says)).toEqual(
    breaches === 0 ? [] : ['a was sent before b, and handed over after it (MessageGroupId g)'],
  )
})

const ASYNCAPI = `asyncapi: 3.0.0
info: { title: shop, version: 1.0.0 }
channels:
  orderEvents:
    address: orders
    messages:
      placed: { $ref: '#/components/messages/placed' }
      paid: { payload: { $ref: '#/components/schemas/paid' } }
    bindings:
      sqs: { queue: { name: orders.fifo, fifoQueue: true } }
components:
  messages:
    placed:
      name: OrderPlaced
      payload: { type: object, required: [order], properties: { type: { const: placed }, amount: { $ref: '#/components/schemas/amount' } } }
  schemas:
    amount: { type: integer, minimum: 1 }
    paid: { type: object, properties: { type: { const: paid }, amount: { $ref: '#/components/schemas/amount' } } }
`
const PACT = {
  consumer: { name: 'warehouse' },
  provider: { name: 'shop' },
  interactions: [
    {
      type: 'Asynchronous/Messages',
      description: 'an order that was paid',
      contents: { content: { order: 'x', type: 'paid', amount: 1 }, contentType: 'application/json', encoded: false },
      matchingRules: { body: { '$.order': { matchers: [{ match: 'type' }] }, '$.amount': { matchers: [{ match: 'integer' }] } } },
    },
  ],
  metadata: { pactSpecification: { version: '4.0' } },
}

test.each([
  [
    'AsyncAPI',
    'shop.yaml',
    ASYNCAPI,
    undefined,
    /it is none of OrderPlaced, paid; no OrderPlaced, since \/amount must be integer \(shop\.yaml\)$/,
  ],
  [
    'JSON Schema',
    'order.schema.json',
    JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', properties: { amount: { type: 'integer' } } }),
    'orders.fifo',
    /^orders\.fifo payload: \/amount must be integer \(order\.schema\.json\)$/,
  ],
  [
    'a Pact',
    'pact.json',
    JSON.stringify(PACT),
    'orders.fifo',
    /^orders\.fifo payload: no message matches "an order that was paid": \$\.amount .*2\.5/,
  ],
])('payloads are held to %s', { timeout: 30_000 }, async (_, file, text, through, problem) => {
  writeFileSync(join(folder, file), text)
  const source = through === undefined ? { file } : { file, through }
  const contract = await derived(await shopAndWarehouse(), [source])
  expect(contract.payloads).toEqual([{ ...source, checked: 6, broken: 0 }])
  expect(await broken(contract, await shopAndWarehouse())).toEqual([])
  expect((await broken(contract, await shopAndWarehouse({ amount: 2.5 }))).at(-1)).toMatch(problem)
  if (file === 'shop.yaml') expect(contract.sequences[0]!.begins).toEqual(['orders.fifo OrderPlaced'])
})

test.each([
  ['no.yaml', undefined, /There is no file/],
  ['old.yaml', 'asyncapi: 2.6.0', /it is AsyncAPI 2\.6\.0; AsyncAPI 3 is read/],
  ['bad.yaml', 'a:\n  - b\n c', /bad\.yaml:3 cannot be read/],
  ['alone.json', '{}', /say of which queue, topic or stream it is/],
])('%s is refused', async (file, text, problem) => {
  if (text !== undefined) writeFileSync(join(folder, file), text)
  await expect(Payloads.read([{ file }], folder)).rejects.toThrow(problem)
})

test.each(['true', undefined])('what a topic hands on is followed to its queue, raw: %s', async (raw) => {
  const aws = reference({ clock: 'virtual' })
  const file = join(folder, `topic${++runs}.ndjson`)
  const [sns, sqs] = [new SNSClient(aws.client()), new SQSClient(aws.client())]
  const trace = traceTo(file, { client: 'app', account: '000000000000', now: () => aws.clock.now() })
  sns.middlewareStack.use(trace)
  sqs.middlewareStack.use(trace)
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'sales' }))
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'stock' }))
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
  const Policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }] })
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }))
  const how = raw === undefined ? {} : { Attributes: { RawMessageDelivery: raw } }
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes!['QueueArn'], ...how }))
  for (const id of ['a', 'b']) await sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify({ id, kind: 'sold' }) }))
  await aws.clock.sleep(1000)
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }))
  expect(Messages.length).toBeGreaterThan(0)
  await trace.close()
  const { flows } = await derived([file])
  expect(flows.map(({ service, through, producers, consumers }) => [service, through, producers, consumers])).toEqual([
    ['sns', 'sales', [file], []],
    ['sqs', 'stock', [file], [file]],
  ])
})
