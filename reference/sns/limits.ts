/** The quotas and limits of SNS: https://docs.aws.amazon.com/general/latest/gr/sns.html */
/** @clause sns.topics.name-length-1-256 */
export const TOPIC_NAME_LENGTH = 256
export const STANDARD_TOPICS = 100_000
export const FIFO_TOPICS = 1_000
export const STANDARD_SUBSCRIPTIONS = 12_500_000
/** @clause sns.subscribe.quota-fifo-100 */
export const FIFO_SUBSCRIPTIONS = 100
/** @clause sns.filter.quota-200-per-topic */
export const FILTERS_OF_A_TOPIC = 200
export const FILTERS_OF_AN_ACCOUNT = 10_000

/** @clause sns.attributes.display-name-max-100 */
export const DISPLAY_NAME_LENGTH = 100
/** @clause sns.publish.subject-max-100 */
export const SUBJECT_LENGTH = 100
/** Bytes of a message and its attributes, unless the topic has another limit. @clause sns.publish.max-size-256k @clause sns.batch.total-size */
export const MESSAGE_BYTES = 262_144
/** @clause sns.attributes.max-message-size-range */
export const MESSAGE_SIZE = { min: 1024, max: 1_048_576 }
/** What a topic with larger messages can have. @clause sns.attributes.max-message-size-large-100-subs */
export const LARGE_SUBSCRIPTIONS = 100
export const LARGE_PROTOCOLS: ReadonlySet<string> = new Set(['sqs', 'lambda', 'firehose'])

/** @clause sns.batch.max-10 */
export const BATCH_ENTRIES = 10
/** @clause sns.batch.id-max-80 */
export const BATCH_ENTRY_ID_LENGTH = 80
/** @clause sns.publish.group-id-standard-validated */
export const ID_LENGTH = 128
/** @clause sns.msgattr.name-length-256 */
export const ATTRIBUTE_NAME_LENGTH = 256
/** @clause sns.msgattr.type-length-256 */
export const DATA_TYPE_LENGTH = 256
/** @clause sns.sms.max-1600 */
export const SMS_LENGTH = 1600

/** @clause sns.attributes.policy-max-30kb */
export const POLICY_BYTES = 30_720
/** @clause sns.attributes.policy-max-100-statements */
export const POLICY_STATEMENTS = 100
/** @clause sns.attributes.policy-principals-1-200 */
export const STATEMENT_PRINCIPALS = 200
/** @clause sns.tags.max-50 */
export const TAGS = 50
/** @clause sns.list.by-topic-100 */
export const PAGE = 100

/** @clause sns.fifo.dedup-after-interval-delivered @clause sns.fifo.dedup-5min-accepted-not-delivered */
const SECOND = 1000
/** @clause sns.confirm.token-lifetime */
const DAY = 24 * 3600 * SECOND
/** @clause sns.fifo.dedup-5min-accepted-not-delivered @clause sns.fifo.dedup-after-interval-delivered */
export const DEDUPLICATION_INTERVAL = 300 * SECOND
/** Two days by the API reference of today; the guide says three, after which a pending subscription is deleted. @clause sns.confirm.token-lifetime */
export const TOKEN_LIFETIME = 2 * DAY
/** @clause sns.confirm.pending-auto-deleted */
export const PENDING_LIFETIME = 3 * DAY
/** For as long as this a change may be unknown to some server. */
export const PROPAGATION = 30 * SECOND
/** For as long as this a new topic may be unknown to lists. */
export const CREATION = 5 * SECOND
export const FILTER_PROPAGATION = 15 * 60 * SECOND
/** @clause sns.archive.retention-1-365-days */
export const ARCHIVE_DAYS = { min: 1, max: 365 }
export const days = (count: number): number => count * DAY

/** @clause sns.app.name-1-256-charset */
export const APPLICATION_NAME_LENGTH = 256
/** @clause sns.endpoint.custom-user-data-2048 */
export const USER_DATA_BYTES = 2048
/** @clause sns.endpoint.apns-token-hex-400 */
export const IOS_TOKEN_LENGTH = 400
/** @clause sns.sms.sandbox-operations */
export const SANDBOX_NUMBERS = 10
export const OPT_IN_INTERVAL = 30 * DAY
/** @clause sns.mdp.max-length-30720 */
export const DATA_PROTECTION_POLICY_LENGTH = 30_720
