import { Buffer } from 'node:buffer'
import { type Case, Refusal } from '../../src/suite/index.js'
import type { Stream } from './stream.js'

export interface QueueAttributes {
  readonly VisibilityTimeoutSeconds?: number
  readonly DeadLetterConfiguration?: { readonly TargetType: 'BUILT_IN' | 'NONE'; readonly MaxReceiveCount?: number }
}
export interface StartingPosition {
  readonly Type: 'TRIM_HORIZON' | 'LATEST' | 'AT_TIMESTAMP'
  readonly Timestamp?: Date
}
export interface QueueDescription {
  readonly QueueName?: string
  readonly QueueARN?: string
  readonly QueueStatus?: string
  readonly QueueCreationTimestamp?: Date
  readonly StreamConfigurationList?: readonly { readonly StreamARN?: string; readonly StartingPosition?: Partial<StartingPosition> }[]
  readonly QueueAttributes?: QueueAttributes
}
/** A record as a queue delivers it, where the handle and the id are there: a receive without them diverges before. */
export interface QueueRecord {
  readonly ReceiptHandle: string
  readonly RecordId: string
  readonly PartitionKey?: string
  readonly Data?: Uint8Array
  readonly ApproximateArrivalTimestamp?: Date
  readonly FirstReceiveTimestamp?: Date
  readonly ReceiveCount?: number
}
export interface Results {
  readonly Successful?: readonly { readonly ReceiptHandle?: string }[]
  readonly Failed?: readonly { readonly ReceiptHandle?: string; readonly ErrorCode?: string; readonly ErrorMessage?: string }[]
}
export interface ReceiveInput {
  readonly Limit?: number
  readonly WaitTimeSeconds?: number | undefined
  readonly VisibilityTimeoutSeconds?: number
}
export interface QueueSpec {
  /** An on-demand stream of the case's own unless given. */
  readonly stream?: Stream
  readonly name?: string
  /** TRIM_HORIZON unless given; none where it is null. */
  readonly position?: StartingPosition | null
  readonly attributes?: QueueAttributes
  readonly tags?: Readonly<Record<string, string>>
}

/** Seconds for which a record that must not be there is looked for: a target may work through its timers once a second. */
const LOOK = 3

/** One of the two places of a queue: where records are delivered from, or its dead letters. */
export class Deliveries {
  constructor(
    private readonly it: Case,
    private readonly QueueARN: string,
    readonly isDead: boolean,
  ) {}

  /** One receive, as it is answered. */
  async receive(input: ReceiveInput = {}): Promise<{ readonly QueueRecords?: readonly QueueRecord[] }> {
    const output: { readonly QueueRecords?: readonly QueueRecord[] } = await this.it.call(
      this.isDead ? 'ReceiveDeadLetterQueueRecords' : 'ReceiveQueueRecords',
      { QueueARN: this.QueueARN, WaitTimeSeconds: 1, ...input },
    )
    for (const record of output.QueueRecords ?? []) {
      if (!record.ReceiptHandle || !record.RecordId)
        this.it.diverges('a record came without what it is told by', 'a ReceiptHandle and a RecordId', JSON.stringify(record))
      this.it.stampLike(record, output)
    }
    return output
  }

  /** Receives until `n` different records came, which must be due; gives them in the order in which they came. They stay in flight. */
  async eventually(n: number, input: ReceiveInput = {}): Promise<QueueRecord[]> {
    const { time, profile } = this.it
    const found = new Map<string, QueueRecord>()
    for (let since = time.now(); ;) {
      const before = found.size
      const asked = time.now()
      const { QueueRecords = [] } = await this.receive({ Limit: Math.min(10, n - found.size), ...input })
      for (const record of QueueRecords) found.set(record.RecordId, record)
      if (found.size >= n) return [...found.values()]
      if (found.size > before) since = time.now()
      else if (asked >= since + profile.lateness)
        this.it.diverges('records that were due did not come', `${n} different records`, `${found.size}`)
      else await time.sleep(100)
    }
  }

  /** The one record that must be there. */
  async one(input: ReceiveInput = {}): Promise<QueueRecord> {
    return (await this.eventually(1, { Limit: 1, ...input }))[0]!
  }

  /** Looks for records, of which there must be none. @param claim why: `the record in flight is hidden` */
  async none(claim: string, seconds = LOOK): Promise<object> {
    const output = await this.receive({ WaitTimeSeconds: seconds })
    this.it.expect(output.QueueRecords ?? [], claim).toEqual([])
    return output
  }

  /** While that timer runs, nothing comes; where a record may be delivered twice, nothing can be said. */
  async stillHidden(timer: Parameters<Case['time']['surelyBefore']>[1], claim: string): Promise<void> {
    if (this.it.profile.tolerates('kinesis.queues.at-least-once')) return
    const output = await this.receive({ WaitTimeSeconds: 1 })
    this.it.time.surelyBefore(output, timer)
    this.it.expect(output.QueueRecords ?? [], claim).toEqual([])
  }

  /** Removes what was received. */
  acknowledge(...records: readonly { readonly ReceiptHandle: string }[]): Promise<Results> {
    return this.#each(this.isDead ? 'AcknowledgeDeadLetterQueueRecords' : 'AcknowledgeQueueRecords', records)
  }

  /** Lets the timeouts of what was received begin anew. */
  hide(seconds: number, ...records: readonly { readonly ReceiptHandle: string }[]): Promise<Results> {
    return this.#each(this.isDead ? 'UpdateDeadLetterQueueRecordsVisibility' : 'UpdateQueueRecordsVisibility', records, {
      VisibilityTimeoutSeconds: seconds,
    })
  }

  /** Makes dead letters that were received records like any other again. */
  restore(...records: readonly { readonly ReceiptHandle: string }[]): Promise<Results> {
    return this.#each('RestoreDeadLetterQueueRecords', records)
  }

  #each(operation: string, records: readonly { readonly ReceiptHandle: string }[], more: object = {}): Promise<Results> {
    return this.it.call(operation, { QueueARN: this.QueueARN, Entries: records.map(({ ReceiptHandle }) => ({ ReceiptHandle, ...more })) })
  }
}

/** A queue of the case's own, over a stream. */
export class RecordQueue {
  readonly live: Deliveries
  readonly dead: Deliveries

  constructor(
    private readonly it: Case,
    readonly name: string,
    readonly arn: string,
    readonly stream: Stream,
    /** As CreateQueue answered. */
    readonly created: QueueDescription,
  ) {
    this.live = new Deliveries(it, arn, false)
    this.dead = new Deliveries(it, arn, true)
  }

  toJSON(): object {
    return { QueueARN: this.arn }
  }

  async describe(): Promise<QueueDescription> {
    const { QueueDescription: description }: { readonly QueueDescription?: QueueDescription } = await this.it.call('DescribeQueue', {
      QueueARN: this.arn,
    })
    return description ?? this.it.diverges('DescribeQueue gave no description', 'a QueueDescription', 'none')
  }

  update(QueueAttributes: QueueAttributes): Promise<{ readonly QueueDescription?: QueueDescription }> {
    return this.it.call('UpdateQueue', { QueueARN: this.arn, QueueAttributes })
  }

  /** Waits until the queue is ACTIVE, and gives its description then. */
  async active(): Promise<QueueDescription> {
    let description: QueueDescription = {}
    await this.stream.until('the queue is ACTIVE', async () => (description = await this.describe()).QueueStatus === 'ACTIVE')
    return description
  }

  /** Deletes the queue and waits until it is gone. */
  async deleted(): Promise<void> {
    await this.it.call('DeleteQueue', { QueueARN: this.arn })
    await this.stream.until('the queue is gone', () => isRefused(this.describe(), 'ResourceNotFoundException'))
  }
}

/** Whether a call is refused with that error; another is passed on. */
export const isRefused = async (call: Promise<unknown>, name: string): Promise<boolean> => {
  try {
    await call
    return false
  } catch (error) {
    if (error instanceof Refusal && error.errorName === name) return true
    throw error
  }
}

/** An input of CreateQueue. */
export const queueInput = async (
  name: string,
  stream: Stream,
  { position = { Type: 'TRIM_HORIZON' }, attributes, tags }: QueueSpec,
): Promise<object> => ({
  QueueName: name,
  StreamConfigurationList: [{ StreamARN: await stream.arn(), ...(position === null ? {} : { StartingPosition: position }) }],
  ...(attributes === undefined ? {} : { QueueAttributes: attributes }),
  ...(tags === undefined ? {} : { Tags: tags }),
})

/** Makes a queue, not yet ACTIVE. Five are made at a time, so that other cases may have to be done first. */
export const createQueue = async (it: Case, stream: Stream, input: object): Promise<RecordQueue> => {
  let created: QueueDescription = {}
  const create = async (): Promise<void> => {
    const { QueueDescription: description = {} }: { readonly QueueDescription?: QueueDescription } = await it.call('CreateQueue', input)
    created = description
  }
  await stream.room('there is room for one more queue', async () => !(await isRefused(create(), 'LimitExceededException')))
  const { QueueARN: arn, QueueName: name = '' } = created
  if (arn === undefined) return it.diverges('CreateQueue gave no ARN', 'a QueueDescription with a QueueARN', JSON.stringify(created))
  return new RecordQueue(it, name, arn, stream, created)
}

export const textOf = ({ Data }: QueueRecord): string => Buffer.from(Data ?? []).toString()
