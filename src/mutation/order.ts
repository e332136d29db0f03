import { SLOW_MS, type Noticing } from './baseline.js'
import type { Mutant } from './mutant.js'
import { nameOf, type Test } from './tests.js'

/** Clauses of the rules that stand in the mutated declaration are tried before all else. */
const FIRST_OWN = 4
/** Walks that are tried before the other clauses, and clauses that are tried before the rest of the walks. */
const FIRST_WALKS = 25
const FIRST_CLAUSES = 12
/** By so many tests a mutant is tried before it is seen how it observes. */
export const FIRST = FIRST_OWN + FIRST_WALKS + FIRST_CLAUSES
/** Where no more clauses than these pass a place, each of them may have to do with it. */
const FEW = 80
/** In milliseconds. */
const QUICK_MS = 500

/** How often each test told a mutant: of a declaration, of a file, of any. */
export class Killers {
  readonly #counts = new Map<string, number>()

  add({ file, within }: Pick<Mutant, 'file' | 'within'>, by: string): void {
    const test = by.split(': ')[0]!
    for (const where of [`${file} ${within} `, `${file} `, '']) this.#counts.set(where + test, this.#of(where + test) + 1)
  }

  score({ file, within }: Mutant, test: string): number {
    return 20 * this.#of(`${file} ${within} ${test}`) + 5 * this.#of(`${file} ${test}`) + this.#of(test)
  }

  #of(key: string): number {
    return this.#counts.get(key) ?? 0
  }
}

/**
 * The tests that can tell a mutant, those first that most likely do.
 *
 * @param all whether clauses are tried too that have nothing to do with it by any word, although many pass by
 */
export const testsFor = (mutant: Mutant, served: readonly Noticing<Test>[], killers: Killers, all: boolean): readonly Test[] => {
  const passing = served.filter(({ reached }) => mutant.isStatic || reached.has(mutant.number))
  const ranked = (kind: Test['kind'], score: (one: Noticing<Test>) => number): readonly Noticing<Test>[] =>
    passing
      .filter(({ test }) => test.kind === kind)
      .map((one) => ({ one, score: score(one) }))
      .sort((a, b) => b.score - a.score)
      .map(({ one }) => one)
  const walks = ranked('walk', ({ test, ms }) => (1 + killers.score(mutant, nameOf(test))) / (ms + 10))
  const clauses = ranked(
    'clause',
    ({ test, ms, reached }) => relevance(mutant, nameOf(test)) + killers.score(mutant, nameOf(test)) - ms / 100 - reached.size / 200,
  )
  const own = clauses
    .filter(({ test, ms }) => ms < QUICK_MS && (mutant.ids.includes(nameOf(test)) || mutant.usersIds.includes(nameOf(test))))
    .slice(0, FIRST_OWN)
  const about = clauses.filter(
    (one) =>
      !own.includes(one) &&
      one.ms < SLOW_MS &&
      (clauses.length <= FEW || relevance(mutant, nameOf(one.test)) > 0 || killers.score(mutant, nameOf(one.test)) > 0),
  )
  // A slow one would be taken for one that does not end.
  const others = all ? clauses.filter((one) => one.ms < SLOW_MS && !about.includes(one) && !own.includes(one)) : []
  return [
    ...own,
    ...walks.slice(0, FIRST_WALKS),
    ...about.slice(0, FIRST_CLAUSES),
    ...walks.slice(FIRST_WALKS),
    ...about.slice(FIRST_CLAUSES),
    ...others,
  ].map(({ test }) => test)
}

/** How much a mutant has to do with a clause, by the ids and words around it. */
export const relevance = (mutant: Mutant, id: string): number => {
  const words = new Set(wordsOf(id))
  const shared = (text: string): number => wordsOf(text).filter((word) => words.has(word)).length
  return (
    (mutant.ids.includes(id) ? 100 : 0) +
    (mutant.usersIds.includes(id) ? 50 : 0) +
    shared(mutant.file.slice(mutant.file.lastIndexOf('/') + 1, -3)) * 10 +
    shared(mutant.within) * 10 +
    shared(`${mutant.before} ${mutant.after}`) * 6
  )
}

const wordsOf = (text: string): string[] => [
  ...new Set(
    text
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word.length > 2)
      .map((word) => word.replace(/s$/, '')),
  ),
]
