import { known } from '../core/facts.js'
import type { Rules } from './choices.js'
import { invalidParameter } from './errors.js'
import { LIMITS } from './limits.js'
import { inBounds } from './request.js'

export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | undefined
}

/**
 * One page of a list that is sorted by `key`. Without MaxResults it holds up to 1,000 items and tells nothing of the rest;
 * a token names the last item of its page, so that a walk stays whole while other items come and go.
 *
 * @clause sqs.page.default-1000-no-token
 * @clause sqs.page.token-when-more
 * @clause sqs.page.token-absent-at-end
 * @clause sqs.page.walk-complete
 */
export function page<T>(sorted: readonly T[], key: (item: T) => string, max: number | undefined, token: string | undefined, x: Rules): Page<T> {
  const { min, max: most } = LIMITS.MaxResults
  inBounds('sqs.page.max-results-range', max, 'MaxResults', LIMITS.MaxResults, `MaxResults must be an integer between ${min} and ${most}.`, x)
  const from = token === undefined ? undefined : read(token)
  x.orFail('sqs.page.bad-token', known(token === undefined || from !== undefined), () =>
    invalidParameter('Invalid or expired next token.'),
  )
  const rest = from === undefined ? sorted : sorted.filter(item => key(item) > from)
  const items = rest.slice(0, max ?? most)
  const last = items.at(-1)
  return { items, next: max !== undefined && last !== undefined && items.length < rest.length ? write(key(last)) : undefined }
}

const MARK = 'after:'
const write = (key: string): string => Buffer.from(MARK + key).toString('base64')
const read = (token: string): string | undefined => {
  const text = Buffer.from(token, 'base64').toString()
  return text.startsWith(MARK) && write(text.slice(MARK.length)) === token ? text.slice(MARK.length) : undefined
}
