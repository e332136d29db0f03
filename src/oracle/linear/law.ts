import type { ClauseId } from '../../../reference/core/reading.js'

/** A sentence that every history must satisfy, and that can be checked in one pass, without a search. */
export interface Law {
  /** `deleted-stays-deleted`. */
  readonly name: string
  /** The law in one sentence. */
  readonly says: string
  /** The documented behaviours that it holds a history to. */
  readonly clauses: readonly ClauseId[]
}
