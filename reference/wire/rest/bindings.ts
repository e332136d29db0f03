import type { NormalizedSchema } from '@smithy/core/schema'
import { refuse, wrong } from '../read-tree.js'
import { kindOf, timestampFormat, type TimestampFormat } from '../schema.js'
import { fromBase64, shorten, toBase64 } from '../text.js'

/** Where a member of an input or output stands in a request or answer. @see https://smithy.io/2.0/spec/http-bindings.html */
export type Place =
  | { readonly in: 'label' | 'query-rest' | 'status' | 'payload' | 'body' }
  | { readonly in: 'query' | 'header' | 'headers'; readonly name: string }

export interface Bound {
  readonly name: string
  readonly schema: NormalizedSchema
  readonly place: Place
}

/** The members of a structure and their places; what has none stands in the body. */
export const boundMembers = (schema: NormalizedSchema): readonly Bound[] =>
  schema.isStructSchema() ? [...schema.structIterator()].map(([name, member]) => ({ name, schema: member, place: placeOf(member) })) : []

const placeOf = (member: NormalizedSchema): Place => {
  const { httpLabel, httpQuery, httpQueryParams, httpHeader, httpPrefixHeaders, httpResponseCode, httpPayload } = member.getMergedTraits()
  if (httpLabel) return { in: 'label' }
  if (httpQuery !== undefined) return { in: 'query', name: httpQuery }
  if (httpQueryParams) return { in: 'query-rest' }
  if (httpHeader !== undefined) return { in: 'header', name: httpHeader.toLowerCase() }
  if (httpPrefixHeaders !== undefined) return { in: 'headers', name: httpPrefixHeaders.toLowerCase() }
  if (httpResponseCode) return { in: 'status' }
  return { in: httpPayload ? 'payload' : 'body' }
}

/** Timestamps are spelt otherwise in headers than in paths and queries. */
const formatIn = (place: Place['in']): TimestampFormat => (place === 'header' || place === 'headers' ? 'http-date' : 'date-time')

/** Reads one value from the text of a label, a parameter or a header. */
export const textReader = (schema: NormalizedSchema, place: Place['in']): ((text: string) => unknown) => {
  switch (kindOf(schema)) {
    case 'string':
      return (text) => text
    case 'number':
      return (text) => (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : refuse(text, 'a Number'))
    case 'boolean':
      return (text) => (text === 'true' ? true : text === 'false' ? false : refuse(text, 'a Boolean'))
    case 'blob':
      return (text) => fromBase64(text) ?? wrong(`'${shorten(text)}' can not be converted to a Blob: it is not Base64`)
    case 'timestamp': {
      const isSeconds = timestampFormat(schema, formatIn(place)) === 'epoch-seconds'
      return (text) => {
        const date = new Date(isSeconds ? Number(text) * 1000 : text)
        return Number.isNaN(date.getTime()) ? refuse(text, 'a Timestamp') : date
      }
    }
    default:
      throw new Error(
        `A ${kindOf(schema)} cannot stand in a text of a request: the description binds ${schema.getName() ?? 'a member'} wrongly.`,
      )
  }
}

/** Writes one value as the text of a header. */
export const textWriter = (schema: NormalizedSchema, place: Place['in']): ((value: unknown) => string) => {
  switch (kindOf(schema)) {
    case 'blob':
      return (value) => toBase64(value as Uint8Array)
    case 'timestamp': {
      const format = timestampFormat(schema, formatIn(place))
      return (value) => {
        const date = value as Date
        if (format === 'epoch-seconds') return String(date.getTime() / 1000)
        return format === 'http-date' ? date.toUTCString() : date.toISOString().replace('.000Z', 'Z')
      }
    }
    default:
      return String
  }
}

/** The values of a list in one header. Where they are dates of HTTP, which have a comma each, every second comma parts them. */
export const splitHeader = (text: string, isDates: boolean): string[] => {
  if (isDates) return text.match(/[^,]+,[^,]+/g)?.map((part) => part.trim()) ?? []
  const item = /\s*(?:"((?:[^"\\]|\\.)*)"\s*|([^,]*))(,|$)/y
  const values: string[] = []
  for (let isMore = true; isMore;) {
    const [, inQuotes, plain, end] = item.exec(text) ?? []
    values.push(inQuotes?.replace(/\\(.)/g, '$1') ?? plain?.trim() ?? '')
    isMore = end === ','
  }
  return values
}

/** A text of a list in a header, in quotes where it would be taken for two. */
export const quoted = (text: string): string => (/[",]/.test(text) ? `"${text.replace(/[\\"]/g, '\\$&')}"` : text)

/** Whether a list's items have commas of their own in a header. */
export const isOfDates = (item: NormalizedSchema): boolean => item.isTimestampSchema() && timestampFormat(item, 'http-date') === 'http-date'
