import { denial, policyOf, whomItDenies } from '../aws/iam/policy.js'
import { ServiceError } from '../core/errors.js'
import { type Fact, known, NO, YES } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { decided } from './decisions.js'
import { settingIs, unfixed } from './settings.js'
import type { Queue } from './state.js'

/** Whoever signs in as the account itself can undo a policy that denies everything to everybody. */
const UNDOING: ReadonlySet<string> = new Set(['AddPermission', 'GetQueueAttributes', 'RemovePermission', 'SetQueueAttributes'])

/**
 * What a queue's policy denies, it denies the queue's own account too: a client of it is taken to be allowed everything else by policies of its own.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
export function checkOwner(queue: Queue, { ownersOperation: operation, region: { account } }: Context, x: Rules): void {
  if (operation === undefined || (queue.settings.Policy === undefined && queue.changes.length === 0)) return
  // A permission for an operation covers its batches.
  const action = `sqs:${operation.replace(/Batch$/, '')}`
  const isLet = (text: string | undefined): Fact => {
    if (text === undefined) return YES
    const policy = policyOf(queue, text)
    if (policy === undefined) return unfixed(YES, x)
    const whom = whomItDenies(policy, { action, resource: queue.arn })
    if (whom === 'nobody') return YES
    if (whom === 'everybody' && !UNDOING.has(operation)) return NO
    // Who asks, and what conditions look at, an observer is not told.
    return unfixed(known(decided(policy, { account }, action, queue.arn, x.now.at.lo) !== 'explicit-deny'), x)
  }
  x.orFail(
    'sqs.policy.explicit-deny-binds-owner',
    settingIs(queue, 'Policy', isLet, x),
    () => new ServiceError('AccessDeniedException', denial({ account }, action.toLowerCase(), queue.arn, 'explicit-deny')),
  )
}
