import type { Adversity } from './adversity.js'
import type { Ports } from './ports.js'
import type { Random } from './random.js'
import type { ClauseId } from './reading.js'

/** A world's time, in milliseconds since 1970. */
export interface Clock {
  now(): number
  /** Calls `wake` once, when `time` is reached; the result cancels it. */
  at(time: number, wake: () => void): () => void
  /** Counts `promise` as work until it settles: a clock that can be put forward, or jumps, stands still meanwhile. */
  working?<T>(promise: Promise<T>): Promise<T>
}

/** A clause whose rule only makes an application's tests wait, so that it can be switched off. Services register theirs. */
export type Relaxable = ClauseId

/**
 * An AWS account as its services see it: a clock, a seed, and how it uses what the documentation leaves open. Accounts never see each other, so
 * whatever happens in one leaves every other as it was; only accounts that were put together in one world can deal with each other, and share its
 * clock, seed and adversity.
 */
export interface World {
  /** The 12-digit account id. */
  readonly account: string
  readonly clock: Clock
  readonly random: Random
  readonly relaxed: ReadonlySet<Relaxable>
  /** How it uses what the documentation leaves open; it may change between requests. Calm where there is none. */
  readonly adversity?: Adversity | undefined
}

/** Where a service's state lives: an account in one region. */
export interface Site extends World {
  readonly region: string
  readonly ports: Ports
}
