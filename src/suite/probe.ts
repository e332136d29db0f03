import type { Target } from '../targets/target.js'
import { NoAnswer } from '../targets/target.js'
import { answerOf, readError } from './answer.js'
import type { ServiceBinding } from './binding.js'
import type { Clients, Ticket } from './clients.js'
import { PROTOCOL_NAMES } from './protocol.js'
import type { Missing, Protocol } from './protocol.js'
import { saysUnknown } from './refusal.js'

/** What a target answers to a harmless call. */
export interface Probed {
  /** Why it cannot be judged at all: nobody answers. */
  readonly unreachable?: string
  /** The protocols it does not speak, and how that was seen. */
  readonly missing: Missing
}

/** Asks a target, over each protocol of the service, something that every implementation of the service knows. */
export const probe = async (binding: ServiceBinding, target: Target, clients: Clients): Promise<Probed> => {
  const { protocols } = binding
  const found = await Promise.all(protocols.map((protocol) => probeOne(protocol, binding, target, clients)))
  const silent = found.find(({ unreachable }) => unreachable !== undefined)
  return {
    ...(silent && found.every(({ unreachable }) => unreachable !== undefined) ? { unreachable: silent.unreachable! } : {}),
    missing: Object.fromEntries(protocols.flatMap((protocol, nth) => (found[nth]!.missing === undefined ? [] : [[protocol, found[nth]!.missing]]))),
  }
}

const probeOne = async (
  protocol: Protocol,
  { probe: { operation, input } }: ServiceBinding,
  target: Target,
  clients: Clients,
): Promise<{ readonly unreachable?: string; readonly missing?: string }> => {
  const scope = await target.open()
  const ticket: Ticket = { scope, wait: 'none' }
  try {
    await clients.of(protocol).send(operation, input, ticket)
    return {}
  } catch (error) {
    if (error instanceof NoAnswer) return { unreachable: error.message }
    if (!ticket.answer) throw error
    const answer = answerOf(ticket.answer)
    const wording = readError(answer)
    // An error in the words of the protocol is an answer in the protocol: the clauses will see what it is worth.
    if (answer.status >= 300 && wording?.protocol === protocol && !saysUnknown(answer.status, wording)) return {}
    const seen = wording ? `${wording.shape ?? wording.code ?? ''} ${wording.message}`.trim() : answer.text.slice(0, 80) || '(an empty body)'
    return { missing: `the target does not speak the ${PROTOCOL_NAMES[protocol]} protocol: ${operation} is answered ${answer.status} ${seen}` }
  } finally {
    await scope.close()
  }
}
