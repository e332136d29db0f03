/**
 * What AWS's services say of an input that breaks the constraints of their API description.
 *
 * A service holds each input to them before it looks at anything else:
 *
 *     import table from './constraints.json' with { type: 'json' }
 *     const constraints: Constraints = table
 *
 *     const refused = validate(constraints, 'PutRecord', input)
 *     if (refused !== undefined) throw new ServiceError('ValidationException', refused)
 *
 * `input` is what the wire read: strings, numbers, `Uint8Array`s, lists, and objects for maps and structures; `undefined` and `null` are absent.
 * A service that says it in its own words for some members asks for `violations` and takes those it wants:
 *
 *     const found = violations(constraints, operation, input).filter(({ constraint }) => constraint === NOT_NULL)
 *     if (found.length > 0) throw new ServiceError('ValidationError', validationMessage(found))
 */
import { shapeNamed, type Constraints, type Shape } from './constraints.js'
import { pattern } from './pattern.js'

/** A constraint that an input breaks. */
export interface Violation {
  /** Where, as AWS spells it: `records.1.member.partitionKey`. */
  readonly at: string
  /** The value as Java prints it, `null` where it is missing. */
  readonly value: string
  /** `Member must have length less than or equal to 128`. */
  readonly constraint: string
}

export const NOT_NULL = 'Member must not be null'

/** AWS's sentence on an input that breaks constraints, or nothing. An operation that the table does not have takes no input. */
export const validate = (constraints: Constraints, operation: string, input: object): string | undefined => {
  const found = violations(constraints, operation, input)
  return found.length === 0 ? undefined : validationMessage(found)
}

export const validationMessage = (found: readonly Violation[]): string =>
  `${found.length} validation error${found.length === 1 ? '' : 's'} detected: ` +
  found.map(({ at, value, constraint }) => `Value ${value} at '${at}' failed to satisfy constraint: ${constraint}`).join('; ')

/** At most this many are told of, so that a large input makes no larger answer. */
const MOST = 10

/** The constraints that an input breaks, in the order of the description; AWS's own order differs from one answer to the next. */
export const violations = (constraints: Constraints, operation: string, input: object): readonly Violation[] => {
  const found: Violation[] = []
  checkOf(constraints, operation)?.(input, undefined, found)
  return found
}

/** A step of the way from the input to a value: its member's name, its number in a list, or its key in a map. */
interface Path {
  readonly up: Path | undefined
  readonly name: string
}

/** Appends what a value breaks. Nothing is printed or copied of a value that breaks nothing. */
type Check = (value: unknown, at: Path | undefined, found: Violation[]) => void

const compiled = new WeakMap<Constraints, Map<string, Check | undefined>>()

const checkOf = (constraints: Constraints, operation: string): Check | undefined => {
  let checks = compiled.get(constraints)
  if (checks === undefined) compiled.set(constraints, (checks = new Map<string, Check | undefined>()))
  if (!checks.has(operation)) {
    const input = constraints.operations[operation]
    checks.set(operation, input === undefined ? undefined : compile(constraints)(input))
  }
  return checks.get(operation)
}

/** Compiles shapes, each structure once: one may contain itself. */
const compile = (constraints: Constraints): ((name: string) => Check | undefined) => {
  const structures = new Map<string, Check>()
  const checkFor = (name: string): Check | undefined => {
    const shape = shapeNamed(constraints, name)
    switch (shape.type) {
      case 'structure': {
        const known = structures.get(name)
        if (known !== undefined) return known
        let check: Check | undefined
        structures.set(name, (value, at, found) => check?.(value, at, found))
        return (check = structure(shape, checkFor))
      }
      case 'list':
        return list(shape, checkFor, rulesOf(shapeNamed(constraints, shape.member!)))
      case 'map':
        return map(shape, checkFor, rulesOf(shapeNamed(constraints, shape.key!)), rulesOf(shapeNamed(constraints, shape.value!)))
      default:
        return plain(rulesOf(shape))
    }
  }
  return checkFor
}

const structure = (shape: Shape, checkFor: (name: string) => Check | undefined): Check | undefined => {
  const required = new Set(shape.required)
  const members = Object.entries(shape.members ?? {})
    .map(([name, of]) => ({
      name,
      spelt: name.charAt(0).toLowerCase() + name.slice(1),
      isRequired: required.has(name),
      check: checkFor(of!),
    }))
    .filter(({ isRequired, check }) => isRequired || check !== undefined)
  if (members.length === 0) return undefined
  return (value, at, found) => {
    for (const { name, spelt, isRequired, check } of members) {
      const member = (value as Readonly<Record<string, unknown>>)[name]
      if (member === undefined || member === null) {
        if (isRequired) report(found, { up: at, name: spelt }, 'null', NOT_NULL)
      } else if (check !== undefined) check(member, { up: at, name: spelt }, found)
    }
  }
}

const list = (shape: Shape, checkFor: (name: string) => Check | undefined, ofMembers: readonly Rule[]): Check | undefined => {
  const own = rulesOf(shape)
  // What the elements of a list of strings break is told of the list.
  const inner = ofMembers.length === 0 ? checkFor(shape.member!) : undefined
  if (own.length === 0 && ofMembers.length === 0 && inner === undefined) return undefined
  const every = `Member must satisfy constraint: ${told(ofMembers)}`
  return (value, at, found) => {
    const members = value as readonly unknown[]
    hold(own, value, at, found)
    if (ofMembers.length > 0 && !members.every((member) => isKept(ofMembers, member))) report(found, at, printed(value), every)
    if (inner === undefined) return
    for (let i = 0; i < members.length && found.length < MOST; i++) {
      inner(members[i], { up: { up: at, name: String(i + 1) }, name: 'member' }, found)
    }
  }
}

const map = (
  shape: Shape,
  checkFor: (name: string) => Check | undefined,
  ofKeys: readonly Rule[],
  ofValues: readonly Rule[],
): Check | undefined => {
  const own = rulesOf(shape)
  const inner = ofValues.length === 0 ? checkFor(shape.value!) : undefined
  if (own.length === 0 && ofKeys.length === 0 && ofValues.length === 0 && inner === undefined) return undefined
  const everyKey = `Map keys must satisfy constraint: ${told(ofKeys)}`
  const everyValue = `Map value must satisfy constraint: ${told(ofValues)}`
  return (value, at, found) => {
    const entries = value as Readonly<Record<string, unknown>>
    const keys = Object.keys(entries)
    hold(own, value, at, found)
    if (ofKeys.length > 0 && !keys.every((key) => isKept(ofKeys, key))) report(found, at, printed(value), everyKey)
    if (ofValues.length > 0 && !keys.every((key) => isKept(ofValues, entries[key]))) report(found, at, printed(value), everyValue)
    if (inner === undefined) return
    for (const key of keys) {
      if (found.length >= MOST) return
      inner(entries[key], { up: { up: at, name: key }, name: 'member' }, found)
    }
  }
}

const plain = (rules: readonly Rule[]): Check | undefined =>
  rules.length === 0 ? undefined : (value, at, found) => hold(rules, value, at, found)

/** One constraint on a value: what AWS calls it, and whether it is kept. */
interface Rule {
  readonly text: string
  readonly keeps: (value: unknown) => boolean
}

const isKept = (rules: readonly Rule[], value: unknown): boolean => rules.every(({ keeps }) => keeps(value))
const told = (rules: readonly Rule[]): string => `[${rules.map(({ text }) => text).join(', ')}]`

const hold = (rules: readonly Rule[], value: unknown, at: Path | undefined, found: Violation[]): void => {
  for (const { text, keeps } of rules) if (!keeps(value)) report(found, at, printed(value), text)
}

const report = (found: Violation[], at: Path | undefined, value: string, constraint: string): void => {
  if (found.length < MOST) found.push({ at: spelling(at), value, constraint })
}

const spelling = (path: Path | undefined): string =>
  path === undefined ? '' : path.up === undefined ? path.name : `${spelling(path.up)}.${path.name}`

const rulesOf = (shape: Shape): readonly Rule[] => {
  const { min, max, pattern: source, enum: values } = shape
  const isNumber = NUMBERS.has(shape.type)
  const size = isNumber ? Number : sizeOf
  const what = isNumber ? 'value' : 'length'
  const rules: Rule[] = []
  if (max !== undefined) rules.push({ text: `Member must have ${what} less than or equal to ${max}`, keeps: (value) => size(value) <= max })
  // A least length of 0 holds nothing out; AWS names it all the same where it lists what elements must keep to.
  if (min !== undefined)
    rules.push({ text: `Member must have ${what} greater than or equal to ${min}`, keeps: (value) => size(value) >= min })
  if (source !== undefined) {
    const matches = pattern(source)
    rules.push({ text: `Member must satisfy regular expression pattern: ${bare(source)}`, keeps: (value) => matches(value as string) })
  }
  if (values !== undefined) {
    const known = new Set(values)
    rules.push({ text: `Member must satisfy enum value set: [${hashed(values).join(', ')}]`, keeps: (value) => known.has(value as string) })
  }
  return rules
}

const NUMBERS: ReadonlySet<string> = new Set(['byte', 'short', 'integer', 'long', 'float', 'double', 'bigdecimal', 'biginteger'])

const sizeOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length
  if (value instanceof Uint8Array) return value.byteLength
  return Array.isArray(value) ? value.length : Object.keys(value as object).length
}

/** AWS prints `^(0|([1-9]\d{0,38}))$` as `0|([1-9]\d{0,38})`: without what anchors the whole. */
const bare = (source: string): string => {
  const inner = /^\^\((.*)\)\$$/s.exec(source)?.[1]
  if (inner === undefined) return source
  let depth = 0
  for (const letter of inner.replace(/\\./gs, '').replace(/\[[^\]]*\]/g, '')) {
    depth += letter === '(' ? 1 : letter === ')' ? -1 : 0
    if (depth < 0) return source
  }
  return inner
}

/**
 * The values of an enumeration in AWS's order: by Java's hash of the string, in a table of 32 places that doubles when it is three quarters full.
 * `AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON` was seen.
 */
const hashed = (values: readonly string[]): readonly string[] => {
  let places = 32
  while (values.length > places * 0.75) places *= 2
  const place = (value: string): number => {
    let hash = 0
    for (let i = 0; i < value.length; i++) hash = (Math.imul(31, hash) + value.charCodeAt(i)) | 0
    return hash & (places - 1)
  }
  return [...values].sort((a, b) => place(a) - place(b))
}

const printed = (value: unknown): string => `'${inJava(value)}'`

/** A value as Java prints it: `[a, b]`, `{k=v}`, and of a blob its size. */
const inJava = (value: unknown): string => {
  if (value === undefined || value === null) return 'null'
  if (value instanceof Uint8Array) return `java.nio.HeapByteBuffer[pos=0 lim=${value.byteLength} cap=${value.byteLength}]`
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return `[${value.map(inJava).join(', ')}]`
  if (typeof value !== 'object') return String(value as string | number | boolean)
  const entries = Object.entries(value).map(([key, of]) => `${key}=${inJava(of)}`)
  return `{${entries.join(', ')}}`
}
