import { XmlShapeDeserializer } from '@aws-sdk/core/protocols'
import type { Service } from '../../../reference/core/service.js'
import { parseCbor, cborReader } from '../../../reference/wire/read-cbor.js'
import { header, type Incoming } from '../../../reference/wire/request.js'
import { operationSchemas } from '../../../reference/wire/schema.js'
import { type Scope, Scopes } from '../../../reference/wire/scope.js'
import { Wire } from '../../../reference/wire/wire.js'
import type { Outcome } from '../../oracle/exchange.js'
import { operationReader } from '../../oracle/trace/values.js'

/** What a request asks for. */
export interface Decoded {
  readonly service: Service
  readonly scope: Scope
  readonly operation: string
  /** Under the names of the API description, as an SDK would give it. */
  readonly input: Readonly<Record<string, unknown>>
  readonly protocol: 'json' | 'cbor' | 'query'
}

/** An answer as it came. */
export interface Came {
  readonly status: number
  readonly contentType: string
  readonly body: Uint8Array
}

type Reader = (came: Came) => Promise<unknown>

/** From bytes to what a trace says of them, in every protocol that the services speak. */
export class Decoder {
  readonly #wire: Wire
  readonly #scopes = new Scopes('000000000000')
  readonly #readers = new Map<string, Reader>()

  constructor(services: readonly Service[]) {
    this.#wire = new Wire(services)
  }

  scopeOf(request: Incoming): Scope {
    return this.#scopes.of(request)
  }

  /** Nothing where it is no request of a service that is known, or cannot be read. */
  request(request: Incoming): Decoded | undefined {
    const scope = this.#scopes.of(request)
    try {
      const { dialect, operation, input } = this.#wire.read(request, scope)
      return { service: dialect.service, scope, operation: operation.name, input, protocol: protocolOf(request) }
    } catch {
      return undefined
    }
  }

  /** What came of it. A failure of the service, and what cannot be read, is lost: it may have been done or not. */
  async outcome(asked: Decoded, came: Came): Promise<Outcome> {
    const { status } = came
    if (status >= 500) return { kind: 'lost', reason: `${status} ${errorOf(came)?.code ?? ''}`.trim() }
    if (status >= 300) {
      const error = errorOf(came)
      return error === undefined
        ? { kind: 'lost', reason: `${status}, and an answer that names no error` }
        : { kind: 'refused', ...error, status }
    }
    try {
      return { kind: 'answered', output: (await this.#readerOf(asked)(came)) as Readonly<Record<string, unknown>> }
    } catch (error) {
      return { kind: 'lost', reason: `an answer that cannot be read: ${(error as Error).message.slice(0, 200)}` }
    }
  }

  #readerOf({ service, operation, protocol }: Decoded): Reader {
    const key = `${service.id} ${operation} ${protocol}`
    let reader = this.#readers.get(key)
    if (reader === undefined) this.#readers.set(key, (reader = readerOf(service, operation, protocol)))
    return reader
  }
}

export const protocolOf = (request: Incoming): Decoded['protocol'] => {
  const type = header(request, 'content-type') ?? ''
  return type.startsWith('application/x-amz-cbor')
    ? 'cbor'
    : header(request, 'x-amz-target') !== undefined && !type.includes('form')
      ? 'json'
      : 'query'
}

const readerOf = ({ protocol: description }: Service, operation: string, protocol: Decoded['protocol']): Reader => {
  const schema = description.operations[operation]
  const { output } = operationSchemas(schema)
  if (protocol === 'cbor') {
    const read = cborReader(output)
    return (came) => Promise.resolve(came.body.length === 0 ? {} : read(parseCbor(came.body)))
  }
  if (protocol === 'json') {
    const { response } = operationReader(schema)
    return (came) => Promise.resolve(came.body.length === 0 ? {} : response(JSON.parse(text(came)), () => {}))
  }
  const { response } = operationReader(schema)
  const deserializer = new XmlShapeDeserializer({
    timestampFormat: { useTrait: true, default: 5 },
    httpBindings: true,
    xmlNamespace: description.query?.xmlNamespace ?? '',
    serviceNamespace: description.namespace,
  } as never)
  return async (came) => {
    // A form may ask for its answer in JSON.
    if (came.contentType.includes('json')) return response(resultOf(JSON.parse(text(came))), () => {})
    return came.body.length === 0 ? {} : ((await deserializer.read(output as never, came.body, `${operation}Result`)) as unknown)
  }
}

const resultOf = (value: unknown): unknown => {
  const [inner] = typeof value === 'object' && value !== null ? (Object.values(value) as unknown[]) : []
  const result =
    typeof inner === 'object' && inner !== null
      ? Object.entries(inner as Readonly<Record<string, unknown>>).find(([name]) => name.endsWith('Result'))?.[1]
      : undefined
  return result ?? value
}

const text = ({ body }: Came): string => Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()
const LONGEST = 2000

/** The error that an answer names. */
const errorOf = (came: Came): { readonly code: string; readonly message: string } | undefined => {
  try {
    if (came.contentType.includes('cbor')) return named(parseCbor(came.body))
    const body = text(came)
    if (body.trimStart().startsWith('{')) return named(JSON.parse(body))
    const code = /<Code>([^<]+)<\/Code>/.exec(body)?.[1]
    return code === undefined
      ? undefined
      : { code, message: unescaped(/<Message>([^<]*)<\/Message>/.exec(body)?.[1] ?? '').slice(0, LONGEST) }
  } catch {
    return undefined
  }
}

const named = (value: unknown): { readonly code: string; readonly message: string } | undefined => {
  const { __type, message, Message } = (value ?? {}) as Readonly<Record<string, unknown>>
  if (typeof __type !== 'string') return undefined
  const told = message ?? Message
  return { code: __type.slice(__type.lastIndexOf('#') + 1), message: typeof told === 'string' ? told.slice(0, LONGEST) : '' }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
const unescaped = (xml: string): string => xml.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? '')
