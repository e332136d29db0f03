import { isUtf8 } from 'node:buffer'
import { ServiceError } from '../core/errors.js'

/** The text of a body, which must be UTF-8. */
export const bodyText = (body: Uint8Array | string): string => {
  if (typeof body === 'string') return body
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const text = bytes.toString('utf8')
  // Wrong bytes come out as U+FFFD; whether they were wrong, or that very character, is looked up only then.
  if (text.includes('\uFFFD') && !isUtf8(bytes))
    throw new ServiceError('SerializationException', 'The body of the request is not valid UTF-8.')
  return text
}

/**
 * The bytes of a blob; undefined where the text is not Base64. What the decoder passes over (blanks, letters of no meaning, all behind a `=`)
 * makes fewer bytes than the text has room for; only the two letters of the URL-safe alphabet it would take.
 */
export const fromBase64 = (text: string): Uint8Array | undefined => {
  const { length } = text
  if (length % 4 !== 0) return undefined
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const size = (length / 4) * 3 - padding
  // Not from the pool: a few bytes of a blob would keep a slice of it.
  const bytes = Buffer.allocUnsafeSlow(size)
  if (bytes.write(text, 'base64') !== size || text.includes('-') || text.includes('_')) return undefined
  return new Uint8Array(bytes.buffer)
}

export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')

/** A text short enough to be told in an error. */
export const shorten = (text: string): string => (text.length <= 200 ? text : `${text.slice(0, 200)}…`)

/** Below this a text cannot be nested deeply enough to take long. */
const SHALLOW_LENGTH = 20_000
const MAX_DEPTH = 1_000

/** Whether a JSON text is nested more deeply than any request: such a text takes seconds to read. */
export const isTooDeep = (json: string): boolean => {
  if (json.length <= SHALLOW_LENGTH) return false
  let depth = 0
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at)
    if (code === 0x22) {
      at = endOfString(json, at)
      if (at === -1) return false
    } else if (code === 0x5b || code === 0x7b) {
      if (++depth > MAX_DEPTH) return true
    } else if (code === 0x5d || code === 0x7d) depth--
  }
  return false
}

/** Where the text that begins at a quotation mark ends; -1: nowhere. */
const endOfString = (json: string, start: number): number => {
  for (let at = json.indexOf('"', start + 1); at !== -1; at = json.indexOf('"', at + 1)) {
    let escapes = 0
    while (json.charCodeAt(at - 1 - escapes) === 0x5c) escapes++
    if (escapes % 2 === 0) return at
  }
  return -1
}
