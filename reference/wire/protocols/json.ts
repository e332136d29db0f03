import type { NormalizedSchema } from '@smithy/core/schema'
import { ServiceError } from '../../core/errors.js'
import type { JsonDescription, Service } from '../../core/service.js'
import { EVENT_STREAM, eventStreamWriter } from '../event-stream.js'
import { COMMON_FAULTS, type Fault, bareName, faultsOf } from '../faults.js'
import { jsonReader } from '../read-json.js'
import { type Answer, header, type Incoming, isForm } from '../request.js'
import { operationSchemas } from '../schema.js'
import { bodyText, isTooDeep } from '../text.js'
import { jsonWriter } from '../write-json.js'
import { type BodyOperation, byTarget, type Speaker } from './by-target.js'
import { type Dialect, lazily, once, type Protocol } from './protocol.js'

/** AWS JSON 1.0 and 1.1. */
export const jsonProtocol = (services: readonly Service[]): Protocol =>
  byTarget({
    match: (request) => (header(request, 'x-amz-target') !== undefined ? !isForm(request) : isJson11(request)),
    speakers: services.flatMap((service) => (service.protocol.json === undefined ? [] : [speaker(service, service.protocol.json)])),
    unknown: dialect(undefined, COMMON_FAULTS, { version: '1.0', errorType: 'qualified', hasQueryError: true }),
  })

/** What names no target is told so in JSON, where it says that it speaks it. Of 1.0, the services have another protocol besides. */
const isJson11 = (request: Incoming): boolean => header(request, 'content-type')?.startsWith('application/x-amz-json-1.1') === true

const speaker = (service: Service, json: JsonDescription): Speaker => ({
  service,
  target: json.target,
  spoken: once(() => ({
    dialect: { ...dialect(service, faultsOf(service.protocol), json), service },
    operations: new Map(
      Object.entries(service.protocol.operations).map(([name, schema]) => [
        name,
        jsonOperation(name, schema, contentTypeOf(json), json.needsBody),
      ]),
    ),
  })),
  needsSignature: json.needsSignature,
})

const contentTypeOf = ({ version }: Pick<JsonDescription, 'version'>): string => `application/x-amz-json-${version}`

/** An empty body is read as an empty object, unless there has to be one. */
export const jsonOperation = (name: string, schema: unknown, contentType: string, needsBody = false): BodyOperation => {
  const { input, output } = operationSchemas(schema)
  const read = lazily(() => jsonReader(input))
  const spelt = once(() => {
    const stream = eventStreamWriter(output, { contentType, writer: jsonBytes })
    return stream === undefined ? { type: contentType, write: jsonWriter(output) } : { type: EVENT_STREAM, write: stream }
  })
  return {
    name,
    read(body) {
      const text = bodyText(body)
      return read(text === '' && !needsBody ? {} : parseJson(text)) as Record<string, unknown>
    },
    write(value, requestId) {
      const { type, write } = spelt()
      return { status: 200, headers: { 'x-amzn-RequestId': requestId, 'Content-Type': type }, body: write(value) }
    },
  }
}

const jsonBytes = (schema: NormalizedSchema): ((value: unknown) => Uint8Array) => {
  const write = jsonWriter(schema)
  return (value) => Buffer.from(write(value))
}

const dialect = (service: Service | undefined, faults: ReadonlyMap<string, Fault>, json: Omit<JsonDescription, 'target'>): Dialect => {
  const contentType = contentTypeOf(json)
  return {
    service,
    fail(error, requestId): Answer | undefined {
      const fault = faults.get(error.shape)
      if (fault === undefined) return undefined
      const headers: Record<string, string> = { 'x-amzn-RequestId': requestId }
      if (json.hasQueryError === true) headers['x-amzn-query-error'] = `${fault.code};${fault.sender}`
      headers['Content-Type'] = contentType
      const message = json.wording === undefined ? error.message : json.wording(error)
      const type = json.errorType === 'bare' ? bareName(fault) : fault.type
      return { status: fault.status, headers, body: JSON.stringify({ __type: type, message }) }
    },
  }
}

export const parseJson = (text: string): unknown => {
  if (isTooDeep(text)) throw new ServiceError('SerializationException', 'The body of the request is nested too deeply.')
  try {
    return JSON.parse(text)
  } catch {
    throw new ServiceError('SerializationException', 'The body of the request is not valid JSON.')
  }
}
