import type { ClauseId } from '../../../reference/core/reading.js'
import type { Exchange } from '../exchange.js'
import type { Strictness } from '../oracle.js'
import type { Bounds } from './bounds.js'
import type { Verdicts } from './verdicts.js'

/** A sentence that every history must satisfy, and that can be checked in one pass, without a search. */
export interface Law {
  /** `deleted-stays-deleted`. */
  readonly name: string
  /** The law in one sentence. */
  readonly says: string
  /** The documented behaviours that it holds a history to. */
  readonly clauses: readonly ClauseId[]
}

/** What a service registers: its laws, and how a history is read for them. */
export interface ServiceLaws {
  /** As in the SigV4 scope: `sqs`. */
  readonly service: string
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

/** A history that breaks a law. */
export interface Finding {
  readonly law: string
  readonly clause: ClauseId
  /** The exchange at fault, and the earlier one that it contradicts, as numbers in the stream (from 1) or as the caller numbered them. */
  readonly line: number
  readonly earlier: number | undefined
  readonly allowed: string
  readonly seen: string
}

/** What became of one law. */
export interface LawReport {
  readonly law: string
  readonly says: string
  /** How often a faulty implementation could have been caught. No finding means nothing where this is 0. */
  readonly tested: number
  readonly found: number
  /** Cases that could not be decided: what they needed was forgotten, or came too late. */
  readonly undecided: number
  /** How often each documented freedom was needed to excuse an answer. */
  readonly used: Readonly<Record<ClauseId, number>>
}

export interface Findings {
  readonly exchanges: number
  /** At most `bounds.findings` of each law; `laws` counts all. In the order in which they were made. */
  readonly findings: readonly Finding[]
  readonly laws: readonly LawReport[]
  readonly kept: Readonly<Record<string, number>>
  readonly forgotten: Readonly<Record<string, number>>
  readonly notes: readonly string[]
}
