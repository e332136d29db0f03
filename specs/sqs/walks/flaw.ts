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

export const flaw = (operation: Operation, how: string, spoil: Flaw['spoil']): Flaw => ({ operation, how, spoil })

export const without = (input: Input, ...names: readonly string[]): Input =>
  Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)))

/** A required member that is not there. */
export const missing = (operation: Operation, name: string): Flaw => flaw(operation, `${name} missing`, (input) => without(input, name))

/** A member with a value that it must not have. */
export const wrong = (operation: Operation, name: string, how: string, value: unknown): Flaw =>
  flaw(operation, `${name} ${how}`, (input) => ({ ...input, [name]: value }))

/** A number just outside its bounds. */
export const outside = (
  operation: Operation,
  name: string,
  { min, max }: { readonly min: number; readonly max: number },
): readonly Flaw[] => [wrong(operation, name, `below ${min}`, min - 1), wrong(operation, name, `above ${max}`, max + 1)]

/** A flaw that only one type of queue minds. */
export const onlyOn = (type: 'standard' | 'fifo', { operation, how, spoil }: Flaw): Flaw =>
  flaw(operation, how, (input, by) => (by.queue?.isFifo === (type === 'fifo') ? spoil(input, by) : undefined))

type Entry = Input
/** The last entry of a batch spoilt, so that the others before it are valid. */
export const lastEntry = (operation: Operation, how: string, spoil: (entry: Entry, by: Spoiling) => Entry | undefined): Flaw =>
  flaw(operation, how, (input, by) => {
    const entries = input['Entries'] as readonly Entry[]
    const spoilt = spoil(entries.at(-1)!, by)
    return spoilt && { ...input, Entries: [...entries.slice(0, -1), spoilt] }
  })
