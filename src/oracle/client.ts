import type { Exchange } from './exchange.js'

/** What a client does next. */
export interface Move {
  /** Milliseconds that it waits before. */
  readonly pauseMs: number
  /** The service that is asked, where it is not the one that is walked. */
  readonly service?: string
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  /** Milliseconds after which it does not wait for the answer any longer. */
  readonly patienceMs?: number
  /**
   * In simulation what befalls the request and its answer on the way is drawn from here, so that it befalls them whatever was done before;
   * 0 is luck itself: no delay, no loss.
   */
  readonly luck?: number
}

/** Someone who sends requests, one after the other. */
export interface Client {
  readonly name: string
  /** What it does next, decided as soon as it has its last answer; nothing, when it has done all it wanted. */
  next(now: number): Move | undefined
  /** It has its answer, or has given up. */
  see(exchange: Exchange): void
}

/** What clients did. */
export interface History {
  /** In the order in which the requests were sent. */
  readonly exchanges: readonly Exchange[]
}

/** Where clients can be let loose: a simulation, or a target. */
export interface Site {
  readonly region: string
  readonly account: string | undefined
  /** With what the names of everything made there begin. */
  readonly prefix: string
  /** Milliseconds since 1970 on the clients' clock. */
  now(): number
  /** Lets the clients do what they want to, at the same time, until all have done it. */
  run(clients: readonly Client[]): Promise<History>
}
