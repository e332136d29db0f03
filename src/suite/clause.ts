import type { ServiceBinding } from './binding.js'
import type { Case } from './case.js'
import type { Axes, AxisValues, Drawn, Given } from './draw.js'
import { register } from './register.js'

/**
 * A documented behaviour as a property that any implementation can be held to.
 *
 * @typeParam T what the check is given: the case, with the service's vocabulary
 */
export interface ClauseSpec<T, A extends Axes = Axes, G extends Given = Given> {
  /** Every combination of these values is held to the clause. The axis `protocol` chooses how the SDK speaks. */
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
  check(it: Case, drawn: Readonly<Record<string, unknown>>): Promise<void>
}

/** The words by which a service's specs are written. */
export interface ClauseWords<T> {
  /**
   * Registers a clause. For many lines by one property, loop over a table of rows `{ id: '…', … }`.
   *
   * @param id stands in the service's ledger, and only once in the specs
   * @throws when the id is not in the ledger, or registered already
   */
  clause<const A extends Axes = Record<never, never>, G extends Given = Record<never, never>>(id: string, spec: ClauseSpec<T, A, G>): void
}

const STANDARD_CASES = 4

/**
 * @param binding the service
 * @param bench gives a case the service's vocabulary
 */
export const clausesOf = <T>(binding: ServiceBinding, bench: (it: Case) => T): ClauseWords<T> => ({
  clause: (id, spec) => {
    const given: Given = spec.given ?? {}
    register({
      id,
      binding,
      axes: spec.axes ?? {},
      given,
      edges: (spec.edges ?? []) as readonly Readonly<Record<string, unknown>>[],
      cases: spec.cases ?? (Object.keys(given).length === 0 ? 1 : STANDARD_CASES),
      // The engine draws by the axes and arbitraries of this very spec, so what it draws has their types.
      check: (it, drawn) => spec.check(bench(it), drawn as Parameters<typeof spec.check>[1]),
    })
  },
})
