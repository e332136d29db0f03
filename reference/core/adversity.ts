import { closest } from './closest.js'
import type { Random } from './random.js'
import type { ClauseId } from './reading.js'
import type { Named, Surprises } from './surprises.js'

export const LEVELS = ['calm', 'aws-like', 'hostile'] as const
/** `calm` uses no freedom, `aws-like` each about as often as AWS is known to, `hostile` all of them all the time. */
export type Level = (typeof LEVELS)[number]

/** Something that the documentation leaves open to the service, by its line of the ledger, and what the reference makes of it. */
export interface Freedom {
  readonly id: ClauseId
  /** What the server does when it uses it. */
  readonly does: string
  /** How likely it is used each time it could be, from 0 to 1. */
  readonly awsLike: number
  readonly hostile: number
  /** Whether it befalls who makes or changes a resource and uses it at once, rather than messages. */
  readonly isSettling?: boolean
}

/**
 * Freedoms as a table tells them, one a line: its line of the ledger, how likely it is used under `aws-like` and `hostile`, and what it does.
 * A `+` before it says that it is settling; what stands behind `#` heads a part of the table.
 */
export const freedoms = (table: string): readonly Freedom[] =>
  table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line): Freedom => {
      const [, settling, id, awsLike, hostile, does] = /^(\+ )?([a-z][\w.-]*) ([\d.]+) ([\d.]+) (.+)$/.exec(line) ?? []
      if (does === undefined) throw new SyntaxError(`a freedom is told by its id, two chances and what it does, not by: ${line}`)
      const freedom = { id: id as ClauseId, does, awsLike: Number(awsLike), hostile: Number(hostile) }
      return settling === undefined ? freedom : { ...freedom, isSettling: true }
    })

/** The freedoms that a world uses, and how likely each. */
export type Chances = ReadonlyMap<ClauseId, number>

/** How a world makes use of what the documentation leaves open. */
export interface Adversity {
  /** As it was asked for: `hostile,-sqs.receive.order-best-effort`. */
  readonly text: string
  readonly chances: Chances
  /** Where each use is to be told and can be had again; else they are drawn in turn. */
  readonly surprises?: Surprises | undefined
}

/** Whether a world uses the freedom on this occasion. @param about what it befalls, where that is not what the request is about */
export const uses = ({ chances, surprises }: Adversity, random: Random, freedom: ClauseId, about?: () => string): boolean => {
  const chance = chances.size === 0 ? undefined : chances.get(freedom)
  if (chance === undefined) return false
  return surprises === undefined ? random.next() < chance : surprises.uses(freedom, chance, about?.())
}

/** Which of several things a world uses the freedom on, on this occasion, if on any. */
export const usedOn = <T>(
  { chances, surprises }: Adversity,
  random: Random,
  freedom: ClauseId,
  about: () => string,
  things: () => readonly T[],
  name: Named<T>,
): T | undefined => {
  const chance = chances.size === 0 ? undefined : chances.get(freedom)
  if (chance === undefined) return undefined
  if (surprises !== undefined) return surprises.among(freedom, chance, about(), things(), name)
  if (random.next() >= chance) return undefined
  const found = things()
  return found[Math.floor(random.next() * Math.max(1, found.length))]
}

/** A detail of what was used last: a whole number from 0 to `below` - 1. */
export const pick = ({ surprises }: Adversity, random: Random, below: number): number =>
  surprises?.pick(below) ?? Math.floor(random.next() * below)

export const CALM: Adversity = { text: 'calm', chances: new Map() }

/** Where a freedom is switched on by its name alone. */
const ALONE = 0.5

const chanceUnder = (level: Level, { awsLike, hostile }: Freedom): number =>
  level === 'calm' ? 0 : level === 'hostile' ? hostile : awsLike

/**
 * Reads what is asked for: a level, freedoms to add (`<id>`, or `<id>=0.3` with how likely they are used) and to leave out (`-<id>`), in this
 * order from left to right, separated by commas. Nothing is `calm`.
 *
 * Throws a `RangeError` that says what to give instead.
 */
export const readAdversity = (text: string, freedoms: readonly Freedom[]): Adversity => {
  const chances = new Map<ClauseId, number>()
  const parts = text.split(',').map((part) => part.trim())
  for (const part of parts) {
    if (part === '') continue
    const level = LEVELS.find((name) => name === part)
    if (level === undefined) change(part, chances, freedoms)
    else for (const freedom of freedoms) set(chances, freedom.id, chanceUnder(level, freedom))
  }
  return chances.size === 0 ? CALM : { text: parts.filter((part) => part !== '').join(','), chances }
}

const change = (part: string, chances: Map<ClauseId, number>, freedoms: readonly Freedom[]): void => {
  const leftOut = part.startsWith('-')
  const [name = '', given, ...rest] = (leftOut ? part.slice(1) : part).split('=')
  const freedom = freedoms.find(({ id }) => id === name)
  if (freedom === undefined) throw new RangeError(unknown(name, freedoms))
  const chance = given === undefined ? Math.max(ALONE, freedom.hostile) : Number(given)
  if (rest.length > 0 || given?.trim() === '' || !(chance >= 0 && chance <= 1)) {
    throw new RangeError(`How likely ${name} is used must be a number from 0 to 1, as in ${name}=0.3, not ${part}.`)
  }
  if (leftOut && given !== undefined) throw new RangeError(`Leave a freedom out by -${name}, without a number.`)
  set(chances, freedom.id, leftOut ? 0 : chance)
}

const set = (chances: Map<ClauseId, number>, id: ClauseId, chance: number): void => {
  if (chance > 0) chances.set(id, chance)
  else chances.delete(id)
}

const unknown = (name: string, freedoms: readonly Freedom[]): string => {
  const near = closest(name, [...LEVELS, ...freedoms.map(({ id }) => id)])
  const meant = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Give ${LEVELS.join(', ')}, or the id of a freedom.`
  return `There is no adversity called ${name.slice(0, 200)}. ${meant} --adversity help lists them all.`
}
