import { YES } from '../core/facts.js'
import type { Candidate, Page, Rules } from './choices.js'
import { invalidParameter } from './errors.js'
import { PAGE } from './limits.js'

/**
 * One page of a list, of 100 items at most.
 *
 * @clause sns.list.by-topic-no-duplicates
 * @clause sns.list.order-unspecified
 */
export function page<T>(candidates: Iterable<Candidate<T>>, token: string | undefined, x: Rules, most = PAGE): Page<T> {
  x.orFail('sns.list.bad-token', token === undefined ? YES : x.choices.tokenKnown(token), () => invalidParameter('NextToken'))
  return x.choices.page(candidates, most, token)
}

/** What a list may hold, one after the other. */
export function* each<S, T>(sources: Iterable<S>, candidate: (source: S) => Candidate<T> | undefined): Iterable<Candidate<T>> {
  for (const source of sources) {
    const made = candidate(source)
    if (made !== undefined) yield made
  }
}

export function* chained<T>(...parts: readonly Iterable<T>[]): Iterable<T> {
  for (const part of parts) yield* part
}

/** Of few things. @clause sns.app.list-page-100 */
export const byKey = <T>(candidates: Candidate<T>[]): readonly Candidate<T>[] => candidates.sort((a, b) => (a.key < b.key ? -1 : 1))

/** The key of what was made as the how-manieth. */
export const orderOf = (number: number): string => String(number).padStart(15, '0')
