import type { ConditionsName } from '../oracle/simulation/conditions.js'
import type { ProfileName } from '../suite/profiles.js'

/** Which reference serves: the usual one, or the one that leaves every decision to the rules, where there is one. */
export type Serving = 'indexed' | 'unindexed'

/** A walk that is always the same. */
export interface WalkTest {
  readonly kind: 'walk'
  readonly seed: number
  readonly conditions: ConditionsName
  readonly clients: number
  readonly profile: ProfileName
  /** How the server uses what the documentation leaves open; not at all unless given. */
  readonly adversity?: string
  /** Seen with one thing in it that was otherwise, drawn by this number; or as another service says it that does the same. */
  readonly altered?: number
  readonly isSaidOtherwise?: boolean
  /** Served from the index, also where every rule is to be tried. */
  readonly isFast?: boolean
  /** The first part of it was not seen, and the observer knows that there was something before. */
  readonly isCut?: boolean
}
/** A history that was written by hand, with what an observer must make of it. */
export interface HistoryTest {
  readonly kind: 'history'
  readonly name: string
}
/** What an observer is shown. */
export type Seen = WalkTest | HistoryTest
/** A clause, judged on one reference or the other. */
export interface ClauseTest {
  readonly kind: 'clause'
  readonly id: string
  readonly serving: Serving
}
/** Whether the index of a reference serves one drawn walk as it should. */
export interface IndexTest {
  readonly kind: 'index'
  readonly seed: number
}
export type Test = WalkTest | HistoryTest | ClauseTest | IndexTest

const STEPS = 40
export { STEPS as STEPS_OF_A_WALK }

const walks = (count: number, first: number, rest: Omit<WalkTest, 'kind' | 'seed'>): WalkTest[] =>
  Array.from({ length: count }, (_, nth) => ({ kind: 'walk', seed: first + nth, ...rest }))

/** By which a served model is measured, the quickest and sharpest first. */
export const WALKS: readonly WalkTest[] = [
  ...walks(240, 1, { conditions: 'near', clients: 1, profile: 'single-node' }),
  ...walks(40, 2001, { conditions: 'near', clients: 3, profile: 'single-node' }),
  // What the documentation leaves open is shown by a server that makes use of it.
  ...walks(60, 10_001, { conditions: 'near', clients: 1, profile: 'as-documented', adversity: 'hostile' }),
  ...walks(30, 11_001, { conditions: 'near', clients: 1, profile: 'as-documented', adversity: 'aws-like' }),
]

/** By which the observer is measured: he must accuse nobody in these. */
export const HONEST: readonly WalkTest[] = [
  ...walks(60, 3001, { conditions: 'near', clients: 1, profile: 'single-node' }),
  ...walks(40, 4001, { conditions: 'usual', clients: 1, profile: 'as-documented' }),
  ...walks(40, 5001, { conditions: 'usual', clients: 1, profile: 'single-node' }),
  ...walks(80, 12_001, { conditions: 'lossy', clients: 1, profile: 'single-node' }),
  ...walks(20, 6001, { conditions: 'rough', clients: 1, profile: 'as-documented' }),
  ...walks(50, 8001, { conditions: 'near', clients: 1, profile: 'as-documented', adversity: 'hostile' }),
  ...walks(20, 9001, { conditions: 'usual', clients: 1, profile: 'as-documented', adversity: 'aws-like' }),
  ...walks(20, 7001, { conditions: 'usual', clients: 3, profile: 'single-node' }),
  ...walks(30, 3001, { conditions: 'near', clients: 1, profile: 'single-node', isSaidOtherwise: true }),
]

/** What he must make of these nobody says: but with a mutant the same as without. */
export const ALTERED: readonly WalkTest[] = [
  ...[1, 2, 3].flatMap((altered) => walks(60, 3001, { conditions: 'near', clients: 1, profile: 'single-node', altered })),
  ...[1, 2].flatMap((altered) => walks(40, 5001, { conditions: 'usual', clients: 1, profile: 'single-node', altered })),
  ...walks(40, 8001, { conditions: 'near', clients: 1, profile: 'as-documented', adversity: 'hostile', altered: 1 }),
  ...walks(20, 7001, { conditions: 'usual', clients: 3, profile: 'single-node', altered: 1 }),
  ...walks(40, 5001, { conditions: 'usual', clients: 1, profile: 'single-node', isCut: true }),
  ...walks(20, 7001, { conditions: 'usual', clients: 3, profile: 'single-node', isCut: true }),
]

export const INDEX_WALKS: readonly IndexTest[] = Array.from({ length: 300 }, (_, seed) => ({ kind: 'index', seed: seed + 1 }))

/** Long polls and groups, as an index finds them: what it loses is owed. */
export const FAST_WALKS: readonly WalkTest[] = walks(80, 1, { conditions: 'near', clients: 1, profile: 'single-node', isFast: true })

export const nameOf = (test: Test): string => {
  if (test.kind === 'clause') return test.id
  if (test.kind === 'index') return `index ${test.seed}`
  // What tells a test from what it found is a colon.
  if (test.kind === 'history') return `history ${test.name.replaceAll(':', ',')}`
  const { adversity = 'calm', conditions, clients, profile, seed, altered, isSaidOtherwise, isCut, isFast } = test
  return `walk ${adversity} ${conditions} ${clients} ${profile} ${seed}${altered === undefined ? '' : ` altered ${altered}`}${isSaidOtherwise ? ' said otherwise' : ''}${isCut ? ' cut' : ''}${isFast ? ' fast' : ''}`
}
