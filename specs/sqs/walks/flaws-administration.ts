import { type Bounds, LIMITS } from '../../../reference/sqs/limits.js'
import { type Flaw, flaw, missing, onlyOn, outside, type Spoiling, without, wrong } from './flaw.js'
import { type Input } from './messages.js'
import { policyOf } from './administration.js'
import type { Operation } from './moves.js'

const tooLong = (length: number): string => 'x'.repeat(length + 1)
const GARBAGE = 'nothing-that-was-ever-given'

/** Attributes instead of those of the request, one of them wrong. */
const set = (how: string, attributes: Input | ((by: Spoiling) => Input | undefined)): Flaw =>
  flaw('SetQueueAttributes', how, (input, by) => {
    const Attributes = typeof attributes === 'function' ? attributes(by) : attributes
    return Attributes && { ...input, Attributes }
  })
/** The same wrong attribute for a new queue; one that is there already would be refused for more than its attributes. */
const create = (how: string, attributes: Input): Flaw => newQueue(how, (prefix) => `${prefix}fresh`, { Attributes: attributes })
const newQueue = (how: string, name: (prefix: string) => string, members: Input = {}): Flaw =>
  flaw('CreateQueue', how, (_, { known }) => ({ QueueName: name(known.where.prefix), ...members }))

const BOUNDED: Readonly<Record<string, Bounds>> = {
  DelaySeconds: LIMITS.DelaySeconds,
  MaximumMessageSize: LIMITS.MaximumMessageSize,
  MessageRetentionPeriod: LIMITS.MessageRetentionPeriod,
  ReceiveMessageWaitTimeSeconds: LIMITS.ReceiveMessageWaitTimeSeconds,
  VisibilityTimeout: LIMITS.VisibilityTimeout,
  KmsDataKeyReusePeriodSeconds: LIMITS.KmsDataKeyReusePeriodSeconds,
}
const ranges = Object.entries(BOUNDED).flatMap(([name, { min, max }]) =>
  [
    { how: `${name} below ${min}`, attributes: { [name]: String(min - 1) } },
    { how: `${name} above ${max}`, attributes: { [name]: String(max + 1) } },
  ].flatMap(({ how, attributes }) => [set(how, attributes), create(how, attributes)]),
)

const redrive = (how: string, policy: (by: Spoiling) => unknown): Flaw =>
  set(`RedrivePolicy ${how}`, (by) => {
    const text = policy(by)
    return text === undefined ? undefined : { RedrivePolicy: typeof text === 'string' ? text : JSON.stringify(text) }
  })
const targetFor = ({ known, queue }: Spoiling): string | undefined =>
  known.live.find(({ isFifo, arn }) => arn !== undefined && arn !== queue?.arn && isFifo === queue?.isFifo)?.arn

const document = (how: string, statement: Input): Flaw =>
  set(`Policy ${how}`, ({ queue }) => (queue?.arn === undefined ? undefined : { Policy: policyOf(queue, statement) }))

const POLICIES: readonly Flaw[] = [
  redrive('that is no JSON', () => '{'),
  redrive('without a target', () => ({ maxReceiveCount: 3 })),
  redrive('to something that is no ARN', () => ({ deadLetterTargetArn: 'nowhere', maxReceiveCount: 3 })),
  redrive('to an empty ARN', () => ({ deadLetterTargetArn: '', maxReceiveCount: 3 })),
  redrive('to a number', () => ({ deadLetterTargetArn: 5, maxReceiveCount: 3 })),
  redrive('to an ARN without an account', () => ({ deadLetterTargetArn: 'arn:aws:sqs:us-east-1:12:q', maxReceiveCount: 3 })),
  ...[0, 1001, 'three', 1.5].map((maxReceiveCount) =>
    redrive(`after ${maxReceiveCount} receives`, (by) => {
      const deadLetterTargetArn = targetFor(by)
      return deadLetterTargetArn && { deadLetterTargetArn, maxReceiveCount }
    }),
  ),
  redrive('to a queue that is not there', (by) => {
    const arn = targetFor(by)
    return (
      arn && {
        deadLetterTargetArn: `${arn.slice(0, arn.lastIndexOf(':'))}:${by.known.where.prefix}missing${by.queue?.isFifo ? '.fifo' : ''}`,
        maxReceiveCount: 3,
      }
    )
  }),
  redrive('to a queue of the other type', ({ known, queue }) => {
    const arn = known.live.find((one) => one.arn !== undefined && one.isFifo !== queue?.isFifo)?.arn
    return arn && { deadLetterTargetArn: arn, maxReceiveCount: 3 }
  }),
  set('RedriveAllowPolicy of an unknown kind', { RedriveAllowPolicy: '{"redrivePermission":"some"}' }),
  set('RedriveAllowPolicy with queues for all', ({ queue }) => ({
    RedriveAllowPolicy: JSON.stringify({
      redrivePermission: 'allowAll',
      sourceQueueArns: [queue?.arn ?? 'arn:aws:sqs:us-east-1:123456789012:q'],
    }),
  })),
  set('RedriveAllowPolicy with eleven queues', {
    RedriveAllowPolicy: JSON.stringify({
      redrivePermission: 'byQueue',
      sourceQueueArns: Array.from({ length: 11 }, (_, nth) => `arn:aws:sqs:us-east-1:123456789012:q${nth}`),
    }),
  }),
  set('RedriveAllowPolicy by queues that are no list', {
    RedriveAllowPolicy: '{"redrivePermission":"byQueue","sourceQueueArns":"arn:aws:sqs:us-east-1:123456789012:q"}',
  }),
  set('RedriveAllowPolicy by no queues', { RedriveAllowPolicy: '{"redrivePermission":"byQueue"}' }),
  set('Policy that is no JSON', { Policy: '{' }),
  document('of no effect', { Effect: 'Perhaps' }),
  document('without actions', { Action: undefined }),
  document('without principals', { Principal: undefined }),
  document('beyond 8192 bytes', { Sid: tooLong(8192) }),
]

const ATTRIBUTES: readonly Flaw[] = [
  missing('SetQueueAttributes', 'Attributes'),
  set('attribute unknown', { Colour: 'blue' }),
  set('attribute that cannot be set', { QueueArn: 'arn:aws:sqs:us-east-1:123456789012:q' }),
  set('VisibilityTimeout no number', { VisibilityTimeout: '1.5' }),
  onlyOn('standard', set('ContentBasedDeduplication on a standard queue', { ContentBasedDeduplication: 'true' })),
  onlyOn('standard', set('DeduplicationScope on a standard queue', { DeduplicationScope: 'queue' })),
  onlyOn('standard', set('FifoThroughputLimit on a standard queue', { FifoThroughputLimit: 'perQueue' })),
  onlyOn('standard', set('FifoQueue on a standard queue', { FifoQueue: 'true' })),
  set('ContentBasedDeduplication that is neither', { ContentBasedDeduplication: 'maybe' }),
  set('SqsManagedSseEnabled that is neither', { SqsManagedSseEnabled: 'maybe' }),
  onlyOn('fifo', set('FifoQueue taken away', { FifoQueue: 'false' })),
  onlyOn('fifo', set('DeduplicationScope unknown', { DeduplicationScope: 'account' })),
  onlyOn('fifo', set('FifoThroughputLimit unknown', { FifoThroughputLimit: 'none' })),
  onlyOn('fifo', set('FifoThroughputLimit without its scope', { DeduplicationScope: 'queue', FifoThroughputLimit: 'perMessageGroupId' })),
  wrong('GetQueueAttributes', 'AttributeNames', 'unknown', ['Colour']),
  ...ranges,
  ...POLICIES,
]

/** A page of a list with one member of the request wrong; a next page may not be asked for under other members. */
const pages = (operation: Operation): readonly Flaw[] => [
  ...outside(operation, 'MaxResults', LIMITS.MaxResults).map(({ how, spoil }) =>
    flaw(operation, how, (input, by) => spoil(without(input, 'NextToken'), by)),
  ),
  flaw(operation, 'NextToken never given', (input) => ({ ...input, MaxResults: 1, NextToken: GARBAGE })),
]

const QUEUES: readonly Flaw[] = [
  missing('CreateQueue', 'QueueName'),
  newQueue('QueueName too long', (prefix) => prefix.padEnd(81, 'x')),
  newQueue('QueueName with a space', (prefix) => `${prefix}a b`),
  newQueue('QueueName of a FIFO queue without its suffix', (prefix) => `${prefix}plain`, { Attributes: { FifoQueue: 'true' } }),
  newQueue('QueueName with the suffix on a standard queue', (prefix) => `${prefix}plain.fifo`),
  newQueue('FifoQueue false', (prefix) => `${prefix}plain`, { Attributes: { FifoQueue: 'false' } }),
  newQueue('tag reserved', (prefix) => `${prefix}fresh`, { tags: { 'aws:x': 'y' } }),
  create('attribute unknown', { Colour: 'blue' }),
  missing('GetQueueUrl', 'QueueName'),
  flaw('GetQueueUrl', 'QueueName of no queue', (_, { known }) => ({ QueueName: `${known.where.prefix}missing` })),
  ...pages('ListQueues'),
  ...pages('ListDeadLetterSourceQueues'),
]

const MOVE_TASKS: readonly Flaw[] = [
  missing('StartMessageMoveTask', 'SourceArn'),
  flaw('StartMessageMoveTask', 'SourceArn of no queue', (input) => ({ ...input, SourceArn: `${String(input['SourceArn'])}-missing` })),
  flaw('StartMessageMoveTask', 'SourceArn of a queue that is no dead-letter queue', (input, { known }) => {
    const plain = known.live.find((queue) => queue.arn !== undefined && known.sourcesOf(queue).length === 0)
    return plain && { ...without(input, 'DestinationArn'), SourceArn: plain.arn }
  }),
  flaw('StartMessageMoveTask', 'DestinationArn of no queue', (input) => ({
    ...input,
    DestinationArn: `${String(input['SourceArn'])}-missing`,
  })),
  flaw('StartMessageMoveTask', 'DestinationArn of the other type', (input, { known }) => {
    const source = known.queues.find(({ arn }) => arn === input['SourceArn'])
    const other = known.live.find(({ arn, isFifo }) => arn !== undefined && isFifo !== source?.isFifo)
    return other && { ...input, DestinationArn: other.arn }
  }),
  ...outside('StartMessageMoveTask', 'MaxNumberOfMessagesPerSecond', LIMITS.MaxNumberOfMessagesPerSecond),
  missing('ListMessageMoveTasks', 'SourceArn'),
  ...outside('ListMessageMoveTasks', 'MaxResults', LIMITS.moveTasksListed),
  flaw('ListMessageMoveTasks', 'SourceArn of no queue', (input) => ({ ...input, SourceArn: `${String(input['SourceArn'])}-missing` })),
  missing('CancelMessageMoveTask', 'TaskHandle'),
  wrong('CancelMessageMoveTask', 'TaskHandle', 'never given', GARBAGE),
  wrong('CancelMessageMoveTask', 'TaskHandle', 'of an unknown form', Buffer.from('{"taskId":"x"}').toString('base64')),
]

const TAGS: readonly Flaw[] = [
  missing('TagQueue', 'Tags'),
  wrong('TagQueue', 'Tags', 'with an empty key', { '': 'v' }),
  wrong('TagQueue', 'Tags', 'with a key too long', { [tooLong(128)]: 'v' }),
  wrong('TagQueue', 'Tags', 'with a value too long', { k: tooLong(256) }),
  wrong('TagQueue', 'Tags', 'with a reserved key', { 'aws:k': 'v' }),
  wrong('TagQueue', 'Tags', 'with a forbidden character', { 'k!': 'v' }),
  missing('UntagQueue', 'TagKeys'),
  wrong('UntagQueue', 'TagKeys', 'with a key too long', [tooLong(128)]),
  wrong('UntagQueue', 'TagKeys', 'with an empty key', ['']),
]

const PERMISSIONS: readonly Flaw[] = [
  missing('AddPermission', 'Label'),
  missing('AddPermission', 'AWSAccountIds'),
  missing('AddPermission', 'Actions'),
  wrong('AddPermission', 'Label', 'with a space', 'a b'),
  wrong('AddPermission', 'Label', 'too long', tooLong(80)),
  wrong('AddPermission', 'AWSAccountIds', 'that are none', ['somebody']),
  wrong('AddPermission', 'Actions', 'unknown', ['Dance']),
  wrong('AddPermission', 'Actions', 'eight', [
    'SendMessage',
    'ReceiveMessage',
    'DeleteMessage',
    'ChangeMessageVisibility',
    'GetQueueAttributes',
    'GetQueueUrl',
    'ListDeadLetterSourceQueues',
    'PurgeQueue',
  ]),
  missing('RemovePermission', 'Label'),
  wrong('RemovePermission', 'Label', 'never added', 'nobody'),
]

export const ADMINISTRATION_FLAWS: readonly Flaw[] = [...QUEUES, ...ATTRIBUTES, ...MOVE_TASKS, ...TAGS, ...PERMISSIONS]
