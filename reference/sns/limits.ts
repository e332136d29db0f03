/** The quotas and limits of SNS: https://docs.aws.amazon.com/general/latest/gr/sns.html */
export const TOPIC_NAME_LENGTH = 256
export const STANDARD_TOPICS = 100_000
export const FIFO_TOPICS = 1_000
export const STANDARD_SUBSCRIPTIONS = 12_500_000
export const FIFO_SUBSCRIPTIONS = 100
export const FILTERS_OF_A_TOPIC = 200
export const FILTERS_OF_AN_ACCOUNT = 10_000

export const DISPLAY_NAME_LENGTH = 100
export const SUBJECT_LENGTH = 100
/** Bytes of a message and its attributes, unless the topic has another limit. */
export const MESSAGE_BYTES = 262_144
export const MESSAGE_SIZE = { min: 1024, max: 1_048_576 }
/** What a topic with larger messages can have. */
export const LARGE_SUBSCRIPTIONS = 100
export const LARGE_PROTOCOLS: ReadonlySet<string> = new Set(['sqs', 'lambda', 'firehose'])

export const BATCH_ENTRIES = 10
export const BATCH_ENTRY_ID_LENGTH = 80
export const ID_LENGTH = 128
export const ATTRIBUTE_NAME_LENGTH = 256
export const DATA_TYPE_LENGTH = 256
export const SMS_LENGTH = 1600

export const POLICY_BYTES = 30_720
export const POLICY_STATEMENTS = 100
export const STATEMENT_PRINCIPALS = 200
export const TAGS = 50
export const PAGE = 100

const SECOND = 1000
const DAY = 24 * 3600 * SECOND
export const DEDUPLICATION_INTERVAL = 300 * SECOND
/** Two days by the API reference of today; the guide says three, after which a pending subscription is deleted. */
export const TOKEN_LIFETIME = 2 * DAY
export const PENDING_LIFETIME = 3 * DAY
/** For as long as this a change may be unknown to some server. */
export const PROPAGATION = 30 * SECOND
/** For as long as this a new topic may be unknown to lists. */
export const CREATION = 5 * SECOND
export const FILTER_PROPAGATION = 15 * 60 * SECOND
export const ARCHIVE_DAYS = { min: 1, max: 365 }
export const days = (count: number): number => count * DAY

export const APPLICATION_NAME_LENGTH = 256
export const USER_DATA_BYTES = 2048
export const IOS_TOKEN_LENGTH = 400
export const SANDBOX_NUMBERS = 10
export const OPT_IN_INTERVAL = 30 * DAY
export const DATA_PROTECTION_POLICY_LENGTH = 30_720
