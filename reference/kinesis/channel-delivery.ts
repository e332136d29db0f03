import type * as sdk from '@aws-sdk/client-kinesis'
import { isUtf8 } from 'node:buffer'
import { promisify } from 'node:util'
import { gzip, inflateSync } from 'node:zlib'
import { ServiceError } from '../core/errors.js'
import { NotReachable } from '../core/ports.js'
import type { Host } from './choices.js'
import type { Stored } from './log.js'
import { keyOf, storedFrame } from './channel-objects.js'
import { settle } from './request.js'
import { sequenceOf } from './shards.js'
import type { Shard } from './shard.js'
import type { Change, Stream } from './state.js'

/** What of a channel its delivery has to know. */
export interface Delivering {
  readonly id: string
  readonly arn: string
  readonly name: string
  readonly kind: 'S3' | 'S3_TABLES'
  readonly stream: Stream
  readonly input: sdk.CreateChannelInput
  change: Change | undefined
  /** Seconds. */
  readonly freshness: number
  readonly logging: sdk.ChannelLoggingConfiguration
  /** Where records go that cannot be delivered. */
  readonly deadLetters: sdk.DeadLetterQueueS3Configuration
}

/** How much of a shard is read for one object, in records and bytes. How large AWS lets objects grow is not documented. */
const OBJECT = { records: 10_000, bytes: 16 * 1024 * 1024 } as const
/** Milliseconds between two attempts; AWS says that it tries again, and not when. */
const RETRY = 60_000

const SERVICE = { S3: 's3', S3_TABLES: 's3tables' } as const
const gzipped = promisify(gzip)

/**
 * How a channel delivers: what is put into the stream from the time on at which the channel is ACTIVE is kept back until the oldest of it is as old
 * as the data freshness says, and then goes to the bucket or table of the channel. A position in each shard is all that is kept: it moves on when the
 * destination has taken what stands before it, so that each record is delivered at least once.
 *
 * The destination is another service, which is reached by the world's ports: `PutObject` of `s3`; `CreateTable` of `s3tables`, and `AppendRows`, which
 * stands for the writing of data files and is no operation of AWS's. Where there is no such service nothing is delivered, and the world's outbox says so.
 *
 * @clause kinesis.channels.freshness-bound @clause kinesis.channels.source-format-kept @clause kinesis.channels.delete-keeps-data
 */
export class ChannelDelivery {
  /** The next index of each shard; a shard that is not here began after the channel was ACTIVE, and is delivered from its first record on. */
  readonly #next = new Map<Shard, number>()
  #cancel: (() => void) | undefined
  #isBusy = false
  #isOver = false

  constructor(
    private readonly channel: Delivering,
    private readonly account: string,
    private readonly host: Host,
  ) {}

  /**
   * Why the channel cannot deliver: a bucket that is not there, a table that is there already. `undefined` where it can, or nobody can tell.
   *
   * @clause kinesis.channels.tables.creates-table
   */
  async reason(): Promise<string | undefined> {
    const { S3DestinationConfiguration: s3 } = this.channel.input
    try {
      if (!this.#hasPort()) return undefined
      if (s3 === undefined) await this.#call('CreateTable', this.#owner(), { ...this.#table(), format: 'ICEBERG' })
      else {
        const { BucketARN, ExpectedBucketOwner } = s3.StorageConfiguration!
        await this.#call('HeadBucket', ExpectedBucketOwner!, { Bucket: nameOf(BucketARN!), ExpectedBucketOwner }, 's3')
      }
      return undefined
    } catch (error) {
      return whatOf(error)
    }
  }

  /** Begins as the channel is ACTIVE. No earlier record is delivered. */
  start(): void {
    if (this.#isOver) return
    const { stream, name, kind } = this.channel
    if (!this.#hasPort())
      return this.#log(`Channel ${name} delivers nothing: there is no ${SERVICE[kind]} here that would take the records.`)
    for (const shard of stream.shards) this.#next.set(shard, shard.log.lastIndex + 1)
    stream.followers.add(this.#follow)
  }

  stop(): void {
    this.#isOver = true
    this.#cancel?.()
    this.channel.stream.followers.delete(this.#follow)
  }

  readonly #follow = (): void => {
    if (this.#cancel !== undefined || this.#isBusy) return
    settle(this.channel, this.host.reading())
    this.#wait(this.channel.freshness * 1000)
  }

  #wait(ms: number): void {
    if (this.#isOver) return
    const { clock } = this.host
    this.#cancel = clock.at(clock.now() + ms, () => {
      this.#cancel = undefined
      const done = this.#deliver()
      void (clock.working?.(done) ?? done)
    })
  }

  async #deliver(): Promise<void> {
    this.#isBusy = true
    let again: number | undefined
    try {
      for (let isMore = true; isMore && !this.#isOver;) isMore = await this.#deliverSome()
    } catch (error) {
      again = RETRY
      if (this.channel.logging.CloudWatchLogs?.Enabled === true) this.#log(`Delivery failed and is tried again: ${whatOf(error)}`)
    }
    this.#isBusy = false
    if (again !== undefined || this.#isBehind()) this.#wait(again ?? this.channel.freshness * 1000)
  }

  #isBehind(): boolean {
    return this.channel.stream.shards.some((shard) => shard.log.lastIndex >= this.#nextOf(shard))
  }
  #nextOf(shard: Shard): number {
    return this.#next.get(shard) ?? 0
  }

  /** One object, of what stands in all shards. Whether there is more. @clause kinesis.channels.dlq.invalid-record */
  async #deliverSome(): Promise<boolean> {
    const taken: [shard: Shard, next: number][] = []
    const good: Uint8Array[] = []
    const bad: object[] = []
    let bytes: number = OBJECT.bytes
    let records: number = OBJECT.records
    let isMore = false
    for (const shard of this.channel.stream.shards) {
      isMore ||= records === 0 || bytes <= 0
      if (isMore) break
      const { records: found, next } = shard.log.from(this.#nextOf(shard), records, bytes)
      for (const record of found) {
        const [data, fault] = formatted(record.data, this.channel.input.StreamConfigurationList![0]!.RecordConfiguration!.RecordFormatType!)
        if (data === undefined) bad.push(deadLetter(record, shard, fault))
        else good.push(data)
        bytes -= record.size
      }
      records -= found.length
      if (found.length > 0) taken.push([shard, found.at(-1)!.index + 1])
      isMore ||= next !== undefined
    }
    if (bad.length > 0) await this.#putDeadLetters(bad)
    if (good.length > 0) await this.#putRecords(good)
    for (const [shard, next] of taken) this.#next.set(shard, next)
    return isMore
  }

  /** @clause kinesis.channels.s3.key-template-default @clause kinesis.channels.s3.key-unique-suffix */
  async #putRecords(records: readonly Uint8Array[]): Promise<void> {
    const { input } = this.channel
    const storage = input.S3DestinationConfiguration?.StorageConfiguration
    if (storage === undefined) return void (await this.#call('AppendRows', this.#owner(), { ...this.#table(), rows: records }))
    const format = input.StreamConfigurationList![0]!.RecordConfiguration!.RecordFormatType!
    // How records are set apart is not documented: a line each, where they are texts.
    const plain = Buffer.concat(format === 'BYTE_ARRAY' ? [...records] : records.flatMap((record) => [record, LINE]))
    const { CompressionType: compression, OutputKeyTemplate: template, StorageClass = 'STANDARD' } = storage
    const now = this.host.clock.now()
    const Key = keyOf(template, { ...this.channel, stream: this.channel.stream.name }, format, compression!, now, this.#suffix())
    const Body = compression === 'GZIP' ? await gzipped(plain) : compression === 'ZSTD' ? storedFrame(plain) : plain
    await this.#putObject(storage, { Key, Body, StorageClass })
  }

  /** With error context, whose form is not documented: a line of JSON each. */
  #putDeadLetters(letters: readonly object[]): Promise<unknown> {
    const { deadLetters, name } = this.channel
    const Key = `${deadLetters.ErrorOutputPrefix ?? ''}${name}/${new Date(this.host.clock.now()).toISOString()}${this.#suffix()}`
    return this.#putObject(deadLetters, { Key, Body: Buffer.from(letters.map((letter) => `${JSON.stringify(letter)}\n`).join('')) })
  }

  #putObject(bucket: Pick<sdk.DeadLetterQueueS3Configuration, 'BucketARN' | 'ExpectedBucketOwner'>, input: object): Promise<unknown> {
    const { BucketARN, ExpectedBucketOwner } = bucket
    const key = this.channel.input.EncryptionConfiguration?.KeyId
    const encryption = key === undefined ? {} : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key }
    return this.#call('PutObject', ExpectedBucketOwner!, { Bucket: nameOf(BucketARN!), ...input, ExpectedBucketOwner, ...encryption }, 's3')
  }

  #suffix(): string {
    return `-${this.host.reading().choices.uuid()}`
  }

  #hasPort(): boolean {
    return this.host.ports.has(SERVICE[this.channel.kind])
  }
  #table(): object {
    const { TableBucketARN, Namespace, TableName } = this.channel.input.S3TablesDestinationConfiguration!.S3TablesConfigurationList![0]!
    return { tableBucketARN: TableBucketARN, namespace: Namespace, name: TableName }
  }
  /** The account of the table's bucket. */
  #owner(): string {
    return this.channel.input.S3TablesDestinationConfiguration!.S3TablesConfigurationList![0]!.TableBucketARN!.split(':')[4]!
  }

  /** Asks the destination in the name of the channel's role. */
  async #call(operation: string, account: string, input: object, service: string = SERVICE[this.channel.kind]): Promise<unknown> {
    const { arn, input: made } = this.channel
    const role = made.ServiceExecutionRoleARN!
    return this.host.ports.call({
      service,
      account,
      region: arn.split(':')[3]!,
      operation,
      input: input as Readonly<Record<string, unknown>>,
      principal: { account: role.split(':')[4]!, arn: role },
    })
  }

  #log(message: string): void {
    const { LogGroupName, LogStreamName } = this.channel.logging.CloudWatchLogs!
    const body = JSON.stringify({ channelArn: this.channel.arn, accountId: this.account, message })
    this.host.ports.mail({ kind: 'log', to: LogGroupName!, subject: LogStreamName, body })
  }
}

const LINE = Buffer.from('\n')
/** `arn:aws:s3:::orders` */
const nameOf = (bucketArn: string): string => bucketArn.slice(bucketArn.lastIndexOf(':') + 1)

const whatOf = (error: unknown): string => {
  if (error instanceof ServiceError) return `${error.shape}: ${error.message}`
  if (error instanceof NotReachable) return error.message
  throw error
}

/**
 * A record as it is delivered, or what is wrong with it.
 *
 * GSR_JSON: what the serializers of the Glue Schema Registry write, 18 bytes (version 3, compression 0 or 5, the schema's id) before the JSON. The schemas
 * themselves are not known here, so that a record is held to its form alone.
 */
function formatted(data: Uint8Array, format: string): readonly [data: Uint8Array | undefined, fault: string] {
  if (format === 'BYTE_ARRAY') return [data, '']
  let text = data
  if (format === 'GSR_JSON') {
    if (data[0] !== 3 || (data[1] !== 0 && data[1] !== 5) || data.length < 18) return [undefined, 'The record bears no schema id.']
    text = data.subarray(18)
  }
  if (format === 'STRING') return isUtf8(text) ? [text, ''] : [undefined, 'The record is not valid UTF-8.']
  try {
    if (format === 'GSR_JSON' && data[1] === 5) text = inflateSync(text, { maxOutputLength: OBJECT.bytes })
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text))
    return [text, '']
  } catch {
    return [undefined, 'The record is not valid JSON.']
  }
}

const deadLetter = (record: Stored, shard: Shard, errorMessage: string): object => ({
  errorCode: 'InvalidRecord',
  errorMessage,
  shardId: shard.id,
  sequenceNumber: sequenceOf(shard, record),
  approximateArrivalTimestamp: record.at,
  partitionKey: record.key,
  data: Buffer.from(record.data).toString('base64'),
})
