import { cbor } from '@smithy/core/cbor'
import { ServiceError } from '../../core/errors.js'
import type { CborDescription, Service } from '../../core/service.js'
import { EVENT_STREAM, eventStreamWriter } from '../event-stream.js'
import { bareName, COMMON_FAULTS, type Fault, faultsOf } from '../faults.js'
import { cborReader, parseCbor } from '../read-cbor.js'
import { type Answer, header } from '../request.js'
import { operationSchemas } from '../schema.js'
import { cborWriter } from '../write-cbor.js'
import { type BodyOperation, byTarget, type Speaker } from './by-target.js'
import { type Dialect, lazily, once, type Protocol } from './protocol.js'

const CONTENT_TYPE = 'application/x-amz-cbor-1.1'

/** CBOR in the place of AWS JSON, as the SDKs for Java speak with Kinesis. */
export const cborProtocol = (services: readonly Service[]): Protocol =>
  byTarget({
    match: (request) => header(request, 'content-type')?.startsWith('application/x-amz-cbor') === true,
    speakers: services.flatMap((service) => (service.protocol.cbor === undefined ? [] : [speaker(service, service.protocol.cbor)])),
    unknown: dialect(undefined, COMMON_FAULTS, {}),
  })

const speaker = (service: Service, description: CborDescription): Speaker => ({
  service,
  target: description.target,
  spoken: once(() => ({
    dialect: { ...dialect(service, faultsOf(service.protocol), description), service },
    operations: new Map(Object.entries(service.protocol.operations).map(([name, schema]) => [name, cborOperation(name, schema)])),
  })),
})

/** An empty body is read as an empty map, and an operation without output answers no bytes. */
export const cborOperation = (name: string, schema: unknown): BodyOperation => {
  const { input, output } = operationSchemas(schema)
  const read = lazily(() => cborReader(input))
  const spelt = once(() => {
    const stream = eventStreamWriter(output, { contentType: CONTENT_TYPE, writer: cborWriter })
    return stream === undefined ? { type: CONTENT_TYPE, write: cborWriter(output) } : { type: EVENT_STREAM, write: stream }
  })
  return {
    name,
    read(body) {
      if (typeof body === 'string') {
        if (body === '') return read({}) as Record<string, unknown>
        throw new ServiceError('SerializationException', 'The body of the request is text, and not CBOR.')
      }
      return read(body.length === 0 ? {} : parseCbor(body)) as Record<string, unknown>
    },
    write(value, requestId) {
      const { type, write } = spelt()
      return { status: 200, headers: headers(requestId, type), body: write(value) }
    },
  }
}

const headers = (requestId: string, contentType = CONTENT_TYPE) => ({ 'x-amzn-RequestId': requestId, 'Content-Type': contentType })

const dialect = (
  service: Service | undefined,
  faults: ReadonlyMap<string, Fault>,
  { wording }: Pick<CborDescription, 'wording'>,
): Dialect => ({
  service,
  fail(error, requestId): Answer | undefined {
    const fault = faults.get(error.shape)
    if (fault === undefined) return undefined
    const message = wording === undefined ? error.message : wording(error)
    const body = { __type: bareName(fault), ...(message === undefined ? {} : { message }) }
    return { status: fault.status, headers: headers(requestId), body: cbor.serialize(body) }
  },
})
