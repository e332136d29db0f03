import type * as sdk from '@aws-sdk/client-kinesis'
import { compilePolicy, decide, type Decision, denial, keysAt, MalformedPolicy, policyOf } from '../aws/iam/policy.js'
import { known } from '../core/facts.js'
import type { Principal } from '../core/ports.js'
import type { Call } from '../core/service.js'
import type { Rules } from './choices.js'
import { denied, invalid, missing } from './errors.js'
import { findStream } from './request.js'
import { findResource, type Resource, resourceOf } from './resources.js'
import type { Context } from './state.js'

/**
 * PutResourcePolicy: to a stream, a consumer or a queue, in the place of an earlier one.
 *
 * @clause kinesis.resource-policy.put-get-delete
 * @clause kinesis.resource-policy.replace
 * @clause kinesis.resource-policy.queue
 */
export function putPolicy(input: sdk.PutResourcePolicyInput, c: Context, x: Rules): object {
  const resource = resourceOf(input.ResourceARN!, 'kinesis.resource-policy.unknown-resource', c, x)
  const wrong = wrongWith(input.Policy!)
  x.orFail('kinesis.resource-policy.invalid-json', known(wrong === undefined), () => invalid(`The policy is not valid. ${wrong!}`))
  resource.policy = input.Policy!
  return {}
}

const wrongWith = (text: string): string | undefined => {
  try {
    compilePolicy(text)
    return undefined
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
  return {}
}

/** Only the owner's own identities may use these. @clause kinesis.resource-policy.owner-only */
const OWNERS: ReadonlySet<string> = new Set(['PutResourcePolicy', 'GetResourcePolicy', 'DeleteResourcePolicy'])

/** The members that name what an operation is about, the narrowest first. */
export const ARN_MEMBERS = ['ConsumerARN', 'QueueARN', 'ChannelARN', 'ResourceARN', 'StreamARN'] as const

/**
 * Another account may do what the policy of the resource lets it do, and nothing else; the owner's account may do everything but what the policy denies
 * it. A policy on a consumer is one of its own.
 *
 * @clause kinesis.resource-policy.consumer-separate
 * @clause kinesis.auth.iam-actions
 */
export function checkAccess({ operation, input, principal }: Call, c: Context, x: Rules): void {
  const requester: Principal = principal ?? { account: c.region.account }
  const isOwner = ownerOf(requester) === c.region.account
  const arn = ARN_MEMBERS.map((member) => input[member]).find((value) => typeof value === 'string')
  const resource = isOwner
    ? ownResource(arn, input, c, x)
    : arn === undefined
      ? undefined
      : resourceOf(arn, 'kinesis.identifiers.unknown-stream-not-found', c, x)
  const policy = resource && policyOf(resource, resource.policy)
  if (isOwner && (policy?.denies !== true || OWNERS.has(operation))) return
  const decision =
    policy && !OWNERS.has(operation)
      ? decide(policy, { principal: requester, action: `kinesis:${operation}`, resource: resource!.arn, context: keysAt(x.now.at.lo) })
      : 'implicit-deny'
  const refused = (how: Exclude<Decision, 'allow'>) => () => deniedTo(requester, operation, resource?.arn ?? arn ?? '*', how)
  x.orFail('kinesis.auth.access-denied', known(decision !== 'explicit-deny'), refused('explicit-deny'))
  x.orFail('kinesis.resource-policy.enforced', known(isOwner || decision === 'allow'), refused('implicit-deny'))
}

const ownerOf = (principal: Principal): string => ('account' in principal ? principal.account : principal.sourceAccount)

/** What the owner's request is about, if it is there: what it names by an ARN, or the stream by its name. */
const ownResource = (arn: string | undefined, input: Call['input'], c: Context, x: Rules): Resource | undefined => {
  const { StreamName: name } = input
  if (arn !== undefined) return findResource(arn, c, x)
  return typeof name === 'string' ? findStream(name, c.region, x) : undefined
}

export const deniedTo = (principal: Principal, operation: string, arn: string, how: Exclude<Decision, 'allow'> = 'implicit-deny') =>
  denied(denial(principal, `kinesis:${operation}`, arn, how))
