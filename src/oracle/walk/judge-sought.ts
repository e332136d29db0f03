import type { ClauseId } from '../../../reference/core/reading.js'
import type { Exchange } from '../exchange.js'
import { judgeTrace } from '../judge.js'
import { type Step, UNNAMED } from '../oracle.js'
import { pastKnown } from '../past-known.js'
import type { Finding, JudgeHistory } from './walk.js'

/** An order is sought so many times at most: each takes a while. */
const MOST_ROUNDS = 4

const UNDECIDED: Step = { verdict: 'undecided', used: [], tested: [] }

/**
 * Judges what several clients did as an observer must, who knows intervals alone: an order is sought in which everything is allowed.
 *
 * @param budget exchanges judged in vain, past which it is undecided
 */
export const judgeSought =
  (budget?: number): JudgeHistory =>
  ({ exchanges }, { walks, strictness, isEnough = () => true }) => {
    const judged = pastKnown(walks.judged)
    const aside = new Set<ClauseId>(strictness.aside)
    const findings: Finding[] = []
    for (let round = 1; ; round++) {
      const steps = new Map<Exchange, Step>()
      const { accusations } = judgeTrace(exchanges, { ...strictness, aside }, judged, {
        budget,
        witness: ({ exchange, step }) => void steps.set(exchange, step),
      })
      const before = findings.map(({ clause }) => clause)
      const found: Finding[] = []
      for (const { step, history } of accusations) {
        const clause = step.clause ?? UNNAMED
        if (aside.has(clause)) continue
        aside.add(clause)
        found.push({ clause, step, accused: history, aside: before })
      }
      findings.push(...found)
      if (found.length > 0 && round < MOST_ROUNDS && !found.some(isEnough)) continue
      // What led nowhere was judged for nothing.
      const told =
        found.length > 0
          ? [...steps].map(([exchange, step]) => ({ exchange, step }))
          : exchanges.map((exchange) => ({ exchange, step: steps.get(exchange) ?? UNDECIDED }))
      return { judged: told, findings }
    }
  }
