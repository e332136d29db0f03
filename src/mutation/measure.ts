import type { Mutable } from './mutable.js'
import { type Baseline, type Noticing } from './baseline.js'
import type { Mutant } from './mutant.js'
import { FIRST, type Killers, testsFor } from './order.js'
import type { Caught } from './protocol.js'
import type { Outcome, Results } from './results.js'
import { nameOf } from './tests.js'
import type { Workshop } from './workshop.js'

export interface Measuring {
  readonly baseline: Baseline
  readonly results: Results
  readonly mutable: Mutable
  readonly killers: Killers
  /** Whether clauses are tried that have nothing to do with a mutant by any word. */
  readonly all: boolean
}

/** So many walks, and half as many liars, are judged once more by an observer with a mutant, the likeliest to tell. */
const MOST = 300

/** What is said of a mutant that serves as it should in the likeliest tests, until it is seen how it observes, and then until it was served to the end. */
export const UNOBSERVED = 'not observed with yet'
export const UNFINISHED = 'not served to the end yet'

/**
 * Puts one mutant of what is served to the tests, until one tells it.
 *
 * @param isFirst whether only the likeliest are tried, since most of what is left then is an observer's
 */
export const serve = async (
  mutant: Mutant,
  shop: Workshop,
  isFirst: boolean,
  { results, mutable, baseline, killers, all }: Measuring,
): Promise<Outcome> => {
  const isIndex = mutable.kindOf(mutant.file) === 'index'
  // Nothing to look at in between, where there is no observer to measure.
  const isAtOnce = isIndex || mutable.observer === undefined
  const clauses = isIndex
    ? baseline.served.flatMap(({ test }) =>
        test.kind === 'clause' && mutable.byIndex?.test(test.id) ? [{ ...test, serving: 'indexed' as const }] : [],
      )
    : []
  const likely = testsFor(mutant, baseline.served, killers, all)
  // Long polls that an index wakes, and what only a large queue shows, is seen by clauses.
  const every = isIndex ? [...baseline.indexes.filter(passes(mutant)).map(({ test }) => test), ...likely, ...clauses] : likely
  const tests = isAtOnce ? every : isFirst ? every.slice(0, FIRST) : every.slice(FIRST)
  const [kill] = tests.length > 0 ? await shop.kills({ do: 'serve', mutant: mutant.number, tests }) : []
  if (kill) killers.add(mutant, kill.by)
  if (kill) return results.add(mutant, kill.how, kill.by)
  const isReached = tests.length > 0 || results.of(mutant)?.outcome === 'survived'
  return results.add(mutant, isReached ? 'survived' : 'unreached', isFirst && !isAtOnce ? UNOBSERVED : '')
}

/** Has an observer with the mutant judge what the one without judged. */
export const observe = async (
  mutant: Mutant,
  shop: Workshop,
  { results, mutable, baseline, killers }: Measuring,
  liars: readonly Noticing<Caught>[],
): Promise<Outcome> => {
  const score = (name: string, ms: number): number => (1 + killers.score(mutant, name)) / (ms + 20)
  const passing = baseline.seen.filter(passes(mutant))
  const byHand = passing.filter(({ test }) => test.kind === 'history')
  const walks = passing.filter(({ test }) => test.kind === 'walk')
  const honest = [...likeliest(byHand, nameOf, score, Infinity), ...likeliest(walks, nameOf, score, MOST)]
  const caught = likeliest(liars.filter(passes(mutant)), ({ walk, liar }) => `${nameOf(walk)} of liar ${liar}`, score, MOST / 2)
  const isPassed = honest.length + caught.length > 0
  const [kill] = isPassed ? await shop.kills({ do: 'observe', mutant: mutant.number, honest, caught }) : []
  if (kill) {
    killers.add(mutant, kill.by)
    return results.add(mutant, kill.how, kill.by)
  }
  const before = results.of(mutant)
  return results.add(
    mutant,
    isPassed || before?.outcome === 'survived' ? 'survived' : 'unreached',
    mutable.kindOf(mutant.file) === 'readings' ? '' : UNFINISHED,
  )
}

/** Those with the highest scores, of each kind of walk as many as of another. */
const likeliest = <T>(
  all: readonly Noticing<T>[],
  name: (test: T) => string,
  score: (name: string, ms: number) => number,
  most: number,
): readonly T[] => {
  const places = new Map<string, number>()
  return all
    .map(({ test, ms }) => ({ test, kind: name(test).replace(/\d{3,}/g, ''), score: score(name(test), ms) }))
    .sort((a, b) => b.score - a.score)
    .map((one) => {
      const place = places.get(one.kind) ?? 0
      places.set(one.kind, place + 1)
      return { ...one, place }
    })
    .sort((a, b) => a.place - b.place)
    .slice(0, most)
    .map(({ test }) => test)
}

const passes =
  (mutant: Mutant) =>
  ({ reached }: Noticing<unknown>): boolean =>
    mutant.isStatic || reached.has(mutant.number)
