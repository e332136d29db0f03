import { ADMITTED, type Asking, type Special, UNDECIDED } from '../../src/oracle/lockstep/lockstep.js'
import type { Step } from '../../src/oracle/oracle.js'
import type { ClauseId } from '../../src/suite/index.js'

/** What a service that delivers into queues promises, by its clauses. */
export interface Promises {
  /** Nothing comes that was not sent. */
  readonly nothingInvented: ClauseId
  /** Everything that was sent comes. */
  readonly nothingLost: ClauseId
  /** Within a message group of a FIFO queue it comes in order. */
  readonly inOrder: ClauseId
  /** The freedom to deliver more than once. */
  readonly repeats: ClauseId
  /** Whether the service may not know yet of a change to what it delivers, and where. */
  readonly mayBeBehind?: (mirror: Asking) => boolean
}

interface Message {
  readonly MessageId?: string
  readonly ReceiptHandle?: string
  readonly Body?: string
  readonly Attributes?: Readonly<Record<string, string>>
  readonly MessageAttributes?: Readonly<Record<string, { readonly DataType?: string; readonly StringValue?: string }>>
}

/** More messages the mirror does not show at once, so that nothing is said of what else it may hold. */
const MOST_SHOWN = 10
/** What differs between two deliveries of one notification, and what only its sender can have made. */
const OWN = new Set(['MessageId', 'Timestamp', 'Signature', 'SignatureVersion', 'SigningCertURL', 'UnsubscribeURL', 'SequenceNumber'])

/**
 * Judges what is received from queues into which another service delivers: a message must be one that the mirror's queue holds. Which of them come, and
 * in which order on a standard queue, is free. Walks delete what they receive, in the mirror as at the target.
 */
export const arrivals =
  (promises: Promises): Special =>
  (exchange, mirror) => {
    const step = judged(promises, exchange, mirror)
    if (step.verdict !== 'refused' || promises.mayBeBehind?.(mirror) !== true) return step
    // What came by an earlier state of things is not in the mirror, and what is there may never come.
    mirror.estrange(String(exchange.input['QueueUrl']))
    return UNDECIDED
  }

const judged = (promises: Promises, exchange: Parameters<Special>[0], mirror: Asking): Step => {
  const queue = mirror.names.toMirror(String(exchange.input['QueueUrl']))
  const held = heldBy(mirror, queue)
  if (held === undefined) return UNDECIDED
  const step = compared(promises, exchange, mirror, queue, held)
  for (const { ReceiptHandle } of held)
    mirror.ask('sqs', 'ChangeMessageVisibility', { QueueUrl: queue, ReceiptHandle, VisibilityTimeout: 0 })
  return step
}

/** Takes out of what is held what is not there any more. */
const compared = (promises: Promises, exchange: Parameters<Special>[0], mirror: Asking, queue: string, held: Message[]): Step => {
  const seen = messagesOf(exchange.outcome.output)
  const isWhole = held.length < MOST_SHOWN
  let isUndecided = false
  for (const message of seen) {
    if (mirror.notes.has(message.MessageId ?? '')) continue
    mirror.notes.add(message.MessageId ?? '')
    const step = takeOne(message, held, isWhole, mirror, promises, queue)
    if (step?.verdict === 'refused') return step
    isUndecided ||= step !== undefined
  }
  if (isUndecided) return UNDECIDED
  if (mirror.strictness.beginsInTheMiddle) return { ...ADMITTED, tested: seen.length > 0 ? [promises.nothingInvented] : [] }
  const waits = Number(exchange.input['WaitTimeSeconds'] ?? 0) * 1000
  const overdue = held.filter(
    ({ Attributes = {} }) => Number(Attributes['SentTimestamp']) + mirror.strictness.lateness < mirror.now - waits / 2,
  )
  const mayMiss = waits === 0 || MISSES.some((freedom) => mirror.strictness.tolerates(freedom))
  if (seen.length > 0 || mayMiss || overdue.length === 0) return { ...ADMITTED, tested: seen.length > 0 ? [promises.nothingInvented] : [] }
  return {
    verdict: 'refused',
    clause: promises.nothingLost,
    allowed: `one of ${overdue.length} messages`,
    seen: 'no message',
    used: [],
    tested: [],
  }
}

const MISSES: readonly ClauseId[] = ['sqs.longpoll.rare-false-empty', 'sqs.longpoll.empty-only-at-expiry', 'sqs.ec.send-then-receive']

/** Takes the message that was seen out of what is held, which may not be all. */
const takeOne = (seen: Message, held: Message[], isWhole: boolean, mirror: Asking, promises: Promises, queue: string): Step | undefined => {
  const group = seen.Attributes?.['MessageGroupId']
  const isInGroup = ({ Attributes }: Message): boolean => Attributes?.['MessageGroupId'] === group
  const at = held.findIndex((one) => (group === undefined || isInGroup(one)) && isSame(seen, one, mirror))
  if (at === -1) {
    const id = contentOf(seen, mirror.names).id
    if (mirror.strictness.beginsInTheMiddle) {
      // Others may put messages into the queue as well; one that has the id of a publication says what was published.
      const published = id === undefined ? undefined : held.find((one) => contentOf(one, MIRRORS).id === mirror.names.toMirror(id))
      return published === undefined ? UNDECIDED : refusal(promises.nothingInvented, [published], seen)
    }
    const isKnown = mirror.notes.has(id ?? rawNote(seen))
    if (!isWhole || (isKnown && mirror.strictness.tolerates(promises.repeats))) return UNDECIDED
    return refusal(promises.nothingInvented, held, seen)
  }
  // On a standard queue a group shares the queue fairly, and has no order.
  const isOrdered = group !== undefined && queue.endsWith('.fifo')
  if (isOrdered && !mirror.strictness.beginsInTheMiddle && held.findIndex(isInGroup) !== at)
    return refusal(promises.inOrder, held.filter(isInGroup).slice(0, 1), seen)
  const [taken] = held.splice(at, 1)
  const { id } = contentOf(seen, mirror.names)
  mirror.notes.add(id ?? rawNote(seen))
  mirror.ask('sqs', 'DeleteMessage', { QueueUrl: queue, ReceiptHandle: taken!.ReceiptHandle })
  return undefined
}

/** By which a raw message is known again, which has no id of its notification. */
const rawNote = ({ Body = '' }: Message): string => `raw ${Body}`

const refusal = (clause: ClauseId, allowed: readonly Message[], seen: Message): Step => ({
  verdict: 'refused',
  clause,
  allowed: allowed.map(({ Body }) => Body).join(' or ') || 'no message',
  seen: seen.Body ?? 'a message without a body',
  used: [],
  tested: [],
})

/** They are in flight until they are released: a FIFO queue deletes nothing that is not. */
const heldBy = (mirror: Asking, queue: string): Message[] | undefined => {
  const output = mirror.ask('sqs', 'ReceiveMessage', {
    QueueUrl: queue,
    MaxNumberOfMessages: MOST_SHOWN,
    VisibilityTimeout: 30,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['All'],
  })
  return output === undefined ? undefined : [...messagesOf(output)]
}

const messagesOf = (output: object): readonly Message[] => {
  const { Messages } = output as { readonly Messages?: readonly Message[] }
  return Array.isArray(Messages) ? (Messages as readonly Message[]) : []
}

/** What a message says: of an envelope, what does not differ from one delivery to the next. */
const contentOf = (
  { Body = '', MessageAttributes = {} }: Message,
  names: { toMirror(text: string): string },
): { readonly id?: string; readonly text: string } => {
  let envelope: unknown
  try {
    envelope = JSON.parse(Body)
  } catch {
    // raw
  }
  if (typeof envelope === 'object' && envelope !== null && (envelope as { readonly Type?: unknown }).Type === 'Notification') {
    const members = Object.entries(envelope as Readonly<Record<string, unknown>>)
    const told = members
      .filter(([name]) => !OWN.has(name))
      .map(([name, value]): [string, unknown] => [name, typeof value === 'string' ? names.toMirror(value) : value])
    return {
      id: String((envelope as { readonly MessageId?: unknown }).MessageId),
      text: JSON.stringify(told.sort(([a], [b]) => (a < b ? -1 : 1))),
    }
  }
  const attributes = Object.entries(MessageAttributes).map(([name, { DataType, StringValue }]) => [name, DataType, StringValue] as const)
  return { text: JSON.stringify([Body, attributes.sort(([a], [b]) => (a < b ? -1 : 1))]) }
}

const isSame = (seen: Message, held: Message, { names }: Asking): boolean => contentOf(seen, names).text === contentOf(held, MIRRORS).text

const MIRRORS = { toMirror: (text: string): string => text }
