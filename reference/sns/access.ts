import { known } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { authorizationError } from './errors.js'
import type { Policy, Statement } from './policy.js'
import { isObject, list } from './request.js'
import type { Topic } from './state.js'

/** Which permission of a topic's policy an operation needs of those who do not own the topic. @clause sns.permissions.publish-covers-batch */
const ACTIONS: Readonly<Record<string, string>> = {
  AddPermission: 'AddPermission',
  DeleteTopic: 'DeleteTopic',
  GetTopicAttributes: 'GetTopicAttributes',
  ListSubscriptionsByTopic: 'ListSubscriptionsByTopic',
  Publish: 'Publish',
  PublishBatch: 'Publish',
  RemovePermission: 'RemovePermission',
  SetTopicAttributes: 'SetTopicAttributes',
  Subscribe: 'Subscribe',
  TagResource: 'TagResource',
  UntagResource: 'UntagResource',
  ListTagsForResource: 'ListTagsForResource',
  GetDataProtectionPolicy: 'GetDataProtectionPolicy',
  PutDataProtectionPolicy: 'PutDataProtectionPolicy',
}

/**
 * Others than the owner of a topic need its policy's permission.
 *
 * @clause sns.permissions.default-owner-only
 * @clause sns.permissions.authorization-error-403
 * @clause sns.permissions.deny-overrides-allow
 * @clause sns.xaccount.iam-only-own
 */
export function checkAccess(operation: string, topic: Topic | undefined, { caller }: Context, x: Rules): void {
  const action = ACTIONS[operation]
  if (topic === undefined || action === undefined || caller.account === topic.owner) return
  const statements = (list((JSON.parse(topic.policy) as Policy).Statement) as readonly Statement[]).filter(
    statement => statement.Condition === undefined && names(statement.Principal, caller.account) && covers(statement.Action, action),
  )
  const isAllowed = statements.some(({ Effect }) => Effect === 'Allow') && !statements.some(({ Effect }) => Effect === 'Deny')
  x.orFail('sns.permissions.default-owner-only', known(isAllowed), () =>
    authorizationError(
      `User: ${caller.arn} is not authorized to perform: SNS:${action} on resource: ${topic.arn} because no resource-based policy allows the SNS:${action} action`,
    ),
  )
}

const names = (principal: unknown, account: string): boolean =>
  principal === '*' || (isObject(principal) && list(principal['AWS']).some(one => one === '*' || String(one).startsWith(`arn:aws:iam::${account}:`)))
const covers = (actions: unknown, action: string): boolean => list(actions).some(one => one === '*' || String(one).toLowerCase() === `sns:${action.toLowerCase()}`)
