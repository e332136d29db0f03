import table from '../../../reference/sqs/constraints.json' with { type: 'json' }
import { type Constraints, shapeNamed } from '../../../reference/aws/constraints.js'
import { BATCH_ENTRY_ID_LENGTH, type Bounds, ID_LENGTH, LABEL_LENGTH, LIMITS } from '../../../reference/sqs/limits.js'
import { ABSENT, type Flaw, flawsOf, lastEntry, outside, type Spoiling, type Wrong } from './flaw.js'
import type { Input } from './messages.js'
import type { Operation } from './moves.js'

/** The bounds of numbers and the lengths of texts that SQS documents, by the members that have them wherever they stand. */
const BOUNDS: Readonly<Record<string, Bounds>> = { ...LIMITS, WaitTimeSeconds: LIMITS.ReceiveMessageWaitTimeSeconds }
const LENGTHS: Readonly<Record<string, number>> = {
  Id: BATCH_ENTRY_ID_LENGTH,
  Label: LABEL_LENGTH,
  MessageDeduplicationId: ID_LENGTH,
  MessageGroupId: ID_LENGTH,
  ReceiveRequestAttemptId: ID_LENGTH,
}
const LISTED: Readonly<Record<string, Bounds>> = { ListMessageMoveTasks: LIMITS.moveTasksListed }

export const tooLong = (length: number): string => 'x'.repeat(length + 1)

/** What breaks a bound of a member, or the form of its text. */
const broken = (operation: Operation, member: string): Readonly<Record<string, Wrong>> => {
  const bounds = (member === 'MaxResults' ? LISTED[operation] : undefined) ?? BOUNDS[member]
  const length = LENGTHS[member]
  return {
    ...(bounds && outside(member, bounds)),
    ...(length && { [`${member} too long`]: tooLong(length), [`${member} with a space`]: 'a b' }),
  }
}

/** No queue, or one that is not there or not there any more. */
const NO_QUEUE: Readonly<Record<string, Wrong>> = {
  'QueueUrl of no queue': ({ QueueUrl: url }: Input, { known }: Spoiling) =>
    `${String(url).slice(0, String(url).lastIndexOf('/') + 1)}${known.where.prefix}missing`,
  'QueueUrl of a queue that was deleted': (_input: Input, { known }: Spoiling) =>
    known.queues.find(({ isDeleted, url }) => isDeleted && url !== undefined)?.url,
}

type Batch = Input & { readonly Entries: readonly Input[] }
const BATCH: Readonly<Record<string, Wrong>> = {
  'Entries empty': [],
  'Entries eleven': (input: Input) => Array.from({ length: 11 }, (_, nth) => ({ ...(input as Batch).Entries[0], Id: `e${nth}` })),
  'Entries under one id': (input: Input) => {
    const { Entries: entries } = input as Batch
    return entries.length >= 10 ? undefined : [...entries, entries[0]]
  },
}

const constraints: Constraints = table as Constraints

/** What the members of a structure can be spoilt with. */
const ofShape = (operation: Operation, name: string): Readonly<Record<string, Wrong>> => {
  const { members = {}, required = [] } = shapeNamed(constraints, name)
  const spoilt: Record<string, Wrong> = {}
  for (const member of required) spoilt[`${member} missing`] = ABSENT
  for (const member of Object.keys(members)) Object.assign(spoilt, broken(operation, member))
  return spoilt
}

/** What can be wrong with a request by the description of its operation: what is required, what has a bound, queues that there are not, batches. */
export const derivedFlaws = (operation: Operation): readonly Flaw[] => {
  const { members = {} } = shapeNamed(constraints, constraints.operations[operation]!)
  const { Entries: entries } = members
  const entry = entries === undefined ? {} : ofShape(operation, shapeNamed(constraints, entries).member!)
  return flawsOf(operation, {
    ...ofShape(operation, constraints.operations[operation]!),
    ...('QueueUrl' in members ? NO_QUEUE : {}),
    ...(entries === undefined ? {} : BATCH),
    ...Object.fromEntries(Object.entries(entry).map(([how, value]) => [`Entries: ${how}`, lastEntry({ [how.split(' ')[0]!]: value })])),
  })
}

/** Attributes of a queue beyond their bounds. */
export const ATTRIBUTES_OUTSIDE: Readonly<Record<string, Input>> = Object.fromEntries(
  [
    'DelaySeconds',
    'MaximumMessageSize',
    'MessageRetentionPeriod',
    'ReceiveMessageWaitTimeSeconds',
    'VisibilityTimeout',
    'KmsDataKeyReusePeriodSeconds',
  ].flatMap((name) => Object.entries(outside(name, BOUNDS[name]!)).map(([how, value]) => [how, { [name]: String(value) }] as const)),
)
