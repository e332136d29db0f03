import fc from 'fast-check'
import type { Service } from '../core/service.js'
import { sqs } from './index.js'
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
  const fifo = seed % 2 === 0
  return JSON.stringify(answersTo(steps!, fifo)) === JSON.stringify(answersTo(steps!, fifo, () => new NaiveIndex(fifo)))
}
