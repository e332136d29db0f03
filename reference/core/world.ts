import type { Adversity } from './adversity.js'
import type { Random } from './random.js'

/** A world's time, in milliseconds since 1970. */
export interface Clock {
  now(): number
  /** Calls `wake` once, when `time` is reached; the result cancels it. */
  at(time: number, wake: () => void): () => void
}

/** Rules that only make an application's tests wait; each can be switched off by its clause id. */
export const RELAXABLE = ['sqs.purge.once-per-60s', 'sqs.queue.create.wait-60s-after-delete'] as const
export type Relaxable = (typeof RELAXABLE)[number]

/**
 * An AWS account: its own clock, its own seed, its own state in every service and region. Worlds never see each other,
 * so whatever happens in one leaves every other as it was.
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
