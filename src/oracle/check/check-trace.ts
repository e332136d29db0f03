import type { ClauseId } from '../../../reference/core/reading.js'
import { LATENESS, type ProfileName } from '../../suite/profiles.js'
import { ENDPOINT_SLACK } from '../../targets/slack.js'
import type { Slack } from '../../targets/target.js'
import { LINGERING } from '../lingering.js'
import { judgeTrace, type Accusation, type Judgement, type Witnessed } from '../judge.js'
import type { Judged, Step, Strictness } from '../oracle.js'
import type { TracedExchange } from '../trace/form.js'
import type { OpenTraces, TraceFacts } from '../trace/read-trace.js'
import type { Checked } from './checked.js'
import type { Registry } from './registry.js'
import { excerpt } from './excerpt.js'

/** A divergence, and the shortest history in the trace that shows it. */
export interface Divergence {
  readonly clause: ClauseId | undefined
  readonly allowed: string
  readonly seen: string
  readonly exchange: TracedExchange
  /** Step by step, what was believed before and after; the last step is the one that diverges. */
  readonly history: readonly Witnessed<TracedExchange>[]
  /** How many exchanges of the trace touch the same things, up to this one. */
  readonly among: number
}

export interface Checking {
  readonly profile: ProfileName
  /** Instead of what the traces declare. */
  readonly slack?: Slack | undefined
  /** Called with each exchange in the order in which they are judged. */
  readonly witness?: ((witnessed: Witnessed<TracedExchange>) => void) | undefined
}

export interface CheckResult {
  readonly facts: TraceFacts
  readonly slack: Slack
  readonly judgement: Omit<Judgement, 'accusations'>
  readonly divergences: readonly Divergence[]
}

/** A trace that is right, but cannot be judged; the message says what to do instead. */
export class Unjudgeable extends Error {
  override readonly name = 'Unjudgeable'
}

/** More exchanges than the oracle is given; it needs all of them at once. */
export class TooLong extends Unjudgeable {}

/** Exchanges that are held in memory: some hundred megabytes of them. */
export const MOST_EXCHANGES = 200_000
/** Exchanges that are judged again to shorten one history: some seconds. */
const SHORTENING = 200_000

/**
 * Holds traces to the documentation, part by part: each service by itself, and one that delivers into others together with what was asked of
 * those. What they received is judged twice then: by their own oracle, to which another service may have put it in, and by what was sent.
 */
export const checkTraces = async (traces: OpenTraces, registry: Registry, checking: Checking): Promise<CheckResult> => {
  const services = new Map<string, TracedExchange[]>()
  let count = 0
  for await (const exchange of traces.exchanges) {
    if (++count > MOST_EXCHANGES)
      throw new TooLong(`the trace has more than ${MOST_EXCHANGES} exchanges; --linear judges it by laws that need no search`)
    const known = services.get(exchange.service)
    if (known) known.push(exchange)
    else services.set(exchange.service, [exchange])
  }
  const slack = checking.slack ?? traces.facts.slack ?? ENDPOINT_SLACK
  return { facts: traces.facts, slack, ...judgeByService(services, registry, { ...checking, slack }) }
}

/** How exchanges of services are judged that are at hand. */
export interface JudgingByService extends Checking {
  readonly slack: Slack
  /** Called with each exchange that was not refused. */
  readonly onStep?: (exchange: TracedExchange, step: Step) => void
  /** What is known besides of how the exchanges came about. */
  readonly known?: Partial<Pick<Strictness, 'beginsInTheMiddle' | 'isFed'>>
}

/** @throws Unjudgeable where there is an oracle for none of the services */
export const judgeByService = (
  services: ReadonlyMap<string, readonly TracedExchange[]>,
  registry: Registry,
  checking: JudgingByService,
): Pick<CheckResult, 'judgement' | 'divergences'> => {
  const divergences: Divergence[] = []
  let judgement: CheckResult['judgement'] = NOTHING
  const isJudged = (service: string): boolean => registry.checked.get(service)?.judged !== undefined
  for (const [service, exchanges] of services) {
    const checked = registry.checked.get(service)
    if (checked?.judged === undefined) {
      const reason = `there is no oracle for ${service}`
      if (![...services.keys()].some(isJudged)) throw new Unjudgeable(`${reason}; ${whatElse(registry, checked)}`)
      judgement = together(judgement, {
        ...NOTHING,
        exchanges: exchanges.length,
        undecided: exchanges.length,
        reasons: new Map([[reason, exchanges.length]]),
      })
      continue
    }
    const { judged } = checked
    const joins = judged.joins?.(exchanges) ?? (() => false)
    const others = [...services].flatMap(([other, asked]) => (other === service ? [] : asked.filter(joins)))
    const along = [...new Set(others.map((one) => one.service))].flatMap((other) => registry.checked.get(other) ?? [])
    const strictness = { ...strictnessOf(checking.profile, checking.slack, [checked, ...along]), ...checking.known }
    const isCounted = (exchange: TracedExchange): boolean => exchange.service === service
    const found = judgeTrace([...exchanges, ...others], strictness, judged, { ...checking, isCounted })
    for (const accusation of found.accusations) divergences.push(divergenceOf(accusation, strictness, judged))
    judgement = together(judgement, found)
  }
  return { judgement, divergences }
}

const whatElse = ({ checked }: Registry, own: Checked | undefined): string => {
  if (own?.laws !== undefined) return '--linear holds it to the laws that need no search'
  const known = [...checked].filter(([, { judged }]) => judged !== undefined).map(([id]) => `--service ${id}`)
  return known.length > 0 ? `${known.join(' or ')} leaves it out` : 'no trace can be judged by this version'
}

export const strictnessOf = (profile: ProfileName, slack: Slack, services: readonly Pick<Checked, 'manyServersOnly'>[]): Strictness => ({
  profile,
  lateness: LATENESS[profile],
  lingering: LINGERING,
  beginsInTheMiddle: true,
  // A trace shows what clients asked for, and not what topics, buckets and rules deliver.
  isFed: true,
  slack,
  tolerates: (id) => profile !== 'single-node' || services.every(({ manyServersOnly }) => !(id in manyServersOnly)),
})

const divergenceOf = ({ exchange, step, history }: Accusation<TracedExchange>, strictness: Strictness, judged: Judged): Divergence => {
  const again = (
    part: readonly TracedExchange[],
    witness?: (witnessed: Witnessed<TracedExchange>) => void,
  ): Accusation<TracedExchange> | undefined =>
    judgeTrace(part, strictness, judged, { witness }).accusations.find((one) => one.exchange === exchange)
  const isSame = (part: readonly TracedExchange[]): boolean => {
    const found = again(part)?.step
    return found !== undefined && found.clause === step.clause && found.allowed === step.allowed && found.seen === step.seen
  }
  const short = again(excerpt(history, judged, isSame, SHORTENING))?.history ?? history
  const steps: Witnessed<TracedExchange>[] = []
  again(short, (witnessed) => steps.push(witnessed))
  return {
    clause: step.clause,
    allowed: step.allowed ?? 'another answer',
    seen: step.seen ?? 'this one',
    exchange,
    history: steps,
    among: history.length,
  }
}

const NOTHING: CheckResult['judgement'] = {
  exchanges: 0,
  admitted: 0,
  undecided: 0,
  unjudged: 0,
  used: new Map(),
  tested: new Map(),
  reasons: new Map(),
}

const together = (a: CheckResult['judgement'], b: CheckResult['judgement']): CheckResult['judgement'] => ({
  exchanges: a.exchanges + b.exchanges,
  admitted: a.admitted + b.admitted,
  undecided: a.undecided + b.undecided,
  unjudged: a.unjudged + b.unjudged,
  used: sums(a.used, b.used),
  tested: sums(a.tested, b.tested),
  reasons: sums(a.reasons, b.reasons),
})

const sums = <K>(a: ReadonlyMap<K, number>, b: ReadonlyMap<K, number>): ReadonlyMap<K, number> => {
  const sum = new Map(a)
  for (const [key, count] of b) sum.set(key, (sum.get(key) ?? 0) + count)
  return sum
}
