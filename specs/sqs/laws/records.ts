import { Line, type Linked } from '../../../reference/core/line.js'
import { Empties } from '../../../src/oracle/linear/empties.js'
import type { Setting } from '../../../src/oracle/linear/setting.js'

/** Deliveries of one message that are kept in full. */
export const DELIVERIES_KEPT = 8

/** One message in one answer to a receive. */
export class Delivery {
  /** Since when, at the earliest, a ChangeMessageVisibility by this handle lets the message be hidden no longer. `NaN` without a change. */
  changedEnd = Number.NaN
  /** The change surely came into effect: the timeout of the receive counts no longer. */
  changeIsSure = false
  /** When it was there, and the last change by this handle was answered. */
  changedBy: number
  /** Answers an earlier attempt again, under the same handle. */
  isRetry = false
  /** The count that the answer showed, or -1. */
  count = -1

  constructor(
    readonly line: number,
    readonly sent: number,
    readonly received: number,
    /** Its place in the answer. */
    readonly index: number,
    /** Seconds asked for, or -1 for the queue's. */
    readonly timeout: number,
    readonly attempt: string | undefined,
    readonly handle: string,
  ) {
    this.changedBy = received
  }
}

/**
 * Watches a message for exchanges that come later in the stream than exchange `line`, and were sent before its answer was there at `at`:
 * they may have happened before it.
 */
export class Watch {
  delivered = false
  /** Delivered once more under a handle that it had before. */
  repeated = false
  deleted = false
  changed = false
  constructor(
    readonly line: number,
    readonly at: number,
  ) {}
}

/**
 * How a message came to be known: `sent` by an acknowledged send; by one whose answer was `lost`; by a dead-letter
 * move from a queue that held it (`moved`); `adopted` from before the history, from a move task, or from beyond the memory; or not at all yet (`unexplained`).
 */
export type Origin = 'sent' | 'lost' | 'moved' | 'adopted' | 'unexplained'

export class MessageRecord implements Linked<MessageRecord> {
  line: unknown
  before: MessageRecord | undefined
  after: MessageRecord | undefined
  readonly place = new InQueue(this)
  group: GroupRecord | undefined

  /** The send's number in the history, and its entry's place in the batch. */
  sentLine = 0
  entry = 0
  /** It was accepted somewhere in between. */
  acceptLo = 0
  acceptHi = 0
  sequenceNumber: string | undefined
  deduplicationId: string | undefined
  groupId: string | undefined
  md5 = ''
  /** Two sends may have made it, and their contents or groups differ. */
  isContentOpen = false
  /** Two sends may have made it: its place in a batch says nothing. */
  isPlaceOpen = false
  attributes: Readonly<Record<string, unknown>> | undefined
  /** Another message with the same deduplication id that may have been in time. */
  twin: MessageRecord | undefined
  /** It may have been suppressed as a duplicate. */
  isDoubtful = false

  /** The latest ones, oldest first. */
  readonly deliveries: Delivery[] = []
  handlesDropped = false
  receives = 0
  retries = 0
  /** Receives that may have happened before this record began, unless it has one `from` which it came; `Infinity` where it is not known. */
  receivesBefore = 0
  /** Possible receives without an answer before this message was there. */
  lostBefore = 0
  /** When it is available again at the latest, as far as its own requests tell. */
  availableHi = 0

  /** The earliest instant at which it may have been deleted. */
  deletedFrom = Infinity
  /** When it was surely deleted, and the exchange that did it. */
  deletedBy = Infinity
  deletedLine = 0
  deletedInTime = false
  isGone = false

  /** Changes by whatever handle; and those of them that may follow the latest delivery by another handle than its own. */
  changes: Loosened | undefined
  loosened: Loosened | undefined
  watches: Watch[] | undefined
  /** Its record in the queue from which it was moved here. */
  from: MessageRecord | undefined
  /** An empty answer while it was surely available, since which it was not seen. */
  owedLine = 0

  constructor(
    readonly id: string,
    readonly queue: QueueRecord,
    public origin: Origin,
  ) {}

  get latest(): Delivery | undefined {
    return this.deliveries[this.deliveries.length - 1]
  }

  /** Watches it, and what it was in the queues before this one. */
  watch(line: number, at: number): Watch {
    const watch = new Watch(line, at)
    ;(this.watches ??= []).push(watch)
    for (let older = this.from; older !== undefined; older = older.from) (older.watches ??= []).push(watch)
    return watch
  }

  /** Somebody hides it until then at the latest; what was known of its earlier timeouts counts no longer where that is sure. */
  hide(until: number, isSure: boolean): void {
    const { group, queue } = this
    this.availableHi = isSure ? until : Math.max(this.availableHi, until)
    this.owedLine = 0
    if (group !== undefined) group.availableHi = Math.max(group.availableHi, this.availableHi)
    if (queue.fifo && (group === undefined || this.isContentOpen)) queue.floor = Math.max(queue.floor, this.availableHi)
  }

  /** Receives that it may have had, those without an answer included. */
  get possibleReceives(): number {
    const before = this.from === undefined ? this.receivesBefore : this.from.possibleReceives
    return before + this.receives + this.retries + this.queue.lostReceives - this.lostBefore
  }
}

/** A message's place among all of its queue, in order of acceptance. */
export class InQueue implements Linked<InQueue> {
  line: unknown
  before: InQueue | undefined
  after: InQueue | undefined
  constructor(readonly message: MessageRecord) {}
}

/** A message group of a FIFO queue. */
export class GroupRecord {
  /** Messages that are or may be there, in order of acceptance. */
  readonly alive = new Line<MessageRecord>()
  /** Messages with a record, those that are gone included. */
  members = 0
  /** When every message of the group is available at the latest. */
  availableHi = 0
  /** The message with the highest sequence number. */
  top: MessageRecord | undefined
  constructor(readonly id: string) {}
}

/** A receive without an answer. */
export interface LostReceive {
  readonly line: number
  readonly sent: number
  readonly attempt: string | undefined
}
/** Changes of visibility: until when they were answered, and when the message comes back at the earliest if they counted. */
export interface Loosened {
  readonly received: number
  readonly end: number
}
export const LOST_RECEIVES_KEPT = 64

export interface RedrivePolicy {
  readonly target: string
  readonly maxReceiveCount: number
  readonly surelyFrom: number
}

export class QueueRecord {
  readonly groups = new Map<string, GroupRecord>()
  /** Messages that are or may be there, in order of acceptance. */
  readonly messages = new Line<InQueue>()
  /** Receives without an answer, which may have taken anything; the latest ones singly. */
  lostReceives = 0
  lostReceivesUntil = -Infinity
  readonly latestLost: LostReceive[] = []
  /** Changes by handles that are not remembered, which may be of any message. */
  loosened: Loosened | undefined
  /** When nothing is hidden any more by what no answer shows. */
  floor = -Infinity
  deletion: 'none' | 'perhaps' | 'sure' = 'none'
  /** What was accepted until then may have been removed by a purge or with the queue. */
  purgedTo = -Infinity
  /** Since when a move task may have taken messages from here, whether home to their sources, and since when one may have brought some. */
  redrivenFrom = Infinity
  redrivenHomeFrom = Infinity
  receivesRedrivenFrom = Infinity
  /** Every dead-letter queue it ever had, by key, with the lowest maxReceiveCount. */
  readonly targets = new Map<string, number>()
  lowestReceiveCount = Infinity
  policy: RedrivePolicy | undefined
  policyChanges = 0
  isDeadLetterQueue = false
  /** Whether two sends with one deduplication id are duplicates although their groups differ: not known while it changes. */
  scope: 'queue' | 'messageGroup' | undefined = 'queue'
  readonly empties = new Empties()
  /** The end of the first acknowledged deletion. */
  firstDeleted = Infinity
  /** The message that was last hidden. */
  hider: MessageRecord | undefined

  constructor(
    readonly key: string,
    /** Told apart by it from a queue of the same name that was deleted. */
    readonly nth: number,
    readonly name: string,
    readonly fifo: boolean,
    /** It may hold messages, and have settings, from before the history. */
    readonly isOpen: boolean,
    /** Seconds. */
    readonly visibility: Setting,
    readonly retention: Setting,
    readonly delay: Setting,
  ) {
    if (!isOpen) return
    this.lowestReceiveCount = 0
    this.scope = undefined
  }
}

/** Two changes, or as many, as one: the laws know no more than that either may have counted. */
export const loosened = (before: Loosened | undefined, change: Loosened): Loosened =>
  before === undefined ? change : { received: Math.max(before.received, change.received), end: Math.min(before.end, change.end) }

/** May a change have come after this delivery? */
export const mayFollow = (change: Loosened | undefined, { sent }: Delivery): change is Loosened =>
  change !== undefined && change.received >= sent

export const DEDUPLICATION_INTERVAL = 5 * 60_000

/** The sends of one deduplication id to one queue, as long as they lie less than the interval apart. */
export interface Accepted {
  readonly key: string
  /** When the last of them was accepted at the latest. */
  hi: number
  /** The message that was answered last, if any send was answered. */
  message: MessageRecord | undefined
  /** When the first of those without an answer was sent, and what they were; `''` where they differ. */
  lostFrom: number
  lostContent: string
}
