import type { HttpAnswer, HttpRequest, Scope, Target, Wait } from '../targets/target.js'
import type { Protocol, ServiceBinding, ServiceClient } from './binding.js'
import { credentialOf } from './credential.js'

/** Goes with one call through the SDK and comes back with what went over the wire. */
export interface Ticket {
  readonly scope: Scope
  readonly wait: Wait
  answer?: HttpAnswer
}

/** The clients of a run, shared by all cases: one for each protocol that the service speaks. */
export interface Clients {
  /** @throws TypeError where the service does not speak the protocol at all */
  of(protocol: Protocol): ServiceClient
  destroy(): void
}

export const makeClients = (binding: ServiceBinding, target: Target): Clients => {
  const { endpoint, region, credentials } = target
  const handle = async (request: HttpRequest, ticket: unknown): Promise<{ statusCode: number; headers: Record<string, string>; body: Uint8Array }> => {
    const { scope, wait } = ticket as Ticket
    const answer = await scope.send(target.isVirtual ? withSender(request, binding, scope) : request, wait)
    ;(ticket as Ticket).answer = answer
    return { statusCode: answer.status, headers: { ...answer.headers }, body: answer.body }
  }
  const clients = new Map(
    binding.protocols.map((protocol) => [protocol, binding.client({ protocol, endpoint, region, credentials, isSigned: !target.isVirtual, handle })]),
  )
  return {
    of(protocol) {
      const client = clients.get(protocol)
      if (!client) throw new TypeError(`${binding.id} does not speak ${protocol}`)
      return client
    },
    destroy: () => clients.forEach((client) => client.destroy()),
  }
}

const withSender = (request: HttpRequest, binding: ServiceBinding, scope: Scope): HttpRequest => ({
  ...request,
  headers: { ...request.headers, authorization: credentialOf(scope.account ?? '', binding.id, scope.region, scope.clock.now()) },
})
