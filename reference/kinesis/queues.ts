import { known } from '../core/facts.js'
import type { ClauseId } from '../core/reading.js'
import type { Rules } from './choices.js'
import { hasRoom } from './consumers.js'
import { exceeded, inUse, missing, refused } from './errors.js'
import { DURATION, HOUR, IN_CREATION } from './limits.js'
import { pageOfStream } from './pages.js'
import { begin, relaxable, settle, streamOf } from './request.js'
import { Queue, type Context, type StartingPosition, type Stream } from './state.js'
import { addTags } from './tags.js'

/** Members as the API description names them: the npm client has no types for queues. */
export interface QueueAttributes {
  readonly VisibilityTimeoutSeconds?: number
  readonly DeadLetterConfiguration?: { readonly TargetType: 'BUILT_IN' | 'NONE'; readonly MaxReceiveCount?: number }
}
const VISIBILITY = 30
const MAX_RECEIVES = 6

export function queueOf(arn: string, c: Context, x: Rules): Queue {
  const queue = c.region.queues.get(arn)
  if (queue !== undefined) settle(queue, x)
  x.orFail('kinesis.queues.unknown', known(c.region.queues.has(arn)), () => missing(`Queue ${arn} not found.`))
  return queue!
}

interface CreateQueueInput {
  readonly QueueName: string
  readonly StreamConfigurationList: readonly { readonly StreamARN: string; readonly StartingPosition?: StartingPosition }[]
  readonly QueueAttributes?: QueueAttributes
  readonly Tags?: Readonly<Record<string, string>>
}

/**
 * CreateQueue: the queue is CREATING until it is ACTIVE; its ARN has an id of its own, and producers and other consumers notice nothing.
 *
 * @clause kinesis.queues.create-reply @clause kinesis.queues.arn-not-from-name @clause kinesis.queues.starting-position-default-latest
 * @clause kinesis.queues.visibility-default-30 @clause kinesis.queues.does-not-change-stream @clause kinesis.queues.position-fixed
 * @clause kinesis.queues.position-approximate
 */
export function createQueue(input: CreateQueueInput, c: Context, x: Rules): object {
  const { region } = c
  const { QueueName: name, StreamConfigurationList: configurations } = input
  x.orFail('kinesis.queues.one-stream', known(configurations.length === 1), () => refused('A queue must have exactly one stream.'))
  const { StreamARN, StartingPosition = { Type: 'LATEST' } } = configurations[0]!
  checkPosition(StartingPosition, x)
  const deadLetters = maxReceivesOf(input.QueueAttributes, x)
  for (const queue of [...region.queues.values()]) settle(queue, x)
  const queues = [...region.queues.values()]
  x.orFail('kinesis.queues.name-unique', known(queues.every((queue) => queue.name !== name)), () =>
    inUse(`Queue ${name} under account ${region.account} already exists.`),
  )
  const stream = streamForConsumers('kinesis.queues.unknown-stream', StreamARN, c, x)
  x.orFail('kinesis.queues.on-demand-only', known(stream.mode === 'ON_DEMAND'), () =>
    refused('Queues are supported only on streams in ON_DEMAND mode.'),
  )
  x.orFail('kinesis.queues.counts-as-consumer', known(hasRoom(stream, c)), () =>
    exceeded(`Stream ${stream.name} under account ${region.account} has as many consumers and queues as it can have.`),
  )
  const underWay = queues.filter(({ status }) => status === 'CREATING' || status === 'DELETING').length
  relaxable(
    'kinesis.queues.five-creating-or-deleting',
    () => known(underWay < IN_CREATION),
    () => exceeded(TOO_MANY),
    c,
    x,
  )
  const now = x.now.at.lo
  const horizon = Math.max(stream.createdAt, now - stream.retentionHours * HOUR)
  const { Type: type, Timestamp: time } = StartingPosition
  // An earlier time than the stream can be read from counts as that. @clause kinesis.queues.at-timestamp-clamped
  const startsAt = type === 'LATEST' ? now : type === 'TRIM_HORIZON' ? horizon : Math.max(horizon, time!.getTime())
  const { VisibilityTimeoutSeconds: visibility = VISIBILITY } = input.QueueAttributes ?? {}
  const queue = new Queue(
    name,
    region.arn(`queue/${x.choices.id(26)}`),
    stream,
    now,
    StartingPosition,
    startsAt,
    visibility,
    deadLetters ?? MAX_RECEIVES,
  )
  if (input.QueueAttributes?.DeadLetterConfiguration?.TargetType === 'NONE') queue.maxReceives = undefined
  addTags('kinesis.queues.tags-on-create', queue.tags, input.Tags ?? {}, queue.what, c, x)
  queue.deliveries.startAt(type)
  region.queues.set(queue.arn, queue)
  stream.queues.add(queue)
  const description = shown(queue)
  begin('kinesis.queues.create-reply', queue, 'CREATING', DURATION.create, () => (queue.status = 'ACTIVE'), c, x)
  return { QueueDescription: description }
}
const TOO_MANY = `No more than ${IN_CREATION} queues can be in state CREATING or DELETING at once.`

/** A stream that a queue or channel is made for. */
export function streamForConsumers(id: ClauseId, arn: string, c: Context, x: Rules): Stream {
  const stream = streamOf({ StreamARN: arn }, c, x)
  x.orFail(id, known(stream.serves), () =>
    inUse(`Stream ${stream.name} under account ${c.region.account} not ACTIVE, instead in state ${stream.status}`),
  )
  return stream
}

function checkPosition({ Type, Timestamp }: StartingPosition, x: Rules): void {
  const isTimed = Type === 'AT_TIMESTAMP'
  x.orFail('kinesis.queues.at-timestamp-needs-timestamp', known(!isTimed || Timestamp !== undefined), () =>
    refused('AT_TIMESTAMP needs a Timestamp.'),
  )
  x.orFail('kinesis.queues.timestamp-only-with-at-timestamp', known(isTimed || Timestamp === undefined), () =>
    refused(`A Timestamp cannot be provided with a starting position of type ${Type}.`),
  )
}

/** @clause kinesis.queues.dlq-default-6 */
function maxReceivesOf(attributes: QueueAttributes | undefined, x: Rules): number | undefined {
  const { TargetType: target, MaxReceiveCount: most } = attributes?.DeadLetterConfiguration ?? {}
  x.orFail('kinesis.queues.dlq-config', known(target !== 'BUILT_IN' || most !== undefined), () =>
    refused('The target type BUILT_IN needs a MaxReceiveCount.'),
  )
  x.orFail('kinesis.queues.dlq-config', known(target !== 'NONE' || most === undefined), () =>
    refused('The target type NONE has no MaxReceiveCount.'),
  )
  return most
}

/**
 * The effective start is shown when the queue is ACTIVE.
 *
 * @clause kinesis.queues.effective-position-when-active @clause kinesis.queues.description-members
 */
const shown = ({ name, arn, status, createdAt, stream, position, startsAt, visibility, maxReceives }: Queue): object => ({
  QueueName: name,
  QueueARN: arn,
  QueueStatus: status,
  QueueCreationTimestamp: new Date(createdAt),
  StreamConfigurationList: [
    {
      StreamARN: stream.arn,
      StartingPosition: { Type: position.Type, Timestamp: status === 'CREATING' ? position.Timestamp : new Date(startsAt) },
    },
  ],
  QueueAttributes: {
    VisibilityTimeoutSeconds: visibility,
    DeadLetterConfiguration: maxReceives === undefined ? { TargetType: 'NONE' } : { TargetType: 'BUILT_IN', MaxReceiveCount: maxReceives },
  },
})

export const describeQueue = (input: { readonly QueueARN: string }, c: Context, x: Rules): object => ({
  QueueDescription: shown(queueOf(input.QueueARN, c, x)),
})

/**
 * UpdateQueue leaves what it does not name as it is, and records in flight keep their timeouts.
 *
 * @clause kinesis.queues.update-async
 * @clause kinesis.queues.update-not-retroactive
 */
export function updateQueue(input: { readonly QueueARN: string; readonly QueueAttributes: QueueAttributes }, c: Context, x: Rules): object {
  const queue = queueOf(input.QueueARN, c, x)
  const { QueueAttributes: attributes } = input
  const maxReceives = maxReceivesOf(attributes, x)
  x.orFail('kinesis.queues.update-not-active', known(queue.status === 'ACTIVE'), () =>
    inUse(`Queue ${queue.name} under account ${c.region.account} not ACTIVE, instead in state ${queue.status}`),
  )
  const done = (): void => {
    queue.status = 'ACTIVE'
    queue.visibility = attributes.VisibilityTimeoutSeconds ?? queue.visibility
    if (attributes.DeadLetterConfiguration !== undefined) queue.maxReceives = maxReceives
  }
  begin('kinesis.queues.update-async', queue, 'UPDATING', DURATION.update, done, c, x)
  return { QueueDescription: { ...shown(queue), QueueStatus: 'UPDATING' } }
}

/** @clause kinesis.queues.delete @clause kinesis.queues.delete-then-unknown @clause kinesis.queues.delete-frees-stream */
export function deleteQueue(input: { readonly QueueARN: string }, c: Context, x: Rules): object {
  const queue = queueOf(input.QueueARN, c, x)
  if (queue.status === 'DELETING') return {}
  const done = (): void => {
    c.region.queues.delete(queue.arn)
    queue.stream.queues.delete(queue)
  }
  begin('kinesis.queues.delete', queue, 'DELETING', DURATION.delete, done, c, x)
  return {}
}

/**
 * @clause kinesis.queues.list @clause kinesis.queues.list-filter-by-stream @clause kinesis.queues.list-summary-members
 * @clause kinesis.queues.list-complete
 */
export function listQueues(input: Parameters<typeof pageOfStream>[2], { region }: Context, x: Rules): object {
  for (const queue of [...region.queues.values()]) settle(queue, x)
  const { page, next } = pageOfStream('queues', region.queues.values(), input, 'kinesis.queues.list-expired-token', x)
  return {
    QueueSummaries: page.map(({ name, arn, status, createdAt, stream }) => ({
      QueueName: name,
      QueueARN: arn,
      QueueStatus: status,
      QueueCreationTimestamp: new Date(createdAt),
      Streams: [{ StreamARN: stream.arn, StreamCreationTimestamp: new Date(stream.createdAt) }],
    })),
    NextToken: next,
  }
}
