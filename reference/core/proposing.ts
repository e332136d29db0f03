import type { ServiceError } from './errors.js'
import { type Fact, type Now, PointNow, YES } from './facts.js'
import type { ClauseId, Reading } from './reading.js'

/**
 * The server's reading of any model: every fact is a yes or a no, and now is a point on the world's clock.
 *
 * @typeParam Choices what the service leaves open; the server decides it
 */
export class Proposing<Choices> implements Reading<Choices> {
  now: Now = new PointNow(0)

  constructor(readonly choices: Choices) {}

  /** Requests of the same millisecond share their instant. */
  at(ms: number): this {
    if (this.now.at.lo !== ms) this.now = new PointNow(ms)
    return this
  }

  rule(_id: ClauseId, fact: Fact, _freedom?: ClauseId): boolean {
    return fact === YES
  }

  orFail(id: ClauseId, fact: Fact, error: () => ServiceError): void {
    if (fact === YES) return
    const refusal = error()
    refusal.clause = id
    throw refusal
  }

  fires(fact: Fact, _lag?: ClauseId): boolean {
    return fact === YES
  }
}
