import { isIn } from './cidr.js'
import type { Condition, Leaf, Node, Range, Scalar } from './policy.js'

/** A message as filters see it: what its attributes or its body hold. */
export type Properties = Readonly<Record<string, unknown>>

/**
 * Whether a message is accepted: all keys match, and of each `$or` one alternative.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/and-or-logic.html
 * @clause sns.filter.and-across-keys
 * @clause sns.filter.op.or
 * @clause sns.filter.op.or-both-scopes
 * @clause sns.filter.body.empty-array-elsewhere
 * @clause sns.filter.body.null-other-property-ok
 * @clause sns.filter.unlisted-properties-ignored
 */
export function accepts(node: Node, properties: Properties): boolean {
  for (const [name, leaf] of node.leaves) if (!acceptsValue(leaf, own(properties, name))) return false
  for (const [name, child] of node.nodes) if (!acceptsNested(child, own(properties, name))) return false
  for (const alternatives of node.ors) if (!alternatives.some((alternative) => accepts(alternative, properties))) return false
  return true
}

/**
 * Of an array it is enough that one of its objects matches; where there is no object, nothing is there.
 *
 * @clause sns.filter.body.nested
 * @clause sns.filter.body.array-of-objects
 */
const acceptsNested = (node: Node, value: unknown): boolean => objectsIn(value).some((object) => accepts(node, object))

/**
 * One condition of the list is enough; of an array one of its elements, in whatever arrays they stand.
 *
 * @clause sns.filter.or-within-key
 * @clause sns.filter.missing-key-rejects
 * @clause sns.filter.body.array-any-element
 * @clause sns.filter.null-does-not-match-missing
 * @clause sns.filter.null-matches-json-null
 * @clause sns.filter.body.empty-string-match
 * @clause sns.filter.body.exists-false-nested
 * @clause sns.filter.op.anything-but-needs-key
 * @clause sns.filter.op.anything-but-array-any
 * @clause sns.filter.op.anything-but-array-all-listed
 * @clause sns.filter.op.anything-but-or-with-exists-false
 * @clause sns.filter.op.two-anything-but-or
 * @clause sns.filter.op.plain-number-match
 * @clause sns.filter.op.exists-true
 * @clause sns.filter.op.exists-false
 */
function acceptsValue(leaf: Leaf, value: unknown): boolean {
  if (value === undefined) return leaf.acceptsMissing
  if (leaf.acceptsAny) return true
  if (!Array.isArray(value)) return isScalar(value) && acceptsScalar(leaf, value)
  return elementsOf(value).some((element) => isScalar(element) && acceptsScalar(leaf, element))
}

const acceptsScalar = ({ values, tests }: Leaf, value: Scalar): boolean =>
  ('has' in values ? values.has(value) : values.includes(value)) || tests.some((test) => holds(test, value))

/** Whether a condition holds of one value. */
export function holds(condition: Condition, value: Scalar): boolean {
  switch (condition.kind) {
    case 'equals':
      return condition.value === value
    case 'exists':
      return condition.exists
    case 'numeric':
      return typeof value === 'number' && isWithin(condition.range, value)
    case 'anything-but':
      // @clause sns.filter.op.anything-but-list
      // @clause sns.filter.op.anything-but-prefix
      return !condition.values.has(value) && !condition.but.some((but) => holds(but, value))
    default:
      return typeof value === 'string' && holdsOfText(condition, value)
  }
}

type TextCondition = Exclude<Condition, { readonly kind: 'equals' | 'exists' | 'numeric' | 'anything-but' }>

function holdsOfText(condition: TextCondition, value: string): boolean {
  switch (condition.kind) {
    // @clause sns.filter.op.prefix
    // @clause sns.filter.case-sensitive
    case 'prefix':
      return value.startsWith(condition.text)
    // @clause sns.filter.op.suffix
    case 'suffix':
      return value.endsWith(condition.text)
    // @clause sns.filter.op.equals-ignore-case
    case 'ignore-case':
      return value.toLowerCase() === condition.text
    case 'prefix-ignore-case':
      return value.toLowerCase().startsWith(condition.text)
    case 'suffix-ignore-case':
      return value.toLowerCase().endsWith(condition.text)
    case 'wildcard':
      return condition.wildcard.matches(value)
    // @clause sns.filter.op.cidr-v4
    // @clause sns.filter.op.cidr-v6
    case 'cidr':
      return isIn(condition.cidr, value)
  }
}

/**
 * @clause sns.filter.op.numeric-range-inclusive
 * @clause sns.filter.op.numeric-single-bound
 * @clause sns.filter.op.numeric-range-and-precision
 * @clause sns.filter.body.number-types
 * @clause sns.filter.op.numeric-equals
 */
export const isWithin = ({ low, high, lowIncluded, highIncluded }: Range, value: number): boolean =>
  (lowIncluded ? value >= low : value > low) && (highIncluded ? value <= high : value < high)

/** What an object has of its own under a name; what all objects have is nothing of a message's. */
export const own = (properties: Properties, name: string): unknown => (Object.hasOwn(properties, name) ? properties[name] : undefined)

export const isScalar = (value: unknown): value is Scalar => typeof value !== 'object' || value === null

const isObject = (value: unknown): value is Properties => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The objects that a value is or that stand in it, in whatever arrays; one without properties where there is none. */
export function objectsIn(value: unknown): readonly Properties[] {
  if (!Array.isArray(value)) return isObject(value) ? [value] : NOTHING
  const objects = elementsOf(value).filter(isObject)
  return objects.length === 0 ? NOTHING : objects
}
const NOTHING: readonly Properties[] = [{}]

/** The elements of an array and of arrays in it; without recursion, however deep these are. */
export function elementsOf(array: readonly unknown[]): readonly unknown[] {
  if (!array.some(Array.isArray)) return array
  const elements: unknown[] = []
  const rest: unknown[] = [array]
  while (rest.length > 0) {
    const next = rest.pop()
    if (!Array.isArray(next)) elements.push(next)
    else for (let i = next.length - 1; i >= 0; i--) rest.push(next[i])
  }
  return elements
}
