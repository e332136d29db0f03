import type { Judged, Oracle, Step } from '../../../src/oracle/oracle.js'

const UNDECIDED: Step = { verdict: 'undecided', used: [], tested: [] }

/** Knows nothing of SQS yet, so it decides nothing. */
class NoOpinion implements Oracle {
  admit(): Step {
    return UNDECIDED
  }
  timers(): readonly number[] {
    return []
  }
  describe(): readonly string[] {
    return []
  }
  copy(): Oracle {
    return this
  }
  print(): string {
    return ''
  }
}

export const judged: Judged = {
  service: 'sqs',
  open: () => new NoOpinion(),
  touches: () => [],
}
