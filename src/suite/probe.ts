import type { Target } from '../targets/target.js'
import { NoAnswer } from '../targets/target.js'
import { answerOf, readError } from './answer.js'
import type { WireError } from './answer.js'
import type { ServiceBinding } from './binding.js'
import type { Clients, Ticket } from './clients.js'
import { PROTOCOL_NAMES } from './protocol.js'
import type { Missing, Protocol } from './protocol.js'
import { saysUnknown } from './refusal.js'

/** What a target answers to a harmless call. */
export interface Probed {
  /** Why it cannot be judged at all: nobody answers. */
  readonly unreachable?: string
  /** How it refused the call, where it did so in the words of a protocol: status, code and text. */
  readonly refused?: string
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
    ...refusalIn(found),
    missing: Object.fromEntries(
      protocols.flatMap((protocol, nth) => (found[nth]!.missing === undefined ? [] : [[protocol, found[nth]!.missing]])),
    ),
  }
}

type Found = { readonly unreachable?: string; readonly refused?: string; readonly missing?: string }

const refusalIn = (found: readonly Found[]): { readonly refused?: string } => {
  const refused = found.find((one) => one.refused !== undefined)?.refused
  return refused === undefined || found.some((one) => Object.keys(one).length === 0) ? {} : { refused }
}

const probeOne = async (
  protocol: Protocol,
  { probe: { operation, input } }: ServiceBinding,
  target: Target,
  clients: Clients,
): Promise<Found> => {
  const scope = await target.open()
  const ticket: Ticket = { scope, wait: 'none' }
  try {
    await clients.of(protocol).send(operation, input, ticket)
    // Any page of a web server is XML enough for a client that looks for an element in it, and finds none.
    const text = ticket.answer === undefined || protocol !== 'query' ? undefined : answerOf(ticket.answer).text
    if (text === undefined || text.includes(`<${operation}Response`)) return {}
    return {
      missing: `the target does not speak the ${PROTOCOL_NAMES[protocol]} protocol: ${operation} is answered ${ticket.answer!.status} ${onALine(text)}`,
    }
  } catch (error) {
    if (error instanceof NoAnswer) return { unreachable: error.message }
    if (!ticket.answer) throw error
    const answer = answerOf(ticket.answer)
    const wording = readError(answer)
    // An error in the words of the protocol is an answer in the protocol: the clauses will see what it is worth.
    if (answer.status >= 300 && wording?.protocol === protocol && !saysUnknown(answer.status, wording, answer.text))
      return { refused: `${answer.status} ${worded(wording)}` }
    const seen = wording ? worded(wording) : onALine(answer.text)
    return {
      missing: `the target does not speak the ${PROTOCOL_NAMES[protocol]} protocol: ${operation} is answered ${answer.status} ${seen}`,
    }
  } finally {
    await scope.close()
  }
}

/** The beginning of a text that may be a page of HTML. */
const onALine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 80) || '(an empty body)'

const worded = ({ shape, code, message }: WireError): string => `${shape ?? code ?? ''} ${message}`.trim()
