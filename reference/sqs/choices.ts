import type { Fact, Instant } from '../core/facts.js'
import type { ClauseId, Reading } from '../core/reading.js'
import type { Line } from '../core/line.js'
import type { Relaxable } from '../core/world.js'
import type { Accepted, Attempt, Content, FifoMessage, Index, Message, MoveTask, Queue, Region, Settings } from './state.js'

/** What SQS leaves open: ids, which messages a receive looks at and in which order, what no answer shows. */
export interface Choices {
  /** Whatever time has done to the queue since it was last looked at. */
  settle(queue: Queue, x: Rules): void
  /** Does long work on the queue, step by step, before anybody looks at it again. */
  eventually(queue: Queue, work: Iterator<unknown, unknown>): void
  /** Something is about to change on which unseen transitions of the queue's messages depend: they happened before, or not at all. */
  beforeChange(queue: Queue, x: Rules): void
  /** What was due for another message that a receive came across has happened: does the receive end here, because that is enough for one turn? */
  stops(isEmpty: boolean): boolean
  /** The messages that a receive looks at, one after the other. */
  offers(queue: Queue, x: Rules): Offers
  /** Which of `twins`, the latest of which stands first, what is sent is a copy of, if it is one: that is what `duplicate` says. */
  copyOf(duplicate: Fact, twins: readonly Accepted[], content: Content): Accepted | undefined
  /** The id that a new message is given, as far as it has to be kept. */
  newId(): string
  idOf(message: Message): string
  sequenceNumber(duplicate: Fact, queue: Queue, content: Content, seq: number): string
  handle(queue: Queue, message: Message): string
  /** How many messages the answer may hold where `max` were asked for: it may repeat one of the same attempt that held more. */
  most(queue: Queue, attempt: string | undefined, max: number): number
  /** What follows concerns this message of an answer that is repeated. */
  shows(message: Message): void
  /** The answer shows of the message at hand that no redrive policy moved it. */
  cameStraight(): boolean
  /** From which of these queues the message at hand came, as the answer shows. */
  cameFrom(queues: readonly Queue[]): Queue | undefined
  /** The answer shows a move of the message at hand by a redrive policy that nobody saw. */
  showsMove(message: Message): boolean
  /** What a receipt handle says, or `undefined` where this queue never gave it. */
  identify(queue: Queue, handle: string): Identified | undefined
  /** Something that AWS leaves open and the answer does not show. @param about the message it concerns, where it concerns one */
  hidden(freedom: ClauseId, about?: Message): Fact
  /** Does the answer repeat that of an earlier attempt, which `fits` allows or demands? */
  repeats(attempt: Attempt, fits: Fact, x: Rules): boolean
  /** What follows concerns this entry of a batch, or the whole request again. */
  entry(id: string | undefined): void
  /** A move task has taken the message away, as far as one knows. */
  redriven(queue: Queue, message: Message): Fact
  /** The task is still running, as far as one knows. */
  running(task: MoveTask): Fact
  /** How many messages of the queue are visible, in flight and delayed. */
  counts(queue: Queue, x: Rules): Counts
  /** Fewer than `limit` messages are in flight. */
  inFlightBelow(queue: Queue, limit: number): Fact
  /** One page of a list. @param token what the request gave, of which `tokenKnown` was asked before */
  page<T>(candidates: readonly Candidate<T>[], most: number, paged: boolean, token: string | undefined, x: Rules): Page<T>
  tokenKnown(token: string): Fact

  // ---- what an answer shows, where more than one value is right. `what` names the member or attribute.

  url(queue: Queue, c: Context): string
  /** A number between two bounds; `mine` is what a server that knows would say. */
  within(what: string, mine: number, least: number, most: number, id: ClauseId, freedom: ClauseId | undefined, x: Rules): string
  /** An instant. @param unit milliseconds of one unit of the number shown */
  time(what: string, instant: Instant, unit: number, id: ClauseId, x: Rules): string
  /** One of several values, the expected one first. */
  oneOf<T extends string | undefined>(what: string, values: readonly T[]): T
  /** Something of which the documentation only says that it is there. */
  any(what: string, mine: string): string
  /** A move task as an answer shows it, which may have gone on meanwhile. */
  progress(task: MoveTask, x: Rules): void
  /** A message comes to a group by a hidden move: where does it stand there? */
  enqueue(group: Line<FifoMessage>, message: FifoMessage): void
  index(fifo: boolean): Index
  /** A queue of which nobody knew whether it was there was there, or has been made just now with these settings. */
  madeAgain(queue: Queue, fresh: Settings): void
  /** The handle of a new task. */
  taskHandle(id: string, sourceArn: string): string
  /** What a task handle says, or `undefined` where it was never given. */
  readTaskHandle(handle: string): { readonly taskId: string; readonly sourceArn: string } | undefined
  taskId(): string
}
export type Rules = Reading<Choices>

/** How many messages there are at least and at most, of each kind. */
export interface Counts {
  readonly visible: Range
  readonly inFlight: Range
  readonly delayed: Range
}
export type Range = readonly [least: number, most: number]

/** What a list may hold. */
export interface Candidate<T> {
  readonly item: T
  readonly key: string
  readonly there: Fact
}
export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | undefined
}

export interface Offers {
  /**
   * The next candidate.
   * @param taken whether the last one is in the answer: of a group whose message was refused, no later one is offered
   */
  next(taken: boolean): Message | undefined
  /** The receive is over; what was refused can be offered again. */
  done(): void
}

/** A handle that the queue gave: to a message (unless it is gone for good), by its latest receive or by an older one. */
export interface Identified {
  readonly message: Message | undefined
  /** Whether it is this queue that gave it, or an earlier one of the name. */
  readonly given: Fact
  readonly latest: Fact
}

/** Where and by whom a request was made. */
export interface Context {
  readonly region: Region
  /** Where the client reached us, for the URLs in answers. */
  readonly origin: string
  readonly senderId: string
  readonly traceHeader: string | undefined
  /** What a client of the queue's own account asks for; not where another account asks, or a service. */
  readonly ownersOperation?: string | undefined
  /** The rules that are switched off. */
  readonly relaxed: ReadonlySet<Relaxable>
  /** Nobody reads the answer. */
  readonly isUnread?: boolean | undefined
  /** The queue that the request's URL names, once it has been looked up. */
  asked?: { readonly url: string; readonly queue: Queue } | undefined
}
