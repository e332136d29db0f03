import type { SubscribeInput, SubscribeResponse } from '@aws-sdk/client-sns'
import { ServiceError } from '../core/errors.js'
import { known } from '../core/facts.js'
import { startReplay } from './archive.js'
import type { Context, Rules } from './choices.js'
import { checkEndpoint, keyOf, ownerOf, readProtocol } from './endpoints.js'
import { invalidParameter } from './errors.js'
import { FIFO_SUBSCRIPTIONS, MESSAGE_BYTES, STANDARD_SUBSCRIPTIONS } from './limits.js'
import { alive, isSameJson, topicAt, wrongAmongAttributes } from './request.js'
import type { Protocol, Subscription, Topic } from './state.js'
import { applySettings, checkFilterQuota, DEFAULTS, isSetting, readSettings, type Settings } from './subscription-attributes.js'
import { remove } from './subscriptions.js'
import { checkLarge, checkLargeCount } from './topic-attributes.js'

const PENDING = 'pending confirmation'

/**
 * Subscribe: makes a subscription, or finds the one of that protocol and endpoint if every attribute that is given is as it has it. Who owns the
 * endpoint need not confirm it; others wait for its confirmation.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
 * @clause sns.subscribe.required-members
 * @clause sns.subscribe.sqs-immediate
 * @clause sns.subscribe.sms-immediate
 * @clause sns.subscribe.lambda-immediate
 * @clause sns.subscribe.application-endpoint
 * @clause sns.subscribe.http-pending
 * @clause sns.subscribe.arn-format
 * @clause sns.subscribe.idempotent-same-endpoint
 * @clause sns.sqs.subscribe-without-policy-ok
 * @clause sns.subscribe.raw-ip-http-endpoint-discouraged
 */
export function subscribe(input: SubscribeInput, c: Context, x: Rules): SubscribeResponse | Promise<SubscribeResponse> {
  const topic = topicAt(input.TopicArn!, c, x)
  const protocol = readProtocol(topic, input.Protocol!, x)
  const endpoint = input.Endpoint ?? ''
  x.orFail('sns.errors.invalid-parameter-400', known(endpoint !== ''), () => invalidParameter('Endpoint'))
  checkEndpoint(topic, protocol, endpoint, x)
  if (isLarge(topic)) checkLarge(protocol, x)
  const given = input.Attributes ?? {}
  for (const name of Object.keys(given))
    x.orFail('sns.subattrs.unknown-name-at-subscribe', known(isSetting(name)), () => wrongAmongAttributes(`Unknown attribute ${name}`))
  const { caller } = c
  const settings = readSettings({ topic, protocol, endpoint, owner: caller.account }, given, DEFAULTS, wrongAmongAttributes, x)
  x.orFail('sns.subscribe.firehose-needs-role', known(protocol !== 'firehose' || settings.subscriptionRoleArn !== undefined), () =>
    wrongAmongAttributes('SubscriptionRoleArn must be specified'),
  )
  const former = topic.byEndpoint.get(keyOf(protocol, endpoint))
  const existing = former !== undefined && alive(former, x).possible ? former : undefined
  if (former !== undefined && existing === undefined) remove(former, c, x)
  if (existing !== undefined) checkSame(existing, settings, given, x)
  const subscription = existing ?? add(topic, protocol, endpoint, settings, c, x)
  const isPending = subscription.status === 'pending'
  const answer = { SubscriptionArn: answered(subscription.arn, isPending, input.ReturnSubscriptionArn) }
  const isReached = isPending ? c.out.confirm(topic, subscription, 'SubscriptionConfirmation') : undefined
  if (isReached === undefined || existing !== undefined) return answer
  return isReached.then((isThere) => {
    if (!isThere && subscription.status === 'pending') withdraw(subscription, c, x)
    x.orFail('sns.subscribe.unreachable-endpoint', known(isThere || subscription.status !== 'deleted'), () =>
      invalidParameter('Unreachable Endpoint'),
    )
    return answer
  })
}

/** It has never been there. */
function withdraw(subscription: Subscription, c: Context, x: Rules): void {
  remove(subscription, c, x)
  subscription.topic.deletions--
  c.region.subscriptions.delete(subscription.arn)
}

const isLarge = ({ attributes }: Topic): boolean => Number(attributes.get('MaximumMessageSize') ?? 0) > MESSAGE_BYTES

/** @clause sns.subscribe.pending-literal @clause sns.subscribe.return-arn-true */
const answered = (arn: string, isPending: boolean, returns: boolean | undefined): string => (isPending && returns !== true ? PENDING : arn)

/** @clause sns.subscribe.idempotent-same-attributes @clause sns.subscribe.idempotent-default-scope */
function checkSame(existing: Subscription, asked: Settings, given: Readonly<Record<string, string>>, x: Rules): void {
  const isSameText = (a: string | undefined, b: string | undefined) => a === b || (a !== undefined && b !== undefined && isSameJson(a, b))
  const SAME: Readonly<Record<string, () => boolean>> = {
    RawMessageDelivery: () => existing.raw === asked.raw,
    FilterPolicy: () => isSameText(existing.filterPolicy, asked.filterPolicy),
    FilterPolicyScope: () => (existing.filterPolicyScope ?? 'MessageAttributes') === asked.filterPolicyScope,
    DeliveryPolicy: () => isSameText(existing.deliveryPolicy, asked.deliveryPolicy),
    RedrivePolicy: () => isSameText(existing.redrivePolicy, asked.redrivePolicy),
    SubscriptionRoleArn: () => existing.subscriptionRoleArn === asked.subscriptionRoleArn,
    ReplayPolicy: () => isSameText(existing.replayPolicy, asked.replayPolicy),
  }
  x.orFail('sns.subscribe.repeat-different-attributes-error', known(Object.keys(given).every((name) => SAME[name]!())), () =>
    wrongAmongAttributes('Subscription already exists with different attributes'),
  )
}

/**
 * @clause sns.confirm.cross-account-sqs
 * @clause sns.confirm.cross-account-queue-owner-auto
 * @clause sns.confirm.authenticate-auto-for-queue-owner
 */
function add(topic: Topic, protocol: Protocol, endpoint: string, settings: Settings, c: Context, x: Rules): Subscription {
  const [quota, most] = topic.fifo
    ? (['sns.subscribe.quota-fifo-100', FIFO_SUBSCRIPTIONS] as const)
    : (['sns.subscribe.quota-standard-12-5m', STANDARD_SUBSCRIPTIONS] as const)
  x.orFail(quota, known(topic.subscriptions.size < most), limitExceeded)
  if (isLarge(topic)) checkLargeCount(topic.subscriptions.size + 1, x)
  if (settings.filterPolicy !== undefined) checkFilterQuota(topic, c, x)
  const { caller, region } = c
  const owner = ownerOf(protocol, endpoint)
  const isImmediate = owner === caller.account || protocol === 'sms' || protocol === 'application'
  const { replayPolicy, ...others } = settings
  const subscription: Subscription = {
    ...others,
    filterPolicy: undefined,
    replayPolicy: undefined,
    replayStatus: undefined,
    arn: `${topic.arn}:${x.choices.newId()}`,
    number: ++region.made,
    topic,
    owner: caller.account,
    principal: caller.arn,
    protocol,
    endpoint,
    status: isImmediate ? 'confirmed' : 'pending',
    since: x.now.at,
    wasAuthenticated: isImmediate,
    authenticateOnUnsubscribe: owner === caller.account,
    token: isImmediate ? undefined : x.choices.newToken(),
    origin: c.origin,
    place: undefined,
  }
  topic.subscriptions.set(subscription.arn, subscription)
  topic.byEndpoint.set(keyOf(protocol, endpoint), subscription)
  region.subscriptions.set(subscription.arn, subscription)
  if (subscription.token !== undefined) {
    topic.pending++
    region.tokens.set(subscription.token, subscription)
  }
  applySettings(subscription, settings, c)
  if (replayPolicy !== undefined) startReplay(subscription, replayPolicy, c)
  return subscription
}

/** @clause sns.subscribe.limit-error-403 */
const limitExceeded = () => new ServiceError('SubscriptionLimitExceededException', 'Subscription limit exceeded for the topic')
