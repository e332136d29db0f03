import type { Service } from '../core/service.js'
import { ServiceError } from '../core/errors.js'
import { COMMON_FAULTS, type Fault, faultsOf } from './faults.js'
import { Parameters, readForm } from './form.js'
import { type Format, jsonFormat, PLAIN_JSON, PLAIN_QUERY, queryFormat } from './format.js'
import { type OperationCodec, operationCodec } from './operation.js'
import { type Incoming, header } from './request.js'
import type { Scope } from './scope.js'
import { bodyText, shorten } from './text.js'

/** What a request asks for, once its bytes are read. */
export interface Asked {
  readonly spoken: Spoken
  readonly operation: OperationCodec
  readonly input: Readonly<Record<string, unknown>>
}

/** A service as one protocol speaks of it. */
export interface Spoken {
  /** Absent while nothing tells which service is meant. */
  readonly service: Service | undefined
  readonly format: Format
  readonly faults: ReadonlyMap<string, Fault>
}

interface Known {
  readonly service: Service
  readonly operations: ReadonlyMap<string, OperationCodec>
  readonly json: Spoken
  readonly query: Spoken
}

const UNKNOWN_JSON: Spoken = { service: undefined, format: PLAIN_JSON, faults: COMMON_FAULTS }
const UNKNOWN_QUERY: Spoken = { service: undefined, format: PLAIN_QUERY, faults: COMMON_FAULTS }

/** A request that cannot be read, and how to say so. */
export class Unreadable extends Error {
  constructor(
    readonly spoken: Spoken,
    override readonly cause: unknown,
  ) {
    super('unreadable')
  }
}

/**
 * Bytes to operations, for every service on one port. Services are told apart as AWS tells them apart: JSON requests by
 * `X-Amz-Target`, Query requests by the scope of their signature, their `Version` and their `Action`.
 */
export class Wire {
  readonly #services: readonly Known[]
  readonly #targets = new Map<string, { known: Known; operation: OperationCodec }>()

  constructor(services: readonly Service[]) {
    this.#services = services.map(knownService)
    for (const known of this.#services) {
      for (const [name, operation] of known.operations) this.#targets.set(`${known.service.protocol.target}.${name}`, { known, operation })
    }
  }

  /** Throws `Unreadable` with the `ServiceError` that AWS would answer. */
  read(request: Incoming, scope: Scope): Asked {
    const target = header(request, 'x-amz-target')
    return target !== undefined && !isForm(request) ? this.#readJson(request, target) : this.#readQuery(request, scope)
  }

  /** How to answer a request that was not even read, for example because it is too large. */
  spoken(request: Incoming, scope: Scope): Spoken {
    const target = header(request, 'x-amz-target')
    if (target !== undefined && !isForm(request)) return this.#byTarget(target)?.json ?? UNKNOWN_JSON
    return this.#byScope(scope)?.query ?? UNKNOWN_QUERY
  }

  /**
   * A POST to any path, which the target header and a JSON object tell apart.
   *
   * @clause sqs.json.request-form
   * @clause sqs.json.any-path
   */
  #readJson(request: Incoming, target: string): Asked {
    const found = this.#targets.get(target)
    if (found === undefined) {
      throw new Unreadable(
        this.#byTarget(target)?.json ?? UNKNOWN_JSON,
        new ServiceError('UnknownOperationException', `The operation ${shorten(target)} is not known to this endpoint.`),
      )
    }
    const { known, operation } = found
    try {
      if (request.method !== 'POST') throw methodNotAllowed(request.method, 'POST')
      const text = bodyText(request.body)
      const input = operation.readJson(text === '' ? {} : parseJson(text)) as Record<string, unknown>
      return { spoken: known.json, operation, input }
    } catch (error) {
      throw new Unreadable(known.json, error)
    }
  }

  /**
   * A GET or a form, with what it asks for in `Action`; a path that names a resource stands for the parameter of it.
   *
   * @clause sqs.query.get-and-post
   * @clause sqs.query.action-version
   * @clause sqs.query.queue-url-as-path
   * @clause sqs.query.unknown-action
   * @clause sqs.query.same-semantics
   */
  #readQuery(request: Incoming, scope: Scope): Asked {
    let spoken = this.#byScope(scope)?.query ?? UNKNOWN_QUERY
    try {
      if (request.method !== 'GET' && request.method !== 'POST') throw methodNotAllowed(request.method, 'GET or POST')
      const parameters = readForm(request.query, new Parameters())
      if (request.method === 'POST') readForm(bodyText(request.body).trim(), parameters)
      const action = parameters.child('Action')?.value
      const version = parameters.child('Version')?.value
      if (action === undefined || action === '') {
        throw new ServiceError('MissingAction', 'The request is missing an action: send an X-Amz-Target header or an Action parameter.')
      }
      const known = this.#byScope(scope) ?? this.#byAction(action, version)
      const operation = known?.operations.get(action)
      if (known === undefined || operation === undefined) {
        throw new ServiceError('InvalidAction', `The action ${shorten(action)} is not valid for this endpoint.`)
      }
      spoken = known.query
      if (version !== undefined && version !== known.service.protocol.version) {
        throw new ServiceError('NoSuchVersion', `The requested version ( ${shorten(version)} ) is not valid.`)
      }
      const input = operation.readQuery(parameters) as Record<string, unknown>
      const { pathMember } = known.service.protocol
      if (pathMember !== undefined && input[pathMember] === undefined && operation.takes(pathMember) && namesResource(request.path)) {
        input[pathMember] = request.origin + request.path.replace(/\/+$/, '')
      }
      return { spoken, operation, input }
    } catch (error) {
      throw new Unreadable(spoken, error)
    }
  }

  #byTarget(target: string): Known | undefined {
    const service = target.slice(0, target.lastIndexOf('.'))
    return this.#services.find(known => known.service.protocol.target === service)
  }

  #byScope(scope: Scope): Known | undefined {
    return scope.service === undefined ? undefined : this.#services.find(known => known.service.id === scope.service)
  }

  #byAction(action: string, version: string | undefined): Known | undefined {
    const having = this.#services.filter(known => known.operations.has(action))
    return having.find(known => known.service.protocol.version === version) ?? having[0]
  }
}

const knownService = (service: Service): Known => {
  const { protocol } = service
  const faults = faultsOf(protocol)
  return {
    service,
    operations: new Map(Object.entries(protocol.operations).map(([name, schema]) => [name, operationCodec(name, schema)])),
    json: { service, format: jsonFormat(protocol.jsonVersion), faults },
    query: { service, format: queryFormat(protocol.xmlNamespace), faults },
  }
}

const isForm = (request: Incoming): boolean => header(request, 'content-type')?.startsWith('application/x-www-form-urlencoded') === true

/** A queue URL's path has an account and a name; `/` and one word name nothing. */
const namesResource = (path: string): boolean => path.indexOf('/', 1) !== -1 && path.length > path.indexOf('/', 1) + 1

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new ServiceError('SerializationException', 'The body of the request is not valid JSON.')
  }
}

const methodNotAllowed = (method: string, allowed: string) =>
  new ServiceError('MethodNotAllowed', `The method ${method} is not allowed against this resource: use ${allowed}.`)
