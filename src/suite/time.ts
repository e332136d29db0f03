import { after, Instant } from '../../reference/core/facts.js'
import type { Timer } from '../../reference/core/facts.js'
import type { ScopeClock, Slack } from '../targets/target.js'
import { Unhurried } from './unhurried.js'
import { Undecided } from './verdicts.js'

/**
 * Time as a case sees it. Nobody knows when the target did something, only that it was between sending the request and
 * having the answer; so instants are intervals, and a timer ends somewhere in an interval as well.
 */
export interface Time {
  /** Now, in milliseconds since 1970 on the target's clock as far as we know it. */
  now(): number
  /** When a call took place: give it the call's output, a received message, or the error it was refused with. */
  of(answer: object): Instant
  /** The timer that ends `ms` milliseconds after a call (or an instant). */
  after(start: object, ms: number): Timer
  /** Waits until every timer has surely ended at the target, its clock slack included. */
  pass(...timers: readonly Timer[]): Promise<void>
  /** Lets `ms` milliseconds go by. Only for spacing calls: to wait for something documented, `pass` its timer. */
  sleep(ms: number): Promise<void>
  /** The call surely took place before the timer ended; else the case is undecided. */
  surelyBefore(answer: object, timer: Timer): void
  /** The call surely took place after the timer ended; else the case is undecided. */
  surelyAfter(answer: object, timer: Timer): void
  /** The output of a call that surely took place before the timer ended, or its failure; else the case is undecided. */
  inTime<T extends object>(call: Promise<T>, timer: Timer): Promise<T>
  /** How long the call took at most, in milliseconds. */
  took(answer: object): number
  /**
   * How long the service itself kept the answer to a call back, at least: without what the judge stood still, and three times as much as any
   * other call of the case was on its way, which the service does not keep back. To say that an answer came too late.
   */
  keptBack(answer: object): number
  /** The shortest span of ours that can be `ms` milliseconds at the target. */
  least(ms: number): number
  /** The longest span of ours that can be `ms` milliseconds at the target. */
  most(ms: number): number
}

/** How many of the slowest ways of a case are taken off an answer that came late. */
const WAYS = 3

export class CaseTime implements Time {
  /** How the case would run if calls took no time. */
  readonly unhurried: Unhurried
  readonly #instants = new WeakMap<object, Instant>()
  /** When an instant was in the unhurried run. */
  readonly #unhurried = new WeakMap<Instant, number>()

  constructor(
    private readonly clock: ScopeClock,
    private readonly slack: Slack,
  ) {
    this.unhurried = new Unhurried(slack)
  }

  /** Remembers when the call that gave this answer took place. */
  stamp(answer: object, sent: number, received: number): void {
    const instant = new Instant(sent, received)
    this.#instants.set(answer, instant)
    this.#unhurried.set(instant, this.unhurried.now)
  }

  /** A part of an answer took place when the answer did. */
  stampLike(part: object, answer: object): void {
    this.#instants.set(part, this.of(answer))
  }

  now(): number {
    return this.clock.now()
  }

  of(answer: object): Instant {
    if (answer instanceof Instant) return answer
    const instant = this.#instants.get(answer)
    if (!instant) throw new TypeError('time.of() wants the output of a call, a received message or a refusal, as it was given')
    return instant
  }

  after(start: object, ms: number): Timer {
    return after(this.of(start), ms)
  }

  async pass(...timers: readonly Timer[]): Promise<void> {
    const { now } = this.unhurried
    const due = timers.map(({ from, ms }) => (this.#unhurried.get(from) ?? now) + ms)
    for (let rest = this.#untilEnded(timers); rest > 0; rest = this.#untilEnded(timers)) await this.clock.sleep(rest)
    this.unhurried.reach(Math.max(now, ...due))
  }

  async sleep(ms: number): Promise<void> {
    const due = this.unhurried.now + ms
    await this.clock.sleep(ms)
    this.unhurried.reach(due)
  }

  surelyBefore(answer: object, timer: Timer): void {
    const { hi } = this.of(answer)
    const end = timer.from.lo + this.least(timer.ms)
    if (hi >= end)
      throw new Undecided(`a call took ${(hi - end).toFixed(0)} ms too long to be surely before a timer of ${timer.ms} ms ended`)
  }

  surelyAfter(answer: object, timer: Timer): void {
    const { lo } = this.of(answer)
    const end = timer.from.hi + this.most(timer.ms)
    if (lo < end)
      throw new Undecided(`a call was sent ${(end - lo).toFixed(0)} ms too early to be surely after a timer of ${timer.ms} ms ended`)
  }

  async inTime<T extends object>(call: Promise<T>, timer: Timer): Promise<T> {
    const answer = await call.catch((failure: unknown) => {
      // What no call gave (a case that cannot decide) has no place in time.
      if (typeof failure !== 'object' || failure === null || !this.#instants.has(failure)) throw failure
      return failure
    })
    this.surelyBefore(answer, timer)
    return call
  }

  took(answer: object): number {
    const { lo, hi } = this.of(answer)
    return hi - lo
  }

  keptBack(answer: object): number {
    const { lo } = this.of(answer)
    return Math.max(0, this.took(answer) - (this.clock.stoodStill?.(lo) ?? 0) - WAYS * this.unhurried.slowest(lo))
  }

  least(ms: number): number {
    return ms - this.#doubt(ms)
  }

  most(ms: number): number {
    return ms + this.#doubt(ms)
  }

  #doubt(ms: number): number {
    return this.slack.ms + (Math.abs(ms) * this.slack.ppm) / 1e6
  }

  #untilEnded(timers: readonly Timer[]): number {
    return Math.max(0, ...timers.map((timer) => timer.from.hi + this.most(timer.ms))) - this.now()
  }
}
