import type { NormalizedSchema } from '@smithy/core/schema'
import { compiler, isFlattened, kindOf, timestampFormat, wireName } from './schema.js'
import { toBase64 } from './text.js'

/** Writes the content of an element. */
export type WriteXml = (value: unknown) => string

/** Compiles a schema into a writer of what stands inside its element. */
export const xmlWriter: (schema: NormalizedSchema) => WriteXml = compiler<WriteXml>((schema, inner) => {
  switch (kindOf(schema)) {
    case 'string':
      return (value) => escapeXml(value as string)
    case 'number':
    case 'boolean':
      return (value) => String(value)
    case 'blob':
      return (value) => toBase64(value as Uint8Array)
    case 'timestamp':
      return timestampFormat(schema, 'date-time') === 'epoch-seconds'
        ? (value) => String((value as Date).getTime() / 1000)
        : (value) => (value as Date).toISOString().replace('.000Z', 'Z')
    case 'list': {
      const member = memberWriter(schema, 'member', inner)
      return (value) => member(value)
    }
    case 'map': {
      const entry = memberWriter(schema, 'entry', inner)
      return (value) => entry(value)
    }
    case 'structure': {
      const members = [...schema.structIterator()].map(([name, member]) => ({
        name,
        write: elementWriter(member, wireName(member, name), inner),
      }))
      return (value) => {
        const given = value as Record<string, unknown>
        let xml = ''
        for (const { name, write } of members) {
          const item = given[name]
          if (item !== undefined) xml += write(item)
        }
        return xml
      }
    }
    case 'unit':
      return () => ''
  }
})

/** One element by that name, or as many as a flattened list or map has items. */
const elementWriter = (schema: NormalizedSchema, name: string, inner: (schema: NormalizedSchema) => WriteXml): WriteXml => {
  if ((schema.isListSchema() || schema.isMapSchema()) && isFlattened(schema)) return memberWriter(schema, name, inner)
  const write = inner(schema)
  const [open, close] = [`<${name}>`, `</${name}>`]
  return (value) => open + write(value) + close
}

/** The items of a list or map, each in its element. */
const memberWriter = (schema: NormalizedSchema, name: string, inner: (schema: NormalizedSchema) => WriteXml): WriteXml => {
  const valueSchema = schema.getValueSchema()
  const write = inner(valueSchema)
  if (schema.isListSchema()) {
    const element = isFlattened(schema) ? name : wireName(valueSchema, name)
    const [open, close] = [`<${element}>`, `</${element}>`]
    return (value) => {
      let xml = ''
      for (const item of value as readonly unknown[]) xml += open + write(item) + close
      return xml
    }
  }
  const keyName = wireName(schema.getKeySchema(), 'key')
  const valueName = wireName(valueSchema, 'value')
  return (value) => {
    let xml = ''
    for (const [key, item] of Object.entries(value as Record<string, unknown>)) {
      if (item !== undefined)
        xml += `<${name}><${keyName}>${escapeXml(key)}</${keyName}><${valueName}>${write(item)}</${valueName}></${name}>`
    }
    return xml
  }
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' }
// A CR that stood as itself would reach the client as LF. What XML 1.0 cannot carry at all becomes U+FFFD.
const SPECIAL = /[&<>"\r\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu
const HAS_SPECIAL = new RegExp(SPECIAL.source, 'u')

/** A text as it stands in an element. */
export const escapeXml = (text: string): string =>
  HAS_SPECIAL.test(text) ? text.replace(SPECIAL, (character) => ENTITIES[character] ?? '\uFFFD') : text
