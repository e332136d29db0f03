import type * as sdk from '@aws-sdk/client-kinesis'
import { allows, type CompiledPolicy, compilePolicy, keysAt, MalformedPolicy } from '../aws/iam/policy.js'
import { known } from '../core/facts.js'
import type { Principal } from '../core/ports.js'
import type { Call } from '../core/service.js'
import type { Rules } from './choices.js'
import { denied, invalid, missing } from './errors.js'
import { type Resource, resourceOf } from './resources.js'
import type { Context } from './state.js'

/** Policies are compiled once; equal texts share it. */
const compiled = new WeakMap<Resource, { readonly text: string; readonly policy: CompiledPolicy }>()

/**
 * PutResourcePolicy: to a stream, a consumer or a queue, in the place of an earlier one.
 *
 * @clause kinesis.resource-policy.put-get-delete
 * @clause kinesis.resource-policy.replace
 * @clause kinesis.resource-policy.queue
 */
export function putPolicy(input: sdk.PutResourcePolicyInput, c: Context, x: Rules): object {
  const resource = resourceOf(input.ResourceARN!, 'kinesis.resource-policy.unknown-resource', c, x)
  const text = input.Policy!
  const policy = compile(text)
  x.orFail('kinesis.resource-policy.invalid-json', known(typeof policy !== 'string'), () =>
    invalid(`The policy is not valid. ${policy as string}`),
  )
  compiled.set(resource, { text, policy: policy as CompiledPolicy })
  resource.policy = text
  return {}
}

const compile = (text: string): CompiledPolicy | string => {
  try {
    return compilePolicy(text)
  } catch (error) {
    if (error instanceof MalformedPolicy) return error.message
    throw error
  }
}

export function getPolicy(input: sdk.GetResourcePolicyInput, c: Context, x: Rules): object {
  const { policy, arn } = resourceOf(input.ResourceARN!, 'kinesis.resource-policy.unknown-resource', c, x)
  x.orFail('kinesis.resource-policy.get-none', known(policy !== undefined), () => missing(`Resource ${arn} has no policy.`))
  return { Policy: policy }
}

/** Where there is none, nothing is to do. @clause kinesis.resource-policy.delete-none */
export function deletePolicy(input: sdk.DeleteResourcePolicyInput, c: Context, x: Rules): object {
  const resource = resourceOf(input.ResourceARN!, 'kinesis.resource-policy.unknown-resource', c, x)
  resource.policy = undefined
  compiled.delete(resource)
  return {}
}

/** Only the owner's own identities may use these. @clause kinesis.resource-policy.owner-only */
const OWNERS: ReadonlySet<string> = new Set(['PutResourcePolicy', 'GetResourcePolicy', 'DeleteResourcePolicy'])

/** The members that name what an operation is about, the narrowest first. */
export const ARN_MEMBERS = ['ConsumerARN', 'QueueARN', 'ChannelARN', 'ResourceARN', 'StreamARN'] as const

/**
 * Another account may do what the policy of the resource lets it do, and nothing else. A policy on a consumer is one of its own.
 *
 * @clause kinesis.resource-policy.consumer-separate
 * @clause kinesis.auth.iam-actions
 */
export function checkAccess({ operation, input, principal }: Call, c: Context, x: Rules): void {
  if (principal === undefined || ownerOf(principal) === c.region.account) return
  const arn = ARN_MEMBERS.map((member) => input[member]).find((value) => typeof value === 'string')
  const resource = arn === undefined ? undefined : resourceOf(arn, 'kinesis.identifiers.unknown-stream-not-found', c, x)
  const policy = resource === undefined ? undefined : compiled.get(resource)?.policy
  const mayAsk =
    resource !== undefined &&
    policy !== undefined &&
    !OWNERS.has(operation) &&
    allows(policy, { principal, action: `kinesis:${operation}`, resource: resource.arn, context: keysAt(x.now.at.lo) })
  x.orFail('kinesis.resource-policy.enforced', known(mayAsk), () => deniedTo(principal, operation, arn ?? '*'))
}

const ownerOf = (principal: Principal): string => ('account' in principal ? principal.account : principal.sourceAccount)

/** @clause kinesis.auth.access-denied */
export const deniedTo = (principal: Principal, operation: string, arn: string) => {
  const who = 'account' in principal ? (principal.arn ?? `arn:aws:iam::${principal.account}:root`) : principal.service
  const action = `kinesis:${operation}`
  return denied(
    `User: ${who} is not authorized to perform: ${action} on resource: ${arn} because no resource-based policy allows the ${action} action`,
  )
}
