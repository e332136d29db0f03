import { isUtf8 } from 'node:buffer'
import { ServiceError } from '../core/errors.js'

/** The text of a body, which must be UTF-8. */
export const bodyText = (body: Uint8Array | string): string => {
  if (typeof body === 'string') return body
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const text = bytes.toString('utf8')
  // Wrong bytes come out as U+FFFD; whether they were wrong, or that very character, is looked up only then.
  if (text.includes('\uFFFD') && !isUtf8(bytes)) throw new ServiceError('SerializationException', 'The body of the request is not valid UTF-8.')
  return text
}

/** The bytes of a blob; undefined where the text is not Base64. */
export const fromBase64 = (text: string): Uint8Array | undefined =>
  text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : undefined

export const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')

/** A text short enough to be told in an error. */
export const shorten = (text: string): string => (text.length <= 200 ? text : `${text.slice(0, 200)}…`)
