import { isObject } from '../aws/json.js'
import { known } from '../core/facts.js'
import type { Rules } from './choices.js'
import { readJson } from './json.js'
import type { Wrong } from './request.js'
import type { Subscription, Topic } from './state.js'

/** How deliveries to HTTP endpoints are retried. Delays are in seconds. */
export interface RetryPolicy {
  readonly minDelayTarget: number
  readonly maxDelayTarget: number
  readonly numRetries: number
  readonly numMaxDelayRetries: number
  readonly numNoDelayRetries: number
  readonly numMinDelayRetries: number
  readonly backoffFunction: 'linear' | 'arithmetic' | 'geometric' | 'exponential'
}
export interface ThrottlePolicy {
  readonly maxReceivesPerSecond: number
}
export interface RequestPolicy {
  readonly headerContentType: string
}
/** Of a topic, inside `http`. */
interface TopicPolicy {
  readonly defaultHealthyRetryPolicy?: RetryPolicy
  readonly disableSubscriptionOverrides: boolean
  readonly defaultThrottlePolicy?: ThrottlePolicy
  readonly defaultRequestPolicy?: RequestPolicy
}
/** Of a subscription; what is not set is null. */
export interface DeliveryPolicy {
  readonly healthyRetryPolicy: RetryPolicy | null
  readonly sicklyRetryPolicy: null
  readonly throttlePolicy: ThrottlePolicy | null
  readonly requestPolicy: RequestPolicy | null
  readonly guaranteed: false
}

/** @clause sns.dpolicy.default-topic-effective @clause sns.http.default-three-retries-20s @clause sns.http.content-type-default */
const DEFAULT_RETRIES: RetryPolicy = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: 'linear',
}
const DEFAULT_REQUEST: RequestPolicy = { headerContentType: 'text/plain; charset=UTF-8' }

const BACKOFF = ['linear', 'arithmetic', 'geometric', 'exponential']
const CONTENT_TYPES = ['application/atom+xml', 'application/json', 'application/octet-stream', 'application/soap+xml', 'application/x-www-form-urlencoded', 'application/xhtml+xml', 'application/xml', 'text/css', 'text/csv', 'text/html', 'text/plain', 'text/xml'] // prettier-ignore

/** Reads the parts of a policy; `path` names the part in what is said of it. */
class Reader {
  constructor(
    private readonly wrong: Wrong,
    private readonly x: Rules,
  ) {}

  fail(text: string): () => ReturnType<Wrong> {
    return () => this.wrong(`DeliveryPolicy: ${text}`)
  }

  /** @param complete whether the retries and both delays must be given: so it is in a subscription's policy */
  retries(given: unknown, path: string, complete: boolean): RetryPolicy {
    const { x } = this
    const part = this.object(given, path)
    const number = (name: keyof RetryPolicy, otherwise: number): number => {
      const value = part[name]
      if (value === undefined || value === null) return otherwise
      x.orFail(
        'sns.dpolicy.phase-counts-nonnegative',
        known(Number.isInteger(value) && Number(value) >= 0),
        this.wrongPart(path, name, 'must be an integer that is not negative'),
      )
      return Number(value)
    }
    for (const name of ['numRetries', 'minDelayTarget', 'maxDelayTarget'] as const)
      x.orFail(
        'sns.dpolicy.num-retries-0-100',
        known(!complete || typeof part[name] === 'number'),
        this.wrongPart(path, name, 'must be specified'),
      )
    const minDelayTarget = number('minDelayTarget', Math.min(DEFAULT_RETRIES.minDelayTarget, Number(part['maxDelayTarget'] ?? Infinity)))
    const policy = {
      minDelayTarget,
      maxDelayTarget: number('maxDelayTarget', Math.max(DEFAULT_RETRIES.maxDelayTarget, minDelayTarget)),
      numRetries: number('numRetries', DEFAULT_RETRIES.numRetries),
      numMaxDelayRetries: number('numMaxDelayRetries', 0),
      numNoDelayRetries: number('numNoDelayRetries', 0),
      numMinDelayRetries: number('numMinDelayRetries', 0),
      backoffFunction: (part['backoffFunction'] ?? 'linear') as RetryPolicy['backoffFunction'],
    }
    const { maxDelayTarget, numRetries, numMaxDelayRetries, numMinDelayRetries } = policy
    x.orFail(
      'sns.dpolicy.num-retries-0-100',
      known(numRetries <= 100),
      this.wrongPart(path, 'numRetries', 'must be less than or equal to 100'),
    )
    x.orFail(
      'sns.dpolicy.min-delay-range',
      known(minDelayTarget >= 1 && minDelayTarget <= maxDelayTarget),
      this.wrongPart(path, 'minDelayTarget', 'must be from 1 to maxDelayTarget'),
    )
    x.orFail(
      'sns.dpolicy.max-delay-range',
      known(maxDelayTarget <= 3600),
      this.wrongPart(path, 'maxDelayTarget', 'must be less than or equal to 3600'),
    )
    x.orFail(
      'sns.dpolicy.backoff-functions',
      known(BACKOFF.includes(policy.backoffFunction)),
      this.wrongPart(path, 'backoffFunction', `must be one of ${BACKOFF.join(', ')}`),
    )
    const backoff = numRetries - policy.numNoDelayRetries - numMinDelayRetries - numMaxDelayRetries
    x.orFail(
      'sns.dpolicy.backoff-retries-formula',
      known(backoff >= 0),
      this.wrongPart(path, 'numRetries', 'must not be less than the sum of the retries of the phases'),
    )
    // The backoff takes at least the smallest delay each time.
    const least = (numMinDelayRetries + backoff) * minDelayTarget + numMaxDelayRetries * maxDelayTarget
    x.orFail('sns.dpolicy.total-retry-time-3600', known(least <= 3600), this.fail(`${path} must not take more than 3600 seconds in total`))
    return policy
  }

  throttle(given: unknown, path: string): ThrottlePolicy {
    const { maxReceivesPerSecond: rate } = this.object(given, path)
    this.x.orFail(
      'sns.dpolicy.max-receives-min-1',
      known(Number.isInteger(rate) && Number(rate) >= 1),
      this.wrongPart(path, 'maxReceivesPerSecond', 'must be greater than or equal to 1'),
    )
    return { maxReceivesPerSecond: Number(rate) }
  }

  request(given: unknown, path: string): RequestPolicy {
    const { headerContentType: type } = this.object(given, path)
    const isKnown = typeof type === 'string' && CONTENT_TYPES.includes(type.split(';')[0]!.trim().toLowerCase())
    this.x.orFail('sns.dpolicy.content-type-values', known(isKnown), this.wrongPart(path, 'headerContentType', 'is not supported'))
    return { headerContentType: String(type) }
  }

  object(given: unknown, path: string): Readonly<Record<string, unknown>> {
    this.x.orFail('sns.dpolicy.subscription-format', known(isObject(given)), this.fail(`${path} must be an object`))
    return given as Readonly<Record<string, unknown>>
  }

  only(given: Readonly<Record<string, unknown>>, names: readonly string[]): void {
    for (const name of Object.keys(given))
      this.x.orFail(
        'sns.dpolicy.subscription-format',
        known(names.includes(name)),
        this.fail(`invalid JSON. Attribute ${name} is unknown.`),
      )
  }

  private wrongPart(path: string, name: string, text: string): () => ReturnType<Wrong> {
    return () => this.wrong(`DeliveryPolicy: ${path}.${name} ${text}`)
  }
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null

/**
 * A topic's policy as it is reported.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/set-topic-attributes-delivery-policy-json.html
 * @clause sns.dpolicy.topic-format
 */
export function readTopicPolicy(text: string, wrong: Wrong, x: Rules): string {
  const reader = new Reader(wrong, x)
  const policy = reader.object(readJson(text, 'DeliveryPolicy', wrong, x), 'policy')
  reader.only(policy, ['http'])
  const given = reader.object(policy['http'] ?? {}, 'http')
  const {
    defaultHealthyRetryPolicy: retries,
    disableSubscriptionOverrides: off,
    defaultThrottlePolicy: throttle,
    defaultRequestPolicy: request,
  } = given
  reader.only(given, [
    'defaultHealthyRetryPolicy',
    'disableSubscriptionOverrides',
    'defaultThrottlePolicy',
    'defaultRequestPolicy',
    'defaultSicklyRetryPolicy',
  ])
  const http: TopicPolicy = {
    ...(isGiven(retries) ? { defaultHealthyRetryPolicy: reader.retries(retries, 'http.defaultHealthyRetryPolicy', false) } : {}),
    disableSubscriptionOverrides: off === true,
    ...(isGiven(throttle) ? { defaultThrottlePolicy: reader.throttle(throttle, 'http.defaultThrottlePolicy') } : {}),
    ...(isGiven(request) ? { defaultRequestPolicy: reader.request(request, 'http.defaultRequestPolicy') } : {}),
  }
  return JSON.stringify({ http })
}

/**
 * A subscription's policy as it is reported.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/set-sub-attributes-delivery-policy-json.html
 * @clause sns.dpolicy.subscription-normalised
 */
export function readSubscriptionPolicy(text: string, wrong: Wrong, x: Rules): string {
  const reader = new Reader(wrong, x)
  const policy = reader.object(readJson(text, 'DeliveryPolicy', wrong, x), 'policy')
  const { healthyRetryPolicy: retries, throttlePolicy: throttle, requestPolicy: request } = policy
  reader.only(policy, ['healthyRetryPolicy', 'sicklyRetryPolicy', 'throttlePolicy', 'requestPolicy', 'guaranteed'])
  const read: DeliveryPolicy = {
    healthyRetryPolicy: isGiven(retries) ? reader.retries(retries, 'healthyRetryPolicy', true) : null,
    sicklyRetryPolicy: null,
    throttlePolicy: isGiven(throttle) ? reader.throttle(throttle, 'throttlePolicy') : null,
    requestPolicy: isGiven(request) ? reader.request(request, 'requestPolicy') : null,
    guaranteed: false,
  }
  return JSON.stringify(read)
}

const topicPolicyOf = ({ attributes }: Topic): Partial<TopicPolicy> | undefined => {
  const text = attributes.get('DeliveryPolicy')
  return text === undefined ? undefined : (JSON.parse(text) as { http: TopicPolicy }).http
}
type InEffect = TopicPolicy & { readonly defaultHealthyRetryPolicy: RetryPolicy; readonly defaultRequestPolicy: RequestPolicy }

/** What is in effect on a topic. */
export const effectiveTopicPolicy = (topic: Topic): { readonly http: InEffect } => ({
  http: {
    defaultHealthyRetryPolicy: DEFAULT_RETRIES,
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: DEFAULT_REQUEST,
    ...topicPolicyOf(topic),
  },
})

/**
 * What is in effect on a subscription over HTTP: its own policy over the topic's, and that over the defaults.
 *
 * @clause sns.dpolicy.subscription-effective-merges
 * @clause sns.dpolicy.subscription-overrides-topic
 * @clause sns.dpolicy.topic-applies-to-all-http
 */
export function effectivePolicy({
  topic,
  deliveryPolicy,
}: Subscription): DeliveryPolicy & { readonly healthyRetryPolicy: RetryPolicy; readonly requestPolicy: RequestPolicy } {
  const { defaultHealthyRetryPolicy, disableSubscriptionOverrides, defaultThrottlePolicy, defaultRequestPolicy } =
    effectiveTopicPolicy(topic).http
  const own = deliveryPolicy === undefined || disableSubscriptionOverrides ? undefined : (JSON.parse(deliveryPolicy) as DeliveryPolicy)
  return {
    healthyRetryPolicy: own?.healthyRetryPolicy ?? defaultHealthyRetryPolicy,
    sicklyRetryPolicy: null,
    throttlePolicy: own?.throttlePolicy ?? defaultThrottlePolicy ?? null,
    requestPolicy: own?.requestPolicy ?? defaultRequestPolicy,
    guaranteed: false,
  }
}
