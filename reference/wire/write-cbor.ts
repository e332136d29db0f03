import { cbor } from '@smithy/core/cbor'
import type { NormalizedSchema } from '@smithy/core/schema'
import { compiler, kindOf } from './schema.js'

type ToCbor = (value: unknown) => unknown

/** Compiles a schema into a writer of CBOR: timestamps are whole milliseconds, absent members are left out. An operation that answers nothing has no bytes. */
export const cborWriter = (schema: NormalizedSchema): ((value: unknown) => Uint8Array) => {
  if (schema.isUnitSchema()) return () => NOTHING
  const convert = converter(schema)
  return (value) => cbor.serialize(convert(value))
}

const NOTHING = new Uint8Array(0)

const converter: (schema: NormalizedSchema) => ToCbor = compiler<ToCbor>((schema, inner) => {
  switch (kindOf(schema)) {
    case 'timestamp':
      return (value) => Math.round((value as Date).getTime())
    case 'list': {
      const convert = inner(schema.getValueSchema())
      return (value) => (value as readonly unknown[]).map((item) => convert(item))
    }
    case 'map': {
      const convert = inner(schema.getValueSchema())
      return (value) => given(Object.entries(value as Record<string, unknown>).map(([key, item]) => [key, item, convert]))
    }
    case 'structure': {
      const members = [...schema.structIterator()].map(([name, member]) => [name, inner(member)] as const)
      return (value) => given(members.map(([name, convert]) => [name, (value as Record<string, unknown>)[name], convert]))
    }
    default:
      return (value) => value
  }
})

const given = (entries: readonly (readonly [name: string, value: unknown, convert: ToCbor])[]): object => {
  const map = Object.create(null) as Record<string, unknown>
  for (const [name, value, convert] of entries) if (value !== undefined) map[name] = convert(value)
  return map
}
