import type { ServiceBinding } from './binding.js'
import type { Case } from './case.js'
import type { ClauseSpec } from './clause.js'
import type { Axes, Given } from './draw.js'
import { register } from './register.js'

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
      accounts: spec.accounts ?? 1,
      door: spec.door ?? false,
      cases: spec.cases ?? (Object.keys(given).length === 0 ? 1 : STANDARD_CASES),
      // The engine draws by the axes and arbitraries of this very spec, so what it draws has their types.
      check: (it, drawn) => spec.check(bench(it), drawn as Parameters<typeof spec.check>[1]),
    })
  },
})
