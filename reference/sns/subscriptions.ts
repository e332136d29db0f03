import type {
  ConfirmSubscriptionInput,
  ConfirmSubscriptionResponse,
  ListSubscriptionsByTopicInput,
  ListSubscriptionsByTopicResponse,
  ListSubscriptionsInput,
  ListSubscriptionsResponse,
  UnsubscribeInput,
} from '@aws-sdk/client-sns'
import { after, all, known, NO, not, YES } from '../core/facts.js'
import type { Candidate, Context, Rules } from './choices.js'
import { keyOf, shown } from './endpoints.js'
import { authorizationError, invalidParameter, topicNotFound } from './errors.js'
import { DEFAULT_REGION } from '../wire/scope.js'
import { CREATION, PROPAGATION, TOKEN_LIFETIME } from './limits.js'
import { byKey, chained, each, orderOf, page } from './pages.js'
import { alive, readArn, topicAt } from './request.js'
import type { Listed, Subscription, Topic } from './state.js'

/**
 * ConfirmSubscription: by the token alone. Which topic is named makes no difference, as long as it is an ARN of this region.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
 * @clause sns.confirm.api-call
 * @clause sns.confirm.visit-url
 * @clause sns.confirm.idempotent
 * @clause sns.confirm.wrong-topic-name-still-confirms
 * @clause sns.confirm.unsigned-default
 * @clause sns.confirm.was-authenticated-flag
 * @clause sns.confirm.authenticate-needs-signature
 * @clause sns.confirm.required-members
 * @clause sns.unsubscribe.resubscribe-token
 * @clause sns.permissions.confirm-unsubscribe-not-restricted
 */
export function confirmSubscription(input: ConfirmSubscriptionInput, c: Context, x: Rules): ConfirmSubscriptionResponse {
  const { region, caller } = c
  const [prefix, , service, named] = input.TopicArn!.split(':')
  const wrongTopic = () => invalidParameter('Topic')
  x.orFail('sns.confirm.bad-topic', known(prefix === 'arn' && service === 'sns'), wrongTopic)
  x.orFail('sns.confirm.other-region-topic', known(named === region.region), wrongTopic)
  const subscription = region.tokens.get(input.Token!)
  // A request without a signature has no region but that of its topic: where that is not the usual one and the token is unknown, it is a wrong topic.
  const wrongToken = () => invalidParameter(caller.isSigned || region.region === DEFAULT_REGION ? 'Token' : 'Topic')
  x.orFail('sns.confirm.bad-token', known(subscription !== undefined && subscription.topic.deleted === undefined), wrongToken)
  const waits = subscription!
  if (waits.status !== 'confirmed') {
    x.orFail('sns.confirm.token-lifetime', not(x.now.reached(after(waits.since, TOKEN_LIFETIME))), wrongToken)
    if (waits.status === 'deleted') restore(waits, c)
    else waits.topic.pending--
    waits.status = 'confirmed'
    waits.since = x.now.at
    waits.wasAuthenticated = caller.isSigned
    c.out.changed(waits.topic, waits)
  }
  if (caller.isSigned && input.AuthenticateOnUnsubscribe?.toLowerCase() === 'true') waits.authenticateOnUnsubscribe = true
  return { SubscriptionArn: waits.arn }
}

/**
 * Unsubscribe: the subscription is gone. One that is not there is no fault.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html
 * @clause sns.unsubscribe.idempotent
 * @clause sns.unsubscribe.url-get
 * @clause sns.unsubscribe.stops-delivery
 * @clause sns.unsubscribe.http-confirmation-sent
 * @clause sns.unsubscribe.final-message-only-non-owner
 */
export function unsubscribe(input: UnsubscribeInput, c: Context, x: Rules): Record<string, never> {
  const arn = input.SubscriptionArn!
  readArn(arn, 'SubscriptionArn', x)
  const subscription = c.region.subscriptions.get(arn)
  if (subscription === undefined || !alive(subscription, x).possible) return {}
  x.orFail('sns.confirm.pending-cannot-be-deleted', known(subscription.status !== 'pending'), () =>
    invalidParameter('SubscriptionArn', 'Cannot unsubscribe a subscription that is pending confirmation'),
  )
  const { topic, owner } = subscription
  const isOwner = c.caller.isSigned && (c.caller.account === owner || c.caller.account === topic.owner)
  x.orFail(
    'sns.confirm.authenticate-on-unsubscribe',
    known(isOwner || (!c.caller.isSigned && !subscription.authenticateOnUnsubscribe)),
    () => authorizationError('Not authorized to access this subscription'),
  )
  remove(subscription, c, x)
  if (!isOwner && subscription.protocol !== 'sms') {
    subscription.token = x.choices.newToken()
    c.region.tokens.set(subscription.token, subscription)
    void c.out.confirm(topic, subscription, 'UnsubscribeConfirmation')
  }
  return {}
}

/** The subscription goes. Where it may still be seen, it is kept for a while. @clause sns.unsubscribe.deletes */
export function remove(subscription: Subscription, c: Context, x: Rules): void {
  const { topic, arn, protocol, endpoint, token, status } = subscription
  topic.subscriptions.delete(arn)
  topic.byEndpoint.delete(keyOf(protocol, endpoint))
  topic.deletions++
  if (status === 'pending') topic.pending--
  if (subscription.filterPolicy !== undefined) {
    topic.filters--
    c.region.filters--
  }
  if (token !== undefined) c.region.tokens.delete(token)
  subscription.token = undefined
  subscription.status = 'deleted'
  subscription.since = x.now.at
  c.region.leaving.push(subscription)
  c.out.changed(topic, subscription)
}

/** Subscriptions that can no longer be seen, or be restored by their token, are forgotten. @clause sns.unsubscribe.resubscribe-token */
export function forgetDeleted({ region }: Context, x: Rules): void {
  const { leaving, subscriptions, tokens } = region
  for (let first = leaving[0]; first !== undefined; first = leaving[0]) {
    const isGone = first.status === 'deleted'
    if (isGone && !x.now.reached(after(first.since, first.token === undefined ? PROPAGATION : TOKEN_LIFETIME)).certain) return
    leaving.shift()
    if (!isGone) continue
    subscriptions.delete(first.arn)
    if (first.token !== undefined) tokens.delete(first.token)
  }
}

/** Those that nobody confirmed in time are taken out. @clause sns.confirm.pending-auto-deleted */
export function dropUnconfirmed(topic: Topic, c: Context, x: Rules): void {
  if (topic.pending === 0) return
  for (const subscription of [...topic.subscriptions.values()]) if (!alive(subscription, x).possible) remove(subscription, c, x)
}

/** A subscription that was given up is there again. @clause sns.unsubscribe.resubscribe-token */
function restore(subscription: Subscription, { region }: Context): void {
  const { topic, arn, protocol, endpoint } = subscription
  subscription.number = ++region.made
  topic.subscriptions.set(arn, subscription)
  topic.byEndpoint.set(keyOf(protocol, endpoint), subscription)
  region.subscriptions.delete(arn)
  region.subscriptions.set(arn, subscription)
  if (subscription.filterPolicy === undefined) return
  topic.filters++
  region.filters++
}

/** @clause sns.list.by-topic-fields @clause sns.subscribe.pending-listed-literal */
const listed = ({ arn, owner, protocol, endpoint, topic, status }: Subscription): Listed => ({
  SubscriptionArn: status === 'pending' ? 'PendingConfirmation' : status === 'deleted' ? 'Deleted' : arn,
  Owner: owner,
  Protocol: protocol,
  Endpoint: shown(endpoint),
  TopicArn: topic.arn,
})

const candidate = (subscription: Subscription, x: Rules): Candidate<Listed> => ({
  get item() {
    return listed(subscription)
  },
  key: orderOf(subscription.number),
  there: alive(subscription, x),
})

/** One that is gone may be listed for a while without its ARN. */
const leaving = (subscription: Subscription, x: Rules): Candidate<Listed> => ({
  item: listed(subscription),
  key: orderOf(subscription.number),
  there:
    subscription.status !== 'deleted'
      ? NO
      : all(x.choices.hidden('sns.unsubscribe.deletes'), not(x.now.reached(after(subscription.since, PROPAGATION)))),
})

/**
 * ListSubscriptionsByTopic.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
 * @clause sns.list.by-topic-100
 * @clause sns.list.by-topic-empty
 */
export function listSubscriptionsByTopic(input: ListSubscriptionsByTopicInput, c: Context, x: Rules): ListSubscriptionsByTopicResponse {
  const topic = topicAt(input.TopicArn!, c, x)
  const isNew = not(x.now.reached(after(topic.created, CREATION)))
  x.orFail('sns.list.by-topic-unknown', not(all(isNew, x.choices.hidden('sns.list.by-topic-unknown'))), topicNotFound)
  const gone = c.region.leaving.filter((subscription) => subscription.topic === topic)
  const there = each(topic.subscriptions.values(), (subscription) => candidate(subscription, x))
  const candidates = gone.length === 0 ? there : byKey([...there, ...gone.map((subscription) => leaving(subscription, x))])
  const { items, next } = page(candidates, input.NextToken, x)
  return { Subscriptions: [...items], NextToken: next }
}

/**
 * ListSubscriptions: of this account, to topics of others as well.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html
 * @clause sns.list.all-subscriptions-100
 */
export function listSubscriptions(input: ListSubscriptionsInput, c: Context, x: Rules): ListSubscriptionsResponse {
  const { account, subscriptions, foreign } = c.region
  const own = each(subscriptions.values(), (subscription) => (subscription.owner === account ? candidate(subscription, x) : undefined))
  const others = each(foreign.values(), (item) => ({ item, key: item.SubscriptionArn, there: YES }))
  const { items, next } = page(chained(own, others), input.NextToken, x)
  return { Subscriptions: [...items], NextToken: next }
}
