import { answers } from './answers.fixture.js'
import { awsAnswers } from './aws-answers.fixture.js'
import { borders } from './borders.fixture.js'
import { brought } from './brought.fixture.js'
import { doubts } from './doubts.fixture.js'
import { fifo } from './fifo.fixture.js'
import { freedoms } from './freedoms.fixture.js'
import { learned } from './learned.fixture.js'
import { margins } from './margins.fixture.js'
import { moves } from './moves.fixture.js'
import { queues } from './queues.fixture.js'
import { unseen } from './unseen.fixture.js'
import type { History } from './teller.fixture.js'

/** By hand what walks hardly come upon: what an observer must admit, and what he must refuse. */
export const histories: readonly History[] = [
  ...answers,
  ...awsAnswers,
  ...borders,
  ...brought,
  ...doubts,
  ...fifo,
  ...freedoms,
  ...learned,
  ...margins,
  ...moves,
  ...queues,
  ...unseen,
]
