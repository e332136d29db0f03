import { bounds, characters, fc, lengths, range, VALID } from './bench.js'
import type { KinesisCase } from './bench.js'

/** A value in good form may still be refused for another reason: such a shard is not there, such a token was never given. */
const inForm = { inside: 'not refused for it' } as const
const ids =
  (make: (nth: number) => unknown) =>
  (length: number): unknown =>
    Array.from({ length }, (_, nth) => make(nth))
const tagged = (length: number): object => Object.fromEntries(Array.from({ length }, (_, nth) => [`key-${nth}`, 'value']))

const NAME = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-'
const NO_NAME = ' !"#$%&\'()*+,/:;<=>?@[\\]^`{|}~é日'

// ---- what members must be there

bounds('kinesis.put.data-required', 'required')
bounds('kinesis.get.required-iterator', 'required')
bounds('kinesis.iterator.required-params', 'required')
bounds('kinesis.split.required-params', 'required')
bounds('kinesis.merge.required-params', 'required')
bounds('kinesis.update-shard-count.required', 'required')
bounds('kinesis.retention.required', 'required', inForm)
bounds('kinesis.identifiers.arn-required-ops', 'required', inForm)
bounds('kinesis.modes.update-required-params', 'required')
bounds('kinesis.modes.account-settings-required', 'required', inForm)
bounds('kinesis.distribution.update-required', 'required', inForm)
bounds('kinesis.efo.register-required', 'required')
bounds('kinesis.encryption.start-required', 'required', inForm)
bounds('kinesis.tags.tag-resource-required', 'required')
bounds('kinesis.tags.untag-required', 'required')
bounds('kinesis.resource-policy.required', 'required', inForm)
bounds('kinesis.resource-policy.get-delete-required', 'required', inForm)
bounds('kinesis.max-record-size.required', 'required')

// ---- numbers

bounds('kinesis.describe.stream-limit-range', 'size')
bounds('kinesis.list-streams.limit-range', 'size')
bounds('kinesis.list-shards.max-results-range', 'size')
bounds('kinesis.tags.list-limit', 'size')
bounds('kinesis.get.limit-over-10000', range(undefined, 10_000, 1))
bounds('kinesis.get.limit-min-1', range(1, undefined))
bounds('kinesis.max-record-size.update-range', range(1024, 10_240))
bounds('kinesis.streams.shard-count-minimum-1', { ...range(1, undefined), inside: fc.integer({ min: 1, max: 3 }) })

// ---- texts and bytes

/** The name is the case's own; where that is longer than the name to try, it is as long as that. */
bounds('kinesis.streams.name-length-1-128', 'size', {
  make: (length: number, { name }: KinesisCase) => (length === 0 ? '' : name('', length)),
})
bounds('kinesis.streams.name-charset', characters(NAME, NO_NAME), { make: (end: string, { name }: KinesisCase) => name(`-${end}`) })
bounds('kinesis.efo.consumer-name-rules', [lengths(1, 128), characters(NAME, NO_NAME)])
bounds('kinesis.iterator.shard-id-format', ['size', 'pattern'], inForm)
bounds('kinesis.put.partition-key-length', 'size')

/** What a stream takes is less by its own setting, so the value inside is within the least of those. */
const MIB = 1_048_576
bounds('kinesis.put.model-data-max-10mib', {
  inside: fc.integer({ min: 0, max: MIB - 256 }),
  outside: fc.integer({ min: 10 * MIB + 1, max: 10 * MIB + 1000 }),
  edges: [{ inside: MIB - 256, outside: 10 * MIB + 1 }],
  make: (size) => new Uint8Array(Number(size)),
})
bounds('kinesis.hash-keys.explicit-pattern', 'pattern', inForm)
bounds('kinesis.list-shards.token-length', 'size', {
  ...inForm,
  valid: async (t, operation) => (operation === 'ListStreamConsumers' ? { StreamARN: await (await t.stream()).arn() } : {}),
})

const NO_STREAM = [
  'stream',
  'arn:aws:s3:::bucket',
  'arn:aws:sqs:us-east-1:123456789012:queue',
  'arn:aws:kinesis:us-east-1:12345:stream/s',
] as const
bounds('kinesis.tags.resource-pattern', {
  inside: fc.constant('the stream'),
  outside: fc.constantFrom(...NO_STREAM),
  edges: [],
  make: (drawn) => (drawn === 'the stream' ? VALID : drawn),
})

// ---- enumerations

bounds('kinesis.iterator.types', 'enum', inForm)
bounds('kinesis.modes.enum', 'enum', inForm)
bounds('kinesis.distribution.enum', 'enum', inForm)
bounds('kinesis.list-shards.filter-type-required', ['required', 'enum'], inForm)
bounds('kinesis.monitoring.metric-enum', 'enum')

// ---- lists and maps

const METRICS = [
  'IncomingBytes',
  'IncomingRecords',
  'OutgoingBytes',
  'OutgoingRecords',
  'WriteProvisionedThroughputExceeded',
  'ReadProvisionedThroughputExceeded',
  'IteratorAgeMilliseconds',
]
bounds('kinesis.put-batch.min-1-max-500', lengths(1, 500, undefined), {
  make: ids((nth) => ({ PartitionKey: `${nth}`, Data: Uint8Array.of(nth % 256) })),
})
bounds('kinesis.monitoring.list-1-to-7', lengths(1, 7, undefined), { make: ids((nth) => METRICS[nth % METRICS.length]) })
bounds('kinesis.tags.map-1-to-200', lengths(1, 200, undefined), { ...inForm, make: tagged })
bounds('kinesis.tags.key-length', lengths(1, 128), { make: (length: number) => ({ ['k'.repeat(length)]: 'value' }) })
bounds('kinesis.tags.value-length', lengths(undefined, 256), { make: (length: number) => ({ key: 'v'.repeat(length) }) })
bounds('kinesis.tags.remove-keys-1-50', lengths(1, 50), { make: ids((nth) => `key-${nth}`) })
