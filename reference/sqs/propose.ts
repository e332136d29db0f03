import { parseJson } from '../aws/json.js'
import { type Fact, type Instant, known, NO, PointNow, YES, type Now } from '../core/facts.js'
import type { ServiceError } from '../core/errors.js'
import type { Line } from '../core/line.js'
import { SLICE, Unfinished } from '../core/slices.js'
import { type Random, uuidOf } from '../core/random.js'
import type { ClauseId } from '../core/reading.js'
import type { Candidate, Choices, Context, Counts, Identified, Offers, Page, Rules } from './choices.js'
import { FastIndex } from './fast-index.js'
import { expiry } from './hidden.js'
import { isLatest } from './belief.js'
import { checksum, printHandle, readHandle } from './handles.js'
import { readToken, sortedPage } from './pagination.js'
import { urlOf } from './request.js'
import { LIMITS } from './limits.js'
import { indexOf, type MakeIndex, type ServerIndex } from './server-index.js'
import type { Accepted, Attempt, Content, FifoMessage, Index, Message, MoveTask, Queue } from './state.js'

/** What is known of AWS to take its time. */
const ALWAYS_USED: ReadonlySet<ClauseId> = new Set([
  'sqs.fifo.dedup.scope-change-to-group-not-effective-soon',
  'sqs.fifo.dedup.scope-change-to-queue-not-effective-soon',
])

/** In milliseconds: whatever a queue is set to, no message is kept for less. */
const LEAST_RETENTION = LIMITS.MessageRetentionPeriod.min * 1000

/** The oldest message, where any can have expired at all. */
const expirable = (index: ServerIndex, now: number): Message | undefined =>
  index.oldestAt + LEAST_RETENTION > now ? undefined : index.oldest

/**
 * The server's reading of the model: every fact is a yes or a no, choices are drawn from the world's seed, and the index
 * proposes candidates in the order of a well-behaved single node.
 */
export class Propose implements Rules, Choices {
  now: Now = new PointNow(0)
  readonly choices = this
  /** Of the receive under way: for how many messages something was due. */
  #lapsed = 0

  /**
   * @param salt by which its receipt handles are told from others
   * @param makeIndex another index than the fast one offers the same; it only takes longer
   */
  constructor(
    readonly random: Random,
    readonly salt = random.uint32(),
    private readonly makeIndex: MakeIndex = (fifo) => new FastIndex(fifo),
  ) {}

  /** Requests of the same millisecond share their instant. */
  at(ms: number): this {
    if (this.now.at.lo !== ms) this.now = new PointNow(ms)
    return this
  }

  rule(_id: ClauseId, fact: Fact): boolean {
    return fact === YES
  }

  orFail(_id: ClauseId, fact: Fact, error: () => ServiceError): void {
    if (fact !== YES) throw error()
  }

  fires(fact: Fact): boolean {
    return fact === YES
  }

  /** What is due in a queue happens before anybody looks at it. Throws `Unfinished` where that is more than fits in one turn. */
  settle(queue: Queue, x: Rules): void {
    const index = indexOf(queue)
    let left = this.catchUpWith(queue)
    for (let oldest = expirable(index, this.now.at.lo); oldest !== undefined; oldest = expirable(index, this.now.at.lo)) {
      if (!this.fires(expiry.when(queue, oldest, x))) break
      if (left-- <= 0) throw new Unfinished()
      expiry.then(queue, oldest, x)
    }
    if (!index.catchUp(this.now.at.lo, left)) throw new Unfinished()
  }

  eventually(queue: Queue, work: Iterator<unknown, unknown>): void {
    queue.begun = work
  }

  /** Goes on with what was begun and put off. @returns how many steps still fit in this turn */
  protected catchUpWith(queue: Queue): number {
    let left = SLICE
    for (; queue.begun !== undefined; left--) {
      if (left === 0) throw new Unfinished()
      if (queue.begun.next().done === true) queue.begun = undefined
    }
    return left
  }

  most(_queue: Queue, _attempt: string | undefined, max: number): number {
    return max
  }

  /** Who looks for messages from now on. */
  looks(_who: 'short' | 'long' | 'move'): void {}

  beforeChange(): void {}

  shows(): void {}

  /** Where it has nothing yet, it begins again a turn later. */
  stops(isEmpty: boolean): boolean {
    if (++this.#lapsed < SLICE) return false
    if (isEmpty) throw new Unfinished()
    return true
  }

  offers(queue: Queue): Offers {
    this.#lapsed = 0
    return indexOf(queue)
  }

  copyOf(duplicate: Fact, twins: readonly Accepted[]): Accepted | undefined {
    return duplicate === YES ? twins[0] : undefined
  }

  /** A server keeps no ids: it can say each of them again. */
  newId(): string {
    return ''
  }

  /** @clause sqs.send.message-id-unique @clause sqs.send.message-id-max-100 */
  idOf({ seq, queue: { region } }: Message): string {
    return uuidOf(seq, checksum(region.name, this.salt))
  }

  /** AWS's sequence numbers are large, rise, and leave gaps. @clause sqs.fifo.order.sequence-number-128bit @clause sqs.fifo.order.sequence-number-gaps */
  sequenceNumber(_duplicate: Fact, _queue: Queue, _content: Content, seq: number): string {
    return `188${String(seq * 256).padStart(17, '0')}`
  }

  handle(queue: Queue, message: Message): string {
    return printHandle({ queue: queue.number, message: message.seq }, message.receives, this.salt)
  }

  cameStraight(): boolean {
    return false
  }

  cameFrom(queues: readonly Queue[]): Queue | undefined {
    return queues[0]
  }

  showsMove(): boolean {
    return false
  }

  identify(queue: Queue, handle: string): Identified | undefined {
    const given = readHandle(handle, this.salt)
    if (given?.queue !== queue.number) return undefined
    const message = queue.messages.get(given.message)
    return { message, given: YES, latest: message === undefined ? NO : isLatest(message, handle) }
  }

  hidden(freedom: ClauseId): Fact {
    return ALWAYS_USED.has(freedom) ? YES : NO
  }

  repeats(_attempt: Attempt, fits: Fact): boolean {
    return fits === YES
  }

  entry(): void {}

  redriven(): Fact {
    return NO
  }

  running(task: MoveTask): Fact {
    return known(task.status === 'RUNNING')
  }

  counts({ index: { visible, inFlight, delayed } }: Queue): Counts {
    return { visible: [visible, visible], inFlight: [inFlight, inFlight], delayed: [delayed, delayed] }
  }

  inFlightBelow({ index }: Queue, limit: number): Fact {
    return known(index.inFlight < limit)
  }

  page<T>(candidates: readonly Candidate<T>[], most: number, paged: boolean, token: string | undefined): Page<T> {
    return sortedPage(candidates, most, paged, token)
  }

  tokenKnown(token: string): Fact {
    return known(readToken(token) !== undefined)
  }

  url(queue: Queue, c: Context): string {
    return urlOf(queue, c)
  }

  within(_what: string, mine: number, _least: number, _most: number, _id: ClauseId, _freedom: ClauseId | undefined): string {
    return String(mine)
  }

  time(_what: string, { lo }: Instant, unit: number): string {
    return String(Math.floor(lo / unit))
  }

  oneOf<T extends string | undefined>(_what: string, values: readonly T[]): T {
    return values[0]!
  }

  any(_what: string, mine: string): string {
    return mine
  }

  progress(): void {}

  enqueue(group: Line<FifoMessage>, message: FifoMessage): void {
    group.add(message)
  }

  index(fifo: boolean): Index {
    return this.makeIndex(fifo)
  }

  madeAgain(): void {}

  taskHandle(taskId: string, sourceArn: string): string {
    return Buffer.from(JSON.stringify({ taskId, sourceArn })).toString('base64')
  }

  readTaskHandle(handle: string): { taskId: string; sourceArn: string } | undefined {
    const value = parseJson(Buffer.from(handle, 'base64').toString())
    if (typeof value !== 'object' || value === null) return undefined
    const { taskId, sourceArn } = value as Record<string, unknown>
    return typeof taskId === 'string' && typeof sourceArn === 'string' ? { taskId, sourceArn } : undefined
  }

  taskId(): string {
    return this.random.uuid()
  }
}
