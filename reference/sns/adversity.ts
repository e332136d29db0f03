import { freedoms } from '../core/adversity.js'
import { ServiceError } from '../core/errors.js'
import type { ClauseId } from '../core/reading.js'
import type { Output } from '../core/service.js'
import type { ServerChoices } from './propose.js'

/** By which clause an operation can be throttled. */
const THROTTLES: Readonly<Record<string, ClauseId>> = {
  Subscribe: 'sns.subscribe.throttle-100',
  Unsubscribe: 'sns.unsubscribe.throttle-100',
  ListTopics: 'sns.topics.list-throttle-30',
  ListSubscriptions: 'sns.list.throttle-30',
  ListSubscriptionsByTopic: 'sns.list.throttle-30',
  TagResource: 'sns.tags.throttle-10',
  UntagResource: 'sns.tags.throttle-10',
  ListTagsForResource: 'sns.tags.throttle-10',
  ListPlatformApplications: 'sns.app.list-throttle',
  ListEndpointsByPlatformApplication: 'sns.app.list-throttle',
  GetSMSAttributes: 'sns.sms.throttled-429',
  SetSMSAttributes: 'sns.sms.throttled-429',
}

/**
 * Every freedom of SNS that an adverse reference uses: how likely under `aws-like` and `hostile` each time it could be used, and what it does.
 * What a `must` line of the ledger promises is kept: FIFO queues get every message of a FIFO topic once and in the order of its group.
 */
export const FREEDOMS = freedoms(`
  # the request as a whole
  sns.errors.internal-500 0.001 0.005 answers InternalError (500); every second time the request took effect
  sns.subscribe.throttle-100 0.002 0.02 refuses Subscribe as too many, however few they are; it has no effect
  sns.unsubscribe.throttle-100 0.002 0.02 refuses Unsubscribe as too many, however few they are; it has no effect
  sns.topics.list-throttle-30 0.002 0.02 refuses ListTopics as too many, however few they are; it has no effect
  sns.list.throttle-30 0.002 0.02 refuses lists of subscriptions as too many, however few they are; it has no effect
  sns.tags.throttle-10 0.002 0.02 refuses operations on tags as too many, however few they are; it has no effect
  sns.app.list-throttle 0.002 0.02 refuses lists of platform applications and endpoints as too many, however few they are; it has no effect
  sns.sms.throttled-429 0.002 0.02 refuses operations on SMS attributes as too many, however few they are; it has no effect
  sns.tags.concurrent-access 0.001 0.02 refuses TagResource and UntagResource with ConcurrentAccess; they have no effect
  sns.batch.partial-failure-200 0.0005 0.005 fails single entries of a batch to a standard topic with InternalError and SenderFault false; they have no effect
  sns.list.order-unspecified 0.1 0.5 lists topics and subscriptions in another order
  sns.list.token-with-fewer-than-100 0.05 0.3 ends a page of a list early, with a NextToken
  sns.attributes.topic-counters-eventual 0.1 0.5 reports counts of subscriptions as they were before the last of them came or went
  # what takes a while
  + sns.tags.stale-tag 0.05 0.3 refuses TagResource with StaleTag, now and then, on a topic whose name had tags within the last 30 s
  + sns.list.by-topic-unknown 0.01 0.1 knows nothing of a topic, now and then, in ListSubscriptionsByTopic within seconds of its creation
  + sns.subattrs.get-lingers-after-unsubscribe 0.3 0.5 answers for a subscription, now and then, for up to 30 s after it is gone
  + sns.unsubscribe.deletes 0.1 0.3 lists a subscription that is gone, now and then, as Deleted for up to 30 s
  + sns.unsubscribe.stops-delivery 0.1 0.5 delivers to a subscription that is gone for up to 30 s
  + sns.filter.change-eventual-15min 0.2 0.5 takes up to 15 minutes to use a changed filter policy
  # deliveries
  sns.fanout.at-least-once-standard 0.001 0.1 delivers a message of a standard topic a second time, up to 5 s later
  sns.fanout.order-best-effort-standard 0.01 0.3 delivers a message of a standard topic up to 5 s late, so that later ones overtake it
  sns.fifo.standard-queue-best-effort 0.01 0.3 delivers a message of a FIFO topic to a standard queue up to 5 s late, so that later ones overtake it
  sns.retries.jitter 1 1 makes a retry up to a fifth of its delay earlier or later
  sns.topics.delete-may-drop-inflight 0.2 0.5 drops messages that are on their way when their topic is deleted
`)

/** What becomes of a request on its way: it may be refused for no fault of its own, or fail, whether or not it took effect. */
export function disturbed(choices: ServerChoices, operation: string, answer: () => Output | Promise<Output>): Output | Promise<Output> {
  const throttled = THROTTLES[operation]
  if (throttled !== undefined && choices.uses(throttled)) {
    throw new ServiceError(throttled === 'sns.sms.throttled-429' ? 'ThrottledException' : 'Throttling', 'Rate exceeded')
  }
  if ((operation === 'TagResource' || operation === 'UntagResource') && choices.uses('sns.tags.concurrent-access')) {
    throw new ServiceError('ConcurrentAccessException', 'There is another request on the tags of this resource.')
  }
  if (!choices.uses('sns.errors.internal-500')) return answer()
  const failure = new ServiceError('InternalErrorException', 'Request could not be completed')
  if (choices.pick(2) === 0) throw failure
  try {
    const late = answer()
    if (late instanceof Promise) late.catch(() => {})
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
  }
  throw failure
}
