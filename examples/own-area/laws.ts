import type { ServiceLaws } from '../../src/oracle/linear/service-laws.js'

const OWN_ID = 'own-id'

/** Every message has an id of its own, however long the history. */
export const laws: ServiceLaws = {
  service: 'relay',
  laws: [{ name: OWN_ID, says: 'No two messages are given one id.', clauses: ['relay.message.own-id'] }],
  open({ verdicts }) {
    const given = new Map<string, number>()
    const law = verdicts(OWN_ID)
    return {
      see({ operation, outcome }, line) {
        if (operation !== 'Relay' || outcome.kind !== 'answered') return
        const id = String(outcome.output['MessageId'])
        const before = given.get(id)
        law.tested()
        if (before !== undefined)
          law.found({ clause: 'relay.message.own-id', line, earlier: before, allowed: 'an id of its own', seen: id })
        given.set(id, line)
      },
      end: () => {},
      kept: () => ({ ids: given.size }),
      forgotten: () => ({}),
      notes: () => [],
    }
  },
}
