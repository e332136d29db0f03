import type { Exchange } from './exchange.js'
import { lingering } from './lingering.js'
import type { Judged, Oracle, Step } from './oracle.js'

/** An exchange with what an oracle says of it. */
export interface Judgment<E extends Exchange = Exchange> {
  readonly exchange: E
  readonly step: Step
  /** As what it was judged, where that is not as it was seen. */
  readonly as?: E
}

/** What came of seeking an order. */
export interface Sought<E extends Exchange = Exchange> {
  /** `undecided`: the search was given up. */
  readonly verdict: Step['verdict']
  /** The order in which everything is allowed; where there is none, the one that came farthest, its last step being the refused one. */
  readonly path: readonly Judgment<E>[]
  readonly reason?: string
}

/** So many places to come back to are kept at most. */
const BRANCHES = 400
/** Exchanges judged in vain, past which the search is given up. */
export const BUDGET = 20_000

export interface Seeking {
  /** How a request that waited in vain is judged, where the service has such. */
  readonly impatient?: Judged['impatient']
  /** Exchanges judged in vain, past which the search is given up; `BUDGET` unless given. */
  readonly budget?: number | undefined
  /** Milliseconds for which a request without an answer may still take effect after its client gave up; 0 unless given. */
  readonly lingering?: number
}

/**
 * Seeks an order in which exchanges may have taken effect so that every answer is allowed: each took effect somewhere between its sending and
 * its answer; a request without an answer perhaps a while after its client gave up. After Wing & Gong, "Testing and Verifying Concurrent Objects" (1993), with memory of the states that were in vain.
 *
 * @param exchanges in the order of their sending
 * @param fresh beliefs before all of them; used up
 */
export function seek<E extends Exchange>(exchanges: readonly E[], fresh: Oracle, seeking: Seeking = {}): Sought<E> {
  return new Search(exchanges, fresh, seeking).run()
}

/** A place at which more than one exchange may be next. */
interface Branch {
  /** Beliefs at this place. */
  readonly oracle: Oracle
  /** What has not been tried yet. */
  readonly rest: number[]
  readonly depth: number
}

class Search<E extends Exchange> {
  /** As they may have been. */
  readonly #exchanges: readonly E[]
  readonly #impatient: Judged['impatient']
  readonly #budget: number
  readonly #done: Uint8Array
  readonly #path: { readonly at: number; readonly step: Step; readonly as: E | undefined }[] = []
  readonly #branches: Branch[] = []
  readonly #inVain = new Set<string>()
  #oracle: Oracle
  /** Everything before it is done. */
  #first = 0
  #judged = 0
  #isCut = false
  #farthest: readonly Judgment<E>[] = []

  constructor(
    private readonly seen: readonly E[],
    fresh: Oracle,
    seeking: Seeking,
  ) {
    const { impatient, budget = BUDGET, lingering: ms = 0 } = seeking
    this.#impatient = impatient
    this.#budget = budget
    this.#exchanges = seen.map((exchange) => lingering(exchange, ms))
    this.#oracle = fresh
    this.#done = new Uint8Array(seen.length)
  }

  run(): Sought<E> {
    while (this.#path.length < this.#exchanges.length) {
      if (this.#judged > this.#exchanges.length + this.#budget) return this.#undecided(`no order was found within ${this.#budget} steps`)
      const next = this.#next()
      if (next !== undefined && this.#take(next)) continue
      if (!this.#back()) {
        if (this.#isCut) return this.#undecided('too many requests overlap')
        return { verdict: 'refused', path: this.#farthest }
      }
    }
    return { verdict: 'admitted', path: this.#judgments() }
  }

  #undecided(reason: string): Sought<E> {
    return { verdict: 'undecided', path: [], reason }
  }

  /** The exchange to try; nothing where this place was in vain before. */
  #next(): number | undefined {
    const candidates = this.#candidates()
    if (candidates.length === 1) return candidates[0]
    const key = this.#key()
    if (this.#inVain.has(key)) return undefined
    this.#inVain.add(key)
    const [first, ...rest] = candidates
    this.#branch(this.#oracle.copy(), rest)
    return first
  }

  #branch(oracle: Oracle, rest: number[]): void {
    this.#branches.push({ oracle, rest, depth: this.#path.length })
    if (this.#branches.length <= BRANCHES) return
    this.#branches.shift()
    this.#isCut = true
  }

  /** What may take effect next: whatever was sent before the first of the rest was answered. The likeliest comes first. */
  #candidates(): number[] {
    const exchanges = this.#exchanges
    while (this.#done[this.#first] === 1) this.#first++
    let soonest = Infinity
    const open: number[] = []
    for (let at = this.#first; at < exchanges.length && exchanges[at]!.sent <= soonest; at++) {
      if (this.#done[at] === 1) continue
      open.push(at)
      soonest = Math.min(soonest, exchanges[at]!.received)
    }
    const may = open.filter((at) => exchanges[at]!.sent < soonest || exchanges[at]!.received === soonest || !this.#follows(at, open))
    return may.sort((a, b) => this.#likely(a) - this.#likely(b))
  }

  /** One client's requests that do not overlap come one after the other, also where no time goes by between them. */
  #follows(at: number, open: readonly number[]): boolean {
    const { client, sent } = this.#exchanges[at]!
    return open.some((other) => other !== at && this.#exchanges[other]!.client === client && this.#exchanges[other]!.received <= sent)
  }

  #likely(at: number): number {
    const { sent, received, outcome } = this.#exchanges[at]!
    return outcome.kind === 'lost' ? received : (sent + received) / 2
  }

  #take(at: number): boolean {
    this.#judged++
    const exchange = this.#exchanges[at]!
    const hasty = this.#hasty(at)
    const before = hasty && this.#oracle.copy()
    const step = this.#oracle.admit(exchange)
    if (step.verdict !== 'refused') return this.#go(at, step)
    if (hasty !== undefined && before !== undefined) {
      this.#oracle = before
      const again = this.#oracle.admit(hasty)
      if (again.verdict !== 'refused') return this.#go(at, again, hasty)
    }
    if (this.#path.length >= this.#farthest.length) this.#farthest = [...this.#judgments(), { exchange: this.seen[at]!, step }]
    return false
  }

  #go(at: number, step: Step, as = this.#exchanges[at]!): true {
    this.#path.push({ at, step, as: as === this.seen[at] ? undefined : as })
    this.#done[at] = 1
    return true
  }

  /** A request that waited in vain looked before whatever may have come meanwhile, and perhaps not after. */
  #hasty(at: number): E | undefined {
    const exchange = this.#exchanges[at]!
    if (this.#impatient === undefined) return undefined
    let until = Infinity
    for (let other = this.#first; other < this.#exchanges.length && this.#exchanges[other]!.sent <= exchange.received; other++)
      if (other !== at && this.#done[other] === 0) until = Math.min(until, this.#exchanges[other]!.received)
    return until < Infinity ? this.#impatient(exchange, Math.min(until, exchange.received)) : undefined
  }

  /** Goes back to the last place at which something else may be tried, and tries it; nothing is left to try where it gives `false`. */
  #back(): boolean {
    for (let branch = this.#branches.pop(); branch !== undefined; branch = this.#branches.pop()) {
      for (const { at } of this.#path.splice(branch.depth)) {
        this.#done[at] = 0
        this.#first = Math.min(this.#first, at)
      }
      const next = branch.rest.shift()
      if (next === undefined) continue
      const isLast = branch.rest.length === 0
      this.#oracle = isLast ? branch.oracle : branch.oracle.copy()
      if (!isLast) this.#branches.push(branch)
      if (this.#take(next)) return true
    }
    return false
  }

  #judgments(): Judgment<E>[] {
    return this.#path.map(({ at, step, as }) => ({ exchange: this.seen[at]!, step, ...(as && { as }) }))
  }

  #key(): string {
    let ahead = ''
    for (let at = this.#first; at < this.#first + 64 && at < this.#done.length; at++) ahead += this.#done[at] === 1 ? '1' : '0'
    return `${this.#first} ${ahead} ${this.#oracle.print()}`
  }
}
