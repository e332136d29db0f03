/**
 * A short part of a history that still shows what the whole shows: pieces are left out, large ones first, as long as it does.
 * The last step always stays.
 *
 * @param shows whether a part, in the same order, shows it
 * @param budget what `shows` may cost in all, so that a long history costs no more than a while; what is found by then is given
 * @param cost of one part; its length unless given
 */
export const shortest = <T>(
  history: readonly T[],
  shows: (part: readonly T[]) => boolean,
  budget: number,
  cost: (part: readonly T[]) => number = (part) => part.length,
): readonly T[] => {
  let part = history
  let left = budget
  const without = (from: number, count: number): boolean => {
    const tried = [...part.slice(0, from), ...part.slice(from + count)]
    left -= cost(tried)
    if (!shows(tried)) return false
    part = tried
    return true
  }
  for (let size = Math.ceil((part.length - 1) / 2); size >= 1;) {
    let isShorter = false
    for (let from = 0; from < part.length - 1 && left > 0;) {
      if (without(from, Math.min(size, part.length - 1 - from))) isShorter = true
      else from += size
    }
    if (left <= 0) break
    if (size > 1) size = Math.ceil(size / 2)
    else if (!isShorter) break
  }
  return part
}
