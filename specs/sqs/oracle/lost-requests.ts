import type {
  SendMessageRequest,
  ChangeMessageVisibilityBatchRequestEntry,
  DeleteMessageBatchRequestEntry,
  ReceiveMessageRequest,
  SendMessageBatchRequestEntry,
} from '@aws-sdk/client-sqs'
import { ServiceError } from '../../../reference/core/errors.js'
import { after, either, Instant, MAYBE, Timer } from '../../../reference/core/facts.js'
import { defaults, merged, readAttributes } from '../../../reference/sqs/attributes.js'
import { doubtOf, unplace } from '../../../reference/sqs/belief.js'
import type { Context } from '../../../reference/sqs/choices.js'
import { sourcesOf } from '../../../reference/sqs/dead-letter.js'
import { PURGE_DURATION, TOTAL_VISIBILITY } from '../../../reference/sqs/limits.js'
import { leave } from '../../../reference/sqs/membership.js'
import { operations, type Transition } from '../../../reference/sqs/operations.js'
import { checkReceive } from '../../../reference/sqs/receive.js'
import { queueAt } from '../../../reference/sqs/request.js'
import { check, enqueue } from '../../../reference/sqs/send.js'
import { lasting } from '../../../reference/sqs/settings.js'
import type { Queue } from '../../../reference/sqs/state.js'
import type { Admit } from './admit.js'
import { receivedUnseen } from './lost-receives.js'

type Input = Readonly<Record<string, unknown>>

/** Believes of a request whose answer nobody saw that it may have done what it asks for. */
export function mayHaveDone(operation: string, input: Input, c: Context, x: Admit): void {
  try {
    EFFECTS[operation]?.(input, c, x)
  } catch (error) {
    // Surely refused, if it came through: it had no effect.
    if (!(error instanceof ServiceError)) throw error
  }
}

type Effect = (input: Input, c: Context, x: Admit) => void

const EFFECTS: Readonly<Record<string, Effect>> = {
  SendMessage: (input, c, x) => sent(input as unknown as SendMessageRequest, queueAt(input['QueueUrl'] as string, c, x), c, x),
  SendMessageBatch: (input, c, x) => {
    const queue = queueAt(input['QueueUrl'] as string, c, x)
    for (const entry of entriesOf(input) as SendMessageBatchRequestEntry[]) attempt(() => sent(entry, queue, c, x))
  },
  ReceiveMessage: (input, c, x) => received(input as unknown as ReceiveMessageRequest, c, x),
  DeleteMessage: (input, c, x) => deleted(input['ReceiptHandle'], queueAt(input['QueueUrl'] as string, c, x), x),
  DeleteMessageBatch: (input, c, x) => {
    const queue = queueAt(input['QueueUrl'] as string, c, x)
    for (const { ReceiptHandle } of entriesOf(input) as DeleteMessageBatchRequestEntry[]) deleted(ReceiptHandle, queue, x)
  },
  ChangeMessageVisibility: (input, c, x) => {
    const seconds = input['VisibilityTimeout']
    if (seconds !== undefined) changed(input['ReceiptHandle'], seconds, queueAt(input['QueueUrl'] as string, c, x), x)
  },
  ChangeMessageVisibilityBatch: (input, c, x) => {
    const queue = queueAt(input['QueueUrl'] as string, c, x)
    for (const { ReceiptHandle, VisibilityTimeout } of entriesOf(input) as ChangeMessageVisibilityBatchRequestEntry[])
      changed(ReceiptHandle, VisibilityTimeout, queue, x)
  },
  PurgeQueue: (input, c, x) => {
    const queue = queueAt(input['QueueUrl'] as string, c, x)
    const mayGoUntil = x.tolerates('sqs.purge.earlier-messages-may-arrive') ? after(x.now.at, PURGE_DURATION) : undefined
    for (const message of queue.messages.values()) {
      leave(queue, message, MAYBE, 'sqs.purge.deletes-all')
      doubtOf(message).mayGoUntil = mayGoUntil
    }
    queue.purged = new Instant(queue.purged?.lo ?? -Infinity, x.now.at.hi)
  },
  CreateQueue: (input, c, x) => {
    const name = input['QueueName'] as string
    const before = c.region.queues.get(name)
    if (before?.made === 'maybe' && before.deleted === undefined) {
      // It is as it was, or made anew, or not there.
      const asked = readAttributes((input['Attributes'] ?? {}) as Record<string, string>, { name, fifo: before.fifo, region: c.region }, x)
      x.madeAgain(before, merged(defaults(), asked, x))
      return
    }
    const deleted = c.region.deleted.get(name)
    apply('CreateQueue', input, c, x)
    const queue = c.region.queues.get(name)
    if (queue !== undefined && queue !== before) queue.made = 'maybe'
    if (deleted !== undefined) c.region.deleted.set(name, deleted)
  },
  DeleteQueue: (input, c, x) => {
    const queue = queueAt(input['QueueUrl'] as string, c, x)
    // What is deleted already is not deleted again.
    if (queue.deleted !== undefined) return
    for (const source of sourcesOf(queue, x)) x.beforeChange(source.item)
    x.beforeChange(queue)
    queue.made = 'maybe'
    const { lo } = queue.mayBeDeleted ?? x.now.at
    queue.mayBeDeleted = new Instant(lo, x.now.at.hi)
    for (const message of queue.messages.values()) leave(queue, message, MAYBE, 'sqs.queue.delete.nonempty-allowed')
    c.region.deleted.set(queue.name, queue.mayBeDeleted)
  },
  SetQueueAttributes: (input, c, x) => {
    const queue = queueAt(input['QueueUrl'] as string, c, x)
    const before = { ...queue.settings }
    const { modified } = queue
    const changes = [...queue.changes]
    apply('SetQueueAttributes', input, c, x)
    // What was not known of the settings before is known no better.
    queue.changes.splice(0, Infinity, ...changes, { before, made: undefined })
    queue.modified = new Instant(modified.lo, x.now.at.hi)
    for (const message of queue.messages.values())
      if (queue.fifo && message.receives === 0)
        message.hiddenUntil = either(message.hiddenUntil, lasting(message.sent, queue, 'DelaySeconds', x))
  },
  TagQueue: (input, c, x) => unsureTags(input, c, x),
  UntagQueue: (input, c, x) => unsureTags(input, c, x),
  AddPermission: (input, c, x) => unsurePolicy('AddPermission', input, c, x),
  RemovePermission: (input, c, x) => unsurePolicy('RemovePermission', input, c, x),
  StartMessageMoveTask: (input, c, x) => {
    const source = input['SourceArn'] as string
    apply('StartMessageMoveTask', input, c, x)
    const task = c.region.moveTasks.get(source)?.at(-1)
    if (task !== undefined) x.beliefs.unsureTasks.add(task)
  },
  CancelMessageMoveTask: () => {},
}

const apply = (operation: keyof typeof operations, input: Input, c: Context, x: Admit): unknown =>
  (operations[operation] as Transition)(input as never, c, x)
const entriesOf = (input: Input): readonly unknown[] => (Array.isArray(input['Entries']) ? input['Entries'] : [])
const attempt = (run: () => void): void => {
  try {
    run()
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
  }
}

/** A message may have been accepted: what it holds is known, its id is not. */
function sent(entry: SendMessageRequest | SendMessageBatchRequestEntry, queue: Queue, c: Context, x: Admit): void {
  enqueue(queue, entry, check(queue, entry, x), c, x)
  // Those before it are as unsure.
  for (const message of x.beliefs.unnamed) {
    if (message.here === 'yes') message.here = 'maybe'
    const doubt = doubtOf(message)
    doubt.accepted = 'maybe'
    unplace(message)
  }
}

function received(input: ReceiveMessageRequest, c: Context, x: Admit): void {
  const queue = queueAt(input.QueueUrl, c, x)
  checkReceive(queue, input, x)
  const { VisibilityTimeout: timeout } = input
  const until = timeout === undefined ? lasting(x.now.at, queue, 'VisibilityTimeout', x) : after(x.now.at, timeout * 1000)
  const attempt = queue.attemptById.get(input.ReceiveRequestAttemptId ?? '')
  if (attempt !== undefined) {
    // The lost answer may have repeated an earlier one, and hidden its messages anew.
    const hidden = either(attempt.hiddenUntil, until)
    for (const { message } of attempt.received) {
      if (message.hiddenUntil === attempt.hiddenUntil) message.hiddenUntil = hidden
      else if (message.doubt?.hiddenElse === attempt.hiddenUntil) {
        message.doubt.hiddenElse = hidden
        message.hiddenUntil = either(message.hiddenUntil, hidden)
      }
    }
    attempt.hiddenUntil = hidden
  }
  const most = x.most(queue, input.ReceiveRequestAttemptId, input.MaxNumberOfMessages ?? 1)
  const times = !queue.fifo && x.tolerates('sqs.receive.same-message-once-per-response-standard') ? most : 1
  receivedUnseen(queue, { at: x.now.at, until, times, attempt: input.ReceiveRequestAttemptId, most }, x)
}

function deleted(handle: unknown, queue: Queue, x: Admit): void {
  const given = typeof handle === 'string' ? x.identify(queue, handle) : undefined
  if (given?.message !== undefined) leave(queue, given.message, MAYBE, 'sqs.delete.removes-message')
}

function changed(handle: unknown, seconds: unknown, queue: Queue, x: Admit): void {
  const given = typeof handle === 'string' ? x.identify(queue, handle) : undefined
  if (given?.message === undefined || (seconds !== undefined && (typeof seconds !== 'number' || seconds < 0 || seconds > 43_200))) return
  const { message } = given
  doubtOf(message).hiddenElse ??= message.hiddenUntil
  // An entry of a batch without a timeout may set any.
  const until = seconds === undefined ? new Timer(x.now.at, 0, TOTAL_VISIBILITY) : after(x.now.at, seconds * 1000)
  message.hiddenUntil = either(message.hiddenUntil, until)
}

function unsureTags(input: Input, c: Context, x: Admit): void {
  x.beliefs.unsureTags.add(queueAt(input['QueueUrl'] as string, c, x).name)
}

/** Whatever the policy may have been, it may be still. */
function unsurePolicy(operation: 'AddPermission' | 'RemovePermission', input: Input, c: Context, x: Admit): void {
  const queue = queueAt(input['QueueUrl'] as string, c, x)
  const policies = [
    queue.settings.Policy,
    ...queue.changes.filter(({ made, before }) => made === undefined && 'Policy' in before).map(({ before }) => before.Policy),
  ]
  const { modified } = queue
  apply(operation, input, c, x)
  queue.modified = new Instant(modified.lo, x.now.at.hi)
  for (const Policy of policies) queue.changes.push({ before: { Policy }, made: undefined })
}
