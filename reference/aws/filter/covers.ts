import type { Condition, Leaf, Node } from './policy.js'

/** What must hold at one place of a message: a condition on one of its values, or that it is missing. */
export interface Predicate {
  /** The keys that lead there. */
  readonly path: readonly string[]
  readonly condition: Condition
}

/** Predicates of which at least one holds of every message that a filter accepts. */
export type Cover = readonly Predicate[]

/** All that an index can choose from for a filter: one cover for each key, and one for each `$or`. */
export function coversOf(node: Node, path: readonly string[] = []): readonly Cover[] {
  return [
    ...node.leaves.map(([name, leaf]) => coverOfLeaf([...path, name], leaf)),
    ...node.nodes.flatMap(([name, child]) => coversOf(child, [...path, name])),
    ...node.ors.map((alternatives) => alternatives.flatMap((alternative) => bestOf(coversOf(alternative, path)))),
  ]
}

const coverOfLeaf = (path: readonly string[], leaf: Leaf): Cover => leaf.conditions.map((condition) => ({ path, condition }))

const bestOf = (covers: readonly Cover[]): Cover => covers.reduce((best, cover) => (rank(cover) < rank(best) ? cover : best))

const rank = (cover: Cover): number => cover.reduce((sum, { condition }) => sum + (isBroad(condition) ? 1000 : 1), 0)

/** Whether most messages that have the key fulfil it, so that finding filters by it saves little. */
export const isBroad = (condition: Condition): boolean =>
  condition.kind === 'exists' ||
  condition.kind === 'anything-but' ||
  (condition.kind === 'numeric' && (condition.range.low === -Infinity || condition.range.high === Infinity)) ||
  (condition.kind === 'wildcard' && condition.wildcard.first === '' && !condition.wildcard.last)
