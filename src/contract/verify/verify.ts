import { findLine } from '../../ledger/read-ledger.js'
import { type Divergence, judgeByService } from '../../oracle/check/check-trace.js'
import type { Registry } from '../../oracle/check/registry.js'
import type { TracedExchange } from '../../oracle/trace/form.js'
import type { ProfileName } from '../../suite/profiles.js'
import type { Result } from '../../suite/result.js'
import type { RunResult } from '../../suite/run.js'
import type { RunOptions } from '../../suite/run-options.js'
import type { Target } from '../../targets/target.js'
import type { Contract, Reliance } from '../contract.js'
import { byService } from '../derive/by-service.js'
import { replay, REPLAY_SLACK_MS, type Replayed } from './replay.js'

/** What a target came to, held to an application's contract. */
export interface Verified {
  /** The suite's verdicts on the clauses of the contract, with what the application made of them. */
  readonly rows: readonly { readonly reliance: Reliance; readonly result: Result }[]
  /** Clauses of the contract that no ledger of this suite has. */
  readonly unknown: readonly Reliance[]
  /** Clauses that this suite has no test of its own for: the repeated requests alone tell of them. */
  readonly untested: readonly Reliance[]
  /** Nothing where there was no trace to repeat. */
  readonly replayed?: Replayed & { readonly divergences: readonly Divergence[]; readonly admitted: number; readonly undecided: number }
  /** Why not everything could be judged. */
  readonly error?: string
}

export interface Verifying {
  readonly contract: Contract
  /** What is repeated; empty where there is no trace. */
  readonly exchanges: readonly TracedExchange[]
  readonly registry: Registry
  readonly profile: ProfileName
  readonly target: Target
  /** Runs the clauses with these ids. */
  readonly runSuite: (options: Pick<RunOptions, 'only'>) => Promise<RunResult>
}

/** Holds a target to the clauses that an application relies on, and to the application's own requests. */
export const verify = async ({ contract, exchanges, registry, profile, target, runSuite }: Verifying): Promise<Verified> => {
  const known = contract.clauses.filter(({ id }) => findLine(id) !== undefined)
  const unknown = contract.clauses.filter((reliance) => !known.includes(reliance))
  const ran = known.length === 0 ? undefined : await runSuite({ only: known.map(({ id }) => id) })
  const results = new Map(ran?.results.map((result) => [result.id, result]))
  const replayed = exchanges.length === 0 ? undefined : await replay(exchanges, target)
  return {
    rows: known.flatMap((reliance) => {
      const result = results.get(reliance.id)
      return result === undefined ? [] : [{ reliance, result }]
    }),
    unknown,
    untested: ran?.error === undefined ? known.filter(({ id }) => !results.has(id)) : [],
    ...(replayed === undefined ? {} : { replayed: { ...replayed, ...judged(replayed.exchanges, registry, profile, target) } }),
    ...(ran?.error === undefined || /^no clause is meant/.test(ran.error) ? {} : { error: ran.error }),
  }
}

/** Everything was made here, by nobody else: nothing was there before. Only where several services are used, one may put things into another. */
const judged = (exchanges: readonly TracedExchange[], registry: Registry, profile: ProfileName, { slack }: Target) => {
  const services = byService(exchanges)
  if (services.size === 0) return { divergences: [], admitted: 0, undecided: 0 }
  const known = { beginsInTheMiddle: false, isFed: services.size > 1 }
  const { divergences, judgement } = judgeByService(services, registry, {
    profile,
    slack: { ...slack, ms: Math.max(slack.ms, REPLAY_SLACK_MS) },
    known,
  })
  return { divergences, admitted: judgement.admitted, undecided: judgement.undecided + judgement.unjudged }
}

/** What of the contract is broken: clauses with a verdict against them, and clauses that repeated requests broke. */
export const brokenIn = ({ rows, replayed }: Verified): readonly string[] => [
  ...new Set([
    ...rows.filter(({ result }) => result.verdict === 'diverges' || result.verdict === 'unsupported').map(({ reliance }) => reliance.id),
    ...(replayed?.divergences.map(({ clause }) => clause ?? 'an answer that nothing allows') ?? []),
  ]),
]
