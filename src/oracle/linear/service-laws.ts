import type { Exchange } from '../exchange.js'
import type { Strictness } from '../oracle.js'
import type { Bounds } from './bounds.js'
import type { Law } from './law.js'
import type { Verdicts } from './verdicts.js'

/** What a service registers: its laws, and how a history is read for them. */
export interface ServiceLaws {
  /** As in the SigV4 scope: `sqs`. */
  readonly service: string
  /** Other services whose exchanges it is told of besides: those into which it delivers. */
  readonly along?: readonly string[]
  readonly laws: readonly Law[]
  open(court: Court): Bookkeeper
}

/** What the laws of one service are given. */
export interface Court {
  readonly strictness: Strictness
  readonly bounds: Bounds
  /** Where the law of that name writes down what it saw. */
  verdicts(law: string): Verdicts
}

/** Reads a history exchange by exchange and keeps what the laws still need of it. */
export interface Bookkeeper {
  see(exchange: Exchange, line: number): void
  /** Nothing comes any more: judges what was left open until now. */
  end(): void
  /** What is kept at the moment, by kind. */
  kept(): Readonly<Record<string, number>>
  /** What was forgotten for want of room, by kind: where a law needed it, it counts the case as undecided. */
  forgotten(): Readonly<Record<string, number>>
  /** What a reader of the findings must know: queues that existed before, operations that no law looks at. */
  notes(): readonly string[]
}
