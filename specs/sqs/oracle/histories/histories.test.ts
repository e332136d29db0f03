import { expect, test } from 'vitest'
import { judged } from '../oracle.js'
import { histories } from './index.fixture.js'
import { readHistories } from './read.fixture.js'
import { ACCOUNT, REGION } from './words.fixture.js'

test('each has a name of its own', () => {
  expect(new Set(histories.map(({ name }) => name)).size).toBe(histories.length)
})

test.each(histories.map((history) => [history.name, history] as const))('%s', (_, { exchanges, strictness, isOpen, refusedUnder }) => {
  const account = exchanges[0]?.account === undefined ? undefined : ACCOUNT
  const oracle = judged.open({ region: REGION, account }, strictness)
  const steps = exchanges.map((exchange) => oracle.admit(exchange))
  const last = steps.pop()!
  const made = last.verdict === 'refused' ? last.clause : last.verdict === 'undecided' ? 'undecided' : undefined
  expect(made, JSON.stringify(last)).toBe(refusedUnder)
  for (const [nth, step] of steps.entries())
    if (!isOpen || step.verdict !== 'undecided') expect(step, `${nth}: ${exchanges[nth]!.operation}`).toMatchObject({ verdict: 'admitted' })
})

test.each([
  ['queue q; recieve q', 'x.histories:2: "recieve" is no step; known are queue, url, set'],
  ['queue q; send q m -> [m', 'x.histories:2: a bracket or quote is left open in: queue q; send q m -> [m'],
  ['with strict=true', 'x.histories:2: "strict" is nothing that a history is held to; known are profile, beginsInTheMiddle'],
  ['set q DelaySeconds=late(5)', 'x.histories:2: nothing is made by late(…); known are url'],
  ['send q m -> m ! sqs.a extra', 'x.histories:2: "sqs.a extra" is no clause'],
  ['TagQueue q Tags={a}', 'x.histories:2: "a" is not name:value'],
  ['receive', 'x.histories:2: a step "receive" wants a queue'],
])('what is written wrongly is told with its line: %s', (step, told) => {
  expect(() => readHistories(`a history\n  ${step}\n`, 'x.histories')).toThrow(told)
})
