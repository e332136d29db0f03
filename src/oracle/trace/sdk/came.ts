import type { Outcome } from '../../exchange.js'

interface Thrown {
  readonly name?: unknown
  readonly message?: unknown
  readonly code?: unknown
  readonly $fault?: unknown
  readonly $metadata?: { readonly httpStatusCode?: unknown }
}

/** What the SDK calls an answer of an error's status that names no error. */
const NAMELESS = new Set(['Unknown', 'UnknownError', 'Error'])
const LONGEST = 2000

/**
 * What a failed attempt says of its request. Only an error that the service worded as the client's tells that nothing was done; silence, a broken
 * connection, an aborted wait, a failure of the service and an answer that cannot be read leave it open.
 */
export const cameOf = (thrown: unknown): Outcome => {
  const { name, message, code, $fault, $metadata } = (
    typeof thrown === 'object' && thrown !== null ? thrown : { message: String(thrown) }
  ) as Thrown
  const status = $metadata?.httpStatusCode
  const text = typeof message === 'string' ? message.slice(0, LONGEST) : ''
  const isNamed = typeof name === 'string' && name !== '' && !NAMELESS.has(name)
  if (typeof status === 'number' && status >= 400 && status < 500 && $fault === 'client' && isNamed) {
    return { kind: 'refused', code: name, message: text, status }
  }
  const words = [status, isNamed ? name : undefined, code].filter((word) => typeof word === 'string' || typeof word === 'number')
  return { kind: 'lost', reason: [words.join(' '), text].filter((part) => part !== '').join(': ') || 'a failure without a word' }
}
