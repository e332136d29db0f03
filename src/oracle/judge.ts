import type { ClauseId } from '../../reference/core/reading.js'
import type { Exchange } from './exchange.js'
import type { Judged, Oracle, Step, Strictness } from './oracle.js'
import { partition } from './partition.js'
import { type Judgment, seek } from './seek.js'

export type { Judgment } from './seek.js'

/** What was seen of one exchange: what was believed before and after, one line a thing. */
export interface Witnessed<E extends Exchange = Exchange> extends Judgment<E> {
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
  /** Exchanges judged in vain while an order of overlapping ones is sought, past which they are undecided. */
  readonly budget?: number | undefined
  /** Which exchanges count; those of other services that are judged along are told of where they are accused, and else count elsewhere. */
  readonly isCounted?: ((exchange: E) => boolean) | undefined
  /** Called with each step, in the order that was found; that beliefs are described costs time. */
  readonly witness?: ((witnessed: Witnessed<E>) => void) | undefined
  /** Called with each exchange that counts and was not refused. */
  readonly onStep?: ((exchange: E, step: Step) => void) | undefined
}

/** Holds exchanges of one service in one region of one account to the documentation, as far as the strictness goes. */
export const judgeTrace = <E extends Exchange>(
  exchanges: readonly E[],
  strictness: Strictness,
  judged: Judged,
  options: JudgeOptions<E> = {},
): Judgement<E> => {
  const [first] = exchanges
  const where = { region: first?.region ?? '', account: exchanges.find(({ account }) => account !== undefined)?.account }
  const tally = new Tally<E>(exchanges.filter(options.isCounted ?? all).length, options.isCounted)
  for (const part of partition(exchanges, (exchange) => judged.touches(exchange)))
    judgePart(part, judged, strictness.lingering ?? 0, () => judged.open(where, strictness), tally, options)
  return tally
}

const judgePart = <E extends Exchange>(
  part: readonly E[],
  { impatient }: Judged,
  lingering: number,
  open: () => Oracle,
  tally: Tally<E>,
  { budget, witness, onStep, isCounted = all }: JudgeOptions<E>,
): void => {
  const inTurn = [...part].sort((a, b) => a.sent - b.sent || a.received - b.received)
  const { verdict, path, reason } = seek(inTurn, open(), { impatient, budget, lingering })
  if (verdict === 'undecided') {
    tally.giveUp(part.filter(isCounted).length, reason ?? 'requests that overlap')
    return
  }
  if (witness) tell(path, open(), witness)
  for (const { exchange, step } of path) {
    if (step.verdict === 'refused') tally.accusations.push({ exchange, step, history: path.map((one) => one.exchange) })
    else if (isCounted(exchange)) {
      tally.add(step)
      onStep?.(exchange, step)
    }
  }
}

/** Goes along the path once more, and tells what is believed before and after each step. */
const tell = <E extends Exchange>(path: readonly Judgment<E>[], oracle: Oracle, witness: (witnessed: Witnessed<E>) => void): void => {
  let before = oracle.describe()
  for (const judgment of path) {
    oracle.admit(judgment.as ?? judgment.exchange)
    const after = oracle.describe()
    witness({ ...judgment, before, after })
    before = after
  }
}

const all = (): boolean => true

class Tally<E extends Exchange> implements Judgement<E> {
  admitted = 0
  undecided = 0
  readonly accusations: Accusation<E>[] = []
  readonly used = new Map<ClauseId, number>()
  readonly tested = new Map<ClauseId, number>()
  readonly reasons = new Map<string, number>()

  constructor(
    readonly exchanges: number,
    private readonly isCounted: (exchange: E) => boolean = all,
  ) {}

  get unjudged(): number {
    return this.exchanges - this.admitted - this.undecided - this.accusations.filter(({ exchange }) => this.isCounted(exchange)).length
  }

  add({ verdict, clause, seen, used, tested }: Step): void {
    if (verdict === 'admitted') this.admitted++
    else this.giveUp(1, clause ?? seen ?? 'nothing is known of it')
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
