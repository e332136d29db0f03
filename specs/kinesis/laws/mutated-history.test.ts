import { beforeAll, expect, test } from 'vitest'
import type { Exchange } from '../../../src/oracle/exchange.js'
import { type Alter, alteredIn, outputOf, withOutput } from '../../../src/oracle/linear/altered.fixture.js'
import { heldTo } from '../../../src/oracle/linear/walked.fixture.js'
import type { Strictness } from '../../../src/oracle/oracle.js'
import { kinesisLaws } from '../laws.js'
import { readAndSplit, recordsOf, type Shown } from './app.fixture.js'

let history: readonly Exchange[]
let sharp: Strictness
beforeAll(async () => {
  ;({ exchanges: history, strictness: sharp } = await readAndSplit({ seed: 1, conditions: 'near', level: 'calm' }))
})

const broken = (mutated: readonly Exchange[]): readonly string[] =>
  heldTo([kinesisLaws], mutated, sharp).findings.map(({ law, clause }) => `${law} ${clause.replace('kinesis.', '')}`)
const page =
  (alter: (records: readonly Shown[], before: readonly Exchange[]) => readonly Shown[] | undefined): Alter =>
  (exchange, before) => {
    const Records = alter(recordsOf(exchange), before)
    return Records && withOutput(exchange, { Records })
  }

test('the history itself keeps every law, and every law had its chance', () => {
  const { findings, laws } = heldTo([kinesisLaws], history, sharp)
  expect(findings).toEqual([])
  for (const { tested } of laws) expect(tested).toBeGreaterThan(2)
})

test.each<[string, RegExp, Alter]>([
  [
    'a record is left out of a page',
    /nothing-lost put.durable-before-ack/,
    page((records) => (records.length > 1 ? records.slice(1) : undefined)),
  ],
  [
    'two records change places',
    /each-once-in-order ordering.get-records-sorted/,
    page(([a, b, ...more]) => (a && b ? [b, a, ...more] : undefined)),
  ],
  [
    'a record comes twice in a page',
    /each-once-in-order ordering.get-records-sorted/,
    page(([a, ...more]) => (a ? [a, a, ...more] : undefined)),
  ],
  [
    'the last record of a shard is left out',
    /nothing-lost get.null-next-at-shard-end/,
    (exchange) =>
      outputOf(exchange)['NextShardIterator'] === undefined && recordsOf(exchange).length > 0
        ? withOutput(exchange, { Records: recordsOf(exchange).slice(0, -1) })
        : undefined,
  ],
  [
    'data is another',
    /read-was-put put.data-opaque-immutable/,
    page(([a, ...more]) => (a ? [{ ...a, Data: Buffer.from('x') }, ...more] : undefined)),
  ],
  [
    'a record is invented',
    /read-was-put get.sequence-matches-put/,
    page((records) =>
      records.length > 0
        ? [...records, { ...records.at(-1)!, SequenceNumber: `${BigInt(records.at(-1)!.SequenceNumber) + 1n}`, Data: Buffer.from('y') }]
        : undefined,
    ),
  ],
  [
    'a number is given twice',
    /sequence-numbers sequence-numbers.unique-in-stream/,
    (exchange, before) => {
      const earlier = before.findLast(({ operation }) => operation === 'PutRecord')
      return exchange.operation === 'PutRecord' && earlier
        ? withOutput(exchange, { SequenceNumber: outputOf(earlier)['SequenceNumber'] })
        : undefined
    },
  ],
  [
    'a shard is kept back',
    /hash-ranges hash-keys.full-range/,
    (exchange) => {
      const { Shards } = outputOf(exchange)
      return exchange.operation === 'ListShards' && Array.isArray(Shards) && Shards.length < 3 && exchange.client === '1.4'
        ? withOutput(exchange, { Shards: Shards.slice(1) })
        : undefined
    },
  ],
])('caught: %s', (_what, clause, alter) => {
  const histories = alteredIn(history, alter)
  const caught = histories.filter((mutated) => broken(mutated).some((one) => clause.test(one)))
  expect(caught.length).toBe(histories.length)
  expect(histories.length, String(histories.length)).toBeGreaterThan(0)
})

test.each<[string, RegExp, () => readonly (readonly Exchange[])[]]>([
  ['a page is repeated by the one after it', /each-once-in-order/, () => chained((page, next) => [...page, ...next])],
  ['a record is skipped between pages', /nothing-lost/, () => chained((_page, next) => next.slice(1))],
])('caught: %s', (_what, clause, mutated) => {
  const histories = mutated()
  const caught = histories.filter((one) => broken(one).some((finding) => clause.test(finding)))
  expect(histories.length).toBeGreaterThan(5)
  expect(caught.length).toBe(histories.length)
})

/** Every history in which a page is another, by the page of the same chain before it. */
function chained(alter: (page: readonly Shown[], next: readonly Shown[]) => readonly Shown[]): readonly (readonly Exchange[])[] {
  const pages = history.filter((exchange) => recordsOf(exchange).length > 0)
  return pages.flatMap((exchange) => {
    const next = pages.find(({ input }) => input['ShardIterator'] === outputOf(exchange)['NextShardIterator'])
    if (next === undefined || recordsOf(next).length < 2) return []
    const other = withOutput(next, { Records: alter(recordsOf(exchange), recordsOf(next)) })
    return [history.map((one) => (one === next ? other : one))]
  })
}

/** Streams of one name in two accounts, in a trace that does not tell the accounts. @param isSeen whether the requests are there by which they are known to be two */
const ofTwoAccounts = async (isSeen: (exchange: Exchange) => boolean): Promise<readonly Exchange[]> => {
  const { exchanges } = await readAndSplit({ seed: 2, conditions: 'near', level: 'calm' })
  const other = exchanges.map((exchange) => ({ ...listedAnew(exchange), client: `other ${exchange.client}` }))
  return [...history, ...other]
    .map((exchange) => ({ ...exchange, account: undefined }))
    .filter((exchange) => exchange.operation === 'PutRecord' || exchange.outcome.kind !== 'answered' || isSeen(exchange))
    .sort((a, b) => a.received - b.received)
}
/** The same, of shards whose numbers began a moment later. */
const listedAnew = (exchange: Exchange): Exchange => {
  if (exchange.operation !== 'ListShards') return exchange
  const Shards = (outputOf(exchange)['Shards'] as readonly object[]).map((shard) => ({
    ...shard,
    SequenceNumberRange: { StartingSequenceNumber: '49600000000000000000000000000000000000000000000000000002' },
  }))
  return withOutput(exchange, { Shards })
}
const READING = ['GetShardIterator', 'GetRecords']

test.each<[string, (exchange: Exchange) => boolean]>([
  ['both are made', ({ operation }) => operation !== 'ListShards'],
  ['their shards are listed', ({ operation }) => [...READING, 'ListShards'].includes(operation)],
])('streams of two accounts are not taken for one: %s', async (_what, isSeen) => {
  const { findings, laws } = heldTo([kinesisLaws], await ofTwoAccounts(isSeen), sharp)
  expect(findings).toEqual([])
  expect(laws.some(({ undecided }) => undecided > 0)).toBe(true)
})

test('streams of two accounts are not taken for one: descriptions tell their ARNs', async () => {
  const two = await ofTwoAccounts(({ operation }) => [...READING, 'DescribeStream'].includes(operation))
  const told = two.map((exchange) => {
    const shown = outputOf(exchange)['StreamDescription'] as { readonly StreamARN: string } | undefined
    if (shown === undefined || !exchange.client.startsWith('other')) return exchange
    // Nothing else tells them apart.
    const StreamDescription = { ...shown, Shards: [], HasMoreShards: true, StreamARN: shown.StreamARN.replace(/\d{12}/, '999999999999') }
    return withOutput(exchange, { StreamDescription })
  })
  expect(heldTo([kinesisLaws], told, sharp).findings).toEqual([])
})

test('without an account the history of one is held to the laws like any other', () => {
  const anonymous = history.map((exchange) => ({ ...exchange, account: undefined }))
  expect(broken(anonymous)).toEqual([])
  const [mutated] = alteredIn(
    anonymous,
    page((records) => (records.length > 1 ? records.slice(1) : undefined)),
  )
  expect(broken(mutated!)).toContain('nothing-lost put.durable-before-ack')
})
