/**
 * The limits of SQS today, in one table. Bounds are inclusive.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-quotas.html
 */
export interface Bounds {
  readonly min: number
  readonly max: number
}

const KiB = 1024

export const LIMITS = {
  /** Seconds. */
  DelaySeconds: { min: 0, max: 900 },
  /** Bytes of body and attributes. It was 256 KiB before August 2025. */
  MaximumMessageSize: { min: 1024, max: 1024 * KiB },
  /** Seconds: one minute to 14 days. */
  MessageRetentionPeriod: { min: 60, max: 1_209_600 },
  /** Seconds. */
  ReceiveMessageWaitTimeSeconds: { min: 0, max: 20 },
  /** Seconds: up to 12 hours. */
  VisibilityTimeout: { min: 0, max: 43_200 },
  /** Seconds: one minute to 24 hours. */
  KmsDataKeyReusePeriodSeconds: { min: 60, max: 86_400 },
  MaxNumberOfMessages: { min: 1, max: 10 },
  MaxResults: { min: 1, max: 1000 },
  /** Tasks that one ListMessageMoveTasks shows. */
  moveTasksListed: { min: 1, max: 10 },
  MaxNumberOfMessagesPerSecond: { min: 1, max: 500 },
  maxReceiveCount: { min: 1, max: 1000 },
} as const satisfies Record<string, Bounds>

export const BATCH_ENTRIES = 10
/** Bytes of all messages of one SendMessageBatch. */
export const BATCH_BYTES = 1024 * KiB

export const QUEUE_NAME_LENGTH = 80
export const BATCH_ENTRY_ID_LENGTH = 80
export const LABEL_LENGTH = 80
/** Of group ids, deduplication ids and receive attempt ids. */
export const ID_LENGTH = 128

export const MESSAGE_ATTRIBUTES = 10
export const ATTRIBUTE_NAME_LENGTH = 256
export const ATTRIBUTE_TYPE_LENGTH = 256
export const NUMBER_DIGITS = 38
/** Of a number attribute's decimal exponent. */
export const NUMBER_EXPONENT = { min: -128, max: 126 } as const satisfies Bounds

export const TAG_KEY_LENGTH = 128
export const TAG_VALUE_LENGTH = 256
/** Tags of one TagQueue, as AWS is seen to count them. */
export const TAGS_AT_ONCE = 50

export const POLICY_BYTES = 8192
export const POLICY_STATEMENTS = 20
export const POLICY_PRINCIPALS = 50
export const POLICY_CONDITIONS = 10
export const STATEMENT_ACTIONS = 7
export const REDRIVE_ALLOW_SOURCES = 10

/** Messages in flight at once, of either queue type. */
export const IN_FLIGHT = 120_000
export const ACTIVE_MOVE_TASKS = 100
/** Messages a second of a redrive task without a rate of its own. */
export const DEFAULT_MOVE_RATE = 500

const SECOND = 1000
const MINUTE = 60 * SECOND
/** How long deduplication ids and receive attempt ids are remembered, in milliseconds. */
export const DEDUPLICATION_INTERVAL = 5 * MINUTE
/** Between two purges of one queue, and before the name of a deleted queue can be used again, in milliseconds. */
export const PURGE_INTERVAL = 60 * SECOND
export const NAME_REST = 60 * SECOND
/** How long most attribute changes may take to be in effect, in milliseconds. */
export const PROPAGATION = 60 * SECOND
/** How long a change of MessageRetentionPeriod may take, in milliseconds. */
export const RETENTION_PROPAGATION = 15 * MINUTE
/** How long a purge may take, and how long requests may still reach a deleted queue, in milliseconds. */
export const PURGE_DURATION = 60 * SECOND
export const DELETION_DURATION = 60 * SECOND
/** How long lists may not show a new queue, or still show a deleted one, in milliseconds. */
export const LISTING_DURATION = 60 * SECOND
/** How long a move task goes on after it was cancelled, in milliseconds: recorded are about six seconds. */
export const CANCELLATION = 6 * SECOND
/** How long a new queue may not be usable, in milliseconds. */
export const CREATION_DURATION = SECOND
/** The longest time from a receive during which a message can be kept hidden, in milliseconds. */
export const TOTAL_VISIBILITY = LIMITS.VisibilityTimeout.max * SECOND
