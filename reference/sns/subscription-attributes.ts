import type { GetSubscriptionAttributesInput, GetSubscriptionAttributesResponse, SetSubscriptionAttributesInput } from '@aws-sdk/client-sns'
import { isObject } from '../aws/json.js'
import { ServiceError } from '../core/errors.js'
import { known } from '../core/facts.js'
import { readReplayPolicy, startReplay } from './archive.js'
import type { Context, Rules } from './choices.js'
import { effectivePolicy, readSubscriptionPolicy } from './delivery-policy.js'
import { shown } from './endpoints.js'
import { authorizationError, invalidParameter } from './errors.js'
import { checkFilter } from './filters.js'
import { readJson } from './json.js'
import { FILTERS_OF_A_TOPIC, FILTERS_OF_AN_ACCOUNT } from './limits.js'
import { subscriptionAt, type Wrong, wrongAttribute } from './request.js'
import type { FilterScope, Protocol, Subscription, Topic } from './state.js'

/** What can be set of a subscription. */
export type Settings = Pick<
  Subscription,
  | 'raw'
  | 'filterPolicy'
  | 'filterPolicyScope'
  | 'deliveryPolicy'
  | 'redrivePolicy'
  | 'deadLetterArn'
  | 'subscriptionRoleArn'
  | 'replayPolicy'
>
export const DEFAULTS: Settings = {
  raw: false,
  filterPolicy: undefined,
  filterPolicyScope: undefined,
  deliveryPolicy: undefined,
  redrivePolicy: undefined,
  deadLetterArn: undefined,
  subscriptionRoleArn: undefined,
  replayPolicy: undefined,
}

/** Whose attributes are read. */
interface Of {
  readonly topic: Topic
  readonly protocol: Protocol
  readonly owner: string
}
type Read = (of: Of, value: string | undefined, wrong: Wrong, x: Rules) => Partial<Settings>

const RAW: ReadonlySet<Protocol> = new Set(['sqs', 'http', 'https', 'firehose'])

const SETTINGS: Readonly<Record<string, Read>> = {
  /** @clause sns.subscribe.raw-value-validated @clause sns.subattrs.raw-default-false @clause sns.subscribe.raw-value-case-insensitive @clause sns.raw.per-subscription */
  RawMessageDelivery({ protocol }, value = 'null', wrong, x) {
    x.orFail('sns.raw.supported-protocols', known(RAW.has(protocol)), () =>
      wrong(`Delivery protocol [${protocol}] does not support raw message delivery.`),
    )
    x.orFail('sns.subattrs.raw-invalid-value', known(/^(true|false)$/i.test(value)), () =>
      wrong(`RawMessageDelivery: Invalid value [${value}]. Must be true or false.`),
    )
    return { raw: value.toLowerCase() === 'true' }
  },
  /** @clause sns.subscribe.empty-filter-policy-means-none @clause sns.subattrs.filter-policy-clear-empty-string @clause sns.subattrs.filter-policy-clear-empty-object */
  FilterPolicy: (_of, value = '') => ({ filterPolicy: value === '' || /^\s*\{\s*\}\s*$/.test(value) ? undefined : value }),
  FilterPolicyScope(_of, value = 'null', wrong, x) {
    x.orFail('sns.subattrs.filter-scope-invalid', known(value === 'MessageBody' || value === 'MessageAttributes'), () =>
      wrong(`FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`),
    )
    return { filterPolicyScope: value as FilterScope }
  },
  /** Of other protocols it is kept and not used. @clause sns.dpolicy.http-only */
  DeliveryPolicy: (_of, value = '', wrong, x) => ({ deliveryPolicy: value === '' ? undefined : readSubscriptionPolicy(value, wrong, x) }),
  RedrivePolicy: readRedrivePolicy,
  SubscriptionRoleArn(_of, value = '', wrong, x) {
    x.orFail('sns.subscribe.firehose-needs-role', known(/^arn:[^:]+:iam::\d{12}:role\/.+/.test(value)), () => wrong('SubscriptionRoleArn'))
    return { subscriptionRoleArn: value }
  },
  ReplayPolicy: ({ topic }, value = '', wrong, x) => ({ replayPolicy: readReplayPolicy(topic, value, wrong, x) }),
}

/** A subscription's dead-letter queue. @clause sns.dlq.per-subscription @clause sns.subattrs.redrive-invalid-arn */
function readRedrivePolicy({ topic, owner }: Of, value: string | undefined, wrong: Wrong, x: Rules): Partial<Settings> {
  if (value === undefined || value === '') return { redrivePolicy: undefined, deadLetterArn: undefined }
  const policy = readJson(value, 'RedrivePolicy', wrong, x)
  x.orFail('sns.subattrs.redrive-invalid-json', known(isObject(policy)), () =>
    wrong('RedrivePolicy: failed to parse JSON. It must be an object.'),
  )
  const { deadLetterTargetArn: target, ...others } = policy as Readonly<Record<string, unknown>>
  const [other] = Object.keys(others)
  x.orFail('sns.subattrs.redrive-one-key', known(other === undefined), () =>
    wrong(`RedrivePolicy: invalid JSON. Attribute ${other} is unknown.`),
  )
  if (target === undefined) return { redrivePolicy: undefined, deadLetterArn: undefined }
  const arn = typeof target === 'string' ? target : ''
  const [, , , region, account] = arn.split(':')
  x.orFail('sns.subattrs.redrive-invalid-arn', known(/^arn:[^:]+:sqs:[^:]+:\d{12}:.+$/.test(arn)), () =>
    wrong('RedrivePolicy: deadLetterTargetArn is an invalid arn'),
  )
  x.orFail('sns.dlq.same-account-region', known(region === topic.region && account === owner), () =>
    wrong('RedrivePolicy: deadLetterTargetArn must be a queue of the account and region of the subscription'),
  )
  return { redrivePolicy: value, deadLetterArn: arn }
}

export const isSetting = (name: string): boolean => Object.hasOwn(SETTINGS, name)

/**
 * The settings that attributes give, on top of those that there are. A filter policy is held to the scope it is given with.
 *
 */
export function readSettings(
  of: Of & { readonly endpoint: string },
  given: Readonly<Record<string, string | undefined>>,
  before: Settings,
  wrong: Wrong,
  x: Rules,
): Settings {
  const settings: Settings = { ...before }
  for (const [name, value] of Object.entries(given)) Object.assign(settings, SETTINGS[name]!(of, value, wrong, x))
  const { filterPolicy, filterPolicyScope, deadLetterArn } = settings
  if (filterPolicy !== undefined && ('FilterPolicy' in given || 'FilterPolicyScope' in given))
    checkFilter(filterPolicy, filterPolicyScope, wrong, x)
  const needsFifo = of.topic.fifo && of.endpoint.endsWith('.fifo')
  x.orFail('sns.dlq.fifo-needs-fifo', known(!needsFifo || deadLetterArn === undefined || deadLetterArn.endsWith('.fifo')), () =>
    wrong('RedrivePolicy: must use a FIFO queue as DLQ for a FIFO topic'),
  )
  return settings
}

/**
 * One more filter policy must have its place; what has none is free of the quotas.
 *
 * @clause sns.filter.quota-blocks-policy-not-subscription
 */
export function checkFilterQuota(topic: Topic, c: Context, x: Rules): void {
  const exceeded = () => new ServiceError('FilterPolicyLimitExceededException', 'Filter policy limit exceeded')
  const within = (id: 'sns.filter.quota-200-per-topic' | 'sns.filter.quota-10000-per-account', count: number, most: number) => {
    if (!c.relaxed.has(id)) x.orFail(id, known(count < most), exceeded)
  }
  within('sns.filter.quota-200-per-topic', topic.filters, FILTERS_OF_A_TOPIC)
  within('sns.filter.quota-10000-per-account', c.region.filters, FILTERS_OF_AN_ACCOUNT)
}

/** Takes settings over; who delivers is told. @clause sns.filter.change-eventual-15min @clause sns.raw.toggle-takes-effect */
export function applySettings(subscription: Subscription, settings: Settings, c: Context): void {
  const had = subscription.filterPolicy !== undefined ? 1 : 0
  const has = settings.filterPolicy !== undefined ? 1 : 0
  subscription.topic.filters += has - had
  c.region.filters += has - had
  const { replayPolicy: _kept, ...others } = settings
  Object.assign(subscription, others)
  c.out.changed(subscription.topic, subscription)
}

/**
 * SetSubscriptionAttributes: one attribute, set by the subscription's owner.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html
 * @clause sns.subattrs.set-after-unsubscribe
 * @clause sns.subattrs.endpoint-and-protocol-immutable
 * @clause sns.subattrs.filter-invalid-json
 */
export function setSubscriptionAttributes(input: SetSubscriptionAttributesInput, c: Context, x: Rules): Record<string, never> {
  const subscription = subscriptionAt(input.SubscriptionArn!, c, x)
  checkOwner(subscription, c, x)
  const name = input.AttributeName!
  x.orFail('sns.subattrs.unknown-name', known(isSetting(name)), () => invalidParameter('AttributeName'))
  const settings = readSettings(subscription, { [name]: input.AttributeValue }, subscription, wrongAttribute, x)
  if (settings.filterPolicy !== undefined && subscription.filterPolicy === undefined) checkFilterQuota(subscription.topic, c, x)
  applySettings(subscription, settings, c)
  if (name === 'ReplayPolicy') startReplay(subscription, settings.replayPolicy, c)
  return {}
}

/** @clause sns.subattrs.owner-only-sets */
function checkOwner({ owner }: Subscription, { caller }: Context, x: Rules): void {
  x.orFail('sns.subattrs.owner-only-sets', known(caller.account === owner), () =>
    authorizationError('Not authorized to access this subscription'),
  )
}

/**
 * GetSubscriptionAttributes.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html
 * @clause sns.subattrs.default-set-sqs
 * @clause sns.subattrs.filter-scope-hidden-without-policy
 * @clause sns.subattrs.filter-scope-shown-with-policy
 * @clause sns.subattrs.filter-policy-returned-json
 * @clause sns.subattrs.redrive-policy-returned
 * @clause sns.subattrs.delivery-policy-absent-on-sqs
 * @clause sns.subattrs.subscription-principal
 * @clause sns.replay.status-values
 */
export function getSubscriptionAttributes(input: GetSubscriptionAttributesInput, c: Context, x: Rules): GetSubscriptionAttributesResponse {
  const subscription = subscriptionAt(input.SubscriptionArn!, c, x, ({ topic }) =>
    x.choices.hidden(
      topic.deleted === undefined ? 'sns.subattrs.get-lingers-after-unsubscribe' : 'sns.topics.delete-subscription-attributes-linger',
    ),
  )
  checkOwner(subscription, c, x)
  const { arn, topic, owner, principal, protocol, endpoint, filterPolicy, filterPolicyScope, deliveryPolicy, redrivePolicy, replayPolicy } =
    subscription
  const isHttp = protocol === 'http' || protocol === 'https'
  const attributes: Record<string, string | undefined> = {
    SubscriptionArn: arn,
    TopicArn: topic.arn,
    Owner: owner,
    SubscriptionPrincipal: principal,
    Protocol: protocol,
    Endpoint: shown(endpoint),
    PendingConfirmation: String(subscription.status === 'pending'),
    ConfirmationWasAuthenticated: String(subscription.wasAuthenticated),
    RawMessageDelivery: String(subscription.raw),
    FilterPolicy: filterPolicy,
    FilterPolicyScope: filterPolicy === undefined ? undefined : (filterPolicyScope ?? 'MessageAttributes'),
    DeliveryPolicy: isHttp ? deliveryPolicy : undefined,
    EffectiveDeliveryPolicy: isHttp ? JSON.stringify(effectivePolicy(subscription)) : undefined,
    RedrivePolicy: redrivePolicy,
    SubscriptionRoleArn: subscription.subscriptionRoleArn,
    ReplayPolicy: replayPolicy,
    ReplayStatus: subscription.replayStatus,
  }
  return { Attributes: Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)) as Record<string, string> }
}
