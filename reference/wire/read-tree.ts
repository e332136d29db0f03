import type { NormalizedSchema } from '@smithy/core/schema'
import { ServiceError } from '../core/errors.js'
import { compiler, kindOf } from './schema.js'

export type ReadTree = (value: unknown) => unknown

/** What JSON and CBOR spell differently. */
export interface Leaves {
  readonly blob: ReadTree
  /** Undefined where the value is no timestamp. */
  readonly timestamp: (schema: NormalizedSchema) => (value: unknown) => Date | undefined
}

/**
 * Compiles a schema into a reader of parsed JSON or CBOR. Members that the schema does not know are passed over, `null` means absent, and a
 * value of the wrong type is a `SerializationException`. As AWS does, numbers lose their fraction where whole ones are meant, and
 * nothing else is turned into another type: `"5"` is no number, `5` no string.
 */
export const treeReader = (leaves: Leaves): ((schema: NormalizedSchema) => ReadTree) =>
  compiler<ReadTree>((schema, inner) => {
    switch (kindOf(schema)) {
      case 'string':
        return (value) => (typeof value === 'string' ? value : refuse(value, 'a String'))
      case 'boolean':
        return (value) => (typeof value === 'boolean' ? value : refuse(value, 'a Boolean'))
      case 'number':
        return (value) => (typeof value === 'number' && Number.isFinite(value) ? Math.trunc(value) : refuse(value, 'an Integer'))
      case 'blob':
        return leaves.blob
      case 'timestamp': {
        const read = leaves.timestamp(schema)
        return (value) => {
          const date = read(value)
          return date === undefined || Number.isNaN(date.getTime()) ? refuse(value, 'a Timestamp') : date
        }
      }
      case 'list': {
        const read = inner(schema.getValueSchema())
        return (value) => {
          if (!Array.isArray(value)) return typeof value === 'object' ? wrong(STRUCTURE_NOT_EXPECTED) : wrong('Expected list or null')
          const list: unknown[] = []
          for (const item of value as unknown[]) if (item !== null) list.push(read(item))
          return list
        }
      }
      case 'map': {
        const read = inner(schema.getValueSchema())
        return (value) => {
          if (!isObject(value)) return Array.isArray(value) ? wrong(LIST_NOT_EXPECTED) : wrong('Expected map or null')
          // Without a prototype, so that a key may be `__proto__`.
          const map = Object.create(null) as Record<string, unknown>
          for (const key of Object.keys(value)) if (value[key] !== null) map[key] = read(value[key])
          return map
        }
      }
      case 'structure': {
        const members = [...schema.structIterator()].map(([name, member]) => ({ name, read: inner(member) }))
        return (value) => {
          if (!isObject(value)) return Array.isArray(value) ? wrong(LIST_NOT_EXPECTED) : wrong('Expected null')
          const structure: Record<string, unknown> = {}
          for (const { name, read } of members) {
            const given = value[name]
            if (given !== undefined && given !== null) structure[name] = read(given)
          }
          return structure
        }
      }
      case 'unit':
        return () => ({})
    }
  })

const LIST_NOT_EXPECTED = 'Start of list found where not expected'
const STRUCTURE_NOT_EXPECTED = 'Start of structure or map found where not expected.'

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

export const wrong = (message: string): never => {
  throw new ServiceError('SerializationException', message)
}

export const refuse = (value: unknown, type: string): never => {
  if (Array.isArray(value)) return wrong(LIST_NOT_EXPECTED)
  if (typeof value === 'object') return wrong(STRUCTURE_NOT_EXPECTED)
  const token = typeof value === 'string' ? 'STRING' : typeof value === 'number' ? 'NUMBER' : value === true ? 'TRUE' : 'FALSE'
  return wrong(`${token}_VALUE can not be converted to ${type}`)
}
