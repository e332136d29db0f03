import type { ClauseId } from '../../reference/core/reading.js'
import type { HttpAnswer } from '../targets/target.js'
import { answerOf, readError } from './answer.js'
import type { WireError } from './answer.js'
import type { ServiceBinding } from './binding.js'
import { Undecided } from './verdicts.js'

/** How often a call is made again at most, and after how many milliseconds at first; each time twice as long. */
const AGAIN = { most: 8, ms: 50 }

/** How a call went wrong for no fault of its client. */
export type Trouble = 'throttled' | 'failed'

/**
 * Where the profile grants the service to throttle and to fail, a case goes on as a client should: it makes the call again after a while if
 * that changes nothing, and else cannot decide, since nobody knows whether the call took effect.
 */
export class Patience {
  constructor(
    private readonly troubles: ServiceBinding['troubles'],
    private readonly tolerates: (freedom: ClauseId) => boolean,
    private readonly sleep: (ms: number) => Promise<void>,
  ) {}

  /** What the profile lets the service answer, of what it answered. */
  troubleIn(raw: HttpAnswer | undefined): Trouble | undefined {
    if (raw === undefined || raw.status < 400) return undefined
    const error = readError(answerOf(raw))
    if (this.#isThrottling(error)) return this.tolerates(this.troubles.throttling) ? 'throttled' : undefined
    return raw.status >= 500 && raw.status !== 501 && this.tolerates(this.troubles.failure) ? 'failed' : undefined
  }

  #isThrottling(error: WireError | undefined): boolean {
    return [error?.shape, error?.code].some((name) => name !== undefined && this.troubles.throttled.has(name))
  }

  /**
   * Returns when the call may be made again.
   *
   * @param attempts how often it was made
   * @throws Undecided where it must not be made again
   */
  async again(operation: string, isRepeatable: boolean, trouble: Trouble, attempts: number): Promise<void> {
    if (trouble === 'failed' && !isRepeatable)
      throw new Undecided(`${operation} failed on the service's side, and nobody knows whether it took effect`)
    if (attempts > AGAIN.most) throw new Undecided(`${operation} ${trouble === 'failed' ? 'failed' : 'was throttled'} ${attempts} times`)
    await this.sleep(AGAIN.ms * 2 ** (attempts - 1))
  }

  /** @throws Undecided where the service failed on a part of what was asked for */
  checkParts(operation: string, output: object): void {
    const { partlyFailed, partialFailure } = this.troubles
    if (partlyFailed(output) && this.tolerates(partialFailure))
      throw new Undecided(`${operation} failed on a part of its entries on the service's side`)
  }
}
