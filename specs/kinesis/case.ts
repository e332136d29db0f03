import type * as sdk from '@aws-sdk/client-kinesis'
import type { Answer, Case } from '../../src/suite/index.js'
import type { QueueSpec, RecordQueue } from './record-queue.js'
import type { KinesisApi, Stream } from './stream.js'

export interface StreamSpec {
  /** Open shards of a provisioned stream; 1 unless given. */
  readonly shards?: number
  /** On demand, where it is given; else provisioned. */
  readonly isOnDemand?: boolean
  readonly tags?: Readonly<Record<string, string>>
  /** A name of the case's own unless given. */
  readonly name?: string
  readonly more?: Partial<sdk.CreateStreamCommandInput>
}

/** What a clause of Kinesis is given: the case, and the words of Kinesis. */
export interface KinesisCase extends Case {
  /** The operations as the SDK types them, each call recorded. */
  readonly kinesis: KinesisApi
  /** The same, without waiting for room where as many streams are being made as may be. */
  readonly direct: KinesisApi
  /** Makes a stream and waits until it is ACTIVE; it is removed when the case is over. */
  stream(spec?: StreamSpec): Promise<Stream>
  /** The words for a stream that was made, or is to be. */
  made(name: string): Stream
  /** Makes a queue and waits until it is ACTIVE; it is removed when the case is over. */
  queue(spec?: QueueSpec): Promise<RecordQueue>
  /** A request of AWS JSON 1.1 without the SDK: `body` is sent as it is if it is a string. Headers given override the usual ones. */
  json(operation: string, body: unknown, changes?: { readonly headers?: Readonly<Record<string, string>> }): Promise<Answer>
}
