import type { NormalizedSchema } from '@smithy/core/schema'
import { compiler, kindOf, timestampFormat } from './schema.js'
import { toBase64 } from './text.js'

type ToJson = (value: unknown) => unknown

/**
 * Compiles a schema into a writer of JSON text. What holds neither blobs nor timestamps is handed to `JSON.stringify` as it is,
 * and an operation that answers nothing has an empty text.
 */
export const jsonWriter = (schema: NormalizedSchema): ((value: unknown) => string) => {
  if (schema.isUnitSchema()) return () => ''
  if (!needsWork(schema)) return (value) => JSON.stringify(value)
  const convert = converter(schema)
  return (value) => JSON.stringify(convert(value))
}

const needsWork = (schema: NormalizedSchema, seen = new Set<unknown>()): boolean => {
  switch (kindOf(schema)) {
    case 'blob':
    case 'timestamp':
      return true
    case 'list':
    case 'map':
      return needsWork(schema.getValueSchema(), seen)
    case 'structure': {
      if (seen.has(schema.getSchema())) return false
      seen.add(schema.getSchema())
      return [...schema.structIterator()].some(([, member]) => needsWork(member, seen))
    }
    default:
      return false
  }
}

/** Copies only where something changes. */
const converter: (schema: NormalizedSchema) => ToJson = compiler<ToJson>((schema, inner) => {
  switch (kindOf(schema)) {
    case 'blob':
      return (value) => toBase64(value as Uint8Array)
    case 'timestamp':
      return timestampFormat(schema, 'epoch-seconds') === 'epoch-seconds'
        ? (value) => (value as Date).getTime() / 1000
        : (value) => (value as Date).toISOString()
    case 'list': {
      const member = schema.getValueSchema()
      if (!needsWork(member)) return (value) => value
      const convert = inner(member)
      return (value) => (value as readonly unknown[]).map(convert)
    }
    case 'map': {
      const member = schema.getValueSchema()
      if (!needsWork(member)) return (value) => value
      const convert = inner(member)
      return (value) => {
        const map = Object.create(null) as Record<string, unknown>
        for (const [key, item] of Object.entries(value as Record<string, unknown>))
          map[key] = item === undefined ? undefined : convert(item)
        return map
      }
    }
    case 'structure': {
      const working = [...schema.structIterator()]
        .filter(([, member]) => needsWork(member))
        .map(([name, member]) => ({ name, convert: inner(member) }))
      return (value) => {
        const given = value as Record<string, unknown>
        let copy: Record<string, unknown> | undefined
        for (const { name, convert } of working) {
          const item = given[name]
          if (item === undefined) continue
          copy ??= { ...given }
          copy[name] = convert(item)
        }
        return copy ?? given
      }
    }
    default:
      return (value) => value
  }
})
