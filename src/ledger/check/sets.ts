import type { Check } from './check.js'
import { MONTH } from '../sets.js'

export const setsHoldClauses: Check = {
  name: 'sets-hold-clauses',
  demands: 'what is frozen is a clause of the ledger, once',
  breaches({ service, sets, lines }) {
    const known = new Map(lines.map((line) => [line.id, line]))
    const seen = new Map<string, string>()
    return sets.flatMap(({ month, ids }) => {
      const place = `specs/${service}/sets/${month}.txt`
      const problems = MONTH.test(month) ? [] : [`${place} is not named by a month such as 2026-12`]
      for (const id of ids) {
        const line = known.get(id)
        const before = seen.get(id)
        if (line === undefined)
          problems.push(`${place} holds ${id}, which is not in the ledger: an id stays, even where its clause is left out`)
        if (before !== undefined) problems.push(`${place} holds ${id}, which ${before} holds`)
        seen.set(id, place)
      }
      return problems
    })
  },
}
