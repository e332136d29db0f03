import type { LedgerLine } from '../ledger/line.js'
import { wallClock } from '../targets/wall-clock.js'
import type { Target } from '../targets/target.js'
import type { EffortLimits } from './effort.js'
import type { Outcome } from './run-case.js'

/** From so many seconds of waiting on a case is long. */
const LONG_S = 30
/** How far the second run of a long case is behind the first: what lets a target stumble for a moment does not meet both at the same place. */
const BEHIND_MS = 15_000

/** Whether a second run of each case begins before the first has ended. Not on AWS, where every call is paid for. */
export const isLong = (line: LedgerLine, target: Target): boolean =>
  !target.isVirtual && target.manners === undefined && line.wait_s >= LONG_S

/** What a long case that failed is given to be smaller: it is seen again, and no smaller one is looked for. */
export const ONE_LOOK: Pick<EffortLimits, 'shrinkSeconds' | 'shrinkRuns'> = { shrinkSeconds: 0, shrinkRuns: 1 }

/**
 * A long case for the second time. What fails counts only if it fails again, and what could not decide is tried again: who began with that after
 * the first run has ended would wait a second minute. So the second run begins soon after the first one, and is given up where nobody needs it.
 */
export class SecondRun {
  readonly #abandon = new AbortController()
  /** Never fails. */
  readonly outcome: Promise<Outcome>

  /** @param run ends soon once its signal says that nobody waits for it */
  constructor(run: (abandoned: AbortSignal) => Promise<Outcome>) {
    const { signal } = this.#abandon
    this.outcome = wallClock
      .sleep(BEHIND_MS, signal)
      .then(() => (signal.aborted ? { kind: 'undecided', reason: 'nobody needed a second run' } : run(signal)))
  }

  abandon(): void {
    this.#abandon.abort()
  }
}
