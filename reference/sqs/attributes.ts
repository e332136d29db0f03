import type {
  GetQueueAttributesRequest,
  GetQueueAttributesResult,
  QueueAttributeName,
  SetQueueAttributesRequest,
} from '@aws-sdk/client-sqs'
import { any, type Fact, known, NO, whichever } from '../core/facts.js'
import type { ClauseId } from '../core/reading.js'
import type { Context, Counts, Rules } from './choices.js'
import { readRedriveAllowPolicy, readRedrivePolicy } from './dead-letter.js'
import { checkEncryption, withEncryption } from './encryption.js'
import { invalidAttributeName, invalidAttributeValue, missingParameter, unknownAttribute } from './errors.js'
import { type Bounds, LIMITS } from './limits.js'
import { readPolicy } from './policy.js'
import { queueAt, within } from './request.js'
import { change, lasting, reportedValuesOf, valuesOf } from './settings.js'
import type { Queue, Region, Settings } from './state.js'

type Given = Readonly<Record<string, string>>
type Settable = Exclude<keyof Settings, never>
/** Where an attribute is set: on which queue's behalf. */
interface For {
  readonly name: string
  readonly fifo: boolean
  readonly region: Region
}

/**
 * What a new queue is set to.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
 * @clause sqs.delay.queue-default-0
 * @clause sqs.attr.maximum-message-size.default
 * @clause sqs.retention.default-4d
 * @clause sqs.attr.receive-message-wait-time-seconds.default
 * @clause sqs.longpoll.default-short
 * @clause sqs.visibility.default-30
 * @clause sqs.fifo.dedup.cbd-default-false
 * @clause sqs.fifo.ht.defaults
 * @clause sqs.sse.sqs-default-on
 */
export const defaults = (): Settings => ({
  DelaySeconds: 0,
  MaximumMessageSize: 1_048_576,
  MessageRetentionPeriod: 345_600,
  ReceiveMessageWaitTimeSeconds: 0,
  VisibilityTimeout: 30,
  ContentBasedDeduplication: false,
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
  SqsManagedSseEnabled: true,
  KmsMasterKeyId: undefined,
  KmsDataKeyReusePeriodSeconds: undefined,
  Policy: undefined,
  RedrivePolicy: undefined,
  RedriveAllowPolicy: undefined,
})

type Read<T> = (text: string, queue: For, x: Rules) => T

/** @clause sqs.attr.numeric-not-integer */
const integer =
  (id: ClauseId, name: string, bounds: Bounds): Read<number> =>
  (text, _queue, x) => {
    x.orFail('sqs.attr.numeric-not-integer', known(/^-?\d+$/.test(text)), () => invalidAttributeValue(name))
    x.orFail(id, known(within(Number(text), bounds)), () => invalidAttributeValue(name))
    return Number(text)
  }

/** `true` and `false` in any casing. @clause sqs.attr.fifo-bool-case-insensitive */
const boolean =
  (name: string): Read<boolean> =>
  (text, _queue, x) => {
    const value = text.toLowerCase()
    x.orFail('sqs.attr.fifo-bool-case-insensitive', known(value === 'true' || value === 'false'), () => invalidAttributeValue(name))
    return value === 'true'
  }

const oneOf =
  <T extends string>(id: ClauseId, name: string, values: readonly T[]): Read<T> =>
  (text, _queue, x) => {
    x.orFail(id, known((values as readonly string[]).includes(text)), () => invalidAttributeValue(name))
    return text as T
  }

/** Every attribute that can be set, and how its text is read. An empty text removes what may be absent. */
const READ: { readonly [Name in Settable]: Read<Settings[Name]> } = {
  DelaySeconds: integer('sqs.attr.delay-seconds.range', 'DelaySeconds', LIMITS.DelaySeconds),
  MaximumMessageSize: integer('sqs.attr.maximum-message-size.range', 'MaximumMessageSize', LIMITS.MaximumMessageSize),
  MessageRetentionPeriod: integer('sqs.attr.message-retention-period.range', 'MessageRetentionPeriod', LIMITS.MessageRetentionPeriod),
  ReceiveMessageWaitTimeSeconds: integer(
    'sqs.attr.receive-message-wait-time-seconds.range',
    'ReceiveMessageWaitTimeSeconds',
    LIMITS.ReceiveMessageWaitTimeSeconds,
  ),
  VisibilityTimeout: integer('sqs.attr.visibility-timeout.range', 'VisibilityTimeout', LIMITS.VisibilityTimeout),
  ContentBasedDeduplication: boolean('ContentBasedDeduplication'),
  DeduplicationScope: oneOf('sqs.fifo.ht.scope-values', 'DeduplicationScope', ['queue', 'messageGroup']),
  FifoThroughputLimit: oneOf('sqs.fifo.ht.limit-values', 'FifoThroughputLimit', ['perQueue', 'perMessageGroupId']),
  SqsManagedSseEnabled: boolean('SqsManagedSseEnabled'),
  KmsMasterKeyId: (text) => (text === '' ? undefined : text),
  KmsDataKeyReusePeriodSeconds: integer(
    'sqs.attr.kms-data-key-reuse-period-seconds.range',
    'KmsDataKeyReusePeriodSeconds',
    LIMITS.KmsDataKeyReusePeriodSeconds,
  ),
  Policy: (text, _queue, x) => (text === '' ? undefined : readPolicy(text, x)),
  RedrivePolicy: (text, queue, x) => (text === '' ? undefined : readRedrivePolicy(text, queue, x)),
  RedriveAllowPolicy: (text, _queue, x) => (text === '' ? undefined : readRedriveAllowPolicy(text, x)),
}
const settable = (name: string): name is Settable => Object.hasOwn(READ, name)

/**
 * The settings that attributes ask for, before they are applied to anything.
 *
 * @clause sqs.attr.set.unknown-name
 * @clause sqs.attr.set.read-only
 */
export function readAttributes(given: Given, queue: For, x: Rules): Partial<Settings> {
  const settings: Partial<Record<Settable, unknown>> = {}
  for (const [name, text] of Object.entries(given)) {
    if (name === 'FifoQueue') continue
    x.orFail(READ_ONLY.has(name) ? 'sqs.attr.set.read-only' : 'sqs.attr.set.unknown-name', known(settable(name)), () =>
      unknownAttribute(name),
    )
    // An observer looks at the others as well: of several faults any may be told.
    if (!settable(name)) continue
    checkQueueType(name, queue, x)
    settings[name] = READ[name](text, queue, x)
  }
  const read = settings as Partial<Settings>
  checkEncryption(read, x)
  return read
}

function checkQueueType(name: string, { fifo }: For, x: Rules): void {
  if (name === 'ContentBasedDeduplication') x.orFail('sqs.attr.cbd-on-standard-rejected', known(fifo), () => unknownAttribute(name))
  const onlyFifo = () => invalidAttributeName(`You can specify the ${name} only when FifoQueue is set to true.`)
  if (name === 'DeduplicationScope') x.orFail('sqs.fifo.ht.scope-standard-rejected', known(fifo), onlyFifo)
  if (name === 'FifoThroughputLimit') x.orFail('sqs.fifo.ht.limit-standard-rejected', known(fifo), onlyFifo)
}

/**
 * Settings with others on top, where they agree with each other.
 *
 * @clause sqs.fifo.ht.enable
 * @clause sqs.fifo.ht.toggle-existing
 */
export function merged(current: Settings, change: Partial<Settings>, x: Rules): Settings {
  const next = withEncryption({ ...current, ...change }, change)
  x.orFail(
    'sqs.fifo.ht.limit-needs-group-scope',
    known(next.FifoThroughputLimit !== 'perMessageGroupId' || next.DeduplicationScope === 'messageGroup'),
    () => invalidAttributeValue('FifoThroughputLimit', 'perMessageGroupId is allowed only when DeduplicationScope is messageGroup.'),
  )
  return next
}

/**
 * SetQueueAttributes changes what it names, at once; AWS may take a minute, and 15 for retention.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 * @clause sqs.attr.set.partial
 * @clause sqs.attr.set.last-modified
 * @clause sqs.attr.set.read-your-write
 */
export function setQueueAttributes(input: SetQueueAttributesRequest, c: Context, x: Rules): Record<string, never> {
  const queue = queueAt(input.QueueUrl, c, x)
  const given = input.Attributes as Given | undefined
  x.orFail('sqs.error.missing-required-any', known(given !== undefined), () => missingParameter('Attributes'))
  checkUnchangedType(queue, given!, x)
  const asked = readAttributes(given!, queue, x)
  const next = merged(queue.settings, asked, x)
  x.choices.beforeChange(queue, x)
  const delayed = next.DelaySeconds !== queue.settings.DelaySeconds
  change(queue, next, new Set(Object.keys(asked)), x)
  queue.modified = x.now.at
  if (queue.fifo && delayed) delayAgain(queue, x)
  return {}
}

/** A FIFO queue's new delay counts for the messages that are in it already, however many. @clause sqs.delay.retroactive-fifo */
function delayAgain(queue: Queue, x: Rules): void {
  function* each(): Iterator<undefined> {
    for (const message of queue.messages.values()) {
      if (message.receives > 0) continue
      message.hiddenUntil = lasting(message.sent, queue, 'DelaySeconds', x)
      queue.index.hid(message)
      yield
    }
  }
  x.choices.eventually(queue, each())
}

/**
 * Whether a queue is FIFO is settled when it is created.
 *
 * @clause sqs.attr.fifo-queue.create-only
 * @clause sqs.attr.fifo-queue.set-true-on-fifo-noop
 */
function checkUnchangedType(queue: Queue, { FifoQueue: given }: Given, x: Rules): void {
  if (given === undefined) return
  x.orFail('sqs.attr.fifo-queue.create-only', known(queue.fifo), () => unknownAttribute('FifoQueue'))
  x.orFail('sqs.attr.fifo-queue.set-false-on-fifo', known(given.toLowerCase() === 'true'), () =>
    invalidAttributeValue('FifoQueue', 'Modifying queue type is not supported.'),
  )
}

type Shown = Exclude<QueueAttributeName, 'All'>
type Show = (queue: Queue, x: Rules) => string | undefined

/** A setting as text: the reported value, or while a change is spreading the one before it. */
const setting =
  <N extends Settable>(
    name: N,
    text: (value: Settings[N]) => string | undefined = (value) =>
      value === undefined ? undefined : String(value as string | number | boolean),
  ): Show =>
  (queue, x) =>
    x.choices.oneOf(name, reportedValuesOf(queue, name, x).map(text))
const onFifo =
  (show: Show): Show =>
  (queue, x) =>
    queue.fifo ? show(queue, x) : undefined
const count =
  (name: Shown, kind: keyof Counts, id: ClauseId): Show =>
  (queue, x) => {
    const [least, most] = x.choices.counts(queue, x)[kind]
    return x.choices.within(name, least, least, most, id, 'sqs.ec.counts-1min', x)
  }

/**
 * Every attribute as text; `undefined` where the queue has none of it.
 *
 * @clause sqs.attr.get.values-are-strings
 * @clause sqs.attr.get.unset-omitted
 * @clause sqs.attr.get.all-keyset-standard
 * @clause sqs.attr.get.all-keyset-fifo
 * @clause sqs.ec.counts-partition
 * @clause sqs.delay.not-in-flight
 * @clause sqs.fifo.group.notvisible-counts-received-only
 * @clause sqs.queue.default-type-standard
 */
const SHOW: { readonly [Name in Shown]: Show } = {
  ApproximateNumberOfMessages: count('ApproximateNumberOfMessages', 'visible', 'sqs.ec.visible-count'),
  ApproximateNumberOfMessagesNotVisible: count('ApproximateNumberOfMessagesNotVisible', 'inFlight', 'sqs.ec.notvisible-count'),
  ApproximateNumberOfMessagesDelayed: count('ApproximateNumberOfMessagesDelayed', 'delayed', 'sqs.delay.counts-as-delayed'),
  CreatedTimestamp: ({ created }, x) => x.choices.time('CreatedTimestamp', created, 1000, 'sqs.attr.created-timestamp', x),
  LastModifiedTimestamp: ({ modified }, x) => x.choices.time('LastModifiedTimestamp', modified, 1000, 'sqs.attr.set.last-modified', x),
  QueueArn: ({ arn }) => arn,
  DelaySeconds: setting('DelaySeconds'),
  MaximumMessageSize: setting('MaximumMessageSize'),
  MessageRetentionPeriod: setting('MessageRetentionPeriod'),
  ReceiveMessageWaitTimeSeconds: setting('ReceiveMessageWaitTimeSeconds'),
  VisibilityTimeout: setting('VisibilityTimeout'),
  FifoQueue: ({ fifo }) => (fifo ? 'true' : undefined),
  ContentBasedDeduplication: onFifo(setting('ContentBasedDeduplication')),
  DeduplicationScope: onFifo(setting('DeduplicationScope')),
  FifoThroughputLimit: onFifo(setting('FifoThroughputLimit')),
  SqsManagedSseEnabled: setting('SqsManagedSseEnabled'),
  KmsMasterKeyId: setting('KmsMasterKeyId'),
  // Without a key it is taken, and not shown. @clause sqs.sse.reuse-period-without-key
  KmsDataKeyReusePeriodSeconds: (queue, x) => {
    const periods = reportedValuesOf(queue, 'KmsDataKeyReusePeriodSeconds', x).map((period) => String(period ?? 300))
    const texts = reportedValuesOf(queue, 'KmsMasterKeyId', x).flatMap((key) => (key === undefined ? [undefined] : periods))
    return x.choices.oneOf('KmsDataKeyReusePeriodSeconds', texts)
  },
  Policy: setting('Policy'),
  RedrivePolicy: setting('RedrivePolicy', (policy) => policy?.text),
  RedriveAllowPolicy: setting('RedriveAllowPolicy', (policy) => policy?.text),
}
const READ_ONLY: ReadonlySet<string> = new Set(Object.keys(SHOW).filter((name) => !settable(name) && name !== 'FifoQueue'))

/**
 * GetQueueAttributes.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 * @clause sqs.attr.get.none-requested
 * @clause sqs.attr.get.all
 * @clause sqs.attr.get.subset
 */
export function getQueueAttributes(input: GetQueueAttributesRequest, c: Context, x: Rules): GetQueueAttributesResult {
  const queue = queueAt(input.QueueUrl, c, x)
  const names: readonly string[] = input.AttributeNames ?? []
  for (const name of names)
    x.orFail('sqs.attr.get.unknown-name', known(name === 'All' || Object.hasOwn(SHOW, name)), () => unknownAttribute(name))
  const shown: Record<string, string> = {}
  for (const [name, show] of Object.entries(SHOW)) {
    const value = names.includes('All') || names.includes(name) ? show(queue, x) : undefined
    if (value !== undefined) shown[name] = value
  }
  return Object.keys(shown).length === 0 ? {} : { Attributes: shown }
}

/** Does any attribute in `given` have another value than the queue, and which is the first that may? */
export function differing(
  queue: Queue,
  given: Given,
  asked: Partial<Settings>,
  x: Rules,
): { readonly fact: Fact; readonly name: string | undefined } {
  let fact: Fact = NO
  let first: string | undefined
  for (const name of Object.keys(given).filter(settable)) {
    const wanted = JSON.stringify(asked[name])
    const differs = whichever(valuesOf(queue, name, x), (value) => known(JSON.stringify(value) !== wanted))
    if (differs.possible) first ??= name
    fact = any(fact, differs)
  }
  return { fact, name: first }
}
