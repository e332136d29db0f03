import { beforeAll, expect, test } from 'vitest'
import { kinesis } from '../../../reference/kinesis/index.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import { heldTo, type Script, scripted } from '../../../src/oracle/linear/walked.fixture.js'
import { CONDITIONS } from '../../../src/oracle/simulation/conditions.js'
import { Simulation } from '../../../src/oracle/simulation/simulation.js'
import { kinesisLaws } from '../laws.js'

const StreamName = 's'
const sharp = { profile: 'single-node', tolerates: () => false, lateness: 0, slack: { ms: 0, ppm: 0 } }
type Members = Readonly<Record<string, unknown>>
interface Shown {
  readonly SequenceNumber: string
  readonly Data: Uint8Array
}
const outputOf = ({ outcome }: Exchange): Members => (outcome.kind === 'answered' ? outcome.output : {})
const recordsOf = (exchange: Exchange): readonly Shown[] =>
  exchange.operation === 'GetRecords' ? ((outputOf(exchange)['Records'] ?? []) as Shown[]) : []

function* producing(): Script {
  let number: unknown
  for (let nth = 0; nth < 30; nth++) {
    const input = { StreamName, PartitionKey: `k${nth % 7}`, Data: Buffer.from(`data ${nth} ${Math.trunc(nth / 3)}`) }
    const put = yield { pauseMs: 40, operation: 'PutRecord', input }
    const again = { ...input, SequenceNumberForOrdering: outputOf(put)['SequenceNumber'] }
    number = outputOf(yield { pauseMs: 5, operation: 'PutRecord', input: number === undefined ? input : again })['SequenceNumber']
  }
}

function* looking(): Script {
  for (;;) {
    const seen = yield { pauseMs: 500, operation: 'DescribeStream', input: { StreamName } }
    if ((outputOf(seen)['StreamDescription'] as Members | undefined)?.['StreamStatus'] === 'ACTIVE') break
  }
  yield { pauseMs: 50, operation: 'DescribeStream', input: { StreamName } }
  yield { pauseMs: 50, operation: 'ListShards', input: { StreamName } }
}

function* opening(): Script {
  yield { pauseMs: 1, operation: 'CreateStream', input: { StreamName, ShardCount: 2 } }
  yield* looking()
}

function* splitting(): Script {
  yield {
    pauseMs: 1500,
    operation: 'SplitShard',
    input: { StreamName, ShardToSplit: 'shardId-000000000000', NewStartingHashKey: String(2n ** 126n) },
  }
  yield* looking()
}

function* reading(ShardIteratorType: string, Limit: number): Script {
  const listed = yield { pauseMs: 100, operation: 'ListShards', input: { StreamName } }
  for (const { ShardId } of (outputOf(listed)['Shards'] ?? []) as readonly { readonly ShardId: string }[]) {
    const begun = yield { pauseMs: 10, operation: 'GetShardIterator', input: { StreamName, ShardId, ShardIteratorType } }
    let ShardIterator = outputOf(begun)['ShardIterator']
    for (let page = 0; page < 60 && ShardIterator !== undefined; page++) {
      const answer = yield { pauseMs: 250, operation: 'GetRecords', input: { ShardIterator, Limit } }
      if (answer.outcome.kind === 'answered') ShardIterator = outputOf(answer)['NextShardIterator']
    }
  }
}

let history: readonly Exchange[]
beforeAll(async () => {
  const site = new Simulation({ service: kinesis, conditions: CONDITIONS.near, seed: 1 })
  const { exchanges: first } = await site.run([scripted('0', opening())])
  const { exchanges } = await site.run([
    ...[1, 2, 3].map((nth) => scripted(`p${nth}`, producing())),
    scripted('s', splitting()),
    scripted('t', reading('TRIM_HORIZON', 3)),
    scripted('l', reading('LATEST', 4)),
  ])
  const { exchanges: last } = await site.run([scripted('a', reading('TRIM_HORIZON', 100))])
  history = [...first, ...exchanges, ...last].sort((a, b) => a.received - b.received)
})

const broken = (mutated: readonly Exchange[]): readonly string[] =>
  heldTo([kinesisLaws], mutated, sharp).findings.map(({ law, clause }) => `${law} ${clause.replace('kinesis.', '')}`)
const withOutput = (exchange: Exchange, more: Members): Exchange => ({
  ...exchange,
  outcome: { kind: 'answered', output: { ...outputOf(exchange), ...more } },
})
/** Every history in which the answer of one request, of those that can be altered, is another. */
const altered = (alter: (exchange: Exchange, before: readonly Exchange[]) => Exchange | undefined): readonly (readonly Exchange[])[] =>
  history.flatMap((exchange, at) => {
    const other = alter(exchange, history.slice(0, at))
    return other === undefined ? [] : [history.map((one, nth) => (nth === at ? other : one))]
  })
const page =
  (alter: (records: readonly Shown[], before: readonly Exchange[]) => readonly Shown[] | undefined) =>
  (exchange: Exchange, before: readonly Exchange[]) => {
    const Records = alter(recordsOf(exchange), before)
    return Records && withOutput(exchange, { Records })
  }

test('the history itself keeps every law, and every law had its chance', () => {
  const { findings, laws } = heldTo([kinesisLaws], history, sharp)
  expect(findings).toEqual([])
  for (const { tested } of laws) expect(tested).toBeGreaterThan(2)
})

test.each<[string, RegExp, Parameters<typeof altered>[0]]>([
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
      return exchange.operation === 'ListShards' && Array.isArray(Shards) && Shards.length < 3 && exchange.client === 't'
        ? withOutput(exchange, { Shards: Shards.slice(1) })
        : undefined
    },
  ],
])('caught: %s', (_what, clause, alter) => {
  const histories = altered(alter)
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
