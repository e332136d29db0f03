import type { Site } from '../../core/world.js'
import { effectivePolicy } from '../delivery-policy.js'
import { isReached } from '../sandbox.js'
import { isOptedOut } from '../sms.js'
import type { Notification, PlatformEndpoint, Region, Subscription, Topic } from '../state.js'
import { begin, type Delivery, Lanes } from './attempts.js'
import { confirmationDocument, type Confirmation, type ConfirmationType } from './document.js'
import { deliverToFirehose, deliverToLambda } from './functions.js'
import { postConfirmation, postNotification } from './http.js'
import { DELIVERED, type Outcome, refused } from './outcome.js'
import { confirmationMail, notificationMail, pushMail, smsMail, smsTypeOf } from './people.js'
import { deliverToQueue, placeOf, queueMessage, sendToQueue } from './queue.js'
import { CUSTOMER_MANAGED, MANAGED } from './retries.js'
import { loggingOf, loggingOfApp, loggingOfSms, logStatus } from './status-log.js'

export type { ConfirmationType } from './document.js'

/** Is told of a message that a device will never get. */
export type PushFailed = (endpoint: PlatformEndpoint, notification: Notification, reason: string) => void

/** What stands still while a group's message waits for a retry, by subscriptions of FIFO topics. */
const lanes = new WeakMap<Subscription, Lanes>()

/**
 * Takes a notification to a confirmed subscription whose filter accepts it. Returns at once: what fails is retried on the world's clock, and what cannot be
 * delivered goes to the subscription's dead-letter queue. Messages of one group of a FIFO topic come in order, whatever fails.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 * @clause sns.fanout.failed-delivery-keeps-subscription
 * @clause sns.fifo.unreachable-queue-desync
 * @clause sns.fifo.order-across-groups-free
 * @clause sns.fifo.order-within-group
 */
export function deliver(
  site: Site,
  region: Region,
  topic: Topic,
  subscription: Subscription,
  notification: Notification,
  failed: PushFailed,
): void {
  const delivery = new NotificationDelivery(site, region, topic, subscription, notification, failed)
  if (!topic.fifo) return begin(site, delivery)
  let own = lanes.get(subscription)
  if (own === undefined) lanes.set(subscription, (own = new Lanes()))
  own.enter(notification.groupId ?? '', (done) => {
    delivery.done = done
    begin(site, delivery)
  })
}

class NotificationDelivery implements Delivery {
  /** To be called when it is over. */
  done: (() => void) | undefined

  constructor(
    private readonly site: Site,
    private readonly region: Region,
    private readonly topic: Topic,
    private readonly subscription: Subscription,
    private readonly notification: Notification,
    private readonly failed: PushFailed,
  ) {}

  attempt(): Outcome | Promise<Outcome> {
    return attempt(this.site, this.region, this.topic, this.subscription, this.notification)
  }

  policy(outcome: Outcome) {
    return policyOf(this.subscription, outcome)
  }

  isWanted(): boolean {
    return this.subscription.status === 'confirmed'
  }

  turn(): number | undefined {
    const { protocol } = this.subscription
    return protocol === 'http' || protocol === 'https' ? turnOf(this.subscription, this.site.clock.now()) : undefined
  }

  ended(outcome: Outcome | undefined, attempts: number): void {
    const { site, topic, subscription, notification } = this
    if (outcome !== undefined) {
      this.log(outcome, attempts)
      if (!outcome.delivered) bury(site, topic, subscription, notification)
    }
    this.done?.()
  }

  private log(outcome: Outcome, attempts: number): void {
    const { site, region, topic, subscription, notification } = this
    const { protocol, endpoint: destination } = subscription
    const logging = loggingOf(topic, protocol)
    const ended = { topic, notification, destination, outcome, attempts }
    if (logging !== undefined) logStatus(site, logging, { ...ended, more: { deliveryId: idOf(subscription) } })
    if (protocol === 'sms') logSms(site, region, ended)
    if (protocol !== 'application') return
    const endpoint = region.endpoints.get(destination)
    if (endpoint === undefined) return
    logStatus(site, loggingOfApp(endpoint), { ...ended, more: pushed(endpoint) })
    if (!outcome.delivered) this.failed(endpoint, notification, outcome.response)
  }
}

const idOf = ({ arn }: Subscription): string => arn.slice(arn.lastIndexOf(':') + 1)
const pushed = ({ attributes }: PlatformEndpoint): object => ({ token: attributes.get('Token') })
const logSms = (site: Site, region: Region, ended: Parameters<typeof logStatus>[2]): void =>
  logStatus(site, loggingOfSms(region, ended.topic), { ...ended, more: { smsType: smsTypeOf(ended.notification, region) } })

function attempt(
  site: Site,
  region: Region,
  topic: Topic,
  subscription: Subscription,
  notification: Notification,
): Outcome | Promise<Outcome> {
  switch (subscription.protocol) {
    case 'sqs':
      return deliverToQueue(site, topic, subscription, notification)
    case 'http':
    case 'https':
      return postNotification(site, topic, subscription, notification, effectivePolicy(subscription).requestPolicy.headerContentType)
    case 'lambda':
      return deliverToLambda(site, topic, subscription, notification)
    case 'firehose':
      return deliverToFirehose(site, topic, subscription, notification)
    case 'email':
    case 'email-json':
      site.ports.mail(notificationMail(topic, subscription, notification))
      return DELIVERED
    case 'sms':
      return sendSms(site, region, subscription.endpoint, notification, topic)
    case 'application': {
      const endpoint = region.endpoints.get(subscription.endpoint)
      // @clause sns.endpoint.set-enabled
      if (endpoint === undefined || isOff(endpoint)) return refused('Endpoint is disabled')
      site.ports.mail(pushMail(endpoint, notification))
      return DELIVERED
    }
  }
}

const isOff = ({ attributes, application }: PlatformEndpoint): boolean =>
  attributes.get('Enabled') === 'false' || application.attributes.get('Enabled') === 'false'

/** @clause sns.dpolicy.http-only @clause sns.firehose.throttle-policy */
function policyOf(subscription: Subscription, outcome: Outcome) {
  const { protocol } = subscription
  if (protocol === 'http' || protocol === 'https') return effectivePolicy(subscription).healthyRetryPolicy
  return protocol === 'firehose' && /Throttl|TooMany|Exceeded/.test(outcome.response) ? CUSTOMER_MANAGED : MANAGED
}

/** When the next delivery to a subscription may be made, where its policy limits them. */
const turns = new WeakMap<Subscription, number>()

/** @clause sns.dpolicy.max-receives-throttles */
function turnOf(subscription: Subscription, now: number): number {
  const limit = effectivePolicy(subscription).throttlePolicy
  if (limit === null) return now
  const turn = Math.max(now, turns.get(subscription) ?? 0)
  turns.set(subscription, turn + 1000 / limit.maxReceivesPerSecond)
  return turn
}

/**
 * What cannot be delivered goes to the dead-letter queue; where there is none, or it takes nothing, it is gone.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
 * @clause sns.dlq.per-subscription
 * @clause sns.dlq.client-error-immediately
 * @clause sns.dlq.without-dlq-dropped
 * @clause sns.dlq.needs-queue-policy
 */
function bury(site: Site, topic: Topic, subscription: Subscription, notification: Notification): void {
  const { deadLetterArn: arn } = subscription
  if (arn === undefined) return
  const place = placeOf(arn)
  begin(site, {
    attempt: () => sendToQueue(site, topic, place, queueMessage(topic, subscription, notification, place)),
    policy: () => MANAGED,
  })
}

/** Milliseconds for which Subscribe waits for the first attempt to reach an endpoint. */
const REACHED_WITHIN = 3000

/**
 * Takes the message with the subscription's token to its endpoint: to HTTP endpoints, mail addresses, and queues of others. Returns at once; of an HTTP
 * endpoint it gives whether somebody is there, as far as that is known soon.
 *
 * @clause sns.confirm.retried
 * @clause sns.confirm.cross-account-sqs
 */
export function deliverConfirmation(
  site: Site,
  topic: Topic,
  subscription: Subscription,
  type: ConfirmationType,
): Promise<boolean> | undefined {
  const { protocol, token, endpoint } = subscription
  if (token === undefined) return undefined
  const confirmation: Confirmation = { type, token, messageId: site.random.uuid(), timestamp: site.clock.now() }
  if (protocol === 'email' || protocol === 'email-json') site.ports.mail(confirmationMail(subscription, confirmation))
  if (protocol === 'http' || protocol === 'https') {
    const attempts: Promise<Outcome>[] = []
    begin(site, {
      attempt() {
        const sent = postConfirmation(site, subscription, confirmation)
        if (attempts.length === 0) attempts.push(sent)
        return sent
      },
      policy: () => effectivePolicy(subscription).healthyRetryPolicy,
      isWanted: () => subscription.token === token,
    })
    const late = new Promise<boolean>((resolve) => void site.clock.at(site.clock.now() + REACHED_WITHIN, () => resolve(true)))
    return Promise.race([late, ...attempts.map((first) => first.then((outcome) => outcome.delivered || outcome.isNobodyThere !== true))])
  }
  if (protocol !== 'sqs') return undefined
  const MessageBody = confirmationDocument(subscription, confirmation)
  const place = placeOf(endpoint)
  begin(site, {
    attempt: () =>
      sendToQueue(site, topic, place, {
        QueueUrl: place.name,
        MessageBody,
        ...(endpoint.endsWith('.fifo') ? { MessageGroupId: confirmation.messageId, MessageDeduplicationId: confirmation.messageId } : {}),
      }),
    policy: () => MANAGED,
  })
  return undefined
}

/** Sends an SMS to a phone number, or a message to a device, that a Publish names itself. Returns at once. */
export function deliverDirectly(site: Site, region: Region, to: string | PlatformEndpoint, notification: Notification): void {
  if (typeof to === 'string') {
    const outcome = sendSms(site, region, to, notification)
    logSms(site, region, { notification, destination: to, outcome, attempts: 1 })
    return
  }
  site.ports.mail(pushMail(to, notification))
  logStatus(site, loggingOfApp(to), { notification, destination: to.arn, outcome: DELIVERED, attempts: 1, more: pushed(to) })
}

function sendSms(site: Site, region: Region, to: string, notification: Notification, topic?: Topic): Outcome {
  if (isOptedOut(to, { region })) return refused('Phone number is opted out')
  if (!isReached(to, { region, relaxed: site.relaxed })) return refused('Destination phone number is not verified')
  site.ports.mail(smsMail(to, notification, region, topic))
  return { ...DELIVERED, response: 'Message has been accepted by phone carrier' }
}
