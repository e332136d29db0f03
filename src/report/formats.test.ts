import { expect, test } from 'vitest'
import { readLedger } from '../ledger/read-ledger.js'
import { badge } from './badge.js'
import { causesOf } from './causes/causes.js'
import { FORMAT_NAMES } from './format-names.js'
import { FORMATS } from './formats.js'
import { githubAnnotations, githubSummary } from './github.js'
import { makeReport } from './make-report.js'
import { findLine } from '../ledger/read-ledger.js'
import { failureOf, hostileReport, resultOf, sampleReport } from './report.fixture.js'
import { percent, scoredIds, scoresOf } from './score.js'

test('everything is made from the stream, whatever is in it', () => {
  for (const format of FORMAT_NAMES) {
    for (const report of [sampleReport(), hostileReport()]) {
      const text = FORMATS[format](report, {})
      expect(text.length, format).toBeGreaterThan(20)
      if (format !== 'json' && format !== 'ndjson') expect(text, format).not.toMatch(/[\u0000-\u0008\u001b]/)
    }
  }
  const { causes, scores } = JSON.parse(FORMATS.json(sampleReport(), {})) as { causes: unknown[]; scores: { service: string }[] }
  expect(causes).toHaveLength(causesOf(sampleReport().rows).length)
  expect(scores.map(({ service }) => service)).toEqual(['sqs', 'sqs'])
})

test('annotations are at most ten, one a cause, and no text of a target makes a command of its own', () => {
  const lines = githubAnnotations(sampleReport()).trim().split('\n')
  expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(Math.min(10, causesOf(sampleReport().rows).length))
  expect(lines.at(-1)).toMatch(/^::notice title=touchstone%3A Some emulator 1\.2\.3::\d+ of/)
  const evil = makeReport({
    header: { ...sampleReport().header, target: { name: 'a\n::error::b' } },
    results: [resultOf('sqs.tags.a', 'diverges', { failure: { ...failureOf('1'), message: 'x\r\n::set-env name=A::b' } })],
    complete: true,
    line: () => undefined,
  })
  expect(githubAnnotations(evil)).not.toMatch(/^::(?!error title=sqs|notice title=touchstone)/m)
})

test('a summary is never longer than GitHub takes', () => {
  const long = { ...failureOf('1'), seen: 'x'.repeat(60_000) }
  const report = makeReport({
    header: sampleReport().header,
    results: Array.from({ length: 40 }, (_, nth) => resultOf(`sqs.tags.n${nth}`, 'diverges', { failure: long })),
    complete: true,
    line: () => undefined,
  })
  const text = githubSummary(report)
  expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024)
  expect(text).toContain('further sections are in the report')
})

const promised = readLedger('sqs').filter((line) => line.left_out === undefined)
const reportOf = (verdictOf: (id: string) => 'conforms' | 'diverges' | 'unsupported' | 'skipped') =>
  makeReport({
    header: sampleReport().header,
    results: promised.map(({ id }) => resultOf(id, verdictOf(id), verdictOf(id) === 'diverges' ? { failure: failureOf('1') } : {})),
    complete: true,
    line: findLine,
  })

test('a tier is reached by what conforms, and only where nearly all of it was decided', () => {
  const [core, broad] = scoresOf(reportOf(() => 'conforms'))
  expect(core).toMatchObject({ service: 'sqs', tier: 'core', share: 1, undecided: 0, isReached: true })
  expect(broad).toMatchObject({ tier: 'broad', isReached: true })
  expect(broad!.clauses).toBeGreaterThan(core!.clauses)
  // One behaviour of an everyday topic is enough to lose core, and with it what stands above it.
  const one = scoresOf(reportOf((id) => (id === 'sqs.delete.removes-message' ? 'diverges' : 'conforms')))
  expect(one.map(({ isReached }) => isReached)).toEqual([false, false])
  expect(percent(one[0]!.share)).not.toBe('100 %')
  // What an emulator does not have does not conform; what was not run is no proof.
  expect(scoresOf(reportOf((id) => (id.startsWith('sqs.redrive') ? 'unsupported' : 'conforms')))[1]!.unsupported).toBeGreaterThan(20)
  expect(scoresOf(reportOf((id) => (id.startsWith('sqs.fifo') ? 'skipped' : 'conforms'))).map(({ isReached }) => isReached)).toEqual([
    false,
    false,
  ])
})

test('edges alone may diverge under broad, up to one in twenty', () => {
  const edges = new Set(promised.filter(({ topic }) => topic === 'tags').map(({ id }) => id))
  expect(scoresOf(reportOf((id) => (edges.has(id) ? 'diverges' : 'conforms'))).map(({ isReached }) => isReached)).toEqual([true, true])
})

test('a month before the first set is refused', () => {
  expect(() => scoredIds('2020-01')).toThrow('nothing was frozen in or before 2020-01')
  expect(() => scoredIds('soon')).toThrow('nothing was frozen')
  expect(scoredIds(undefined)('sqs.any')).toBe(true)
})

test('a badge says what was reached, in text that fits', () => {
  expect(badge(reportOf(() => 'conforms'))).toContain('aria-label="touchstone sqs: broad, 100 %"')
  expect(
    badge(
      reportOf((id) => (id === 'sqs.delete.removes-message' ? 'diverges' : 'conforms')),
      { tier: 'core' },
    ),
  ).toMatch(/aria-label="touchstone sqs core: 99\.\d %"/)
  expect(badge(hostileReport())).not.toContain('<script')
})
