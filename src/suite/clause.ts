import type { ServiceBinding } from './binding.js'
import type { Case } from './case.js'
import type { Axes, AxisValues, Drawn, Given } from './draw.js'

/**
 * A documented behaviour as a property that any implementation can be held to.
 *
 * @typeParam T what the check is given: the case, with the service's vocabulary
 */
export interface ClauseSpec<T, A extends Axes = Axes, G extends Given = Given> {
  /** Every combination of these values is held to the clause. The axis `protocol` chooses how the SDK speaks; without it the SDK speaks what the target does. */
  readonly axes?: A
  /** What is drawn for each case, over the documented domain. */
  readonly given?: G
  /** Values that must surely be drawn: the edges of the domain. What is left out of one is drawn. */
  readonly edges?: readonly Partial<Drawn<G>>[]
  /**
   * Cases per combination at the effort `standard`, edges included; 4 unless given, and 1 where nothing is drawn. Where there are
   * several combinations each has fewer, but never less than the edges and one from inside the domain.
   */
  readonly cases?: number
  /** How many accounts the case deals with: 1 unless given. */
  readonly accounts?: 1 | 2
  /** Whether a subscriber over HTTP is needed. */
  readonly door?: boolean
  /** Does what the documentation speaks of and asserts what it says. Runs in a place of its own, beside all other cases. */
  check(t: T, drawn: AxisValues<A> & Drawn<G>): Promise<void>
}

/** A clause as the engine keeps it: the types of what is drawn are between the spec and its check. */
export interface Clause {
  readonly id: string
  readonly binding: ServiceBinding
  readonly axes: Axes
  readonly given: Given
  readonly edges: readonly Readonly<Record<string, unknown>>[]
  readonly cases: number
  readonly accounts?: number
  readonly door?: boolean
  check(it: Case, drawn: Readonly<Record<string, unknown>>): Promise<void>
}
