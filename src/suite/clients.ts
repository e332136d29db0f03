import type { HttpAnswer, HttpRequest, Scope, Target, Wait } from '../targets/target.js'
import type { Protocol, ServiceBinding, ServiceClient } from './binding.js'
import type { Missing } from './protocol.js'
import { credentialOf } from './credential.js'

/** Goes with one call through the SDK and comes back with what went over the wire. */
export interface Ticket {
  readonly scope: Scope
  readonly wait: Wait
  /** Another account than the scope's, where the target lets it be chosen. */
  readonly account?: string | undefined
  /** Whether the call changes nothing, so that a request that may be lost can be sent again; not, unless given. */
  readonly isRepeatable?: boolean
  answer?: HttpAnswer
}

/** The clients of a run, shared by all cases: one for each protocol that the service speaks, and region. */
export interface Clients {
  /** @throws TypeError where the service does not speak the protocol at all */
  of(protocol: Protocol, region?: string): ServiceClient
  destroy(): void
}

/** How a service is called on a target. */
export interface Spoken {
  readonly clients: Clients
  readonly missing: Missing
}

export const makeClients = (binding: ServiceBinding, target: Target): Clients => {
  const { endpoint, region, credentials } = target
  const handleIn =
    (there: string) =>
    async (request: HttpRequest, ticket: unknown): Promise<{ statusCode: number; headers: Record<string, string>; body: Uint8Array }> => {
      const { scope, wait, isRepeatable, account } = ticket as Ticket
      const answer = await scope.send(
        target.isVirtual ? withSender(request, account ?? scope.account ?? '', binding.id, there, scope) : request,
        wait,
        isRepeatable,
      )
      ;(ticket as Ticket).answer = answer
      return { statusCode: answer.status, headers: { ...answer.headers }, body: answer.body }
    }
  const clients = new Map<string, ServiceClient>()
  return {
    of(protocol, there = region) {
      if (!binding.protocols.includes(protocol)) throw new TypeError(`${binding.id} does not speak ${protocol}`)
      const name = `${protocol} ${there}`
      let client = clients.get(name)
      if (!client)
        clients.set(
          name,
          (client = binding.client({
            protocol,
            endpoint,
            region: there,
            credentials,
            isSigned: !target.isVirtual,
            handle: handleIn(there),
          })),
        )
      return client
    },
    destroy: () => clients.forEach((client) => client.destroy()),
  }
}

/** The clients of any service, where it is known that the target speaks whatever it is asked in. */
export const clientsOn = (target: Target): ((binding: ServiceBinding) => Promise<Spoken>) => {
  const made = new Map<ServiceBinding, Spoken>()
  return async (binding) => {
    let spoken = made.get(binding)
    if (!spoken) made.set(binding, (spoken = { clients: makeClients(binding, target), missing: {} }))
    return spoken
  }
}

const withSender = (request: HttpRequest, account: string, service: string, region: string, { clock }: Scope): HttpRequest => ({
  ...request,
  headers: { ...request.headers, authorization: credentialOf(account, service, region, clock.now()) },
})
