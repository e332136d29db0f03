import { TIERS, tiersOf, type Tier } from '../ledger/dependence.js'
import { readLedger, services } from '../ledger/read-ledger.js'
import { frozenIn, frozenMonths, MONTH } from '../ledger/sets.js'
import { isConfirmed } from './causes/causes.js'
import type { Report, Row } from './report.js'

/** What part of a tier must conform for it to be claimed. */
export const TIER_DEMANDS: Readonly<Record<Tier, number>> = { core: 1, broad: 0.95 }

/** So much of a tier may be undecided (skipped, inconclusive, not run) where it is claimed. */
const UNDECIDED_AT_MOST = 0.05

/** How far a target is in one tier of one service. */
export interface Score {
  readonly service: string
  readonly tier: Tier
  /** Clauses of the tier, and what they came to; `undecided` are those that were skipped, inconclusive or not run. */
  readonly clauses: number
  readonly conforms: number
  readonly diverges: number
  readonly unsupported: number
  readonly undecided: number
  /** Of what was decided, the part that conforms; from 0 to 1. What is not supported does not. */
  readonly share: number
  /** Whether the target may claim it: enough conforms, nearly all was decided, and the tiers below are reached. */
  readonly isReached: boolean
}

/** A month that no set was frozen in or before. The message says which there are. */
export class UnknownSet extends Error {
  override readonly name = 'UnknownSet'
}

/**
 * The ids that are scored.
 *
 * @param asOf `2026-12`: what was frozen until then; everything there is unless given
 * @throws UnknownSet
 */
export const scoredIds = (asOf: string | undefined): ((id: string) => boolean) => {
  if (asOf === undefined) return () => true
  const months = frozenMonths()
  if (!MONTH.test(asOf) || !months.some((month) => month <= asOf)) {
    throw new UnknownSet(`nothing was frozen in or before ${asOf}; there are requirement sets of: ${months.join(', ') || 'no month yet'}`)
  }
  const frozen = frozenIn()
  return (id) => (frozen.get(id) ?? '~') <= asOf
}

/** Every tier of every service that a report has rows of. */
export const scoresOf = ({ rows, footer }: Report, asOf?: string): readonly Score[] => {
  const isScored = scoredIds(asOf)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return services()
    .filter((service) => readLedger(service).some(({ id }) => byId.has(id)))
    .flatMap((service) => {
      const lines = readLedger(service).filter((line) => line.left_out === undefined && line.where !== 'aws-only' && isScored(line.id))
      const scores: Score[] = []
      for (const tier of TIERS) {
        const ids = lines.filter((line) => tiersOf(line).includes(tier)).map(({ id }) => id)
        if (ids.length === 0) continue
        const score = scoreOf(
          service,
          tier,
          ids.map((id) => byId.get(id)),
        )
        scores.push({ ...score, isReached: score.isReached && footer.complete && scores.every((below) => below.isReached) })
      }
      return scores
    })
}

const scoreOf = (service: string, tier: Tier, rows: readonly (Row | undefined)[]): Score => {
  const count = (is: (row: Row) => boolean): number => rows.filter((row) => row !== undefined && is(row)).length
  const conforms = count(({ verdict }) => verdict === 'conforms')
  const diverges = count(isConfirmed)
  const unsupported = count(({ verdict }) => verdict === 'unsupported')
  const decided = conforms + diverges + unsupported
  const undecided = rows.length - decided
  const share = decided === 0 ? 0 : conforms / decided
  const clauses = rows.length
  return {
    service,
    tier,
    clauses,
    conforms,
    diverges,
    unsupported,
    undecided,
    share,
    isReached: share >= TIER_DEMANDS[tier] && isMostlyDecided({ clauses, undecided }),
  }
}

/** `97.4 %`; never 100 where something is missing. */
export const percent = (share: number): string => `${(Math.floor(share * 1000) / 10).toFixed(1).replace(/\.0$/, '')} %`

/** Whether enough was decided for a share to say something of the tier. */
export const isMostlyDecided = ({ clauses, undecided }: Pick<Score, 'clauses' | 'undecided'>): boolean =>
  undecided <= clauses * UNDECIDED_AT_MOST

/** `sqs core 97.4 % (188 of 193; 4 undecided)`; of part of a tier, `sqs core: 6 of 6 conform, 153 were not decided`. */
export const scoreText = (score: Score): string => {
  const { service, tier, share, conforms, diverges, unsupported, undecided, isReached } = score
  const decided = conforms + diverges + unsupported
  if (!isMostlyDecided(score)) return `${service} ${tier}: ${conforms} of ${decided} conform, ${undecided} were not decided`
  return `${service} ${tier}${isReached ? ' reached,' : ''} ${percent(share)} (${conforms} of ${decided}${undecided === 0 ? '' : `; ${undecided} undecided`})`
}
