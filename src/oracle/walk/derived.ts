import { type Constraints, type Shape, shapeNamed } from '../../../reference/aws/constraints.js'
import type { Exchange } from '../exchange.js'
import { Dice } from './dice.js'
import type { StepPlan } from './plan.js'
import type { Request, Walker, Where } from './walks.js'

type Input = Readonly<Record<string, unknown>>
/** Draws a value of a member; nothing where there is none to give. */
export type DrawValue = (dice: Dice, known: KnownNames) => unknown

/** What a service adds to walks that are derived from its API description. */
export interface Derivation {
  readonly constraints: Constraints
  /** How often each operation is drawn; those that are not named are not walked. */
  readonly weights: Readonly<Record<string, number>>
  /** Values that the description does not tell, by `Operation.Member` or by the member alone. */
  readonly values: Readonly<Record<string, DrawValue>>
  /**
   * Members that name a thing, and under which members answers (or the inputs that made it) name such things. Of names, ARNs and URLs only those are
   * taken that have the walk's prefix: a list may show what others have made in the same account, which a walk must leave alone.
   */
  readonly names: Readonly<Record<string, readonly string[]>>
  /** Optional members that are left out, or given, more often than the others: how likely each is given. */
  readonly likely?: Readonly<Record<string, number>>
  /** What is done at once after an answer: the message that came is deleted. */
  readonly follow?: (exchange: Exchange) => readonly Request[]
  /** Moves on other services, as often as they weigh. */
  readonly besides?: readonly { readonly weight: number; readonly draw: (dice: Dice, known: KnownNames) => Request | undefined }[]
  /** What is made before the first step; each request comes back as what came of it. */
  readonly opening: (dice: Dice, known: KnownNames) => Generator<Request, void, Exchange | undefined>
}

/** An optional member is mostly left out. */
const GIVEN = 0.25
/** Of a hundred requests about something those that are about what is gone. */
const STALE = 0.04
const MOST_NAMES = 30
/** Members whose values have in them what somebody called a thing. */
const NAMING = /(?:Arn|ARN|Name|Url)$/
const PATIENCE_MS = 10_000

/** What the answers of a walk named, by the member that named it. */
export class KnownNames {
  readonly #names = new Map<string, string[]>()
  readonly #gone: string[] = []
  /** How many things have been made, for names of one's own. */
  made = 0

  constructor(readonly where: Where) {}

  /** Those that are there, the latest last. */
  of(member: string): readonly string[] {
    return this.#names.get(member) ?? []
  }

  /** One that is there, mostly one of the last; sometimes one that is gone. */
  pick(members: readonly string[], dice: Dice): string | undefined {
    if (this.#gone.length > 0 && dice.chance(STALE)) return dice.pick(this.#gone)
    return dice.late(members.flatMap((member) => this.of(member)))
  }

  add(member: string, name: string): void {
    if (NAMING.test(member) && !name.includes(this.where.prefix)) return
    const names = this.#names.get(member) ?? []
    if (names.includes(name)) return
    names.push(name)
    if (names.length > MOST_NAMES) names.shift()
    this.#names.set(member, names)
  }

  remove(name: string): void {
    for (const [member, names] of this.#names)
      this.#names.set(
        member,
        names.filter((one) => one !== name),
      )
    this.#gone.push(name)
    if (this.#gone.length > MOST_NAMES) this.#gone.shift()
  }
}

/** One way in which a request can be invalid: a member that breaks its constraint. */
export interface DerivedFlaw {
  readonly operation: string
  readonly member: string
  readonly spoil: (input: Input) => Input
}

/** A move: an operation of the service, or something on another one. */
export type DerivedMove = string | NonNullable<Derivation['besides']>[number]

/** The moves of a walk, each as often as it weighs. */
export const movesOf = ({ weights, besides = [] }: Derivation): readonly DerivedMove[] => [
  ...Object.entries(weights).flatMap(([operation, weight]) => Array.from({ length: weight }, () => operation)),
  ...besides.flatMap((one) => Array.from({ length: one.weight }, () => one)),
]

/** Every bound on a member of an operation's own input, broken once. */
export const flawsOf = ({ constraints, weights }: Derivation): readonly DerivedFlaw[] =>
  Object.keys(weights).flatMap((operation) => {
    const input = shapeNamed(constraints, constraints.operations[operation] ?? '')
    const missing = (input.required ?? []).map((member): DerivedFlaw => ({ operation, member, spoil: ({ [member]: _, ...rest }) => rest }))
    const broken = Object.entries(input.members ?? {}).flatMap(([member, name]) =>
      outsideOf(shapeNamed(constraints, name!)).map((value): DerivedFlaw => ({
        operation,
        member,
        spoil: (given) => ({ ...given, [member]: value }),
      })),
    )
    return [...missing, ...broken]
  })

const LONGEST = 20_000
const outsideOf = ({ type, min, max, enum: values }: Shape): unknown[] => {
  if (values !== undefined) return ['NONE_OF_THEM']
  if (type === 'string')
    return [...(min !== undefined && min > 0 ? [''] : []), ...(max !== undefined && max < LONGEST ? ['x'.repeat(max + 1)] : [])]
  if (type === 'integer' || type === 'long')
    return [...(min === undefined ? [] : [min - 1]), ...(max === undefined || max >= 2 ** 31 - 1 ? [] : [max + 1])]
  return []
}

/** Walks a service by its API description: valid requests about what earlier answers named, and some that break a bound. */
export class DerivedWalker implements Walker {
  readonly known: KnownNames
  readonly #opening: ReturnType<Derivation['opening']>
  #last: Exchange | undefined
  readonly #following: Request[] = []

  constructor(
    private readonly derivation: Derivation,
    private readonly moves: readonly DerivedMove[],
    private readonly flaws: readonly DerivedFlaw[],
    setup: readonly number[],
    where: Where,
  ) {
    this.known = new KnownNames(where)
    this.#opening = derivation.opening(new Dice(setup), this.known)
  }

  opening(): Request | undefined {
    const { value, done } = this.#opening.next(this.#last)
    return done === true ? undefined : value
  }

  next(step: StepPlan): Request {
    const dice = new Dice(step.dice)
    const flaw = step.flaw === 0 ? undefined : this.flaws[step.flaw - 1]
    const following = this.#following.shift()
    if (following !== undefined) return { ...following, isUrgent: true }
    const tried = flaw?.operation ?? this.moves[step.move]!
    // Where nobody has what the operation is about, the next one is taken that needs nothing, or has it.
    for (const move of [tried, ...this.moves.slice(step.move), ...this.moves]) {
      if (typeof move !== 'string') {
        const request = move.draw(dice, this.known)
        if (request !== undefined) return request
        continue
      }
      const operation = move
      const input = this.#input(operation, dice)
      if (input === undefined) continue
      return { operation, input: flaw?.operation === operation ? flaw.spoil(input) : input, patienceMs: PATIENCE_MS }
    }
    throw new Error('there must be an operation that needs nothing')
  }

  see(exchange: Exchange): void {
    const { operation, input, outcome } = exchange
    this.#last = exchange
    if (outcome.kind !== 'answered') return
    this.#following.push(...(this.derivation.follow?.(exchange) ?? []))
    if (/^(?:Delete|Unsubscribe|Deregister)/.test(operation)) this.#eachText(input, (_member, text) => this.known.remove(text))
    else this.#eachText(input, (member, text) => this.#note(member, text))
    this.#eachText(outcome.output, (member, text) => this.#note(member, text))
  }

  timers(): readonly number[] {
    return []
  }

  #note(member: string, text: string): void {
    if (this.#sources.has(member) && text !== '') this.known.add(member, text)
  }
  get #sources(): ReadonlySet<string> {
    return (this.#named ??= new Set(Object.values(this.derivation.names).flat()))
  }
  #named: Set<string> | undefined

  #eachText(value: unknown, see: (member: string, text: string) => void, member = ''): void {
    if (typeof value === 'string') see(member, value)
    else if (value instanceof Date) see(member, value.toISOString())
    else if (Array.isArray(value)) for (const item of value) this.#eachText(item, see, member)
    else if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) {
      for (const [name, inner] of Object.entries(value)) this.#eachText(inner, see, name)
    }
  }

  /** Nothing where something is needed that nobody has. */
  #input(operation: string, dice: Dice): Input | undefined {
    const { constraints } = this.derivation
    const shape = constraints.operations[operation]
    return shape === undefined ? {} : (this.#structure(operation, shapeNamed(constraints, shape), dice) as Input | undefined)
  }

  #structure(operation: string, shape: Shape, dice: Dice): unknown {
    const { values, names, likely = {} } = this.derivation
    const required = new Set(shape.required)
    const made: Record<string, unknown> = {}
    for (const [member, name] of Object.entries(shape.members ?? {})) {
      const path = `${operation}.${member}`
      if (!required.has(member) && !dice.chance(likely[path] ?? likely[member] ?? GIVEN)) continue
      const draw = values[path] ?? values[member]
      const value =
        draw !== undefined
          ? draw(dice, this.known)
          : names[member] !== undefined
            ? this.known.pick(names[member], dice)
            : this.#value(operation, name!, dice)
      if (value !== undefined) made[member] = value
      else if (required.has(member)) return undefined
    }
    return made
  }

  #value(operation: string, name: string, dice: Dice): unknown {
    const { constraints } = this.derivation
    const shape = shapeNamed(constraints, name)
    if (shape.enum !== undefined) return dice.pick(shape.enum)
    switch (shape.type) {
      case 'string':
        return 'text'.slice(0, shape.max ?? 4).padEnd(shape.min ?? 1, 'x')
      case 'boolean':
        return dice.chance(0.5)
      case 'integer':
      case 'long':
        return dice.integer(shape.min ?? 0, Math.min(shape.max ?? 10, (shape.min ?? 0) + 10))
      case 'blob':
        return Buffer.from(`data-${dice.integer(0, 99)}`)
      case 'timestamp':
        return undefined
      case 'list': {
        const items = Array.from({ length: Math.max(1, shape.min ?? 1) + dice.integer(0, 1) }, () =>
          this.#value(operation, shape.member!, dice),
        )
        return items.includes(undefined) ? undefined : items
      }
      case 'map':
        return { [`key-${dice.integer(0, 2)}`]: this.#value(operation, shape.value!, dice) }
      case 'structure':
        return this.#structure(operation, shape, dice)
      default:
        return undefined
    }
  }
}
