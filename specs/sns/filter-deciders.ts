import {
  attributeProperties,
  bodyProperties,
  compileFilter,
  type Filter,
  FilterError,
  type Scope,
} from '../../reference/aws/filter/index.js'
import { elementsOf, holds, isScalar, objectsIn, own, type Properties } from '../../reference/aws/filter/match.js'
import type { Condition, Leaf, Node } from '../../reference/aws/filter/policy.js'
import type { ClauseId } from '../../reference/core/reading.js'

/** What decided whether a message is accepted: without these rules it could have gone the other way. */
interface Decided {
  readonly accepts: boolean
  readonly by: readonly ClauseId[]
}

export interface Published {
  readonly Message?: string
  readonly MessageAttributes?: Readonly<Record<string, object>>
}

/** A policy as the model reads it; nothing where it refuses it. */
export const filterOf = (policy: string | undefined, scope: Scope): Filter | undefined => {
  if (policy === undefined || policy === '') return undefined
  try {
    return compileFilter(policy, scope)
  } catch (error) {
    if (error instanceof FilterError) return undefined
    throw error
  }
}

/** Holds a message against a filter policy as the model does, and tells the clauses that its coming through, or not, hangs on. */
export const deciders = (filter: Filter, { Message = '', MessageAttributes = {} }: Published): readonly ClauseId[] => {
  const isBody = filter.scope === 'MessageBody'
  const properties = isBody ? bodyProperties(Message) : attributeProperties(MessageAttributes)
  const scope: ClauseId = isBody ? 'sns.filter.body.scope' : 'sns.filter.scope-default-attributes'
  if (properties === undefined) return [scope, isBody ? 'sns.filter.body.non-json-rejected' : 'sns.filter.attr.invalid-array-json-rejected']
  return [scope, ...new Set(ofNode(filter.root, properties, isBody).by)]
}

const ofNode = (node: Node, properties: Properties, isBody: boolean): Decided => {
  const parts = [
    ...node.leaves.map(([name, leaf]) => ofLeaf(leaf, own(properties, name), isBody)),
    ...node.nodes.map(([name, child]) =>
      either(
        objectsIn(own(properties, name)).map((object) => ofNode(child, object, isBody)),
        ['sns.filter.body.nested'],
      ),
    ),
    ...node.ors.map((alternatives) =>
      either(
        alternatives.map((alternative) => ofNode(alternative, properties, isBody)),
        ['sns.filter.op.or'],
      ),
    ),
  ]
  const refusing = parts.filter(({ accepts }) => !accepts)
  const all: readonly ClauseId[] = parts.length > 1 ? ['sns.filter.and-across-keys'] : []
  return { accepts: refusing.length === 0, by: [...all, ...(refusing.length === 0 ? parts : refusing).flatMap(({ by }) => by)] }
}

/** One that accepts is enough, and where none does all of them decide that. */
const either = (tried: readonly Decided[], also: readonly ClauseId[]): Decided => {
  const accepting = tried.filter(({ accepts }) => accepts)
  return { accepts: accepting.length > 0, by: [...also, ...(accepting.length > 0 ? accepting : tried).flatMap(({ by }) => by)] }
}

const ofLeaf = ({ conditions, acceptsMissing, acceptsAny }: Leaf, value: unknown, isBody: boolean): Decided => {
  if (value === undefined)
    return { accepts: acceptsMissing, by: [acceptsMissing ? 'sns.filter.op.exists-false' : 'sns.filter.missing-key-rejects'] }
  if (acceptsAny) return { accepts: true, by: ['sns.filter.op.exists-true'] }
  const scalars = (Array.isArray(value) ? elementsOf(value) : [value]).filter(isScalar)
  return either(
    conditions.map((condition) => ({ accepts: scalars.some((scalar) => holds(condition, scalar)), by: clauseOf(condition, isBody) })),
    [
      ...(conditions.length > 1 ? (['sns.filter.or-within-key'] as const) : []),
      ...(Array.isArray(value) ? ([isBody ? 'sns.filter.body.array-any-element' : 'sns.filter.attr.string-array-any'] as const) : []),
    ],
  )
}

/** The clause that says what a condition does, where there is one. */
const clauseOf = (condition: Condition, isBody: boolean): readonly ClauseId[] => {
  switch (condition.kind) {
    case 'equals':
      if (condition.value === null) return ['sns.filter.null-matches-json-null']
      if (typeof condition.value === 'number') return ['sns.filter.op.plain-number-match']
      return typeof condition.value === 'string' && !isBody ? ['sns.filter.attr.string-exact'] : []
    case 'prefix':
      return ['sns.filter.op.prefix']
    case 'suffix':
      return ['sns.filter.op.suffix']
    case 'ignore-case':
      return ['sns.filter.op.equals-ignore-case']
    case 'cidr':
      return [condition.text.includes(':') ? 'sns.filter.op.cidr-v6' : 'sns.filter.op.cidr-v4']
    case 'exists':
      return [condition.exists ? 'sns.filter.op.exists-true' : 'sns.filter.op.exists-false']
    case 'anything-but':
      if (condition.but.length > 0) return ['sns.filter.op.anything-but-prefix']
      return [condition.text.startsWith('[') ? 'sns.filter.op.anything-but-list' : 'sns.filter.op.anything-but-single']
    case 'numeric': {
      const { low, high } = condition.range
      if (low === high) return ['sns.filter.op.numeric-equals']
      return [
        Number.isFinite(low) && Number.isFinite(high) ? 'sns.filter.op.numeric-range-inclusive' : 'sns.filter.op.numeric-single-bound',
      ]
    }
    default:
      return []
  }
}
