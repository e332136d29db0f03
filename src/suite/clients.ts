import type { HttpRequest, Scope, Target } from '../targets/target.js'
import type { HttpAnswer } from '../targets/target.js'
import { PROTOCOLS } from './binding.js'
import type { Protocol, ServiceBinding, ServiceClient } from './binding.js'

/** Goes with one call through the SDK and comes back with what went over the wire. */
export interface Ticket {
  readonly scope: Scope
  /** Milliseconds for which the service may keep the answer back. */
  readonly waitMs: number
  answer?: HttpAnswer
}

/** The clients of a run: one for each protocol, shared by all cases. */
export type Clients = Readonly<Record<Protocol, ServiceClient>>

export const makeClients = (binding: ServiceBinding, target: Target): Clients => {
  const { endpoint, region, credentials } = target
  const handle = async (request: HttpRequest, ticket: unknown): Promise<{ statusCode: number; headers: Record<string, string>; body: Uint8Array }> => {
    const { scope, waitMs } = ticket as Ticket
    const answer = await scope.send(request, waitMs)
    ;(ticket as Ticket).answer = answer
    return { statusCode: answer.status, headers: { ...answer.headers }, body: answer.body }
  }
  const [json, query] = PROTOCOLS.map((protocol) => binding.client({ protocol, endpoint, region, credentials, handle }))
  return { json: json!, query: query! }
}
