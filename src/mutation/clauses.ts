import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { Baseline } from './baseline.js'
import type { Mutant } from './mutant.js'
import { relevance } from './order.js'
import type { Test } from './tests.js'
import type { Pool } from './pool.js'
import type { Workshop } from './workshop.js'

/** Mutants that a clause is tried on before it counts as one that tells none. Most tell one of the first ten; words are no help to the rest. */
const TRIES = 1500

/** What it counts that a mutant is known to show, or not to. */
const SHOWN = { true: 15, false: -60, undefined: 0 } as const

/** Which mutant a clause tells; none, if it tells none of those it was tried on. */
export interface Telling {
  readonly clause: string
  readonly stamp: string
  readonly tells: string | undefined
  readonly tried: number
}

/** Of each clause that has told no mutant yet: does it tell any? The mutants of what it is about are tried first. */
export const tellingOf = async (
  {
    pool,
    baseline,
    mutants,
    known,
    shows,
    file,
    stamp,
    until,
  }: {
    readonly pool: Pool
    readonly baseline: Baseline
    readonly mutants: readonly Mutant[]
    /** Clauses of which that is known, with a mutant they tell. */
    readonly known: ReadonlyMap<string, string>
    /** Whether a mutant is known to show (or not to): one that does is tried first, one that breaks the server last. */
    readonly shows: (mutant: Mutant) => boolean | undefined
    readonly file: string
    readonly stamp: string
    readonly until: number
  },
  say: (line: string) => void,
): Promise<readonly Telling[]> => {
  const kept = new Map<string, Telling>()
  const lines = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : []
  for (const line of lines) {
    const one = JSON.parse(line) as Telling
    if (one.stamp === stamp) kept.set(one.clause, one)
  }
  const all: Telling[] = []
  await pool.each(baseline.served, async (shop, { test, reached }) => {
    if (test.kind !== 'clause') return
    const tells = known.get(test.id)
    const before = kept.get(test.id)
    if (tells !== undefined || before !== undefined) {
      all.push(before ?? { clause: test.id, stamp, tells, tried: 1 })
      return
    }
    if (performance.now() > until) return
    const telling = await tried(test, candidates(test.id, mutants, reached, shows), shop, stamp)
    appendFileSync(file, `${JSON.stringify(telling)}\n`)
    say(`${telling.clause} tells ${telling.tells ?? 'none'} of ${telling.tried}`)
    all.push(telling)
  })
  return all
}

const candidates = (
  id: string,
  mutants: readonly Mutant[],
  reached: ReadonlySet<number>,
  shows: (mutant: Mutant) => boolean | undefined,
): readonly Mutant[] =>
  mutants
    .filter(({ number, isStatic }) => isStatic || reached.has(number))
    .map((mutant) => ({ mutant, score: relevance(mutant, id) + SHOWN[String(shows(mutant)) as keyof typeof SHOWN] }))
    .sort((a, b) => b.score - a.score)
    .slice(0, TRIES)
    .map(({ mutant }) => mutant)

const tried = async (
  test: Test & { readonly kind: 'clause' },
  mutants: readonly Mutant[],
  shop: Workshop,
  stamp: string,
): Promise<Telling> => {
  for (const [nth, mutant] of mutants.entries()) {
    const kills = await shop.kills({ do: 'serve', mutant: mutant.number, tests: [test] })
    if (kills.some(({ how }) => how === 'clauses')) return { clause: test.id, stamp, tells: mutant.key, tried: nth + 1 }
  }
  return { clause: test.id, stamp, tells: undefined, tried: mutants.length }
}
