import type { Cidr } from './cidr.js'
import type { Wildcard } from './wildcard.js'

/** What a filter compares: a JSON value that is neither an object nor an array. */
export type Scalar = string | number | boolean | null

/** One entry of a list of conditions. */
export type Condition =
  | { readonly kind: 'equals'; readonly value: Scalar }
  | { readonly kind: 'prefix' | 'suffix' | 'ignore-case' | 'prefix-ignore-case' | 'suffix-ignore-case'; readonly text: string }
  | { readonly kind: 'wildcard'; readonly text: string; readonly wildcard: Wildcard }
  | { readonly kind: 'numeric'; readonly range: Range }
  | { readonly kind: 'cidr'; readonly text: string; readonly cidr: Cidr }
  | { readonly kind: 'exists'; readonly exists: boolean }
  | { readonly kind: 'anything-but'; readonly text: string; readonly values: ReadonlySet<Scalar>; readonly but: readonly Condition[] }

/** Unbounded sides are infinite. */
export interface Range {
  readonly low: number
  readonly high: number
  readonly lowIncluded: boolean
  readonly highIncluded: boolean
}

/** The list of a key: one of its conditions is enough. */
export interface Leaf {
  readonly conditions: readonly Condition[]
  /** Values that are equal to one of the list. */
  readonly values: ReadonlySet<Scalar> | readonly Scalar[]
  /** All other conditions that look at a value. */
  readonly tests: readonly Condition[]
  readonly acceptsAny: boolean
  readonly acceptsMissing: boolean
}

/** An object of a policy: all its keys must match, and of each `$or` one alternative. */
export interface Node {
  readonly leaves: readonly (readonly [name: string, leaf: Leaf])[]
  readonly nodes: readonly (readonly [name: string, node: Node])[]
  readonly ors: readonly (readonly Node[])[]
}

export type Scope = 'MessageAttributes' | 'MessageBody'

/** A policy, compiled. */
export interface Filter {
  readonly scope: Scope
  readonly root: Node
}

export function leafOf(conditions: readonly Condition[]): Leaf {
  const values = conditions.flatMap((condition) => (condition.kind === 'equals' ? [condition.value] : []))
  const tests = conditions.filter(({ kind }) => kind !== 'equals' && kind !== 'exists')
  return {
    // Copied, since an array that has grown has room for more.
    conditions: conditions.slice(),
    values: values.length > FEW ? new Set(values) : values.length === 0 ? NONE : values.slice(),
    tests: tests.length === 0 ? NONE : tests.slice(),
    acceptsAny: conditions.some((condition) => condition.kind === 'exists' && condition.exists),
    acceptsMissing: conditions.some((condition) => condition.kind === 'exists' && !condition.exists),
  }
}

/** Up to here a list is as quick as a set, and takes a tenth of its memory. */
const FEW = 8
const NONE: readonly never[] = []
