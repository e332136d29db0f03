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
  readonly target: string
  readonly dialect: Dialect & { readonly service: Service }
  readonly operations: ReadonlyMap<string, BodyOperation>
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
  const targets = new Map<string, { readonly speaker: Speaker; readonly operation: BodyOperation }>()
  for (const speaker of speakers)
    for (const operation of speaker.operations.values()) targets.set(`${speaker.target}.${operation.name}`, { speaker, operation })

  const dialectOf = (target: string, scope: Scope): Dialect => {
    const name = target.slice(0, target.lastIndexOf('.'))
    const speaker = speakers.find(one => one.target === name) ?? speakers.find(one => one.dialect.service.id === scope.service)
    return speaker?.dialect ?? unknown
  }

  return {
    match,
    dialect: (request, scope) => dialectOf(header(request, 'x-amz-target') ?? '', scope),
    read(request, scope) {
      const target = header(request, 'x-amz-target') ?? ''
      const found = targets.get(target)
      if (found === undefined) throw new Unreadable(dialectOf(target, scope), unknownOperation(target))
      const { operation } = found
      const { dialect, needsSignature } = found.speaker
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

const unsigned = () => new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token')

export const methodNotAllowed = (method: string, allowed: string) =>
  new ServiceError('MethodNotAllowed', `The method ${method} is not allowed against this resource: use ${allowed}.`)
