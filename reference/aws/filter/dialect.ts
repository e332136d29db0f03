/** What differs between the services that filter by the same language. */
export interface Dialect {
  readonly operators: ReadonlySet<string>
  /** What may stand in an object under `anything-but`. */
  readonly anythingBut: ReadonlySet<string>
  /** Whether `prefix` and `suffix` take `{"equals-ignore-case": …}`. */
  readonly ignoresCaseOfAffixes: boolean
  /** Keys at the top of a policy, in one of its alternatives. */
  readonly maxKeys: number
  /** Combinations of values: see `combinations`. */
  readonly maxCombinations: number
  readonly maxBytes: number
}

/**
 * Filter policies of SNS subscriptions.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 * @clause sns.filter.op.anything-but-nested-others-rejected
 */
export const SNS: Dialect = {
  operators: new Set(['prefix', 'suffix', 'equals-ignore-case', 'wildcard', 'anything-but', 'numeric', 'exists', 'cidr']),
  anythingBut: new Set(['prefix', 'wildcard']),
  ignoresCaseOfAffixes: false,
  maxKeys: 5,
  maxCombinations: 150,
  maxBytes: 256 * 1024,
}

/** The language with all its operators and no limits but those on depth. */
export const ALL_OPERATORS: Dialect = {
  operators: SNS.operators,
  anythingBut: new Set(['prefix', 'suffix', 'equals-ignore-case', 'wildcard']),
  ignoresCaseOfAffixes: true,
  maxKeys: Infinity,
  maxCombinations: Infinity,
  maxBytes: Infinity,
}
