import { expect, test } from 'vitest'
import { explained, printed } from './explain.js'
import { judgeSought } from './judge-sought.js'
import { plans } from './plan.js'
import { drawnPlan, shrinkWalk } from './shrink-walk.js'
import { type Simulated, walkSimulated } from './simulated.js'
import { Tally } from './tally.js'
import { stack, stackWalks } from './toy-walks.fixture.js'

const drawn = plans({ steps: 20, moves: 4, flaws: 1 })
const setting = (changes: Partial<Simulated> = {}): Simulated => ({
  walks: stackWalks(),
  conditions: 'near',
  seed: 1,
  clients: 1,
  profile: { profile: 'single-node', lateness: 0, tolerates: () => true },
  ...changes,
})
const liar = stackWalks(stack((held) => held.length >= 3 && held[0] !== held.at(-1)))

test('an honest service is admitted, alone and with several clients, and what was tested is counted', async () => {
  for (const clients of [1, 4]) {
    const tally = new Tally()
    for (let seed = 0; seed < 50; seed++) tally.add(await walkSimulated(drawnPlan(drawn, seed), setting({ seed, clients })))
    expect(tally.refused).toEqual({})
    expect(tally.steps).toBeGreaterThan(500)
    expect(Object.keys(tally.tested)).toEqual(['stack.pop.empty-fails', 'stack.pop.last-first'])
    expect(tally.undecided).toBe(0)
  }
})

test('what the oracle cannot decide is counted as undecided, with the rule', async () => {
  const tally = new Tally()
  for (let seed = 0; seed < 20; seed++) tally.add(await walkSimulated(drawnPlan(drawn, seed), setting({ seed, conditions: 'usual' })))
  expect(tally.openQuestions).toEqual({ 'stack.lost': tally.undecided })
})

/** The first seed whose walk is refused. */
const refusedBy = async (walking: Simulated) => {
  for (let seed = 0; seed < 200; seed++) {
    const walked = await walkSimulated(drawnPlan(drawn, seed), { ...walking, seed })
    if (walked.refusedBy) return { seed, walked }
  }
  throw new Error('no walk was refused')
}

test.each([1, 3])(
  'a lie is found, ends the walk, and shrinks to the shortest history that breaks the same clause (%i clients)',
  async (clients) => {
    const walking = setting({ walks: liar, clients })
    const { seed, walked } = await refusedBy(walking)
    expect(walked.refusedBy).toBe('stack.pop.last-first')
    expect(walked.judged.at(-1)!.step.verdict).toBe('refused')
    const { finding, reproduced } = await shrinkWalk(
      drawn,
      { plan: drawnPlan(drawn, seed), walked, finding: walked.findings[0]! },
      (plan) => walkSimulated(plan, { ...walking, seed }),
      { runs: 2000, until: performance.now() + 20_000 },
    )
    expect(reproduced).toBe(true)
    expect(finding).toMatchObject({ clause: 'stack.pop.last-first', aside: [] })
    expect(finding.accused).toHaveLength(4)
  },
)

test('an observer who does not know the order decides what he can, and accuses nobody who is honest', async () => {
  const tally = new Tally()
  for (let seed = 0; seed < 30; seed++)
    tally.add(await walkSimulated(drawnPlan(drawn, seed), setting({ seed, clients: 2, judgeHistory: judgeSought() })))
  expect(tally.refused).toEqual({})
  expect(tally.undecided).toBeLessThan(tally.steps)
  const { walked } = await refusedBy(setting({ walks: liar, clients: 1, judgeHistory: judgeSought() }))
  expect(walked.findings[0]!.accused.at(-1)!.operation).toBe('Pop')
})

test('what does not come again is kept as it was seen', async () => {
  const { seed, walked } = await refusedBy(setting({ walks: liar }))
  const first = { plan: drawnPlan(drawn, seed), walked, finding: walked.findings[0]! }
  const shrunk = await shrinkWalk(drawn, first, (plan) => walkSimulated(plan, setting({ seed })), {
    runs: 100,
    until: performance.now() + 5_000,
  })
  expect(shrunk).toMatchObject({ reproduced: false, ...first })
})

test('a history is printed as request, answer and change of what is believed', async () => {
  const { seed, walked } = await refusedBy(setting({ walks: liar }))
  const { finding } = await shrinkWalk(
    drawn,
    { plan: drawnPlan(drawn, seed), walked, finding: walked.findings[0]! },
    (plan) => walkSimulated(plan, setting({ walks: liar, seed })),
    { runs: 2000, until: performance.now() + 20_000 },
  )
  const oracle = liar.judged.open(
    { region: 'us-east-1', account: undefined },
    { profile: 'single-node', lateness: 0, tolerates: () => true, slack: { ms: 0, ppm: 0 } },
  )
  const text = printed(explained(finding.accused, oracle))
  expect(text.split('\n').filter((line) => !line.includes(' s  client '))).toEqual([
    '     Push {"value":0} ⇒ {}',
    '       + 0: 0',
    '     Push {"value":0} ⇒ {}',
    '       + 1: 0',
    expect.stringMatching(/^ {5}Push \{"value":\d+\} ⇒ \{\}$/),
    expect.stringMatching(/^ {7}\+ 2: \d+$/),
    '     Pop {} ⇒ {"value":0}',
    expect.stringMatching(/^ {7}- 2/),
    '     refused by stack.pop.last-first',
    expect.stringMatching(/^ {5}allowed {2}\d+$/),
    '     seen     0',
  ])
})
