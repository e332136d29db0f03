import type * as sdk from '@aws-sdk/client-kinesis'
import type { ServiceError } from '../core/errors.js'
import type { Timer } from '../core/facts.js'
import type { Principal } from '../core/ports.js'
import type { ClauseId } from '../core/reading.js'
import { Deliveries } from './queue-deliveries.js'
import type { Shard } from './shard.js'

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

/** A subscription of a consumer to a shard, as long as it goes on. */
export interface Subscribed {
  /** Milliseconds. */
  readonly beganAt: number
  /** @param reason the error that the consumer is told; without, the subscription just ends */
  end(reason?: ServiceError): void
  wake(): void
}

/** An enhanced fan-out consumer. @clause kinesis.efo.status-enum @clause kinesis.efo.consumer-arn-format */
export class Consumer {
  status: 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING' = 'CREATING'
  change: Change | undefined
  policy: string | undefined
  readonly tags = new Map<string, string>()
  readonly arn: string
  /** What it reads now, or read last, by shard. */
  readonly subscriptions = new Map<number, Subscribed>()

  constructor(
    readonly name: string,
    readonly stream: Stream,
    /** Milliseconds. */
    readonly createdAt: number,
  ) {
    this.arn = `${stream.arn}/consumer/${name}:${Math.floor(createdAt / 1000)}`
  }

  get what(): string {
    return `consumer ${this.name}`
  }
}

/** Where a queue begins to read its stream. */
export interface StartingPosition {
  readonly Type: 'TRIM_HORIZON' | 'LATEST' | 'AT_TIMESTAMP'
  readonly Timestamp?: Date
}

/** A queue over a stream: it delivers the stream's records one by one, each until it is acknowledged. @clause kinesis.queues.status-enum */
export class Queue {
  status: Status = 'CREATING'
  change: Change | undefined
  policy: string | undefined
  readonly tags = new Map<string, string>()
  readonly deliveries: Deliveries

  constructor(
    readonly name: string,
    readonly arn: string,
    readonly stream: Stream,
    readonly createdAt: number,
    readonly position: StartingPosition,
    /** The effective start, in milliseconds. */
    readonly startsAt: number,
    /** Seconds. */
    public visibility: number,
    /** Receives after which a record is a dead letter; without, never. */
    public maxReceives: number | undefined,
  ) {
    this.deliveries = new Deliveries(this)
  }

  get what(): string {
    return `queue ${this.name}`
  }
}

/**
 * A channel, which delivers a stream's records to a bucket or a table.
 *
 * @clause kinesis.channels.status-enum
 */
export class Channel {
  /** One that has FAILED stays so. @clause kinesis.channels.failed-is-final */
  status: Status | 'FAILED' = 'CREATING'
  /** Why it has FAILED. */
  reason: string | undefined
  /** What goes on with it until it is deleted. */
  delivery: { stop(): void } | undefined
  change: Change | undefined
  policy: string | undefined
  readonly tags = new Map<string, string>()

  constructor(
    readonly id: string,
    readonly arn: string,
    readonly name: string,
    readonly kind: 'S3' | 'S3_TABLES',
    readonly stream: Stream,
    readonly createdAt: number,
    readonly input: sdk.CreateChannelInput,
    /** Seconds. */
    public freshness: number,
    public logging: sdk.ChannelLoggingConfiguration,
    readonly deadLetters: sdk.DeadLetterQueueS3Configuration,
  ) {}

  get what(): string {
    return `channel ${this.name}`
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

/** Where and on whose behalf a request is made. */
export interface Context {
  readonly region: Region
  /** Of another account, where it is not the owner that asks. */
  readonly principal: Principal | undefined
  /** The rules that are switched off. */
  readonly relaxed: ReadonlySet<ClauseId>
}

const partition = (region: string): string => (region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws')
