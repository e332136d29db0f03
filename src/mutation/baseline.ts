import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Caught } from './protocol.js'
import {
  ALTERED,
  type ClauseTest,
  FAST_WALKS,
  type HistoryTest,
  HONEST,
  INDEX_WALKS,
  nameOf,
  type Seen,
  type Serving,
  type Test,
  WALKS,
} from './tests.js'
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
  /** Of an observer: histories written by hand first. */
  readonly seen: readonly Noticing<Seen>[]
}

/** A clause that takes longer is not tried: it would be taken for one that does not end. In milliseconds. */
export const SLOW_MS = 4000

type Kept<T> = readonly (readonly [test: T, ms: number, reached: readonly number[]])[]
const opened = <T>(kept: Kept<T>): readonly Noticing<T>[] => kept.map(([test, ms, reached]) => ({ test, ms, reached: new Set(reached) }))

/** Finds something out, or reads what was found out when everything was as `stamp` says. */
const onceFor = async <T>(file: string, stamp: string, find: () => Promise<T>): Promise<T> => {
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly stamp: string; readonly found: T }) : undefined
  if (kept?.stamp === stamp) return kept.found
  const found = await find()
  writeFileSync(file, JSON.stringify({ stamp, found }))
  return found
}

export interface Noting {
  readonly pool: Pool
  /** Where what was noted is kept; it is used as long as `stamp` is the same. */
  readonly folder: string
  readonly stamp: string
  readonly clauses: readonly string[]
  /** The names of those written by hand; nothing where there is no observer to measure. */
  readonly histories: readonly string[] | undefined
  /** Whether the area has an index, and a reference without it. */
  readonly hasIndex: boolean
  /** Whether what is served is measured, or the observer alone. */
  readonly isServed: boolean
  readonly progress: (line: string) => void
}

/** Runs every test once without a mutant. */
export const noteBaseline = async ({
  pool,
  folder,
  stamp,
  clauses,
  histories,
  hasIndex,
  isServed,
  progress,
}: Noting): Promise<Baseline> => {
  const noted = async <T extends Test>(
    name: string,
    tests: readonly T[],
    whose: 'server' | 'observer',
    fine?: string,
  ): Promise<readonly Noticing<T>[]> => {
    const found = await onceFor(join(folder, `${name}.json`), stamp, async () => {
      const useful: [T, number, readonly number[]][] = []
      await pool.each(tests, async (shop, test) => {
        const one = await shop.note({ do: 'note', test, whose })
        if (typeof one !== 'string' && (fine === undefined || one.outcome === fine)) useful.push([test, one.ms, one.reached])
        else progress(`of no use: ${nameOf(test)}: ${typeof one === 'string' ? one : one.outcome}`)
      })
      if (tests.length > 0 && useful.length === 0)
        throw new Error(`Not one of the ${tests.length} tests of '${name}' can be used: there is nothing to measure by.`)
      return useful
    })
    progress(`${found.length} of ${tests.length}: ${name}`)
    return opened(found)
  }
  const seen =
    histories === undefined
      ? []
      : [
          ...(await noted(
            'histories',
            histories.map((name): HistoryTest => ({ kind: 'history', name })),
            'observer',
          )),
          ...(await noted('honest', HONEST, 'observer', 'admitted')),
          ...(await noted('altered', ALTERED, 'observer')),
        ]
  if (!isServed) return { served: [], indexes: [], seen }
  const walks = await noted('walks', WALKS, 'server', 'admitted')
  const judged = (name: string, ids: readonly string[], serving: Serving): Promise<readonly Noticing<ClauseTest>[]> =>
    noted(
      name,
      ids.map((id): ClauseTest => ({ kind: 'clause', id, serving })),
      'server',
      'conforms',
    )
  if (!hasIndex) return { served: [...walks, ...(await judged('clauses', clauses, 'indexed'))], indexes: [], seen }
  const byRules = await judged('clauses', clauses, 'unindexed')
  const rest = clauses.filter((id) => !byRules.some(({ test }) => test.id === id))
  return {
    served: [...walks, ...byRules, ...(await judged('clauses-indexed', rest, 'indexed'))],
    indexes: [...(await noted('indexes', INDEX_WALKS, 'server', 'true')), ...(await noted('walks-fast', FAST_WALKS, 'server', 'admitted'))],
    seen,
  }
}

/** Liars, in each of the walks in which they were caught, and the places of the observer that were passed then. */
export const noteLiars = async (
  pool: Pool,
  liars: readonly Caught[],
  file: string,
  stamp: string,
): Promise<readonly Noticing<Caught>[]> => {
  const found = await onceFor(file, stamp, async () => {
    const caught: [Caught, number, readonly number[]][] = []
    await pool.each(liars, async (shop, one) => {
      const noted = await shop.note({ do: 'note', test: one.walk, whose: 'observer', liar: one.liar })
      if (typeof noted !== 'string' && noted.outcome !== 'admitted') caught.push([one, noted.ms, noted.reached])
    })
    return caught
  })
  return opened(found)
}
