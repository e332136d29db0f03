import type { Json } from '../result.js'
import { MADE_UP } from './made-up.js'
import { kept, shown } from './text.js'

/** Longer lists and texts are shown shortened. */
interface Limits {
  readonly items: number
  readonly text: (text: string, name: string) => string
}
const DEEPEST = 20

interface Matcher {
  asymmetricMatch(value: unknown): boolean
  toString(): string
}

/** What stands for many values in an expectation, and says which in its text. */
const isMatcher = (value: object): value is Matcher => 'asymmetricMatch' in value && typeof value.asymmetricMatch === 'function'

const SHOWN: Limits = { items: 64, text: shown }
/** What is sent is kept as long as it takes to send it again: policies, documents. */
const SENT: Limits = { items: 64, text: kept }
/** What comes back is there to be looked at; what the target made up is sent again by later calls. */
const CAME: Limits = { items: 10, text: (text, name) => (MADE_UP.test(name) ? kept(text) : shown(text)) }

/** Any value as JSON to be shown: long strings and lists shortened, bytes in base64, dates in ISO 8601, the SDK's metadata left out; what says how it is shown (`toJSON`) as it says. */
export const toJson = (value: unknown): Json => jsonOf(value, SHOWN)

/** The input of a call, as much of it as code needs that makes the call again. */
export const sentJson = (value: unknown): Json => jsonOf(value, SENT)

/** The output of a call. */
export const cameJson = (value: unknown): Json => jsonOf(value, CAME)

const jsonOf = (value: unknown, limits: Limits, name = '', depth = 0): Json => {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'string') return limits.text(value, name)
  if (value instanceof Uint8Array) return `base64:${limits.text(Buffer.from(value).toString('base64'), '')}`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid date' : value.toISOString()
  if (typeof value !== 'object' || depth > DEEPEST) return typeof value
  if (isMatcher(value)) return value.toString()
  if ('toJSON' in value && typeof value.toJSON === 'function') return jsonOf((value.toJSON as () => unknown)(), limits, name, depth + 1)
  if (Array.isArray(value)) {
    const items = value.slice(0, limits.items).map((item) => jsonOf(item, limits, name, depth + 1))
    return value.length > limits.items ? [...items, `… (${value.length} items)`] : items
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([member, item]) => member !== '$metadata' && item !== undefined)
      .map(([member, item]) => [member, jsonOf(item, limits, member, depth + 1)]),
  )
}
