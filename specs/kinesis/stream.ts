import { hash } from 'node:crypto'
import type * as sdk from '@aws-sdk/client-kinesis'
import { Refusal, type Case } from '../../src/suite/index.js'
import type { KinesisApi } from './api.js'
import { Subscription } from './subscription.js'

export type { KinesisApi }
export type Iterator = { readonly ShardIteratorType: sdk.ShardIteratorType } & Partial<
  Pick<sdk.GetShardIteratorCommandInput, 'StartingSequenceNumber' | 'Timestamp'>
>
export type PutInput = Partial<Omit<sdk.PutRecordCommandInput, 'StreamName'>>

/** Milliseconds that a stream may take to change its state; how long AWS takes is nobody's promise. */
const ACTIVE_WITHIN_MS = 120_000
/** Milliseconds that records may still go to a shard that was closed, where one second was seen. */
const CHILDREN_WITHIN_MS = 15_000
/** Milliseconds for a turn among all cases of an account. */
const ROOM_WITHIN_MS = 600_000
/** Milliseconds between two looks at a state, and between two reads: a shard is read, or gives an iterator, five times a second at most. */
const LOOK_EVERY_MS = 250
/** Milliseconds for which another server may still have an older view of a stream that is ACTIVE. */
const OLDER_VIEW_MS = 2000

const bytes = (data: string | Uint8Array): Uint8Array => (typeof data === 'string' ? Buffer.from(data) : data)

/** A stream of the case's own. */
export class Stream {
  #arn: string | undefined
  #put = 0
  /** When it may next be read, and give an iterator. */
  readonly #next = { read: 0, iterator: 0 }

  constructor(
    private readonly it: Case,
    private readonly kinesis: KinesisApi,
    readonly name: string,
  ) {}

  /** A stream that was not to be made is shown by its name. */
  toJSON(): object {
    return { StreamName: this.name }
  }

  async summary(): Promise<sdk.StreamDescriptionSummary> {
    const output = await this.kinesis.describeStreamSummary({ StreamName: this.name })
    const { StreamDescriptionSummary } = output
    if (StreamDescriptionSummary === undefined)
      this.it.diverges('DescribeStreamSummary gave no summary', 'a StreamDescriptionSummary', 'none')
    this.it.stampLike(StreamDescriptionSummary, output)
    return StreamDescriptionSummary
  }

  /** The stream's ARN, asked for once. */
  async arn(): Promise<string> {
    this.#arn ??= (await this.summary()).StreamARN
    return this.#arn ?? this.it.diverges('DescribeStreamSummary gave no StreamARN', 'a StreamARN', 'none')
  }

  /** Waits until the stream can be used, as its clients must after every change. */
  async active(): Promise<void> {
    await this.until('the stream is ACTIVE', async () => (await this.status()) === 'ACTIVE')
    if (this.it.profile.tolerates('kinesis.streams.rw-only-promised-when-active')) await this.it.time.sleep(OLDER_VIEW_MS)
  }

  /** Waits until the stream is gone. */
  async gone(): Promise<void> {
    await this.until('the stream is gone', async () => (await this.status()) === undefined)
  }

  /**
   * Looks until it is so. How long AWS takes is nobody's promise, so that a case which waited long enough is undecided; a single node has no
   * reason to take so long.
   *
   * @param withinMs how long, where it is known to be short
   */
  async until(what: string, isSo: () => Promise<boolean>, withinMs = ACTIVE_WITHIN_MS): Promise<void> {
    const { time } = this.it
    const end = time.now() + withinMs
    for (;;) {
      const asked = time.now()
      if (await isSo()) return
      const late = `not within ${withinMs / 1000} s: ${what}`
      if (asked >= end && this.it.profile.name === 'single-node')
        this.it.diverges(late, 'that it comes to be so by itself', 'that it is not so')
      if (asked >= end) this.it.undecided(late)
      await time.sleep(LOOK_EVERY_MS)
    }
  }

  /** Waits for a turn that other cases of the same account may have before: they have no order, so that nothing is said of who waits for long. */
  async room(what: string, hasRoom: () => Promise<boolean>): Promise<void> {
    const { time } = this.it
    for (const end = time.now() + ROOM_WITHIN_MS; !(await hasRoom());) {
      if (time.now() >= end) this.it.undecided(`not within ${ROOM_WITHIN_MS / 1000} s: ${what}`)
      await time.sleep(LOOK_EVERY_MS)
    }
  }

  /** The stream's state; none where it is not found. */
  async status(): Promise<sdk.StreamStatus | undefined> {
    try {
      return (await this.summary()).StreamStatus
    } catch (error) {
      if (error instanceof Refusal && error.errorName === 'ResourceNotFoundException') return undefined
      throw error
    }
  }

  /** Makes a change that the stream has to be ACTIVE for, and waits until it is done. */
  async change<Output>(call: Promise<Output>): Promise<Output> {
    const output = await call
    await this.active()
    return output
  }

  /** Waits until puts reach the children of a shard that was closed: for about a second after the stream is ACTIVE they may still go to the parent. */
  async childrenTake(parent: string, put: () => Promise<sdk.PutRecordCommandOutput>): Promise<void> {
    await this.until('records go to the children', async () => (await put()).ShardId !== parent, CHILDREN_WITHIN_MS)
  }

  /** Splits a shard at a hash key, and waits until it is done. */
  split(ShardToSplit: string, at: bigint): Promise<object> {
    return this.change(this.kinesis.splitShard({ StreamName: this.name, ShardToSplit, NewStartingHashKey: at.toString() }))
  }

  /** Merges two neighbours, the lower first, and waits until it is done. */
  merge(ShardToMerge: string, AdjacentShardToMerge: string): Promise<object> {
    return this.change(this.kinesis.mergeShards({ StreamName: this.name, ShardToMerge, AdjacentShardToMerge }))
  }

  /** Scales the stream, and waits until it is done. */
  scale(TargetShardCount: number): Promise<sdk.UpdateShardCountCommandOutput> {
    return this.change(this.kinesis.updateShardCount({ StreamName: this.name, TargetShardCount, ScalingType: 'UNIFORM_SCALING' }))
  }

  /** The open shards, from the lowest hash key to the highest. */
  async open(): Promise<readonly sdk.Shard[]> {
    return openOf(await this.shards())
  }

  /** Registers a consumer, and waits until it is ACTIVE. */
  async consumer(ConsumerName = 'consumer', Tags?: Record<string, string>): Promise<sdk.Consumer> {
    const StreamARN = await this.arn()
    const { Consumer } = await this.kinesis.registerStreamConsumer({ StreamARN, ConsumerName, ...(Tags === undefined ? {} : { Tags }) })
    const { ConsumerARN } = Consumer ?? this.it.diverges('RegisterStreamConsumer gave no Consumer', 'a Consumer', 'none')
    await this.until('the consumer is ACTIVE', async () => {
      const { ConsumerDescription } = await this.kinesis.describeStreamConsumer({ ConsumerARN })
      return ConsumerDescription?.ConsumerStatus === 'ACTIVE'
    })
    if (this.it.profile.tolerates('kinesis.streams.rw-only-promised-when-active')) await this.it.time.sleep(OLDER_VIEW_MS)
    return Consumer!
  }

  /** Subscribes a consumer that is ACTIVE to a shard, the first from TRIM_HORIZON unless given. */
  async subscribe(
    { ConsumerARN }: Pick<sdk.Consumer, 'ConsumerARN'>,
    position: Partial<sdk.StartingPosition> = { Type: 'TRIM_HORIZON' },
    ShardId?: string,
  ): Promise<Subscription> {
    const StartingPosition = position as sdk.StartingPosition
    return Subscription.open(this.it, this.kinesis, { ConsumerARN, ShardId: ShardId ?? (await this.shardId()), StartingPosition })
  }

  /** Every shard that the stream lists, over all pages. */
  async shards(filter?: sdk.ShardFilter): Promise<readonly sdk.Shard[]> {
    const found: sdk.Shard[] = []
    let NextToken: string | undefined
    do {
      const input =
        NextToken === undefined ? { StreamName: this.name, ...(filter === undefined ? {} : { ShardFilter: filter }) } : { NextToken }
      const page: sdk.ListShardsCommandOutput = await this.kinesis.listShards(input)
      found.push(...(page.Shards ?? []))
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    return found
  }

  /** The id of the stream's first shard; for streams of one. */
  async shardId(): Promise<string> {
    return (await this.shards())[0]?.ShardId ?? this.it.diverges('the stream lists no shard', 'a shard', 'none')
  }

  /** Puts a record: `record-1`, `record-2` … under the partition key `k` unless given. */
  put(data: string | Uint8Array = `record-${++this.#put}`, input: PutInput = {}): Promise<sdk.PutRecordCommandOutput> {
    return this.kinesis.putRecord({ StreamName: this.name, PartitionKey: 'k', Data: bytes(data), ...input })
  }

  /** Puts records in one batch, each under the partition key `k` unless given. */
  putAll(
    records: readonly (Partial<sdk.PutRecordsRequestEntry> & { readonly data: string | Uint8Array })[],
  ): Promise<sdk.PutRecordsCommandOutput> {
    return this.kinesis.putRecords({
      StreamName: this.name,
      Records: records.map(({ data, ...rest }) => ({ PartitionKey: 'k', Data: bytes(data), ...rest })),
    })
  }

  /** Waits until the stream may be read again, or asked for an iterator, without coming near a shard's limits. */
  async paced(what: 'read' | 'iterator'): Promise<void> {
    const now = this.it.time.now()
    const at = Math.max(now, this.#next[what])
    this.#next[what] = at + LOOK_EVERY_MS
    if (at > now) await this.it.time.sleep(at - now)
  }

  /** A page of records. */
  async page(ShardIterator: string | undefined, Limit?: number): Promise<sdk.GetRecordsCommandOutput> {
    await this.paced('read')
    return this.kinesis.getRecords({ ShardIterator, ...(Limit === undefined ? {} : { Limit }) })
  }

  /** A shard iterator, of the first shard and from TRIM_HORIZON unless given. */
  async iterator(at: Iterator = { ShardIteratorType: 'TRIM_HORIZON' }, shard?: string): Promise<string> {
    const shardId = shard ?? (await this.shardId())
    await this.paced('iterator')
    const { ShardIterator } = await this.kinesis.getShardIterator({ StreamName: this.name, ShardId: shardId, ...at })
    return ShardIterator ?? this.it.diverges('GetShardIterator answered without a ShardIterator', 'a ShardIterator', 'none')
  }

  /**
   * The records from an iterator on, in the order in which they come: until `n` came and no more follow for a moment, or the tip or the end of
   * the shard is reached. A page may be empty although records are ahead, so that an iterator is followed until the service says that it has
   * caught up; and as long as a record may be late that is due.
   */
  async read(iterator: string, n = 0, limit?: number): Promise<readonly sdk._Record[]> {
    return (await this.pages(iterator, n, limit)).flatMap(({ Records }) => Records ?? [])
  }

  /** The pages of those records. */
  async pages(iterator: string, n = 0, limit?: number): Promise<readonly sdk.GetRecordsCommandOutput[]> {
    const { time, profile } = this.it
    const found: sdk.GetRecordsCommandOutput[] = []
    const isLate = profile.tolerates('kinesis.get.read-after-write-delay')
    const patience = Math.max(OLDER_VIEW_MS, profile.lateness)
    let next: string | undefined = iterator
    let records = 0
    for (let since = time.now(); next !== undefined;) {
      const page: sdk.GetRecordsCommandOutput = await this.page(next, limit)
      found.push(page)
      next = page.NextShardIterator
      const came = page.Records?.length ?? 0
      records += came
      if (came > 0 || (page.MillisBehindLatest ?? 0) > 0) since = time.now()
      else if (time.now() >= since + (records < n ? patience : isLate ? OLDER_VIEW_MS : 0)) break
    }
    return found
  }

  /** The data of those records as text. */
  async texts(iterator: string, n = 0, limit?: number): Promise<readonly string[]> {
    return (await this.read(iterator, n, limit)).map(textOf)
  }

  /** The texts of a whole shard, from its oldest record on. */
  async whole(shardId: string, n = 0): Promise<readonly string[]> {
    return this.texts(await this.iterator({ ShardIteratorType: 'TRIM_HORIZON' }, shardId), n)
  }
}

/** The data of a record as text. */
export const textOf = ({ Data }: sdk._Record): string => Buffer.from(Data ?? []).toString()

/** Of shards those that take records, from the lowest hash key to the highest. */
export const openOf = (shards: readonly sdk.Shard[]): readonly sdk.Shard[] =>
  shards
    .filter(({ SequenceNumberRange }) => SequenceNumberRange?.EndingSequenceNumber === undefined)
    .sort((a, b) => (rangeOf(a).from < rangeOf(b).from ? -1 : 1))

/** The hash keys of a shard, both ends included. */
export const rangeOf = ({ HashKeyRange }: Pick<sdk.Shard, 'HashKeyRange'>): { readonly from: bigint; readonly to: bigint } => ({
  from: BigInt(HashKeyRange?.StartingHashKey ?? -1),
  to: BigInt(HashKeyRange?.EndingHashKey ?? -1),
})

/** The last hash key, 2^128 - 1. */
export const LAST_KEY = 2n ** 128n - 1n

/** The hash key of a partition key: its MD5, as the documentation has it. */
export const hashKeyOf = (partitionKey: string): bigint => BigInt(`0x${hash('md5', partitionKey, 'hex')}`)

/** The id of the shard whose range holds a hash key. */
export const shardOf = (shards: readonly sdk.Shard[], key: bigint): string | undefined =>
  shards.find((shard) => rangeOf(shard).from <= key && key <= rangeOf(shard).to)?.ShardId
