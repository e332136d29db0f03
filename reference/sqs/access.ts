import { type Decision, denial, policyOf } from '../aws/iam/policy.js'
import { ServiceError } from '../core/errors.js'
import { known } from '../core/facts.js'
import type { Principal } from '../core/ports.js'
import type { Call } from '../core/service.js'
import type { Context, Rules } from './choices.js'
import { decided, isTimed } from './decisions.js'
import { OWNERS } from './permissions.js'
import { queueAt } from './request.js'
import type { Queue } from './state.js'

/**
 * Another account, and a service that acts for a resource of whatever account, need the permission of the queue's policy. A client of the owner's
 * account is taken to have what it needs by policies of its own, and so is that of another account in its own.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-creating-custom-policies-evaluation-logic.html
 * @clause sqs.policy.condition-unmet-default-deny
 * @clause sqs.policy.condition-keys
 * @clause sqs.batch.permissions-follow-single
 * @clause sqs.perm.star-and-specific-separate
 * @clause sqs.queue.url.get-other-account
 */
export function checkAccess({ operation, input }: Call, principal: Principal, c: Context, x: Rules): void {
  const { QueueUrl: url, QueueName: name } = input
  // GetQueueUrl gives the name.
  const asked = operation === 'GetQueueUrl' ? name : url
  if (typeof asked !== 'string') return
  const queue = queueAt(asked, c, x)
  c.asked = { url: asked, queue }
  const isOwner = 'account' in principal && principal.account === c.region.account
  // A permission for an operation covers its batches.
  const action = operation.endsWith('Batch') ? operation.slice(0, -5) : operation
  const decision = decisionOf(queue, principal, action, x.now.at.lo)
  const denied = (how: 'explicit-deny' | 'implicit-deny') => () =>
    new ServiceError('AccessDeniedException', denial(principal, `sqs:${action.toLowerCase()}`, queue.arn, how))
  x.orFail('sqs.policy.explicit-deny-wins', known(decision !== 'explicit-deny'), denied('explicit-deny'))
  x.orFail('sqs.policy.cross-account-excluded', known(isOwner || !OWNERS.has(action)), denied('implicit-deny'))
  x.orFail('sqs.policy.default-deny', known(isOwner || decision === 'allow'), denied('implicit-deny'))
}

/** What the queue's policy says. A topic asks for the same at each message. */
function decisionOf(queue: Queue, principal: Principal, action: string, ms: number): Decision | undefined {
  const text = queue.settings.Policy
  const last = queue.decision
  if (last?.principal === principal && last.action === action && last.policy === text) return last.said
  const policy = policyOf(queue, text)
  if (policy === undefined) return undefined
  const said = decided(policy, principal, `sqs:${action}`, queue.arn, ms)
  queue.decision = isTimed(policy) ? undefined : { policy: text, principal, action, said }
  return said
}
