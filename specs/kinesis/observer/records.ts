import { hash } from 'node:crypto'
import type { Strictness } from '../../../src/oracle/oracle.js'
import type { ClauseId } from '../../../src/suite/index.js'

/** What a put asked to be stored. */
export interface Entry {
  readonly PartitionKey?: string
  readonly ExplicitHashKey?: string
  readonly Data?: Uint8Array
}

/** When it may have happened: between these instants, in milliseconds. */
export interface Span {
  readonly sent: number
  readonly received: number
}

/** A record of which the number is known: acknowledged, or read after a put without an answer. */
export interface Known extends Span {
  readonly number: bigint
  readonly entry: Entry
}

/** An answer that cannot be: the clause that it breaks. */
export interface Broken {
  readonly clause: ClauseId
  readonly allowed: string
  readonly seen: string
}

/** From where an iterator reads: after a number, or what came after a time. What is neither `isOut` nor `isIn` may come or not. */
export interface Position {
  readonly shard: ShardLog
  readonly stream: string
  /** When the iterator was asked for and given. */
  readonly given: Span
  /** The clause that says where it stands. */
  readonly clause: ClauseId
  /** All records up to this number are passed. */
  readonly after: bigint
  /** What was acknowledged before the first is passed; what was asked for after the second is ahead. */
  readonly from?: readonly [number, number]
}

const isOut = ({ after, from }: Position, { number, received }: Known): boolean =>
  number <= after || (from !== undefined && received < from[0])
const isIn = ({ after, from }: Position, { number, sent }: Known): boolean => number > after && (from === undefined || sent > from[1])

/** Records are kept at least so long, in milliseconds; less what clocks may differ. */
const KEPT = 24 * 3_600_000 - 60_000

/** What is known of a shard's records, by their numbers. */
export class ShardLog {
  readonly known = new Map<bigint, Known>()

  constructor(
    readonly id: string,
    readonly stream: StreamLog,
  ) {}

  add(record: Known): void {
    this.known.set(record.number, record)
    this.stream.keys.add(record.entry.PartitionKey)
    this.stream.numbers.set(record.number, this.id)
  }

  /** Records that have to be there for a reader at that time. */
  *there(position: Position, { sent, received }: Span): Generator<Known> {
    for (const record of this.known.values()) {
      if (record.received <= sent && received - record.sent < KEPT && isIn(position, record)) yield record
    }
  }
}

export class StreamLog {
  readonly shards = new Map<string, ShardLog>()
  /** The shard of each number. */
  readonly numbers = new Map<bigint, string>()
  /** Partition keys of records. */
  readonly keys = new Set<string | undefined>()
  /** What puts without an answer may have stored. */
  readonly doubtful: (Span & { readonly entry: Entry })[] = []
  isGone = false

  shard(id: string): ShardLog {
    const known = this.shards.get(id) ?? new ShardLog(id, this)
    this.shards.set(id, known)
    return known
  }
}

/** The hash key of an entry. @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html */
const hashKeyOf = ({ ExplicitHashKey, PartitionKey = '' }: Entry): bigint =>
  BigInt(ExplicitHashKey ?? `0x${hash('md5', PartitionKey, 'hex')}`)

export interface Range {
  readonly StartingHashKey?: string
  readonly EndingHashKey?: string
}

const NUMBER = /^(?:0|[1-9]\d{0,128})$/

/** Told of each rule that an answer was held to, and could have broken. */
export type Held = (clause: ClauseId) => void

/**
 * Takes down that an entry was stored.
 *
 * @param range the shard's, where it is known
 * @param minimum SequenceNumberForOrdering
 */
export const stored = (
  log: StreamLog,
  entry: Entry,
  answer: { readonly ShardId?: unknown; readonly SequenceNumber?: unknown },
  span: Span,
  held: Held,
  range?: Range,
  minimum?: string,
): Broken | undefined => {
  const { ShardId, SequenceNumber } = answer
  if (typeof ShardId !== 'string' || typeof SequenceNumber !== 'string')
    return broken('kinesis.put.returns-shard-and-sequence', 'a shard and a number', JSON.stringify(answer))
  if (!NUMBER.test(SequenceNumber)) return broken('kinesis.sequence-numbers.format', 'a decimal number', SequenceNumber)
  const number = BigInt(SequenceNumber)
  const other = log.numbers.get(number)
  if (other !== undefined)
    return broken(
      'kinesis.sequence-numbers.unique-in-stream',
      'a number that no record has',
      `${SequenceNumber}, which a record of ${other} has`,
    )
  if (range?.StartingHashKey !== undefined && range.EndingHashKey !== undefined) {
    const key = hashKeyOf(entry)
    if (key < BigInt(range.StartingHashKey) || key > BigInt(range.EndingHashKey)) {
      const clause =
        entry.ExplicitHashKey === undefined ? 'kinesis.hash-keys.md5-of-partition-key' : 'kinesis.hash-keys.explicit-boundaries'
      return broken(clause, `the shard whose range holds ${key}`, `${ShardId}, from ${range.StartingHashKey} to ${range.EndingHashKey}`)
    }
  }
  const shard = log.shard(ShardId)
  if (log.shards.size > 1) {
    held('kinesis.sequence-numbers.unique-in-stream')
    if (entry.ExplicitHashKey !== undefined) held('kinesis.hash-keys.explicit-overrides')
    else if (log.keys.has(entry.PartitionKey)) held('kinesis.hash-keys.same-key-same-shard')
  }
  if (minimum !== undefined && NUMBER.test(minimum)) {
    const before = shard.known.get(BigInt(minimum))
    if (before?.entry.PartitionKey === entry.PartitionKey) held('kinesis.ordering.sequence-for-ordering')
    if (before !== undefined && before.entry.PartitionKey === entry.PartitionKey && number <= before.number)
      return broken('kinesis.ordering.sequence-for-ordering', `a number above ${minimum}`, SequenceNumber)
  }
  shard.add({ ...span, number, entry })
  return undefined
}

interface Shown {
  readonly SequenceNumber?: string
  readonly PartitionKey?: string
  readonly Data?: Uint8Array
}

export interface PageRead {
  readonly Records?: readonly Shown[]
  readonly NextShardIterator?: string
}

/** More bytes end a page. */
const PAGE_BYTES = 10 * 1024 * 1024
const MAY_BE_BLIND: readonly ClauseId[] = [
  'kinesis.get.may-return-empty-with-data-ahead',
  'kinesis.get.may-return-fewer',
  'kinesis.get.read-after-write-delay',
]

/**
 * Holds a page against what is known of the shard: each record is one that was put, as it was put; they come in the order of their numbers,
 * none from before the position; and none that stands between the position and the last that came is left out. Pages may be shorter than they
 * could be where the profile lets them.
 *
 * @returns the position of the next page, or what the page breaks
 */
export const read = (
  position: Position,
  page: PageRead,
  limit: number,
  span: Span,
  strictness: Strictness,
  held: Held,
): Position | Broken => {
  const { shard } = position
  const records = page.Records ?? []
  if (records.length > limit) return broken('kinesis.get.limit-honoured', `at most ${limit} records`, `${records.length}`)
  let last = -1n
  let bytes = 0
  const numbers = new Set<bigint>()
  for (const shown of records) {
    if (typeof shown.SequenceNumber !== 'string' || !NUMBER.test(shown.SequenceNumber))
      return broken('kinesis.get.record-members', 'a record with its number', JSON.stringify(shown))
    const number = BigInt(shown.SequenceNumber)
    if (number <= last) return broken('kinesis.ordering.get-records-sorted', `a number above ${last}`, String(number))
    const record = shard.known.get(number) ?? doubtful(shard, shown, number, span)
    if (record === undefined)
      return broken(
        'kinesis.get.sequence-matches-put',
        'a record that was put',
        `${shown.SequenceNumber} with the key ${shown.PartitionKey ?? ''}`,
      )
    if (shown.PartitionKey !== record.entry.PartitionKey)
      return broken(
        'kinesis.put.partition-key-unicode',
        `the key ${record.entry.PartitionKey ?? ''}`,
        `the key ${shown.PartitionKey ?? ''}`,
      )
    if (!sameData(shown.Data, record.entry.Data))
      return broken('kinesis.put.data-opaque-immutable', inHex(record.entry.Data), inHex(shown.Data))
    if (isOut(position, record)) return broken(position.clause, 'nothing from before the position', `the record ${number}`)
    if (last !== -1n) held('kinesis.ordering.get-records-sorted')
    held('kinesis.get.sequence-matches-put')
    held('kinesis.put.data-opaque-immutable')
    held(position.clause)
    if (record.received <= span.sent) held('kinesis.put.durable-before-ack')
    last = number
    bytes += shown.Data?.byteLength ?? 0
    numbers.add(number)
  }
  const isWhole = page.NextShardIterator === undefined
  const isFull = records.length >= limit || bytes > PAGE_BYTES / 2
  const isSharp = !isFull && !MAY_BE_BLIND.some((freedom) => strictness.tolerates(freedom))
  for (const { number } of shard.there(position, span)) {
    if (isWhole) held('kinesis.get.null-next-at-shard-end')
    if (numbers.has(number)) continue
    // Without the limit this one could have come as well.
    if (records.length === limit) held('kinesis.get.limit-honoured')
    if (number < last)
      return broken(
        records.length > 0 && position.from === undefined ? position.clause : 'kinesis.put.durable-before-ack',
        `the record ${number}`,
        `it is left out before ${last}`,
      )
    if (isWhole) return broken('kinesis.get.null-next-at-shard-end', `the record ${number}, or an iterator that leads to it`, 'neither')
    if (isSharp)
      return broken(
        'kinesis.put.durable-before-ack',
        `the record ${number}`,
        records.length === 0 ? 'no record' : `no record after ${last}`,
      )
  }
  const next = { shard, stream: position.stream, given: span }
  return last === -1n ? { ...position, ...next } : { ...next, clause: 'kinesis.ordering.read-order-stable', after: last }
}

/** A record of which nobody was told: it may be one of a put without an answer, which is known from now on. */
const doubtful = (shard: ShardLog, shown: Shown, number: bigint, { received }: Span): Known | undefined => {
  const put = shard.stream.doubtful.find(({ entry }) => entry.PartitionKey === shown.PartitionKey && sameData(entry.Data, shown.Data))
  if (put === undefined) return undefined
  const known = { number, entry: put.entry, sent: put.sent, received }
  shard.add(known)
  return known
}

const sameData = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a !== undefined && b !== undefined && Buffer.from(a).equals(b)
const inHex = (data: Uint8Array | undefined): string =>
  `the data ${data === undefined ? 'nothing' : Buffer.from(data).toString('hex').slice(0, 80)}`

const broken = (clause: ClauseId, allowed: string, seen: string): Broken => ({ clause, allowed, seen })
