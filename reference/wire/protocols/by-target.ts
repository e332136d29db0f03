import { ServiceError } from '../../core/errors.js'
import type { Service } from '../../core/service.js'
import { type Incoming, header } from '../request.js'
import type { Scope } from '../scope.js'
import { shorten } from '../text.js'
import { type Dialect, type Operation, type Protocol, Unreadable } from './protocol.js'

/** An operation of a protocol whose requests have their whole input in the body. */
export interface BodyOperation extends Operation {
  read(body: Uint8Array | string): Readonly<Record<string, unknown>>
}

/** A service that speaks such a protocol. */
export interface Speaker {
  readonly service: Service
  readonly target: string
  /** What its description says, read when the service is first spoken to. */
  readonly spoken: () => {
    readonly dialect: Dialect & { readonly service: Service }
    readonly operations: ReadonlyMap<string, BodyOperation>
  }
  readonly needsSignature?: boolean | undefined
}

export interface TargetProtocol {
  match(request: Incoming): boolean
  readonly speakers: readonly Speaker[]
  /** Answers while nothing tells which service is meant. */
  readonly unknown: Dialect
}

/**
 * A protocol of POSTs to any path, whose `X-Amz-Target` names service and operation: `AmazonSQS.SendMessage`. Where the target names no
 * service, the scope of the signature tells whose errors to answer.
 */
export const byTarget = ({ match, speakers, unknown }: TargetProtocol): Protocol => {
  const found = new Map<string, { readonly speaker: Speaker; readonly operation: BodyOperation }>()
  const lookUp = (target: string) => {
    const known = found.get(target)
    if (known !== undefined) return known
    const speaker = speakers.find((one) => target.startsWith(`${one.target}.`))
    const operation = speaker?.spoken().operations.get(target.slice(speaker.target.length + 1))
    if (speaker === undefined || operation === undefined) return undefined
    const made = { speaker, operation }
    found.set(target, made)
    return made
  }

  const dialectOf = (target: string, scope: Scope): Dialect => {
    const name = target.slice(0, target.lastIndexOf('.'))
    const speaker = speakers.find((one) => one.target === name) ?? speakers.find((one) => one.service.id === scope.service)
    return speaker?.spoken().dialect ?? unknown
  }

  return {
    match,
    dialect: (request, scope) => dialectOf(header(request, 'x-amz-target') ?? '', scope),
    read(request, scope) {
      const target = header(request, 'x-amz-target') ?? ''
      const asked = lookUp(target)
      if (asked === undefined) throw new Unreadable(dialectOf(target, scope), unknownOperation(target))
      const { operation, speaker } = asked
      const { needsSignature } = speaker
      const { dialect } = speaker.spoken()
      try {
        if (request.method !== 'POST') throw methodNotAllowed(request.method, 'POST')
        const input = operation.read(request.body)
        if (needsSignature === true && scope.accessKey === undefined) throw unsigned()
        return { dialect, operation, input }
      } catch (error) {
        throw new Unreadable(dialect, error)
      }
    },
  }
}

const unknownOperation = (target: string) =>
  new ServiceError('UnknownOperationException', `The operation ${shorten(target)} is not known to this endpoint.`)

export const unsigned = () => new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token')

export const methodNotAllowed = (method: string, allowed: string) =>
  new ServiceError('MethodNotAllowed', `The method ${method} is not allowed against this resource: use ${allowed}.`)
