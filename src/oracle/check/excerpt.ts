import type { Exchange } from '../exchange.js'
import type { Judged } from '../oracle.js'
import { partition } from '../partition.js'
import { shortest } from './shortest.js'

/**
 * A short part of a history that shows of its last exchange what the whole shows. Only what the last one cannot rest on is left out: what
 * changed nothing, and all that is about the same things at once; else the part might accuse for another reason than the whole.
 *
 * @param shows whether a part shows it
 * @param budget exchanges that `shows` may be given in all
 */
export const excerpt = <E extends Exchange>(
  history: readonly E[],
  { about }: Pick<Judged, 'about'>,
  shows: (part: readonly E[]) => boolean,
  budget: number,
): readonly E[] => {
  const last = history.at(-1)
  if (about === undefined || last === undefined) return history
  const things = new Map(history.map((exchange) => [exchange, about(exchange)]))
  const free = history.filter((exchange) => things.get(exchange) !== undefined)
  const parts = partition(free, (exchange) => things.get(exchange)!).filter((part) => !part.includes(last))
  const stays = new Set(history)
  for (const part of parts) for (const exchange of part) stays.delete(exchange)
  const told = (some: readonly (readonly E[])[]): readonly E[] => {
    const kept = new Set(some.flat())
    return history.filter((exchange) => stays.has(exchange) || kept.has(exchange))
  }
  // The last of what may be shortened always stays: here that is nothing.
  const kept = shortest(
    [...parts, []],
    (some) => shows(told(some)),
    budget,
    (some) => told(some).length,
  )
  return told(kept)
}
