import { createHash } from 'node:crypto'
import type { Site } from '../../core/world.js'
import type { Notification, PlatformEndpoint, Protocol, Region, Topic } from '../state.js'
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

/** By which roles deliveries are logged, and where. Without a role nothing is. */
interface Logging {
  /** What the name of the log group ends with. */
  readonly group: string
  readonly success: string | undefined
  readonly failure: string | undefined
  /** How many successes in a hundred. */
  readonly rate: number
}

/** What a topic wants logged of the deliveries of a protocol. */
export function loggingOf({ attributes, name }: Topic, protocol: Protocol): Logging | undefined {
  const prefix = PREFIXES[protocol]
  return attributes.size === 0 || prefix === undefined ? undefined : feedback(attributes, prefix, name)
}

/** What an application wants logged of the messages to its devices. */
export const loggingOfApp = ({ application: { attributes, platform, name } }: PlatformEndpoint): Logging =>
  feedback(attributes, '', `app/${platform}/${name}`)

const feedback = (attributes: ReadonlyMap<string, string>, prefix: string, group: string): Logging => ({
  group,
  success: attributes.get(`${prefix}SuccessFeedbackRoleArn`),
  failure: attributes.get(`${prefix}FailureFeedbackRoleArn`),
  rate: Number(attributes.get(`${prefix}SuccessFeedbackSampleRate`) ?? 0),
})

/**
 * What an account wants logged of its SMS.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html
 * @clause sns.sms.attributes-set
 */
export const loggingOfSms = ({ sms: { attributes } }: Region, topic?: Topic): Logging => ({
  group: topic?.name ?? 'DirectPublishToPhoneNumber',
  success: attributes.get('DeliveryStatusIAMRole'),
  failure: attributes.get('DeliveryStatusIAMRole'),
  rate: Number(attributes.get('DeliveryStatusSuccessSamplingRate') ?? 0),
})

/** A message that was taken to where it was to go, or was not. */
interface Ended {
  readonly topic?: Topic
  readonly notification: Notification
  readonly destination: string
  readonly outcome: Outcome
  readonly attempts: number
  /** What a log tells of this kind of delivery besides. */
  readonly more?: object
}

/**
 * Logs how a delivery ended, as AWS does in CloudWatch: every failure, and of successes the sampled part. The entry is kept with what goes to people, under
 * the name of its log group.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-topic-attributes.html
 * @clause sns.status.sample-rate-0-100
 * @clause sns.app.feedback-sample-rate
 * @clause sns.sms.sampling-rate-0-100
 */
export function logStatus(site: Site, { group, success, failure, rate }: Logging, ended: Ended): void {
  const { topic, notification, destination, outcome, attempts, more } = ended
  const role = outcome.delivered ? success : failure
  if (!role) return
  // Which part it is follows from the ids, so that logging changes nothing of what is drawn.
  if (outcome.delivered && Number.parseInt(notification.messageId.slice(0, 8), 16) % 100 >= rate) return
  const body = JSON.stringify({
    notification: {
      messageMD5Sum: createHash('md5').update(notification.message).digest('hex'),
      messageId: notification.messageId,
      topicArn: topic?.arn,
      timestamp: logTime(notification.timestamp),
    },
    delivery: {
      destination,
      ...more,
      providerResponse: outcome.response,
      dwellTimeMs: site.clock.now() - notification.timestamp,
      attempts,
      statusCode: outcome.status,
    },
    status: outcome.delivered ? 'SUCCESS' : 'FAILURE',
  })
  site.ports.mail({
    kind: 'log',
    to: `sns/${site.region}/${site.account}/${group}${outcome.delivered ? '' : '/Failure'}`,
    from: role,
    body,
  })
}

/** `2021-07-29 20:45:17.609` */
const logTime = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, -1)
