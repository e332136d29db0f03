import { isIn, readAddress, readCidr } from '../filter/cidr.js'
import { MalformedPolicy, type Condition } from './document.js'
import { withoutVariables, withVariables, type Comparison, type RequestContext } from './variables.js'
import { wildcard, type MatchesText } from './wildcard.js'

/** Whether a request meets a condition. */
export type Meets = (context: RequestContext) => boolean

/**
 * Compiles a condition.
 *
 * @param hasVariables whether `${aws:PrincipalArn}` stands for what the request has, as in policies of version 2012-10-17
 * @throws MalformedPolicy where there is no such operator
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export const compileCondition = ({ operator, key, values }: Condition, hasVariables: boolean): Meets => {
  const [, set, name, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(operator) ?? []
  const named = key.toLowerCase()
  if (name === 'Null' && ifExists === undefined) return nullCheck(named, values)
  const found = name === undefined ? undefined : OPERATORS[name]
  if (found === undefined) throw new MalformedPolicy(`There is no condition operator ${operator}.`)
  const { isNegated, takesVariables } = found
  const matchers = values.map((value) =>
    takesVariables && hasVariables ? withVariables(value, found) : withoutVariables(found.compile(value)),
  )
  /** For one value of the request: matches one of the policy's, or, negated, none of them. */
  const holds = (value: string, context: RequestContext): boolean => matchers.some((matcher) => matcher(context)(value)) !== isNegated
  return (context) => {
    const given = context.get(named)
    // AWS was seen to take no notice of IfExists where any value will do: without a value there is none that does.
    if (given === undefined || given.length === 0)
      return set === 'ForAllValues' || (set === undefined && (isNegated || ifExists !== undefined))
    if (set === 'ForAnyValue') return given.some((value) => holds(value, context))
    if (set === 'ForAllValues' || isNegated) return given.every((value) => holds(value, context))
    return given.some((value) => holds(value, context))
  }
}

/** `true` wants the key absent, `false` wants it there. */
const nullCheck = (key: string, values: readonly string[]): Meets => {
  const wanted = new Set(values.map((value) => value.toLowerCase()))
  return (context) => wanted.has(String((context.get(key) ?? []).length === 0))
}

interface Operator extends Comparison {
  /** Whether it holds where no value matches. */
  readonly isNegated: boolean
  readonly takesVariables: boolean
}

const text = (compile: Operator['compile'], isNegated = false): Operator => ({
  compile,
  isNegated,
  hasWildcards: false,
  takesVariables: true,
})
const pattern = (compile: Operator['compile'], isNegated = false): Operator => ({
  compile,
  isNegated,
  hasWildcards: true,
  takesVariables: true,
})
const plain = (compile: Operator['compile'], isNegated = false): Operator => ({
  compile,
  isNegated,
  hasWildcards: false,
  takesVariables: false,
})

const equals =
  (value: string): MatchesText =>
  (given) =>
    given === value
const equalsIgnoringCase = (value: string): MatchesText => {
  const lower = value.toLowerCase()
  return (given) => given.toLowerCase() === lower
}

const compared =
  (read: (text: string) => number, holds: (given: number, wanted: number) => boolean) =>
  (value: string): MatchesText => {
    const wanted = read(value)
    return (given) => holds(read(given), wanted)
  }
const number = (text: string): number => (text.trim() === '' ? NaN : Number(text))
/** ISO 8601, or seconds since 1970. */
const date = (text: string): number => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text))

/** An ARN is compared part by part, the sixth with all that follows; a wildcard stays within its part. */
const arn = (value: string): MatchesText => {
  const parts = partsOf(value).map(wildcard)
  return (whole) => {
    const given = partsOf(whole)
    return given.length === parts.length && parts.every((matches, nth) => matches(given[nth]!))
  }
}
const partsOf = (text: string): readonly string[] => {
  const parts = text.split(':')
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')]
}

/** An address, or a block of them: `203.0.113.0/24`, `2001:db8::/32`. What is neither has no address in it. */
const addresses = (value: string): MatchesText => {
  const address = readAddress(value)
  try {
    const block = address === undefined ? readCidr(value) : { size: address.size, bits: address.size, start: address.number }
    return (given) => isIn(block, given)
  } catch {
    return () => false
  }
}

const ordered = (prefix: string, read: (text: string) => number): Record<string, Operator> => ({
  [`${prefix}Equals`]: plain(compared(read, (given, wanted) => given === wanted)),
  [`${prefix}NotEquals`]: plain(
    compared(read, (given, wanted) => given === wanted),
    true,
  ),
  [`${prefix}LessThan`]: plain(compared(read, (given, wanted) => given < wanted)),
  [`${prefix}LessThanEquals`]: plain(compared(read, (given, wanted) => given <= wanted)),
  [`${prefix}GreaterThan`]: plain(compared(read, (given, wanted) => given > wanted)),
  [`${prefix}GreaterThanEquals`]: plain(compared(read, (given, wanted) => given >= wanted)),
})

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: text(equals),
  StringNotEquals: text(equals, true),
  StringEqualsIgnoreCase: text(equalsIgnoringCase),
  StringNotEqualsIgnoreCase: text(equalsIgnoringCase, true),
  StringLike: pattern(wildcard),
  StringNotLike: pattern(wildcard, true),
  ...ordered('Numeric', number),
  ...ordered('Date', date),
  Bool: plain(equalsIgnoringCase),
  BinaryEquals: plain(equals),
  IpAddress: plain(addresses),
  NotIpAddress: plain(addresses, true),
  ArnEquals: pattern(arn),
  ArnLike: pattern(arn),
  ArnNotEquals: pattern(arn, true),
  ArnNotLike: pattern(arn, true),
}
