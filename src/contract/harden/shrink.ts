/** How far shrinking may go. */
export interface Shrinking {
  /** Runs in all. */
  readonly budget: number
  /** Runs at the same time. */
  readonly atOnce: number
  /** How often all of them are tried, where no group breaks it alone: what does not come again is chance. */
  readonly again: number
}

/**
 * A small part of some things that still breaks what all of them break. Pieces are left out, large ones first ("Simplifying and isolating
 * failure-inducing input", Zeller and Hildebrandt, 2002), and single groups are tried before that, since one is often enough: all of them together,
 * which take longest, need not be tried once more then.
 *
 * @param group what things have in common
 * @param breaks whether a part breaks it; asked for several parts at the same time
 * @returns nothing where it breaks without any of them, or does not break again
 */
export const shrink = async <T>(
  things: readonly T[],
  group: (thing: T) => string,
  breaks: (part: readonly T[]) => Promise<boolean>,
  { budget, atOnce, again }: Shrinking,
): Promise<readonly T[]> => {
  let left = budget
  /** The first of the parts, in their order, that breaks it. */
  const firstOf = async (parts: readonly (readonly T[])[]): Promise<readonly T[] | undefined> => {
    for (let from = 0; from < parts.length && left > 0; from += atOnce) {
      const some = parts.slice(from, from + Math.min(atOnce, left))
      left -= some.length
      const broken = await Promise.all(some.map(breaks))
      const found = some.find((_, nth) => broken[nth])
      if (found !== undefined) return found
    }
    return undefined
  }
  if ((await firstOf([[]])) !== undefined) return []
  const byGroup = new Map<string, T[]>()
  for (const thing of things) byGroup.set(group(thing), [...(byGroup.get(group(thing)) ?? []), thing])
  const groups = [...byGroup.values()]
  let broken: readonly T[] | undefined = groups.length > 1 ? await firstOf(groups) : undefined
  for (let nth = 0; broken === undefined && nth < again; nth++) broken = await firstOf([things])
  if (broken === undefined) return []
  let part: readonly T[] = broken
  for (let pieces = 2; part.length > 1 && left > 0;) {
    const size = Math.ceil(part.length / pieces)
    const cut = Array.from({ length: Math.ceil(part.length / size) }, (_, nth) => part.slice(nth * size, (nth + 1) * size))
    const current = part
    const smaller =
      (await firstOf(cut)) ??
      (cut.length > 2 ? await firstOf(cut.map((piece) => current.filter((thing) => !piece.includes(thing)))) : undefined)
    if (smaller !== undefined) {
      pieces = Math.max(2, smaller.length < size + 1 ? 2 : pieces - 1)
      part = smaller
    } else if (size === 1) break
    else pieces = Math.min(part.length, pieces * 2)
  }
  return part
}
