import type { ClauseId } from '../../reference/core/reading.js'
import type { Exchange } from './exchange.js'
import type { Judged, Oracle, Step, Strictness } from './oracle.js'
import { partition } from './partition.js'

/** What came of judging requests that overlap in time. */
export interface Concurrent<E extends Exchange = Exchange> {
  readonly verdict: Step['verdict']
  /**
   * One order in which they may have taken effect, with what was said of each; of a refusal the order that came farthest, its last step being
   * the refused one. Of what could not be decided (for want of budget, say) as much as is known, or nothing.
   */
  readonly steps: readonly Judgment<E>[]
  /** Beliefs after each order that is possible, those that print alike once; none unless `admitted`. */
  readonly oracles: readonly Oracle[]
  /** Why nothing could be decided. */
  readonly reason?: string
}

/**
 * Seeks orders for requests that overlap.
 *
 * @param oracle the beliefs before all of them; not to be changed
 * @param budget steps of the search, past which it is undecided
 */
export type JudgeConcurrent = <E extends Exchange>(oracle: Oracle, exchanges: readonly E[], budget: number) => Concurrent<E>

/** An exchange with what an oracle says of it. */
export interface Judgment<E extends Exchange = Exchange> {
  readonly exchange: E
  readonly step: Step
}

/** What was seen of one exchange, or of some that overlapped: what was believed before and after, one line a thing. */
export interface Witnessed<E extends Exchange = Exchange> {
  readonly judged: readonly Judgment<E>[]
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** An answer that the documentation excludes. */
export interface Accusation<E extends Exchange = Exchange> extends Judgment<E> {
  /** What led there: all that touched the same things, in the order of judgment; the accused exchange is the last. */
  readonly history: readonly E[]
}

export interface Judgement<E extends Exchange = Exchange> {
  readonly exchanges: number
  readonly admitted: number
  readonly undecided: number
  /** What came after an accusation, and touches the same things: beliefs were of no use any more. */
  readonly unjudged: number
  /** At most one for each part of the exchanges that touches nothing of the others. */
  readonly accusations: readonly Accusation<E>[]
  /** Freedoms without which an answer would have been refused, and how often. */
  readonly used: ReadonlyMap<ClauseId, number>
  /** Rules that had their chance, and how often. */
  readonly tested: ReadonlyMap<ClauseId, number>
  /** Why exchanges are undecided: a rule, or a reason; and how many. */
  readonly reasons: ReadonlyMap<string, number>
}

export interface JudgeOptions<E extends Exchange> {
  readonly concurrent?: JudgeConcurrent | undefined
  /** Steps of the search for each group of overlapping requests. */
  readonly budget?: number | undefined
  /** Called with each step; that beliefs are described costs time. */
  readonly witness?: ((witnessed: Witnessed<E>) => void) | undefined
}

const BUDGET = 100_000
const UNDECIDED: Step = { verdict: 'undecided', used: [], tested: [] }

/** Holds exchanges of one service in one region of one account to the documentation, as far as the strictness goes. */
export const judgeTrace = <E extends Exchange>(
  exchanges: readonly E[],
  strictness: Strictness,
  judged: Judged,
  options: JudgeOptions<E> = {},
): Judgement<E> => {
  const [first] = exchanges
  const where = { region: first?.region ?? '', account: exchanges.find(({ account }) => account !== undefined)?.account }
  const tally = new Tally<E>(exchanges.length)
  for (const part of partition(exchanges, (exchange) => judged.touches(exchange))) judgePart(part, judged.open(where, strictness), tally, options)
  return tally
}

const judgePart = <E extends Exchange>(part: readonly E[], fresh: Oracle, tally: Tally<E>, options: JudgeOptions<E>): void => {
  const { concurrent = undecided, budget = BUDGET, witness } = options
  let oracles: readonly Oracle[] = [fresh]
  let history: E[] = []
  for (const group of overlapping(part)) {
    const before = witness && describe(oracles)
    const { verdict, steps, oracles: then, reason } =
      group.length === 1 ? judgeOne(oracles, group[0]!) : judgeTogether(oracles, group, concurrent, budget)
    const open = verdict === 'undecided' ? group.filter((one) => !steps.some(({ exchange }) => exchange === one)) : []
    witness?.({ judged: [...steps, ...open.map((exchange) => ({ exchange, step: UNDECIDED }))], before: before ?? [], after: describe(then) })
    for (const { exchange, step } of steps) {
      history.push(exchange)
      if (step.verdict !== 'refused') tally.add(step)
      else tally.accusations.push({ exchange, step, history: [...history] })
    }
    if (verdict === 'refused') return
    if (then.length === 0) {
      tally.giveUp(group.length - steps.length, reason ?? 'requests that overlap')
      tally.giveUp(part.length - history.length - (group.length - steps.length), 'what came after requests that could not be decided')
      return
    }
    if (steps.length < group.length) history = [...history, ...group.filter((one) => !steps.some(({ exchange }) => exchange === one))]
    oracles = then
  }
}

/** Requests in the order of their sending, those together whose intervals overlap, directly or through others. */
const overlapping = function* <E extends Exchange>(exchanges: readonly E[]): Generator<readonly E[]> {
  const inTurn = [...exchanges].sort((a, b) => a.sent - b.sent || a.received - b.received)
  let group: E[] = []
  let end = -Infinity
  for (const exchange of inTurn) {
    if (group.length > 0 && exchange.sent >= end) {
      yield group
      group = []
    }
    group.push(exchange)
    end = Math.max(end, exchange.received)
  }
  if (group.length > 0) yield group
}

/** Where earlier requests overlapped there may be several beliefs; an answer is refused when it goes with none of them. */
const judgeOne = <E extends Exchange>(oracles: readonly Oracle[], exchange: E): Concurrent<E> => {
  const said = oracles.map((oracle) => ({ oracle, step: oracle.admit(exchange) }))
  const [only] = said
  const possible = said.filter(({ step }) => step.verdict !== 'refused')
  if (possible.length === 0) return { verdict: 'refused', steps: [{ exchange, step: only!.step }], oracles: [] }
  const sure = possible.filter(({ step }) => step.verdict === 'admitted')
  const best = (sure.length > 0 ? sure : possible).reduce((a, b) => (b.step.used.length < a.step.used.length ? b : a)).step
  const tested = said.length === 1 ? best.tested : best.tested.filter((id) => possible.every(({ step }) => step.tested.includes(id)))
  return { verdict: best.verdict, steps: [{ exchange, step: { ...best, tested } }], oracles: distinct(possible.map(({ oracle }) => oracle)) }
}

const judgeTogether = <E extends Exchange>(oracles: readonly Oracle[], group: readonly E[], concurrent: JudgeConcurrent, budget: number): Concurrent<E> => {
  const found = oracles.map((oracle) => concurrent(oracle, group, Math.ceil(budget / oracles.length)))
  const open = found.find(({ verdict }) => verdict === 'undecided')
  if (open) return open
  const admitted = found.filter(({ verdict }) => verdict === 'admitted')
  if (admitted.length === 0) return found.reduce((a, b) => (b.steps.length > a.steps.length ? b : a))
  return { ...admitted[0]!, oracles: distinct(admitted.flatMap((one) => one.oracles)) }
}

const distinct = (oracles: readonly Oracle[]): readonly Oracle[] =>
  oracles.length === 1 ? oracles : [...new Map(oracles.map((oracle) => [oracle.print(), oracle])).values()]

const undecided: JudgeConcurrent = () => ({ verdict: 'undecided', steps: [], oracles: [], reason: 'requests that overlap' })

/** What is believed; where it may be one of several things, what all of them have in common and then what each has alone. */
const describe = (oracles: readonly Oracle[]): readonly string[] => {
  const [first, ...others] = oracles.map((oracle) => oracle.describe())
  if (first === undefined) return []
  if (others.length === 0) return first
  const common = first.filter((line) => others.every((lines) => lines.includes(line)))
  return [...common, ...[first, ...others].flatMap((lines, nth) => lines.filter((line) => !common.includes(line)).map((line) => `(${nth + 1} of ${others.length + 1}) ${line}`))]
}

class Tally<E extends Exchange> implements Judgement<E> {
  admitted = 0
  undecided = 0
  readonly accusations: Accusation<E>[] = []
  readonly used = new Map<ClauseId, number>()
  readonly tested = new Map<ClauseId, number>()
  readonly reasons = new Map<string, number>()

  constructor(readonly exchanges: number) {}

  get unjudged(): number {
    return this.exchanges - this.admitted - this.undecided - this.accusations.length
  }

  add({ verdict, clause, used, tested }: Step): void {
    if (verdict === 'admitted') this.admitted++
    else this.giveUp(1, clause ?? 'nothing is known of it')
    for (const id of used) count(this.used, id)
    for (const id of tested) count(this.tested, id)
  }

  giveUp(exchanges: number, reason: string): void {
    if (exchanges === 0) return
    this.undecided += exchanges
    count(this.reasons, reason, exchanges)
  }
}

const count = <K>(counts: Map<K, number>, key: K, more = 1): void => void counts.set(key, (counts.get(key) ?? 0) + more)
