import type { ClauseId } from '../../../reference/core/reading.js'
import type { Client, History, Move, Site } from '../client.js'
import type { Exchange } from '../exchange.js'
import type { Judgment } from '../judge.js'
import type { Oracle, Strictness } from '../oracle.js'
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
  readonly judgeHistory: JudgeHistory
}

/** Judges what several clients did. */
export type JudgeHistory = (history: History, open: () => Oracle, walking: Walking) => Judgement

/** What was judged, up to the first answer that was refused. */
export interface Judgement {
  readonly judged: readonly Judgment[]
  /** The clause that is broken, where one is. */
  readonly refusedBy: ClauseId | undefined
  /** What led there, in the order in which it was judged; the answer that breaks the clause is the last. */
  readonly accused: readonly Exchange[]
}

/** A walk that was walked. */
export interface Walked extends Judgement {
  /** Everything that was sent, as it was sent. */
  readonly exchanges: readonly Exchange[]
  readonly strictness: Strictness
}

/** The clause of a refusal that names none. */
export const UNNAMED: ClauseId = 'oracle.unnamed'

/** Walks a plan at a site and judges it. */
export const walk = async (plan: Plan, site: Site, walking: Walking): Promise<Walked> => {
  const { walks, clients, strictness, longestPauseMs } = walking
  const { region, account, prefix } = site
  const where: Where = { region, account, prefix }
  const walker = walks.begin(plan.setup, where)
  const open = (): Oracle => walks.judged.open(where, strictness)
  const online = clients === 1 ? new Online(open()) : undefined
  const see = (exchange: Exchange): void => {
    walker.see(exchange)
    online?.see(exchange)
  }
  let at = 0
  const next = (now: number): Move | undefined => {
    const step = plan.steps[at++]
    if (!step || online?.refusedBy) return undefined
    const request = walker.next(step)
    const timers = (): readonly number[] => [...walker.timers(now), ...(online?.oracle.timers() ?? [])]
    const aims = { now, timers, slackMs: strictness.slack.ms, latenessMs: strictness.lateness, longestMs: longestPauseMs }
    return { ...request, luck: step.luck, pauseMs: request.isUrgent ? shortPauseOf(step.pause) : pauseOf(step.pause, aims) }
  }
  const opener: Client = { name: '1', see, next: () => (online?.refusedBy ? undefined : atOnce(walker.opening())) }
  const opening = await site.run([opener])
  const rest = await site.run(Array.from({ length: clients }, (_, nth) => ({ name: String(nth + 1), see, next })))
  const history = joined(opening, rest)
  const isSure = online !== undefined && !(online.refusedBy && mayLinger(history, strictness))
  const { judged, refusedBy, accused } = isSure ? online : walking.judgeHistory(history, open, walking)
  return { exchanges: history.exchanges, judged, refusedBy, accused, strictness }
}

/** Whether a request without an answer may have taken effect later than a judge believes who goes along. */
const mayLinger = ({ exchanges }: History, { lingering = 0 }: Strictness): boolean => lingering > 0 && exchanges.some(({ outcome }) => outcome.kind === 'lost')

const atOnce = (request: Request | undefined): Move | undefined => request && { ...request, pauseMs: 0 }

const joined = (first: History, second: History): History => ({ exchanges: [...first.exchanges, ...second.exchanges] })

/** Judges each answer as it comes, until one is refused. */
class Online implements Judgement {
  readonly judged: Judgment[] = []
  refusedBy: ClauseId | undefined

  constructor(readonly oracle: Oracle) {}

  get accused(): readonly Exchange[] {
    return this.refusedBy === undefined ? [] : this.judged.map(({ exchange }) => exchange)
  }

  see(exchange: Exchange): void {
    if (this.refusedBy) return
    const step = this.oracle.admit(exchange)
    this.judged.push({ exchange, step })
    if (step.verdict === 'refused') this.refusedBy = step.clause ?? UNNAMED
  }
}
