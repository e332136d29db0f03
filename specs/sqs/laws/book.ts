import { Filter } from '../../../src/oracle/linear/filter.js'
import { Tombstones } from '../../../src/oracle/linear/tombstones.js'
import type { Bounds } from '../../../src/oracle/linear/bounds.js'
import type { Strictness } from '../../../src/oracle/oracle.js'
import { isAbove } from '../../../src/oracle/linear/numbered-log.js'
import { Recent } from '../../../src/oracle/linear/recent.js'
import { LostSends } from '../../../src/oracle/linear/lost-sends.js'
import { QueueDirectory } from './queue-directory.js'
import {
  type Accepted,
  DELIVERIES_KEPT,
  type Delivery,
  GroupRecord,
  loosened,
  mayFollow,
  type MessageRecord,
  type QueueRecord,
} from './records.js'

/** Changes of retention take up to a quarter of an hour, and a message that is late to go is not counted as lost. */
const RETENTION_SPREAD = 15 * 60_000

/** What is kept of a history of SQS: queues, messages that are or may be there, and the latest of those that are gone. */
export class Book {
  readonly queues: QueueDirectory
  readonly messages = new Map<string, MessageRecord>()
  readonly handles = new Map<string, MessageRecord>()
  readonly deduplication: Recent<Accepted>
  readonly lostSends: LostSends<QueueRecord>
  /** Messages that were received and whose send was not seen yet. */
  readonly unexplained = new Set<MessageRecord>()
  /** More of them than there is room for. */
  unjudged = 0
  /** Bodies (as digests) of all sends, and ids of all messages that were forgotten. */
  readonly bodies: Filter
  readonly forgottenIds: Filter
  readonly #tombstones: Tombstones<MessageRecord>
  /** Called with each message whose retention is over, before it is forgotten. */
  onExpired: (message: MessageRecord) => void = () => {}

  constructor(
    readonly strictness: Strictness,
    readonly bounds: Bounds,
  ) {
    this.queues = new QueueDirectory(strictness, bounds)
    this.bodies = new Filter(bounds.filterBits)
    this.forgottenIds = new Filter(bounds.filterBits)
    this.#tombstones = new Tombstones(bounds.tombstones)
    this.deduplication = new Recent(bounds)
    this.lostSends = new LostSends(bounds.tombstones)
  }

  /** A message that nothing explains yet. */
  leaveOpen(message: MessageRecord): void {
    if (this.unexplained.size < this.bounds.suspicions) this.unexplained.add(message)
    else this.unjudged++
  }

  get forgotten(): number {
    return this.#tombstones.forgotten
  }
  get tombstones(): number {
    return this.#tombstones.size
  }

  /** How long a span by the target's clock lasts at most and at least, in milliseconds. */
  atMost(span: number): number {
    const { ms, ppm } = this.strictness.slack
    return span + ms + (span * ppm) / 1_000_000
  }
  atLeast(span: number): number {
    return 2 * span - this.atMost(span)
  }

  /** A message joins its queue, and its group behind those that were surely or probably accepted before it. */
  join(message: MessageRecord): void {
    const { queue } = message
    this.messages.set(message.id, message)
    queue.messages.add(message.place)
    if (queue.lostReceivesUntil < message.acceptLo) message.lostBefore = queue.lostReceives
    if (message.groupId !== undefined) this.joinGroup(message, message.groupId)
  }

  joinGroup(message: MessageRecord, id: string): void {
    const { queue } = message
    if (!queue.fifo || message.group !== undefined) return
    let group = queue.groups.get(id)
    if (group === undefined) queue.groups.set(id, (group = new GroupRecord(id)))
    message.groupId = id
    message.group = group
    group.members++
    if (!message.isGone) insert(group, message)
    group.availableHi = Math.max(group.availableHi, message.availableHi)
  }

  /** A message that was received before its send was answered stands at the end of its group, or in none. */
  regroup(message: MessageRecord): void {
    const { group, groupId, queue } = message
    if (groupId === undefined) return
    if (group !== undefined) {
      group.alive.delete(message)
      message.group = undefined
      if (--group.members === 0) queue.groups.delete(group.id)
    }
    this.joinGroup(message, groupId)
  }

  /** A message is in its queue no longer, and is remembered for a while in case it comes back. */
  bury(message: MessageRecord): void {
    if (message.isGone) return
    message.isGone = true
    message.queue.messages.delete(message.place)
    message.group?.alive.delete(message)
    message.attributes = undefined
    const oldest = this.#tombstones.add(message)
    if (oldest?.isGone === true) this.forget(oldest)
  }

  /** It may be in its queue after all. */
  exhume(message: MessageRecord): void {
    if (!message.isGone || this.messages.get(message.id) !== message) return
    message.isGone = false
    message.queue.messages.add(message.place)
    if (message.group !== undefined) insert(message.group, message)
  }

  forget(message: MessageRecord): void {
    for (const { handle } of message.deliveries) if (this.handles.get(handle) === message) this.handles.delete(handle)
    if (this.messages.get(message.id) === message) {
      this.messages.delete(message.id)
      this.forgottenIds.add(message.id)
    }
    if (message.queue.hider === message) message.queue.hider = undefined
    message.from = message.twin = undefined
    const { group, queue } = message
    if (group === undefined) return
    if (group.top === message) group.top = undefined
    if (--group.members === 0) queue.groups.delete(group.id)
  }

  /** Writes down a delivery, and forgets the oldest one for it. */
  deliver(message: MessageRecord, delivery: Delivery): void {
    this.touch(message, delivery.line, delivery.sent, 'delivered')
    if (delivery.isRetry) this.touch(message, delivery.line, delivery.sent, 'repeated')
    if (delivery.isRetry) message.retries++
    else message.receives++
    if (mayFollow(message.changes, delivery)) message.loosened = loosened(message.loosened, message.changes)
    message.deliveries.push(delivery)
    if (message.deliveries.length > DELIVERIES_KEPT) {
      const oldest = message.deliveries.shift()!
      message.handlesDropped = true
      if (!message.deliveries.some(({ handle }) => handle === oldest.handle)) this.handles.delete(oldest.handle)
    }
    if (delivery.handle !== '') this.handles.set(delivery.handle, message)
  }

  /** Tells those who suspect something of the message that this exchange may have come before. */
  touch(message: MessageRecord, line: number, sent: number, how: 'delivered' | 'repeated' | 'deleted' | 'changed'): void {
    const { watches } = message
    if (watches === undefined) return
    let open = 0
    for (const watch of watches) {
      if (line > watch.line && sent <= watch.at) watch[how] = true
      if (sent <= watch.at + this.bounds.patience) watches[open++] = watch
    }
    watches.length = open
    if (open === 0) message.watches = undefined
  }

  /** Gives up what the retention period surely ended before anything that can still come. */
  sweep(queue: QueueRecord, now: number): void {
    for (let first = queue.messages.first; first !== undefined; first = queue.messages.first) {
      const { message } = first
      if (message.acceptHi + queue.retention.max * 1000 + RETENTION_SPREAD + this.bounds.patience >= now) return
      this.onExpired(message)
      this.bury(message)
    }
  }
}

/** From behind: messages come nearly in the order of their sequence numbers. */
function insert(group: GroupRecord, message: MessageRecord): void {
  const { alive } = group
  const number = message.sequenceNumber
  let before = alive.last
  if (number !== undefined) while (before?.sequenceNumber !== undefined && isAbove(before.sequenceNumber, number)) before = before.before
  if (before === alive.last) {
    alive.add(message)
    return
  }
  const behind: MessageRecord[] = []
  for (let next = alive.last; next !== before && next !== undefined; next = alive.last) {
    alive.delete(next)
    behind.push(next)
  }
  alive.add(message)
  while (behind.length > 0) alive.add(behind.pop()!)
}
