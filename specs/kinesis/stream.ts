import type * as sdk from '@aws-sdk/client-kinesis'
import type { Api, Case } from '../../src/suite/index.js'

export type KinesisApi = Api<typeof sdk>
export type Iterator = { readonly ShardIteratorType: sdk.ShardIteratorType } & Partial<Pick<sdk.GetShardIteratorCommandInput, 'StartingSequenceNumber' | 'Timestamp'>>
export type PutInput = Partial<Omit<sdk.PutRecordCommandInput, 'StreamName'>>

/** Milliseconds that a stream may take to change its state; how long AWS takes is nobody's promise. */
const ACTIVE_WITHIN_MS = 120_000
/** Milliseconds between two looks at a state or at the tip of a shard: a shard is read five times a second at most. */
const LOOK_EVERY_MS = 250

const text = (data: string | Uint8Array): Uint8Array => (typeof data === 'string' ? Buffer.from(data) : data)

/** A stream of the case's own. */
export class Stream {
  #arn: string | undefined
  #put = 0

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
    const { StreamDescriptionSummary } = await this.kinesis.describeStreamSummary({ StreamName: this.name })
    return StreamDescriptionSummary ?? this.it.diverges('DescribeStreamSummary gave no summary', 'a StreamDescriptionSummary', 'none')
  }

  /** The stream's ARN, asked for once. */
  async arn(): Promise<string> {
    this.#arn ??= (await this.summary()).StreamARN
    return this.#arn ?? this.it.diverges('DescribeStreamSummary gave no StreamARN', 'a StreamARN', 'none')
  }

  /** Waits until the stream can be used, as its clients must after every change. */
  async active(): Promise<void> {
    const { time } = this.it
    const end = time.now() + ACTIVE_WITHIN_MS
    for (;;) {
      const asked = time.now()
      const { StreamStatus } = await this.summary()
      if (StreamStatus === 'ACTIVE') return
      if (asked >= end) this.it.undecided(`the stream was ${StreamStatus} for ${ACTIVE_WITHIN_MS / 1000} s`)
      await time.sleep(LOOK_EVERY_MS)
    }
  }

  /** Every shard that the stream lists, over all pages. */
  async shards(filter?: sdk.ShardFilter): Promise<readonly sdk.Shard[]> {
    const found: sdk.Shard[] = []
    let NextToken: string | undefined
    do {
      const input = NextToken === undefined ? { StreamName: this.name, ...(filter === undefined ? {} : { ShardFilter: filter }) } : { NextToken }
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
    return this.kinesis.putRecord({ StreamName: this.name, PartitionKey: 'k', Data: text(data), ...input })
  }

  /** Puts records in one batch, each under the partition key `k` unless given. */
  putAll(records: readonly (Partial<sdk.PutRecordsRequestEntry> & { readonly data: string | Uint8Array })[]): Promise<sdk.PutRecordsCommandOutput> {
    return this.kinesis.putRecords({ StreamName: this.name, Records: records.map(({ data, ...rest }) => ({ PartitionKey: 'k', Data: text(data), ...rest })) })
  }

  /** A shard iterator, of the first shard and from TRIM_HORIZON unless given. */
  async iterator(at: Iterator = { ShardIteratorType: 'TRIM_HORIZON' }, shardId?: string): Promise<string> {
    const { ShardIterator } = await this.kinesis.getShardIterator({ StreamName: this.name, ShardId: shardId ?? (await this.shardId()), ...at })
    return ShardIterator ?? this.it.diverges('GetShardIterator answered without a ShardIterator', 'a ShardIterator', 'none')
  }

  /**
   * The records from an iterator on, in the order in which they come: until `n` came, or the tip or the end of the shard is reached and nothing
   * more comes. A page may be empty although records are ahead, so that an iterator is followed until the service says that it has caught up.
   */
  async read(iterator: string, n = Infinity): Promise<readonly sdk._Record[]> {
    const { time, profile } = this.it
    const found: sdk._Record[] = []
    const patience = Math.max(2000, profile.lateness)
    let next: string | undefined = iterator
    for (let since = time.now(); next !== undefined && found.length < n; ) {
      const asked = time.now()
      const page: sdk.GetRecordsCommandOutput = await this.kinesis.getRecords({ ShardIterator: next })
      const records = page.Records ?? []
      found.push(...records)
      next = page.NextShardIterator
      if (records.length > 0 || (page.MillisBehindLatest ?? 0) > 0) since = time.now()
      else if (asked >= since + (n === Infinity ? 0 : patience)) break
      if (found.length < n && next !== undefined) await time.sleep(LOOK_EVERY_MS)
    }
    return found
  }

  /** The data of those records as text. */
  async texts(iterator: string, n = Infinity): Promise<readonly string[]> {
    return (await this.read(iterator, n)).map(({ Data }) => Buffer.from(Data ?? []).toString())
  }
}
