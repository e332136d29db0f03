import type { ClauseId } from '../../../reference/core/reading.js'
import type { Client, History, Move, Site } from '../client.js'
import type { Exchange } from '../exchange.js'
import type { Judgment } from '../judge.js'
import { type Oracle, type Step, type Strictness, UNNAMED } from '../oracle.js'
import { pastKnown } from '../past-known.js'
import { pauseOf, shortPauseOf } from './pause.js'
import type { Plan } from './plan.js'
import type { Request, Walks, Where } from './walks.js'

/** How a plan is walked and judged. */
export interface Walking {
  readonly walks: Walks
  /** One client is judged as it goes, and looks at what is believed to choose its moments; several are judged when all is over. */
  readonly clients: number
  readonly strictness: Strictness
  /** No pause is longer, in milliseconds. */
  readonly longestPauseMs: number
  /** When so many milliseconds of pauses are over there are hardly any more; no end unless given. */
  readonly pausesMs?: number
  readonly judgeHistory: JudgeHistory
  /** Until then what several clients did is not judged: what is set aside is not known yet. */
  readonly isJudgeable?: Promise<void>
  /** Whether the walk ends with a finding; unless given it does with the first. Else it goes on, with the clause set aside. */
  readonly isEnough?: ((finding: Finding) => boolean) | undefined
}

/** Judges what several clients did. */
export type JudgeHistory = (history: History, walking: Pick<Walking, 'walks' | 'strictness' | 'isEnough'>) => Judgement

/** An answer that breaks a clause. */
export interface Finding {
  readonly clause: ClauseId
  /** How it was refused. */
  readonly step: Step
  /** What led there, in the order in which it was judged; the answer that breaks the clause is the last. */
  readonly accused: readonly Exchange[]
  /** What the walk had found before, and set aside. */
  readonly aside: readonly ClauseId[]
}

/** What was judged, up to the answer that was enough. */
export interface Judgement {
  readonly judged: readonly Judgment[]
  /** A clause each. */
  readonly findings: readonly Finding[]
}

/** A walk that was walked. */
export interface Walked extends Judgement {
  /** Everything that was sent, as it was sent. */
  readonly exchanges: readonly Exchange[]
  readonly strictness: Strictness
  /** Which step of the plan an exchange came from; those of the opening come from none. */
  readonly stepOf: ReadonlyMap<Exchange, number>
  /** The first clause that is broken, where one is. */
  readonly refusedBy: ClauseId | undefined
}

/** Walks a plan at a site and judges it. */
export const walk = async (plan: Plan, site: Site, walking: Walking): Promise<Walked> => {
  const { walks, clients, strictness, longestPauseMs, pausesMs = Infinity, isEnough } = walking
  const { region, account, prefix } = site
  const where: Where = { region, account, prefix }
  const walker = walks.begin(plan.setup, where)
  const open = (aside: ReadonlySet<ClauseId>): Oracle => pastKnown(walks.judged).open(where, { ...strictness, aside })
  const online = clients === 1 ? new Online(open, strictness.aside, isEnough) : undefined
  const stepOf = new Map<Exchange, number>()
  const see = (exchange: Exchange): void => {
    walker.see(exchange)
    online?.see(exchange)
  }
  let at = 0
  let paused = 0
  const next = (now: number): Move | undefined => {
    const step = plan.steps[at++]
    if (!step || online?.isOver) return undefined
    const request = walker.next(step)
    const timers = (): readonly number[] => [...walker.timers(now), ...(online?.oracle.timers() ?? [])]
    const aims = { now, timers, slackMs: strictness.slack.ms, latenessMs: strictness.lateness, longestMs: longestPauseMs }
    const isHurried = (request.isUrgent ?? false) || paused > pausesMs
    const pauseMs = request.pauseMs ?? (isHurried ? shortPauseOf(step.pause) : pauseOf(step.pause, aims))
    // Several clients wait at the same time.
    paused += pauseMs / clients
    return { ...request, luck: step.luck, pauseMs }
  }
  /** A client that takes the next step whenever it is free. */
  const following = (name: string): Client => {
    let mine = 0
    return {
      name,
      next(now) {
        mine = at
        return next(now)
      },
      see(exchange) {
        stepOf.set(exchange, mine)
        see(exchange)
      },
    }
  }
  const opener: Client = { name: '1', see, next: () => (online?.isOver ? undefined : atOnce(walker.opening())) }
  const opening = await site.run([opener])
  const rest = await site.run(Array.from({ length: clients }, (_, nth) => following(String(nth + 1))))
  const history = joined(opening, rest)
  const isSure = online !== undefined && !(online.findings.length > 0 && mayLinger(history, strictness))
  await walking.isJudgeable
  const { judged, findings } = isSure ? online : walking.judgeHistory(history, walking)
  return { exchanges: history.exchanges, judged, findings, strictness, stepOf, refusedBy: findings[0]?.clause }
}

/** Whether a request without an answer may have taken effect later than a judge believes who goes along. */
const mayLinger = ({ exchanges }: History, { lingering = 0 }: Strictness): boolean =>
  lingering > 0 && exchanges.some(({ outcome }) => outcome.kind === 'lost')

const atOnce = (request: Request | undefined): Move | undefined => request && { ...request, pauseMs: request.pauseMs ?? 0 }

const joined = (first: History, second: History): History => ({ exchanges: [...first.exchanges, ...second.exchanges] })

/** Judges each answer as it comes, until it is enough. */
class Online implements Judgement {
  judged: Judgment[] = []
  readonly findings: Finding[] = []
  isOver = false
  oracle: Oracle
  readonly #aside: Set<ClauseId>

  constructor(
    private readonly open: (aside: ReadonlySet<ClauseId>) => Oracle,
    known: ReadonlySet<ClauseId> = new Set(),
    private readonly isEnough: NonNullable<Walking['isEnough']> = () => true,
  ) {
    this.#aside = new Set(known)
    this.oracle = open(this.#aside)
  }

  see(exchange: Exchange): void {
    if (this.isOver) return
    let finding = this.#judge(exchange)
    while (finding && !this.isEnough(finding)) {
      this.#aside.add(finding.clause)
      finding = this.#judgeAnew()
    }
    this.isOver = finding !== undefined
  }

  #judge(exchange: Exchange): Finding | undefined {
    const step = this.oracle.admit(exchange)
    this.judged.push({ exchange, step })
    if (step.verdict !== 'refused') return undefined
    const finding = {
      clause: step.clause ?? UNNAMED,
      step,
      accused: this.judged.map((one) => one.exchange),
      aside: this.findings.map((one) => one.clause),
    }
    this.findings.push(finding)
    return finding
  }

  /** Beliefs are of no use after a refusal: everything so far is judged by an oracle that does not mind. */
  #judgeAnew(): Finding | undefined {
    const { judged } = this
    this.judged = []
    this.oracle = this.open(this.#aside)
    for (const { exchange } of judged) {
      const finding = this.#judge(exchange)
      if (finding) return finding
    }
    return undefined
  }
}
