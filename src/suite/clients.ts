import { addressOf } from '../targets/address.js'
import type { HttpAnswer, HttpRequest, Scope, Target, Wait } from '../targets/target.js'
import type { ClientResponse, Protocol, ServiceBinding, ServiceClient } from './binding.js'
import { type Frames, framesOf } from './frames.js'
import type { Missing } from './protocol.js'
import { credentialOf } from './credential.js'
import { Unsupported } from './verdicts.js'

/** Goes with one call through the SDK and comes back with what went over the wire. */
export interface Ticket {
  readonly scope: Scope
  readonly wait: Wait
  /** Another account than the scope's, where the target lets it be chosen. */
  readonly account?: string | undefined
  /** Whether the call changes nothing, so that a request that may be lost can be sent again; not, unless given. */
  readonly isRepeatable?: boolean
  /** Whether the answer is a stream of events, if the target answers well. */
  readonly isStreamed?: boolean
  /** Of a stream the head alone. */
  answer?: HttpAnswer
  /** The stream, where there is one. */
  frames?: Frames
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
  const { region, credentials } = target
  const handleIn =
    (there: string, protocol: Protocol) =>
    async (asked: HttpRequest, given: unknown): Promise<ClientResponse> => {
      const ticket = given as Ticket
      const { scope, wait, isRepeatable, account, isStreamed } = ticket
      const request = target.isVirtual
        ? withSender(asked, account ?? scope.account ?? '', binding.id, there, scope)
        : { ...asked, service: binding.id, region: there }
      if (isStreamed === true && scope.stream === undefined) throw new Unsupported('the target gives whole answers only')
      const { frames, answer } =
        isStreamed === true
          ? await framesOf(await scope.stream!(request), protocol, scope.clock)
          : { frames: undefined, answer: await scope.send(request, wait, isRepeatable) }
      ticket.answer = answer
      if (frames !== undefined) ticket.frames = frames
      if (protocol === 'cbor' && isJsonText(answer.body)) throw new SyntaxError('the answer is JSON, and was asked for in CBOR')
      return { statusCode: answer.status, headers: { ...answer.headers }, body: frames ?? answer.body }
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
          (client = mannered(
            binding.id,
            target,
            binding.client({
              protocol,
              endpoint: addressOf(target, binding.id, there),
              region: there,
              credentials,
              isSigned: !target.isVirtual,
              handle: handleIn(there, protocol),
            }),
          )),
        )
      return client
    },
    destroy: () => clients.forEach((client) => client.destroy()),
  }
}

/**
 * Whether an answer begins as JSON does. In CBOR such a byte announces a text of more bytes than any answer has: the SDK cannot read it,
 * and warns on the console before it says so.
 */
const isJsonText = ([first]: Uint8Array): boolean => first === 0x7b || first === 0x5b

/** A client whose calls do first what the target asks for. */
const mannered = (service: string, { manners }: Target, client: ServiceClient): ServiceClient =>
  manners === undefined
    ? client
    : {
        send: async (operation, input, ticket) =>
          client.send(operation, await manners.before(service, operation, input, (ticket as Ticket).scope.mayTag === true), ticket),
        destroy: () => client.destroy(),
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
