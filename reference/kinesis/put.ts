import type * as sdk from '@aws-sdk/client-kinesis'
import { hash } from 'node:crypto'
import { known, NO, YES } from '../core/facts.js'
import type { Rules } from './choices.js'
import { invalid, noStream, rateExceeded, throttled } from './errors.js'
import { BATCH_BYTES } from './limits.js'
import { Stored } from './log.js'
import { checkDryRun, streamOf } from './request.js'
import { horizonOf, sequenceOf } from './shards.js'
import { LAST_KEY, type Shard } from './shard.js'
import type { Context, Stream } from './state.js'
import { readSequence } from './sequence.js'

export type Entry = Pick<sdk.PutRecordInput, 'Data' | 'PartitionKey' | 'ExplicitHashKey'>

/** Reads and writes need a stream that is ACTIVE or UPDATING; to a put, one that is CREATING or DELETING is not there. */
function writable(input: { StreamName?: string | undefined; StreamARN?: string | undefined }, c: Context, x: Rules): Stream {
  const stream = streamOf(input, c, x)
  x.orFail('kinesis.streams.rw-only-promised-when-active', known(stream.serves), () => noStream(stream.name, c.region))
  return stream
}

/**
 * PutRecord. What is acknowledged is kept for the retention period, byte for byte, and is never looked into: the same data twice are two
 * records.
 *
 * @clause kinesis.put.returns-shard-and-sequence @clause kinesis.put.empty-data-allowed @clause kinesis.put.data-opaque-immutable
 * @clause kinesis.put.partition-key-unicode @clause kinesis.put.dry-run @clause kinesis.put.durable-before-ack
 * @clause kinesis.put.no-deduplication @clause kinesis.put.unknown-stream
 */
export function putRecord(input: sdk.PutRecordInput, c: Context, x: Rules): object {
  const stream = writable(input, c, x)
  if (input.SequenceNumberForOrdering !== undefined) checkOrdering(input.SequenceNumberForOrdering, stream, c, x)
  const hashKey = explicitKey(input, stream, x)
  checkDryRun(input.DryRun, x)
  const shard = shardFor(input, hashKey, stream, x)
  const size = sizeOf(input)
  x.orFail('kinesis.put.throttled', admits(shard, size, stream, c, x), () => throttled(shard.id, stream.name, c.region))
  const record = store(input, shard, size, stream, x)
  return { ShardId: shard.id, SequenceNumber: sequenceOf(shard, record), ...encryptionOf(stream) }
}

/** Absent where there is none. @clause kinesis.put.encryption-type-in-reply @clause kinesis.put-batch.encryption-type */
const encryptionOf = ({ encryption }: Stream): object => (encryption === undefined ? {} : { EncryptionType: 'KMS' })

/**
 * PutRecords: each entry is stored or fails for itself, and the answer tells of each in the order of the request. A request that breaks a
 * rule of form is refused as a whole.
 *
 * @clause kinesis.put-batch.response-order-and-count @clause kinesis.put-batch.success-entry @clause kinesis.put-batch.failed-entry
 * @clause kinesis.put-batch.failed-count @clause kinesis.put-batch.partial-failure-is-200 @clause kinesis.put-batch.no-stop-on-failure
 * @clause kinesis.put-batch.error-codes @clause kinesis.put-batch.whole-request-validation
 * @clause kinesis.put-batch.failed-record-not-stored @clause kinesis.put-batch.mixed-keys-and-shards
 * @clause kinesis.put-batch.duplicate-keys-ok @clause kinesis.ordering.batch-not-ordered
 * @clause kinesis.ordering.sequence-for-ordering-not-in-batch
 */
export function putRecords(input: sdk.PutRecordsInput, c: Context, x: Rules): object {
  const stream = writable(input, c, x)
  const entries = input.Records!
  const sizes = entries.map(sizeOf)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  x.orFail('kinesis.put-batch.request-max-10mib', known(total <= BATCH_BYTES), () => invalid('Records size exceeds 10 MB limit'))
  const hashKeys = entries.map((entry) => explicitKey(entry, stream, x))
  checkDryRun(input.DryRun, x)
  const results = new Array<object>(entries.length)
  let failed = 0
  const one = (i: number): void => {
    const entry = entries[i]!
    const shard = shardFor(entry, hashKeys[i], stream, x)
    if (x.rule('kinesis.put-batch.internal-failure-message', known(x.choices.hidden('kinesis.put-batch.partial-failure-is-200') === NO))) {
      if (x.rule('kinesis.put.throttled', admits(shard, sizes[i]!, stream, c, x))) {
        results[i] = { SequenceNumber: sequenceOf(shard, store(entry, shard, sizes[i]!, stream, x)), ShardId: shard.id }
        return
      }
      results[i] = { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: rateExceeded(shard.id, stream.name, c.region) }
    } else results[i] = { ErrorCode: 'InternalFailure', ErrorMessage: 'Internal service failure.' }
    failed++
  }
  const order = x.choices.order(entries.length)
  if (order === undefined) for (let i = 0; i < entries.length; i++) one(i)
  else order.forEach(one)
  return { FailedRecordCount: failed, Records: results, ...encryptionOf(stream) }
}

/** Bytes of partition key and data. @clause kinesis.put.size-counts-key-and-data @clause kinesis.protocol.json.blob-base64 */
export const sizeOf = ({ Data, PartitionKey = '' }: Entry): number => Data!.byteLength + Buffer.byteLength(PartitionKey)

/**
 * A number is looked at for its form only: one that was never issued is as good as another. What follows is larger in any case.
 *
 * @clause kinesis.ordering.sequence-for-ordering
 * @clause kinesis.ordering.sequence-for-ordering-not-cross-key
 */
function checkOrdering(number: string, stream: Stream, c: Context, x: Rules): void {
  x.orFail('kinesis.distribution.auto-rejects-sequence-for-ordering', known(stream.distribution !== 'AUTO'), () =>
    invalid('SequenceNumberForOrdering is not supported by streams whose record distribution strategy is AUTO.'),
  )
  const parts = readSequence(number)
  x.orFail('kinesis.ordering.sequence-for-ordering-invalid', known(parts !== undefined && parts.version > 0), () =>
    invalid(
      `ExclusiveMinimumSequenceNumber ${number} used in PutRecord on stream ${stream.name} under account ${c.region.account} is invalid.`,
    ),
  )
}

function explicitKey({ ExplicitHashKey: text }: Entry, stream: Stream, x: Rules): string | undefined {
  if (text === undefined) return undefined
  const key = BigInt(text)
  x.orFail('kinesis.hash-keys.explicit-out-of-range', known(key <= LAST_KEY), () =>
    invalid(`Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${text}`),
  )
  return stream.distribution === 'AUTO' ? undefined : key.toString(16).padStart(32, '0')
}

/**
 * The open shard whose range holds the hash key: the explicit one, or the MD5 of the partition key's UTF-8 bytes, read as a number.
 *
 * @clause kinesis.hash-keys.md5-of-partition-key @clause kinesis.hash-keys.md5-utf8-big-endian
 * @clause kinesis.hash-keys.same-key-same-shard @clause kinesis.hash-keys.explicit-overrides @clause kinesis.hash-keys.explicit-boundaries
 * @clause kinesis.distribution.auto-ignores-key-and-hash @clause kinesis.distribution.auto-all-shards
 * @clause kinesis.distribution.auto-no-order @clause kinesis.ordering.none-across-shards
 * @clause kinesis.distribution.switch-immediate-not-retroactive @clause kinesis.distribution.back-to-user-key
 */
function shardFor({ PartitionKey: key }: Entry, hashKey: string | undefined, { open, distribution }: Stream, x: Rules): Shard {
  if (open.length > 1 && distribution === 'AUTO') return x.choices.spread(open)
  if (open.length === 1 && open[0]!.parent === undefined) return open[0]!
  const wanted = hashKey ?? hash('md5', key ?? '', 'hex')
  let low = 0
  let high = open.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (open[middle]!.fromHex <= wanted) low = middle
    else high = middle - 1
  }
  return begun(open[low]!, wanted, x)
}

/**
 * Until the second in which a child starts, its records may still go to the parent that held their keys.
 *
 * @clause kinesis.split.routing-during-updating
 * @clause kinesis.split.no-loss-across-reshard
 */
function begun(shard: Shard, wanted: string, x: Rules): Shard {
  const { parent, adjacentParent } = shard
  if (parent === undefined || x.rule('kinesis.shards.closed-gets-no-new-records', x.now.reached(parent.ends!))) return shard
  return adjacentParent !== undefined && adjacentParent.fromHex <= wanted ? adjacentParent : parent
}

/**
 * What a shard takes in a second. A record larger than a second's worth is taken where the stream allows such records and none came lately.
 *
 * @clause kinesis.limits.throttle-is-per-shard @clause kinesis.limits.throttle-not-exact @clause kinesis.max-record-size.burst-average-1mib
 * @clause kinesis.modes.on-demand-hot-key-not-isolated
 */
function admits(shard: Shard, size: number, stream: Stream, { relaxed }: Context, x: Rules): typeof YES {
  const now = x.now.at.lo
  if (!relaxed.has('kinesis.limits.shard-write-1000-records')) {
    if (!x.rule('kinesis.limits.shard-write-1000-records', known(shard.writes.has(now)))) return NO
    shard.writes.use()
  }
  if (relaxed.has('kinesis.limits.shard-write-1mib')) return YES
  return known(x.rule('kinesis.limits.shard-write-1mib', known(shard.bytes.take(size, now, stream.maxRecordKiB * 1024))))
}

/**
 * @clause kinesis.hash-keys.explicit-not-returned @clause kinesis.get.arrival-timestamp-close
 * @clause kinesis.sequence-numbers.increase-over-time-per-key @clause kinesis.put.record-immutable
 */
function store({ PartitionKey, Data }: Entry, shard: Shard, size: number, stream: Stream, x: Rules): Stored {
  const { log } = shard
  log.drop(horizonOf(stream, x))
  const record = new Stored(
    x.choices.nextIndex(shard, log.lastIndex),
    x.choices.arrival(x.now.at),
    PartitionKey,
    Data!,
    size,
    stream.encryption !== undefined,
  )
  log.put(record)
  if (shard.followers.size > 0) for (const follow of [...shard.followers]) follow()
  if (stream.followers.size > 0) for (const follow of [...stream.followers]) follow()
  return record
}
