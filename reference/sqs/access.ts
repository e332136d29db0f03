import { type CompiledPolicy, compilePolicy, decide, MalformedPolicy } from '../aws/iam/policy.js'
import { ServiceError } from '../core/errors.js'
import { known } from '../core/facts.js'
import type { Principal } from '../core/ports.js'
import type { Call } from '../core/service.js'
import type { Context, Rules } from './choices.js'
import { queueAt } from './request.js'
import type { Queue } from './state.js'

/** What only the owner's account can do, whatever a policy says. */
const OWNERS: ReadonlySet<string> = new Set([
  'AddPermission', 'CancelMessageMoveTask', 'CreateQueue', 'DeleteQueue', 'ListMessageMoveTasks', 'ListQueues', 'ListQueueTags', 'RemovePermission',
  'SetQueueAttributes', 'StartMessageMoveTask', 'TagQueue', 'UntagQueue',
]) // prettier-ignore

/**
 * Another account, and a service that acts for a resource of whatever account, need the permission of the queue's policy. A client of the owner's
 * account is taken to have what it needs by policies of its own.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-creating-custom-policies-evaluation-logic.html
 * @clause sqs.policy.condition-unmet-default-deny
 * @clause sqs.policy.condition-keys
 */
export function checkAccess({ operation, input, principal }: Call, c: Context, x: Rules): void {
  const { QueueUrl: url } = input
  if (principal === undefined || typeof url !== 'string') return
  const queue = queueAt(url, c, x)
  const isOwner = 'account' in principal && principal.account === c.region.account
  // A permission for an operation covers its batches.
  const action = operation.replace(/Batch$/, '')
  const policy = policyOf(queue)
  const at = new Date(x.now.at.lo)
  const decision = policy && decide(policy, {
    principal,
    action: `sqs:${action}`,
    resource: queue.arn,
    context: { 'aws:SecureTransport': 'true', 'aws:CurrentTime': at.toISOString(), 'aws:EpochTime': String(Math.floor(at.getTime() / 1000)) },
  })
  const denied = (because: string) => () =>
    new ServiceError(
      'AccessDeniedException',
      `User: ${nameOf(principal)} is not authorized to perform: sqs:${action.toLowerCase()} on resource: ${queue.arn} ${because}`,
    )
  x.orFail('sqs.policy.explicit-deny-wins', known(decision !== 'explicit-deny'), denied('with an explicit deny in a resource-based policy'))
  x.orFail('sqs.policy.cross-account-excluded', known(isOwner || !OWNERS.has(action)), denied('because only its owner is'))
  const none = denied(`because no resource-based policy allows the sqs:${action.toLowerCase()} action`)
  x.orFail('sqs.policy.default-deny', known(isOwner || decision === 'allow'), none)
}

const nameOf = (principal: Principal): string =>
  'service' in principal ? principal.service : (principal.arn ?? `arn:aws:iam::${principal.account}:root`)

const compiled = new WeakMap<Queue, { readonly text: string; readonly policy: CompiledPolicy | undefined }>()

/** The policy of the queue; one that AWS would not have taken allows nothing. */
function policyOf(queue: Queue): CompiledPolicy | undefined {
  const text = queue.settings.Policy
  if (text === undefined) return undefined
  let known = compiled.get(queue)
  if (known?.text !== text) compiled.set(queue, (known = { text, policy: compiledOrNone(text) }))
  return known.policy
}

function compiledOrNone(text: string): CompiledPolicy | undefined {
  try {
    return compilePolicy(text)
  } catch (error) {
    if (error instanceof MalformedPolicy) return undefined
    throw error
  }
}
