import { expect, test } from 'vitest'
import { drawnPlan } from '../../../src/oracle/walk/shrink-walk.js'
import { type Plan, plans } from '../../../src/oracle/walk/plan.js'
import { walkSimulated } from '../../../src/oracle/walk/simulated.js'
import { OPERATIONS } from '../api.js'
import { FLAWS } from './flaws.js'
import { walks } from './index.js'
import * as liars from './liars.fixture.js'
import { BY_WEIGHT } from './moves.js'
import { SqsWalker } from './walker.js'

const drawn = plans({ steps: 40, moves: walks.moves, flaws: walks.flaws })
const profile = { profile: 'single-node', lateness: 0, tolerates: () => true }

const DELETE_QUEUE = BY_WEIGHT.indexOf('DeleteQueue')
/** Every third step invalid, in one way after the other, and an early one deletes a queue, so that each comes without a thousand walks. */
const spoilt = (plan: Plan, from: number): Plan => ({
  ...plan,
  steps: plan.steps.map((step, nth) => {
    if (nth % 3 === 0) return { ...step, flaw: 1 + ((from + nth / 3) % FLAWS.length) }
    return nth === 10 ? { ...step, flaw: 0, move: DELETE_QUEUE } : step
  }),
})

/** Walks as many plans in simulation, and shows the walkers. */
const walkMany = async (count: number, clients: number, change: (plan: Plan, nth: number) => Plan = (plan) => plan) => {
  const walkers: SqsWalker[] = []
  const begin: typeof walks.begin = (setup, where) => {
    const walker = new SqsWalker(setup, where)
    walkers.push(walker)
    return walker
  }
  const histories = []
  for (let seed = 0; seed < count; seed++) {
    const { exchanges } = await walkSimulated(change(drawnPlan(drawn, seed), seed), {
      walks: { ...walks, begin },
      conditions: 'usual',
      seed,
      clients,
      profile,
    })
    histories.push(exchanges)
  }
  return { walkers, histories }
}

test('every operation succeeds and is refused, and every way of being invalid comes', async () => {
  const { walkers, histories } = await walkMany(450, 1, (plan, nth) => spoilt(plan, nth * 13))
  const seen = new Set(histories.flat().map(({ operation, outcome }) => `${operation} ${outcome.kind}`))
  const wanted = OPERATIONS.flatMap((operation) => [`${operation} answered`, `${operation} refused`])
  expect(wanted.filter((one) => !seen.has(one))).toEqual([])
  const flaws = new Set(walkers.flatMap((walker) => walker.flaws))
  expect(FLAWS.filter((flaw) => !flaws.has(flaw)).map(({ operation, how }) => `${operation}: ${how}`)).toEqual([])
})

test('the ways of being invalid are told apart', () => {
  const names = FLAWS.map(({ operation, how }) => `${operation}: ${how}`)
  expect(names.filter((name, nth) => names.indexOf(name) !== nth)).toEqual([])
})

test('most requests succeed, and about one in ten is refused', async () => {
  const { histories } = await walkMany(100, 1)
  const all = histories.flat()
  const part = (kind: string): number => all.filter(({ outcome }) => outcome.kind === kind).length / all.length
  expect(part('refused')).toBeGreaterThan(0.05)
  expect(part('refused')).toBeLessThan(0.25)
  expect(part('lost')).toBeGreaterThan(0.01)
  const receives = all.filter(({ operation, outcome }) => operation === 'ReceiveMessage' && outcome.kind === 'answered')
  const full = receives.filter(({ outcome }) => outcome.kind === 'answered' && 'Messages' in outcome.output)
  expect(full.length / receives.length).toBeGreaterThan(0.3)
})

test('the same seed walks the same way, alone and with others', async () => {
  for (const clients of [1, 4]) {
    const [once, again] = [await walkMany(5, clients), await walkMany(5, clients)]
    expect(again.histories).toEqual(once.histories)
    expect(new Set(once.histories.flat().map(({ client }) => client)).size).toBe(clients)
  }
})

test('a plan of zeros makes the simplest requests', () => {
  const walker = new SqsWalker([0, 0, 0, 0, 0, 0, 0, 0, 0, 0], { region: 'us-east-1', account: undefined, prefix: 'w' })
  expect(walker.opening()).toEqual({ operation: 'CreateQueue', input: { QueueName: 'wsource', Attributes: { VisibilityTimeout: '2' } } })
  expect(walker.next({ move: 0, flaw: 0, pause: [0, 0, 0], luck: 0, dice: [0] }).operation).toBe('CreateQueue')
})

test('a service that takes whatever it is asked is walked to the end, past everything that it breaks', async () => {
  for (let seed = 0; seed < 15; seed++) {
    const plan = spoilt(drawnPlan(drawn, seed), seed * 13)
    const walked = await walkSimulated(plan, {
      walks,
      conditions: 'near',
      seed,
      clients: seed % 5 === 4 ? 3 : 1,
      profile,
      open: liars.lying(liars.saysYes),
      isEnough: () => false,
    })
    expect(walked.stepOf.size).toBe(plan.steps.length)
    expect(new Set(walked.findings.map(({ clause }) => clause)).size).toBe(walked.findings.length)
  }
})
