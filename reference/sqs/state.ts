import type { Decision } from '../aws/iam/policy.js'
import type { Principal } from '../core/call.js'
import type { Instant, Timer } from '../core/facts.js'
import { type LateText, textOf } from '../core/late-text.js'
import { Line, type Linked } from '../core/line.js'
import { Numbered } from '../core/numbered.js'
import type { ClauseId } from '../core/reading.js'
import type { MessageAttributeValue, MessageSystemAttributeValue } from '@aws-sdk/client-sqs'

/** What a queue is set to, under the names of its attributes; durations in seconds, sizes in bytes. */
export interface Settings {
  DelaySeconds: number
  MaximumMessageSize: number
  MessageRetentionPeriod: number
  ReceiveMessageWaitTimeSeconds: number
  VisibilityTimeout: number
  ContentBasedDeduplication: boolean
  DeduplicationScope: DeduplicationScope
  FifoThroughputLimit: 'perQueue' | 'perMessageGroupId'
  SqsManagedSseEnabled: boolean
  KmsMasterKeyId: string | undefined
  KmsDataKeyReusePeriodSeconds: number | undefined
  Policy: string | undefined
  RedrivePolicy: RedrivePolicy | undefined
  RedriveAllowPolicy: RedriveAllowPolicy | undefined
}
/** A change of settings that may not be in effect yet, or of which nobody knows whether it was made. */
export interface Change {
  /** What the settings were before it. */
  readonly before: Readonly<Partial<Settings>>
  /** When it was made; `undefined` where nobody knows that it was. */
  readonly made: Instant | undefined
}

export type DeduplicationScope = 'queue' | 'messageGroup'

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string
  readonly maxReceiveCount: number
  /** The policy as it is reported: its two members, the count as a number. */
  readonly text: string
}
export interface RedriveAllowPolicy {
  readonly redrivePermission: 'allowAll' | 'denyAll' | 'byQueue'
  readonly sourceQueueArns: readonly string[]
  readonly text: string
}

/** Is the message in its queue, as far as answers tell? */
export type Here = 'yes' | 'maybe' | 'no'

/** What a producer gave. */
export interface Content {
  readonly body: string | LateText
  readonly attributes: Readonly<Record<string, MessageAttributeValue>> | undefined
  readonly systemAttributes: Readonly<Record<string, MessageSystemAttributeValue>> | undefined
  readonly group: string | undefined
  readonly deduplicationId: string | undefined
}

export const NOWHERE: readonly Queue[] = []

/**
 * What an observer does not know of a message: requests whose answers nobody saw may have reached it. A server has no such doubts.
 */
export class Doubt {
  /** Whether it was accepted when it was sent, or not at all. */
  accepted: 'yes' | 'maybe' | 'no' = 'yes'
  /** Receives that nobody saw the answer of. */
  receives = 0
  /** Whether such a receive may have given it another handle since. */
  handle = false
  /** Until when it is hidden, unless a request of which nobody saw the answer hid it anew. */
  hiddenElse: Timer | undefined
  /** The dead-letter queues to one of which it may have gone unseen. */
  wentTo = NOWHERE
  /** The queues from one of which it may have come back, after one unseen move on the other. */
  cameBackFrom = NOWHERE
  /** Whether a move task may have taken it away unseen. */
  taken = false
  /** From then on it is surely gone, if it is not in its queue already. */
  goneFrom: Timer | undefined
  /** Until then a purge may take it, also after it was seen. */
  mayGoUntil: Timer | undefined
  /** Of its place in its group nothing is known but what the instants of the sends tell. */
  unplaced = false
}

export class Message implements Content {
  /** The body, perhaps not read yet. */
  private readonly given: string | LateText
  readonly attributes: Content['attributes']
  readonly systemAttributes: Content['systemAttributes']
  readonly group: string | undefined
  /** Receives in this and earlier queues: the move to a dead-letter queue does not start it again. */
  receives = 0
  /** Received since it joined this queue. */
  receivedHere = false
  firstReceived: Instant | undefined
  /** The receive whose handle is the latest one; a message's total invisibility counts from it. */
  lastReceived: Instant | undefined
  /** The latest receipt handle. */
  handle: string | undefined
  here: Here = 'yes'
  /** The clause that took it away. */
  goneBy: ClauseId = 'sqs.delete.removes-message'
  /** What is not known of it; a server has no doubts. */
  doubt: Doubt | undefined
  /** The queue from which a redrive policy moved it here. */
  deadLetterSource: Queue | undefined
  /** The place that the index gives it. */
  place: unknown
  /** Those of a FIFO queue's message; others need no memory for them. */
  declare deduplicationId: string | undefined
  declare sequenceNumber: string | undefined
  declare line: unknown
  declare after: FifoMessage | undefined

  constructor(
    /** As far as answers showed it; empty where nobody has seen it yet, and on a server. */
    public id: string,
    /** Order of acceptance. */
    readonly seq: number,
    content: Content,
    public queue: Queue,
    /** Retention counts from here, and SentTimestamp tells it. */
    public sent: Instant,
    public hiddenUntil: Timer,
    /** The clause that hides it: a delay, a receive, a change. */
    public hiddenBy: ClauseId,
    readonly senderId: string,
  ) {
    this.given = content instanceof Message ? content.given : content.body
    this.attributes = content.attributes
    this.systemAttributes = content.systemAttributes
    this.group = content.group
  }

  get body(): string {
    return textOf(this.given)
  }
}

/** A message of a FIFO queue: numbered, recognised by an id, and in line with those of its group. */
export class FifoMessage extends Message implements Linked<FifoMessage> {
  override deduplicationId: string | undefined
  override line: unknown = undefined
  before: FifoMessage | undefined
  override after: FifoMessage | undefined = undefined

  constructor(
    id: string,
    seq: number,
    content: Content,
    queue: Queue,
    sent: Instant,
    hiddenUntil: Timer,
    hiddenBy: ClauseId,
    senderId: string,
    override sequenceNumber: string | undefined,
  ) {
    super(id, seq, content, queue, sent, hiddenUntil, hiddenBy, senderId)
    this.deduplicationId = content.deduplicationId
  }
}

/** A message that a move task brings to a queue: visible at once, and never received. @param number its sequence number, on a FIFO queue */
export function movedMessage(to: Queue, id: string, seq: number, old: Message, at: Instant, hiddenUntil: Timer, number: string): Message {
  const by = 'sqs.delay.queue-hides-new'
  return to.fifo
    ? new FifoMessage(id, seq, old, to, at, hiddenUntil, by, old.senderId, number)
    : new Message(id, seq, old, to, at, hiddenUntil, by, old.senderId)
}

/** A send that was accepted, as long as its deduplication id is remembered. */
export class Accepted implements Linked<Accepted> {
  /** Its deduplication id and group when it was sent; the message has another id once it is in a dead-letter queue. */
  readonly id: string
  readonly group: string
  line: unknown
  before: Accepted | undefined
  after: Accepted | undefined
  constructor(
    public message: Message,
    public at: Instant,
    /** Those that may have been accepted under the same id before it, where nobody knows which of them all was. */
    readonly rivals: readonly Accepted[] | undefined,
  ) {
    this.id = message.deduplicationId!
    this.group = message.group!
  }
}

/** What a receive with an attempt id answered. */
export class Attempt implements Linked<Attempt> {
  line: unknown
  before: Attempt | undefined
  after: Attempt | undefined
  constructor(
    readonly id: string,
    readonly at: Instant,
    readonly received: readonly { readonly message: Message; readonly handle: string }[],
    /** When the messages it answered come back, unless one was changed meanwhile. */
    public hiddenUntil: Timer,
  ) {}
}

/** What a policy says of who asks for what. */
interface LastDecision {
  readonly policy: string | undefined
  readonly principal: Principal
  readonly action: string
  readonly said: Decision
}

export class Queue {
  readonly tags = new Map<string, string>()
  /** Messages by the number that their receipt handles carry. */
  readonly messages = new Numbered<Message>()
  /** Each message group of a FIFO queue, in order. */
  readonly groups = new Map<string, Line<FifoMessage>>()
  /** What was accepted within the deduplication interval, oldest first; the last by id, whatever the group; and by group and id, where that is another. */
  accepted = new Line<Accepted>()
  readonly acceptedById = new Map<string, Accepted>()
  readonly acceptedByGroup = new Map<string, Accepted>()
  /** Receive attempts that can still be repeated, oldest first, and by id. */
  readonly attempts = new Line<Attempt>()
  readonly attemptById = new Map<string, Attempt>()
  /** Changes of its settings that may still be spreading, oldest first. */
  readonly changes: Change[] = []
  /** Long work on it that is not done yet, which nobody may look past. */
  begun: Iterator<unknown, unknown> | undefined
  /** Messages whose place in their group is not known are or were here; never on a server. */
  hasUnplaced = false
  /** Whether it was made; `maybe` where nobody saw the answer. */
  made: 'yes' | 'maybe' | 'no' = 'yes'
  deleted: Instant | undefined
  /** When it may have been deleted by a request whose answer nobody saw. */
  mayBeDeleted: Instant | undefined
  purged: Instant | undefined
  modified: Instant
  /** What its policy said last: a topic asks for the same at each message. A server's memory. */
  decision: LastDecision | undefined

  constructor(
    readonly region: Region,
    readonly name: string,
    /** An observer learns how the target begins its ARNs. */
    public arn: string,
    readonly fifo: boolean,
    readonly settings: Settings,
    public created: Instant,
    /** Told apart from every other queue of its world, also from an earlier one of the same name. */
    readonly number: number,
    readonly index: Index,
  ) {
    this.modified = created
  }
}

/** Where candidates are found fast. It may propose too much (the rules decide), never too little. */
export interface Index {
  /** Messages received and hidden; delayed ones; and the rest. */
  readonly inFlight: number
  readonly delayed: number
  readonly visible: number
  /** A message joined the queue. */
  joined(message: Message): void
  /** A message's hiding changed. */
  hid(message: Message): void
  left(message: Message): void
  /** All leave. @param tell to be called for messages that are known apart from the queue */
  emptied(queue: Queue, tell: (message: Message) => void): void
}

/** A message move task (redrive of a dead-letter queue). */
export interface MoveTask {
  id: string
  handle: string
  readonly source: Queue
  readonly destination: Queue | undefined
  readonly destinationArn: string | undefined
  /** Messages a second, if it was given. */
  readonly rate: number | undefined
  /** Messages a second, where the service chooses another rate than it was asked for. */
  pace?: number
  readonly started: Instant
  toMove: number | undefined
  moved: number
  /** When it stops, where it was cancelled. */
  stops?: Timer
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED'
  failure: string | undefined
}

/** SQS in one account and region. */
export class Region {
  readonly queues = new Map<string, Queue>()
  /** When a queue of that name was deleted. */
  readonly deleted = new Map<string, Instant>()
  /** Every move task of a source queue, oldest first. */
  readonly moveTasks = new Map<string, MoveTask[]>()
  readonly running = new Set<MoveTask>()
  seq = 0
  queueNumber = 0
  /** With what the ARNs of queues begin. */
  arnStart: string
  constructor(
    public account: string,
    readonly name: string,
  ) {
    this.arnStart = `arn:aws:sqs:${name}:${account}:`
  }
}
