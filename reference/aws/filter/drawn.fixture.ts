import fc from 'fast-check'

/** Few names, letters and numbers, so that drawn policies and drawn messages meet. */
const name = fc.oneof({ weight: 8, arbitrary: fc.constantFrom('a', 'b', 'c') }, fc.constantFrom('$or', '__proto__'))
const text = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('', 'a', 'ab', 'b') },
  fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'é'), maxLength: 4 }),
  fc.constantFrom('10.0.0.1', '10.0.1.255', '10.0.0.256', 'a*', '\\'),
)
const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(0.5, 1e9, -1e9, 1.5, 2 ** 52, 2 ** 52 + 1))
const scalar = fc.oneof({ weight: 3, arbitrary: text }, { weight: 2, arbitrary: number }, fc.constantFrom(true, false, null))

const pattern = fc
  .array(fc.constantFrom('a', 'b', '\\*', '\\\\', 'A'), { maxLength: 3 })
  .chain((literals) =>
    fc
      .array(fc.boolean(), { minLength: literals.length + 1, maxLength: literals.length + 1 })
      .map((stars) => literals.map((literal, i) => (stars[i] ? '*' : '') + literal).join('') + (stars.at(-1) ? '*' : '')),
  )
const range = fc
  .tuple(number, number, fc.constantFrom('>', '>='), fc.constantFrom('<', '<='))
  .map(([a, b, above, below]) => (a === b ? ['=', a] : [above, Math.min(a, b), below, Math.max(a, b)]))
const numeric = fc.oneof(range, fc.tuple(fc.constantFrom('<', '<=', '>', '>=', '='), number))
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { minLength: 1, maxLength: 3 })

const operator = fc.oneof(
  fc.record({ prefix: text }),
  fc.record({ suffix: text }),
  fc.record({ 'equals-ignore-case': text }),
  fc.record({ wildcard: pattern }),
  fc.record({ exists: fc.boolean() }),
  fc.record({ cidr: fc.tuple(fc.constantFrom('10.0.0.0', '10.0.1.7', '0.0.0.0'), fc.nat(32)).map(([host, bits]) => `${host}/${bits}`) }),
  fc.record({ numeric }),
  fc.record({
    'anything-but': fc.oneof(
      text,
      number,
      some(text),
      some(number),
      fc.record({ prefix: fc.oneof(text, some(text)) }),
      fc.record({ wildcard: pattern }),
    ),
  }),
)
const leaf = some(fc.oneof(scalar, operator))

const withOr = (node: fc.Arbitrary<object>, keys: fc.Arbitrary<object>) =>
  fc.oneof(
    { weight: 3, arbitrary: keys },
    fc.tuple(keys, fc.array(node, { minLength: 2, maxLength: 3 })).map(([rest, alternatives]) => ({ ...rest, $or: alternatives })),
  )
const keysOf = (value: fc.Arbitrary<unknown>): fc.Arbitrary<object> =>
  fc
    .array(fc.tuple(name, value), { minLength: 1, maxLength: 3 })
    .map((entries) => Object.fromEntries(entries.filter(([key]) => key !== '$or' || entries.length === 1)))
    .filter((keys) => Object.keys(keys).length > 0)

/** Policies within the limits on keys; mostly within those on combinations. */
const flatNode = keysOf(leaf)
export const attributePolicy = withOr(flatNode, flatNode)
const inner = withOr(flatNode, flatNode)
const nestedNode = keysOf(fc.oneof({ weight: 3, arbitrary: leaf }, inner))
export const bodyPolicy = withOr(nestedNode, nestedNode)

const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries) as object),
  ),
})).value
export const body = fc
  .array(fc.tuple(name, value), { minLength: 1, maxLength: 6 })
  .map((entries) => Object.fromEntries(entries) as Record<string, unknown>)
