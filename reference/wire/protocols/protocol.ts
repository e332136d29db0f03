import type { ServiceError } from '../../core/errors.js'
import type { Service } from '../../core/service.js'
import type { Answer, Incoming } from '../request.js'
import type { Scope } from '../scope.js'

/** One way of spelling requests and answers, for all services that speak it. */
export interface Protocol {
  /** Whether the request is spelt so. Where its own words do not tell, the service does for which it was signed. */
  match(request: Incoming, scope: Scope): boolean
  /** Throws `Unreadable` with the error that AWS would answer. */
  read(request: Incoming, scope: Scope): Asked
  /** How to answer a request that was not even read, for example because it is too large. */
  dialect(request: Incoming, scope: Scope): Dialect
}

/** What a request asks for, once its bytes are read. */
export interface Asked {
  readonly dialect: Dialect & { readonly service: Service }
  readonly operation: Operation
  readonly input: Readonly<Record<string, unknown>>
}

/** An operation as one protocol answers it. */
export interface Operation {
  readonly name: string
  write(output: unknown, requestId: string): Answer
}

/** A service as one protocol speaks of it. */
export interface Dialect {
  /** Absent while nothing tells which service is meant. */
  readonly service: Service | undefined
  /** `undefined` where the service has no error of that shape. */
  fail(error: ServiceError, requestId: string): Answer | undefined
}

/** A request that cannot be read, and how to say so. */
export class Unreadable extends Error {
  constructor(
    readonly dialect: Dialect,
    override readonly cause: unknown,
  ) {
    super('unreadable')
  }
}

/** Makes at the first use, so that starting costs nothing for operations that nobody asks for. */
export const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** The same for a function. */
export const lazily = <A, B>(make: () => (value: A) => B): ((value: A) => B) => {
  const made = once(make)
  return (value) => made()(value)
}
