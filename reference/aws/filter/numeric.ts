import type { Range } from './policy.js'
import type { Reader } from './reader.js'

/**
 * The list of `numeric`: `["=", 5]`, one bound, or a lower bound and then an upper one.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/numeric-value-matching.html
 * @clause sns.filter.op.numeric-empty
 * @clause sns.filter.op.numeric-bad-operator
 * @clause sns.filter.op.numeric-order-of-members
 * @clause sns.filter.op.numeric-value-type
 * @clause sns.filter.op.numeric-range-shape
 * @clause sns.filter.op.numeric-bounds-order
 * @clause sns.filter.op.numeric-too-many-terms
 */
export function readNumeric(r: Reader): Range {
  if (r.next().kind !== '[') throw r.refused('Value of numeric must be an array.')
  if (r.next().kind !== 'string') throw r.refused(`Invalid member in numeric match: ${r.token.text}`)
  const operator = r.text()
  if (operator === '=') {
    const value = number(r, 'equals')
    end(r, 'Too many elements in numeric expression')
    return { low: value, high: value, lowIncluded: true, highIncluded: true }
  }
  if (!BOUNDS.has(operator)) {
    // AWS has read one token further when it looks at the operator.
    r.next()
    throw r.refused(`Unrecognized numeric range operator: ${operator}`)
  }
  const first = number(r, operator)
  const isIncluded = operator.endsWith('=')
  if (operator.startsWith('<')) {
    end(r, 'Too many elements in numeric expression')
    return { low: -Infinity, high: first, lowIncluded: false, highIncluded: isIncluded }
  }
  if (r.next().kind === ']') return { low: first, high: Infinity, lowIncluded: isIncluded, highIncluded: false }
  if (r.token.kind !== 'string') throw r.refused(`Bad value in numeric range: ${r.token.text}`)
  const second = r.text()
  if (second !== '<' && second !== '<=') throw r.refused(`Bad numeric range operator: ${second}`)
  const top = number(r, second)
  end(r, 'Too many terms in numeric range expression')
  if (first >= top) throw r.refused('Bottom must be less than top')
  return { low: first, high: top, lowIncluded: isIncluded, highIncluded: second === '<=' }
}

const BOUNDS: ReadonlySet<string> = new Set(['<', '<=', '>', '>='])

function number(r: Reader, operator: string): number {
  if (r.next().kind !== 'number') throw r.refused(`Value of ${operator} must be numeric`)
  return Number(r.token.text)
}

function end(r: Reader, message: string): void {
  if (r.next().kind !== ']') throw r.refused(message)
}
