import { hash } from 'node:crypto'
import type { ClauseId } from '../../../reference/core/reading.js'
import type { Output, Service } from '../../../reference/core/service.js'
import { findLine } from '../../ledger/read-ledger.js'
import type { Answered, Exchange, Refused } from '../exchange.js'
import { type Judged, type Oracle, type Step, type Strictness } from '../oracle.js'
import { Comparison, type Comparing } from './compare.js'
import { Mirror, type Mirrored } from './mirror.js'
import { Names } from './names.js'

/** Judges one exchange of an operation against what the mirror holds. */
export type Special = (exchange: Exchange & { readonly outcome: Answered }, mirror: Asking) => Step

/** What is known besides the exchange. */
export interface Asking {
  /** What the mirror answers; nothing where it refuses. Inputs are in the mirror's own names. */
  ask(service: string, operation: string, input: Readonly<Record<string, unknown>>): Output | undefined
  readonly names: Names
  readonly strictness: Strictness
  /** What has been made of things before, by whatever name `Special` gives them. */
  readonly notes: Set<string>
  /** The time of the exchange, on the mirror's clock. */
  readonly now: number
  /** Judges the exchange in the general way, as if it had been asked with this input; no input: as it was asked. */
  inStep(input?: Readonly<Record<string, unknown>>): Step
  /** Nothing is said of it from now on. */
  estrange(name: string): void
  /** Whether nothing is said of it any more; of anything, where no name is given. */
  isStrange(name?: string): boolean
  /** What a service remembers besides: made at the first call, the same at every other. */
  memory<T>(begin: () => T): T
}

/** How a service is judged in step with its calm reference. */
export interface InStep {
  /** As in the SigV4 scope. */
  readonly service: string
  /** All services that take part: what the first one delivers to are others of them. */
  readonly services: readonly Service[]
  readonly comparing: Comparing
  /** What an operation does when it is asked well, as a clause says it. Of an operation that is not named only the rules that refuse are known. */
  readonly clauses: Readonly<Record<string, ClauseId>>
  /** Errors that say "not now" and have no effect. */
  readonly busy: ReadonlySet<string>
  /** Operations whose answers are never judged here, and change nothing: what they show is free. */
  readonly unjudged: ReadonlySet<string>
  /** The member of a list operation's answer that may be a page of the whole. */
  readonly pages: Readonly<Record<string, string>>
  /** Freedoms by which an operation's answer may differ from the mirror's, where the profile grants them. */
  readonly excuses?: Readonly<Record<string, readonly ClauseId[]>>
  /** Members of inputs that name things: a request that got no answer makes strangers of what it names. */
  readonly naming: (member: string) => boolean
  /** Operations (`sqs.ReceiveMessage`) that are judged in a way of their own: which of several things is answered is free, but it must be one of them. */
  readonly special?: Readonly<Record<string, Special>>
  /** What the service knows better than the general way: its step, or nothing, and the general way is gone. Also asked of requests without an answer. */
  readonly judge?: (exchange: Exchange, mirror: Asking) => Step | undefined
  /** Rules that the mirror goes without: what takes time on a target is done in the mirror at once, so that it is never behind. */
  readonly relaxed?: readonly ClauseId[]
  /** Other services of which exchanges are judged with this one's where a trace shows both. */
  readonly joins?: Judged['joins']
}

/**
 * The observer of any service, made from its reference: whatever the target is asked, a calm reference is asked at the same instant, and answers are
 * held against each other as far as the documentation fixes them. A request without an answer makes strangers of what it names: nothing is said of
 * them from then on. It is sound and blunt: order, time within a request's interval, and whatever is free are not judged.
 */
export const inStep = (service: InStep): Judged => ({
  service: service.service,
  ...(service.joins ? { joins: service.joins } : {}),
  open: (where, strictness) => new Lockstep(service, where, strictness),
  // All may be about one thing: who subscribes, and who is delivered to.
  touches: () => ['everything'],
})

const DEFAULT_ACCOUNT = '000000000000'
/** Milliseconds within which an instant of a request's interval may be on the other side of a timer. */
const NEAR_MS = 50

/** Operations that change nothing, so that it does not matter whether one without an answer took effect. */
const isReading = (operation: string): boolean => /^(?:Get|List|Describe|Check)/.test(operation)

class Lockstep implements Oracle {
  #mirror: Mirror | undefined
  readonly #names = new Names()
  readonly #strangers = new Set<string>()
  readonly #notes = new Set<string>()
  #memory: unknown
  /** What was admitted, to begin anew from; what of it has been judged already. */
  #log: Exchange[] = []
  #judged = 0
  /** The mirror does what the target did not, or the other way round: nothing can be told any more. */
  #isLost = false
  #print = ''

  constructor(
    private readonly service: InStep,
    private readonly where: { readonly region: string; readonly account: string | undefined },
    private readonly strictness: Strictness,
  ) {}

  admit(exchange: Exchange): Step {
    this.#catchUp()
    const step = this.#judge(exchange)
    this.#log.push(exchange)
    this.#judged++
    this.#print = hash('sha1', `${this.#print} ${exchange.operation} ${exchange.sent} ${exchange.client}`)
    return step
  }

  #catchUp(): void {
    while (this.#judged < this.#log.length) this.#judge(this.#log[this.#judged++]!)
  }

  #judge(exchange: Exchange): Step {
    const { operation, input, outcome, sent, received } = exchange
    if (this.#isLost || this.service.unjudged.has(operation)) return UNDECIDED
    if (outcome.kind === 'lost' && isReading(operation)) return ADMITTED
    if (this.#isStrange(input)) {
      this.#estrange(input)
      return UNDECIDED
    }
    if (outcome.kind === 'refused' && this.service.busy.has(outcome.code)) return ADMITTED
    const mirror = (this.#mirror ??= new Mirror(
      this.service.services,
      this.where.account ?? DEFAULT_ACCOUNT,
      sent,
      this.service.relaxed ?? [],
    ))
    const isNear = mirror.next <= received + NEAR_MS && mirror.next >= sent - NEAR_MS
    mirror.goTo((sent + received) / 2)
    const own = this.service.judge?.(exchange, this.#asking(exchange, mirror))
    if (own === undefined && outcome.kind === 'lost') return this.#lost(input)
    const special = this.service.special?.[`${exchange.service}.${operation}`]
    if (own === undefined && special !== undefined && outcome.kind === 'answered') {
      const step = special({ ...exchange, outcome }, this.#asking(exchange, mirror))
      if (step.verdict !== 'refused' || !(isNear || this.#strangers.size > 0)) return step
      // What the mirror has and the target has not, or the other way round, is not told apart any more.
      this.#estrange(input)
      return UNDECIDED
    }
    const step = own ?? this.#inStep(exchange, mirror)
    if (step.verdict !== 'refused') return step
    // A list shows strangers too.
    if (outcome.kind === 'answered' && this.#strangers.size > 0 && operation in this.service.pages) return UNDECIDED
    if (own === undefined && this.strictness.beginsInTheMiddle) {
      // Whatever there was before the trace begins is not in the mirror.
      this.#estrange(input)
      return UNDECIDED
    }
    this.#isLost = true
    return isNear || this.#isExcused(operation) ? UNDECIDED : step
  }

  #asking(exchange: Exchange, mirror: Mirror): Asking {
    const { region } = this.where
    return {
      ask: (service, asked, given) => {
        const answer = mirror.ask(service, region, asked, given)
        return answer.kind === 'answered' ? answer.output : undefined
      },
      names: this.#names,
      strictness: this.strictness,
      notes: this.#notes,
      now: (exchange.sent + exchange.received) / 2,
      inStep: (input) => this.#inStep(exchange, mirror, input),
      estrange: (name) => void this.#strangers.add(name),
      isStrange: (name) => (name === undefined ? this.#strangers.size > 0 : this.#strangers.has(name)),
      memory: <T>(begin: () => T) => (this.#memory ??= begin()) as T,
    }
  }

  #inStep(exchange: Exchange, mirror: Mirror, input = exchange.input): Step {
    const mirrored = mirror.ask(
      exchange.service,
      this.where.region,
      exchange.operation,
      this.#names.input(input) as Readonly<Record<string, unknown>>,
    )
    return mirrored.kind === 'waits' ? UNDECIDED : this.#compare(exchange, mirrored)
  }

  #isExcused(operation: string): boolean {
    return (this.service.excuses?.[operation] ?? []).some((freedom) => this.strictness.tolerates(freedom))
  }

  #compare({ operation, outcome }: Exchange, mirrored: Mirrored): Step {
    const succeeds = this.service.clauses[operation]
    if (mirrored.kind === 'waits' || outcome.kind === 'lost') return UNDECIDED
    if (outcome.kind === 'refused') return this.#refused(outcome, mirrored, succeeds)
    if (mirrored.kind === 'refused') {
      const { clause, message, shape } = mirrored.error
      // What may be refused need not be; and a rule without a name is judged by its own clause.
      if (clause === undefined || !isDemanded(clause)) return UNDECIDED
      return { verdict: 'refused', clause, allowed: `${shape}: ${message}`, seen: 'success', used: [], tested: [] }
    }
    const page = this.service.pages[operation]
    const difference = new Comparison(operation, this.#names, this.service.comparing, (member) => member === page).of(
      outcome.output,
      mirrored.output,
    )
    if (difference === undefined) return { verdict: 'admitted', used: [], tested: succeeds === undefined ? [] : [succeeds] }
    if (succeeds === undefined) return UNDECIDED
    const at = (text: string): string => `${difference.path === '' ? 'the answer' : difference.path}: ${text}`
    return { verdict: 'refused', clause: succeeds, allowed: at(difference.allowed), seen: at(difference.seen), used: [], tested: [] }
  }

  /** Which of several errors a request is refused with is nobody's promise, so that a name alone accuses nobody. */
  #refused({ code, message }: Refused, mirrored: Mirrored, succeeds: ClauseId | undefined): Step {
    if (mirrored.kind === 'refused')
      return { verdict: 'admitted', used: [], tested: mirrored.error.clause === undefined ? [] : [mirrored.error.clause] }
    if (succeeds === undefined) return UNDECIDED
    return { verdict: 'refused', clause: succeeds, allowed: 'success', seen: `${code}: ${message}`, used: [], tested: [] }
  }

  #lost(input: Readonly<Record<string, unknown>>): Step {
    this.#estrange(input)
    return ADMITTED
  }

  #estrange(input: unknown): void {
    this.#eachName(input, (name) => void this.#strangers.add(name))
  }

  #isStrange(input: unknown): boolean {
    if (this.#strangers.size === 0) return false
    let isStrange = false
    this.#eachName(input, (name) => {
      if (isStrange) return
      for (const stranger of this.#strangers)
        if (name.includes(stranger) || stranger.endsWith(`:${name}`) || stranger === name) isStrange = true
    })
    return isStrange
  }

  #eachName(value: unknown, see: (name: string) => void, member = ''): void {
    if (typeof value === 'string') {
      if (this.service.naming(member)) see(value)
    } else if (Array.isArray(value)) for (const item of value) this.#eachName(item, see, member)
    else if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) {
      for (const [name, inner] of Object.entries(value)) this.#eachName(inner, see, name)
    }
  }

  timers(): readonly number[] {
    this.#catchUp()
    const next = this.#mirror?.next ?? Infinity
    return next === Infinity ? [] : [next]
  }

  describe(): readonly string[] {
    this.#catchUp()
    return [
      ...(this.#isLost ? ['nothing is known any more: the target did otherwise than the mirror'] : []),
      ...[...this.#strangers].map((name) => `${name} is a stranger since a request about it got no answer`),
    ]
  }

  /** A mirror cannot be taken apart: the same requests again, as soon as the copy is asked for something. */
  copy(): Oracle {
    const again = new Lockstep(this.service, this.where, this.strictness)
    again.#log = [...this.#log]
    again.#print = this.#print
    return again
  }

  print(): string {
    return this.#print
  }
}

export const UNDECIDED: Step = { verdict: 'undecided', used: [], tested: [] }
export const ADMITTED: Step = { verdict: 'admitted', used: [], tested: [] }

/** Whether the documentation promises the refusal. */
const isDemanded = (clause: ClauseId): boolean => {
  const line = findLine(clause)
  return line?.strength === 'must' && line.error !== null
}
