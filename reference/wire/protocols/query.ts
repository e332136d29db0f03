import { ServiceError } from '../../core/errors.js'
import type { QueryDescription, Service } from '../../core/service.js'
import { COMMON_FAULTS, type Fault, faultsOf, isCommon } from '../faults.js'
import { Parameters, readForm } from '../form.js'
import { queryReader } from '../read-query.js'
import { type Answer, header, type Incoming } from '../request.js'
import { operationSchemas, wireName } from '../schema.js'
import type { Scope } from '../scope.js'
import { bodyText, shorten } from '../text.js'
import { jsonWriter } from '../write-json.js'
import { escapeXml, xmlWriter } from '../write-xml.js'
import { methodNotAllowed } from './by-target.js'
import { type Asked, type Dialect, lazily, type Operation, type Protocol, Unreadable } from './protocol.js'

/**
 * The Query protocol: a GET or a form, which names what it asks for in `Action`. Services are told apart by the scope of the signature, else
 * by `Action` and `Version`.
 */
export const queryProtocol = (services: readonly Service[]): Protocol => new Query(services)

interface QueryOperation extends Operation {
  read(parameters: Parameters): Record<string, unknown>
  /** Whether the input has a member of that name. */
  takes(parameter: string): boolean
  /** The same with answers in JSON. */
  readonly inJson: Operation
}

/** A service that speaks it. What its description says is read when the service is first asked for. */
class Speaker {
  #dialects: { readonly xml: Dialect & { readonly service: Service }; readonly json: Dialect & { readonly service: Service } } | undefined
  #operations: ReadonlyMap<string, QueryOperation> | undefined

  constructor(
    readonly service: Service,
    readonly query: QueryDescription,
  ) {}

  get dialects() {
    const { service, query } = this
    if (this.#dialects !== undefined) return this.#dialects
    const faults = faultsOf(service.protocol)
    return (this.#dialects = { xml: { ...xmlDialect(service, faults, query), service }, json: { ...jsonDialect(faults, query), service } })
  }

  get operations(): ReadonlyMap<string, QueryOperation> {
    const { operations } = this.service.protocol
    return (this.#operations ??= new Map(
      Object.entries(operations).map(([name, schema]) => [name, queryOperation(name, schema, this.query)]),
    ))
  }
}

class Query implements Protocol {
  readonly #speakers: readonly Speaker[]
  /** Services by their ids that are spoken to in other protocols only. */
  readonly #others: ReadonlySet<string>

  constructor(services: readonly Service[]) {
    this.#speakers = services.flatMap((service) =>
      service.protocol.query === undefined ? [] : [new Speaker(service, service.protocol.query)],
    )
    this.#others = new Set(services.filter(({ protocol }) => protocol.query === undefined).map(({ id }) => id))
  }

  match(): boolean {
    return true
  }

  dialect(_request: Incoming, scope: Scope): Dialect {
    return this.#byScope(scope)?.dialects.xml ?? UNKNOWN_QUERY
  }

  read(request: Incoming, scope: Scope): Asked {
    // As AWS answers where a service speaks another protocol only.
    if (scope.service !== undefined && this.#others.has(scope.service)) throw new Unreadable(NO_OPERATION, unknownOperation())
    let dialect = this.dialect(request, scope)
    try {
      const parameters = readParameters(request)
      const action = parameters.child('Action')?.value
      const version = parameters.child('Version')?.value
      const isAtResource = namesResource(request.path)
      if (action === undefined || action === '') {
        if (isAtResource && request.method === 'GET' && this.#hasResources(scope)) {
          dialect = NO_OPERATION
          throw unknownOperation()
        }
        throw new ServiceError('MissingAction', 'The request is missing an action: send an X-Amz-Target header or an Action parameter.')
      }
      const known = this.#byScope(scope) ?? this.#byAction(action, version)
      const operation = known?.operations.get(action)
      if (known === undefined || operation === undefined) throw unknownAction(action, version, known?.query)
      const { pathMember, alsoAtPath = [], jsonAnswers } = known.query
      const isJson =
        jsonAnswers !== undefined &&
        (jsonAnswers.asked === 'accept'
          ? header(request, 'accept')?.startsWith('application/json') === true
          : parameters.child('ContentType')?.value === 'JSON')
      const answered = isJson ? known.dialects.json : known.dialects.xml
      dialect = answered
      if (version !== undefined && version !== known.query.version) {
        throw new ServiceError('NoSuchVersion', `The requested version ( ${shorten(version)} ) is not valid.`)
      }
      if (isAtResource && pathMember !== undefined && !operation.takes(pathMember) && !alsoAtPath.includes(action)) {
        throw unknownAction(action, version, known.query)
      }
      const input = operation.read(parameters)
      if (isAtResource && pathMember !== undefined && input[pathMember] === undefined && operation.takes(pathMember)) {
        input[pathMember] = request.origin + request.path.replace(/\/+$/, '')
      }
      return { dialect: answered, operation: isJson ? operation.inJson : operation, input }
    } catch (error) {
      throw new Unreadable(dialect, error)
    }
  }

  #byScope(scope: Scope): Speaker | undefined {
    return scope.service === undefined ? undefined : this.#speakers.find(({ service }) => service.id === scope.service)
  }

  #hasResources(scope: Scope): boolean {
    const known = this.#byScope(scope)
    return known === undefined ? this.#speakers.some(({ query }) => query.pathMember !== undefined) : known.query.pathMember !== undefined
  }

  #byAction(action: string, version: string | undefined): Speaker | undefined {
    const having = (speaker: Speaker) => speaker.operations.has(action)
    return this.#speakers.filter(({ query }) => query.version === version).find(having) ?? this.#speakers.find(having)
  }
}

const readParameters = (request: Incoming): Parameters => {
  if (request.method !== 'GET' && request.method !== 'POST') throw methodNotAllowed(request.method, 'GET or POST')
  const parameters = readForm(request.query, new Parameters())
  if (request.method === 'POST') readForm(bodyText(request.body).trim(), parameters)
  return parameters
}

const unknownAction = (action: string, version: string | undefined, query: QueryDescription | undefined): ServiceError => {
  const message = query?.unknownAction?.(shorten(action), shorten(version ?? query.version))
  return new ServiceError('InvalidAction', message ?? `The action ${shorten(action)} is not valid for this endpoint.`)
}

const unknownOperation = () => new ServiceError('UnknownOperationException', '')

/** A queue URL's path has an account and a name; `/` and one word name nothing. */
const namesResource = (path: string): boolean => path.indexOf('/', 1) !== -1 && path.length > path.indexOf('/', 1) + 1

/** The result element is left out where the operation has no output. */
export const queryOperation = (
  name: string,
  schema: unknown,
  { xmlNamespace, jsonAnswers }: Pick<QueryDescription, 'xmlNamespace' | 'jsonAnswers'>,
): QueryOperation => {
  const { input, output } = operationSchemas(schema)
  const writeJson = lazily(() => jsonWriter(output))
  const names = new Set(input.isStructSchema() ? [...input.structIterator()].map(([member, of]) => wireName(of, member)) : [])
  const write = lazily(() => {
    if (output.isUnitSchema()) return () => ''
    const content = xmlWriter(output)
    return (value: unknown) => {
      const xml = content(value)
      return xml === '' ? `<${name}Result/>` : `<${name}Result>${xml}</${name}Result>`
    }
  })
  return {
    name,
    read: lazily(() => queryReader(input) as (parameters: Parameters) => Record<string, unknown>),
    write: (value, requestId) => ({
      status: 200,
      headers: xmlHeaders(requestId),
      body:
        `<?xml version="1.0"?><${name}Response xmlns="${xmlNamespace}">${write(value)}` +
        `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`,
    }),
    takes: (parameter) => names.has(parameter),
    inJson: {
      name,
      write(value, requestId) {
        const result = renamed(writeJson(value), jsonAnswers?.names)
        const metadata = `"ResponseMetadata":{"RequestId":"${requestId}"}`
        return {
          status: 200,
          headers: jsonHeaders(requestId),
          body: `{"${name}Response":{${result === '' ? '' : `"${name}Result":${result},`}${metadata}}}`,
        }
      },
    },
  }
}

const xmlHeaders = (requestId: string) => ({ 'x-amzn-RequestId': requestId, 'Content-Type': 'text/xml' })

const jsonHeaders = (requestId: string) => ({ 'x-amzn-RequestId': requestId, 'Content-Type': 'application/json' })

/** A result with other names of its members. */
const renamed = (json: string, names: Readonly<Record<string, string>> | undefined): string => {
  if (names === undefined || json === '') return json
  const result = JSON.parse(json) as Record<string, unknown>
  return JSON.stringify(Object.fromEntries(Object.entries(result).map(([name, value]) => [names[name] ?? name, value])))
}

const jsonDialect = (faults: ReadonlyMap<string, Fault>, { wording }: QueryDescription): Dialect => ({
  service: undefined,
  fail(error, requestId): Answer | undefined {
    const fault = faults.get(error.shape)
    if (fault === undefined) return undefined
    const { code, sender, status } = fault
    const message = wording === undefined ? error.message : wording(error)
    return {
      status,
      headers: jsonHeaders(requestId),
      body: JSON.stringify({ Error: { Code: code, Message: message, Type: sender }, RequestId: requestId }),
    }
  },
})

const xmlDialect = (
  service: Service | undefined,
  faults: ReadonlyMap<string, Fault>,
  { xmlNamespace, frontXmlNamespace = xmlNamespace, hasDetail = false, wording }: Omit<QueryDescription, 'version'>,
): Dialect => ({
  service,
  fail(error, requestId): Answer | undefined {
    const fault = faults.get(error.shape)
    if (fault === undefined) return undefined
    const message = wording === undefined ? error.message : wording(error)
    return {
      status: fault.status,
      headers: xmlHeaders(requestId),
      body:
        `<?xml version="1.0"?><ErrorResponse xmlns="${isCommon(fault) ? frontXmlNamespace : xmlNamespace}"><Error><Type>${fault.sender}</Type>` +
        `<Code>${escapeXml(fault.code)}</Code>${message === undefined ? '' : `<Message>${escapeXml(message)}</Message>`}` +
        `${hasDetail ? '<Detail/>' : ''}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
    }
  },
})

/** For what comes before any service is known. */
export const UNKNOWN_QUERY = xmlDialect(undefined, COMMON_FAULTS, {
  xmlNamespace: 'http://webservices.amazon.com/AWSFault/2005-15-09',
  hasDetail: true,
})

/** An element with nothing in it. */
const NO_OPERATION: Dialect = {
  service: undefined,
  fail: (_error, requestId) => ({ status: 404, headers: xmlHeaders(requestId), body: '<UnknownOperationException/>\n' }),
}
