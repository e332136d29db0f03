import type { Dice } from '../../../src/oracle/walk/dice.js'
import type { operations } from '../../../reference/sqs/operations.js'
import {
  attributeNamesFor,
  changeFor,
  createFor,
  doomed,
  labelFor,
  moveTaskFor,
  pageFor,
  permissionFor,
  tagKeysFor,
  tagsFor,
} from './administration.js'
import type { Held, Known, KnownQueue } from './known.js'
import { entriesFor, type Input, messageFor, receiveFor, timeoutFor } from './messages.js'

export type Operation = keyof typeof operations

/** A valid request of an operation, or nothing where what it needs is not known: no receipt handle has been given, no queue is left. */
type Move = (dice: Dice, known: Known) => Input | undefined

/** The queue that most requests go to is the source; its dead-letter queue and the others have their share. */
const anyQueue = (dice: Dice, known: Known): KnownQueue | undefined => {
  const { live, queues } = known
  // For a while a deleted queue may still answer; then no more.
  const deleted = queues.filter(({ isDeleted }) => isDeleted)
  if (deleted.length > 0 && dice.chance(0.05)) return dice.late(deleted)
  const source = live.find(({ name }) => name.includes('source'))
  return source && !dice.chance(0.35) ? source : live[Math.floor(dice.next() * live.length)]
}

/** What was moved is seen where it went. */
const queueToReceive = (dice: Dice, known: Known): KnownQueue | undefined =>
  (dice.chance(0.2) ? dice.late(known.live.filter((queue) => known.sourcesOf(queue).length > 0)) : undefined) ?? anyQueue(dice, known)

const toReceive: Move = (dice, known) => {
  const queue = queueToReceive(dice, known)
  return queue && receiveFor(queue, dice)
}

const onQueue =
  (members: (queue: KnownQueue, dice: Dice, known: Known) => Input): Move =>
  (dice, known) => {
    const queue = anyQueue(dice, known)
    return queue && { QueueUrl: queue.url, ...members(queue, dice, known) }
  }

/** A handle of a message in flight, most likely; else any other, one of an earlier receive or of a message that was deleted. */
const anyHandle = (dice: Dice, known: Known): Held | undefined =>
  (dice.chance(0.3) ? undefined : dice.late(known.inFlight)) ?? dice.late(known.held)

const onMessage =
  (members: (held: Held, dice: Dice) => Input): Move =>
  (dice, known) => {
    const held = anyHandle(dice, known)
    return held && { QueueUrl: held.queue.url, ReceiptHandle: held.handle, ...members(held, dice) }
  }

/** Several handles of one queue; sometimes one of them twice. */
const onMessages =
  (members: (dice: Dice) => Input): Move =>
  (dice, known) => {
    const first = anyHandle(dice, known)
    if (!first) return undefined
    const held = known.held.filter(({ queue }) => queue === first.queue)
    const entry = (): Input => ({ ReceiptHandle: dice.late(held)!.handle, ...members(dice) })
    return { QueueUrl: first.queue.url, Entries: entriesFor(dice, entry) }
  }

const onDeadLetterQueue =
  (members: (queue: KnownQueue, dice: Dice, known: Known) => Input): Move =>
  (dice, known) => {
    const queue = dice.late(known.live.filter((one) => one.arn !== undefined && known.sourcesOf(one).length > 0))
    return queue && members(queue, dice, known)
  }

/** What is chosen, where there is something to choose from, and the request that it makes. */
const named =
  <T>(choose: (dice: Dice, known: Known) => T | undefined, input: (chosen: T) => Input): Move =>
  (dice, known) => {
    const chosen = choose(dice, known)
    return chosen === undefined ? undefined : input(chosen)
  }

/** Every operation: how often it comes, and what a valid request of it looks like. */
export const MOVES: Readonly<Record<Operation, { readonly weight: number; readonly move: Move }>> = {
  SendMessage: { weight: 40, move: onQueue(messageFor) },
  ReceiveMessage: { weight: 56, move: toReceive },
  DeleteMessage: { weight: 18, move: onMessage(() => ({})) },
  ChangeMessageVisibility: { weight: 12, move: onMessage((_, dice) => ({ VisibilityTimeout: timeoutFor(dice) })) },
  SendMessageBatch: {
    weight: 12,
    move: onQueue((queue, dice, known) => ({ Entries: entriesFor(dice, () => messageFor(queue, dice, known)) })),
  },
  DeleteMessageBatch: { weight: 6, move: onMessages(() => ({})) },
  ChangeMessageVisibilityBatch: { weight: 5, move: onMessages((dice) => ({ VisibilityTimeout: timeoutFor(dice) })) },
  GetQueueAttributes: { weight: 9, move: onQueue((_, dice) => ({ AttributeNames: attributeNamesFor(dice) })) },
  SetQueueAttributes: { weight: 8, move: onQueue((queue, dice, known) => ({ Attributes: changeFor(queue, dice, known) })) },
  PurgeQueue: { weight: 3, move: onQueue(() => ({})) },
  CreateQueue: { weight: 5, move: createFor },
  DeleteQueue: { weight: 3, move: named(doomed, ({ url }) => ({ QueueUrl: url })) },
  GetQueueUrl: {
    weight: 2,
    move: named(
      (dice, known) => dice.late(known.queues),
      ({ name }) => ({ QueueName: name }),
    ),
  },
  ListQueues: { weight: 3, move: (dice, known) => pageFor('ListQueues', { QueueNamePrefix: known.where.prefix }, dice, known) },
  ListDeadLetterSourceQueues: {
    weight: 3,
    move: (dice, known) => {
      const queue = dice.late(known.live.filter((one) => known.sourcesOf(one).length > 0)) ?? dice.late(known.live)
      return queue && pageFor('ListDeadLetterSourceQueues', { QueueUrl: queue.url }, dice, known)
    },
  },
  StartMessageMoveTask: { weight: 6, move: onDeadLetterQueue(moveTaskFor) },
  ListMessageMoveTasks: {
    weight: 3,
    move: onDeadLetterQueue(({ arn }, dice) => ({ SourceArn: arn, ...(dice.chance(0.5) ? { MaxResults: dice.integer(1, 10) } : {}) })),
  },
  CancelMessageMoveTask: {
    weight: 3,
    move: named(
      (dice, known) => dice.late(known.tasks),
      (TaskHandle) => ({ TaskHandle }),
    ),
  },
  TagQueue: { weight: 3, move: onQueue((_, dice) => ({ Tags: tagsFor(dice) })) },
  UntagQueue: { weight: 2, move: onQueue((_, dice) => ({ TagKeys: tagKeysFor(dice) })) },
  ListQueueTags: { weight: 3, move: onQueue(() => ({})) },
  AddPermission: { weight: 3, move: onQueue((_, dice) => permissionFor(dice)) },
  RemovePermission: { weight: 2, move: onQueue((_, dice) => ({ Label: labelFor(dice) })) },
}

/** Every operation as often as it weighs, the simplest first. */
export const BY_WEIGHT: readonly Operation[] = (Object.keys(MOVES) as Operation[]).flatMap((name) =>
  new Array<Operation>(MOVES[name].weight).fill(name),
)
