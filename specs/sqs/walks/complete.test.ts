import { expect, test } from 'vitest'
import { readAdversity } from '../../../reference/core/adversity.js'
import { judgeTrace } from '../../../src/oracle/judge.js'
import { CONDITIONS, type ConditionsName } from '../../../src/oracle/simulation/conditions.js'
import { plans } from '../../../src/oracle/walk/plan.js'
import { drawnPlan } from '../../../src/oracle/walk/shrink-walk.js'
import { walkSimulated } from '../../../src/oracle/walk/simulated.js'
import { LATENESS, profileOf, type ProfileName } from '../../../src/suite/profiles.js'
import { binding } from '../binding.js'
import { walks } from './index.js'

const drawn = plans({ steps: 40, moves: walks.moves, flaws: walks.flaws })

const walked = (conditions: ConditionsName, seed: number, clients: number, name: ProfileName = 'single-node', adversity = 'calm') => {
  const lateness = adversity === 'calm' ? 0 : LATENESS[name]
  const { tolerates } = profileOf(name, lateness, binding.manyServersOnly, () => {})
  const profile = { profile: name, lateness, tolerates }
  return walkSimulated(drawnPlan(drawn, seed), {
    walks,
    conditions,
    seed,
    clients,
    profile,
    adversity: readAdversity(adversity, walks.reference.freedoms),
  })
}

test.each(Object.keys(CONDITIONS) as ConditionsName[])(
  'what the reference does under %s conditions is admitted, alone and with others',
  async (conditions) => {
    for (let seed = 0; seed < 30; seed++) {
      const { refusedBy, judged } = await walked(conditions, 700 + seed, seed % 6 === 5 ? 2 + (seed % 7) : 1)
      expect(refusedBy, `seed ${700 + seed}`).toBeUndefined()
      expect(judged.filter(({ step }) => step.verdict === 'undecided')).toEqual([])
    }
  },
)

/** Walks in which several things that nobody saw came together: lost receives, moves to and from dead-letter queues, messages sent twice. */
const WALKS: readonly (readonly [ConditionsName, number, number, ProfileName, string])[] = [
  ['usual', 700509, 1, 'single-node', 'calm'],
  ['usual', 105171, 1, 'single-node', 'calm'],
  ['usual', 702777, 1, 'single-node', 'calm'],
  ['usual', 102380, 1, 'single-node', 'calm'],
  ['usual', 103987, 1, 'single-node', 'calm'],
  ['usual', 105130, 1, 'single-node', 'calm'],
  ['usual', 105585, 1, 'single-node', 'calm'],
  ['usual', 700058, 4, 'single-node', 'calm'],
  ['usual', 11000096, 4, 'single-node', 'calm'],
  ['usual', 12000768, 1, 'as-documented', 'calm'],
  ['rough', 301040, 1, 'single-node', 'calm'],
  ['rough', 301985, 1, 'single-node', 'calm'],
  ['rough', 301513, 1, 'single-node', 'calm'],
  ['rough', 12000021, 1, 'single-node', 'calm'],
  ['slow', 500270, 1, 'as-documented', 'calm'],
  ['slow', 500861, 1, 'as-documented', 'calm'],
  ['lossy', 90017, 1, 'single-node', 'calm'],
  ['usual', 312003843, 1, 'single-node', 'calm'],
  // A message deleted and delivered once more, where dead-letter queues stand in a circle.
  ['usual', 310003701, 1, 'as-documented', 'hostile'],
  // A handle that an earlier queue of the name gave, perhaps.
  ['usual', 310003058, 1, 'as-documented', 'hostile'],
  // A message moved to a dead-letter queue while that was being deleted.
  ['usual', 310002800, 1, 'as-documented', 'hostile'],
  // A message moved to a dead-letter queue before a purge would have taken it.
  ['usual', 310003516, 1, 'as-documented', 'hostile'],
  // A task that cannot be cancelled: it is over, or its queue is missing.
  ['usual', 430202565, 1, 'as-documented', 'aws-like'],
  // A deduplication id forgotten after its message went to a dead-letter queue.
  ['near', 420101588, 1, 'as-documented', 'hostile'],
  // Two messages of a group that go to a dead-letter queue which leads back.
  ['usual', 320000676, 1, 'as-documented', 'aws-like'],
  // A batch whose entries share deduplication ids, lost twice and sent again.
  ['usual', 430101607, 1, 'as-documented', 'hostile'],
  // A deduplication id of two groups, while another scope may not count yet.
  ['rough', 430700157, 1, 'as-documented', 'aws-like'],
  // A message that a task moved, and a redrive policy after it, while the answer was not seen.
  ['usual', 440100159, 1, 'as-documented', 'hostile'],
  // A message that was twice in an answer which nobody saw.
  ['slow', 430603517, 1, 'as-documented', 'hostile'],
  // A message that came to a dead-letter queue unseen and was received there unseen, and is counted.
  ['usual', 442000070, 3, 'single-node', 'calm'],
  // Dead-letter queues in a circle: a message is where it was, and has been elsewhere meanwhile.
  ['lingering', 441300096, 8, 'as-documented', 'hostile'],
  ['lingering', 443101065, 3, 'single-node', 'calm'],
  // A message that was due under a policy which was withdrawn, and not yet everywhere.
  ['usual', 450300727, 4, 'as-documented', 'hostile'],
  // A message of which it is not told which task brought it, and whether a redrive policy moved it after.
  ['usual', 450300632, 7, 'as-documented', 'hostile'],
  // A send of which nobody knows when it was accepted, first or when it was sent again.
  ['usual', 470203150, 1, 'as-documented', 'aws-like'],
  // A message that a task moved, where another holds the same text, in a group.
  ['lingering', 480101674, 1, 'as-documented', 'hostile'],
  // An attribute that was set twice, perhaps.
  ['lingering', 470301146, 1, 'as-documented', 'hostile'],
  // A queue deleted again, perhaps, when it was deleted already.
  ['lingering', 443000050, 5, 'as-documented', 'hostile'],
  // An answer that repeats one of the same attempt which nobody saw, and which held more.
  ['usual', 495001181, 1, 'as-documented', 'sqs.error.internal-failure'],
  // A message that was due to move, and was taken by a task before.
  ['usual', 511100056, 1, 'single-node', 'calm'],
  // A message that may have gone by one policy, or later by another.
  ['rough', 510303637, 1, 'as-documented', 'hostile'],
  // A queue deleted while somebody waits for its messages.
  ['lingering', 443100579, 7, 'single-node', 'calm'],
]
test.each(WALKS)('nothing is refused for what nobody saw: %s, %i', async (conditions, seed, clients, profile, adversity) => {
  expect((await walked(conditions, seed, clients, profile, adversity)).refusedBy).toBeUndefined()
})

test('what takes effect after its client gave up would be refused if it could not have', async () => {
  let refused = 0
  for (let seed = 80; seed < 140; seed++) {
    const { exchanges, strictness } = await walked('lingering', seed, 1)
    const judge = (lingering: number): number => judgeTrace(exchanges, { ...strictness, lingering }, walks.judged).accusations.length
    expect(judge(strictness.lingering!)).toBe(0)
    refused += judge(0)
  }
  expect(refused).toBeGreaterThan(0)
})
