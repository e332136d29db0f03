import type { Exchange } from '../exchange.js'

/** What an exchange holds is whatever a client or a server wrote: nothing is taken for granted. */
export type Members = Readonly<Record<string, unknown>>

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

export const number = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined)

export const members = (value: unknown): Members | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined

const isMembers = (value: unknown): value is Members => members(value) !== undefined
const NONE: readonly Members[] = []

export function list(value: unknown): readonly Members[] {
  if (!Array.isArray(value)) return NONE
  return (value as readonly unknown[]).every(isMembers) ? (value as readonly Members[]) : (value as readonly unknown[]).filter(isMembers)
}

/** What became of one entry of a batch, or of a single request. */
interface EntryOutcome {
  readonly kind: 'done' | 'refused' | 'lost'
  readonly output: Members
}

export const NOTHING: Members = {}
const REFUSED: EntryOutcome = { kind: 'refused', output: NOTHING }
const LOST: EntryOutcome = { kind: 'lost', output: NOTHING }

/** The entries of a batch request, each with its outcome; a single request is its own only entry. */
export function* entriesOf({
  operation,
  input,
  outcome,
}: Exchange): Generator<{ readonly input: Members; readonly outcome: EntryOutcome; readonly index: number }> {
  if (!operation.endsWith('Batch')) {
    const single: EntryOutcome =
      outcome.kind === 'answered' ? { kind: 'done', output: outcome.output } : outcome.kind === 'lost' ? LOST : REFUSED
    yield { input, outcome: single, index: 0 }
    return
  }
  const entries = list(input['Entries'])
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index]!
    yield { input: entry, outcome: entryOutcome(outcome, entry['Id']), index }
  }
}

function entryOutcome(outcome: Exchange['outcome'], id: unknown): EntryOutcome {
  if (outcome.kind !== 'answered') return outcome.kind === 'lost' ? LOST : REFUSED
  const done = list(outcome.output['Successful']).find((result) => result['Id'] === id)
  if (done !== undefined) return { kind: 'done', output: done }
  const failed = list(outcome.output['Failed']).find((result) => result['Id'] === id)
  // An entry that failed at the service's end, or that the answer does not mention, may have been done.
  return failed === undefined || failed['SenderFault'] === false ? LOST : REFUSED
}
