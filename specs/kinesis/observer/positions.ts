import type { Asking } from '../../../src/oracle/lockstep/lockstep.js'
import type { Members } from './course.js'
import type { Position } from './records.js'

/** A day and a second, over which the clocks of target and client may part. */
const DAY_MS = 24 * 3_600_000
const SECOND_MS = 1000

/** Where an iterator that GetShardIterator gave begins, as far as the request tells. */
export const positionOf = (
  { ShardIteratorType: type, StartingSequenceNumber: number, Timestamp: time }: Members,
  base: Pick<Position, 'shard' | 'stream' | 'given'>,
  { slack }: Asking['strictness'],
): Position | undefined => {
  const at = typeof number === 'string' && /^\d+$/.test(number) ? BigInt(number) : undefined
  if (type === 'TRIM_HORIZON') return { ...base, clause: 'kinesis.iterator.trim-horizon', after: -1n }
  if (type === 'LATEST') return { ...base, clause: 'kinesis.iterator.latest', after: -1n, from: [base.given.sent, base.given.received] }
  if (type === 'AT_SEQUENCE_NUMBER' && at !== undefined)
    return { ...base, clause: 'kinesis.iterator.at-sequence-number-inclusive', after: at - 1n }
  if (type === 'AFTER_SEQUENCE_NUMBER' && at !== undefined)
    return { ...base, clause: 'kinesis.iterator.after-sequence-number-starts-next', after: at }
  if (type !== 'AT_TIMESTAMP' || !(time instanceof Date)) return undefined
  const margin = slack.ms + (slack.ppm / 1e6) * DAY_MS + SECOND_MS
  return {
    ...base,
    clause: 'kinesis.iterator.at-timestamp-exact-or-next',
    after: -1n,
    from: [time.getTime() - margin, time.getTime() + margin],
  }
}
