import { YES } from '../core/facts.js'
import type { Candidate, Page, Rules } from './choices.js'
import { invalidParameter } from './errors.js'
import { LIMITS } from './limits.js'
import { inBounds } from './request.js'

/**
 * One page of a list. Without MaxResults it holds up to 1,000 items and tells nothing of the rest.
 *
 * @clause sqs.page.default-1000-no-token
 */
export function page<T>(candidates: readonly Candidate<T>[], max: number | undefined, token: string | undefined, x: Rules): Page<T> {
  const { min, max: most } = LIMITS.MaxResults
  inBounds(
    'sqs.page.max-results-range',
    max,
    'MaxResults',
    LIMITS.MaxResults,
    `MaxResults must be an integer between ${min} and ${most}.`,
    x,
  )
  x.orFail('sqs.page.bad-token', token === undefined ? YES : x.choices.tokenKnown(token), () =>
    invalidParameter('Invalid or expired next token.'),
  )
  return x.choices.page(candidates, max ?? most, max !== undefined, token, x)
}

/**
 * The page of a server: sorted by key; a token names the last item of its page, so that a walk stays whole while other items come and go.
 *
 * @clause sqs.page.token-when-more
 * @clause sqs.page.token-absent-at-end
 * @clause sqs.page.walk-complete
 */
export function sortedPage<T>(candidates: readonly Candidate<T>[], most: number, paged: boolean, token: string | undefined): Page<T> {
  const from = token === undefined ? undefined : readToken(token)
  const sorted = candidates.filter(({ there }) => there === YES).sort((a, b) => (a.key < b.key ? -1 : 1))
  const rest = from === undefined ? sorted : sorted.filter(({ key }) => key > from)
  const shown = rest.slice(0, most)
  const last = shown.at(-1)
  return {
    items: shown.map(({ item }) => item),
    next: paged && last !== undefined && shown.length < rest.length ? write(last.key) : undefined,
  }
}

const MARK = 'after:'
const write = (key: string): string => Buffer.from(MARK + key).toString('base64')
/** The key that a token names, or `undefined` where it is none of ours. */
export const readToken = (token: string): string | undefined => {
  const text = Buffer.from(token, 'base64').toString()
  return text.startsWith(MARK) && write(text.slice(MARK.length)) === token ? text.slice(MARK.length) : undefined
}
