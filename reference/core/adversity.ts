import { closest } from './closest.js'
import type { ClauseId } from './reading.js'

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
}

/** The freedoms that a world uses, and how likely each. */
export type Chances = ReadonlyMap<ClauseId, number>

/** How a world makes use of what the documentation leaves open. */
export interface Adversity {
  /** As it was asked for: `hostile,-sqs.receive.order-best-effort`. */
  readonly text: string
  readonly chances: Chances
}

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
