import { decide, denial, policyOf, type Requester } from '../aws/iam/policy.js'
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

/**
 * Others than the owner of a topic need its policy's permission, and a service does, whatever account it acts for. A client of the owner's account is
 * taken to have what it needs by policies of its own.
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
  if (topic === undefined || action === undefined || ('account' in requester && requester.account === topic.owner)) return
  const { Endpoint, Protocol } = input as Readonly<Record<string, string | undefined>>
  const policy = policyOf(topic, topic.policy)
  const decision =
    policy &&
    decide(policy, {
      principal: requester,
      action: `sns:${action}`,
      resource: topic.arn,
      context: {
        'aws:SecureTransport': 'true',
        'aws:CurrentTime': new Date(x.now.at.lo).toISOString(),
        'aws:SourceOwner': 'account' in requester ? requester.account : undefined,
        'sns:Endpoint': Endpoint,
        'sns:Protocol': Protocol,
      },
    })
  const denied = (how: 'explicit-deny' | 'implicit-deny') => () => authorizationError(denial(requester, `SNS:${action}`, topic.arn, how))
  x.orFail('sns.permissions.deny-overrides-allow', known(decision !== 'explicit-deny'), denied('explicit-deny'))
  x.orFail('sns.permissions.default-owner-only', known(decision === 'allow'), denied('implicit-deny'))
}
