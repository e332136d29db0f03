import type { Spot } from '../trace.js'
import type { Check, Subject } from './check.js'

const strangers = ({ lines, service }: Subject, spots: Readonly<Record<string, readonly Spot[]>>): string[] => {
  const known = new Set(lines.map((line) => line.id))
  return Object.entries(spots).flatMap(([id, places]) =>
    known.has(id) ? [] : places.map((place) => `${place} writes ${id}, which specs/${service}/ledger.jsonl does not have`),
  )
}

export const rulesAreInTheLedger: Check = {
  name: 'rules-are-in-the-ledger',
  demands: 'every id written in the reference is a line of the ledger',
  breaches: (subject) => strangers(subject, subject.trace.rules),
}

export const clausesAreInTheLedger: Check = {
  name: 'clauses-are-in-the-ledger',
  demands: 'every clause is a line of the ledger',
  breaches: (subject) => strangers(subject, subject.trace.clauses),
}

export const clausesStandOnce: Check = {
  name: 'clauses-stand-once',
  demands: 'an id has one clause',
  breaches: ({ trace }) =>
    Object.entries(trace.clauses).flatMap(([id, places]) =>
      places.length > 1 ? [`${id} has ${places.length} clauses: ${places.join(', ')}`] : [],
    ),
}
