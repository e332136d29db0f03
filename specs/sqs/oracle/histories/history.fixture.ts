import type { ClauseId } from '../../../../reference/core/reading.js'
import type { Exchange } from '../../../../src/oracle/exchange.js'
import type { Strictness } from '../../../../src/oracle/oracle.js'
import { profileOf, type ProfileName } from '../../../../src/suite/profiles.js'
import type { Slack } from '../../../../src/targets/target.js'
import { manyServersOnly } from '../../profiles.js'

/** A history written by hand, and what an observer must make of its last exchange; all before it are admitted. */
export interface History {
  readonly name: string
  /** The clause under which the last answer is refused; `undefined` where it is admitted, `undecided` where nothing can be said of it. */
  readonly refusedUnder: ClauseId | 'undecided' | undefined
  readonly exchanges: readonly Exchange[]
  /** Whether exchanges before the last one may be undecided. */
  readonly isOpen: boolean
  readonly strictness: Strictness
}

/** How strict the observer of a history is: what its line `with` may set. */
export interface Held {
  readonly profile?: ProfileName
  readonly beginsInTheMiddle?: boolean
  /** Other services may put messages in. */
  readonly isFed?: boolean
  /** Exchanges before the last one may be undecided. */
  readonly isOpen?: boolean
  /** Milliseconds for which something due may be late. */
  readonly lateness?: number
  /** Freedoms that are granted besides those of the profile. */
  readonly grants?: readonly ClauseId[]
  /** Freedoms that are not granted, whatever the profile says. */
  readonly withholds?: readonly ClauseId[]
  /** Clauses that are held against nobody. */
  readonly aside?: readonly ClauseId[]
  /** How far the clock of the service may be off, in milliseconds and in millionths of a span. */
  readonly slack?: Slack
}
export const HELD = ['profile', 'beginsInTheMiddle', 'isFed', 'isOpen', 'lateness', 'grants', 'withholds', 'aside', 'slack'] as const

/** By default the observer knows of a single node that is never late. */
export const history = (name: string, exchanges: readonly Exchange[], refusedUnder: History['refusedUnder'], held: Held): History => {
  const { profile = 'single-node', beginsInTheMiddle = false, isFed = false, isOpen = beginsInTheMiddle, lateness = 0 } = held
  const { grants = [], withholds = [], aside = [], slack = { ms: 1, ppm: 0 } } = held
  const granted = profileOf(profile, lateness, manyServersOnly, () => {})
  const tolerates = (id: ClauseId): boolean => !withholds.includes(id) && (grants.includes(id) || granted.tolerates(id))
  return {
    name,
    refusedUnder,
    isOpen,
    exchanges,
    strictness: { profile, tolerates, lateness, slack, beginsInTheMiddle, isFed, aside: new Set(aside) },
  }
}
