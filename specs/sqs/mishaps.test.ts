import { beforeAll, expect, test } from 'vitest'
import { judge } from '../../src/suite/judge.js'
import { collectClauses } from '../../src/suite/register.js'
import type { Registered } from '../../src/suite/register.js'
import { importSpecs } from '../../src/suite/specs.js'
import { benchOn } from '../../src/suite/toy.fixture.js'
import { adverse, MISHAPS } from '../../src/targets/adverse.js'
import type { Mishap } from '../../src/targets/adverse.js'
import { embeddedTarget } from '../../src/targets/embedded.js'
import { binding } from './binding.js'

let clauses: readonly Registered[] = []
beforeAll(async () => {
  clauses = await collectClauses(() => importSpecs(['sqs']))
})

/** What conforms all the same, at least: a judge that decides nothing accuses nobody either. */
const CONFORMING: Readonly<Record<Mishap, number>> = { late: 100, stopped: 300, lost: 300, killed: 20, reset: 250 }
const SEED = 1

test.each(Object.entries(MISHAPS) as [Mishap, string][])(
  '%s: where %s, the reference is not accused',
  { timeout: 240_000 },
  async (mishap) => {
    const bench = { ...benchOn(adverse(embeddedTarget(SEED), mishap, SEED), binding), effort: 'smoke' as const, seed: SEED }
    const results = await Promise.all(clauses.map(({ clause, line }) => judge(clause, line, bench)))
    const accused = results.filter(({ verdict }) => verdict === 'diverges')
    expect(accused.map(({ id, reason, failure }) => `${id}: ${reason} (allowed ${failure?.allowed}, seen ${failure?.seen})`)).toEqual([])
    expect(results.filter(({ verdict }) => verdict === 'conforms').length).toBeGreaterThan(CONFORMING[mishap])
  },
)
