/**
 * Filtering as the documentation words it, on the text of the policy as it stands: nothing is compiled, nothing is quick. Compiled filters and the index
 * are held against it.
 */
export function naivelyAccepts(policy: unknown, message: unknown): boolean {
  return Object.entries(policy as object).every(([key, value]) => {
    if (key === '$or' && isOr(value)) return value.some((alternative) => naivelyAccepts(alternative, message))
    const has = typeof message === 'object' && message !== null && Object.hasOwn(message, key)
    const found = has ? (message as Record<string, unknown>)[key] : undefined
    if (!Array.isArray(value)) {
      const objects = flat(found).filter((one) => typeof one === 'object' && one !== null)
      return (objects.length > 0 ? objects : [{}]).some((object) => naivelyAccepts(value, object))
    }
    return value.some((condition) => {
      if (isOperator(condition) && 'exists' in condition) return condition['exists'] === has
      return has && flat(found).some((one) => (typeof one !== 'object' || one === null) && naivelyHolds(condition, one))
    })
  })
}

const isOr = (value: unknown): value is object[] =>
  Array.isArray(value) &&
  value.length >= 2 &&
  value.every(
    (one) =>
      typeof one === 'object' && one !== null && !Array.isArray(one) && !Object.keys(one as object).some((key) => OPERATORS.test(key)),
  )
const OPERATORS = /^(exactly|prefix|suffix|equals-ignore-case|wildcard|anything-but|numeric|exists|cidr)$/

const flat = (value: unknown): unknown[] => (Array.isArray(value) ? value.flatMap(flat) : value === undefined ? [] : [value])

const isOperator = (condition: unknown): condition is Record<string, unknown> => typeof condition === 'object' && condition !== null

function naivelyHolds(condition: unknown, value: unknown): boolean {
  if (!isOperator(condition)) return condition === value
  const [operator, operand] = Object.entries(condition)[0]!
  const text = typeof value === 'string' ? value : undefined
  switch (operator) {
    case 'prefix':
      return text !== undefined && text.slice(0, (operand as string).length) === operand
    case 'suffix':
      return text !== undefined && text.slice(Math.max(0, text.length - (operand as string).length)) === operand
    case 'equals-ignore-case':
      return text !== undefined && text.toLowerCase() === (operand as string).toLowerCase()
    case 'wildcard':
      return text !== undefined && wildcardHolds((operand as string).split(''), text.split(''))
    case 'cidr':
      return text !== undefined && cidrHolds(operand as string, text)
    case 'numeric':
      return typeof value === 'number' && numericHolds(operand as (string | number)[], value)
    case 'anything-but': {
      if (isOperator(operand) && !Array.isArray(operand)) {
        const [inner, patterns] = Object.entries(operand)[0]!
        return ![patterns].flat().some((pattern) => naivelyHolds({ [inner]: pattern }, value))
      }
      return ![operand].flat().includes(value)
    }
    default:
      throw new Error(operator)
  }
}

function numericHolds([operator, bound, ...rest]: readonly (string | number)[], value: number): boolean {
  if (operator === undefined) return true
  const limit = bound as number
  const holds =
    operator === '='
      ? value === limit
      : operator === '<'
        ? value < limit
        : operator === '<='
          ? value <= limit
          : operator === '>'
            ? value > limit
            : value >= limit
  return holds && numericHolds(rest, value)
}

/** By trying every way, which is for short texts only. */
function wildcardHolds(pattern: readonly string[], text: readonly string[]): boolean {
  const [first, ...others] = pattern
  if (first === undefined) return text.length === 0
  if (first === '*') return wildcardHolds(others, text) || (text.length > 0 && wildcardHolds(pattern, text.slice(1)))
  const [expected, rest] = first === '\\' ? [others[0], others.slice(1)] : [first, others]
  return text[0] === expected && wildcardHolds(rest, text.slice(1))
}

/** IPv4 only, bit by bit. */
function cidrHolds(cidr: string, text: string): boolean {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text) || text.split('.').some((part) => Number(part) > 255 || /^0\d/.test(part))) return false
  const [host, bits] = cidr.split('/') as [string, string]
  const binary = (address: string) =>
    address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('')
  return binary(host).slice(0, Number(bits)) === binary(text).slice(0, Number(bits))
}
