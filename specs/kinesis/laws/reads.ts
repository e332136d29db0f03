import type { ClauseId } from '../../../reference/core/reading.js'
import { type Item, sumOf, type Told } from '../../../src/oracle/linear/event-log.js'
import { list, type Members, number, text } from '../../../src/oracle/linear/members.js'
import { isAbove } from '../../../src/oracle/linear/numbered-log.js'
import type { Strictness } from '../../../src/oracle/oracle.js'
import type { Shard, Stream } from './stream.js'

export const NUMBER = /^(?:0|[1-9]\d{0,128})$/

/** Records are kept at least so long, in milliseconds; less what clocks may differ. */
const KEPT = 24 * 3_600_000 - 60_000
const SORTED: ClauseId = 'kinesis.ordering.get-records-sorted'

/** Where an iterator stands. */
export interface Position {
  readonly stream: Stream
  readonly shard: Shard
  /** The clause that says so. */
  readonly clause: ClauseId
  /** All up to this number is passed, and all above it is ahead; where `since` is given, only what was put after that, in milliseconds. */
  readonly after: string
  readonly since?: number
  /** What was acknowledged before is passed, in milliseconds. */
  readonly notBefore?: number
  /** The highest number that was known when the iterator stood at the tip: what is below is not looked for. */
  readonly floor?: string
}

/** Where an iterator begins; it is at the tip until the first record, or somewhere near a time. */
export const positionOf = (input: Members, stream: Stream, shard: Shard, { sent, received }: Told): Position | undefined => {
  const { ShardIteratorType: type, StartingSequenceNumber: from } = input
  const base = { stream, shard }
  if (type === 'TRIM_HORIZON') return { ...base, clause: 'kinesis.iterator.trim-horizon', after: '' }
  if (type === 'LATEST')
    return {
      ...base,
      clause: 'kinesis.iterator.latest',
      after: '',
      since: received,
      notBefore: sent,
      floor: shard.records.highest?.id ?? '',
    }
  if (type === 'AT_TIMESTAMP') return { ...base, clause: 'kinesis.iterator.at-timestamp-exact-or-next', after: '', since: Infinity }
  if (typeof from !== 'string' || !NUMBER.test(from)) return undefined
  if (type === 'AFTER_SEQUENCE_NUMBER') return { ...base, clause: 'kinesis.iterator.after-sequence-number-starts-next', after: from }
  const before = from === '0' ? '' : String(BigInt(from) - 1n)
  return { ...base, clause: 'kinesis.iterator.at-sequence-number-inclusive', after: before }
}

/** Holds a page to what is known of its shard. @returns where the next page begins */
export function readPage(position: Position, output: Members, told: Told, strictness: Strictness): Position {
  const { stream, shard, clause, since = -Infinity, notBefore = -Infinity } = position
  const { order, lost } = stream.of
  const from = position.floor ?? position.after
  const came = new Set<string>()
  let last = position.after
  for (const record of list(output['Records'])) {
    const id = text(record['SequenceNumber']) ?? ''
    if (!NUMBER.test(id)) continue
    const data = record['Data']
    const sum = data instanceof Uint8Array ? sumOf(text(record['PartitionKey']) ?? '', data) : undefined
    order.tested()
    if (!isAbove(id, last))
      order.found({
        clause: came.size === 0 ? clause : SORTED,
        line: told.line,
        earlier: stream.log.items.get(id)?.line,
        allowed: `a record of ${shard.id} above ${last}`,
        seen: id,
      })
    else last = id
    const known = stream.log.items.get(id)
    if (known !== undefined && known.received < notBefore)
      order.found({
        clause,
        line: told.line,
        earlier: known.line,
        allowed: `what was put into ${shard.id} after the iterator was asked for`,
        seen: id,
      })
    came.add(id)
    const item = stream.log.deliver({ ...told, id, sum, key: shard.id })
    if (item === undefined) continue
    if (item.key !== shard.id)
      order.found({
        clause: 'kinesis.get.sequence-matches-put',
        line: told.line,
        earlier: item.line,
        allowed: `${id} in ${item.key ?? ''}, where it was put`,
        seen: `it was read from ${shard.id}`,
      })
    else if (known === undefined) shard.records.add(item)
  }
  const next = came.size === 0 ? position : { stream, shard, clause: SORTED, after: last }
  // Where the iterator began in time is known by the server's clock alone.
  if (since === Infinity) return next
  const miss = (item: Item, broken: ClauseId, how: string): void =>
    lost.found({ clause: broken, line: told.line, earlier: item.line, allowed: `the record ${item.id} of ${shard.id}`, seen: how })
  const isDue = (item: Item, late = 0): boolean =>
    !came.has(item.id) && item.sent > since && item.received + late <= told.sent && told.received - item.sent < KEPT
  const isAtEnd = text(output['NextShardIterator']) === undefined
  if (came.size > 0 || isAtEnd) lost.tested()
  for (const item of shard.records.between(from, isAtEnd ? undefined : came.size === 0 ? from : last)) {
    if (!isDue(item)) continue
    if (isAbove(last, item.id)) miss(item, 'kinesis.put.durable-before-ack', `it is left out before ${last}`)
    else miss(item, 'kinesis.get.null-next-at-shard-end', 'the shard ends before it')
  }
  const isSharp = number(output['MillisBehindLatest']) === 0
  if (came.size === 0 && !isAtEnd && isSharp) {
    lost.tested()
    const late = strictness.lateness + strictness.slack.ms
    for (const item of shard.records.between(from)) {
      if (!isDue(item, late)) continue
      miss(item, 'kinesis.put.durable-before-ack', 'an empty page, with nothing behind the latest record')
      // One is told for all that are left out with it.
      break
    }
  }
  return next
}
