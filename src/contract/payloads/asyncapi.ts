import { ContractError } from '../contract-error.js'
import { Schemas, valueOf } from './json-schema.js'
import type { Checked, PayloadDocument } from './payload.js'

type Fields = Readonly<Record<string, unknown>>
const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {})
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

export const isAsyncApi = (value: unknown): value is Fields => fields(value)['asyncapi'] !== undefined

/** A message of the document, and how it is told whether something is one. */
interface Described {
  readonly name: string
  payload(value: unknown): string | undefined
  headers(value: unknown): string | undefined
}

/** Places of a document, with its references followed. */
class Places {
  constructor(
    private readonly path: string,
    private readonly document: Fields,
  ) {}

  /** The value at a JSON Pointer, and where it really stands. @throws ContractError */
  at(pointer: string): { readonly pointer: string; readonly value: unknown } {
    const seen = new Set<string>()
    for (let where = pointer; ;) {
      let value: unknown = this.document
      for (const token of where.split('/').slice(1)) value = fields(value)[token.replaceAll('~1', '/').replaceAll('~0', '~')]
      const reference = text(fields(value)['$ref'])
      if (reference === undefined) return { pointer: where, value }
      if (!reference.startsWith('#/'))
        throw new ContractError(`${this.path}: ${where} refers to ${reference}; put the document into one file first (asyncapi bundle)`)
      if (seen.has(reference)) throw new ContractError(`${this.path}: ${where} refers to itself`)
      seen.add(reference)
      where = decodeURIComponent(reference.slice(1))
    }
  }

  /** The members at a pointer, each with its own. */
  members(pointer: string): readonly (readonly [name: string, pointer: string])[] {
    const found = this.at(pointer)
    return Object.keys(fields(found.value)).map((name) => [name, `${found.pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`])
  }
}

/**
 * An AsyncAPI 3 document. A channel is about the queue or topic that its SQS or SNS binding names, or the bindings of its operations, or else its address.
 *
 * @throws ContractError
 */
export const readAsyncApi = async (path: string, document: Fields): Promise<PayloadDocument> => {
  if (!String(document['asyncapi']).startsWith('3.'))
    throw new ContractError(`${path}: it is AsyncAPI ${String(document['asyncapi'])}; AsyncAPI 3 is read (asyncapi convert)`)
  const places = new Places(path, document)
  const schemas = new Schemas(path, document)
  const byThrough = new Map<string, Described[]>()
  for (const [channel, pointer] of places.members('/channels')) {
    const messages: Described[] = []
    for (const [name, where] of places.members(`${pointer}/messages`)) messages.push(await describedAt(places, schemas, name, where, path))
    for (const through of throughOf(places, channel, pointer)) byThrough.set(through, [...(byThrough.get(through) ?? []), ...messages])
  }
  return {
    check(payload, through): Checked | undefined {
      const messages = byThrough.get(through)
      if (messages === undefined || messages.length === 0) return undefined
      const value = valueOf(payload)
      let problem: string | undefined
      for (const { name, payload: of, headers } of messages) {
        const found = of(value) ?? headers(payload.attributes ?? {})
        if (found === undefined) return { name }
        problem ??=
          messages.length === 1
            ? `it is no ${name}: ${found}`
            : `it is none of ${messages.map((one) => one.name).join(', ')}; no ${name}, since ${found}`
      }
      return problem === undefined ? undefined : { problem }
    },
  }
}

const describedAt = async (places: Places, schemas: Schemas, name: string, where: string, path: string): Promise<Described> => {
  const { pointer, value } = places.at(where)
  const schemaAt = async (member: string): Promise<Described['payload']> => {
    if (fields(value)[member] === undefined) return () => undefined
    const found = places.at(`${pointer}/${member}`)
    const { schemaFormat: given, schema } = fields(found.value)
    const schemaFormat = text(given)
    if (schemaFormat === undefined || schema === undefined) return schemas.at(found.pointer)
    if (!/schema\+(?:json|yaml)|asyncapi/.test(schemaFormat))
      throw new ContractError(`${path}: ${found.pointer} is in ${schemaFormat}; JSON Schema is read`)
    return schemas.at(places.at(`${found.pointer}/schema`).pointer)
  }
  return { name: text(fields(value)['name']) ?? name, payload: await schemaAt('payload'), headers: await schemaAt('headers') }
}

/** The queues and topics that a channel is about. */
const throughOf = (places: Places, channel: string, pointer: string): readonly string[] => {
  const named = (where: string): readonly string[] => {
    const bindings = places.at(`${where}/bindings`).pointer
    const [sqs, sns] = [places.at(`${bindings}/sqs`), places.at(`${bindings}/sns`)]
    const queues = [places.at(`${sqs.pointer}/queue`), ...places.members(`${sqs.pointer}/queues`).map(([, one]) => places.at(one))]
    const consumers = places.members(`${sns.pointer}/consumers`).map(([, one]) => fields(fields(places.at(one).value)['endpoint'])['name'])
    const topic = [fields(sns.value)['name'], fields(places.at(`${sns.pointer}/topic`).value)['name']]
    return [...queues.map(({ value }) => fields(value)['name']), ...topic, ...consumers].flatMap((name) => text(name) ?? [])
  }
  const channelAt = places.at(pointer)
  const ofOperations = places.members('/operations').flatMap(([, where]) => {
    const operation = places.at(where)
    return places.at(`${operation.pointer}/channel`).pointer === channelAt.pointer ? named(operation.pointer) : []
  })
  const found = [...named(channelAt.pointer), ...ofOperations]
  const address = text(fields(channelAt.value)['address'])
  return found.length > 0 ? [...new Set(found)] : [lastOf(address ?? channel)]
}

/** `https://sqs.us-east-1.amazonaws.com/123456789012/orders`, `arn:aws:sns:us-east-1:123456789012:orders`, `orders`. */
const lastOf = (address: string): string => address.slice(Math.max(address.lastIndexOf('/'), address.lastIndexOf(':')) + 1)
