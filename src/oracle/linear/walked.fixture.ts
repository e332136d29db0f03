import { readAdversity } from '../../../reference/core/adversity.js'
import type { Level } from '../../../reference/core/adversity.js'
import { LATENESS, type ManyServersOnly } from '../../suite/profiles.js'
import type { Client, Move } from '../client.js'
import type { Exchange } from '../exchange.js'
import type { Strictness } from '../oracle.js'
import { CONDITIONS, latenessUnder, lingeringUnder, slackUnder, type ConditionsName } from '../simulation/conditions.js'
import { plansOf } from '../walk/mass.js'
import { drawnPlan } from '../walk/shrink-walk.js'
import { walkSimulated } from '../walk/simulated.js'
import type { Walks } from '../walk/walks.js'
import type { Bounds } from './bounds.js'
import type { Findings } from './findings.js'
import { linearChecker } from './linear-checker.js'
import type { ServiceLaws } from './service-laws.js'

export interface Wanted {
  readonly seed: number
  readonly conditions: ConditionsName
  readonly level: Level
  readonly steps?: number
  readonly clients?: number
}

/** What several clients did at the reference, in the order in which answers were received; and as how strictly it may be judged. */
export const walkedHistory = async (
  walks: Walks,
  manyServersOnly: ManyServersOnly,
  { seed, conditions, level, steps = 120, clients = 3 }: Wanted,
): Promise<{ readonly exchanges: readonly Exchange[]; readonly strictness: Strictness }> => {
  const isSharp = level === 'calm'
  const profile = {
    profile: isSharp ? 'single-node' : 'as-documented',
    tolerates: (id: string) => !isSharp || !(id in manyServersOnly),
    lateness: isSharp ? 0 : LATENESS['as-documented'],
  }
  const freedoms = [walks.reference, ...(walks.others ?? []).map(({ reference }) => reference)].flatMap(({ freedoms: own }) => own)
  const { exchanges } = await walkSimulated(drawnPlan(plansOf({ walks, steps }), seed), {
    walks,
    conditions,
    seed,
    clients,
    profile,
    adversity: readAdversity(level, freedoms),
    judgeHistory: () => ({ judged: [], findings: [] }),
  })
  const way = CONDITIONS[conditions]
  const strictness = { ...profile, lateness: profile.lateness + latenessUnder(way), lingering: lingeringUnder(way), slack: slackUnder(way) }
  return { exchanges: [...exchanges].sort((a, b) => a.received - b.received), strictness }
}

/** Holds a history to laws, with small filters. */
export const heldTo = (
  laws: readonly ServiceLaws[],
  exchanges: readonly Exchange[],
  strictness: Strictness,
  bounds: Partial<Bounds> = {},
): Findings => {
  const checker = linearChecker(laws, strictness, { filterBits: 2 ** 16, ...bounds })
  for (const one of exchanges) checker.see(one)
  return checker.end()
}

/** What a client does: it yields requests, and is told what became of each. */
export type Script = Generator<Move, void, Exchange>

/** A client that follows a script. */
export const scripted = (name: string, script: Script): Client => {
  let last: Exchange | undefined
  return {
    name,
    next: () => (last === undefined ? script.next() : script.next(last)).value ?? undefined,
    see(exchange) {
      last = exchange
    },
  }
}
