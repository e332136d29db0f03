import type { Dice } from '../../../src/oracle/walk/dice.js'
import { given, nameOf } from './setup.js'
import type { Known, KnownQueue } from './known.js'
import type { Input } from './messages.js'

/** No walk makes more queues. */
const MOST_QUEUES = 6
const redrivePolicy = (arn: string | undefined, count: number): Record<string, string> =>
  arn === undefined ? {} : { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: count }) }

/** A queue again, as it was made or otherwise; one that was deleted; or another one. */
export const createFor = (dice: Dice, known: Known): Input => {
  const deleted = known.queues.filter(({ isDeleted }) => isDeleted)
  const old = dice.chance(0.6) ? (dice.late(deleted) ?? dice.late(known.queues)) : undefined
  if (old || known.queues.length >= MOST_QUEUES) {
    const { name, isFifo, attributes } = old ?? known.queues[0]!
    const type = given('FifoQueue', isFifo ? 'true' : undefined)
    const Attributes = dice.pick([{ ...attributes, ...type }, type, { ...type, VisibilityTimeout: '7' }])
    return Object.keys(Attributes).length === 0 ? { QueueName: name } : { QueueName: name, Attributes }
  }
  const isFifo = dice.chance(0.5)
  const Attributes = { ...given('FifoQueue', isFifo ? 'true' : undefined), VisibilityTimeout: dice.pick(['2', '0', '1']) }
  const tags = dice.chance(0.4) ? { tags: { k0: 'v0' } } : {}
  return { QueueName: nameOf(known.where, `more${known.queues.length}`, isFifo), Attributes, ...tags }
}

/** A policy of one statement, otherwise than usual where that is given; it allows nothing to strangers, and denies what no walk depends on. */
export const policyOf = ({ arn = '' }: Pick<KnownQueue, 'arn'>, statement: Input = {}): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${arn.split(':')[4]}:root` },
        Action: 'SQS:SendMessage',
        Resource: arn,
        ...statement,
      },
    ],
  })
const STATEMENTS: readonly Input[] = [
  {},
  { Effect: 'Deny', Principal: '*', Action: 'SQS:UntagQueue' },
  { Action: undefined, NotAction: 'SQS:DeleteQueue' },
  { Sid: 's', Action: ['SQS:SendMessage', 'SQS:ReceiveMessage'] },
]

/** One change of a queue's attributes. */
export const changeFor = (queue: KnownQueue, dice: Dice, known: Known): Record<string, string> => {
  const target = known.live.find(({ isFifo, arn }) => isFifo === queue.isFifo && arn !== undefined && arn !== queue.arn)
  const changes: (() => Record<string, string>)[] = [
    () => ({ VisibilityTimeout: dice.pick(['1', '0', '2', '5']) }),
    () => ({ DelaySeconds: dice.pick(['0', '1', '2']) }),
    () => ({ ReceiveMessageWaitTimeSeconds: dice.pick(['0', '1', '2']) }),
    () => ({ MessageRetentionPeriod: dice.pick(['60', '345600', '1209600']) }),
    () => ({ MaximumMessageSize: dice.pick(['1024', '1048576']) }),
    () => redrivePolicy(target?.arn, dice.pick([1, 2, 3])),
    () => ({ RedrivePolicy: '' }),
    () => ({ RedriveAllowPolicy: dice.pick(['{"redrivePermission":"allowAll"}', '', '{"redrivePermission":"denyAll"}']) }),
    () => ({ SqsManagedSseEnabled: dice.pick(['true', 'false']) }),
    () => ({ Policy: queue.arn === undefined || dice.chance(0.3) ? '' : policyOf(queue, dice.pick(STATEMENTS)) }),
    () =>
      dice.pick([
        { KmsMasterKeyId: 'alias/aws/sqs' },
        { KmsMasterKeyId: 'alias/aws/sqs', KmsDataKeyReusePeriodSeconds: '60' },
        { KmsDataKeyReusePeriodSeconds: '600' },
        { KmsMasterKeyId: '' },
      ]),
    ...(queue.isFifo
      ? [
          () => ({ ContentBasedDeduplication: dice.pick(['true', 'false']) }),
          () => ({ DeduplicationScope: dice.pick(['queue', 'messageGroup']), FifoThroughputLimit: 'perQueue' }),
          () => ({ DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' }),
        ]
      : []),
  ]
  const change = dice.pick(changes)()
  return Object.keys(change).length === 0 ? { VisibilityTimeout: '2' } : change
}

/** The queue to delete: rather not one that others depend on. */
export const doomed = (dice: Dice, known: Known): KnownQueue | undefined => dice.late(known.live)

/** A page of a list, or the next one after the last. */
export const pageFor = (operation: string, input: Input, dice: Dice, known: Known): Input => {
  const last = known.tokens.get(operation)
  if (last && dice.chance(0.7)) return { ...last.input, NextToken: last.token }
  return dice.chance(0.5) ? { ...input, MaxResults: dice.integer(1, 2) } : input
}

export const moveTaskFor = (source: KnownQueue, dice: Dice, known: Known): Input => {
  const others = known.live.filter(({ arn, isFifo }) => arn !== undefined && arn !== source.arn && isFifo === source.isFifo)
  const destination = dice.chance(0.4) ? dice.late(others) : undefined
  return {
    SourceArn: source.arn,
    ...(destination ? { DestinationArn: destination.arn } : {}),
    ...(dice.chance(0.7) ? { MaxNumberOfMessagesPerSecond: dice.pick([1, 1, 2, 10, 500]) } : {}),
  }
}

const TAG_KEYS = ['k0', 'k1', 'K0', 'k 2'] as const
export const tagsFor = (dice: Dice): Input =>
  Object.fromEntries(Array.from({ length: dice.integer(1, 2) }, () => [dice.pick(TAG_KEYS), dice.pick(['v0', 'v1', ''])]))
export const tagKeysFor = (dice: Dice): readonly string[] => [...new Set([dice.pick(TAG_KEYS), dice.pick(TAG_KEYS)])]

export const labelFor = (dice: Dice): string => dice.pick(['l0', 'l1', 'l2'])
export const permissionFor = (dice: Dice): Input => ({
  Label: labelFor(dice),
  AWSAccountIds: dice.pick([['123456789012'], ['123456789012', '210987654321']]),
  Actions: dice.pick([['SendMessage'], ['*'], ['ReceiveMessage', 'DeleteMessage']]),
})

const SHOWN: readonly (readonly string[])[] = [
  ['All'],
  ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'],
  ['VisibilityTimeout', 'DelaySeconds', 'RedrivePolicy'],
  ['QueueArn'],
]
export const attributeNamesFor = (dice: Dice): readonly string[] => dice.pick(SHOWN)
