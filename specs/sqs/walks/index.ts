import { sqs } from '../../../reference/sqs/index.js'
import type { Walks } from '../../../src/oracle/walk/walks.js'
import { FLAWS } from './flaws.js'
import { judged } from '../oracle/oracle.js'
import { BY_WEIGHT } from './moves.js'
import { SqsWalker } from './walker.js'

/** SQS, as it is walked. */
export const walks: Walks = {
  judged,
  reference: sqs,
  moves: BY_WEIGHT.length,
  flaws: FLAWS.length,
  begin: (setup, where) => new SqsWalker(setup, where),
}
