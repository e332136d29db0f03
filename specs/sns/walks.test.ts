import { expect, test } from 'vitest'
import { sns } from '../../reference/sns/index.js'
import type { Service } from '../../reference/core/service.js'
import { plansOf } from '../../src/oracle/walk/mass.js'
import { drawnPlan } from '../../src/oracle/walk/shrink-walk.js'
import { walkSimulated } from '../../src/oracle/walk/simulated.js'
import { walks } from './explore.js'

const profile = { profile: 'single-node', tolerates: () => false, lateness: 0 } as const
const plans = plansOf({ walks, steps: 30 })
const walked = (seed: number, open?: Service['open']) =>
  walkSimulated(drawnPlan(plans, seed), { walks, conditions: 'near', seed, clients: 1, profile, ...(open ? { open } : {}) })

test('walks of the reference find nothing, and hold most answers to a rule', async () => {
  let steps = 0
  let held = 0
  for (let seed = 1; seed <= 60; seed++) {
    const { findings, judged, exchanges } = await walked(seed)
    expect(findings.map(({ clause, step, accused }) => ({ seed, clause, step, last: accused.at(-1) }))).toEqual([])
    steps += exchanges.length
    held += judged.filter(({ step }) => step.tested.length > 0).length
  }
  expect(held / steps).toBeGreaterThan(0.6)
})

/** The reference, except for what `lie` makes of an answer. */
const lying = (lie: (operation: string, answer: () => object) => object): Service['open'] => (site) => {
  const honest = sns.open(site)
  return { call: (call) => lie(call.operation, () => honest.call(call) as object) as never }
}

test.each<[string, Parameters<typeof lying>[0]]>([
  ['forgets to unsubscribe', (operation, answer) => (operation === 'Unsubscribe' ? {} : answer())],
  ['takes attributes that there are not', (operation, answer) => {
    try {
      return answer()
    } catch (error) {
      if (operation === 'SetTopicAttributes' || operation === 'SetSubscriptionAttributes') return {}
      throw error
    }
  }],
  ['forgets tags', (operation, answer) => (operation === 'TagResource' ? {} : answer())],
])('a service that %s is found out', async (_, lie) => {
  const found: string[] = []
  for (let seed = 1; seed <= 40 && found.length === 0; seed++) found.push(...(await walked(seed, lying(lie))).findings.map(({ clause }) => clause))
  expect(found).not.toEqual([])
})
