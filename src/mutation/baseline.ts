import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Caught } from './protocol.js'
import { HONEST, INDEX_WALKS, nameOf, type Test, WALKS, type WalkTest } from './tests.js'
import type { Pool } from './pool.js'

/** What a test comes to where there is no mutant, and the places it passes: only mutants there can make a difference to it. */
export interface Noticing<T> {
  readonly test: T
  readonly ms: number
  readonly reached: ReadonlySet<number>
}
export interface Baseline {
  readonly served: readonly Noticing<Test>[]
  readonly indexes: readonly Noticing<Test>[]
  readonly honest: readonly Noticing<WalkTest>[]
  /** Tests that are of no use, since they fail without any mutant. */
  readonly failing: readonly string[]
}

/** A test that takes longer is tried last of all; in milliseconds. */
export const SLOW_MS = 4000

interface Kept {
  readonly served: readonly (readonly [Test, number, readonly number[]])[]
  readonly indexes: readonly (readonly [Test, number, readonly number[]])[]
  readonly honest: readonly (readonly [WalkTest, number, readonly number[]])[]
  readonly failing: readonly string[]
}

/**
 * Runs every test once without a mutant.
 *
 * @param file where what was noted is kept; it is used as long as `stamp` is the same
 */
export const noteBaseline = async (pool: Pool, clauses: readonly string[], file: string, stamp: string, progress: (line: string) => void): Promise<Baseline> => {
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept & { readonly stamp: string }) : undefined
  if (kept?.stamp === stamp) return opened(kept)
  const noted = await noteAll(pool, clauses, progress)
  writeFileSync(file, JSON.stringify({ stamp, ...noted }))
  return opened(noted)
}

const opened = ({ served, indexes, honest, failing }: Kept): Baseline => {
  const open = <T>(list: readonly (readonly [T, number, readonly number[]])[]): Noticing<T>[] => list.map(([test, ms, reached]) => ({ test, ms, reached: new Set(reached) }))
  return { served: open(served), indexes: open(indexes), honest: open(honest), failing }
}

const noteAll = async (pool: Pool, clauses: readonly string[], progress: (line: string) => void): Promise<Kept> => {
  const failing: string[] = []
  const noted = async <T extends Test>(tests: readonly T[], whose: 'server' | 'observer', fine: string): Promise<[T, number, readonly number[]][]> => {
    const found: [T, number, readonly number[]][] = []
    await pool.each(tests, async (shop, test) => {
      const one = await shop.note({ do: 'note', test, whose })
      if (one?.outcome === fine) found.push([test, one.ms, one.reached])
      else failing.push(`${nameOf(test)}: ${one?.outcome ?? 'no answer'}`)
    })
    return found
  }
  const walks = await noted(WALKS, 'server', 'admitted')
  progress(`${walks.length} walks`)
  const ofClauses: [Test, number, readonly number[]][] = []
  await pool.each(clauses, async (shop, id) => {
    for (const index of ['naive', 'fast'] as const) {
      const test: Test = { kind: 'clause', id, pool: index }
      const one = await shop.note({ do: 'note', test, whose: 'server' })
      if (one?.outcome === 'conforms') return void ofClauses.push([test, one.ms, one.reached])
      if (index === 'fast') failing.push(`${id}: ${one?.outcome ?? 'no answer'}`)
    }
  })
  progress(`${ofClauses.length} clauses`)
  const indexes = await noted(INDEX_WALKS, 'server', 'true')
  const honest = await noted(HONEST, 'observer', 'admitted')
  progress(`${honest.length} honest walks; of no use: ${failing.join(', ')}`)
  return { served: [...walks, ...ofClauses], indexes, honest, failing }
}

/** Liars, in each of the walks in which they were caught, and the places of the observer that were passed then. */
export const noteLiars = async (pool: Pool, liars: readonly Caught[], file: string, stamp: string): Promise<readonly Noticing<Caught>[]> => {
  type KeptLiars = { readonly stamp: string; readonly caught: readonly (readonly [Caught, number, readonly number[]])[] }
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as KeptLiars) : undefined
  if (kept?.stamp === stamp) return kept.caught.map(([test, ms, reached]) => ({ test, ms, reached: new Set(reached) }))
  const caught: [Caught, number, readonly number[]][] = []
  await pool.each(liars, async (shop, one) => {
    const noted = await shop.note({ do: 'note', test: one.walk, whose: 'observer', liar: one.liar })
    if (noted && noted.outcome !== 'admitted') caught.push([one, noted.ms, noted.reached])
  })
  writeFileSync(file, JSON.stringify({ stamp, caught }))
  return caught.map(([test, ms, reached]) => ({ test, ms, reached: new Set(reached) }))
}
