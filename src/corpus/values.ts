/** A way to a member of an answer. */
export type Path = readonly (string | number)[]

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array) && !(value instanceof Date)

/** The members of an object that say something: without the SDK's own. */
export const membersOf = (value: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] =>
  Object.entries(value).filter(([name, member]) => name !== '$metadata' && member !== undefined)

export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (part, step) => (typeof part === 'object' && part !== null ? (part as Record<string | number, unknown>)[step] : undefined),
    value,
  )

/** A copy in which one place holds another value; `undefined` removes it. What is beside the place is the same. */
export const withAt = (value: unknown, path: Path, change: (old: unknown) => unknown): unknown => {
  const [step, ...rest] = path
  if (step === undefined) return change(value)
  if (Array.isArray(value)) return value.map((item: unknown, nth) => (nth === step ? withAt(item, rest, change) : item))
  const record = isRecord(value) ? value : {}
  const changed = withAt(record[step], rest, change)
  const others = Object.fromEntries(Object.entries(record).filter(([name]) => name !== step))
  return changed === undefined ? others : { ...record, [step]: changed }
}

/** Another value of the same kind. */
export const another = (value: unknown): unknown => {
  if (typeof value === 'string') return value === '' ? '~' : `${value.slice(0, -1)}${value.endsWith('~') ? '-' : '~'}`
  if (typeof value === 'number') return value + 1_000_003
  if (typeof value === 'boolean') return !value
  if (value instanceof Date) return new Date(value.getTime() + 86_400_000)
  if (value instanceof Uint8Array) return Uint8Array.of(...value.subarray(1), ((value[0] ?? 0) + 1) % 256)
  return value
}

/** A copy in which one text stands for another, wherever that is a whole value. */
export const withText = (value: unknown, from: string, to: string): unknown => {
  if (value === from) return to
  if (Array.isArray(value)) return value.map((item) => withText(item, from, to))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, name === '$metadata' ? item : withText(item, from, to)]))
}
