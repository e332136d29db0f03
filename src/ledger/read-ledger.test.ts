import { expect, test } from 'vitest'
import { parseLedger } from './parse-ledger.js'
import { findLine, readLedger, services } from './read-ledger.js'

const LINE = {
  id: 'x.a.b',
  topic: 'a',
  statement: 'It does.',
  kind: 'semantics',
  strength: 'must',
  operations: ['Do'],
  observe: 'Do.',
  where: 'api',
  wait_s: 0,
  error: null,
  source: 'https://docs.aws.amazon.com/x.html — a section',
  evidence: 'documented',
  note: null,
}
const problems = (line: unknown): string[] => parseLedger(JSON.stringify(line)).faults.map((fault) => fault.problem)

test('reads the ledger of SQS whole', () => {
  const lines = readLedger('sqs')
  expect(lines.length).toBeGreaterThanOrEqual(565)
  expect(services()).toContain('sqs')
  expect(findLine('sqs.visibility.expiry-makes-visible-again')?.strength).toBe('must')
  expect(findLine('sqs.no.such')).toBeUndefined()
  expect(findLine('nonsense')).toBeUndefined()
})

test('names the services there are when asked for another', () => {
  expect(() => readLedger('../etc')).toThrow(/no ledger for the service.*sqs/)
})

test('accepts a well-formed line', () => {
  expect(problems(LINE)).toEqual([])
  expect(problems({ ...LINE, follows: ['x.c'], left_out: 'because' })).toEqual([])
})

test.each([
  ['an unknown word', { ...LINE, kind: 'magic' }, /"kind" is "magic", not one of semantics/],
  ['an unknown field', { ...LINE, extra: 1 }, /"extra" that no ledger knows/],
  ['an empty reason', { ...LINE, left_out: ' ' }, /"left_out" gives no reason/],
  ['a wait that is no number', { ...LINE, wait_s: '2' }, /"wait_s"/],
  ['no object at all', [], /not a JSON object/],
  ['operations of another type', { ...LINE, operations: 'Do' }, /"operations"/],
])('refuses %s', (_, line, problem) => {
  expect(problems(line).join('\n')).toMatch(problem)
})

test('a missing field, text that is not JSON, and fields out of order are faults with their line', () => {
  const { topic, ...rest } = LINE
  const text = [JSON.stringify(LINE), '{', JSON.stringify({ ...rest, topic }), JSON.stringify(rest)].join('\n')
  expect(parseLedger(text).faults.map((fault) => [fault.line, fault.of])).toEqual([
    [2, 'meaning'],
    [3, 'form'],
    [4, 'meaning'],
  ])
})
