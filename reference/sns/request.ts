import { isObject, parseJson } from '../aws/json.js'
import type { ServiceError } from '../core/errors.js'
import { after, all, any, type Fact, known, NO, not } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { invalidParameter, notFound, topicNotFound } from './errors.js'
import { PENDING_LIFETIME, PROPAGATION } from './limits.js'
import type { Subscription, Topic } from './state.js'

const ELEMENTS = 6

/**
 * An ARN that a member holds. What is none is told how many parts it has.
 *
 * @clause sns.topics.get-malformed-arn
 * @clause sns.publish.malformed-topic-arn
 * @clause sns.unsubscribe.malformed-arn
 * @clause sns.app.get-malformed-arn
 */
export function readArn(value: string, member: string, x: Rules): Arn {
  const parts = value.split(':')
  x.orFail('sns.topics.get-malformed-arn', known(parts.length >= ELEMENTS), () =>
    invalidParameter(member, `An ARN must have at least ${ELEMENTS} elements, not ${parts.length}`),
  )
  const [prefix, , service = '', region = '', account = '', ...rest] = parts
  x.orFail('sns.errors.invalid-parameter-400', known(prefix === 'arn'), () => invalidParameter(member))
  return { service, region, account, resource: rest.join(':') }
}
export interface Arn {
  readonly service: string
  readonly region: string
  readonly account: string
  readonly resource: string
}

/**
 * The topic of a request, which is one of the region that is asked.
 *
 * @clause sns.topics.delete-then-get-notfound
 * @clause sns.publish.unknown-topic
 * @clause sns.permissions.add-unknown-topic
 * @clause sns.permissions.remove-unknown-topic
 * @clause sns.subscribe.unknown-topic
 * @clause sns.batch.unknown-topic
 * @clause sns.list.by-topic-unknown
 */
export function topicAt(arn: string, c: Context, x: Rules, member = 'TopicArn', missing = topicNotFound): Topic {
  checkTopicArn(arn, c, x, member)
  const topic = c.region.topics.get(arn)
  x.orFail('sns.topics.get-nonexistent', topic === undefined ? NO : standing(topic), missing)
  return topic!
}

/** @clause sns.xregion.api-calls-refused */
export function checkTopicArn(arn: string, { region }: Context, x: Rules, member = 'TopicArn'): void {
  const read = readArn(arn, member, x)
  x.orFail('sns.xregion.api-calls-refused', known(read.service === 'sns' && read.region === region.region), () => invalidParameter(member))
}

const standing = (topic: Topic): Fact => known(topic.deleted === undefined)

/**
 * The subscription that an ARN names. One that is gone may still be seen for a while, and that of a deleted topic is.
 *
 * @clause sns.subattrs.get-lingers-after-unsubscribe
 * @clause sns.topics.delete-subscription-attributes-linger
 * @clause sns.topics.delete-removes-subscriptions
 */
export function subscriptionAt(arn: string, c: Context, x: Rules, lingers: (subscription: Subscription) => Fact = () => NO): Subscription {
  readArn(arn, 'SubscriptionArn', x)
  const subscription = c.region.subscriptions.get(arn)
  const there = subscription === undefined ? NO : any(alive(subscription, x), all(lingers(subscription), recent(subscription, x)))
  x.orFail('sns.subattrs.get-unknown', there, () => notFound('Subscription'))
  return subscription!
}

const recent = ({ since, status }: Subscription, x: Rules): Fact =>
  all(known(status === 'deleted'), not(x.now.reached(after(since, PROPAGATION))))

/** Is it there? One that nobody confirms is deleted after a while. @clause sns.confirm.pending-auto-deleted */
export const alive = ({ status, since }: Subscription, x: Rules): Fact =>
  status === 'deleted' ? NO : status === 'confirmed' ? known(true) : not(x.now.reached(after(since, PENDING_LIFETIME)))

/** Whether two texts are the same JSON, whatever the order of their keys. */
export const isSameJson = (a: string, b: string): boolean =>
  a === b || JSON.stringify(sorted(parseJson(a))) === JSON.stringify(sorted(parseJson(b)))
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : isObject(value)
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, member]) => [key, sorted(member)]),
        )
      : value

/**
 * What is said of an attribute that is wrong: Set names the attribute, Create and Subscribe say first that it is one of the attributes.
 *
 * @clause sns.subattrs.error-prefix-subscribe-vs-set
 */
export type Wrong = (about: string) => ServiceError
export const wrongAttribute: Wrong = (about) => invalidParameter(about)
export const wrongAmongAttributes: Wrong = (about) => invalidParameter('Attributes', about)
