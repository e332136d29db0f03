import type { ClauseId } from '../../reference/core/reading.js'

/** Which freedoms a target is granted. */
export const PROFILES = ['as-documented', 'single-node'] as const
export type ProfileName = (typeof PROFILES)[number]

/**
 * The freedoms that a service keeps because it runs on many servers, each with the reason why a single node needs it not.
 * A freedom that is not listed (something the documentation leaves open for anybody) is granted under every profile.
 */
export type ManyServersOnly = Readonly<Record<ClauseId, string>>

/** What a case asks about the freedoms that its target is granted. */
export interface Profile {
  readonly name: ProfileName
  /**
   * How long after the documented instant something may come to be seen, in milliseconds: what a helper that waits for
   * a message waits at most. 0 on the embedded reference.
   */
  readonly lateness: number
  /** Whether the target may make use of the documented freedom `id`. */
  tolerates(id: ClauseId): boolean
}

/**
 * Milliseconds that something may be late. On AWS a second or more is usual. Timers are given in whole seconds, so a single node that keeps
 * them in whole seconds, and looks at them once a second, is not held to be late.
 */
export const LATENESS: Readonly<Record<ProfileName, number>> = { 'as-documented': 30_000, 'single-node': 2000 }

/** @param granted called with each freedom that was asked for and granted */
export const profileOf = (name: ProfileName, lateness: number, withheld: ManyServersOnly, granted: (id: ClauseId) => void): Profile => ({
  name,
  lateness,
  tolerates(id) {
    if (name === 'single-node' && id in withheld) return false
    granted(id)
    return true
  },
})
