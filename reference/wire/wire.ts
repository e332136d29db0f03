import type { Service } from '../core/service.js'
import { cborProtocol } from './protocols/cbor.js'
import { jsonProtocol } from './protocols/json.js'
import type { Asked, Dialect, Protocol } from './protocols/protocol.js'
import { queryProtocol } from './protocols/query.js'
import { restJsonProtocol } from './protocols/rest-json.js'
import type { Incoming } from './request.js'
import type { Scope } from './scope.js'

/** Bytes to operations, for every service on one port. */
export class Wire {
  /** In the order in which they are tried; the last takes whatever the others leave. */
  readonly #protocols: readonly Protocol[]

  constructor(services: readonly Service[]) {
    const speaks = (protocol: 'cbor' | 'restJson') => services.some((service) => service.protocol[protocol] !== undefined)
    this.#protocols = [
      ...(speaks('cbor') ? [cborProtocol(services)] : []),
      ...(speaks('restJson') ? [restJsonProtocol(services)] : []),
      jsonProtocol(services),
      queryProtocol(services),
    ]
  }

  /** Throws `Unreadable` with the error that AWS would answer. */
  read(request: Incoming, scope: Scope): Asked {
    return this.#of(request, scope).read(request, scope)
  }

  /** How to answer a request that was not even read, for example because it is too large. */
  dialect(request: Incoming, scope: Scope): Dialect {
    return this.#of(request, scope).dialect(request, scope)
  }

  #of(request: Incoming, scope: Scope): Protocol {
    for (const protocol of this.#protocols) if (protocol.match(request, scope)) return protocol
    throw new Error('The last protocol takes every request.')
  }
}
