import type { Exchange } from '../exchange.js'
import { judgeTrace } from '../judge.js'
import type { Step } from '../oracle.js'
import { type JudgeHistory, UNNAMED } from './walk.js'

const UNDECIDED: Step = { verdict: 'undecided', used: [], tested: [] }

/**
 * Judges what several clients did as an observer must, who knows intervals alone: an order is sought in which everything is allowed.
 *
 * @param budget exchanges judged in vain, past which it is undecided
 */
export const judgeSought =
  (budget?: number): JudgeHistory =>
  ({ exchanges }, _open, { walks, strictness }) => {
    const steps = new Map<Exchange, Step>()
    const { accusations } = judgeTrace(exchanges, strictness, walks.judged, {
      budget,
      witness: ({ exchange, step }) => void steps.set(exchange, step),
    })
    const [accusation] = accusations
    const judged = accusation
      ? [...steps].map(([exchange, step]) => ({ exchange, step }))
      : exchanges.map((exchange) => ({ exchange, step: steps.get(exchange) ?? UNDECIDED }))
    return { judged, refusedBy: accusation && (accusation.step.clause ?? UNNAMED), accused: accusation?.history ?? [] }
  }
