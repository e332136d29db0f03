import type { Change } from './changes.js'
import { isConfirmed } from './causes/causes.js'
import type { Report, Row } from './report.js'

export interface Changed {
  readonly change: Change
  readonly id: string
  readonly before?: Row
  readonly after?: Row
}

/** Every clause that came to something else, by id. Divergences that are seen in another way are `changed`; inconclusive rows say nothing, and change nothing unless both sides are decided. */
export const diffOf = (before: Report, after: Report): readonly Changed[] => {
  const rows = new Map(before.rows.map((row) => [row.id, row]))
  const later = new Map(after.rows.map((row) => [row.id, row]))
  const ids = [...new Set([...rows.keys(), ...later.keys()])].sort()
  return ids.flatMap((id): Changed[] => {
    const a = rows.get(id)
    const b = later.get(id)
    const change = changeOf(a, b)
    return change === undefined ? [] : [{ change, id, ...(a === undefined ? {} : { before: a }), ...(b === undefined ? {} : { after: b }) }]
  })
}

const changeOf = (before: Row | undefined, after: Row | undefined): Change | undefined => {
  if (after === undefined) return 'gone'
  const isDiverging = isConfirmed(after)
  if (before === undefined) return isDiverging ? 'newly-diverging' : 'new'
  if (isDiverging !== isConfirmed(before)) {
    if (isDiverging) return 'newly-diverging'
    return after.verdict === 'conforms' ? 'newly-conforming' : 'changed'
  }
  if (before.verdict !== after.verdict) return after.verdict === 'conforms' ? 'newly-conforming' : 'changed'
  return isDiverging && mannerOf(before) !== mannerOf(after) ? 'changed' : undefined
}

/** What walks meet differs from run to run; a clause's divergence is another when another claim of it broke. */
const mannerOf = ({ walks, failure, further = [] }: Row): string =>
  walks === undefined ? JSON.stringify([failure, ...further].map((one) => [one?.message, one?.allowed, one?.seen])) : ''

/** What makes two reports hard to compare; nothing where they are of the same suite, run in the same way. */
export const unlike = (before: Report, after: Report): readonly string[] => {
  const members = ['touchstone', 'suite', 'profile', 'effort', 'seed', 'region'] as const
  const differing = members.flatMap((member) => {
    const [a, b] = [before.header[member], after.header[member]]
    return a === undefined || b === undefined || a === b ? [] : [`${member} ${a} and ${b}`]
  })
  const [a, b] = [before.header.only.join(' '), after.header.only.join(' ')]
  return a === b ? differing : [...differing, `only ${a || 'all'} and ${b || 'all'}`]
}
