import type { Service } from '../core/service.js'
import { cborProtocol } from './protocols/cbor.js'
import { jsonProtocol } from './protocols/json.js'
import type { Asked, Dialect, Protocol } from './protocols/protocol.js'
import { queryProtocol } from './protocols/query.js'
import type { Incoming } from './request.js'
import type { Scope } from './scope.js'

/** Bytes to operations, for every service on one port. */
export class Wire {
  /** In the order in which they are tried; the last takes whatever the others leave. */
  readonly #protocols: readonly Protocol[]

  constructor(services: readonly Service[]) {
    const speaksCbor = services.some(({ protocol }) => protocol.cbor !== undefined)
    this.#protocols = [...(speaksCbor ? [cborProtocol(services)] : []), jsonProtocol(services), queryProtocol(services)]
  }

  /** Throws `Unreadable` with the error that AWS would answer. */
  read(request: Incoming, scope: Scope): Asked {
    return this.#of(request).read(request, scope)
  }

  /** How to answer a request that was not even read, for example because it is too large. */
  dialect(request: Incoming, scope: Scope): Dialect {
    return this.#of(request).dialect(request, scope)
  }

  #of(request: Incoming): Protocol {
    for (const protocol of this.#protocols) if (protocol.match(request)) return protocol
    throw new Error('The last protocol takes every request.')
  }
}
