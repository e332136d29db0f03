import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Caught, Honest } from './protocol.js'
import { HONEST, INDEX_WALKS, nameOf, type Test, WALKS } from './tests.js'
import type { Workshop } from './workshop.js'

/** What a test comes to where there is no mutant, and the places it passes: only mutants there can make a difference to it. */
export interface Noticing<T> {
  readonly test: T
  readonly ms: number
  readonly reached: ReadonlySet<number>
}
export interface Baseline {
  readonly served: readonly Noticing<Test>[]
  readonly indexes: readonly Noticing<Test>[]
  readonly honest: readonly Noticing<Honest>[]
  /** Tests that are of no use, since they fail without any mutant. */
  readonly failing: readonly string[]
}

/** A test that takes longer is tried last of all; in milliseconds. */
export const SLOW_MS = 4000

interface Kept {
  readonly served: readonly (readonly [Test, number, readonly number[]])[]
  readonly indexes: readonly (readonly [Test, number, readonly number[]])[]
  readonly honest: readonly (readonly [Honest, number, readonly number[]])[]
  readonly failing: readonly string[]
}

/**
 * Runs every test once without a mutant.
 *
 * @param file where what was noted is kept; it is used as long as `stamp` is the same
 */
export const noteBaseline = async (shop: Workshop, clauses: readonly string[], file: string, stamp: string, progress: (line: string) => void): Promise<Baseline> => {
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept & { readonly stamp: string }) : undefined
  if (kept?.stamp === stamp) return opened(kept)
  const noted = await noteAll(shop, clauses, progress)
  writeFileSync(file, JSON.stringify({ stamp, ...noted }))
  return opened(noted)
}

const opened = ({ served, indexes, honest, failing }: Kept): Baseline => {
  const open = <T>(list: readonly (readonly [T, number, readonly number[]])[]): Noticing<T>[] => list.map(([test, ms, reached]) => ({ test, ms, reached: new Set(reached) }))
  return { served: open(served), indexes: open(indexes), honest: open(honest), failing }
}

const noteAll = async (shop: Workshop, clauses: readonly string[], progress: (line: string) => void): Promise<Kept> => {
  const served: [Test, number, readonly number[]][] = []
  const indexes: [Test, number, readonly number[]][] = []
  const honest: [Honest, number, readonly number[]][] = []
  const failing: string[] = []
  for (const test of WALKS) {
    const noted = await shop.note({ do: 'note', test, whose: 'server' })
    if (noted?.outcome === 'admitted') served.push([test, noted.ms, noted.reached])
    else failing.push(nameOf(test))
  }
  progress(`${served.length} walks`)
  for (const id of clauses) {
    for (const pool of ['naive', 'fast'] as const) {
      const test: Test = { kind: 'clause', id, pool }
      const noted = await shop.note({ do: 'note', test, whose: 'server' })
      if (noted?.outcome !== 'conforms') {
        if (pool === 'fast') failing.push(`${id}: ${noted?.outcome ?? 'no answer'}`)
        continue
      }
      served.push([test, noted.ms, noted.reached])
      break
    }
  }
  progress(`${served.length} walks and clauses`)
  for (const test of INDEX_WALKS) {
    const noted = await shop.note({ do: 'note', test, whose: 'server' })
    if (noted?.outcome === 'true') indexes.push([test, noted.ms, noted.reached])
    else failing.push(nameOf(test))
  }
  for (const walk of HONEST) {
    const noted = await shop.note({ do: 'note', test: walk, whose: 'observer' })
    if (noted?.outcome === 'admitted') honest.push([{ walk, seen: noted.seen! }, noted.ms, noted.reached])
    else failing.push(nameOf(walk))
  }
  progress(`${honest.length} honest walks; of no use: ${failing.join(', ')}`)
  return { served, indexes, honest, failing }
}

/** Liars, in each of the walks in which they were caught, and the places of the observer that were passed then. */
export const noteLiars = async (shop: Workshop, liars: readonly Caught[], file: string, stamp: string): Promise<readonly Noticing<Caught>[]> => {
  type KeptLiars = { readonly stamp: string; readonly caught: readonly (readonly [Caught, number, readonly number[]])[] }
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as KeptLiars) : undefined
  if (kept?.stamp === stamp) return kept.caught.map(([test, ms, reached]) => ({ test, ms, reached: new Set(reached) }))
  const caught: [Caught, number, readonly number[]][] = []
  for (const one of liars) {
    const noted = await shop.note({ do: 'note', test: one.walk, whose: 'observer', liar: one.liar })
    if (noted && noted.outcome !== 'admitted') caught.push([{ ...one, clause: noted.outcome }, noted.ms, noted.reached])
  }
  writeFileSync(file, JSON.stringify({ stamp, caught }))
  return caught.map(([test, ms, reached]) => ({ test, ms, reached: new Set(reached) }))
}
