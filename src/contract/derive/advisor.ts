import type { ClauseId } from '../../../reference/core/reading.js'
import type { TracedExchange } from '../../oracle/trace/form.js'

/** A piece of advice that a trace may give cause for. */
export interface AdviceText {
  /** What the application does, and what may come of it: a sentence or two. */
  readonly says: string
  /** The line of the ledger that warns of it. */
  readonly clause: ClauseId
}

/** Told by an advisor what it sees. */
export interface Tell {
  /** @param about the resource: `orders` */
  advice(id: string, about: string, exchange: TracedExchange): void
  /** A documented limit was met so far. @param name `bytes of a message to orders` */
  limit(limit: LimitSeen, exchange: TracedExchange): void
}

export interface LimitSeen {
  /** What is limited: `SendMessage.MessageBody, bytes`. */
  readonly what: string
  readonly most: number
  readonly seen: number
  readonly clause?: ClauseId
}

/** Follows a trace in the order in which answers came, in bounded memory, and says where the documentation warns of what an application does. */
export interface Advisor {
  see(exchange: TracedExchange): void
  /** The trace is over. */
  end(): void
}

/** What an area registers to give advice. */
export interface Advisory {
  readonly texts: Readonly<Record<string, AdviceText>>
  /** Clauses, by what their ids begin with, that nobody relies on whose requests leave a parameter out: `{ 'sqs.fifo.attempt.': 'ReceiveRequestAttemptId' }`. */
  readonly needs?: Readonly<Record<string, string>>
  /** What applications hang on beside what the oracle tells of an exchange. It is shown those of all services, in the order in which answers came. */
  readonly relies?: () => (exchange: TracedExchange) => readonly ClauseId[]
  /** Clauses that the oracle names for want of nearer ones, where `relies` names those. */
  readonly coarse?: readonly ClauseId[]
  open(tell: Tell): Advisor
}

declare module '../../service/area.js' {
  interface Area {
    /** What it warns applications of. */
    readonly advice?: () => Promise<Advisory>
  }
}
