import fc from 'fast-check'
import type { Service } from '../core/service.js'
import { sqs } from './index.js'
import { FAIR_SCENES, FairQueue, fairSteps, servesFairly } from './fair-walk.fixture.js'
import { answersTo, indexSteps } from './index-walk.fixture.js'
import { NaiveIndex } from './naive-index.fixture.js'
import { SqsWorld } from './world.js'

/** SQS as it is measured: with its own index, and with one that leaves every decision to the rules. */
export const pools: Readonly<Record<'fast' | 'naive', Service>> = {
  fast: sqs,
  naive: {
    ...sqs,
    open: world => {
      const served = new SqsWorld(world, fifo => new NaiveIndex(fifo))
      return { call: call => served.call(call) }
    },
  },
}

/** Whether one walk finds the fast index and the naive one of the same mind. */
export const indexesAgree = (seed: number): boolean => {
  const [steps] = fc.sample(indexSteps, { seed, numRuns: 1 })
  const asked = { fifo: seed % 2 === 0, isWary: seed % 3 === 0, maxReceives: 1 + (seed % 5) }
  return JSON.stringify(answersTo(steps!, asked)) === JSON.stringify(answersTo(steps!, asked, () => new NaiveIndex(asked.fifo)))
}

/** Whether the tenants of a fair queue come in turn, in one drawn walk and in one scene. */
export const isFair = (seed: number): boolean => {
  const [steps] = fc.sample(fairSteps, { seed, numRuns: 1 })
  const { play, next } = FAIR_SCENES[seed % FAIR_SCENES.length]!
  const queue = new FairQueue()
  play(queue)
  return queue.receive(1)[0] === next && servesFairly(steps!)
}
