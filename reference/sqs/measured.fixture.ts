import fc from 'fast-check'
import type { Service } from '../core/service.js'
import { sqs } from './index.js'
import { FAIR_SCENES, FairQueue, fairSteps, servesFairly } from './fair-walk.fixture.js'
import { answersTo, indexSteps } from './index-walk.fixture.js'
import { NaiveIndex } from './naive-index.fixture.js'
import { isNumberedAnew, movedBeside, movedLate, movedOldest, pollsOnChain, wokenByNoisy } from './poll-scenes.fixture.js'
import { pollsAsAsked, pollSteps } from './poll-walk.fixture.js'
import { SqsWorld } from './world.js'
import { userIdOf } from './user-id.js'

export const service: Service = sqs
/** SQS with an index that leaves every decision to the rules. */
export const unindexed: Service = {
  ...sqs,
  open: (world) => {
    const served = new SqsWorld(world, (fifo) => new NaiveIndex(fifo))
    return { call: (call) => served.call(call) }
  },
}

/** Whether the index is right about one walk: what it finds, whose turn it is, and whom it wakes. */
export const isServedWell = async (seed: number): Promise<boolean> =>
  indexesAgree(seed) && (seed % 3 !== 0 || isFair(seed)) && (await arePollsAnswered(seed))

/** Whether it finds what one does that looks at every message. */
const indexesAgree = (seed: number): boolean => {
  const [steps] = fc.sample(indexSteps, { seed, numRuns: 1 })
  const asked = { fifo: seed % 2 === 0, isWary: seed % 3 === 0, maxReceives: 1 + (seed % 5), isLoop: seed % 7 === 0 }
  return JSON.stringify(answersTo(steps!, asked)) === JSON.stringify(answersTo(steps!, asked, () => new NaiveIndex(asked.fifo)))
}

/** Whether the tenants of a fair queue come in turn, in one drawn walk and in one scene. */
const isFair = (seed: number): boolean => {
  const [steps] = fc.sample(fairSteps, { seed, numRuns: 1 })
  const { play, next } = FAIR_SCENES[seed % FAIR_SCENES.length]!
  const queue = new FairQueue()
  play(queue)
  return queue.receive(1)[0] === next && queue.isPurged() && servesFairly(steps!)
}

/** Whether long polls give what is there as soon as it is there, and leave nothing behind. */
const arePollsAnswered = async (seed: number): Promise<boolean> => {
  const [steps] = fc.sample(pollSteps, { seed, numRuns: 1 })
  const { held, asked, isTidy, senders } = await pollsAsAsked(steps!, seed % 2 === 0)
  if (JSON.stringify(held) !== JSON.stringify(asked) || !isTidy || senders.some((sender) => sender !== userIdOf('me'))) return false
  if (seed % 10 !== 0) return true
  const chain = await pollsOnChain(['a', 'b', 'c'], false)
  const circle = await pollsOnChain(['a', 'b'], true)
  const seen = [...chain, ...circle, movedLate(), ...(await movedBeside()), ...(await movedOldest()), await wokenByNoisy()]
  return (
    seen.join('; ') ===
      '5000 ; 5000 ; 1000 m (2); 5000 ; 5000 ; ReceiveMessage 1 (1), 2 (1), 3 (1); 0 1 (1); 125 2 (1); 250 3 (1); 5000 ; 0 2 (1); 1000 1 (1); 0 n (1)' &&
    isNumberedAnew()
  )
}
