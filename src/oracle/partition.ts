/**
 * Parts things by what they touch: those that share a name, directly or through others, come together; what touches nothing stands alone.
 * The things in a part keep their order, and the parts stand in the order of their first things.
 *
 * An order of overlapping requests is sought within each part. For SQS the parts are queues that redrive or a common request connects, and
 * they cannot go finer, to message groups: a receive chooses among all groups of its queue and locks those it takes, its empty answer speaks of
 * every group, and deduplication, purges, counts, attributes and the limit in flight are the queue's. Whether a receive fits depends on
 * all groups at once, and almost every request of a history is a receive or a delete of what one gave.
 */
export const partition = <T>(things: readonly T[], touches: (thing: T) => readonly string[]): readonly (readonly T[])[] => {
  const above = new Map<string, string>()
  const root = (name: string): string => {
    let top = name
    for (let next = above.get(top); next !== undefined; next = above.get(top)) top = next
    for (let at = name; at !== top;) {
      const next = above.get(at)!
      above.set(at, top)
      at = next
    }
    return top
  }
  const firsts = things.map((thing) => {
    const [first, ...others] = touches(thing)
    if (first === undefined) return undefined
    for (const other of others) {
      const [a, b] = [root(first), root(other)]
      if (a !== b) above.set(b, a)
    }
    return first
  })
  const parts: T[][] = []
  const byRoot = new Map<string, T[]>()
  things.forEach((thing, nth) => {
    const first = firsts[nth]
    const key = first === undefined ? undefined : root(first)
    const known = key === undefined ? undefined : byRoot.get(key)
    if (known) {
      known.push(thing)
      return
    }
    const part = [thing]
    parts.push(part)
    if (key !== undefined) byRoot.set(key, part)
  })
  return parts
}
