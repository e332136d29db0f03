import type { Fact } from '../core/facts.js'
import type { ClauseId, Reading } from '../core/reading.js'
import type { Line } from '../core/line.js'
import type { Relaxable } from '../core/world.js'
import type { Index, Message, Queue, Region } from './state.js'

/** What SQS leaves open: ids, which messages a receive looks at and in which order, what no answer shows. */
export interface Choices {
  /** Whatever time has done to the queue since it was last looked at. */
  settle(queue: Queue, x: Rules): void
  /** The messages that a receive looks at, one after the other. */
  offers(queue: Queue, x: Rules): Offers
  /** @param duplicate whether the message counts as a copy of `twin` */
  messageId(duplicate: Fact, twin: Message | undefined): string
  sequenceNumber(duplicate: Fact, twin: Message | undefined, seq: number): string
  handle(queue: Queue, message: Message): string
  /** What a receipt handle says, or `undefined` where this queue never gave it. */
  identify(queue: Queue, handle: string): Identified | undefined
  receiveCount(message: Message): number
  /** Something that AWS leaves open and the answer does not show. */
  hidden(freedom: ClauseId): Fact
  /** A message comes to a group by a hidden move: where does it stand there? */
  enqueue(group: Line<Message>, message: Message): void
  index(fifo: boolean): Index
  taskId(): string
  policyId(): string
}
export type Rules = Reading<Choices>

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
  readonly latest: boolean
}

/** Where and by whom a request was made. */
export interface Context {
  readonly region: Region
  /** Where the client reached us, for the URLs in answers. */
  readonly origin: string
  readonly senderId: string
  readonly traceHeader: string | undefined
  /** The rules that are switched off. */
  readonly relaxed: ReadonlySet<Relaxable>
}
