import { cbor } from '@smithy/core/cbor'
import type { HttpAnswer } from '../targets/target.js'
import type { Protocol } from './protocol.js'

/** A raw answer, as a clause about the protocol looks at it. */
export interface Answer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly body: Uint8Array
  /** The body as JSON; throws where it is not. */
  json(): unknown
}

export const answerOf = ({ status, headers, body }: HttpAnswer): Answer => {
  const text = new TextDecoder().decode(body)
  return { status, headers, text, body, json: (): unknown => JSON.parse(text) as unknown }
}

/** An error as AWS words it, read from the raw answer so that no client library comes between. */
export interface WireError {
  readonly protocol: Protocol
  /** The modern name, without its namespace: `QueueDoesNotExist` (JSON and CBOR). */
  readonly shape?: string
  /** The legacy code: `AWS.SimpleQueueService.NonExistentQueue` (from the Query body, or the header of another answer). */
  readonly code?: string
  /** `Sender` or `Receiver`, where the answer says. */
  readonly type?: string
  readonly message: string
}

/** The error in an answer, or `undefined` where it is not worded as AWS words errors. */
export const readError = (answer: Answer): WireError | undefined =>
  isCbor(answer)
    ? readTypedError(answer, 'cbor', () => cbor.deserialize(answer.body))
    : (readTypedError(answer, 'json', () => answer.json()) ?? readXmlError(answer))

const isCbor = ({ headers }: Answer): boolean => /cbor/.test(headers['content-type'] ?? '')

/** An error whose body names its type, in JSON or in the same members in CBOR. */
const readTypedError = (answer: Answer, protocol: 'json' | 'cbor', read: () => unknown): WireError | undefined => {
  let body: unknown
  try {
    body = read()
  } catch {
    return undefined
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  const { __type, message, Message } = body as Record<string, unknown>
  const name = typeof __type === 'string' ? __type : answer.headers['x-amzn-errortype']
  if (name === undefined || name === '') return undefined
  const [code, type] = (answer.headers['x-amzn-query-error'] ?? '').split(';')
  const text = typeof message === 'string' ? message : typeof Message === 'string' ? Message : ''
  return {
    // With a type of its own in the body it is JSON by target; REST has the header alone.
    protocol: protocol === 'json' && typeof __type !== 'string' ? 'rest-json' : protocol,
    shape: name.slice(name.lastIndexOf('#') + 1).replace(/:.*$/, ''),
    ...(code ? { code } : {}),
    ...(type ? { type } : {}),
    message: text,
  }
}

const readXmlError = ({ text }: Answer): WireError | undefined => {
  const error = /<Error>([\s\S]*?)<\/Error>/.exec(text)?.[1]
  const code = error === undefined ? undefined : element(error, 'Code')
  if (error === undefined || !code) return undefined
  const type = element(error, 'Type')
  return { protocol: 'query', code, ...(type ? { type } : {}), message: element(error, 'Message') ?? '' }
}

const element = (xml: string, name: string): string | undefined => {
  const found = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(xml)?.[1]
  return found === undefined ? undefined : textOf(found.trim())
}

/** What stands in CDATA is meant as it is; of the rest, what is escaped is meant. */
const textOf = (xml: string): string =>
  xml
    .split(/<!\[CDATA\[([\s\S]*?)\]\]>/)
    .map((part, nth) => (nth % 2 === 1 ? part : unescapeXml(part)))
    .join('')

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
const unescapeXml = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
