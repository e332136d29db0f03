import { NotJson, placeOf, tokenize } from '../aws/filter/tokens.js'
import { parseJson } from '../aws/json.js'
import { known } from '../core/facts.js'
import type { Rules } from './choices.js'
import type { Wrong } from './request.js'

/**
 * An attribute that must be JSON. Of one that is not, AWS tells what its parser says; only the beginning of that is to be relied on.
 *
 * @clause sns.subattrs.redrive-invalid-json
 */
export function readJson(text: string, attribute: string, wrong: Wrong, x: Rules): unknown {
  const value = parseJson(text)
  x.orFail('sns.subattrs.redrive-invalid-json', known(value !== undefined), () =>
    wrong(`${attribute}: failed to parse JSON. ${complaint(text)}`),
  )
  return value
}

function complaint(text: string): string {
  try {
    tokenize(text)
    return ''
  } catch (error) {
    if (error instanceof NotJson) return `${error.message}${placeOf(text, error.offset)}`
    throw error
  }
}
