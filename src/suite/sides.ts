import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { shapeNamed } from '../../reference/aws/constraints.js'
import type { Constraints, Shape } from '../../reference/aws/constraints.js'
import { pattern } from '../../reference/aws/pattern.js'

/** A value on either side of a bound, as it is drawn and printed: a text, or a size of which `make` makes a value. */
export type DrawnValue = string | number

/** Both sides of a documented bound on a member: values that it lets through, and values that it keeps out. */
export interface Sides {
  readonly inside: Arbitrary<DrawnValue>
  readonly outside: Arbitrary<DrawnValue>
  /** Pairs that are surely tried: the last value inside and the first one outside. One pair is sampled where there are none. */
  readonly edges: readonly Pair[]
  /** The value of the member; what was drawn itself unless given. */
  make?(drawn: DrawnValue): unknown
}

export interface Pair {
  readonly inside: DrawnValue
  readonly outside: DrawnValue
}

/** The value that the member has in the valid input. */
export const VALID = Symbol('the value in the valid input')
/** No value: the member is left out. */
export const ABSENT = Symbol('no value')

/** How far outside a bound values are drawn; further away they would test what numbers a protocol can carry. */
const FAR = 1000

/** A bound on numbers, where `least` is the lowest there is to try: both ends are tried, and values drawn on both sides. */
export const range = (min: number | undefined, max: number | undefined, least = -(2 ** 31)): Sides => {
  const lowest = min ?? Math.max(least, (max ?? 0) - FAR)
  const highest = max ?? lowest + FAR
  const below = min !== undefined && min > least ? [fc.integer({ min: Math.max(least, min - FAR), max: min - 1 })] : []
  const above = max !== undefined && max < 2 ** 31 - 1 ? [fc.integer({ min: max + 1, max: Math.min(max + FAR, 2 ** 31 - 1) })] : []
  if (below.length + above.length === 0) throw new Error(`nothing lies outside ${min} to ${max}`)
  return {
    inside: fc.integer({ min: lowest, max: highest }),
    outside: fc.oneof(...below, ...above),
    edges: [...below.map(() => ({ inside: lowest, outside: lowest - 1 })), ...above.map(() => ({ inside: highest, outside: highest + 1 }))],
  }
}

/** A bound on lengths, from 0 up; strings of so many `x` unless `make` makes something else. */
export const lengths = (min: number | undefined, max: number | undefined, make: Sides['make'] = repeated('x')): Sides => ({
  ...range(min, max, 0),
  make,
})

const repeated =
  (letter: string) =>
  (length: DrawnValue): string =>
    letter.repeat(Number(length))

/** The characters of a text: `allowed` make up what is inside, and one of `forbidden` at any place puts it outside. */
export const characters = (allowed: string, forbidden: string, { max = 40 }: { readonly max?: number } = {}): Sides => ({
  inside: fc.string({ unit: fc.constantFrom(...allowed), minLength: 1, maxLength: max }),
  outside: fc
    .tuple(
      fc.string({ unit: fc.constantFrom(...allowed), minLength: 1, maxLength: max - 2 }),
      fc.constantFrom(...forbidden),
      fc.nat({ max }),
    )
    .map(([text, character, at]) => text.slice(0, at) + character + text.slice(at)),
  edges: [],
})

/** The values of an enumeration: each is tried, and words that are none of them in any casing, which a service may forgive. */
export const values = (known: readonly string[]): Sides => {
  const is = new Set(known.map((value) => value.toLowerCase()))
  const like = known.flatMap((value) => [`${value}S`, value.slice(1), value.replace(/[_-]/g, '')])
  const wrong = [...new Set(['NONESUCH', ...like])].filter((value) => value !== '' && !is.has(value.toLowerCase()))
  return {
    inside: fc.constantFrom(...known),
    outside: fc.constantFrom(...wrong),
    edges: known.map((inside, nth) => ({ inside, outside: wrong[nth % wrong.length]! })),
  }
}

/** A member that must be there. */
export const presence: Sides = {
  inside: fc.constant('present'),
  outside: fc.constant('absent'),
  edges: [{ inside: 'present', outside: 'absent' }],
  make: (drawn) => (drawn === 'present' ? VALID : ABSENT),
}

/** What of a member's constraints is tried: its length or value, its pattern, its enumeration, that it is required. */
export type Aspect = 'size' | 'pattern' | 'enum' | 'required'

/**
 * Both sides of what an API description says of a shape.
 *
 * @throws where it says nothing of the kind, or nothing that values can be made from without being told more
 */
export const sidesOf = (constraints: Constraints, shapeName: string, aspect: Aspect): Sides => {
  const shape = shapeNamed(constraints, shapeName)
  const { type, min, max, pattern: source, enum: known } = shape
  if (aspect === 'required') return presence
  if (aspect === 'enum' && known !== undefined) return values(known)
  if (aspect === 'pattern' && source !== undefined) return matching(source, min ?? 0, max ?? 256)
  if (aspect === 'size' && (min ?? max) !== undefined)
    return NUMBERS.has(type) ? range(min, max) : lengths(min, max, sized(shapeName, shape))
  throw new Error(`the description of ${constraints.api} says nothing about the ${aspect} of ${shapeName}: hand both sides in`)
}

const NUMBERS: ReadonlySet<string> = new Set(['byte', 'short', 'integer', 'long', 'float', 'double'])

const sized = (shapeName: string, { type, pattern: source }: Shape): Sides['make'] => {
  if (type === 'blob') return (size) => new Uint8Array(Number(size))
  const matches = source === undefined ? () => true : pattern(source)
  const letter = [...'xa01._-/'].find((one) => matches(one.repeat(3)))
  if (type === 'string' && letter !== undefined) return repeated(letter)
  return () => {
    throw new Error(`a ${shapeName} of a given size cannot be made from its description: hand in \`make\``)
  }
}

/** Characters of which most patterns have no place for some. */
const FOREIGN = [...' !"#$%&\'()*+,;<=>?@[\\]^`{|}~:/é日\n']

const matching = (source: string, min: number, max: number): Sides => {
  const matches = pattern(source)
  const fits = (text: string): boolean => text.length >= min && text.length <= max
  const inside = fc.stringMatching(new RegExp(`^${source.replace(/^\^|\$$/g, '')}$`)).filter((text) => fits(text) && matches(text))
  const outside = fc
    .tuple(inside, fc.constantFrom(...FOREIGN), fc.nat({ max: 64 }))
    .map(([text, foreign, at]) => text.slice(0, at) + foreign + text.slice(at))
    .filter((text) => fits(text) && !matches(text))
  return { inside, outside, edges: [] }
}
