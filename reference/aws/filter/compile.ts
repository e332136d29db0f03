import { readCidr } from './cidr.js'
import { ALL_OPERATORS, type Dialect, SNS } from './dialect.js'
import { readNumeric } from './numeric.js'
import { type Condition, type Filter, leafOf, type Leaf, type Node, type Scalar, type Scope } from './policy.js'
import { Reader, Refused } from './reader.js'
import { NotJson, placeOf, tokenize } from './tokens.js'
import { readWildcard } from './wildcard.js'

/** Why a policy is refused, in AWS's words after `FilterPolicy: `. */
export class FilterError extends Error {
  override readonly name = 'FilterError'
}

/**
 * Compiles a policy. Throws a `FilterError` where AWS refuses it.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 * @clause sns.filter.error-message-position-suffix
 */
export function compileFilter(text: string, scope: Scope, dialect: Dialect = SNS): Filter {
  // A policy is compiled to see whether it is one, and again to be used.
  if (last !== undefined && last.text === text && last.dialect === dialect && last.filter.scope === scope) return last.filter
  const filter = compile(text, scope, dialect)
  last = { text, dialect, filter }
  return filter
}

let last: { readonly text: string; readonly dialect: Dialect; readonly filter: Filter } | undefined

function compile(text: string, scope: Scope, dialect: Dialect): Filter {
  // @clause sns.filter.max-size-256k
  if (Buffer.byteLength(text) > dialect.maxBytes) throw new FilterError('Filter policy is too large')
  const root = parse(text, dialect)
  // @clause sns.filter.attr.nested-rejected
  if (scope === 'MessageAttributes' && isNested(root))
    throw new FilterError('Filter policy scope MessageAttributes does not support nested filter policy')
  // @clause sns.filter.max-5-keys
  // @clause sns.filter.max-5-keys-nested
  if (keys(root) > dialect.maxKeys) throw new FilterError(`Filter policy can not have more than ${dialect.maxKeys} keys`)
  // @clause sns.filter.complexity-150
  if (combinations(root, 1) > dialect.maxCombinations) throw new FilterError('Filter policy is too complex')
  return { scope, root }
}

function parse(text: string, dialect: Dialect): Node {
  try {
    return new Compiler(new Reader(tokenize(text)), dialect).policy()
  } catch (error) {
    // @clause sns.subattrs.filter-invalid-json
    if (error instanceof NotJson) throw new FilterError(`failed to parse JSON. ${error.message}${placeOf(text, error.offset)}`)
    if (error instanceof Refused) throw new FilterError(`${error.message}${error.offset === undefined ? '' : placeOf(text, error.offset)}`)
    throw error
  }
}

const isNested = ({ nodes, ors }: Node): boolean => nodes.length > 0 || ors.some((alternatives) => alternatives.some(isNested))

/** The most keys that hold together: those of an alternative count with the keys beside its `$or`. */
const keys = ({ leaves, nodes, ors }: Node): number =>
  leaves.length + nodes.length + ors.reduce((sum, alternatives) => sum + Math.max(...alternatives.map(keys)), 0)

/**
 * What a policy counts toward the limit on complexity: the product over its keys of the length of a list times the depth at which it stands;
 * alternatives of `$or` are added up.
 *
 * @clause sns.filter.complexity-nested
 * @clause sns.filter.complexity-or-sum
 */
export function combinations({ leaves, nodes, ors }: Node, depth: number): number {
  let product = 1
  for (const [, { conditions }] of leaves) product *= conditions.length * depth
  for (const [, node] of nodes) product *= combinations(node, depth + 1)
  for (const alternatives of ors) product *= alternatives.reduce((sum, node) => sum + combinations(node, depth), 0)
  return product
}

/** Reads tokens into a policy in the order in which AWS does, so that of several faults the same one is told. */
class Compiler {
  constructor(
    private readonly r: Reader,
    private readonly dialect: Dialect,
  ) {}

  policy(): Node {
    if (this.r.next().kind !== '{') throw this.r.refused('Filter is not an object')
    return this.#object(true)
  }

  /** What stands between `{`, which was read, and its `}`. */
  #object(mayBeEmpty = false): Node {
    const leaves = new Map<string, Leaf>()
    const nodes = new Map<string, Node>()
    const ors: Node[][] = []
    while (this.r.next().kind !== '}') {
      const name = this.r.token.text
      const isOr = name === '$or' && this.#isOr()
      const { kind } = this.r.next()
      leaves.delete(name)
      nodes.delete(name)
      if (isOr) ors.push(this.#alternatives())
      else if (kind === '{') nodes.set(name, this.#object())
      else if (kind === '[') leaves.set(name, leafOf(this.#list()))
      // @clause sns.filter.leaf-must-be-array
      else throw this.r.refused(`"${name}" must be an object or an array`)
    }
    if (!mayBeEmpty && leaves.size + nodes.size + ors.length === 0) throw this.r.refused('Empty objects are not allowed')
    return { leaves: [...leaves], nodes: nodes.size === 0 ? NONE : [...nodes], ors: ors.length === 0 ? NONE : ors }
  }

  #alternatives(): Node[] {
    const alternatives: Node[] = []
    while (this.r.next().kind !== ']') alternatives.push(this.#object())
    return alternatives
  }

  /**
   * Whether `$or` is the relation and not a key's name: its value is a list of two or more objects, none of which has an operator for a key.
   *
   * @clause sns.filter.op.or-as-plain-name
   */
  #isOr(): boolean {
    if (this.r.peek(0)?.kind !== '[') return false
    let objects = 0
    let depth = 1
    for (let i = 1; depth > 0; i++) {
      const { kind, text } = this.r.peek(i)!
      if (depth === 1 && kind !== '{' && kind !== ']') return false
      if (depth === 1 && kind === '{') objects++
      if (depth === 2 && kind === 'name' && RESERVED.has(text)) return false
      if (kind === '{' || kind === '[') depth++
      if (kind === '}' || kind === ']') depth--
    }
    return objects >= 2
  }

  /**
   * @clause sns.filter.value-types
   * @clause sns.filter.empty-array-rejected
   */
  #list(): Condition[] {
    const conditions: Condition[] = []
    for (let token = this.r.next(); token.kind !== ']'; token = this.r.next()) {
      if (token.kind === '{') conditions.push(this.#operator())
      else if (token.kind === '[') throw this.r.refused('Match value must be String, number, true, false, or null')
      else conditions.push({ kind: 'equals', value: this.r.scalar() })
    }
    if (conditions.length === 0) throw this.r.refused('Empty arrays are not allowed')
    return conditions
  }

  /** What stands between the `{` of an operator, which was read, and its `}`. */
  #operator(): Condition {
    if (this.r.next().kind !== 'name') throw this.r.refused('Match expression name not found')
    const name = this.r.token.text
    // @clause sns.filter.unknown-operator
    if (!this.dialect.operators.has(name)) throw this.r.refused(`Unrecognized match type ${name}`)
    const condition = this.#operand(name)
    // @clause sns.filter.one-operator-per-object
    if (this.r.next().kind !== '}') throw this.r.refused('Only one key allowed in match expression')
    return condition
  }

  #operand(name: string): Condition {
    switch (name) {
      case 'numeric':
        return { kind: 'numeric', range: readNumeric(this.r) }
      case 'exists': {
        const { kind } = this.r.next()
        // @clause sns.filter.op.exists-boolean-only
        if (kind !== 'true' && kind !== 'false') throw this.r.refused('exists match pattern must be either true or false.')
        return { kind: 'exists', exists: kind === 'true' }
      }
      case 'cidr': {
        // AWS's text names another operator. @clause sns.filter.op.cidr-list-odd-message
        const text = this.#text('prefix')
        return { kind: 'cidr', text, cidr: this.#unlessRefused(() => readCidr(text)) }
      }
      case 'anything-but':
        return this.#anythingBut()
      default:
        return this.#textOperator(name)
    }
  }

  #textOperator(name: string): Condition {
    if (this.dialect.ignoresCaseOfAffixes && (name === 'prefix' || name === 'suffix') && this.r.peek(0)?.kind === '{') {
      this.r.next()
      if (this.r.next().kind !== 'name' || this.r.token.text !== 'equals-ignore-case')
        throw this.r.refused(`Unsupported ${name} pattern: ${this.r.token.text}`)
      const text = this.#text('equals-ignore-case').toLowerCase()
      if (this.r.next().kind !== '}') throw this.r.refused('Only one key allowed in match expression')
      return { kind: `${name}-ignore-case`, text }
    }
    const text = this.#text(name)
    if (name === 'wildcard') return { kind: 'wildcard', text, wildcard: this.#unlessRefused(() => readWildcard(text)) }
    if (name === 'equals-ignore-case') return { kind: 'ignore-case', text: text.toLowerCase() }
    return { kind: name as 'prefix' | 'suffix', text }
  }

  /** @clause sns.filter.op.prefix-suffix-string-only @clause sns.filter.op.anything-but-prefix-string */
  #text(operator: string): string {
    if (this.r.next().kind !== 'string') throw this.r.refused(`${operator} match pattern must be a string`)
    return this.r.text()
  }

  /** @clause sns.filter.op.anything-but-single */
  #anythingBut(): Condition {
    const { kind } = this.r.next()
    const from = this.r.at
    const values: Scalar[] = []
    const but: Condition[] = []
    if (kind === '{') {
      if (this.r.next().kind !== 'name') throw this.r.refused('Anything-But expression name not found')
      const name = this.r.token.text
      if (!this.dialect.anythingBut.has(name)) throw this.r.refused(`Unsupported anything-but pattern: ${name}`)
      if (this.r.peek(0)?.kind === '[') {
        this.r.next()
        while (this.r.peek(0)?.kind !== ']') but.push(this.#textOperator(name))
        this.r.next()
        if (but.length === 0) throw this.r.refused('Empty arrays are not allowed')
      } else but.push(this.#textOperator(name))
      if (this.r.next().kind !== '}') throw this.r.refused('Only one key allowed in match expression')
    } else if (kind === '[') {
      while (this.r.next().kind !== ']') {
        if (this.r.token.kind !== 'string' && this.r.token.kind !== 'number')
          throw this.r.refused('Inside anything but list, start|null|boolean is not supported.')
        values.push(this.r.scalar())
      }
      if (values.length === 0) throw this.r.refused('Empty arrays are not allowed')
      if (new Set(values.map((value) => typeof value)).size > 1)
        throw this.r.refused('Inside anything but list, either all values are number or string, mixed type is not supported')
    } else if (kind === 'string' || kind === 'number') values.push(this.r.scalar())
    else throw this.r.refused('Value of anything-but must be an array or single string/number value.')
    return { kind: 'anything-but', text: this.r.written(from), values: new Set(values), but }
  }

  /** A fault that AWS tells without a place. */
  #unlessRefused<T>(read: () => T): T {
    try {
      return read()
    } catch (error) {
      throw new Refused((error as Error).message, undefined)
    }
  }
}

const NONE: readonly never[] = []

const RESERVED: ReadonlySet<string> = new Set(['exactly', ...ALL_OPERATORS.operators])
