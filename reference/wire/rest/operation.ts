import type { NormalizedSchema } from '@smithy/core/schema'
import type { Incoming } from '../request.js'
import { header } from '../request.js'
import { operationSchemas } from '../schema.js'
import { wrong } from '../read-tree.js'
import type { Answer, AnswerBody } from '../request.js'
import { lazily, once, type Operation } from '../protocols/protocol.js'
import { type Bound, boundMembers, isOfDates, quoted, splitHeader, textReader, textWriter } from './bindings.js'

/** How bodies are spelt: what of REST is the same in JSON and in XML is told apart from it. */
export interface BodyCodec {
  readonly contentType: string
  reader(schema: NormalizedSchema): (body: Uint8Array | string) => unknown
  writer(schema: NormalizedSchema): (value: unknown) => string
  /** The writer of an output that is a stream of events, and its content type, if it is one. */
  stream(output: NormalizedSchema): { readonly contentType: string; write(value: unknown): AnswerBody } | undefined
}

/** A request whose path was found. */
export interface Found {
  readonly request: Incoming
  readonly labels: Readonly<Record<string, string>>
  readonly query: URLSearchParams
}

export interface RestOperation extends Operation {
  read(found: Found): Readonly<Record<string, unknown>>
}

/** Method, URI template and status of a success. */
export type HttpTrait = readonly [method: string, uri: string, status: number]
export const httpOf = (schema: unknown): HttpTrait => {
  const { http } = (schema as readonly [number, string, string, { readonly http?: HttpTrait }])[3]
  if (http === undefined) throw new Error(`${(schema as readonly string[])[2]} has no place in HTTP: its description lacks the trait.`)
  return http
}

type Take = (found: Found) => unknown
type Put = (value: unknown, answer: { status: number; headers: Record<string, string> }) => void

export const restOperation = (name: string, schema: unknown, codec: BodyCodec): RestOperation => {
  const { input, output } = operationSchemas(schema)
  const [, , success] = httpOf(schema)
  const takes = once(() =>
    boundMembers(input)
      .filter(isOutsideBody)
      .map((one) => ({ name: one.name, take: taker(one, codec) })),
  )
  const body = once(() => {
    const members = boundMembers(input).filter((one) => !isOutsideBody(one))
    return { members, read: members.length === 0 ? undefined : codec.reader(input) }
  })
  return {
    name,
    read(found) {
      const { members, read } = body()
      const given = read?.(found.request.body) as Record<string, unknown> | undefined
      const all: Record<string, unknown> = {}
      // What the body says of members that have other places is passed over.
      if (given !== undefined) for (const { name: member } of members) if (given[member] !== undefined) all[member] = given[member]
      for (const { name: member, take } of takes()) {
        const value = take(found)
        if (value !== undefined) all[member] = value
      }
      return all
    },
    write: answerWriter(output, success, codec),
  }
}

const isOutsideBody = ({ place }: Bound): boolean => place.in !== 'body'

const taker = ({ name, schema, place }: Bound, codec: BodyCodec): Take => {
  switch (place.in) {
    case 'label': {
      const read = textReader(schema, 'label')
      return ({ labels }) => read(decoded(labels[name] ?? ''))
    }
    case 'query': {
      const item = schema.isListSchema() ? schema.getValueSchema() : schema
      const read = textReader(item, 'query')
      return ({ query }) => {
        const texts = query.getAll(place.name)
        return texts.length === 0 ? undefined : schema.isListSchema() ? texts.map(read) : read(texts[0]!)
      }
    }
    case 'query-rest': {
      const isOfLists = schema.getValueSchema().isListSchema()
      return ({ query }) => {
        const names = [...new Set(query.keys())].filter((one) => !one.startsWith('X-Amz-'))
        return Object.fromEntries(names.map((one) => [one, isOfLists ? query.getAll(one) : query.get(one)]))
      }
    }
    case 'header': {
      const item = schema.isListSchema() ? schema.getValueSchema() : schema
      const read = textReader(item, 'header')
      return ({ request }) => {
        const text = header(request, place.name)
        return text === undefined ? undefined : schema.isListSchema() ? splitHeader(text, isOfDates(item)).map(read) : read(text)
      }
    }
    case 'headers':
      return ({ request }) => {
        const found = headersOf(request).filter(([one]) => one.startsWith(place.name))
        return found.length === 0 ? undefined : Object.fromEntries(found.map(([one, text]) => [one.slice(place.name.length), text]))
      }
    case 'payload': {
      const read = payloadReader(schema, codec)
      return ({ request: { body } }) => (body.length === 0 ? undefined : read(body))
    }
    default:
      throw new Error(`${name} cannot be read from a request.`)
  }
}

const headersOf = ({ headers, rawHeaders }: Incoming): readonly (readonly [string, string])[] => {
  const all: [string, string][] = []
  if (rawHeaders !== undefined)
    for (let nth = 0; nth < rawHeaders.length; nth += 2) all.push([rawHeaders[nth]!.toLowerCase(), rawHeaders[nth + 1]!])
  else for (const [name, value] of Object.entries(headers)) if (value !== undefined) all.push([name, [value].flat().join(',')])
  return all
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return wrong('The path of the request is not encoded well.')
  }
}

const payloadReader = (schema: NormalizedSchema, codec: BodyCodec): ((body: Uint8Array | string) => unknown) => {
  if (schema.isBlobSchema()) return (body) => (typeof body === 'string' ? new TextEncoder().encode(body) : body)
  if (schema.isStringSchema()) return (body) => (typeof body === 'string' ? body : new TextDecoder().decode(body))
  return codec.reader(schema)
}

const answerWriter = (output: NormalizedSchema, success: number, codec: BodyCodec): Operation['write'] => {
  const puts = once(() =>
    boundMembers(output).flatMap((one) => {
      const put = putter(one)
      return put === undefined ? [] : [{ name: one.name, put }]
    }),
  )
  const body = lazily(() => bodyWriter(output, codec))
  return (value, requestId): Answer => {
    const given = value as Readonly<Record<string, unknown>>
    const answer = { status: success, headers: { 'x-amzn-RequestId': requestId } as Record<string, string> }
    for (const { name, put } of puts()) if (given[name] !== undefined) put(given[name], answer)
    const { contentType, content } = body(given)
    if (contentType !== undefined && answer.headers['content-type'] === undefined) answer.headers['Content-Type'] = contentType
    return { ...answer, body: content }
  }
}

/** Writes a member that stands in the head of the answer. */
const putter = ({ schema, place }: Bound): Put | undefined => {
  if (place.in === 'status') return (value, answer) => void (answer.status = value as number)
  if (place.in === 'headers')
    return (value, { headers }) => {
      for (const [key, text] of Object.entries(value as Record<string, string>)) headers[`${place.name}${key.toLowerCase()}`] = text
    }
  if (place.in !== 'header') return undefined
  const isList = schema.isListSchema()
  const item = isList ? schema.getValueSchema() : schema
  const write = textWriter(item, 'header')
  const spell = item.isStringSchema() ? (one: unknown) => quoted(write(one)) : write
  return (value, { headers }) => void (headers[place.name] = isList ? (value as readonly unknown[]).map(spell).join(', ') : write(value))
}

interface Written {
  readonly contentType?: string
  readonly content: AnswerBody
}

const bodyWriter = (output: NormalizedSchema, codec: BodyCodec): ((value: Readonly<Record<string, unknown>>) => Written) => {
  const stream = codec.stream(output)
  if (stream !== undefined) return (value) => ({ contentType: stream.contentType, content: stream.write(value) })
  const bound = boundMembers(output)
  const payload = bound.find(({ place }) => place.in === 'payload')
  if (payload !== undefined) {
    const { name, schema } = payload
    const isBytes = schema.isBlobSchema()
    if (isBytes || schema.isStringSchema()) {
      const contentType = isBytes ? 'application/octet-stream' : 'text/plain'
      return (value) => ({ contentType, content: (value[name] ?? '') as AnswerBody })
    }
    const write = codec.writer(schema)
    return (value) => (value[name] === undefined ? { content: '' } : { contentType: codec.contentType, content: write(value[name]) })
  }
  const members = bound.filter(({ place }) => place.in === 'body').map(({ name }) => name)
  if (members.length === 0) return () => ({ content: '' })
  const write = codec.writer(output)
  return (value) => {
    const inBody = Object.fromEntries(members.filter((name) => value[name] !== undefined).map((name) => [name, value[name]]))
    return { contentType: codec.contentType, content: write(inBody) }
  }
}
