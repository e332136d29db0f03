import type { OutgoingAnswer } from '../../core/ports.js'
import type { Site } from '../../core/world.js'
import type { Notification, Subscription, Topic } from '../state.js'
import { authorization } from './authorization.js'
import { type Confirmation, confirmationDocument, notificationDocument, textFor } from './document.js'
import type { Outcome } from './outcome.js'

/** @clause sns.http.timeout-15s */
const TIMEOUT_MS = 15_000

interface Post {
  readonly type: string
  readonly messageId: string
  readonly contentType: string
  readonly body: string
  /** Headers of their own. */
  readonly more: Readonly<Record<string, string>>
}

/** @clause sns.http.content-type-default */
const TEXT = 'text/plain; charset=UTF-8'

/**
 * A notification to an HTTP endpoint.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/http-header.html
 * @clause sns.http.post
 * @clause sns.http.header-subscription-arn
 * @clause sns.raw.http-header
 * @clause sns.raw.http-body-is-message
 * @clause sns.raw.http-no-attributes
 * @clause sns.dpolicy.content-type-set
 */
export const postNotification = (
  site: Site,
  topic: Topic,
  subscription: Subscription,
  notification: Notification,
  contentType: string,
): Promise<Outcome> =>
  post(site, subscription, {
    type: 'Notification',
    messageId: notification.messageId,
    contentType,
    body: subscription.raw ? textFor(subscription.protocol, notification) : notificationDocument(topic, subscription, notification),
    more: { 'x-amz-sns-subscription-arn': subscription.arn, ...(subscription.raw ? { 'x-amz-sns-rawdelivery': 'true' } : {}) },
  })

/** @clause sns.confirm.http-message-sent @clause sns.unsubscribe.http-confirmation-sent */
export const postConfirmation = (site: Site, subscription: Subscription, confirmation: Confirmation): Promise<Outcome> =>
  post(site, subscription, {
    type: confirmation.type,
    messageId: confirmation.messageId,
    contentType: TEXT,
    body: confirmationDocument(subscription, confirmation),
    more: confirmation.type === 'UnsubscribeConfirmation' ? { 'x-amz-sns-subscription-arn': subscription.arn } : {},
  })

/**
 * @clause sns.http.header-message-type
 * @clause sns.http.header-message-id
 * @clause sns.http.header-topic-arn
 * @clause sns.http.user-agent
 * @clause sns.http.accept-encoding-keepalive
 * @clause sns.http.basic-digest-auth
 */
async function post(site: Site, { endpoint, topic }: Subscription, { type, messageId, contentType, body, more }: Post): Promise<Outcome> {
  const url = new URL(endpoint)
  const { username, password } = url
  url.username = url.password = ''
  const headers = {
    'x-amz-sns-message-type': type,
    'x-amz-sns-message-id': messageId,
    'x-amz-sns-topic-arn': topic.arn,
    ...more,
    'Content-Type': contentType,
    'User-Agent': 'Amazon Simple Notification Service Agent',
    'Accept-Encoding': 'gzip,deflate',
    Connection: 'Keep-Alive',
  }
  const request = { method: 'POST', url: url.href, headers, body, timeoutMs: TIMEOUT_MS } as const
  const answer = await site.ports.http(request)
  // Credentials go only to who asks for them.
  const challenge = 'headers' in answer && answer.status === 401 ? answer.headers['www-authenticate'] : undefined
  const Authorization =
    challenge === undefined || username === ''
      ? undefined
      : authorization(challenge, decodeURIComponent(username), decodeURIComponent(password), url, site.random)
  return read(Authorization === undefined ? answer : await site.ports.http({ ...request, headers: { ...headers, Authorization } }))
}

/**
 * Success, or a fault of the endpoint (5xx, no answer), which is passing, or one of the message (3xx and 4xx), which is not. A redirect is not followed.
 *
 * @clause sns.http.success-range
 * @clause sns.http.client-error-not-retried
 * @clause sns.http.timeout-retry-35s
 */
function read(answer: OutgoingAnswer): Outcome {
  if ('failure' in answer && answer.status === undefined) {
    const { failure, reason, isNobodyThere = false } = answer
    const tookMs = failure === 'timeout' ? TIMEOUT_MS : 0
    return { delivered: false, isPermanent: false, response: reason, status: 0, tookMs, isNobodyThere }
  }
  const status = answer.status!
  const response = 'body' in answer ? answer.body.slice(0, 1000) : answer.reason
  return status >= 200 && status < 300
    ? { delivered: true, response, status }
    : { delivered: false, isPermanent: status >= 300 && status < 500, response, status }
}
