import type { MatchesText } from './wildcard.js'

/** What is known of a request, by the names of condition keys in lower case. */
export type RequestContext = ReadonlyMap<string, readonly string[]>

/** A match of texts that may depend on what is known of the request. */
export type MatchesIn = (context: RequestContext) => MatchesText

/** How a value of a policy is compared with values of requests. */
export interface Comparison {
  readonly compile: (value: string) => MatchesText
  /** Whether `*` and `?` in the policy's value are wildcards. */
  readonly hasWildcards: boolean
}

const VARIABLE = /\$\{([^}]*)\}/g

/** What stands for a character that would mean something else: `${*}` is a star. */
const ESCAPES: ReadonlySet<string> = new Set(['*', '?', '$'])

/**
 * A value of a policy in which `${aws:PrincipalArn}` stands for what the request has, or for the default of `${aws:username, 'nobody'}`. Where the
 * request has neither, nothing matches. What a variable stands for has no wildcards.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export const withVariables = (value: string, { compile, hasWildcards }: Comparison): MatchesIn => {
  if (!value.includes('${')) return withoutVariables(compile(value))
  const literal = hasWildcards ? asLiteral : (text: string) => text
  return (context) => {
    const missing: string[] = []
    const filled = value.replace(VARIABLE, (_, inside: string) => {
      if (ESCAPES.has(inside)) return literal(inside)
      const [, key = '', otherwise] = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/.exec(inside) ?? []
      const given = context.get(key.toLowerCase())
      // A key with several values names none of them.
      const stands = given?.length === 1 ? given[0] : otherwise
      if (stands === undefined) missing.push(key)
      return literal(stands ?? '')
    })
    if (missing.length > 0) return () => false
    const matches = compile(filled)
    return (text) => matches(literal(text))
  }
}

export const withoutVariables =
  (matches: MatchesText): MatchesIn =>
  () =>
    matches

/** Stars and question marks as characters that are no wildcards, in the pattern and in the text alike. */
const asLiteral = (text: string): string => text.replace(/\*/g, '\u0001').replace(/\?/g, '\u0002')
