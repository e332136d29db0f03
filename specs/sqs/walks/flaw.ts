import type { Bounds } from '../../../reference/sqs/limits.js'
import type { Dice } from '../../../src/oracle/walk/dice.js'
import type { Known, KnownQueue } from './known.js'
import type { Input } from './messages.js'
import type { Operation } from './moves.js'

/** What a valid request is spoilt with. */
export interface Spoiling {
  readonly dice: Dice
  readonly known: Known
  /** The queue that the request names, where it names one. */
  readonly queue: KnownQueue | undefined
}

/** One way in which a request can be invalid, everything else in it being valid. */
export interface Flaw {
  readonly operation: Operation
  /** In words, and told apart from the others of the operation. */
  readonly how: string
  /** The request with this one thing wrong; nothing where it would not be wrong here (a group id is not missing on a standard queue). */
  spoil(input: Input, by: Spoiling): Input | undefined
}

/** A member that is not there. */
export const ABSENT = Symbol('not there')

/** A value that a member must not have, or what makes one of the request: nothing where none is wrong here. */
export type Wrong = string | number | object | typeof ABSENT | ((input: Input, by: Spoiling) => unknown)

/** A request, or an entry of one, with other members. */
export const changed = (input: Input, members: Input): Input =>
  Object.fromEntries(Object.entries({ ...input, ...members }).filter(([, value]) => value !== ABSENT))

/** `MaxResults above 10` for the member; `standard: DelaySeconds below 0` where only one type of queue minds. */
const KEY = /^(?:(standard|fifo): )?((\w+).*)$/

/**
 * The flaws of an operation, in words that begin with the member, by what the member is then:
 *
 *     flawsOf('TagQueue', { 'Tags missing': ABSENT, 'Tags with an empty key': { '': 'v' } })
 */
export const flawsOf = (operation: Operation, wrong: Readonly<Record<string, Wrong>>): readonly Flaw[] =>
  Object.entries(wrong).map(([key, value]): Flaw => {
    const [, type, how = '', member = ''] = KEY.exec(key)!
    return {
      operation,
      how,
      spoil(input, by) {
        if (type !== undefined && by.queue?.isFifo !== (type === 'fifo')) return undefined
        const made: unknown = typeof value === 'function' ? (value as (input: Input, by: Spoiling) => unknown)(input, by) : value
        return made === undefined ? undefined : changed(input, { [member]: made })
      },
    }
  })

/** A flaw of more than one member. */
export const flaw = (operation: Operation, how: string, spoil: Flaw['spoil']): Flaw => ({ operation, how, spoil })

/** Numbers just outside the bounds of a member. */
export const outside = (member: string, { min, max }: Bounds): Readonly<Record<string, number>> => ({
  [`${member} below ${min}`]: min - 1,
  [`${member} above ${max}`]: max + 1,
})

/** The last entry of a batch with other members, so that those before it are valid. */
export const lastEntry =
  (members: Input): ((input: Input) => readonly Input[]) =>
  ({ Entries: entries }) =>
    (entries as readonly Input[]).map((entry, nth, all) => (nth === all.length - 1 ? changed(entry, members) : entry))
