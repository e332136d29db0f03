import { expect, test } from 'vitest'
import { judged } from '../oracle.js'
import { histories } from './index.fixture.js'
import { ACCOUNT, REGION } from './teller.fixture.js'

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
