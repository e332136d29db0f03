import { expect, test } from 'vitest'
import { findLine } from '../ledger/read-ledger.js'
import type { Result } from '../suite/result.js'
import { diffOf, unlike } from './diff.js'
import { makeReport } from './make-report.js'
import { mergeReports, MergeRefused } from './merge.js'
import type { Header, Report } from './report.js'
import { failureOf, resultOf, sampleReport } from './report.fixture.js'

const HEADER = { ...sampleReport().header, suite: 'abc' }
const report = (results: readonly Result[], header: Partial<Header> = {}, complete = true): Report =>
  makeReport({ header: { ...HEADER, ...header }, results, complete, line: findLine })
const bad = (id: string, seen = 'no'): Result => resultOf(id, 'diverges', { failure: { ...failureOf('1'), seen } })
const good = (id: string): Result => resultOf(id, 'conforms')

test('what came to something else, and nothing else', () => {
  const before = report([
    good('sqs.a'),
    bad('sqs.b'),
    bad('sqs.c'),
    good('sqs.d'),
    bad('sqs.e'),
    resultOf('sqs.f', 'unsupported'),
    good('sqs.h'),
  ])
  const after = report([
    bad('sqs.a'),
    good('sqs.b'),
    bad('sqs.c', 'yes'),
    bad('sqs.e'),
    good('sqs.f'),
    good('sqs.g'),
    resultOf('sqs.h', 'inconclusive'),
  ])
  expect(diffOf(before, after).map(({ change, id }) => `${id} ${change}`)).toEqual([
    'sqs.a newly-diverging',
    'sqs.b newly-conforming',
    'sqs.c changed',
    'sqs.d gone',
    'sqs.f newly-conforming',
    'sqs.g new',
    'sqs.h changed',
  ])
  expect(diffOf(before, before)).toEqual([])
})

test('what was seen once is no new divergence, and a new clause that diverges is', () => {
  const once = resultOf('sqs.a', 'inconclusive', { failure: { ...failureOf('1'), reproduced: false } })
  expect(diffOf(report([good('sqs.a')]), report([once, bad('sqs.n')])).map(({ change }) => change)).toEqual(['changed', 'newly-diverging'])
})

test('two runs of different things say so', () => {
  expect(unlike(report([]), report([], { seed: 9, suite: 'def' }))).toEqual(['suite abc and def', 'seed 7 and 9'])
})

const parts = (...all: Report[]) => all.map((one, nth) => ({ name: `part-${nth + 1}`, report: one }))

test('parts of one run become the report of one run', () => {
  const whole = mergeReports(parts(report([good('sqs.b')], { shard: '2/2' }), report([bad('sqs.c'), good('sqs.a')], { shard: '1/2' })))
  expect(whole).toEqual(report([good('sqs.a'), good('sqs.b'), bad('sqs.c')]))
})

test('runs with different --only become one, each with all of its shards', () => {
  const [queues, topics, rest] = [
    report([good('sqs.b')], { only: ['sqs.**'], shard: '2/2' }),
    report([bad('sns.c')], { only: ['sns.**'] }),
    report([good('sqs.a')], { only: ['sqs.**'], shard: '1/2' }),
  ] as const
  const whole = mergeReports(parts(queues, topics, rest))
  expect(whole).toEqual(report([bad('sns.c'), good('sqs.a'), good('sqs.b')], { only: ['sqs.**', 'sns.**'] }))
  expect(() => mergeReports(parts(queues, topics))).toThrow('missing: --shard 1/2')
})

test.each<[MergeRefused['reason'], Report[]]>([
  ['nothing', []],
  ['different-suites', [report([], { shard: '1/2' }), report([], { shard: '2/2', suite: 'def' })]],
  ['different-suites', [report([], { shard: '1/2' }), report([], { shard: '2/2', touchstone: '9.9.9' })]],
  ['different-targets', [report([], { shard: '1/2' }), report([], { shard: '2/2', target: { name: 'another' } })]],
  ['different-runs', [report([], { shard: '1/2' }), report([], { shard: '2/2', seed: 8 })]],
  ['different-runs', [report([], { shard: '1/2' }), report([], { shard: '2/3' })]],
  ['different-runs', [report([], { shard: '1/2' }), report([])]],
  ['missing-shard', [report([], { shard: '1/3' }), report([], { shard: '3/3' })]],
  ['duplicate-rows', [report([good('sqs.a')], { only: [] }), report([good('sqs.a')])]],
  ['incomplete', [report([], { shard: '1/2' }), report([], { shard: '2/2' }, false)]],
])('refused: %s', (reason, reports) => {
  const seen = (() => {
    try {
      mergeReports(parts(...reports))
      return undefined
    } catch (error) {
      return error instanceof MergeRefused ? error.reason : error
    }
  })()
  expect(seen).toBe(reason)
})
