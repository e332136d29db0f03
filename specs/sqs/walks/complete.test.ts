import { expect, test } from 'vitest'
import { judgeTrace } from '../../../src/oracle/judge.js'
import { CONDITIONS, type ConditionsName } from '../../../src/oracle/simulation/conditions.js'
import { plans } from '../../../src/oracle/walk/plan.js'
import { drawnPlan } from '../../../src/oracle/walk/shrink-walk.js'
import { walkSimulated } from '../../../src/oracle/walk/simulated.js'
import { profileOf, type ProfileName } from '../../../src/suite/profiles.js'
import { binding } from '../binding.js'
import { walks } from './index.js'

const drawn = plans({ steps: 40, moves: walks.moves, flaws: walks.flaws })

const walked = (conditions: ConditionsName, seed: number, clients: number, name: ProfileName = 'single-node') => {
  const { tolerates } = profileOf(name, 0, binding.manyServersOnly, () => {})
  return walkSimulated(drawnPlan(drawn, seed), { walks, conditions, seed, clients, profile: { profile: name, lateness: 0, tolerates } })
}

test.each(Object.keys(CONDITIONS) as ConditionsName[])('what the reference does under %s conditions is admitted, alone and with others', async (conditions) => {
  for (let seed = 0; seed < 30; seed++) {
    const { refusedBy, judged } = await walked(conditions, 700 + seed, seed % 6 === 5 ? 2 + (seed % 7) : 1)
    expect(refusedBy, `seed ${700 + seed}`).toBeUndefined()
    expect(judged.filter(({ step }) => step.verdict === 'undecided')).toEqual([])
  }
})

/** Walks in which several things that nobody saw came together: lost receives, moves to and from dead-letter queues, messages sent twice. */
const WALKS: readonly (readonly [ConditionsName, number, number, ProfileName])[] = [
  ['usual', 700509, 1, 'single-node'],
  ['usual', 105171, 1, 'single-node'],
  ['usual', 702777, 1, 'single-node'],
  ['usual', 102380, 1, 'single-node'],
  ['usual', 103987, 1, 'single-node'],
  ['usual', 105130, 1, 'single-node'],
  ['usual', 105585, 1, 'single-node'],
  ['usual', 700058, 4, 'single-node'],
  ['usual', 11000096, 4, 'single-node'],
  ['usual', 12000768, 1, 'as-documented'],
  ['rough', 301040, 1, 'single-node'],
  ['rough', 301985, 1, 'single-node'],
  ['rough', 301513, 1, 'single-node'],
  ['rough', 12000021, 1, 'single-node'],
  ['slow', 500270, 1, 'as-documented'],
  ['slow', 500861, 1, 'as-documented'],
]
test.each(WALKS)('nothing is refused for what nobody saw: %s, %i', async (conditions, seed, clients, profile) => {
  expect((await walked(conditions, seed, clients, profile)).refusedBy).toBeUndefined()
})

test('what takes effect after its client gave up would be refused if it could not have', async () => {
  let refused = 0
  for (let seed = 0; seed < 60; seed++) {
    const { exchanges, strictness } = await walked('lingering', seed, 1)
    const judge = (lingering: number): number => judgeTrace(exchanges, { ...strictness, lingering }, walks.judged).accusations.length
    expect(judge(strictness.lingering!)).toBe(0)
    refused += judge(0)
  }
  expect(refused).toBeGreaterThan(0)
})
