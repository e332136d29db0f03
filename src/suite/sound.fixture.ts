import { beforeAll, expect, test } from 'vitest'
import { CONDITIONS } from '../oracle/simulation/conditions.js'
import { areaOf } from '../service/areas.js'
import { adverse, MISHAPS, type Mishap } from '../targets/adverse.js'
import { embeddedTarget } from '../targets/embedded.js'
import { stretched } from '../targets/stretched.js'
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

  test.concurrent('delays of up to three seconds, and stops, make no clause diverge', { timeout: 600_000 }, async () => {
    expect(conforming(await judged(stretched(embeddedTarget(SEED), CONDITIONS.rough, SEED)))).toBeGreaterThan(0.8)
  })

  test.concurrent.each(Object.entries(MISHAPS) as [Mishap, string][])(
    '%s: where %s, the reference is not accused',
    { timeout: 600_000 },
    async (mishap) => {
      expect(conforming(await judged(adverse(embeddedTarget(SEED), mishap, SEED)))).toBeGreaterThan(CONFORMING[mishap])
    },
  )
}
