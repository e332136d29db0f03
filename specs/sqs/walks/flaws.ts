import { LIMITS } from '../../../reference/sqs/limits.js'
import { policyOf } from './administration.js'
import { ABSENT, changed, type Flaw, flaw, flawsOf, lastEntry, type Spoiling, type Wrong } from './flaw.js'
import { ATTRIBUTES_OUTSIDE, derivedFlaws, tooLong } from './flaws-derived.js'
import type { KnownQueue } from './known.js'
import type { Input } from './messages.js'
import { MOVES, type Operation } from './moves.js'

const NEVER_GIVEN = 'nothing-that-was-ever-given'
const FORBIDDEN = 'a\u0001'
const ARN = 'arn:aws:sqs:us-east-1:123456789012:q'

const attribute = (StringValue: string, DataType = 'String', more: Input = {}): Input => ({ DataType, StringValue, ...more })
const text = attribute('x')
const all = <T extends Wrong>(member: string, values: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(values).map(([how, value]) => [`${member} ${how}`, value]))
const attributes = (values: Readonly<Record<string, Input>>) =>
  all('MessageAttributes', Object.fromEntries(Object.entries(values).map(([how, value]) => [how, { a: value }])))

const HANDLES: Readonly<Record<string, Wrong>> = {
  'ReceiptHandle never given': NEVER_GIVEN,
  'ReceiptHandle of another queue': (_input: Input, { known, queue }: Spoiling) => known.held.find((held) => held.queue !== queue)?.handle,
}
const IDS = { 'Entries with an empty id': lastEntry({ Id: '' }), 'Entries with a period in an id': lastEntry({ Id: 'a.b' }) }
const STRANGE = { 'Entries with a handle never given': lastEntry({ ReceiptHandle: NEVER_GIVEN }) }

const MESSAGES: Partial<Readonly<Record<Operation, Readonly<Record<string, Wrong>>>>> = {
  SendMessage: {
    'MessageBody empty': '',
    'MessageBody with a forbidden character': FORBIDDEN,
    'MessageBody longer than the queue takes': (_input, { known, queue }) => {
      // A megabyte in every walk would only be slow.
      const most = known.secondsOf(queue, 'MaximumMessageSize', Infinity)
      return most > 2048 ? undefined : tooLong(most)
    },
    'fifo: DelaySeconds on a FIFO queue': 1,
    'fifo: MessageGroupId missing': ABSENT,
    'fifo: MessageGroupId empty': '',
    'standard: MessageDeduplicationId on a standard queue': 'd',
    'fifo: MessageDeduplicationId missing': (_input, { queue }) =>
      queue?.attributes['ContentBasedDeduplication'] === 'true' ? undefined : ABSENT,
    'MessageAttributes eleven': Object.fromEntries(Array.from({ length: 11 }, (_, nth) => [`a${nth}`, text])),
    ...all('MessageAttributes', {
      'with a space in the name': { 'a b': text },
      'with a name too long': { [tooLong(256)]: text },
      'with a reserved name': { 'AWS.x': text },
      'with a name that begins with a period': { '.a': text },
      'with periods in a row': { 'a..b': text },
    }),
    ...attributes({
      'of an empty type': attribute('x', ''),
      'of an unknown type': attribute('x', 'Text'),
      'of a type in lower case': attribute('x', 'string'),
      'of a type too long': attribute('x', `String.${tooLong(250)}`),
      'without a value': attribute(''),
      'with a forbidden character': attribute('\u0000'),
      'that are no number': attribute('one', 'Number'),
      'that are too large a number': attribute('1e130', 'Number'),
      'with a list of values': attribute('x', 'String', { StringListValues: ['x'] }),
      'binary without a value': { DataType: 'Binary' },
    }),
    ...all('MessageSystemAttributes', {
      'of an unknown name': { Other: text },
      'without a value': { AWSTraceHeader: { DataType: 'String' } },
      'of a wrong type': { AWSTraceHeader: attribute('1', 'Number') },
    }),
  },
  ReceiveMessage: {
    'MessageSystemAttributeNames unknown': ['Colour'],
    'AttributeNames unknown': ['Colour'],
    'standard: ReceiveRequestAttemptId on a standard queue': 'a0',
  },
  DeleteMessage: HANDLES,
  ChangeMessageVisibility: { ...HANDLES, 'VisibilityTimeout beyond 12 hours from the receive': LIMITS.VisibilityTimeout.max },
  SendMessageBatch: {
    ...IDS,
    'Entries with a forbidden character': lastEntry({ MessageBody: FORBIDDEN }),
    'fifo: Entries without a group': lastEntry({ MessageGroupId: ABSENT }),
    'standard: Entries with a deduplication id': lastEntry({ MessageDeduplicationId: 'd' }),
  },
  DeleteMessageBatch: { ...IDS, ...STRANGE },
  ChangeMessageVisibilityBatch: { ...IDS, ...STRANGE },
}

/** A new queue, so that what is wrong with it is not that there is another one of that name. */
const newQueue = (how: string, name: string, members: Input = {}): Flaw =>
  flaw('CreateQueue', how, (_, { known }) => ({ QueueName: `${known.where.prefix}${name}`, ...members }))

const NEW_QUEUES: readonly Flaw[] = [
  flaw('CreateQueue', 'QueueName too long', (_, { known }) => ({ QueueName: known.where.prefix.padEnd(81, 'x') })),
  newQueue('QueueName with a space', 'a b'),
  newQueue('QueueName of a FIFO queue without its suffix', 'plain', { Attributes: { FifoQueue: 'true' } }),
  newQueue('QueueName with the suffix on a standard queue', 'plain.fifo'),
  newQueue('FifoQueue false', 'plain', { Attributes: { FifoQueue: 'false' } }),
  newQueue('tag reserved', 'fresh', { tags: { 'aws:x': 'y' } }),
  ...Object.entries({ 'attribute unknown': { Colour: 'blue' }, ...ATTRIBUTES_OUTSIDE }).map(([how, Attributes]) =>
    newQueue(how, 'fresh', { Attributes }),
  ),
]

/** A queue that there is, known by its ARN. */
const queueWith = ({ known }: Spoiling, fits: (queue: KnownQueue) => boolean): string | undefined =>
  known.live.find((queue) => queue.arn !== undefined && fits(queue))?.arn
/** A redrive policy to a queue that would do, where there is one, or to what is made of its ARN. */
const redrive =
  (maxReceiveCount: unknown, to: (arn: string, by: Spoiling) => unknown = (arn) => arn) =>
  (_input: Input, by: Spoiling): Input | undefined => {
    const arn = queueWith(by, (one) => one.arn !== by.queue?.arn && one.isFifo === by.queue?.isFifo)
    return arn === undefined ? undefined : { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: to(arn, by), maxReceiveCount }) }
  }
const allowing = (policy: object): Input => ({ RedriveAllowPolicy: JSON.stringify(policy) })
const saying =
  (statement: Input) =>
  (_input: Input, { queue }: Spoiling): Input | undefined =>
    queue?.arn === undefined ? undefined : { Policy: policyOf(queue, statement) }

const ATTRIBUTES: Readonly<Record<string, Wrong>> = {
  unknown: { Colour: 'blue' },
  'that cannot be set': { QueueArn: ARN },
  'VisibilityTimeout no number': { VisibilityTimeout: '1.5' },
  'ContentBasedDeduplication on a standard queue': { ContentBasedDeduplication: 'true' },
  'DeduplicationScope on a standard queue': { DeduplicationScope: 'queue' },
  'FifoThroughputLimit on a standard queue': { FifoThroughputLimit: 'perQueue' },
  'FifoQueue on a standard queue': { FifoQueue: 'true' },
  'ContentBasedDeduplication that is neither': { ContentBasedDeduplication: 'maybe' },
  'SqsManagedSseEnabled that is neither': { SqsManagedSseEnabled: 'maybe' },
  'FifoQueue taken away': { FifoQueue: 'false' },
  'DeduplicationScope unknown': { DeduplicationScope: 'account' },
  'FifoThroughputLimit unknown': { FifoThroughputLimit: 'none' },
  'FifoThroughputLimit without its scope': { DeduplicationScope: 'queue', FifoThroughputLimit: 'perMessageGroupId' },
  ...ATTRIBUTES_OUTSIDE,
  'RedrivePolicy that is no JSON': { RedrivePolicy: '{' },
  'RedrivePolicy without a target': redrive(3, () => undefined),
  'RedrivePolicy to something that is no ARN': redrive(3, () => 'nowhere'),
  'RedrivePolicy to an empty ARN': redrive(3, () => ''),
  'RedrivePolicy to a number': redrive(3, () => 5),
  'RedrivePolicy to an ARN without an account': redrive(3, () => ARN.replace('123456789012', '12')),
  'RedrivePolicy to a queue that is not there': redrive(3, (arn) => arn.replace(/[^:.]*(?:\.fifo)?$/, (name) => `missing-${name}`)),
  'RedrivePolicy to a queue of the other type': redrive(3, (_, by) => queueWith(by, ({ isFifo }) => isFifo !== by.queue?.isFifo)),
  ...Object.fromEntries([0, 1001, 'three', 1.5].map((count) => [`RedrivePolicy after ${count} receives`, redrive(count)])),
  'RedriveAllowPolicy of an unknown kind': allowing({ redrivePermission: 'some' }),
  'RedriveAllowPolicy with queues for all': allowing({ redrivePermission: 'allowAll', sourceQueueArns: [ARN] }),
  'RedriveAllowPolicy with eleven queues': allowing({
    redrivePermission: 'byQueue',
    sourceQueueArns: Array.from({ length: 11 }, (_, nth) => `${ARN}${nth}`),
  }),
  'RedriveAllowPolicy by queues that are no list': allowing({ redrivePermission: 'byQueue', sourceQueueArns: ARN }),
  'RedriveAllowPolicy by no queues': allowing({ redrivePermission: 'byQueue' }),
  'Policy that is no JSON': { Policy: '{' },
  'Policy of no effect': saying({ Effect: 'Perhaps' }),
  'Policy without actions': saying({ Action: undefined }),
  'Policy without principals': saying({ Principal: undefined }),
  'Policy beyond 8192 bytes': saying({ Sid: tooLong(8192) }),
}

const noQueue = ({ SourceArn: arn }: Input): string => `${String(arn)}-missing`
const PAGE: Readonly<Record<string, Wrong>> = { 'NextToken never given': NEVER_GIVEN }

const ADMINISTRATION: Partial<Readonly<Record<Operation, Readonly<Record<string, Wrong>>>>> = {
  GetQueueUrl: { 'QueueName of no queue': (_input, { known }) => `${known.where.prefix}missing` },
  GetQueueAttributes: { 'AttributeNames unknown': ['Colour'] },
  SetQueueAttributes: all('Attributes', ATTRIBUTES),
  ListQueues: PAGE,
  ListDeadLetterSourceQueues: PAGE,
  StartMessageMoveTask: {
    'SourceArn of no queue': noQueue,
    'DestinationArn of no queue': noQueue,
    'DestinationArn of the other type': ({ SourceArn: from }, by) => {
      const source = by.known.queues.find(({ arn }) => arn === from)
      return queueWith(by, ({ isFifo }) => isFifo !== source?.isFifo)
    },
  },
  ListMessageMoveTasks: { 'SourceArn of no queue': noQueue },
  CancelMessageMoveTask: {
    'TaskHandle never given': NEVER_GIVEN,
    'TaskHandle of an unknown form': Buffer.from('{"taskId":"x"}').toString('base64'),
  },
  TagQueue: all('Tags', {
    'with an empty key': { '': 'v' },
    'with a key too long': { [tooLong(128)]: 'v' },
    'with a value too long': { k: tooLong(256) },
    'with a reserved key': { 'aws:k': 'v' },
    'with a forbidden character': { 'k!': 'v' },
  }),
  UntagQueue: { 'TagKeys with a key too long': [tooLong(128)], 'TagKeys with an empty key': [''] },
  AddPermission: {
    'AWSAccountIds that are none': ['somebody'],
    'Actions unknown': ['Dance'],
    'Actions eight':
      'SendMessage ReceiveMessage DeleteMessage ChangeMessageVisibility GetQueueAttributes GetQueueUrl ListDeadLetterSourceQueues PurgeQueue'.split(
        ' ',
      ),
  },
  RemovePermission: { 'Label never added': 'nobody' },
}

/** Every way in which a request is invalid: each documented limit, required member and form, and names of what is not there. */
export const FLAWS: readonly Flaw[] = [
  ...(Object.keys(MOVES) as Operation[]).flatMap((operation) => [
    ...derivedFlaws(operation),
    ...flawsOf(operation, { ...MESSAGES[operation], ...ADMINISTRATION[operation] }),
  ]),
  ...NEW_QUEUES,
  flaw('StartMessageMoveTask', 'SourceArn of a queue that is no dead-letter queue', (input, by) => {
    const SourceArn = by.known.live.find((queue) => queue.arn !== undefined && by.known.sourcesOf(queue).length === 0)?.arn
    return SourceArn === undefined ? undefined : changed(input, { DestinationArn: ABSENT, SourceArn })
  }),
]
