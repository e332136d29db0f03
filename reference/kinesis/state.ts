import type { Timer } from '../core/facts.js'
import type { Channel } from './channels.js'
import type { Consumer } from './consumers.js'
import { Log } from './log.js'
import { ITERATOR_CALLS, READ_BYTES, READ_CALLS, WRITE_BYTES, WRITE_RECORDS } from './limits.js'
import type { Queue } from './queues.js'
import { SequencePrinter } from './sequence.js'
import { Bucket, Window } from './throughput.js'

/** @clause kinesis.streams.status-enum */
export type Status = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING'
export type Mode = 'PROVISIONED' | 'ON_DEMAND'
/** @clause kinesis.distribution.enum */
export type Distribution = 'AUTO' | 'USER_PARTITION_KEY'

/** What is under way and done when its time has come. */
export interface Change {
  readonly until: Timer
  /** @param at the time at which it was due, in milliseconds */
  readonly done: (at: number) => void
}

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

export class Stream {
  status: Status = 'CREATING'
  change: Change | undefined
  readonly shards: Shard[] = []
  /** In the order of their ranges. */
  open: readonly Shard[] = []
  retentionHours = 24
  encryption: string | undefined
  metrics: ReadonlySet<string> = new Set()
  readonly tags = new Map<string, string>()
  policy: string | undefined
  readonly consumers = new Map<string, Consumer>()
  /** When the last consumer of a name was made, there or not. */
  readonly lastConsumers = new Map<string, number>()
  readonly queues = new Set<Queue>()
  /** Told of every record that comes to any of its shards. */
  readonly followers = new Set<() => void>()
  readonly channels = new Set<Channel>()
  /** When its mode was switched, or its shards counted anew, in milliseconds. */
  readonly switched: number[] = []
  readonly recounted: number[] = []
  readonly rekeyed: number[] = []
  readonly unkeyed: number[] = []
  warm: number | undefined

  constructor(
    /** No other stream of the account and region ever has it. */
    readonly number: number,
    readonly name: string,
    readonly arn: string,
    readonly createdAt: number,
    public mode: Mode,
    public maxRecordKiB: number,
    public distribution: Distribution,
  ) {}

  get what(): string {
    return `stream ${this.name}`
  }

  /** It can be read and written. */
  get serves(): boolean {
    return this.status === 'ACTIVE' || this.status === 'UPDATING'
  }

  shard(id: string): Shard | undefined {
    const index = /^shardId-\d{12}$/.test(id) ? Number(id.slice(8)) : -1
    return this.shards[index]
  }
}

/** Kinesis in one account and region. */
export class Region {
  readonly streams = new Map<string, Stream>()
  readonly changing = new Set<Stream>()
  readonly queues = new Map<string, Queue>()
  readonly channels = new Map<string, Channel>()
  /** The minimum throughput billing commitment, in milliseconds. */
  commitment: { startedAt?: number; endedAt?: number; isEnding: boolean; isEnabled: boolean } = { isEnabled: false, isEnding: false }

  constructor(
    readonly account: string,
    readonly name: string,
  ) {}

  arn(resource: string): string {
    return `arn:${partition(this.name)}:kinesis:${this.name}:${this.account}:${resource}`
  }
}

const partition = (region: string): string => (region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws')
