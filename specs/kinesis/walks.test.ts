import { expect, test } from 'vitest'
import { kinesis } from '../../reference/kinesis/index.js'
import type { Call, Service } from '../../reference/core/service.js'
import { plansOf } from '../../src/oracle/walk/mass.js'
import { drawnPlan } from '../../src/oracle/walk/shrink-walk.js'
import { walkSimulated } from '../../src/oracle/walk/simulated.js'
import { walks } from './explore.js'
import { manyServersOnly } from './profiles.js'

const single = { profile: 'single-node', tolerates: (id: string) => !(id in manyServersOnly), lateness: 0 } as const
const plans = plansOf({ walks, steps: 40 })
const walked = (seed: number, open?: Service['open']) =>
  walkSimulated(drawnPlan(plans, seed), { walks, conditions: 'near', seed, clients: 1, profile: single, ...(open ? { open } : {}) })

test('walks of the reference find nothing, and hold most answers of Kinesis to a rule', async () => {
  let steps = 0
  let held = 0
  for (let seed = 1; seed <= 40; seed++) {
    const { findings, judged } = await walked(seed)
    expect(findings.map(({ clause, step, accused }) => ({ seed, clause, step, last: accused.at(-1) }))).toEqual([])
    steps += judged.length
    held += judged.filter(({ step }) => step.tested.length > 0).length
  }
  expect(held / steps).toBeGreaterThan(0.8)
})

type Input = Readonly<Record<string, unknown>>
type Answering = (operation: string, answer: (input?: Input) => object, input: Input) => object
/** The reference, except for what a lie of its own makes of each answer. */
const lying =
  (begin: () => Answering): Service['open'] =>
  (site) => {
    const honest = kinesis.open(site)
    const lie = begin()
    return {
      call: (call) =>
        lie(
          call.operation,
          (input = call.input) => honest.call(Object.create(call, { input: { value: input } }) as Call) as object,
          call.input,
        ) as never,
    }
  }

interface Page {
  readonly Records: readonly { readonly PartitionKey?: string; readonly Data?: Uint8Array }[]
}
/** A page of which something else is told. */
const misreading = (lie: (records: Page['Records']) => Page['Records']): Service['open'] =>
  lying(() => (operation, answer) => {
    const output = answer()
    return operation === 'GetRecords' ? { ...output, Records: lie((output as Page).Records) } : output
  })

const LAST_KEY = 2n ** 128n - 1n

test.each<[string, Service['open'], RegExp]>([
  [
    'reuses sequence numbers',
    lying(() => {
      let puts = 0
      let before: object = {}
      return (operation, answer) => {
        if (operation !== 'PutRecord') return answer()
        const output = answer()
        if (puts++ % 3 !== 2) before = output
        return before
      }
    }),
    /unique-in-stream|iterator/,
  ],
  [
    'loses the last record of a page',
    misreading((records) => records.slice(0, -1)),
    /durable-before-ack|read-order|position|trim-horizon|inclusive|starts-next/,
  ],
  ['turns a page about', misreading((records) => [...records].reverse()), /get-records-sorted/],
  [
    'invents a record',
    misreading((records) => records.map((record, nth) => (nth === 1 ? { ...record, SequenceNumber: '1' } : record))),
    /get-records-sorted|sequence-matches-put/,
  ],
  [
    'gives other data back',
    misreading((records) => records.map((record) => ({ ...record, Data: Buffer.concat([record.Data ?? Buffer.of(), Buffer.of(0)]) }))),
    /data-opaque/,
  ],
  [
    'gives another partition key back',
    misreading((records) => records.map((record) => ({ ...record, PartitionKey: record.PartitionKey?.toUpperCase() ?? '' }))),
    /partition-key/,
  ],
  [
    'maps hash keys off by one',
    lying(() => (operation, answer, input) => {
      const { ExplicitHashKey: key } = input
      return operation === 'PutRecord' && typeof key === 'string' && /^\d{1,38}$/.test(key)
        ? answer({ ...input, ExplicitHashKey: String((BigInt(key) + 1n) & LAST_KEY) })
        : answer()
    }),
    /explicit-boundaries/,
  ],
  [
    'reads AT as AFTER',
    lying(
      () => (operation, answer, input) =>
        answer(
          operation === 'GetShardIterator' && input['ShardIteratorType'] === 'AT_SEQUENCE_NUMBER'
            ? { ...input, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' }
            : input,
        ),
    ),
    /durable-before-ack|at-sequence-number/,
  ],
  [
    'reads AFTER as AT',
    lying(
      () => (operation, answer, input) =>
        answer(
          operation === 'GetShardIterator' && input['ShardIteratorType'] === 'AFTER_SEQUENCE_NUMBER'
            ? { ...input, ShardIteratorType: 'AT_SEQUENCE_NUMBER' }
            : input,
        ),
    ),
    /after-sequence-number/,
  ],
  [
    'reads LATEST as TRIM_HORIZON',
    lying(
      () => (operation, answer, input) =>
        answer(
          operation === 'GetShardIterator' && input['ShardIteratorType'] === 'LATEST'
            ? { ...input, ShardIteratorType: 'TRIM_HORIZON' }
            : input,
        ),
    ),
    /iterator\.latest/,
  ],
  [
    'forgets a parent',
    lying(() => (operation, answer) => {
      const output = answer()
      return operation === 'ListShards'
        ? { ...output, Shards: (output as { readonly Shards: readonly Input[] }).Shards.map(({ ParentShardId: _, ...shard }) => shard) }
        : output
    }),
    /list-shards/,
  ],
  ['forgets tags', lying(() => (operation, answer) => (operation === 'RemoveTagsFromStream' ? {} : answer())), /tags|validation/],
  [
    'takes any limit',
    lying(
      () => (operation, answer, input) =>
        answer(operation === 'GetRecords' && input['Limit'] !== undefined ? { ...input, Limit: 10 } : input),
    ),
    /get\./,
  ],
])('a service that %s is found out', async (_, open, clauses) => {
  const found: string[] = []
  for (let seed = 1; seed <= 150 && found.length === 0; seed++)
    found.push(...(await walked(seed, open)).findings.map(({ clause }) => clause))
  expect(found[0]).toMatch(clauses)
})
