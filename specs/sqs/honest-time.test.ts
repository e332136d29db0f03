import { beforeAll, expect, test } from 'vitest'
import { CONDITIONS } from '../../src/oracle/simulation/conditions.js'
import { judge } from '../../src/suite/judge.js'
import { collectClauses } from '../../src/suite/register.js'
import type { Registered } from '../../src/suite/register.js'
import { importSpecs } from '../../src/suite/specs.js'
import type { Result, Verdict } from '../../src/suite/result.js'
import { benchOn } from '../../src/suite/toy.fixture.js'
import { embeddedTarget } from '../../src/targets/embedded.js'
import { stretched } from '../../src/targets/stretched.js'
import type { Slowness } from '../../src/targets/stretched.js'
import { binding } from './binding.js'

let clauses: readonly Registered[] = []
beforeAll(async () => {
  clauses = await collectClauses(() => importSpecs(['sqs']))
})

const SEED = 1

/** Every clause of SQS, on the reference slowed down. */
const judged = (slowness: Slowness): Promise<readonly Result[]> => {
  const bench = { ...benchOn(stretched(embeddedTarget(SEED), slowness, SEED), binding), effort: 'smoke' as const, seed: SEED }
  return Promise.all(clauses.map(({ clause, line }) => judge(clause, line, bench)))
}

const ofVerdict = (results: readonly Result[], verdict: Verdict): readonly Result[] => results.filter((one) => one.verdict === verdict)

/** Why a clause may be inconclusive here: what it had to do in time was not surely in time. */
const LATE = /too long to be surely before a timer|too early to be surely after a timer|was over before|a poll that was not to wait/

/**
 * The walks' own conditions: a third of a second each way, up to three seconds now and then, and stops. 15 clauses or fewer of the 474 were
 * inconclusive under 11 seeds. Then delays that are mostly of one to three seconds, and more stops: at most 24 were, under 8 seeds. All have a
 * timer of 1 to 5 seconds before the end of which something must be seen.
 */
test.each<[name: string, slowness: Slowness, inconclusive: number]>([
  ['usually short, and stops', CONDITIONS.rough, 25],
  ['mostly of seconds, and many stops', { delay: { usual: 1500, most: 3000 }, stops: { every: 8000, ms: 1000 } }, 40],
])('delays of up to three seconds, %s, make no clause diverge', { timeout: 240_000 }, async (_name, slowness, inconclusive) => {
  const results = await judged(slowness)
  expect(results.length, 'clauses that were judged').toBeGreaterThan(450)
  expect(
    ofVerdict(results, 'diverges').map(({ id, reason }) => `${id}: ${reason}`),
    'what diverges',
  ).toEqual([])
  const unsure = ofVerdict(results, 'inconclusive')
  expect(
    unsure.filter(({ reason }) => !LATE.test(reason ?? '')).map(({ id, reason }) => `${id}: ${reason}`),
    'what is inconclusive for another reason',
  ).toEqual([])
  expect(unsure.length, 'clauses that are inconclusive').toBeLessThanOrEqual(inconclusive)
  expect(ofVerdict(results, 'conforms').length, 'clauses that conform').toBe(results.length - unsure.length)
})
