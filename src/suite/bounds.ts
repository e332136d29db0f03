import fc from 'fast-check'
import { shapeNamed } from '../../reference/aws/constraints.js'
import type { Constraints } from '../../reference/aws/constraints.js'
import { findLine } from '../ledger/read-ledger.js'
import type { Case } from './case.js'
import type { AxisValues, Axes } from './draw.js'
import { memberAt, place } from './member-path.js'
import type { MemberPath } from './member-path.js'
import { Refusal } from './refusal.js'
import { errorsOf } from './refused.js'
import type { ErrorName } from './refused.js'
import { sidesOf } from './sides.js'
import type { Aspect, DrawnValue, Sides } from './sides.js'
import type { ClauseWords } from './words.js'

/** Gives an input that the operation accepts: of a case that has nothing yet, which makes what the input names. */
export type ValidInput<T> = (t: T, operation: string, axes: Readonly<Record<string, string>>) => object | Promise<object>

/** What an area hands in once. */
export interface BoundsArea<T> {
  readonly clause: ClauseWords<T>['clause']
  /** Where bounds are read that a line does not hand in. */
  readonly constraints?: Constraints
  /** Valid inputs by operation, every member that a bound is put on included where it lies inside another. */
  readonly valid?: Readonly<Record<string, ValidInput<T>>>
  /** The axes of every bound: `{ protocol: protocols }`. */
  readonly axes?: Axes
}

/** What one line hands in where the area's own will not do. */
export interface BoundsSpec<T> {
  /** The member, as a path from the operation: `PutRecords.Records[].Data`; several apart by ` / `. The ledger line's unless given. */
  readonly member?: string
  readonly valid?: ValidInput<T>
  /** Makes the member's value of what was drawn: of a length a name that is the case's own, of a number a text. */
  make?(drawn: never, t: T): unknown
  /**
   * What becomes of a value inside. `accepted` unless given; `not refused for it` where other rules may still refuse it:
   * a shard id in good form of a shard that does not exist. That it was refused for itself is told by AWS's sentence on constraints alone.
   */
  readonly inside?: 'accepted' | 'not refused for it'
  /** The error of a value outside, in place of the ledger line's. */
  readonly error?: ErrorName
  readonly axes?: Axes
  /** Waits for a value outside to be refused, where that may show in more ways than by the call's refusal. */
  refused?(t: T, call: Promise<object>): Promise<unknown>
  /** Looks at what came of a value inside: that it took effect, and that the one outside took none. */
  accepted?(t: T, seen: { readonly input: object; readonly output: object; readonly value: unknown }): void | Promise<void>
}

/** Registers a clause that tries both sides of a documented bound, or of several, on each member that its ledger line names. */
export type BoundsWord<T> = (id: string, what: What | readonly What[], spec?: BoundsSpec<T>) => void

/** An aspect of what the area's constraints say of the member, or both sides by hand. */
export type What = Aspect | Sides

/**
 * The word `bounds` for the specs of an area. A line of the ledger about limits costs a line then:
 *
 *     bounds('kinesis.put.partition-key-length', 'size')
 *     bounds('kinesis.iterator.shard-id-format', ['size', 'pattern'], { inside: 'not refused for it' })
 *     bounds('sqs.longpoll.param-range', range(0, 20), { member: 'ReceiveMessage.WaitTimeSeconds' })
 *
 * A value just outside must be refused with the line's error, or with any client's error where the line infers it; after it a value
 * just inside, in the same input, is accepted.
 */
export const boundsOf =
  <T extends Case>(area: BoundsArea<T>): BoundsWord<T> =>
  (id, what, spec = {}) => {
    const line = findLine(id)
    const path = spec.member ?? line?.member
    if (path === undefined) throw new Error(`the ledger line of ${id} names no member: hand one in as \`member\``)
    const trials = path.split(' / ').flatMap((member) => trialsOf(area.constraints, memberAt(member), what))
    const axes = spec.axes ?? area.axes ?? {}
    const sought: (value: DrawnValue, t: T, { make }: Sides) => unknown = (value, t, { make }) =>
      spec.make !== undefined ? spec.make(value as never, t) : make !== undefined ? make(value) : value
    area.clause(id, {
      axes,
      given: {
        trial: fc.oneof(
          ...trials.map(({ name, sides }) => fc.record({ bound: fc.constant(name), inside: sides.inside, outside: sides.outside })),
        ),
      },
      edges: trials.flatMap(({ name, sides }) => edgesOf(sides).map((pair) => ({ trial: { bound: name, ...pair } }))),
      cases: trials.length + trials.reduce((sum, { sides }) => sum + edgesOf(sides).length, 0),
      async check(
        t: T,
        drawn: AxisValues<Axes> & { readonly trial: { readonly bound: string; readonly inside: DrawnValue; readonly outside: DrawnValue } },
      ) {
        const { bound, inside, outside } = drawn.trial
        const { path: at, sides } = trials.find(({ name }) => name === bound)!
        const valid = spec.valid ?? area.valid?.[at.operation]
        if (valid === undefined) throw new Error(`there is no valid input of ${at.operation} to try bounds on: hand one in as \`valid\``)
        const input = await valid(t, at.operation, drawn as unknown as Readonly<Record<string, string>>)
        const outcome = t.call(at.operation, place(input, at, sought(outside, t, sides)))
        await (spec.refused?.(t, outcome) ?? t.refused(outcome, spec.error))
        const value = sought(inside, t, sides)
        const call = t.call(at.operation, place(input, at, value))
        if (spec.inside === 'not refused for it') {
          return notRefusedFor(t, at, call, spec.error === undefined ? errorsOf(line ?? { error: null }) : [spec.error])
        }
        const output = await call
        await spec.accepted?.(t, { input, output, value })
      },
    })
  }

interface Trial {
  readonly name: string
  readonly path: MemberPath
  readonly sides: Sides
}

const trialsOf = (constraints: Constraints | undefined, path: MemberPath, what: What | readonly What[]): readonly Trial[] =>
  [what].flat().map((one, nth) => {
    if (typeof one !== 'string') return { name: nth === 0 ? path.text : `${path.text} (${nth + 1})`, path, sides: one }
    if (constraints === undefined) throw new Error(`no constraints are known to read the ${one} of ${path.text} from: hand both sides in`)
    return { name: `${path.text} ${one}`, path, sides: sidesOf(constraints, shapeAt(constraints, path), one) }
  })

const edgesOf = ({ inside, outside, edges }: Sides): Sides['edges'] =>
  edges.length > 0 ? edges : fc.sample(fc.record({ inside, outside }), { seed: 1, numRuns: 1 })

const shapeAt = (constraints: Constraints, { text, operation, steps }: MemberPath): string => {
  let name = constraints.operations[operation]
  for (const step of steps) {
    if (name === undefined) break
    const shape = shapeNamed(constraints, name)
    name = step.kind === 'member' ? shape.members?.[step.name] : step.kind === 'element' ? shape.member : shape.value
  }
  if (name === undefined) throw new Error(`${constraints.api} as described by ${constraints.source} has no ${text}`)
  return name
}

/** Other rules may refuse a value inside: under other names, or in other words than AWS has for a constraint on the member. */
const notRefusedFor = async (t: Case, { steps }: MemberPath, call: Promise<object>, errors: readonly ErrorName[]): Promise<void> => {
  try {
    await call
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const names = errors.flatMap(({ shape, code }) => [shape, code])
    const { name: member } = steps.findLast((step) => step.kind !== 'element')!
    const [, refused = ''] = /at '([^']*)' failed to satisfy constraint/.exec(error.error.message) ?? []
    if (!names.includes(error.errorName) || !refused.toLowerCase().split('.').includes(member.toLowerCase())) return
    t.diverges('a value inside the bounds was refused for it', `anything but ${error.errorName} about ${member}`, error.message)
  }
}
