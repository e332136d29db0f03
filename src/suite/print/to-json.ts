import type { Json } from '../result.js'
import { shown } from './text.js'

/** Lists longer than this are shown shortened. */
const SHOWN_ITEMS = 64
const DEEPEST = 20

interface Matcher {
  asymmetricMatch(value: unknown): boolean
  toString(): string
}

/** What stands for many values in an expectation, and says which in its text. */
const isMatcher = (value: object): value is Matcher => 'asymmetricMatch' in value && typeof value.asymmetricMatch === 'function'

/** Any value as JSON to be shown: long strings and lists shortened, bytes in base64, dates in ISO 8601, the SDK's metadata left out; what says how it is shown (`toJSON`) as it says. */
export const toJson = (value: unknown, depth = 0): Json => {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'string') return shown(value)
  if (value instanceof Uint8Array) return `base64:${shown(Buffer.from(value).toString('base64'))}`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid date' : value.toISOString()
  if (typeof value !== 'object' || depth > DEEPEST) return typeof value
  if (isMatcher(value)) return value.toString()
  if ('toJSON' in value && typeof value.toJSON === 'function') return toJson((value.toJSON as () => unknown)(), depth + 1)
  if (Array.isArray(value)) {
    const items = value.slice(0, SHOWN_ITEMS).map((item) => toJson(item, depth + 1))
    return value.length > SHOWN_ITEMS ? [...items, `… (${value.length} items)`] : items
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => name !== '$metadata' && member !== undefined)
      .map(([name, member]) => [name, toJson(member, depth + 1)]),
  )
}
