import { type CompiledPolicy, decide, type Decision, keysAt } from '../aws/iam/policy.js'
import type { Principal } from '../core/ports.js'

/** What a policy said, by who asked for what; not where it says something of time. A topic asks its queues the same at each message. */
const remembered = new WeakMap<CompiledPolicy, Map<string, Decision> | 'timed'>()
/** A policy is asked by few topics; where it is by many, the answers are forgotten now and then. */
const MOST_REMEMBERED = 100

const answersOf = (policy: CompiledPolicy): Map<string, Decision> | 'timed' => {
  let answers = remembered.get(policy)
  if (answers === undefined)
    remembered.set(policy, (answers = /time/i.test(JSON.stringify(policy.document)) ? 'timed' : new Map<string, Decision>()))
  return answers
}

/** Whether what it says may be another at another time. */
export const isTimed = (policy: CompiledPolicy): boolean => answersOf(policy) === 'timed'

/** What a policy says of a request, at an instant in milliseconds. */
export function decided(policy: CompiledPolicy, principal: Principal, action: string, resource: string, ms: number): Decision {
  const answers = answersOf(policy)
  const key = [action, ...Object.values(principal)].join(' ')
  const known = answers === 'timed' ? undefined : answers.get(key)
  if (known !== undefined) return known
  const decision = decide(policy, { principal, action, resource, context: keysAt(ms) })
  if (answers !== 'timed') {
    if (answers.size >= MOST_REMEMBERED) answers.clear()
    answers.set(key, decision)
  }
  return decision
}
