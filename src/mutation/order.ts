import { SLOW_MS, type Noticing } from './baseline.js'
import type { Mutant } from './mutant.js'
import { nameOf, type Test } from './tests.js'

/** Walks that are tried before the clauses, and clauses that are tried before the rest of the walks. */
const FIRST_WALKS = 25
const FIRST_CLAUSES = 40

/** The tests that can tell a mutant, those first that most likely do. @param killers how often a clause told a mutant of the same declaration, by `<declaration> <clause>` */
export const testsFor = (mutant: Mutant, served: readonly Noticing<Test>[], killers: ReadonlyMap<string, number>): readonly Test[] => {
  const passing = served.filter(({ reached }) => mutant.isStatic || reached.has(mutant.number))
  const walks = passing.filter(({ test }) => test.kind === 'walk').sort((a, b) => a.ms - b.ms)
  const clauses = passing
    .filter(({ test }) => test.kind === 'clause')
    .map(one => ({ one, score: relevance(mutant, nameOf(one.test)) + (killers.get(`${mutant.file} ${mutant.within} ${nameOf(one.test)}`) ?? 0) * 20 - one.ms / 100 - one.reached.size / 200 }))
    .sort((a, b) => b.score - a.score)
    .map(({ one }) => one)
  const quick = clauses.filter(({ ms }) => ms < SLOW_MS)
  const slow = clauses.filter(({ ms }) => ms >= SLOW_MS)
  return [
    ...walks.slice(0, FIRST_WALKS), ...quick.slice(0, FIRST_CLAUSES), ...walks.slice(FIRST_WALKS), ...quick.slice(FIRST_CLAUSES), ...slow,
  ].map(({ test }) => test)
}

/** How much a mutant has to do with a clause, by the ids and words around it. */
export const relevance = (mutant: Mutant, id: string): number => {
  const words = new Set(wordsOf(id))
  const shared = (text: string): number => wordsOf(text).filter(word => words.has(word)).length
  return (mutant.ids.includes(id) ? 100 : 0) + shared(mutant.file.slice(mutant.file.lastIndexOf('/') + 1, -3)) * 10 + shared(mutant.within) * 10 + shared(`${mutant.before} ${mutant.after}`) * 6
}

const wordsOf = (text: string): string[] => [
  ...new Set(text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().split(/[^a-z0-9]+/).filter(word => word.length > 2).map(word => word.replace(/s$/, ''))),
]
