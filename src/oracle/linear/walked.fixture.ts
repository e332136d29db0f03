import { readAdversity } from '../../../reference/core/adversity.js'
import type { Level } from '../../../reference/core/adversity.js'
import type { Service } from '../../../reference/core/service.js'
import { LATENESS, type ManyServersOnly } from '../../suite/profiles.js'
import type { Client, Move } from '../client.js'
import type { Exchange } from '../exchange.js'
import type { Strictness } from '../oracle.js'
import { CONDITIONS, latenessUnder, lingeringUnder, slackUnder, type ConditionsName } from '../simulation/conditions.js'
import { Simulation } from '../simulation/simulation.js'
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

export interface Recorded {
  /** In the order in which answers were received. */
  readonly exchanges: readonly Exchange[]
  /** As how strictly it may be judged. */
  readonly strictness: Strictness
}

const judgedUnder = (manyServersOnly: ManyServersOnly, { level, conditions }: Wanted): Strictness => {
  const isSharp = level === 'calm'
  const way = CONDITIONS[conditions]
  return {
    profile: isSharp ? 'single-node' : 'as-documented',
    tolerates: (id: string) => !isSharp || !(id in manyServersOnly),
    lateness: (isSharp ? 0 : LATENESS['as-documented']) + latenessUnder(way),
    lingering: lingeringUnder(way),
    slack: slackUnder(way),
  }
}
const adversityOf = (services: readonly Service[], level: Level) =>
  readAdversity(
    level,
    services.flatMap(({ freedoms }) => freedoms),
  )
const inOrder = (exchanges: readonly Exchange[]): readonly Exchange[] => [...exchanges].sort((a, b) => a.received - b.received)

/** What several clients did at the reference who walk. */
export const walkedHistory = async (walks: Walks, manyServersOnly: ManyServersOnly, wanted: Wanted): Promise<Recorded> => {
  const { seed, conditions, level, steps = 120, clients = 3 } = wanted
  const strictness = judgedUnder(manyServersOnly, wanted)
  const { exchanges } = await walkSimulated(drawnPlan(plansOf({ walks, steps }), seed), {
    walks,
    conditions,
    seed,
    clients,
    profile: strictness,
    adversity: adversityOf([walks.reference, ...(walks.others ?? []).map(({ reference }) => reference)], level),
    judgeHistory: () => ({ judged: [], findings: [] }),
  })
  return { exchanges: inOrder(exchanges), strictness }
}

/** What clients did at the reference who follow scripts: those of one act at the same time, one act after the other. */
export const playedHistory = async (
  [service, ...others]: readonly [Service, ...Service[]],
  manyServersOnly: ManyServersOnly,
  wanted: Wanted,
  acts: readonly (readonly Script[])[],
): Promise<Recorded> => {
  const { seed, conditions, level } = wanted
  const adversity = adversityOf([service, ...others], level)
  const site = new Simulation({ service, others, conditions: CONDITIONS[conditions], seed, adversity })
  const exchanges: Exchange[] = []
  for (const [act, scripts] of acts.entries())
    exchanges.push(...(await site.run(scripts.map((script, nth) => scripted(`${act}.${nth}`, script)))).exchanges)
  return { exchanges: inOrder(exchanges), strictness: judgedUnder(manyServersOnly, wanted) }
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
const scripted = (name: string, script: Script): Client => {
  let last: Exchange | undefined
  return {
    name,
    next: () => (last === undefined ? script.next() : script.next(last)).value ?? undefined,
    see(exchange) {
      last = exchange
    },
  }
}
