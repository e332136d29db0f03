import * as applications from './applications.js'
import type { Context, Rules } from './choices.js'
import { getDataProtectionPolicy, putDataProtectionPolicy } from './data-protection.js'
import * as endpoints from './platform-endpoints.js'
import { addPermission, removePermission } from './policy.js'
import { publish, publishBatch } from './publish.js'
import * as sandbox from './sandbox.js'
import * as sms from './sms.js'
import { subscribe } from './subscribe.js'
import { getSubscriptionAttributes, setSubscriptionAttributes } from './subscription-attributes.js'
import { confirmSubscription, listSubscriptions, listSubscriptionsByTopic, unsubscribe } from './subscriptions.js'
import { listTagsForResource, tagResource, untagResource } from './tags.js'
import { getTopicAttributes, setTopicAttributes } from './topic-attributes.js'
import { createTopic, deleteTopic, listTopics } from './topics.js'

/** A transition of the model: from a request, by the rules, to an answer or a `ServiceError`. */
export type Transition = (input: never, c: Context, x: Rules) => object

/** All 42 operations. */
export const operations = {
  AddPermission: addPermission,
  CheckIfPhoneNumberIsOptedOut: sms.checkIfPhoneNumberIsOptedOut,
  ConfirmSubscription: confirmSubscription,
  CreatePlatformApplication: applications.createPlatformApplication,
  CreatePlatformEndpoint: endpoints.createPlatformEndpoint,
  CreateSMSSandboxPhoneNumber: sandbox.createSMSSandboxPhoneNumber,
  CreateTopic: createTopic,
  DeleteEndpoint: endpoints.deleteEndpoint,
  DeletePlatformApplication: applications.deletePlatformApplication,
  DeleteSMSSandboxPhoneNumber: sandbox.deleteSMSSandboxPhoneNumber,
  DeleteTopic: deleteTopic,
  GetDataProtectionPolicy: getDataProtectionPolicy,
  GetEndpointAttributes: endpoints.getEndpointAttributes,
  GetPlatformApplicationAttributes: applications.getPlatformApplicationAttributes,
  GetSMSAttributes: sms.getSMSAttributes,
  GetSMSSandboxAccountStatus: sandbox.getSMSSandboxAccountStatus,
  GetSubscriptionAttributes: getSubscriptionAttributes,
  GetTopicAttributes: getTopicAttributes,
  ListEndpointsByPlatformApplication: endpoints.listEndpointsByPlatformApplication,
  ListOriginationNumbers: sms.listOriginationNumbers,
  ListPhoneNumbersOptedOut: sms.listPhoneNumbersOptedOut,
  ListPlatformApplications: applications.listPlatformApplications,
  ListSMSSandboxPhoneNumbers: sandbox.listSMSSandboxPhoneNumbers,
  ListSubscriptions: listSubscriptions,
  ListSubscriptionsByTopic: listSubscriptionsByTopic,
  ListTagsForResource: listTagsForResource,
  ListTopics: listTopics,
  OptInPhoneNumber: sms.optInPhoneNumber,
  Publish: publish,
  PublishBatch: publishBatch,
  PutDataProtectionPolicy: putDataProtectionPolicy,
  RemovePermission: removePermission,
  SetEndpointAttributes: endpoints.setEndpointAttributes,
  SetPlatformApplicationAttributes: applications.setPlatformApplicationAttributes,
  SetSMSAttributes: sms.setSMSAttributes,
  SetSubscriptionAttributes: setSubscriptionAttributes,
  SetTopicAttributes: setTopicAttributes,
  Subscribe: subscribe,
  TagResource: tagResource,
  Unsubscribe: unsubscribe,
  UntagResource: untagResource,
  VerifySMSSandboxPhoneNumber: sandbox.verifySMSSandboxPhoneNumber,
} as const satisfies Readonly<Record<string, Transition>>
