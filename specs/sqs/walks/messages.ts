import { HARD_BODIES } from '../arbitraries.js'
import type { Dice } from '../../../src/oracle/walk/dice.js'
import type { Known, KnownQueue } from './known.js'

export type Input = Readonly<Record<string, unknown>>

const GROUPS = ['g0', 'g1', 'g2'] as const
const DEDUPLICATION_IDS = ['d0', 'd1', 'd2', 'd3'] as const
const ATTRIBUTES: readonly Input[] = [
  { colour: { DataType: 'String', StringValue: 'blue' } },
  { n: { DataType: 'Number', StringValue: '-1.50' }, 'a.b': { DataType: 'String.x', StringValue: 'é' } },
  { blob: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255, 13]) } },
]

/** What a message is sent with, without the queue: a body of its own mostly, few groups and deduplication ids, so that they meet. */
export const messageFor = (queue: KnownQueue, dice: Dice, known: Known): Input => ({
  MessageBody: dice.chance(0.1) ? dice.pick(['again', ...HARD_BODIES]) : `m${known.messages++}`,
  ...(queue.isFifo ? fifoMembers(queue, dice, known) : standardMembers(dice)),
  ...(dice.chance(0.15) ? { MessageAttributes: dice.pick(ATTRIBUTES) } : {}),
  ...(dice.chance(0.04)
    ? { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-5759e988-bd862e3fe1be46a994272793' } } }
    : {}),
})

const fifoMembers = (queue: KnownQueue, dice: Dice, known: Known): Input => {
  const again = dice.chance(0.12) ? dice.late(known.used.filter((one) => one.queue === queue)) : undefined
  const MessageGroupId = again && dice.chance(0.8) ? again.MessageGroupId : dice.pick(GROUPS)
  if (again) return { MessageGroupId, MessageDeduplicationId: again.MessageDeduplicationId }
  const isByContent = queue.attributes['ContentBasedDeduplication'] === 'true'
  if (isByContent && dice.chance(0.6)) return { MessageGroupId }
  return { MessageGroupId, MessageDeduplicationId: dice.chance(0.4) ? dice.pick(DEDUPLICATION_IDS) : `u${known.messages++}` }
}

const standardMembers = (dice: Dice): Input => ({
  ...(dice.chance(0.25) ? { DelaySeconds: dice.pick([1, 2, 0, 3]) } : {}),
  ...(dice.chance(0.08) ? { MessageGroupId: dice.pick(GROUPS) } : {}),
})

/** What a receive asks for. */
export const receiveFor = (queue: KnownQueue, dice: Dice): Input => ({
  QueueUrl: queue.url,
  ...(dice.chance(0.6) ? { MaxNumberOfMessages: dice.pick([10, 1, 2, 3, 5]) } : {}),
  ...(dice.chance(0.45) ? { VisibilityTimeout: dice.pick([1, 2, 0, 3, 5]) } : {}),
  ...(dice.chance(0.25) ? { WaitTimeSeconds: dice.pick([1, 0, 2, 3, 5]) } : {}),
  ...(queue.isFifo && dice.chance(0.2) ? { ReceiveRequestAttemptId: dice.pick(['a0', 'a1']) } : {}),
  ...(dice.chance(0.5) ? dice.pick(EVERYTHING) : {}),
})

const EVERYTHING: readonly Input[] = [
  { MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] },
  { AttributeNames: ['All'] },
  { MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp', 'MessageGroupId'], MessageAttributeNames: ['a.*'] },
]

/** Seconds for a visibility timeout that a client changes. */
export const timeoutFor = (dice: Dice): number => dice.pick([0, 1, 2, 3, 5, 30])

/** Entries of a batch under ids of their own: few mostly, ten at most. */
export const entriesFor = (dice: Dice, entry: () => Input): readonly Input[] =>
  Array.from({ length: dice.chance(0.15) ? dice.integer(4, 10) : dice.integer(1, 3) }, (_, nth) => ({ Id: `e${nth}`, ...entry() }))
