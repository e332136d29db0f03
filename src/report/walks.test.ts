import { expect, test } from 'vitest'
import { walksLineOf } from '../suite/walks-line.js'
import { htmlPage } from './html/page.js'
import { makeReport } from './make-report.js'
import { markdown } from './markdown.js'
import { readResults, writeResults } from './ndjson.js'
import { failureOf, resultOf } from './report.fixture.js'

const failure = {
  ...failureOf('1'),
  clause: 'sqs.delete.removes-message',
  history: [{ operation: 'SendMessage', input: { MessageBody: 'a' }, change: ['- the queue is empty', '+ a message "m" <b> is there'] }],
}
const walks = { steps: 900, undecided: 3, tested: { 'sqs.delete.removes-message': 12 }, refused: { 'sqs.delete.removes-message': 1 } }
const report = makeReport({
  header: {
    touchstone: '0.1.0',
    target: { name: 'some' },
    region: 'us-east-1',
    profile: 'single-node',
    effort: 'smoke',
    seed: 1,
    only: [],
  },
  results: [
    resultOf('sqs.walks', 'diverges', { failure, walks }),
    resultOf('sqs.delete.removes-message', 'conforms'),
    resultOf('sqs.delete.idempotent', 'conforms'),
  ],
  complete: true,
  line: walksLineOf,
})

test('a row of walks tells what they saw, and each clause how often it had its chance in them', () => {
  const rows = new Map(report.rows.map((row) => [row.id, row]))
  expect(rows.get('sqs.walks')).toMatchObject({ topic: 'walks', walks, failure: { clause: 'sqs.delete.removes-message' } })
  expect(rows.get('sqs.walks')).not.toHaveProperty('chances')
  expect(rows.get('sqs.delete.removes-message')!.chances).toBe(12)
  expect(rows.get('sqs.delete.idempotent')!.chances).toBe(0)
  expect(readResults(writeResults(report))).toEqual(report)
})

test('what an answer changed in what is believed stands below it', () => {
  expect(markdown(report)).toContain('    - the queue is empty')
  expect(htmlPage(report)).toContain('+ a message &quot;m&quot; &lt;b&gt; is there')
})

test('what a clause shows by itself is not told a second time with the walks', () => {
  const other = { ...failure, clause: 'sqs.delete.idempotent' }
  const shown = (...findings: readonly (typeof failure)[]) => {
    const { header } = report
    const diverging = resultOf('sqs.delete.idempotent', 'diverges', { failure: failureOf('1') })
    const [first, ...further] = findings
    const results = [resultOf('sqs.walks', 'diverges', { failure: first!, further, walks }), diverging]
    const { rows } = makeReport({ header, results, complete: true, line: walksLineOf })
    const row = rows.find(({ id }) => id === 'sqs.walks')!
    return [row.failure, ...(row.further ?? [])].map((one) => one?.clause)
  }
  expect(shown(other, failure)).toEqual(['sqs.delete.removes-message'])
  expect(shown(other)).toEqual(['sqs.delete.idempotent'])
  expect(shown(other, { ...failure, reproduced: false })).toEqual(['sqs.delete.idempotent', 'sqs.delete.removes-message'])
})
