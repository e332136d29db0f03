import type { ClauseId } from '../../../reference/core/reading.js'
import { findLine } from '../../ledger/read-ledger.js'
import type { Registry } from '../../oracle/check/registry.js'
import { judgeByService, strictnessOf } from '../../oracle/check/check-trace.js'
import { linearChecker } from '../../oracle/linear/linear-checker.js'
import type { Spot, TracedExchange } from '../../oracle/trace/form.js'
import type { OpenTraces } from '../../oracle/trace/read-trace.js'
import { ENDPOINT_SLACK } from '../../targets/slack.js'
import { CONTRACT, CONTRACT_VERSION, type Advice, type Contract, type First, type Limit, type Reliance } from '../contract.js'
import type { Advisor, Advisory, LimitSeen } from './advisor.js'
import { Flows, passingReaders } from '../flows/flows.js'
import { type Payloads } from '../payloads/payloads.js'
import { byService } from './by-service.js'
import { Bounds, compare, Usage } from './usage.js'

/** Exchanges that the oracle is given, since it holds them in memory; what follows is held to the laws alone. */
export const MOST_JUDGED = 100_000
/** What is at least so much of a limit comes near it. */
const NEAR = 0.8

export interface Deriving {
  readonly registry: Registry
  readonly advisories: ReadonlyMap<string, Advisory>
  /** The suite's version. */
  readonly suite: string
  readonly traces: readonly string[]
  readonly mostJudged?: number
  /** What messages are to look like. */
  readonly payloads?: Payloads | undefined
  /** A JSON Pointer into bodies: messages with the same value there belong together. */
  readonly key?: string | undefined
}

/**
 * Makes a contract of what an application was seen to do. The trace goes through the model: every rule that had its chance to decide an answer is one
 * that the application relies on.
 *
 * @param traces in the order of `received`
 */
export const derive = async (
  traces: OpenTraces,
  { registry, advisories, suite, traces: files, mostJudged = MOST_JUDGED, payloads, key }: Deriving,
): Promise<Contract> => {
  const usage = new Usage()
  const limits = new Limits()
  const advice = new AdviceBook(advisories)
  const bounds = new Bounds((limit, exchange) => limits.see(limit, exchange.spot))
  const advisors = new Map<string, Advisor>()
  for (const [service, advisory] of advisories)
    advisors.set(
      service,
      advisory.open({
        advice: (id, about, { spot }) => advice.see(service, id, about, spot),
        limit: (limit, { spot }) => limits.see(limit, spot),
      }),
    )
  const flows = new Flows({ readers: await passingReaders(), payloads, key })
  const slack = traces.facts.slack ?? ENDPOINT_SLACK
  const lawful = [...registry.checked.values()].flatMap((one) => (one.laws === undefined ? [] : [{ ...one, laws: one.laws }]))
  const checker = linearChecker(
    lawful.map(({ laws }) => laws),
    strictnessOf('as-documented', slack, lawful),
  )
  const reliance = new Reliances()
  const relied = [...advisories.values()].flatMap(({ relies }) => (relies === undefined ? [] : [relies()]))
  let judged: TracedExchange[] = []
  let oracle = 0
  let undecided = 0
  const brokenByOracle: ClauseId[] = []
  const judge = (): void => {
    const { judgement, divergences } = judgeByService(byService(judged), registry, {
      profile: 'as-documented',
      slack,
      onStep: (exchange, { verdict, tested, used }) => {
        for (const id of tested) if (isNeeded(advisories, exchange, id)) reliance.add(reliance.clauses, id, 1, exchange.spot)
        if (verdict === 'undecided') return
        for (const id of used) reliance.add(reliance.freedoms, id, 1, exchange.spot)
      },
    })
    oracle = judged.length
    undecided = judgement.undecided + judgement.unjudged
    brokenByOracle.push(...divergences.flatMap(({ clause }) => clause ?? []))
    judged = []
  }
  let exchanges = 0
  let first: Spot | undefined
  for await (const exchange of traces.exchanges) {
    exchanges++
    first ??= exchange.spot
    usage.see(exchange)
    bounds.see(exchange)
    flows.see(exchange)
    for (const one of relied) for (const id of one(exchange)) reliance.add(reliance.clauses, id, 1, exchange.spot)
    advisors.get(exchange.service)?.see(exchange)
    if (exchanges <= mostJudged) judged.push(exchange)
    else {
      // Judged as soon as there are enough, so that they are not held until the end of a long trace.
      if (judged.length > 0) judge()
      checker.see(exchange)
    }
  }
  if (judged.length > 0) judge()
  for (const advisor of advisors.values()) advisor.end()

  const beyond = checker.end()
  for (const { clauses, tested } of beyond.laws)
    if (tested > 0) for (const clause of clauses) reliance.add(reliance.clauses, clause, tested, first)
  const broken = [...new Set<ClauseId>([...brokenByOracle, ...beyond.findings.map(({ clause }) => clause)])].sort(compare)
  return {
    touchstone: CONTRACT,
    version: CONTRACT_VERSION,
    suite,
    traces: files,
    judged: { exchanges, oracle, laws: beyond.exchanges, undecided },
    clauses: reliance.list(reliance.clauses).filter(({ id }) => !broken.includes(id)),
    freedoms: reliance.list(reliance.freedoms),
    broken,
    operations: usage.operations,
    limits: limits.near,
    advice: advice.list,
    flows: flows.flows,
    sequences: flows.sequences,
    payloads: (await payloads?.end())?.uses ?? [],
  }
}

/** Whether a request makes use of what a clause is about. */
const isNeeded = (advisories: ReadonlyMap<string, Advisory>, { service, input }: TracedExchange, id: ClauseId): boolean =>
  advisories.get(service)?.coarse?.includes(id) !== true &&
  Object.entries(advisories.get(service)?.needs ?? {}).every(([prefix, member]) => !id.startsWith(prefix) || input[member] !== undefined)

interface Seen {
  count: number
  first: Spot
}

class Reliances {
  readonly clauses = new Map<ClauseId, Seen>()
  readonly freedoms = new Map<ClauseId, Seen>()

  add(to: Map<ClauseId, Seen>, id: ClauseId, count: number, spot: Spot | undefined): void {
    const known = to.get(id)
    if (known === undefined) {
      if (spot !== undefined) to.set(id, { count, first: spot })
      return
    }
    known.count += count
    if (spot !== undefined && isBefore(spot, known.first)) known.first = spot
  }

  list(of: ReadonlyMap<ClauseId, Seen>): readonly Reliance[] {
    return [...of]
      .sort(([a], [b]) => compare(a, b))
      .map(([id, { count, first }]) => ({ id, statement: findLine(id)?.statement ?? '', count, first: firstOf(first) }))
  }
}

const isBefore = (a: Spot, b: Spot): boolean => a.file === b.file && a.line < b.line
const firstOf = ({ file, line }: Spot): First => `${file}:${line}`

class Limits {
  readonly #seen = new Map<string, Limit>()

  see({ what, most, seen, clause }: LimitSeen, spot: Spot): void {
    if (seen < most * NEAR) return
    const known = this.#seen.get(what)
    if (known === undefined || seen > known.seen)
      this.#seen.set(what, { what, most, seen, ...(clause === undefined ? {} : { clause }), first: firstOf(spot) })
  }

  get near(): readonly Limit[] {
    return [...this.#seen.values()].sort((a, b) => compare(a.what, b.what))
  }
}

/** Resources that one piece of advice names; of more the first ones tell enough. */
const MOST_ABOUT = 100

class AdviceBook {
  readonly #seen = new Map<string, Seen & { readonly service: string; readonly id: string; readonly about: string }>()
  constructor(private readonly advisories: ReadonlyMap<string, Advisory>) {}

  see(service: string, id: string, about: string, spot: Spot): void {
    const key = `${service} ${id} ${about}`
    const known = this.#seen.get(key)
    if (known !== undefined) known.count++
    else if (this.#seen.size < MOST_ABOUT) this.#seen.set(key, { service, id, about, count: 1, first: spot })
  }

  get list(): readonly Advice[] {
    return [...this.#seen]
      .sort(([a], [b]) => compare(a, b))
      .map(([, { service, id, about, count, first }]) => {
        const { says, clause } = this.advisories.get(service)!.texts[id]!
        const { statement = '', source = '' } = findLine(clause) ?? {}
        return { id: `${service}.${id}`, about, says, clause, statement, source, count, first: firstOf(first) }
      })
  }
}
