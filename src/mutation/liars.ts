import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { noteLiars, type Noticing } from './baseline.js'
import type { Mutant } from './mutant.js'
import type { Pool } from './pool.js'
import type { Caught } from './protocol.js'
import type { Results } from './results.js'
import { nameOf, WALKS } from './tests.js'

const LIARS = 150

/** Mutants of the model that walks caught, of as many declarations as possible, each in the walk that caught it. */
export const liarsOf = (mutants: readonly Mutant[], results: Results): readonly Caught[] => {
  const found: Caught[] = []
  const places = new Set<string>()
  for (const mutant of mutants) {
    const outcome = results.of(mutant)
    const walk = outcome?.outcome === 'walks' ? WALKS.find((one) => outcome.by.startsWith(`${nameOf(one)}:`)) : undefined
    const clause = outcome?.by.split(': ')[1]
    const place = `${mutant.file} ${mutant.within} ${clause}`
    if (walk === undefined || outcome?.by.includes('Error') || places.has(place)) continue
    places.add(place)
    found.push({ liar: mutant.number, walk })
  }
  return found.slice(0, LIARS)
}

/** The liars, and the places of the observer that are passed when it catches them. */
export const notedLiars = (
  mutants: readonly Mutant[],
  results: Results,
  pool: Pool,
  folder: string,
  stamp: string,
): Promise<readonly Noticing<Caught>[]> => {
  const list = liarsOf(mutants, results)
  const both = createHash('sha256')
    .update(stamp + JSON.stringify(list))
    .digest('hex')
  return noteLiars(pool, list, join(folder, 'liars.json'), both)
}
