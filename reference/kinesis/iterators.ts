import type * as sdk from '@aws-sdk/client-kinesis'
import { known } from '../core/facts.js'
import { ServiceError } from '../core/errors.js'
import type { Rules } from './choices.js'
import { invalid, noShard, throttled } from './errors.js'
import { ITERATOR_LIFE } from './limits.js'
import { checkDryRun, findStream, nameOf, relaxable } from './request.js'
import { readSequence } from './sequence.js'
import { notExpired } from './shards.js'
import type { Shard } from './shard.js'
import type { Context, Stream } from './state.js'

/**
 * GetShardIterator. Of a stream that is not there it says that the shard is not.
 *
 * @clause kinesis.iterator.closed-shard-latest
 * @clause kinesis.iterator.next-restarts-clock
 */
export function getShardIterator(input: sdk.GetShardIteratorInput, c: Context, x: Rules): object {
  const name = nameOf(input, c, x)
  const stream = findStream(name, c.region, x)
  const shard = stream?.serves === true ? stream.shard(input.ShardId!) : undefined
  x.orFail('kinesis.iterator.unknown-shard', known(shard !== undefined), () => noShard(spelled(input.ShardId!), name, c.region))
  const index = startOf(input.ShardIteratorType!, input.StartingSequenceNumber, input.Timestamp, stream!, shard!, c, x)
  checkDryRun(input.DryRun, x)
  relaxable(
    'kinesis.iterator.rate-limit-5',
    () => known(shard!.iterators.has(x.now.at.lo)),
    () => throttled(shard!.id, name, c.region),
    c,
    x,
  )
  shard!.iterators.use()
  return { ShardIterator: iteratorAt(stream!, shard!, index, x) }
}

/** A shard's id as AWS repeats it: `shardId-5` is shown with twelve digits. */
const spelled = (id: string): string => {
  const number = /^shardId-(\d{1,12})$/.exec(id)?.[1]
  return number === undefined ? id : `shardId-${number.padStart(12, '0')}`
}

/**
 * The index from which to read: of the five kinds of position, for iterators and subscriptions alike.
 *
 * @clause kinesis.iterator.trim-horizon @clause kinesis.iterator.latest @clause kinesis.iterator.latest-race
 * @clause kinesis.iterator.at-sequence-number-inclusive @clause kinesis.iterator.after-sequence-number-starts-next
 * @clause kinesis.iterator.accepts-shard-starting-number @clause kinesis.iterator.at-timestamp-exact-or-next
 * @clause kinesis.iterator.at-timestamp-before-horizon @clause kinesis.iterator.at-timestamp-millisecond
 * @clause kinesis.efo.subscribe-positions @clause kinesis.efo.subscribe-position-args
 */
export function startOf(
  type: sdk.ShardIteratorType,
  number: string | undefined,
  time: Date | undefined,
  stream: Stream,
  shard: Shard,
  c: Context,
  x: Rules,
): number {
  const needsNumber = type === 'AT_SEQUENCE_NUMBER' || type === 'AFTER_SEQUENCE_NUMBER'
  const either = (has: string) =>
    invalid(
      'Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no ' +
        `StartingSequenceNumber. Request specified ${type} and ${has}.`,
    )
  if (needsNumber) {
    x.orFail('kinesis.iterator.sequence-types-need-number', known(number !== undefined), () => either('no StartingSequenceNumber'))
    return indexOf(number!, stream, shard, c, x) + (type === 'AFTER_SEQUENCE_NUMBER' ? 1 : 0)
  }
  x.orFail('kinesis.iterator.sequence-param-ignored-types', known(number === undefined), () => either('also a StartingSequenceNumber'))
  if (type === 'LATEST') return shard.log.lastIndex + 1
  if (type === 'TRIM_HORIZON') return 0
  x.orFail('kinesis.iterator.at-timestamp-needs-timestamp', known(time !== undefined), () =>
    invalid('Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.'),
  )
  const millis = time!.getTime()
  x.orFail('kinesis.iterator.at-timestamp-future', known(millis <= x.now.at.hi), () =>
    invalid(
      `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${millis}, ` +
        `currentTimestampInMillis: ${x.now.at.lo}`,
    ),
  )
  return shard.log.indexAt(millis)
}

/** A sequence number has to be one of this shard, as far as its form tells. @clause kinesis.sequence-numbers.shard-range-contains */
function indexOf(number: string, stream: Stream, shard: Shard, c: Context, x: Rules): number {
  const used = `StartingSequenceNumber ${number} used in GetShardIterator on shard ${shard.id} in stream ${stream.name} under account ${c.region.account} is invalid`
  const parts = readSequence(number)
  x.orFail('kinesis.sequence-numbers.format', known(parts !== undefined), () => invalid(`${used}.`))
  x.orFail('kinesis.iterator.sequence-not-in-shard', known(parts!.shard === shard.index), () =>
    invalid(
      `Invalid StartingSequenceNumber. It encodes shardId-${String(parts!.shard).padStart(12, '0')}, while it was used in a call to a shard with ${shard.id}`,
    ),
  )
  const isOurs = parts!.version === 2 && parts!.shardSeconds === shard.seconds
  x.orFail('kinesis.iterator.sequence-not-in-shard', known(isOurs), () => invalid(`${used} because it did not come from this stream.`))
  return parts!.index
}

/**
 * Each is another text, also of the same position.
 *
 * @clause kinesis.iterator.opaque-length @clause kinesis.iterator.reusable-until-expiry
 */
export const iteratorAt = (stream: Stream, shard: Shard, index: number, x: Rules): string =>
  x.choices.seal('iterator', [
    stream.name,
    stream.number,
    shard.index,
    Number.isFinite(index) ? index : -1,
    x.now.at.lo,
    x.choices.serial(),
  ])

export interface Position {
  readonly stream: Stream
  readonly shard: Shard
  readonly index: number
}

/**
 * What an iterator says. It belongs to one shard of one stream, and to nobody but the account and region that gave it.
 *
 * @clause kinesis.get.iterator-binds-stream
 * @clause kinesis.iterator.valid-before-300s
 */
export function positionOf(iterator: string, arn: string | undefined, c: Context, x: Rules): Position {
  const content = x.choices.open('iterator', iterator)
  x.orFail('kinesis.iterator.malformed', known(content !== undefined), () => invalid('Invalid ShardIterator.'))
  const [name, number, index, at, createdAt] = content as readonly [string, number, number, number, number]
  x.orFail('kinesis.iterator.expires-300s', notExpired(createdAt, ITERATOR_LIFE, x), () => expired(createdAt, x.now.at.lo))
  const stream = findStream(name, c.region, x)
  const shard = stream?.number === number && stream.serves ? stream.shards[index] : undefined
  x.orFail('kinesis.get.deleted-stream', known(shard !== undefined), () =>
    noShard(`shardId-${String(index).padStart(12, '0')}`, name, c.region),
  )
  x.orFail('kinesis.get.arn-mismatch', known(arn === undefined || arn === stream!.arn), () => invalid('Invalid ShardIterator.'))
  return { stream: stream!, shard: shard!, index: at === -1 ? Infinity : at }
}

const expired = (createdAt: number, now: number) =>
  new ServiceError(
    'ExpiredIteratorException',
    `Iterator expired. The iterator was created at time ${inJava(createdAt)} while right now it is ${inJava(now)} which is further in the future ` +
      `than the tolerated delay of ${ITERATOR_LIFE} milliseconds.`,
  )

/** `Wed Jan 15 05:31:22 UTC 2020` */
const inJava = (time: number): string => {
  const [day, date, month, year, clock] = new Date(time).toUTCString().replace(',', '').split(' ')
  return `${day!} ${month!} ${date!} ${clock!} UTC ${year!}`
}
