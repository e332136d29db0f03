import type { LedgerLine } from '../ledger/line.js'

/** What stands for a service's walks where a clause has its line of the ledger. They are no clause: they are held to all of them. */
export const walksLine = (service: string): LedgerLine => ({
  id: `${service}.walks`,
  topic: 'walks',
  statement: 'Every answer, to whatever sequence of requests, is one that the clauses together allow.',
  kind: 'semantics',
  strength: 'must',
  operations: [],
  observe: 'Random sequences of requests are made, and an oracle judges each answer by what can be believed after those before it.',
  where: 'api+clock',
  // They have their pauses, one after the other, and go before whatever waits for less.
  wait_s: 120,
  error: null,
  source: `all sources of the ledger of ${service}`,
  evidence: 'documented',
  note: null,
})

/** Whether an id is that of a service's walks; then their line. */
export const walksLineOf = (id: string): LedgerLine | undefined => {
  const [service = '', ...rest] = id.split('.')
  return rest.length === 1 && rest[0] === 'walks' ? walksLine(service) : undefined
}
