import { ServiceError } from '../../core/errors.js'
import type { RestJsonDescription, Service } from '../../core/service.js'
import { EVENT_STREAM, eventStreamWriter } from '../event-stream.js'
import { bareName, type Fault, faultsOf } from '../faults.js'
import { jsonReader } from '../read-json.js'
import type { Answer, Incoming } from '../request.js'
import { type BodyCodec, httpOf, type RestOperation, restOperation } from '../rest/operation.js'
import { Routes } from '../rest/routes.js'
import type { Scope } from '../scope.js'
import { bodyText, shorten } from '../text.js'
import { jsonWriter } from '../write-json.js'
import { unsigned } from './by-target.js'
import { parseJson } from './json.js'
import { type Dialect, once, type Protocol, Unreadable } from './protocol.js'

/**
 * REST with bodies of JSON: method and path tell the operation, and each member of its input stands where the description puts it. Of several
 * services the scope of the signature tells which is meant; without a signature it is the first that has the path.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export const restJsonProtocol = (services: readonly Service[]): Protocol => {
  const speakers = services.flatMap((service) =>
    service.protocol.restJson === undefined ? [] : [speaker(service, service.protocol.restJson)],
  )
  const speakerOf = (request: Incoming, scope: Scope): Speaker | undefined =>
    scope.service === undefined
      ? speakers.find(({ spoken }) => spoken().routes.find(request.method, request.path, new URLSearchParams(request.query)))
      : speakers.find(({ service }) => service.id === scope.service)
  return {
    match: (request, scope) => speakerOf(request, scope) !== undefined,
    dialect: (request, scope) => speakerOf(request, scope)!.spoken().dialect,
    read(request, scope) {
      const { spoken, needsSignature } = speakerOf(request, scope)!
      const { dialect, routes } = spoken()
      try {
        const query = new URLSearchParams(request.query)
        const route = routes.find(request.method, request.path, query)
        if (route === undefined)
          throw new ServiceError('UnknownOperationException', `There is nothing at ${request.method} ${shorten(request.path)}.`)
        const input = route.to.read({ request, labels: route.labels, query })
        if (needsSignature && scope.accessKey === undefined) throw unsigned()
        return { dialect, operation: route.to, input }
      } catch (error) {
        throw new Unreadable(dialect, error)
      }
    },
  }
}

interface Speaker {
  readonly service: Service
  readonly needsSignature: boolean
  /** What its description says, read when the service is first spoken to. */
  readonly spoken: () => { readonly dialect: Dialect & { readonly service: Service }; readonly routes: Routes<RestOperation> }
}

const speaker = (service: Service, description: RestJsonDescription): Speaker => ({
  service,
  needsSignature: description.needsSignature ?? false,
  spoken: once(() => {
    const routes = new Routes<RestOperation>()
    for (const [name, schema] of Object.entries(service.protocol.operations)) {
      const [method, uri] = httpOf(schema)
      routes.add(method, uri, restOperation(name, schema, JSON_BODIES))
    }
    return { dialect: dialect(service, faultsOf(service.protocol), description), routes }
  }),
})

const CONTENT_TYPE = 'application/json'

const JSON_BODIES: BodyCodec = {
  contentType: CONTENT_TYPE,
  reader(schema) {
    const read = jsonReader(schema)
    return (body) => {
      const text = bodyText(body)
      return text === '' ? {} : read(parseJson(text))
    }
  },
  writer: jsonWriter,
  stream(output) {
    const writer = (schema: Parameters<typeof jsonWriter>[0]) => {
      const write = jsonWriter(schema)
      return (value: unknown) => Buffer.from(write(value))
    }
    const write = eventStreamWriter(output, { contentType: CONTENT_TYPE, writer })
    return write && { contentType: EVENT_STREAM, write }
  },
}

const dialect = (
  service: Service,
  faults: ReadonlyMap<string, Fault>,
  { wording }: RestJsonDescription,
): Dialect & { readonly service: Service } => ({
  service,
  fail(error, requestId): Answer | undefined {
    const fault = faults.get(error.shape)
    if (fault === undefined) return undefined
    const message = wording === undefined ? error.message : wording(error)
    return {
      status: fault.status,
      headers: { 'x-amzn-RequestId': requestId, 'x-amzn-ErrorType': bareName(fault), 'Content-Type': CONTENT_TYPE },
      body: JSON.stringify({ message }),
    }
  },
})
