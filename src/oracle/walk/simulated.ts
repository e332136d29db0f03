import type { Adversity } from '../../../reference/core/adversity.js'
import type { ServiceWorld } from '../../../reference/core/service.js'
import type { Site } from '../../../reference/core/world.js'
import { hash32 } from '../../hash.js'
import type { Strictness } from '../oracle.js'
import { CONDITIONS, latenessUnder, lingeringUnder, slackUnder } from '../simulation/conditions.js'
import type { ConditionsName } from '../simulation/conditions.js'
import { Simulation } from '../simulation/simulation.js'
import type { Plan } from './plan.js'
import { judgeSought } from './judge-sought.js'
import { walk } from './walk.js'
import type { JudgeHistory, Walked, Walking } from './walk.js'
import type { Walks } from './walks.js'

/** A walk on the reference behind a simulated network. */
export interface Simulated {
  readonly walks: Walks
  readonly conditions: ConditionsName
  /** What the network, the server's clock and its choices are drawn from. */
  readonly seed: number
  readonly clients: number
  readonly profile: Pick<Strictness, 'profile' | 'tolerates' | 'lateness' | 'aside'>
  readonly judgeHistory?: JudgeHistory
  readonly isEnough?: Walking['isEnough']
  /** How the service uses what the documentation leaves open; calm unless given. */
  readonly adversity?: Adversity | undefined
  /** Opens the service; the reference unless given. */
  readonly open?: (world: Site) => ServiceWorld
}

/** Everything happens within a simulated day or so, whatever a walk waits for. */
const LONGEST_PAUSE_MS = 20 * 60_000

/** Walks a plan in simulation; the same plan and settings always come to the same. */
export const walkSimulated = (
  plan: Plan,
  { walks, conditions: name, seed, clients, profile, judgeHistory = judgeSought(), isEnough, adversity, open }: Simulated,
): Promise<Walked> => {
  const conditions = CONDITIONS[name]
  const site = new Simulation({
    service: walks.reference,
    others: (walks.others ?? []).map(({ reference }) => reference),
    conditions,
    seed: hash32(`${seed} site`),
    adversity,
    ...(open ? { open } : {}),
  })
  const strictness: Strictness = {
    ...profile,
    lateness: profile.lateness + latenessUnder(conditions),
    lingering: lingeringUnder(conditions),
    slack: slackUnder(conditions),
  }
  return walk(plan, site, { walks, clients, strictness, longestPauseMs: LONGEST_PAUSE_MS, judgeHistory, isEnough })
}
