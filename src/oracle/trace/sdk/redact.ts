import { createHash, createHmac } from 'node:crypto'

/**
 * What is written instead of a message body. Equal bodies must come out equal and different ones different, in every process that is recorded,
 * or a trace tells of changes that nobody made.
 */
export type Redact = 'hash' | ((body: string) => string)

/** Where message bodies stand in requests and in answers, in the services that carry messages. */
const IN_REQUESTS = new Set(['MessageBody', 'Message', 'Data', 'Subject'])
const IN_ANSWERS = new Set(['Body', 'Data'])
/** Members that hold what opens doors, in any service. They are never written. */
const SECRET = /secret|password|credential|sessiontoken|accesskeyid|privatekey|authorization/i
const LEFT_OUT = '(left out)'

/** 22 characters of a hash tell any two bodies apart. */
const LEAST = 22
/** What no message may hold, so that a service refuses it: that must still be seen. */
const REFUSED = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/**
 * A stand-in that keeps of a body what a judge needs: whether it equals another, how many bytes it has (from 22 on), whether it is empty, and
 * whether it holds a character that is refused. A short or guessable body can be found by trying: with a `key` only by who has it.
 */
export const hashed =
  (key?: string) =>
  (body: string): string => {
    if (body === '') return ''
    const digest = (key === undefined ? createHash('sha256') : createHmac('sha256', key)).update(body).digest('base64url')
    const refused = REFUSED.exec(body)?.[0] ?? ''
    return `${refused}${digest.padEnd(Math.max(LEAST, Buffer.byteLength(body) - Buffer.byteLength(refused)), '.').slice(0, Math.max(LEAST, Buffer.byteLength(body) - Buffer.byteLength(refused)))}`
  }

/** Changes what one exchange asks and is answered, so that nothing stands in it that should not. */
export interface Mask {
  request(input: unknown): unknown
  answer(output: unknown): unknown
}

/**
 * A mask for one exchange. Where bodies are redacted, digests of them are replaced by digests of what stands there now: right ones stay right,
 * and wrong ones wrong.
 *
 * @param members further members whose texts and bytes are redacted
 */
export const maskOf = (redact: Redact | undefined, members: readonly string[] = []): Mask => {
  const stand = redact === 'hash' ? hashed() : redact
  const digests = new Map<string, string>()
  const body = (text: string): string => {
    const written = stand?.(text) ?? text
    for (const name of ['md5', 'sha256']) digests.set(digestOf(name, text), digestOf(name, written))
    return written
  }
  const masked = (value: unknown, name: string, bodies: ReadonlySet<string>): unknown => {
    const isBody = stand !== undefined && (bodies.has(name) || members.includes(name))
    if (typeof value === 'string') {
      if (SECRET.test(name)) return LEFT_OUT
      return isBody ? body(value) : value
    }
    if (value instanceof Uint8Array) return isBody ? Buffer.from(body(Buffer.from(value).toString('latin1')), 'latin1') : value
    if (typeof value !== 'object' || value === null || value instanceof Date || 'pipe' in value || value instanceof ReadableStream)
      return value
    if (Array.isArray(value)) return value.map((item: unknown) => masked(item, name, bodies))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, key, bodies)]))
  }
  return {
    request: (input) => masked(input, '', IN_REQUESTS),
    answer: (output) => {
      const kept = masked(output, '', IN_ANSWERS)
      return digests.size === 0 ? kept : redigested(kept, digests)
    },
  }
}

const digestOf = (name: string, text: string): string => createHash(name).update(text).digest('hex')

const redigested = (value: unknown, digests: ReadonlyMap<string, string>): unknown => {
  if (typeof value === 'string') return digests.get(value) ?? value
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date) return value
  if (Array.isArray(value)) return value.map((item: unknown) => redigested(item, digests))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redigested(item, digests)]))
}
