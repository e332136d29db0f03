import { expect, test } from 'vitest'
import type { Service } from '../../reference/core/service.js'
import { plansOf } from '../../src/oracle/walk/mass.js'
import { drawnPlan } from '../../src/oracle/walk/shrink-walk.js'
import { walkSimulated } from '../../src/oracle/walk/simulated.js'
import { walks } from './explore.js'
import { liars } from './liars.fixture.js'
import { manyServersOnly } from './profiles.js'

const single = { profile: 'single-node', tolerates: (id: string) => !(id in manyServersOnly), lateness: 0 } as const
const plans = plansOf({ walks, steps: 40 })
const walked = (seed: number, open?: Service['open']) =>
  walkSimulated(drawnPlan(plans, seed), { walks, conditions: 'near', seed, clients: 1, profile: single, ...(open ? { open } : {}) })

test('walks of the reference find nothing, and hold most answers of Kinesis to a rule', async () => {
  let steps = 0
  let held = 0
  for (let seed = 1; seed <= 40; seed++) {
    const { findings, judged } = await walked(seed)
    expect(findings.map(({ clause, step, accused }) => ({ seed, clause, step, last: accused.at(-1) }))).toEqual([])
    steps += judged.length
    held += judged.filter(({ step }) => step.tested.length > 0).length
  }
  expect(held / steps).toBeGreaterThan(0.8)
})

test.each(liars.filter(({ walks }) => walks !== undefined))('a service that $that is found out', async ({ open, walks: found }) => {
  const clauses: string[] = []
  for (let seed = 1; seed <= 150 && clauses.length === 0; seed++)
    clauses.push(...(await walked(seed, open)).findings.map(({ clause }) => clause))
  expect(clauses[0]).toMatch(found!)
})
