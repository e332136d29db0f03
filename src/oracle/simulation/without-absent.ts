type Members = Readonly<Record<string, unknown>>

/** An answer as a client reads it off the wire, where an absent member is not there at all. What has none is given back as it is. */
export const withoutAbsent = (output: Members): Members => present(output) as Members

const present = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date) return value
  if (Array.isArray(value)) {
    const items = value.map(present)
    return items.every((item, nth) => item === value[nth]) ? (value as unknown) : items
  }
  let kept: Record<string, unknown> | undefined
  for (const name in value) {
    const member = (value as Members)[name]
    const clean = present(member)
    if (clean !== member || member === undefined) kept ??= {}
  }
  if (!kept) return value
  for (const name in value) {
    const member = (value as Members)[name]
    if (member !== undefined) kept[name] = present(member)
  }
  return kept
}
