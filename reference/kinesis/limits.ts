/**
 * The limits of Kinesis Data Streams that its API description does not have. Times are milliseconds, sizes bytes.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
const SECOND = 1000
export const HOUR = 3600 * SECOND
export const DAY = 24 * HOUR
export const MiB = 1024 * 1024

/** How long the reference takes for what AWS takes its time for. AWS needs seconds to minutes. */
export const DURATION = { create: 1000, update: 500, delete: 500 } as const

export const SHARD_QUOTA = 20_000
export const ON_DEMAND_STREAMS = 50
export const ON_DEMAND_SHARDS = 4
/** Streams that may be CREATING or DELETING at once; the same of queues. */
export const IN_CREATION = 5
export const MODE_SWITCHES_PER_DAY = 2
export const SHARD_COUNT_UPDATES_PER_DAY = 10
export const SHARD_COUNT_MAX = 10_000

export const RETENTION_HOURS = { min: 24, max: 8760 } as const
export const DEFAULT_RECORD_KIB = 1024
export const BATCH_BYTES = 10 * MiB
export const PAGE_BYTES = 10 * MiB
export const PAGE_RECORDS = 10_000

/** A shard's capacity in a second. */
export const WRITE_BYTES = MiB
export const WRITE_RECORDS = 1000
export const READ_BYTES = 2 * MiB
export const READ_CALLS = 5
export const ITERATOR_CALLS = 5

export const ITERATOR_LIFE = 300 * SECOND
export const TOKEN_LIFE = 300 * SECOND
export const TAGS = 50

export const CONSUMERS = 20
export const CONSUMERS_ADVANTAGE = 50
export const CONSUMERS_IN_CREATION = 5
export const SUBSCRIPTION_LIFE = 300 * SECOND
export const SUBSCRIPTION_GUARD = 5 * SECOND
export const HEARTBEAT = 5 * SECOND
/** Of one event. */
export const EVENT_BYTES = 2 * MiB

export const WARM_MIBPS = 10 * 1024
