import type { NormalizedSchema } from '@smithy/core/schema'
import { ServiceError } from '../core/errors.js'
import type { Parameters } from './form.js'
import { compiler, isFlattened, kindOf, timestampFormat, wireName } from './schema.js'
import { fromBase64, shorten } from './text.js'

/** Reads a value from the parameters below its name; `undefined` where there is none. */
export type ReadQuery = (at: Parameters) => unknown

/**
 * Compiles a schema into a reader of Query parameters. Lists and maps are spelt as the schema says: flattened (`Tag.1.Key`) or
 * below `member` and `entry`. As in AWS's own examples, a flattened list or map of one item may leave its number out (`Attribute.Name`).
 * A map that names a key twice is refused.
 */
export const queryReader: (schema: NormalizedSchema) => ReadQuery = compiler<ReadQuery>((schema, inner) => {
  const name = schema.getMemberName()
  switch (kindOf(schema)) {
    case 'string':
      return (at) => at.value
    case 'boolean':
      return (at) => {
        if (at.value === undefined) return undefined
        const word = at.value.toLowerCase()
        return word === 'true' ? true : word === 'false' ? false : refuse(at.value, name, 'Must be true or false.')
      }
    case 'number':
      return (at) => {
        if (at.value === undefined) return undefined
        return /^[+-]?\d{1,18}$/.test(at.value) ? Number(at.value) : refuse(at.value, name, 'Must be an integer.')
      }
    case 'blob':
      return (at) => (at.value === undefined ? undefined : (fromBase64(at.value) ?? refuse(at.value, name, 'Must be Base64.')))
    case 'timestamp': {
      const seconds = timestampFormat(schema, 'date-time') === 'epoch-seconds'
      return (at) => {
        if (at.value === undefined) return undefined
        const date = new Date(seconds ? Number(at.value) * 1000 : Date.parse(at.value))
        return Number.isNaN(date.getTime()) ? refuse(at.value, name, 'Must be a timestamp.') : date
      }
    }
    case 'list': {
      const member = schema.getValueSchema()
      const read = inner(member)
      const below = isFlattened(schema) ? undefined : wireName(member, 'member')
      return (at) => {
        const items = (below === undefined ? at : at.child(below))?.numbered() ?? []
        if (items.length > 0) return items.map(read).filter((item) => item !== undefined)
        // `AttributeName=` is how an empty list is sent.
        return at.value === '' ? [] : only(read(at))
      }
    }
    case 'map': {
      const valueSchema = schema.getValueSchema()
      const read = inner(valueSchema)
      const keyName = wireName(schema.getKeySchema(), 'key')
      const valueName = wireName(valueSchema, 'value')
      const below = isFlattened(schema) ? undefined : 'entry'
      return (at) => {
        const base = below === undefined ? at : at.child(below)
        if (base === undefined) return undefined
        const numbered = base.numbered()
        // Without a prototype, so that a key may be `__proto__`.
        const map = Object.create(null) as Record<string, unknown>
        for (const entry of numbered.length > 0 ? numbered : [base]) {
          const key = entry.child(keyName)?.value
          const value = entry.child(valueName)
          if (key === undefined || value === undefined) continue
          if (key in map) refuse(key, name, 'Must be given only once.')
          // A value that is no text has none: `Tag.1.Value.x=1`.
          const item = read(value)
          if (item !== undefined) map[key] = item
        }
        return numbered.length === 0 && Object.keys(map).length === 0 && at.value === undefined ? undefined : map
      }
    }
    case 'structure': {
      const members = [...schema.structIterator()].map(([member, memberSchema]) => ({
        name: member,
        wire: wireName(memberSchema, member),
        read: inner(memberSchema),
      }))
      return (at) => {
        const structure: Record<string, unknown> = {}
        for (const member of members) {
          const below = at.child(member.wire)
          const value = below === undefined ? undefined : member.read(below)
          if (value !== undefined) structure[member.name] = value
        }
        return structure
      }
    }
    case 'unit':
      return () => ({})
  }
})

const only = (item: unknown): unknown[] | undefined =>
  item === undefined || (typeof item === 'object' && item !== null && Object.keys(item).length === 0) ? undefined : [item]

const refuse = (value: string, name: string, reason: string): never => {
  throw new ServiceError('InvalidParameterValue', `Value ${shorten(value)} for parameter ${name} is invalid. Reason: ${reason}`)
}
