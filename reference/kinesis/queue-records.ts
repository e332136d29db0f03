import { known } from '../core/facts.js'
import type { Host, Rules } from './choices.js'
import type { Delivered } from './queue-deliveries.js'
import { queueOf } from './queues.js'
import { horizonOf, sequenceOf } from './shards.js'
import type { Context, Queue } from './state.js'

export interface ReceiveInput {
  readonly QueueARN: string
  readonly Limit?: number
  readonly WaitTimeSeconds?: number
  readonly VisibilityTimeoutSeconds?: number
}
const LIMIT = 10
/** Seconds. */
const WAIT = 9

/**
 * ReceiveQueueRecords answers as soon as there is a record to deliver, and with none when the wait is over.
 *
 * @clause kinesis.queues.receive-limit @clause kinesis.queues.receive-wait @clause kinesis.queues.receive-empty
 * @clause kinesis.queues.receive-visibility-override @clause kinesis.queues.data-unchanged
 */
export const receiveRecords = (input: ReceiveInput, c: Context, x: Rules, host: Host, signal: AbortSignal | undefined) =>
  receive(input, false, c, x, host, signal)

/** The same of the queue's dead letters. */
export const receiveDeadLetters = (input: ReceiveInput, c: Context, x: Rules, host: Host, signal: AbortSignal | undefined) =>
  receive(input, true, c, x, host, signal)

function receive(
  input: ReceiveInput,
  dead: boolean,
  c: Context,
  x: Rules,
  host: Host,
  signal: AbortSignal | undefined,
): object | Promise<object> {
  const queue = queueOf(input.QueueARN, c, x)
  const poll = (now: Rules): object | undefined => {
    if (c.region.queues.get(queue.arn) !== queue) return { QueueRecords: [] }
    queueOf(queue.arn, c, now)
    // @clause kinesis.queues.receive-while-not-active
    if (queue.status === 'CREATING' || queue.status === 'DELETING') return undefined
    const hide = (input.VisibilityTimeoutSeconds ?? queue.visibility) * 1000
    const taken = queue.deliveries.take(input.Limit ?? LIMIT, hide, dead, horizonOf(queue.stream, now), now)
    return taken.length === 0 ? undefined : { QueueRecords: taken.map((delivered) => shown(delivered, queue, now)) }
  }
  return poll(x) ?? wait(queue, (input.WaitTimeSeconds ?? WAIT) * 1000, poll, host, signal)
}

/** Polls again whenever a record comes to the stream, one is visible again, or the queue is ACTIVE. */
function wait(
  queue: Queue,
  ms: number,
  poll: (x: Rules) => object | undefined,
  host: Host,
  signal: AbortSignal | undefined,
): Promise<object> {
  const { clock } = host
  const { followers } = queue.stream
  const deadline = clock.now() + ms
  return new Promise((resolve, reject) => {
    let cancel = (): void => {}
    const settle = (answer: () => void): void => {
      cancel()
      followers.delete(look)
      signal?.removeEventListener('abort', leave)
      answer()
    }
    const empty = () => settle(() => resolve({ QueueRecords: [] }))
    const leave = () => empty()
    const look = (): void => {
      cancel()
      if (signal?.aborted === true) return empty()
      try {
        const found = poll(host.reading())
        if (found !== undefined) return settle(() => resolve(found))
      } catch (error) {
        return settle(() => reject(error instanceof Error ? error : new Error(String(error))))
      }
      const now = clock.now()
      if (now >= deadline) return empty()
      cancel = clock.at(
        Math.min(deadline, ...[queue.deliveries.nextVisible, queue.change?.until.end ?? Infinity].filter((time) => time > now)),
        look,
      )
    }
    followers.add(look)
    signal?.addEventListener('abort', leave)
    look()
  })
}

/**
 * The id of a record is the same in every queue of the stream, and a receipt handle is another at each delivery.
 *
 * @clause kinesis.queues.record-members @clause kinesis.queues.record-id-form @clause kinesis.queues.receipt-handle-per-delivery
 * @clause kinesis.queues.receive-count-first-1 @clause kinesis.queues.first-receive-timestamp
 */
const shown = ({ shard, record, receives, firstAt, serial, isDead }: Delivered, queue: Queue, x: Rules): object => ({
  ReceiptHandle: x.choices.seal('receipt', [queue.arn, shard.index, record.index, serial, isDead ? 1 : 0]),
  RecordId: BigInt(sequenceOf(shard, record)).toString(16),
  PartitionKey: record.key,
  Data: record.data,
  ApproximateArrivalTimestamp: new Date(record.at),
  FirstReceiveTimestamp: new Date(firstAt),
  ReceiveCount: receives,
})

export interface Entry {
  readonly ReceiptHandle: string
  readonly VisibilityTimeoutSeconds?: number
}
export interface EntriesInput {
  readonly QueueARN: string
  readonly Entries: readonly Entry[]
}

/**
 * Each entry succeeds or fails for itself, and is told of once.
 *
 * @clause kinesis.queues.ack-batch @clause kinesis.queues.entry-error-codes @clause kinesis.queues.entry-results-complete
 * @clause kinesis.queues.entry-failure-members
 */
function each(
  input: EntriesInput,
  dead: boolean,
  c: Context,
  x: Rules,
  act: (delivered: Delivered, queue: Queue, entry: Entry) => void,
): object {
  const queue = queueOf(input.QueueARN, c, x)
  const successful: object[] = []
  const failed: object[] = []
  for (const entry of input.Entries) {
    const { ReceiptHandle } = entry
    const [code, delivered] = deliveredOf(ReceiptHandle, queue, dead, x)
    if (delivered === undefined) failed.push({ ReceiptHandle, ErrorCode: code, ErrorMessage: REASONS[code] })
    else {
      act(delivered, queue, entry)
      successful.push({ ReceiptHandle })
    }
  }
  return { Successful: successful, Failed: failed }
}

const REASONS: Readonly<Record<string, string>> = {
  InvalidArgumentException: 'The receipt handle is not valid for this queue.',
  ResourceNotFoundException: 'The receipt handle is no longer valid: the record was received again, acknowledged or has expired.',
}

/** The record of a receipt handle, as long as the handle is that of its latest delivery. */
function deliveredOf(handle: string, queue: Queue, dead: boolean, x: Rules): readonly [code: string, delivered?: Delivered] {
  const content = x.choices.open('receipt', handle)
  const [arn, shard, index, serial, isDead] = content ?? []
  const isGiven = content !== undefined && arn === queue.arn && (isDead === 1) === dead
  if (!x.rule('kinesis.queues.forged-handle', known(isGiven))) return ['InvalidArgumentException']
  const delivered = queue.deliveries.find(shard as number, index as number)
  const isLatest = delivered !== undefined && delivered.serial === serial && delivered.isDead === dead
  return x.rule('kinesis.queues.receipt-handle-per-delivery', known(isLatest)) ? ['', delivered!] : ['ResourceNotFoundException']
}

const remove = (delivered: Delivered, queue: Queue): void => queue.deliveries.remove(delivered)

/**
 * The record stays in the stream and in other queues.
 *
 * @clause kinesis.queues.ack-stops-delivery @clause kinesis.queues.ack-does-not-touch-stream
 */
export const acknowledge = (input: EntriesInput, c: Context, x: Rules): object => each(input, false, c, x, remove)

/** @clause kinesis.queues.dlq-ack-discards @clause kinesis.queues.dlq-ack-leaves-stream */
export const acknowledgeDeadLetters = (input: EntriesInput, c: Context, x: Rules): object => each(input, true, c, x, remove)

export const restoreDeadLetters = (input: EntriesInput, c: Context, x: Rules): object =>
  each(input, true, c, x, (delivered, queue) => {
    queue.deliveries.restore(delivered, x.now.at.lo)
    wake(queue)
  })

const hideAnew =
  (x: Rules) =>
  (delivered: Delivered, queue: Queue, { VisibilityTimeoutSeconds: seconds = 0 }: Entry): void => {
    queue.deliveries.hide(delivered, x.now.at.lo + seconds * 1000)
    wake(queue)
  }

/** @clause kinesis.queues.visibility-update */
export const updateVisibility = (input: EntriesInput, c: Context, x: Rules): object => each(input, false, c, x, hideAnew(x))

/** @clause kinesis.queues.dlq-visibility-update */
export const updateDeadLetterVisibility = (input: EntriesInput, c: Context, x: Rules): object => each(input, true, c, x, hideAnew(x))

const wake = ({ stream }: Queue): void => {
  for (const look of [...stream.followers]) look()
}
