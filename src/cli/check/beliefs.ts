/** What changed from one description to the next, line by line. */
export interface Change {
  readonly gone: readonly string[]
  readonly come: readonly string[]
}

/** Lines that stand twice count twice. */
export const changeOf = (before: readonly string[], after: readonly string[]): Change => ({
  gone: minus(before, after),
  come: minus(after, before),
})

const minus = (lines: readonly string[], others: readonly string[]): readonly string[] => {
  const left = new Map<string, number>()
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1)
  return lines.filter((line) => {
    const count = left.get(line) ?? 0
    left.set(line, count - 1)
    return count <= 0
  })
}
