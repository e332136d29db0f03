import { expect, test } from 'vitest'
import { readAdversity } from '../../reference/core/adversity.js'
import { sns } from '../../reference/sns/index.js'
import { plansOf } from '../../src/oracle/walk/mass.js'
import { drawnPlan } from '../../src/oracle/walk/shrink-walk.js'
import { walkSimulated } from '../../src/oracle/walk/simulated.js'
import { LATENESS, profileOf } from '../../src/suite/profiles.js'
import { walks } from './explore.js'
import { liars, type Open } from './liars.fixture.js'
import { manyServersOnly } from './profiles.js'

const profile = { profile: 'single-node', tolerates: () => false, lateness: 0 } as const
const plans = plansOf({ walks, steps: 30 })
const walked = (seed: number, open?: Open) =>
  walkSimulated(drawnPlan(plans, seed), { walks, conditions: 'near', seed, clients: 1, profile, ...(open ? { open } : {}) })

test('walks of the reference find nothing, and hold most answers of SNS to a rule', async () => {
  let steps = 0
  let held = 0
  let delivered = 0
  for (let seed = 1; seed <= 60; seed++) {
    const { findings, judged } = await walked(seed)
    expect(findings.map(({ clause, step, accused }) => ({ seed, clause, step, last: accused.at(-1) }))).toEqual([])
    const [own, queues] = [
      judged.filter(({ exchange }) => exchange.service === 'sns'),
      judged.filter(({ exchange }) => exchange.service === 'sqs'),
    ]
    steps += own.length
    held += own.filter(({ step }) => step.tested.length > 0).length
    delivered += queues.filter(({ step }) => step.tested.length > 0).length
  }
  expect(held / steps).toBeGreaterThan(0.8)
  expect(delivered).toBeGreaterThan(30)
})

test('walks of a reference that uses its freedoms find nothing, as documented', async () => {
  const { name, lateness, tolerates } = profileOf('as-documented', LATENESS['as-documented'], manyServersOnly, () => {})
  const adversity = readAdversity('hostile', sns.freedoms)
  const found: unknown[] = []
  for (let seed = 10_001; seed <= 10_120; seed++) {
    const freely = { profile: name, lateness, tolerates }
    const { findings } = await walkSimulated(drawnPlan(plansOf({ walks, steps: 40 }), seed), {
      walks,
      conditions: 'near',
      seed,
      clients: 1,
      profile: freely,
      adversity,
    })
    found.push(...findings.map(({ clause, step }) => ({ seed, clause, step })))
  }
  expect(found).toEqual([])
})

test.each(liars)('a service that $that is found out', async ({ open }) => {
  const found: string[] = []
  for (let seed = 1; seed <= 150 && found.length === 0; seed++)
    found.push(...(await walked(seed, open)).findings.map(({ clause }) => clause))
  expect(found).not.toEqual([])
})

test('a walk leaves alone what others made in the same account', () => {
  const walker = walks.begin([], { region: 'us-east-1', account: undefined, prefix: 'own-' })
  const topic = (name: string) => ({ TopicArn: `arn:aws:sns:us-east-1:111122223333:${name}` })
  const listed = { kind: 'answered', output: { Topics: [topic('own-topic'), topic('foreign')] } } as const
  const place = { service: 'sns', region: 'us-east-1', account: undefined, client: '1', sent: 0, received: 1 }
  walker.see({ ...place, operation: 'ListTopics', input: {}, outcome: listed })
  const asked = Array.from({ length: 200 }, (_, seed) =>
    drawnPlan(plans, seed).steps.map((step) => JSON.stringify(walker.next(step).input)),
  )
  expect(asked.flat().some((input) => input.includes('own-topic'))).toBe(true)
  expect(asked.flat().filter((input) => input.includes('foreign'))).toEqual([])
})
