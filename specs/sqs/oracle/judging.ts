import type { ClauseId } from '../../../reference/core/reading.js'
import type { Choices, Rules } from '../../../reference/sqs/choices.js'
import type { Slack } from '../../../src/targets/target.js'
import type { Beliefs } from './beliefs.js'
import type { Observed } from './observed.js'

/** The answer at hand, what is believed of the queues it comes from, and how strictly it is judged. */
export interface Judging extends Rules, Choices {
  readonly beliefs: Beliefs
  readonly observed: Observed
  /** The send at hand may be a copy, whose id and number the documentation leaves open. */
  mayBeCopy: boolean
  /** Freedoms without which the answer would be refused, and rules that it had a chance to break; each once. */
  readonly used: ClauseId[]
  readonly tested: ClauseId[]
  readonly slack: Slack
  /** How late work may be that a server does by itself, in milliseconds. */
  readonly lateness: number
  /** Whether other services may put messages in. */
  readonly isFed: boolean
  tolerates(freedom: ClauseId): boolean
  /** Whether none of the freedoms is granted. */
  promises(freedoms: readonly ClauseId[]): boolean
}
