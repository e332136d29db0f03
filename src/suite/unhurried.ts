import type { Slack } from '../targets/target.js'

/** What begins with a call and ends by itself, as the case would see it if calls took no time, and as it was. Milliseconds. */
interface Begun {
  readonly ms: number
  /** When it would end in the unhurried run. */
  readonly due: number
  /** Between these instants it ended really. */
  readonly lo: number
  readonly hi: number
}

/** The waiting of a long poll, which begins with the call; once the answer is there it is over, whatever the clocks say. */
export interface Polled extends Begun {
  answered?: number
}

/** Sums of the same milliseconds in another order may differ in their last digits. */
const ROUNDING = 0.01

/**
 * The case as it would run if calls took no time and waits were not longer than asked for: the run that its author had in mind. Calls and the ends of timers
 * must come in the same order in both; else the case counted on something that may not have been so.
 *
 * Example: a message is received and, five calls later, deleted by its handle. Nobody waits for the visibility timeout, so in the unhurried run it has not ended.
 * Where the five calls took 40 seconds it may have: nothing that is seen from then on accuses the target.
 */
export class Unhurried {
  /** Milliseconds since the case began, in the unhurried run. */
  now = 0
  #doubt: string | undefined
  /** How long calls took that the service does not keep back, and when they were sent. */
  readonly #ways: { readonly lo: number; readonly ms: number }[] = []
  #begun: (Begun & Pick<Polled, 'answered'>)[] = []

  constructor(private readonly slack: Slack) {}

  /** Why what the case saw may be the fault of its being late; nothing, where all was in time. */
  get doubt(): string | undefined {
    return this.#doubt
  }

  /** The unhurried run has come to `due`. */
  reach(due: number): void {
    this.now = Math.max(this.now, due)
  }

  /**
   * A call was sent at the unhurried instant `at`, and was between `lo` and `hi`.
   *
   * @param waitMs for which the service may have kept its answer back by its own rules
   */
  called(at: number, lo: number, hi: number, waitMs: number): void {
    for (const timer of this.#doubt === undefined ? this.#begun : []) {
      if (timer.answered !== undefined && lo >= timer.answered) continue
      const late = hi - timer.lo
      const early = timer.hi - lo
      if (at + waitMs < timer.due - ROUNDING) {
        if (late >= -ROUNDING)
          this.#doubt = `a call took ${late.toFixed(0)} ms too long to be surely before a timer of ${timer.ms} ms ended, which the case counted on`
      } else if (at >= timer.due - ROUNDING && early > ROUNDING) {
        this.#doubt = `a call was sent ${early.toFixed(0)} ms too early to be surely after a timer of ${timer.ms} ms ended, which the case counted on`
      }
    }
    if (waitMs === 0) this.#ways.push({ lo, ms: hi - lo })
    this.reach(at + Math.min(waitMs, hi - lo))
  }

  /** The longest that a call took which the service does not keep back, but for those that were sent at `lo`. */
  slowest(lo: number): number {
    return this.#ways.reduce((most, way) => (way.lo === lo ? most : Math.max(most, way.ms)), 0)
  }

  /** A call that was between `lo` and `hi` began timers of so many milliseconds. */
  begin(lo: number, hi: number, timers: readonly number[]): void {
    for (const ms of timers) this.#begun.push(this.#timer(lo, hi, ms))
  }

  /** A long poll of so many milliseconds was sent: what is called meanwhile must be so before the service gives up waiting. */
  poll(sent: number, ms: number): Polled {
    const poll = this.#timer(sent, sent, ms)
    this.#begun.push(poll)
    return poll
  }

  #timer(lo: number, hi: number, ms: number): Polled {
    const slack = this.slack.ms + (ms * this.slack.ppm) / 1e6
    return { ms, due: this.now + ms, lo: lo + ms - slack, hi: hi + ms + slack }
  }
}
