type Members = Readonly<Record<string, unknown>>

/** An answer as a client reads it off the wire, where an absent member is not there at all. What has none is given back as it is. */
export const withoutAbsent = (output: Members): Members => present(output) as Members

const present = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.every((item) => present(item) === item) ? (value as unknown) : value.map(present)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date) return value
  const members = Object.entries(value)
  if (members.every(([, member]) => member !== undefined && present(member) === member)) return value
  return Object.fromEntries(members.filter(([, member]) => member !== undefined).map(([name, member]) => [name, present(member)]))
}
