import { known } from '../core/facts.js'
import type { Rules } from './choices.js'
import { parseJson, type Wrong } from './request.js'

const CAUSE = 'at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column:'

/**
 * An attribute that must be JSON. Of one that is not, AWS tells what its parser says; only the beginning of that is to be relied on.
 *
 * @clause sns.subattrs.redrive-invalid-json
 */
export function readJson(text: string, attribute: string, wrong: Wrong, x: Rules): unknown {
  const value = parseJson(text)
  x.orFail('sns.subattrs.redrive-invalid-json', known(value !== undefined), () => wrong(`${attribute}: failed to parse JSON. ${complaint(text)}`))
  return value
}

/** The parser's words for the first thing that goes wrong in most texts that are no JSON. */
function complaint(text: string): string {
  const [, start = ''] = /^(\s*\{\s*)[^"}\s]/.exec(text) ?? []
  if (start === '') return `Unrecognized token\n ${CAUSE} ${text.length + 1}]`
  const bad = text[start.length]!
  return `Unexpected character ('${bad}' (code ${bad.charCodeAt(0)})): was expecting double-quote to start field name\n ${CAUSE} ${start.length + 1}]`
}
