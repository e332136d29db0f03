import type { ServiceBinding } from '../suite/binding.js'
import { answerOf, readError, type WireError } from '../suite/answer.js'
import type { Clients, Ticket } from '../suite/clients.js'

/** One call as it was seen, before anything was altered. */
export interface SeenCall {
  readonly service: string
  readonly operation: string
  /** Where it is another than the case's own. */
  readonly region?: string
  readonly input: object
  readonly output?: object
  readonly error?: WireError
  /** In milliseconds of the scope's clock. */
  readonly sent: number
  readonly received: number
}

/** Changes what the check is given of one answer, or of that and of all after it. */
export interface Alteration {
  /** Which call, from 0. */
  readonly call: number
  /** Whether later answers are altered as well. */
  readonly isLasting?: true
  /** What takes the place of the answer, or of the refusal where there is one. */
  readonly alter: (output: object | undefined) => object
}

const isMeant = ({ call, isLasting }: Alteration, nth: number): boolean => nth === call || (isLasting === true && nth > call)

/** What one case did. */
export class Recording {
  readonly calls: SeenCall[] = []
  /** Calls that removed what the case had made. */
  undone = 0
  constructor(readonly alteration?: Alteration) {}
}

/** Clients that keep what was asked and answered, and alter one answer of the case where that is asked for. */
export const recordingClients = (binding: ServiceBinding, clients: Clients, recording: Recording): Clients => ({
  of(protocol, region) {
    const client = clients.of(protocol, region)
    return {
      async send(operation, input, given) {
        const ticket = given as Ticket
        // What is undone when the case is over is no part of it: the calls of a case say whether they can be sent again.
        if (ticket.isRepeatable === undefined) {
          recording.undone++
          return client.send(operation, input, given)
        }
        const nth = recording.calls.length
        const { clock } = ticket.scope
        const sent = clock.now()
        // Its place is taken before its answer comes: calls may be made side by side.
        const asked = { service: binding.id, operation, ...(region === undefined ? {} : { region }), input, sent }
        recording.calls.push({ ...asked, received: sent })
        const seen = (more: Pick<SeenCall, 'output' | 'error'>): void => {
          recording.calls[nth] = { ...asked, received: clock.now(), ...more }
        }
        const { alteration } = recording
        try {
          const output = await client.send(operation, input, given)
          seen({ output })
          return alteration !== undefined && isMeant(alteration, nth) ? alteration.alter(output) : output
        } catch (error) {
          const wire = ticket.answer && readError(answerOf(ticket.answer))
          if (wire === undefined) throw error
          seen({ error: wire })
          if (alteration?.call === nth) return alteration.alter(undefined)
          throw error
        }
      },
      destroy: () => {},
    }
  },
  destroy: () => {},
})
