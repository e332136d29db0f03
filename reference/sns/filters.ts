import type { Rules } from './choices.js'
import { readJson } from './json.js'
import type { Wrong } from './request.js'
import type { FilterScope } from './state.js'

/** Refuses a filter policy that AWS refuses. */
export function checkFilter(policy: string, _scope: FilterScope | undefined, wrong: Wrong, x: Rules): void {
  readJson(policy, 'FilterPolicy', wrong, x)
}
