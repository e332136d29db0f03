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

/** Where what was made as the how-manieth stands in a list. */
export const orderOf = (number: number): string => String(number).padStart(15, '0')
