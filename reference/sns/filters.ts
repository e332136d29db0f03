import { compileFilter, FilterError } from '../aws/filter/index.js'
import { known } from '../core/facts.js'
import type { Rules } from './choices.js'
import type { Wrong } from './request.js'
import type { FilterScope } from './state.js'

/**
 * Refuses a filter policy that AWS refuses. What is wrong with it the compiler says.
 *
 * @clause sns.filter.error-prefix
 * @clause sns.filter.scope-default-attributes
 */
export function checkFilter(policy: string, scope: FilterScope = 'MessageAttributes', wrong: Wrong, x: Rules): void {
  const fault = faultOf(policy, scope)
  x.orFail('sns.subattrs.filter-invalid-json', known(fault === undefined), () => wrong(`FilterPolicy: ${fault}`))
}

function faultOf(policy: string, scope: FilterScope): string | undefined {
  try {
    compileFilter(policy, scope)
    return undefined
  } catch (error) {
    if (error instanceof FilterError) return error.message
    throw error
  }
}
