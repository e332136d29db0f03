import { arnOf } from './arns.js'
import { anyClientError, bounds, characters, type KinesisCase, lengths, VALID } from './bench.js'

/** A value in good form may still be refused for another reason: such a queue is not there, such a handle was never given. */
const inForm = { inside: 'not refused for it' } as const

const NAME = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-'
const NO_NAME = ' !"#$%&\'()*+,/:;<=>?@[\\]^`{|}~é日'

// ---- what members must be there, and in which form

bounds('kinesis.queues.create-required', 'required')
bounds('kinesis.queues.name-rules', [lengths(1, 128), characters(NAME, NO_NAME)], {
  make: (drawn: number | string, { name }: KinesisCase) =>
    drawn === 0 ? '' : typeof drawn === 'number' ? name('', drawn) : name(`-${drawn}`),
})
bounds('kinesis.queues.stream-arn-rules', ['required', ...arnOf('stream')], inForm)
bounds('kinesis.queues.describe-arn-required', ['required', ...arnOf('queue')], inForm)
bounds('kinesis.queues.update-arn-required', ['required', ...arnOf('queue')], inForm)
bounds('kinesis.queues.delete-arn-required', ['required', ...arnOf('queue')], inForm)
/** Where the ARN is missing, another check may come first. */
bounds('kinesis.queues.receive-arn-required', ['required', arnOf('queue')[0]!], { ...inForm, error: anyClientError })
bounds('kinesis.queues.dlq-receive-arn-required', ['required', arnOf('queue')[0]!], { ...inForm, error: anyClientError })
bounds('kinesis.queues.update-attributes-required', 'required')
bounds('kinesis.queues.position-type-required', ['required', 'enum'], { ...inForm, valid: withPosition })
bounds('kinesis.queues.at-timestamp-needs-timestamp', 'required')
bounds('kinesis.queues.dlq-target-required', ['required', 'enum'], inForm)
bounds('kinesis.queues.dlq-config', 'required')

/** A position that any type may have, where that of the type AT_TIMESTAMP alone wants more. */
async function withPosition({ stream, name }: KinesisCase): Promise<object> {
  return {
    QueueName: name(),
    StreamConfigurationList: [{ StreamARN: await (await stream({ isOnDemand: true })).arn(), StartingPosition: { Type: 'LATEST' } }],
  }
}

// ---- numbers

bounds('kinesis.queues.visibility-range', 'size')
bounds('kinesis.queues.dlq-max-receive-range', 'size')
bounds('kinesis.queues.receive-limit-range', 'size')
bounds('kinesis.queues.receive-wait-range', 'size')
bounds('kinesis.queues.receive-visibility-range', 'size')
bounds('kinesis.queues.dlq-receive-limit-range', 'size')
bounds('kinesis.queues.dlq-receive-wait-range', 'size')
bounds('kinesis.queues.dlq-receive-visibility-range', 'size')
bounds('kinesis.queues.visibility-timeout-range', ['required', 'size'])
bounds('kinesis.queues.dlq-visibility-timeout-range', ['required', 'size'])
bounds('kinesis.queues.list-max-results-range', 'size')

// ---- lists

/** Entries beside the first one, of handles that nobody was given: they fail alone. */
const entries =
  (more: object = {}) =>
  (length: number): unknown =>
    length === 1 ? VALID : Array.from({ length }, (_, nth) => ({ ReceiptHandle: `forged-${nth}`, ...more }))

const ENTRIES = [
  { id: 'kinesis.queues.ack-entries-1-10' },
  { id: 'kinesis.queues.dlq-ack-entries-1-10' },
  { id: 'kinesis.queues.dlq-restore-entries-1-10' },
  { id: 'kinesis.queues.visibility-entries-1-10', more: { VisibilityTimeoutSeconds: 1 } },
  { id: 'kinesis.queues.dlq-visibility-entries-1-10', more: { VisibilityTimeoutSeconds: 1 } },
]
for (const { id, more } of ENTRIES) bounds(id, lengths(1, 10), { make: entries(more) })

for (const id of [
  'kinesis.queues.ack-handle-rules',
  'kinesis.queues.dlq-ack-handle-rules',
  'kinesis.queues.dlq-restore-handle-rules',
  'kinesis.queues.visibility-handle-rules',
  'kinesis.queues.dlq-visibility-handle-rules',
] as const)
  bounds(id, ['required', 'size'])

bounds('kinesis.queues.list-filter-range', lengths(1, 10_000), {
  member: 'ListQueues.StreamFilter',
  make: (length: number) => Array.from({ length }, (_, nth) => ({ StreamARN: `arn:aws:kinesis:us-east-1:123456789012:stream/s-${nth}` })),
})
