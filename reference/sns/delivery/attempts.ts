import type { Site } from '../../core/world.js'
import type { RetryPolicy } from '../delivery-policy.js'
import type { Outcome } from './outcome.js'
import { delayBefore } from './retries.js'

/** A delivery: what is tried, and what comes of it. */
export interface Delivery {
  attempt(): Outcome | Promise<Outcome>
  /** Asked when an attempt has failed. */
  policy(outcome: Outcome): RetryPolicy
  /** Whether it is still to be made, when time has passed. */
  isWanted?(): boolean
  /** The earliest time of an attempt, where these are limited: to look at the clock costs more than it seems. */
  turn?: () => number | undefined
  /** It was delivered, or given up; without an outcome, because nobody wants it any more. */
  ended?(outcome: Outcome | undefined, attempts: number): void
}

/**
 * Makes attempts until one succeeds, or fails for good, or the policy has no more. Waits on the world's clock alone; an answer that is waited for in real
 * time holds that clock, see `Ports.http`.
 *
 * @clause sns.dlq.after-retries-exhausted
 * @clause sns.retries.stop-on-success
 * @clause sns.retries.server-errors-only
 * @clause sns.retries.jitter
 * @clause sns.http.timeout-is-retried
 * @clause sns.http.timeout-retry-35s
 */
export const begin = (site: Site, delivery: Delivery): void => new Attempts(site, delivery).run(false)

/** Most deliveries need one attempt and no more: one object is all that is made for it. */
class Attempts {
  private made = 0

  constructor(
    private readonly site: Site,
    private readonly delivery: Delivery,
  ) {}

  run(isDelayed: boolean, isInTurn = false): void {
    const { delivery } = this
    const { clock } = this.site
    for (;;) {
      if (isDelayed && delivery.isWanted?.() === false) return delivery.ended?.(undefined, this.made)
      const turn = isInTurn ? undefined : delivery.turn?.()
      if (turn !== undefined && turn > clock.now()) return void clock.at(turn, () => this.run(true, true))
      this.made++
      const outcome = delivery.attempt()
      if (outcome instanceof Promise) {
        const begun = clock.now()
        return void outcome.then((settled) => {
          if (this.goesOn(settled, begun)) this.run(true)
        })
      }
      if (!this.goesOn(outcome)) return
      isInTurn = false
    }
  }

  /** Whether the next attempt is to be made at once. @param begun when this one was, where it took time */
  private goesOn(outcome: Outcome, begun?: number): boolean {
    const { site, delivery } = this
    const { clock } = site
    const delay = outcome.delivered || outcome.isPermanent ? undefined : delayBefore(delivery.policy(outcome), this.made - 1)
    if (delay === undefined || outcome.delivered) {
      delivery.ended?.(outcome, this.made)
      return false
    }
    const at = Math.max(clock.now(), (begun ?? clock.now()) + (outcome.tookMs ?? 0)) + jittered(delay, site)
    if (at > clock.now()) clock.at(at, () => this.run(true))
    return at <= clock.now()
  }
}

const jittered = (delay: number, { adversity, random }: Site): number =>
  adversity?.chances.has('sns.retries.jitter') ? delay * (0.8 + 0.4 * random.next()) : delay

interface Lane {
  readonly waiting: (() => void)[]
  next: number
  isBusy: boolean
  isServed: boolean
}

/** Lets what has the same key happen one after another. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>()

  /** Calls `start` when those before are done; it is to call `done`. */
  enter(key: string, start: (done: () => void) => void): void {
    let lane = this.#lanes.get(key)
    if (lane === undefined) this.#lanes.set(key, (lane = { waiting: [], next: 0, isBusy: false, isServed: false }))
    const entered = lane
    lane.waiting.push(() =>
      start(() => {
        entered.isBusy = false
        this.#serve(key, entered)
      }),
    )
    this.#serve(key, lane)
  }

  /** In a loop, so that many who are done at once do not stand on one another. */
  #serve(key: string, lane: Lane): void {
    if (lane.isServed) return
    lane.isServed = true
    while (!lane.isBusy && lane.next < lane.waiting.length) {
      lane.isBusy = true
      lane.waiting[lane.next++]!()
    }
    lane.isServed = false
    if (lane.next < lane.waiting.length) return
    if (lane.isBusy) lane.waiting.length = lane.next = 0
    else this.#lanes.delete(key)
  }
}
