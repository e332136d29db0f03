import type { ClauseId, ServiceError } from './errors.js'
import type { Fact, Now } from './facts.js'

export type { ClauseId }

/**
 * One model, several readings. A transition of a service is written once against this interface; a server reads it to
 * propose an answer, an oracle reads it to judge one.
 *
 * @typeParam Choices what the service leaves open: ids, the order of offers, what an answer does not show
 */
export interface Reading<Choices> {
  readonly now: Now
  readonly choices: Choices
  /**
   * The rule `id` demands `fact`, unless the documented freedom `freedom` excuses it.
   * A server gets the fact's truth; an oracle assumes the fact or refuses the answer under `id`.
   */
  rule(id: ClauseId, fact: Fact, freedom?: ClauseId): boolean
  /** The request fails with `error` exactly when `fact` does not hold. */
  orFail(id: ClauseId, fact: Fact, error: () => ServiceError): void
  /**
   * A transition nobody sees is due: does it happen now? A server says yes (unless it uses the freedom to be late);
   * an oracle says no, and lets it happen when a later answer needs it.
   */
  fires(fact: Fact, lag?: ClauseId): boolean
}
