import type { Slack } from '../../targets/target.js'
import type { Exchange } from '../exchange.js'

/** What the first line of a trace says it is; described in docs/traces.md. A change that a reader must know of raises the version. */
export const TRACE = 'trace'
export const TRACE_VERSION = 1
/** What the last line of a trace says it is, where the trace has one. */
export const END = 'end'

/** What is so for a whole trace. `service`, `region` and `account` stand for those of every line that names none. */
export interface TraceHeader {
  readonly service?: string
  readonly region?: string
  readonly account?: string
  /** Where the requests went, for people. */
  readonly target?: string
  /** How far the clocks of client and service may differ over a span. */
  readonly slack?: Slack
  /** Anything that a reader should know: queues that were there before, clients that were not recorded. */
  readonly note?: string
  /** How message bodies were masked, if they were. */
  readonly redacted?: string
}

/** The last line: proof that nothing is missing before it. */
export interface TraceEnd {
  readonly exchanges: number
  /** Exchanges that could not be written, so that the trace has holes. */
  readonly dropped: number
  /** SHA-256, in hexadecimal, of all bytes before this line. */
  readonly sha256?: string
}

/** Where an exchange was read. */
export interface Spot {
  readonly file: string
  readonly line: number
}

export interface TracedExchange extends Exchange {
  readonly spot: Spot
}

/** The members of an exchange's line. */
export const MEMBERS = [
  'sent',
  'received',
  'client',
  'service',
  'region',
  'account',
  'operation',
  'request',
  'response',
  'error',
  'lost',
] as const
