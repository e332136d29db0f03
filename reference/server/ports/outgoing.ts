import type { OutgoingAnswer, OutgoingRequest } from '../../core/ports.js'

/** Carries a request to an address outside; never rejects. */
export type Outgoing = (request: OutgoingRequest) => Promise<OutgoingAnswer>

/** Until something else is given, nothing leaves. */
export const nothingLeaves: Outgoing = async () => ({ failure: 'refused', reason: 'Nothing leaves this reference.' })
