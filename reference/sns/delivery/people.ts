import type { Mail } from '../../core/ports.js'
import type { Notification, PlatformEndpoint, Region, Subscription, Topic } from '../state.js'
import {
  type Confirmation,
  confirmationDocument,
  notificationDocument,
  subscribeUrl,
  textFor,
  unsubscribeUrl,
  valueOf,
} from './document.js'

const ADDRESS = 'no-reply@sns.amazonaws.com'
const nameOf = ({ attributes }: Topic): string => attributes.get('DisplayName') || 'AWS Notifications'

/**
 * A notification by mail.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
 * @clause sns.email.json-variant
 * @clause sns.email.sender-names
 */
export function notificationMail(topic: Topic, subscription: Subscription, notification: Notification): Mail {
  const mail = {
    to: subscription.endpoint,
    from: `${nameOf(topic)} <${ADDRESS}>`,
    subject: notification.subject ?? 'AWS Notification Message',
  }
  if (subscription.protocol === 'email-json')
    return { kind: 'email-json', ...mail, body: notificationDocument(topic, subscription, notification) }
  const body = `${textFor('email', notification)}\n\n--\nTo stop receiving notifications from this topic, visit this link:\n${unsubscribeUrl(subscription)}\n`
  return { kind: 'email', ...mail, body }
}

/** @clause sns.email.confirm-required */
export function confirmationMail(subscription: Subscription, confirmation: Confirmation): Mail {
  const { topic, endpoint, protocol, arn } = subscription
  const isNew = confirmation.type === 'SubscriptionConfirmation'
  const mail = {
    to: endpoint,
    from: `Amazon Web Services Notifications <${ADDRESS}>`,
    subject: `AWS Notification - ${isNew ? 'Subscription Confirmation' : 'Unsubscribe Confirmation'}`,
  }
  if (protocol === 'email-json') return { kind: 'email-json', ...mail, body: confirmationDocument(subscription, confirmation) }
  const link = subscribeUrl(subscription, confirmation.token)
  const body = isNew
    ? `You have chosen to subscribe to the topic:\n${topic.arn}\n\nTo confirm this subscription, visit this link:\n${link}\n`
    : `Your subscription to the topic below has been deleted:\n${topic.arn}\n(${arn})\n\nIf this was in error, visit this link to subscribe again:\n${link}\n`
  return { kind: 'email', ...mail, body }
}

/**
 * An SMS. One from a topic begins with the topic's display name.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html
 * @clause sns.sms.message-attributes-override
 */
export function smsMail(to: string, notification: Notification, region: Region, topic?: Topic): Mail {
  const attributes = Object.entries(notification.attributes).filter(
    ([name]) => name.startsWith('AWS.SNS.SMS.') || name.startsWith('AWS.MM.SMS.'),
  )
  const name = topic?.attributes.get('DisplayName')
  const sender = notification.attributes['AWS.SNS.SMS.SenderID']
  return {
    kind: 'sms',
    to,
    from: (sender === undefined ? region.sms.attributes.get('DefaultSenderID') : valueOf(sender)) || undefined,
    body: (name ? `${name.slice(0, 10)}> ` : '') + textFor('sms', notification),
    attributes: {
      'AWS.SNS.SMS.SMSType': smsTypeOf(notification, region),
      ...Object.fromEntries(attributes.map(([key, value]) => [key, valueOf(value)])),
    },
  }
}

/** `Promotional` unless the message, or else the account, has it otherwise. @clause sns.sms.message-attributes-override */
export const smsTypeOf = ({ attributes }: Notification, { sms }: Region): string =>
  attributes['AWS.SNS.SMS.SMSType']?.StringValue ?? sms.attributes.get('DefaultSMSType') ?? 'Promotional'

/**
 * A push notification: what the message has for the platform, or its text in the form of the platform.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html
 * @clause sns.push.platform-keys-json
 * @clause sns.msgattr.mobile-not-delivered
 */
export function pushMail(endpoint: PlatformEndpoint, notification: Notification): Mail {
  const { platform } = endpoint.application
  const text = notification.texts?.has(platform) ? textFor(platform, notification) : undefined
  const attributes = Object.entries(notification.attributes).filter(([name]) => name.startsWith('AWS.SNS.MOBILE.'))
  return {
    kind: 'push',
    to: endpoint.arn,
    body: text ?? JSON.stringify(platformText(platform, textFor('application', notification))),
    attributes: {
      Platform: platform,
      Token: endpoint.attributes.get('Token') ?? '',
      ...Object.fromEntries(attributes.map(([key, value]) => [key, valueOf(value)])),
    },
  }
}

const platformText = (platform: string, text: string): unknown =>
  platform.startsWith('APNS') || platform.startsWith('MACOS') ? { aps: { alert: text } } : { data: { default: text } }
