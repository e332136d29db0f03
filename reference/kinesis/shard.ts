import type { Timer } from '../core/facts.js'
import { ITERATOR_CALLS, READ_BYTES, READ_CALLS, WRITE_BYTES, WRITE_RECORDS } from './limits.js'
import { Log } from './log.js'
import { SequencePrinter } from './sequence.js'
import { Bucket, Window } from './throughput.js'

/** The last hash key: the MD5 of a partition key is a number of 128 bits. */
export const LAST_KEY = 2n ** 128n - 1n

const hexOf = (key: bigint): string => key.toString(16).padStart(32, '0')

/**
 * A shard: a range of hash keys, and the records whose keys lie in it, oldest first.
 *
 * @clause kinesis.shards.id-format
 * @clause kinesis.shards.lifecycle-open-closed-expired
 */
export class Shard {
  readonly id: string
  /** The range's ends in 32 hexadecimal digits, which compare as texts. */
  readonly fromHex: string
  readonly log = new Log()
  readonly numbers: SequencePrinter
  closedAt: number | undefined
  /** When it takes no more records: as it is closed, or in the second in which its children start. */
  ends: Timer | undefined
  /** The seconds of the ending sequence number. */
  endSeconds = 0
  readonly writes: Window
  readonly bytes: Bucket
  readonly reads = new Window(READ_CALLS)
  readonly iterators = new Window(ITERATOR_CALLS)
  readonly readBytes = new Window(READ_BYTES)
  /** No read before this time, in milliseconds: the last one returned more than a second's worth. */
  readAfter = 0
  /** Told of every record that comes, and of the shard's end. */
  readonly followers = new Set<() => void>()

  constructor(
    readonly index: number,
    readonly from: bigint,
    readonly to: bigint,
    /** The first time field of its sequence numbers. */
    readonly seconds: number,
    readonly openedAt: number,
    readonly parent: Shard | undefined,
    readonly adjacentParent: Shard | undefined,
  ) {
    this.id = `shardId-${String(index).padStart(12, '0')}`
    this.fromHex = hexOf(from)
    this.numbers = new SequencePrinter(seconds, index)
    this.writes = new Window(WRITE_RECORDS)
    this.bytes = new Bucket(WRITE_BYTES)
  }
}
