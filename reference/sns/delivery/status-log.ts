import { createHash } from 'node:crypto'
import type { Site } from '../../core/world.js'
import type { Notification, Protocol, Subscription, Topic } from '../state.js'
import type { Outcome } from './outcome.js'

/** The prefix of a topic's attributes about the deliveries of a protocol. @clause sns.status.attributes-per-protocol */
const PREFIXES: Readonly<Partial<Record<Protocol, string>>> = {
  http: 'HTTP',
  https: 'HTTP',
  sqs: 'SQS',
  lambda: 'Lambda',
  firehose: 'Firehose',
  application: 'Application',
}

/** Whether what comes of a delivery may be logged. */
export const isLogged = ({ attributes }: Topic, protocol: Protocol): boolean => {
  const prefix = PREFIXES[protocol]
  return (
    attributes.size > 0 &&
    prefix !== undefined &&
    (attributes.has(`${prefix}SuccessFeedbackRoleArn`) || attributes.has(`${prefix}FailureFeedbackRoleArn`))
  )
}

/**
 * Logs how a delivery ended, as AWS does in CloudWatch: every failure, and of successes the sampled part. The entry is kept with what goes to people, under
 * the name of its log group.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-topic-attributes.html
 * @clause sns.status.sample-rate-0-100
 */
export function logStatus(
  site: Site,
  topic: Topic,
  subscription: Subscription,
  notification: Notification,
  outcome: Outcome,
  attempts: number,
): void {
  const prefix = PREFIXES[subscription.protocol]!
  const { attributes } = topic
  const role = attributes.get(`${prefix}${outcome.delivered ? 'Success' : 'Failure'}FeedbackRoleArn`)
  if (!role) return
  const rate = Number(attributes.get(`${prefix}SuccessFeedbackSampleRate`) ?? 0)
  // Which part it is follows from the ids, so that logging changes nothing of what is drawn.
  if (outcome.delivered && Number.parseInt(notification.messageId.slice(0, 8), 16) % 100 >= rate) return
  const now = site.clock.now()
  const body = JSON.stringify({
    notification: {
      messageMD5Sum: createHash('md5').update(notification.message).digest('hex'),
      messageId: notification.messageId,
      topicArn: topic.arn,
      timestamp: logTime(notification.timestamp),
    },
    delivery: {
      deliveryId: subscription.arn.slice(subscription.arn.lastIndexOf(':') + 1),
      destination: subscription.endpoint,
      providerResponse: outcome.response,
      dwellTimeMs: now - notification.timestamp,
      attempts,
      statusCode: outcome.status,
    },
    status: outcome.delivered ? 'SUCCESS' : 'FAILURE',
  })
  site.ports.mail({
    kind: 'log',
    to: `sns/${site.region}/${site.account}/${topic.name}${outcome.delivered ? '' : '/Failure'}`,
    from: role,
    body,
  })
}

/** `2021-07-29 20:45:17.609` */
const logTime = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, -1)
