import { expect, test } from 'vitest'
import { findLine } from '../ledger/read-ledger.js'
import type { Result } from '../suite/result.js'
import { holdAgainst, parseBaseline, updated } from './baseline.js'
import { makeReport } from './make-report.js'
import type { Header } from './report.js'
import { failureOf, resultOf, sampleReport } from './report.fixture.js'

const report = (results: readonly Result[], header: Partial<Header> = {}) =>
  makeReport({ header: { ...sampleReport().header, ...header }, results, complete: true, line: findLine })
const bad = (id: string): Result => resultOf(id, 'diverges', { failure: failureOf('1') })
const some = report([
  bad('sqs.tags.key-length'),
  bad('sqs.tags.value-length'),
  resultOf('sqs.tags.none', 'conforms'),
  bad('sqs.delete.removes-message'),
  resultOf('sqs.walks', 'inconclusive'),
])
const IDS = ['sqs.tags.key-length', 'sqs.purge.once-per-60s']
const held = (text: string, one = some) => {
  const { problems, known, fresh } = holdAgainst(parseBaseline(text), one, IDS)
  return { problems: problems.map(({ kind, line }) => `${line} ${kind}`), known: [...known.keys()], fresh: fresh.map(({ id }) => id) }
}

test('what is listed with a reason is known, the rest is new', () => {
  expect(held('# of this target\n\nreason: limits are not checked (#12)\n  sqs.tags.*-length\n')).toEqual({
    problems: [],
    known: ['sqs.tags.key-length', 'sqs.tags.value-length'],
    fresh: ['sqs.delete.removes-message'],
  })
})

test('a line that means nothing, a pass that is listed, a blank reason and a stray line are errors', () => {
  const text = 'what\nreason:\n  sqs.tags.*\nreason: old\n  sqs.gone.away\n  sqs.walks\n'
  expect(held(text).problems).toEqual(['1 form', '2 blank-reason', '3 unexpected-pass', '5 unmatched-line'])
})

test('a run of a part says nothing of what it did not run', () => {
  const text = 'reason: why\n  sqs.purge.once-per-60s\n  sqs.purge.never-was\n'
  expect(held(text, report([resultOf('sqs.tags.none', 'conforms')], { only: ['sqs.tags'] })).problems).toEqual(['3 unmatched-line'])
  expect(held(text).problems).toEqual(['2 unmatched-line', '3 unmatched-line'])
})

test('a first baseline has every divergence by cause, with reasons to fill in; then it holds', () => {
  const text = updated(undefined, some)
  expect(held(text)).toMatchObject({ fresh: [], known: expect.arrayContaining(['sqs.delete.removes-message']) as string[] })
  expect(held(text).problems.every((problem) => problem.endsWith('blank-reason'))).toBe(true)
  expect(held(text.replaceAll('reason:', 'reason: known')).problems).toEqual([])
})

test('an update keeps reasons, drops what conforms, and adds what is new', () => {
  const before = '# head\nreason: tags are not checked\n  sqs.tags.*\n\n# about\nreason: over\n  sqs.tags.none\n'
  const text = updated(parseBaseline(before).baseline, some)
  expect(text).toBe(
    '# head\nreason: tags are not checked\n  sqs.tags.key-length\n  sqs.tags.value-length\n\n' +
      '# does not hold: ' +
      `${findLine('sqs.delete.removes-message')!.statement}\nreason:\n  sqs.delete.removes-message\n`,
  )
  expect(updated(parseBaseline(text).baseline, some)).toBe(text)
})
