import type { ClauseId } from '../../../reference/core/reading.js'

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
  /** What the ledger says of it; laws of two services may have one name. */
  readonly clauses: readonly ClauseId[]
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
