import { LIMITS } from '../../../reference/sqs/limits.js'
import { type Flaw, flaw, lastEntry, missing, onlyOn, outside, without, wrong } from './flaw.js'
import type { Input } from './messages.js'
import type { Operation } from './moves.js'

const tooLong = (length: number): string => 'x'.repeat(length + 1)
const GARBAGE = 'no-handle-that-was-ever-given'
const ID_FORM = 'a b'

const attributes = (how: string, name: string, value: Input): Flaw => wrong('SendMessage', 'MessageAttributes', how, { [name]: value })
const text = (StringValue: string): Input => ({ DataType: 'String', StringValue })

const ATTRIBUTES: readonly Flaw[] = [
  wrong('SendMessage', 'MessageAttributes', 'eleven', Object.fromEntries(Array.from({ length: 11 }, (_, nth) => [`a${nth}`, text('x')]))),
  attributes('of an empty type', 'a', { DataType: '', StringValue: 'x' }),
  attributes('of an unknown type', 'a', { DataType: 'Text', StringValue: 'x' }),
  attributes('of a type in lower case', 'a', { DataType: 'string', StringValue: 'x' }),
  attributes('of a type too long', 'a', { DataType: `String.${tooLong(250)}`, StringValue: 'x' }),
  attributes('without a value', 'a', text('')),
  attributes('with a forbidden character', 'a', text('\u0000')),
  attributes('with a space in the name', 'a b', text('x')),
  attributes('with a name too long', tooLong(256), text('x')),
  attributes('with a reserved name', 'AWS.x', text('x')),
  attributes('with a name that begins with a period', '.a', text('x')),
  attributes('with periods in a row', 'a..b', text('x')),
  attributes('that is no number', 'a', { DataType: 'Number', StringValue: 'one' }),
  attributes('that is too large a number', 'a', { DataType: 'Number', StringValue: '1e130' }),
  attributes('with a list of values', 'a', { DataType: 'String', StringValue: 'x', StringListValues: ['x'] }),
  attributes('binary without a value', 'a', { DataType: 'Binary' }),
  wrong('SendMessage', 'MessageSystemAttributes', 'of an unknown name', { Other: text('x') }),
  wrong('SendMessage', 'MessageSystemAttributes', 'without a value', { AWSTraceHeader: { DataType: 'String' } }),
  wrong('SendMessage', 'MessageSystemAttributes', 'of a wrong type', { AWSTraceHeader: { DataType: 'Number', StringValue: '1' } }),
]

const SEND: readonly Flaw[] = [
  missing('SendMessage', 'MessageBody'),
  wrong('SendMessage', 'MessageBody', 'empty', ''),
  wrong('SendMessage', 'MessageBody', 'with a forbidden character', 'a\u0001'),
  flaw('SendMessage', 'MessageBody longer than the queue takes', (input, { known, queue }) => {
    // A megabyte in every walk would only be slow.
    const most = known.secondsOf(queue, 'MaximumMessageSize', Infinity)
    return most > 2048 ? undefined : { ...input, MessageBody: tooLong(most) }
  }),
  ...outside('SendMessage', 'DelaySeconds', LIMITS.DelaySeconds).map((one) => onlyOn('standard', one)),
  onlyOn('fifo', wrong('SendMessage', 'DelaySeconds', 'on a FIFO queue', 1)),
  onlyOn('fifo', missing('SendMessage', 'MessageGroupId')),
  onlyOn('fifo', wrong('SendMessage', 'MessageGroupId', 'empty', '')),
  wrong('SendMessage', 'MessageGroupId', 'too long', tooLong(128)),
  wrong('SendMessage', 'MessageGroupId', 'with a space', ID_FORM),
  onlyOn('fifo', wrong('SendMessage', 'MessageDeduplicationId', 'too long', tooLong(128))),
  onlyOn('fifo', wrong('SendMessage', 'MessageDeduplicationId', 'with a space', ID_FORM)),
  onlyOn('standard', wrong('SendMessage', 'MessageDeduplicationId', 'on a standard queue', 'd')),
  onlyOn(
    'fifo',
    flaw('SendMessage', 'MessageDeduplicationId missing', (input, { queue }) =>
      queue?.attributes['ContentBasedDeduplication'] === 'true' ? undefined : without(input, 'MessageDeduplicationId'),
    ),
  ),
  ...ATTRIBUTES,
]

const RECEIVE: readonly Flaw[] = [
  ...outside('ReceiveMessage', 'MaxNumberOfMessages', LIMITS.MaxNumberOfMessages),
  ...outside('ReceiveMessage', 'WaitTimeSeconds', LIMITS.ReceiveMessageWaitTimeSeconds),
  ...outside('ReceiveMessage', 'VisibilityTimeout', LIMITS.VisibilityTimeout),
  wrong('ReceiveMessage', 'MessageSystemAttributeNames', 'unknown', ['Colour']),
  wrong('ReceiveMessage', 'AttributeNames', 'unknown', ['Colour']),
  onlyOn('standard', wrong('ReceiveMessage', 'ReceiveRequestAttemptId', 'on a standard queue', 'a0')),
  onlyOn('fifo', wrong('ReceiveMessage', 'ReceiveRequestAttemptId', 'too long', tooLong(128))),
  onlyOn('fifo', wrong('ReceiveMessage', 'ReceiveRequestAttemptId', 'with a space', ID_FORM)),
]

/** A handle of a message in another queue. */
const ofOtherQueue = (operation: Operation): Flaw =>
  flaw(operation, 'ReceiptHandle of another queue', (input, { known, queue }) => {
    const other = known.held.find((held) => held.queue !== queue)
    return other && { ...input, ReceiptHandle: other.handle }
  })

const HANDLES: readonly Flaw[] = [
  ...(['DeleteMessage', 'ChangeMessageVisibility'] as const).flatMap((operation) => [
    missing(operation, 'ReceiptHandle'),
    wrong(operation, 'ReceiptHandle', 'never given', GARBAGE),
    ofOtherQueue(operation),
  ]),
  missing('ChangeMessageVisibility', 'VisibilityTimeout'),
  ...outside('ChangeMessageVisibility', 'VisibilityTimeout', LIMITS.VisibilityTimeout),
  wrong('ChangeMessageVisibility', 'VisibilityTimeout', 'beyond 12 hours from the receive', LIMITS.VisibilityTimeout.max),
]

type Entries = readonly Input[]
const batchOf = (operation: Operation): readonly Flaw[] => [
  missing(operation, 'Entries'),
  wrong(operation, 'Entries', 'empty', []),
  flaw(operation, 'Entries eleven', (input) => {
    const [first] = input['Entries'] as Entries
    return { ...input, Entries: Array.from({ length: 11 }, (_, nth) => ({ ...first, Id: `e${nth}` })) }
  }),
  flaw(operation, 'Entries under one id', (input) => {
    const entries = input['Entries'] as Entries
    return entries.length >= 10 ? undefined : { ...input, Entries: [...entries, entries[0]] }
  }),
  lastEntry(operation, 'Id empty', (entry) => ({ ...entry, Id: '' })),
  lastEntry(operation, 'Id too long', (entry) => ({ ...entry, Id: tooLong(80) })),
  lastEntry(operation, 'Id with a period', (entry) => ({ ...entry, Id: 'a.b' })),
]

const BATCHES: readonly Flaw[] = [
  ...batchOf('SendMessageBatch'),
  ...batchOf('DeleteMessageBatch'),
  ...batchOf('ChangeMessageVisibilityBatch'),
  lastEntry('SendMessageBatch', 'entry with a forbidden character', (entry) => ({ ...entry, MessageBody: 'a\u0001' })),
  lastEntry('SendMessageBatch', 'entry without a body', (entry) => without(entry, 'MessageBody')),
  lastEntry('SendMessageBatch', 'entry delayed too long', (entry, { queue }) =>
    queue?.isFifo ? undefined : { ...entry, DelaySeconds: 901 },
  ),
  lastEntry('SendMessageBatch', 'entry without a group', (entry, { queue }) =>
    queue?.isFifo ? without(entry, 'MessageGroupId') : undefined,
  ),
  lastEntry('SendMessageBatch', 'entry with a deduplication id on a standard queue', (entry, { queue }) =>
    queue?.isFifo ? undefined : { ...entry, MessageDeduplicationId: 'd' },
  ),
  lastEntry('DeleteMessageBatch', 'entry with a handle never given', (entry) => ({ ...entry, ReceiptHandle: GARBAGE })),
  lastEntry('ChangeMessageVisibilityBatch', 'entry with a handle never given', (entry) => ({ ...entry, ReceiptHandle: GARBAGE })),
  lastEntry('ChangeMessageVisibilityBatch', 'entry with a timeout too long', (entry) => ({ ...entry, VisibilityTimeout: 43_201 })),
]

export const MESSAGE_FLAWS: readonly Flaw[] = [...SEND, ...RECEIVE, ...HANDLES, ...BATCHES]
