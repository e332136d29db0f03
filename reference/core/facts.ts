/**
 * Facts: what is known about things nobody may have seen.
 *
 * A model never asks "is it so?" of a boolean; it asks a fact, which can be possible, certain, both or neither.
 * A server knows everything, so its facts are `YES` or `NO` (shared constants: serving allocates nothing here).
 * An oracle knows instants only as intervals and messages only as far as answers told, so its facts may be open: possible and not certain.
 * Every other fact than `YES` and `NO` is; `assume` and `deny` tell it what a later answer showed.
 */
export interface Fact {
  readonly possible: boolean
  readonly certain: boolean
  assume(): void
  deny(): void
}

const nothing = (): void => {}
export const YES: Fact = { possible: true, certain: true, assume: nothing, deny: nothing }
export const NO: Fact = { possible: false, certain: false, assume: nothing, deny: nothing }
export const MAYBE: Fact = { possible: true, certain: false, assume: nothing, deny: nothing }

export const known = (holds: boolean): Fact => (holds ? YES : NO)

export const not = (fact: Fact): Fact => {
  if (fact === YES) return NO
  if (fact === NO) return YES
  return { possible: true, certain: false, assume: () => fact.deny(), deny: () => fact.assume() }
}

export const all = (a: Fact, b: Fact): Fact => {
  if (a === NO || b === NO) return NO
  if (a === YES) return b
  if (b === YES) return a
  return {
    possible: true,
    certain: false,
    assume() {
      a.assume()
      b.assume()
    },
    // One of the two fails, and nobody knows which: nothing is learned.
    deny: nothing,
  }
}

export const any = (a: Fact, b: Fact): Fact => {
  if (a === YES || b === YES) return YES
  if (a === NO) return b
  if (b === NO) return a
  return not(all(not(a), not(b)))
}

/** A fact about one of several values, any of which may be the right one. */
export const whichever = <T>(values: readonly T[], fact: (value: T) => Fact): Fact => {
  if (values.length === 1) return fact(values[0]!)
  const facts = values.map(fact)
  if (facts.every(({ certain }) => certain)) return YES
  if (facts.every(({ possible }) => !possible)) return NO
  return MAYBE
}

/** When something took effect: some instant in `[lo, hi]`, in milliseconds of the world's clock. A server's instants are points. */
export class Instant {
  constructor(
    readonly lo: number,
    readonly hi: number = lo,
  ) {}
}

/** The instant `ms` milliseconds after another; up to `most`, where it is not known which of several settings counts. */
export class Timer {
  constructor(
    readonly from: Instant,
    readonly ms: number,
    readonly most: number = ms,
  ) {}

  /** The earliest instant at which the timer can end; for a server, the instant at which it ends. */
  get end(): number {
    return this.from.lo + this.ms
  }
}

/** The last timer of no length: messages that nothing hides, accepted at one instant, share it. */
let atOnce = new Timer(new Instant(0), 0)

export function after(from: Instant, ms: number): Timer {
  if (ms !== 0) return new Timer(from, ms)
  if (atOnce.from !== from) atOnce = new Timer(from, 0)
  return atOnce
}

/** A timer that is one of two; nobody knows which. */
export const either = (a: Timer, b: Timer): Timer => {
  const ms = Math.max(a.most, b.most)
  const lo = Math.min(a.from.lo + a.ms, b.from.lo + b.ms)
  const hi = Math.max(a.from.hi + a.most, b.from.hi + b.most)
  return new Timer(new Instant(lo - ms, hi - ms), ms)
}

/** The instant of the request that is being read. */
export interface Now {
  readonly at: Instant
  /** Has the timer ended? It ends at its instant, not after it. */
  reached(timer: Timer): Fact
}

/** A server's now: a point on its world's clock. */
export class PointNow implements Now {
  readonly at: Instant
  constructor(readonly ms: number) {
    this.at = new Instant(ms)
  }
  reached(timer: Timer): Fact {
    return this.ms >= timer.from.lo + timer.ms ? YES : NO
  }
}

/**
 * An observer's now: somewhere between sending a request and having its answer. The clock by which the service measures its timers may be
 * off from the observer's: by `grain` milliseconds over any span, and by `drift` (a fraction) of it; and what is due may be `late`. What follows
 * something at once needs no clock.
 */
export class IntervalNow implements Now {
  constructor(
    readonly at: Instant,
    private readonly grain = 0,
    private readonly drift = 0,
    private readonly late = 0,
  ) {}
  reached(timer: Timer): Fact {
    const { from, ms, most } = timer
    if (most === 0) return YES
    if (this.at.lo >= from.hi + most * (1 + this.drift) + this.grain + this.late) return YES
    if (this.at.hi < from.lo + ms * (1 - this.drift) - this.grain) return NO
    return MAYBE
  }
}
