import { decide, denial, keysAt, policyOf, type Requester } from '../aws/iam/policy.js'
import { known } from '../core/facts.js'
import type { Call } from '../core/service.js'
import type { Context, Rules } from './choices.js'
import { authorizationError } from './errors.js'
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

/** Whoever signs in as the account itself can undo a policy that denies everything to everybody. */
const UNDOING: ReadonlySet<string> = new Set(['AddPermission', 'GetTopicAttributes', 'RemovePermission', 'SetTopicAttributes'])

/**
 * Others than the owner of a topic need its policy's permission, and a service does, whatever account it acts for. A client of the owner's account is
 * taken to have what it needs by policies of its own, but for what the topic's denies it.
 *
 * @clause sns.permissions.default-owner-only
 * @clause sns.permissions.authorization-error-403
 * @clause sns.permissions.condition-keys-endpoint-protocol
 * @clause sns.permissions.https-securetransport
 * @clause sns.xaccount.iam-only-own
 */
export function checkAccess({ operation, input, principal }: Call, topic: Topic | undefined, { caller }: Context, x: Rules): void {
  const action = ACTIONS[operation]
  const requester: Requester = principal === undefined ? { account: caller.account } : caller.isSigned ? principal : { anonymous: true }
  if (topic === undefined || action === undefined) return
  const isOwner = 'account' in requester && requester.account === topic.owner
  const policy = policyOf(topic, topic.policy)
  if (isOwner && (policy?.denies !== true || UNDOING.has(operation))) return
  const { Endpoint, Protocol } = input as Readonly<Record<string, string | undefined>>
  const decision =
    policy &&
    decide(policy, {
      principal: requester,
      action: `sns:${action}`,
      resource: topic.arn,
      context: {
        ...keysAt(x.now.at.lo),
        'aws:SourceOwner': 'account' in requester ? requester.account : undefined,
        'sns:Endpoint': Endpoint,
        'sns:Protocol': Protocol,
      },
    })
  const denied = (how: 'explicit-deny' | 'implicit-deny') => () => authorizationError(denial(requester, `SNS:${action}`, topic.arn, how))
  x.orFail('sns.permissions.deny-overrides-allow', known(decision !== 'explicit-deny'), denied('explicit-deny'))
  x.orFail('sns.permissions.default-owner-only', known(isOwner || decision === 'allow'), denied('implicit-deny'))
}
