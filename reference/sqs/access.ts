import { decide, denial, policyOf } from '../aws/iam/policy.js'
import { ServiceError } from '../core/errors.js'
import { known } from '../core/facts.js'
import type { Call } from '../core/service.js'
import type { Context, Rules } from './choices.js'
import { queueAt } from './request.js'

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
  const policy = policyOf(queue, queue.settings.Policy)
  const at = new Date(x.now.at.lo)
  const context = { 'aws:SecureTransport': 'true', 'aws:CurrentTime': at.toISOString(), 'aws:EpochTime': String(Math.floor(at.getTime() / 1000)) }
  const decision = policy && decide(policy, { principal, action: `sqs:${action}`, resource: queue.arn, context })
  const denied = (how: 'explicit-deny' | 'implicit-deny') => () =>
    new ServiceError('AccessDeniedException', denial(principal, `sqs:${action.toLowerCase()}`, queue.arn, how))
  x.orFail('sqs.policy.explicit-deny-wins', known(decision !== 'explicit-deny'), denied('explicit-deny'))
  x.orFail('sqs.policy.cross-account-excluded', known(isOwner || !OWNERS.has(action)), denied('implicit-deny'))
  x.orFail('sqs.policy.default-deny', known(isOwner || decision === 'allow'), denied('implicit-deny'))
}
