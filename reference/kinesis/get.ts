import type * as sdk from '@aws-sdk/client-kinesis'
import { type Fact, known, NO } from '../core/facts.js'
import type { Rules } from './choices.js'
import { throttled } from './errors.js'
import { iteratorAt, positionOf } from './iterators.js'
import { PAGE_BYTES, PAGE_RECORDS, READ_BYTES } from './limits.js'
import type { Stored } from './log.js'
import { checkDryRun, relaxable } from './request.js'
import { horizonOf, sequenceOf } from './shards.js'
import type { Shard } from './shard.js'
import type { Context, Stream } from './state.js'

/**
 * GetRecords answers at once with what stands from the iterator on, oldest first, and with the iterator that goes on from there. Reading
 * removes nothing.
 *
 * @clause kinesis.get.limit-default-10000 @clause kinesis.get.limit-honoured @clause kinesis.get.empty-when-caught-up
 * @clause kinesis.get.next-iterator-on-open-shard @clause kinesis.get.non-blocking @clause kinesis.get.throttled-returns-no-data
 * @clause kinesis.shards.closed-still-readable @clause kinesis.ordering.get-records-sorted @clause kinesis.ordering.read-order-stable
 * @clause kinesis.ordering.reading-does-not-remove @clause kinesis.ordering.multiple-consumers-independent
 * @clause kinesis.encryption.record-type
 */
export function getRecords(input: sdk.GetRecordsInput, c: Context, x: Rules): object {
  const { stream, shard, index } = positionOf(input.ShardIterator!, input.StreamARN, c, x)
  checkDryRun(input.DryRun, x)
  admit(shard, stream, c, x)
  const page = pageFrom(stream, shard, index, input.Limit ?? PAGE_RECORDS, PAGE_BYTES, x)
  let bytes = 0
  for (const { size } of page.records) bytes += size
  shard.readBytes.use(bytes)
  if (bytes > READ_BYTES) shard.readAfter = x.now.at.lo + (bytes / READ_BYTES) * 1000
  return {
    Records: shownRecords(page.records, shard),
    ...(page.isEnd ? { ChildShards: childrenOf(stream, shard) } : { NextShardIterator: iteratorAt(stream, shard, page.nextIndex, x) }),
    MillisBehindLatest: page.behind,
  }
}

/**
 * @clause kinesis.get.throttle-after-10mib
 * @clause kinesis.get.throttle-may-last-longer
 */
function admit(shard: Shard, stream: Stream, c: Context, x: Rules): void {
  const now = x.now.at.lo
  const error = () => throttled(shard.id, stream.name, c.region)
  relaxable('kinesis.get.five-per-second', () => known(shard.reads.has(now)), error, c, x)
  relaxable('kinesis.get.two-mib-per-second', () => known(shard.readBytes.has(now) && now >= shard.readAfter), error, c, x)
  shard.reads.use()
}

export interface Page {
  readonly records: readonly Stored[]
  readonly nextIndex: number
  /** Milliseconds. */
  readonly behind: number
  /** The shard is closed and read to its end. */
  readonly isEnd: boolean
}

/**
 * What stands from an index on. How far behind that is is told by the age of the last record that is returned, where more are to come.
 *
 * @clause kinesis.get.max-10mib @clause kinesis.get.millis-behind-zero @clause kinesis.get.millis-behind-nonnegative
 * @clause kinesis.get.millis-behind-positive-when-behind @clause kinesis.get.null-next-at-shard-end
 * @clause kinesis.get.null-with-or-after-last-records @clause kinesis.shards.reshard-does-not-shorten-retention
 */
export function pageFrom(stream: Stream, shard: Shard, index: number, most: number, bytes: number, x: Rules): Page {
  shard.log.drop(horizonOf(stream, x))
  const isBlind = !x.rule('kinesis.get.may-return-empty-with-data-ahead', nothingHidden('kinesis.get.may-return-empty-with-data-ahead', x))
  const { records, next } = shard.log.from(index, isBlind ? 0 : x.choices.pageOf(shard, most), bytes, latestShown(x))
  const last = records.at(-1)
  const isEnd = next === undefined && shard.ends !== undefined && x.rule('kinesis.get.null-next-at-shard-end', x.now.reached(shard.ends))
  const behind = next === undefined ? 0 : Math.max(1, x.now.at.lo - (last ?? next).at)
  return { records, nextIndex: last === undefined ? index : last.index + 1, behind, isEnd }
}

/** Records that came later are not shown yet. */
const latestShown = (x: Rules): number =>
  x.rule('kinesis.get.read-after-write-delay', known(x.choices.hidden('kinesis.get.read-after-write-delay') === NO))
    ? Infinity
    : x.now.at.lo - 1000

const nothingHidden = (id: 'kinesis.get.may-return-empty-with-data-ahead', x: Rules): Fact => known(x.choices.hidden(id) === NO)

/**
 * @clause kinesis.get.record-members @clause kinesis.get.record-encryption-type @clause kinesis.distribution.record-key-absent-or-original
 */
export const shownRecords = (records: readonly Stored[], shard: Shard): readonly sdk._Record[] =>
  records.map((record) => {
    const shown: sdk._Record = {
      SequenceNumber: sequenceOf(shard, record),
      ApproximateArrivalTimestamp: new Date(record.at),
      Data: record.data,
      PartitionKey: record.key,
    }
    if (record.isEncrypted) shown.EncryptionType = 'KMS'
    return shown
  })

/** @clause kinesis.get.child-shards-at-end @clause kinesis.get.child-shards-only-at-end @clause kinesis.get.child-shard-members */
export const childrenOf = (stream: Stream, shard: Shard): readonly sdk.ChildShard[] =>
  stream.shards
    .filter(({ parent, adjacentParent }) => parent === shard || adjacentParent === shard)
    .map((child) => ({
      ShardId: child.id,
      ParentShards: [child.parent!, ...(child.adjacentParent === undefined ? [] : [child.adjacentParent])].map(({ id }) => id),
      HashKeyRange: { StartingHashKey: String(child.from), EndingHashKey: String(child.to) },
    }))
