import { beforeAll, expect, test } from 'vitest'
import { CONDITIONS } from '../oracle/simulation/conditions.js'
import { areaOf } from '../service/areas.js'
import { adverse, MISHAPS, type Mishap } from '../targets/adverse.js'
import { embeddedTarget } from '../targets/embedded.js'
import { type Slowness, stretched } from '../targets/stretched.js'
import type { Target } from '../targets/target.js'
import type { ServiceBinding } from './binding.js'
import { judge } from './judge.js'
import { collectClauses, type Registered } from './register.js'
import type { ProfileName } from './profiles.js'
import type { Result } from './result.js'
import { importSpecs } from './specs.js'
import { benchOn } from './toy.fixture.js'

const SEED = 1
/** Where nothing can be decided any more, a target that is gone or a judge that stood still, little needs to conform. */
const CONFORMING: Readonly<Record<Mishap, number>> = { late: 0.1, stopped: 0.4, lost: 0.5, killed: 0.01, reset: 0.4 }
/** Why a clause may be inconclusive where answers are slow: what it had to do in time was not surely in time. */
const LATE = /too (?:long|early|slowly)|was over before|a poll that was not to wait|(?:was not|may have been) \w+ (?:any more|before)/
/** Requests that take a third of a second each way, or mostly seconds, and a server that stands still now and then. */
const SLOW: readonly (readonly [name: string, slowness: Slowness])[] = [
  ['usually short, and stops', CONDITIONS.rough],
  ['mostly of seconds, and many stops', { delay: { usual: 1500, most: 3000 }, stops: { every: 8000, ms: 1000 } }],
]

/** Tests that no clause of the area accuses a good target: not for the liberties that it takes, nor for what goes wrong between it and the judge. */
export const testsOfSoundness = (id: string): void => {
  let clauses: readonly Registered[] = []
  let calls: ServiceBinding
  beforeAll(async () => {
    calls = await areaOf(id).binding!()
    clauses = await collectClauses(() => importSpecs([id]))
  })

  const judged = async (target: Target, profile: ProfileName = 'single-node'): Promise<readonly Result[]> => {
    const bench = { ...benchOn(target, calls), effort: 'smoke' as const, seed: SEED, profile }
    const results = await Promise.all(clauses.map(({ clause, line }) => judge(clause, line, bench)))
    const accused = results.filter(({ verdict }) => verdict === 'diverges')
    expect(
      accused.map(({ id: clause, reason, failure }) => `${clause}: ${reason} (allowed ${failure?.allowed}, seen ${failure?.seen})`),
    ).toEqual([])
    return results
  }
  const conforming = (results: readonly Result[]): number => results.filter(({ verdict }) => verdict === 'conforms').length / results.length

  test.concurrent.each(['aws-like', 'hostile'])(
    'the reference is not accused of the liberties that it takes: %s',
    { timeout: 600_000 },
    async (adversity) => {
      expect(conforming(await judged(embeddedTarget(SEED, adversity), 'as-documented'))).toBeGreaterThan(0.8)
    },
  )

  test.concurrent.each(SLOW)('delays, %s, make no clause diverge', { timeout: 600_000 }, async (_name, slowness) => {
    const results = await judged(stretched(embeddedTarget(SEED), slowness, SEED))
    const unsure = results.filter(({ verdict, reason }) => verdict === 'inconclusive' && !LATE.test(reason ?? ''))
    expect(unsure.map(({ id: clause, reason }) => `${clause}: ${reason}`)).toEqual([])
    expect(conforming(results)).toBeGreaterThan(0.9)
  })

  test.concurrent.each(Object.entries(MISHAPS) as [Mishap, string][])(
    '%s: where %s, the reference is not accused',
    { timeout: 600_000 },
    async (mishap) => {
      expect(conforming(await judged(adverse(embeddedTarget(SEED), mishap, SEED)))).toBeGreaterThan(CONFORMING[mishap])
    },
  )
}
