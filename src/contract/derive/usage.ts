import { existsSync, readFileSync } from 'node:fs'
import { type Constraints, shapeNamed } from '../../../reference/aws/constraints.js'
import { TREE } from '../../tree.js'
import type { TracedExchange } from '../../oracle/trace/form.js'
import type { OperationUse } from '../contract.js'
import type { LimitSeen } from './advisor.js'

/** More parameters of one operation are counted as others. */
const MOST_PARAMETERS = 300
const MOST_ERRORS = 50
/** Deeper than any API description goes. */
const DEEPEST = 12

/** Which operations were called, with which parameters, and what they failed with. */
export class Usage {
  readonly #operations = new Map<string, Map<string, Use>>()

  see({ service, operation, input, outcome }: TracedExchange): void {
    let operations = this.#operations.get(service)
    if (operations === undefined) this.#operations.set(service, (operations = new Map<string, Use>()))
    let use = operations.get(operation)
    if (use === undefined) operations.set(operation, (use = { count: 0, parameters: new Map(), errors: new Map(), lost: 0 }))
    use.count++
    for (const path of pathsOf(input)) increase(use.parameters, path, MOST_PARAMETERS)
    if (outcome.kind === 'refused') increase(use.errors, outcome.code, MOST_ERRORS)
    if (outcome.kind === 'lost') use.lost++
  }

  /** By service and operation, sorted. */
  get operations(): Readonly<Record<string, Readonly<Record<string, OperationUse>>>> {
    const of = ({ count, parameters, errors, lost }: Use): OperationUse => ({
      count,
      parameters: sorted(parameters),
      ...(errors.size === 0 ? {} : { errors: sorted(errors) }),
      ...(lost === 0 ? {} : { lost }),
    })
    return fromEntries(this.#operations, (operations) => fromEntries(operations, of))
  }
}

interface Use {
  count: number
  readonly parameters: Map<string, number>
  readonly errors: Map<string, number>
  lost: number
}

const OTHERS = '(others)'
const increase = (counts: Map<string, number>, key: string, most: number): void => {
  const name = counts.has(key) || counts.size < most ? key : OTHERS
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

/** In the order of the alphabet, whatever the language of the machine. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const sorted = (counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> =>
  Object.fromEntries([...counts].sort(([a], [b]) => compare(a, b)))
const fromEntries = <A, B>(map: ReadonlyMap<string, A>, of: (value: A) => B): Readonly<Record<string, B>> =>
  Object.fromEntries([...map].sort(([a], [b]) => compare(a, b)).map(([key, value]) => [key, of(value)]))

/** Members whose keys are the application's own words, and not parameters. */
const OWN_KEYS = new Set(['MessageAttributes', 'Tags', 'tags'])

/** The parameters that a request gives, each once: `Entries[].Id`, `Attributes{FifoQueue}`. */
const pathsOf = (input: Readonly<Record<string, unknown>>): ReadonlySet<string> => {
  const paths = new Set<string>()
  const walk = (value: unknown, path: string, member: string, depth: number): void => {
    if (path !== '') paths.add(path)
    if (depth > DEEPEST || typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date) return
    if (Array.isArray(value)) {
      for (const item of value) if (typeof item === 'object') walk(item, `${path}[]`, member, depth + 1)
      return
    }
    if (OWN_KEYS.has(member)) return
    for (const [name, item] of Object.entries(value)) {
      const isKey = member === 'Attributes'
      walk(item, path === '' ? name : isKey ? `${path}{${name}}` : `${path}.${name}`, name, depth + 1)
    }
  }
  walk(input, '', '', 0)
  return paths
}

/** What a service's API description limits, and how far requests go. */
export class Bounds {
  readonly #constraints = new Map<string, Constraints | undefined>()

  constructor(private readonly tell: (limit: LimitSeen, exchange: TracedExchange) => void) {}

  see(exchange: TracedExchange): void {
    const { service, operation, input } = exchange
    const constraints = this.#of(service)
    const shape = constraints?.operations[operation]
    if (constraints === undefined || shape === undefined) return
    this.#walk(constraints, shape, input, operation, exchange, 0)
  }

  #of(service: string): Constraints | undefined {
    if (!this.#constraints.has(service)) {
      const file = `${TREE}reference/${service}/constraints.json`
      this.#constraints.set(service, existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Constraints) : undefined)
    }
    return this.#constraints.get(service)
  }

  #walk(constraints: Constraints, name: string, value: unknown, path: string, exchange: TracedExchange, depth: number): void {
    if (value === undefined || value === null || depth > DEEPEST) return
    const { type, max, members, member } = shapeNamed(constraints, name)
    if (max !== undefined) {
      const [seen, unit] = sizeOf(value)
      if (seen !== undefined) this.tell({ what: unit === '' ? path : `${path}, ${unit}`, most: max, seen }, exchange)
    }
    if (type === 'structure' && typeof value === 'object')
      for (const [inner, shape] of Object.entries(members ?? {}))
        if (shape !== undefined)
          this.#walk(constraints, shape, (value as Readonly<Record<string, unknown>>)[inner], `${path}.${inner}`, exchange, depth + 1)
    if (type === 'list' && member !== undefined && Array.isArray(value))
      for (const item of value) this.#walk(constraints, member, item, `${path}[]`, exchange, depth + 1)
  }
}

const sizeOf = (value: unknown): readonly [number | undefined, string] => {
  if (typeof value === 'number') return [value, '']
  if (typeof value === 'string') return [value.length, 'characters']
  if (value instanceof Uint8Array) return [value.byteLength, 'bytes']
  if (Array.isArray(value)) return [value.length, 'entries']
  return [undefined, '']
}
