import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readResults } from '../ndjson.js'
import { failureOf, resultOf, sampleReport } from '../report.fixture.js'
import type { Row } from '../report.js'
import { causesOf, isConfirmed, nounOf, seenOnce } from './causes.js'
import { mannerOf } from './signature.js'

const committed = (name: string) =>
  readResults(readFileSync(new URL(`../../../reports/${name}/results.ndjson`, import.meta.url), 'utf8')).rows

test.each(['moto', 'localstack', 'elasticmq'])('every divergence of %s has one cause, which names a rule of its own', (name) => {
  const rows = committed(name)
  const causes = causesOf(rows)
  const told = causes.flatMap(({ ids }) => ids)
  const clauses = rows.filter((row) => isConfirmed(row) && row.walks === undefined).map(({ id }) => id)
  expect(told.filter((id) => !id.endsWith('.walks')).sort()).toEqual(clauses)
  for (const { rule, ids, weight, title } of causes) {
    expect(ids.length).toBeGreaterThan(0)
    expect(ids.includes(rule) || ids[0]!.endsWith('.walks'), rule).toBe(true)
    expect(weight).toBeGreaterThan(0)
    expect(title).not.toBe('')
  }
  expect(causes.map(({ weight }) => weight)).toEqual(causes.map(({ weight }) => weight).sort((a, b) => b - a))
})

test('what one broken operation brings about is one cause, whatever its clauses set up by it', () => {
  const rows = committed('moto').filter(({ topic, walks }) => topic === 'redrive-task' || walks !== undefined)
  const [first] = causesOf(rows).filter(({ kind }) => kind === 'breaks')
  expect(first?.ids.length).toBe(rows.filter(({ topic }) => topic === 'redrive-task').length)
  expect(first?.title).toMatch(/^CancelMessageMoveTask,? .*StartMessageMoveTask break down: 500 instead of an answer of AWS$/)
  expect(first?.rule).toMatch(/^sqs\.redrive\./)
})

const base = sampleReport().rows[0]!
const rowOf = (id: string, more: Partial<Row['failure'] & object>, topic = 'tags'): Row => ({
  ...base,
  ...resultOf(id, 'diverges', { failure: { ...failureOf('1'), ...more } }),
  topic,
})

test('operations of one name in two services are two causes, and are told with their service', () => {
  const broken = (id: string): Row =>
    rowOf(id, { message: 'CreateQueue broke down', seen: '500 x', history: [{ operation: 'CreateQueue', input: {} }] })
  const causes = causesOf([broken('kinesis.queues.arn-not-from-name'), broken('sqs.queue.create.idempotent-same-attributes')])
  expect(causes.map(({ title }) => title).sort()).toEqual([
    'CreateQueue of KINESIS breaks down: 500 instead of an answer of AWS',
    'CreateQueue of SQS breaks down: 500 instead of an answer of AWS',
  ])
})

test.each([
  [
    { message: 'TagQueue was to be refused, but broke down', seen: '503 x' },
    { kind: 'breaks', operation: 'TagQueue', status: '503' },
  ],
  [
    { message: 'an answer breaks sqs.error.internal-failure', seen: '500 TagQueue broke down' },
    { kind: 'breaks', operation: 'TagQueue', status: '500' },
  ],
  [
    { message: 'TagQueue was to be refused, but succeeded', allowed: 'Bad / AWS.Bad', seen: 'success' },
    { kind: 'accepts', operation: 'TagQueue', error: 'Bad' },
  ],
  [
    { message: 'an answer breaks x', allowed: 'the error Bad', seen: 'success' },
    { kind: 'accepts', operation: 'DeleteMessage', error: 'Bad' },
  ],
  [
    { message: 'the set-up failed, so the clause cannot hold: TagQueue was refused', seen: "NoTags (400): no tags for 'q' 17" },
    { kind: 'refuses', operation: 'TagQueue', error: 'NoTags', text: 'no tags for … n' },
  ],
  [
    { message: 'TagQueue was refused with another error than documented', allowed: 'Bad (AWS.Bad over Query)', seen: 'Worse (400): no' },
    { kind: 'misnames', documented: 'Bad', seen: 'Worse' },
  ],
  [
    { message: 'not as documented: the tags', allowed: '{"a":"1","b":"2"}', seen: '{"a":"1"}' },
    { kind: 'lacks', member: 'b' },
  ],
  [
    { message: 'not as documented: the tags', allowed: '{"a":"1"}', seen: '{"a":"2"}' },
    { kind: 'differs', claim: 'not as documented: the tags' },
  ],
])('%j', (failure, manner) => {
  expect(mannerOf({ ...failureOf('1'), ...failure })).toEqual(manner)
})

test('what was seen once is set apart', () => {
  const once = rowOf('sqs.tags.a', { reproduced: false })
  expect(isConfirmed(once)).toBe(false)
  expect(seenOnce([once])).toEqual([once])
  expect(causesOf([once])).toEqual([])
})

test('what breaks down on some input only is told by topic, what never works at all as one', () => {
  const broken = {
    message: 'TagQueue broke down',
    seen: '500 x',
    history: [{ operation: 'TagQueue', input: {}, error: { name: 'x', message: '' } }],
  }
  const rows = [rowOf('sqs.tags.a', broken), rowOf('sqs.queue.a', broken, 'queues')]
  expect(causesOf(rows).map(({ ids }) => ids.length)).toEqual([2])
  const works = rowOf('sqs.delete.a', { message: 'x', history: [{ operation: 'TagQueue', input: {}, output: {} }] }, 'delete')
  expect(causesOf([...rows, works])).toHaveLength(3)
})

test('operations are about something', () => {
  expect(['StartMessageMoveTask', 'ListMessageMoveTasks', 'Publish'].map(nounOf)).toEqual(['MessageMoveTask', 'MessageMoveTask', 'Publish'])
})
