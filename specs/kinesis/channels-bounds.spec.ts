import { arnOf } from './arns.js'
import { anyClientError, bounds, characters, fc, lengths, range } from './bench.js'
import { newChannel, updateOf } from './valid-channels.js'

/**
 * A value inside may still be refused, because what it names is not there or may not be used, and one rule of a channel depends on the other.
 * A member of tables is tried in a channel to tables, one of both destinations in that of its own.
 */
const inForm = { inside: 'not refused for it' } as const
const inTables = { ...inForm, valid: newChannel('S3_TABLES') } as const

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789_'
const NAME = `${LETTERS}ABCDEFGHIJKLMNOPQRSTUVWXYZ.-`
const ACCOUNT = '123456789012'
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}`
const [S3, TABLES] = ['CreateChannel.S3DestinationConfiguration', 'CreateChannel.S3TablesDestinationConfiguration'] as const

/** Texts that are not of the form that is asked for. */
const wrong = (right: string, ...others: readonly string[]) => ({
  inside: fc.constant(right),
  outside: fc.constantFrom(...others),
  edges: others.map((outside) => ({ inside: right, outside })),
})

// ---- what members must be there

bounds('kinesis.channels.required', 'required', inForm)
bounds('kinesis.channels.record-configuration-required', 'required', inForm)
bounds('kinesis.channels.s3.storage-required', 'required', inForm)
bounds('kinesis.channels.s3.bucket-arn-required', 'required', inForm)
bounds('kinesis.channels.s3.expected-owner-required', 'required', inForm)
bounds('kinesis.channels.s3.compression-required', 'required', inForm)
bounds('kinesis.channels.encryption.members-required', 'required', inForm)
bounds('kinesis.channels.logging.members-required', 'required', inForm)
bounds('kinesis.channels.tables.dlq-required', 'required', inTables)
bounds('kinesis.channels.tables.list-required', 'required', inTables)
bounds('kinesis.channels.tables.bucket-arn-required', 'required', inTables)
bounds('kinesis.channels.tables.namespace-required', 'required', inTables)
bounds('kinesis.channels.tables.table-name-required', 'required', inTables)
bounds('kinesis.channels.tables.compression-required', 'required', inTables)
bounds('kinesis.channels.tables.partition-field-required', 'required', inTables)
bounds('kinesis.channels.update-freshness-required', 'required', {
  ...inForm,
  valid: updateOf('S3'),
  member: 'UpdateChannel.S3DestinationConfiguration.DataFreshnessInSeconds',
})
bounds('kinesis.channels.dlq.bucket-arn-required', 'required', { ...inForm, member: `${S3}.DeadLetterQueueS3Configuration.BucketARN` })
bounds('kinesis.channels.dlq.expected-owner-required', 'required', {
  ...inTables,
  member: `${TABLES}.DeadLetterQueueS3Configuration.ExpectedBucketOwner`,
})

// ---- enumerations

bounds('kinesis.channels.format-enum', 'enum', inForm)
bounds('kinesis.channels.s3.compression-enum', 'enum', inForm)
bounds('kinesis.channels.s3.storage-class-enum', 'enum', inForm)
bounds('kinesis.channels.tables.compression-enum', 'enum', inTables)
bounds('kinesis.channels.tables.partition-transform', 'enum', inTables)
bounds('kinesis.channels.encryption.type-kms-only', 'enum', inForm)

// ---- texts

bounds('kinesis.channels.name-rules', [lengths(1, 128), characters(NAME, ' !"#$%&()*+,/:;<=>?@é日')], inForm)
bounds(
  'kinesis.channels.role-arn-rules',
  wrong(
    `arn:aws:iam::${ACCOUNT}:role/r`,
    '',
    'role',
    `arn:aws:iam::${ACCOUNT}:user/u`,
    'arn:aws:iam::12345:role/r',
    `arn:aws:iam::${ACCOUNT}:role/${'r'.repeat(512)}`,
  ),
  inForm,
)
bounds('kinesis.channels.stream-arn-rules', ['required', ...arnOf('stream')], inForm)
bounds('kinesis.channels.describe-arn-required', ['required', ...arnOf('channel')], inForm)
bounds('kinesis.channels.update-arn-required', ['required', ...arnOf('channel')], inForm)
bounds('kinesis.channels.delete-arn-required', ['required', ...arnOf('channel')], inForm)
bounds(
  'kinesis.channels.gsr-schema-arn-rules',
  wrong(
    `arn:aws:glue:us-east-1:${ACCOUNT}:schema/r/n`,
    '',
    'schema',
    `arn:aws:glue:us-east-1:${ACCOUNT}:schema/n`,
    `arn:aws:glue:us-east-1:${ACCOUNT}:schema/r/${'n'.repeat(512)}`,
  ),
  inForm,
)
bounds(
  'kinesis.channels.s3.bucket-arn-rules',
  wrong('arn:aws:s3:::bucket', 'bucket', 'arn:aws:s3:::ab', `arn:aws:s3:::${'b'.repeat(64)}`, 'arn:aws:s3:::Bucket'),
  inForm,
)
bounds('kinesis.channels.s3.expected-owner-12-digits', wrong(ACCOUNT, '12345678901', '1234567890123', 'abcdefghijkl'), {
  ...inForm,
  member: `${S3}.StorageConfiguration.ExpectedBucketOwner / ${S3}.DeadLetterQueueS3Configuration.ExpectedBucketOwner`,
})
bounds('kinesis.channels.s3.key-template-rules', [lengths(1, 1024), characters(`${LETTERS}!-'.*()/=:{}`, ' "#$%&+,;<>?@[]^|~é日')], inForm)
bounds('kinesis.channels.dlq.error-prefix-rules', [lengths(1, 512), characters(`${LETTERS}!-'.*()/`, ' "#$%&+,:;<=>?@[]^{|}~é日')], {
  ...inForm,
  member: `${S3}.DeadLetterQueueS3Configuration.ErrorOutputPrefix`,
})
bounds(
  'kinesis.channels.tables.bucket-arn-rules',
  wrong(
    `arn:aws:s3tables:us-east-1:${ACCOUNT}:bucket/abc`,
    'arn:aws:s3:::bucket',
    `arn:aws:s3tables:us-east-1:${ACCOUNT}:bucket/ab`,
    `arn:aws:s3tables:us-east-1:${ACCOUNT}:bucket/Abc`,
  ),
  inTables,
)
bounds('kinesis.channels.tables.namespace-rules', [lengths(1, 255), characters(LETTERS, 'AZ-. é')], inTables)
bounds('kinesis.channels.tables.table-name-rules', [lengths(1, 255), characters(LETTERS, 'AZ-. é')], inTables)
bounds('kinesis.channels.tables.partition-source-rules', [lengths(1, 255), characters(`${LETTERS}AZ.`, '- /é')], inTables)
bounds('kinesis.channels.encryption.key-length', lengths(1, 2048), inForm)
bounds('kinesis.channels.encryption.no-service-key', wrong('alias/orders', 'alias/aws/kinesis', `${KEY}:alias/aws/kinesis`), {
  ...inForm,
  error: anyClientError,
})
bounds('kinesis.channels.logging.group-rules', [lengths(1, 512), characters(`${NAME}/#`, ' !"$%&()*+,:;<=>?@é日')], inForm)
bounds('kinesis.channels.logging.stream-rules', [lengths(1, 512), characters(`${NAME} /#é`, ':*')], inForm)
bounds('kinesis.channels.list.token-length', lengths(1, 1_048_576), inForm)

// ---- numbers and lists

const FRESHNESS = 'DataFreshnessInSeconds'
bounds('kinesis.channels.freshness-range', range(300, 900), {
  ...inForm,
  member: `${S3}.${FRESHNESS} / UpdateChannel.S3DestinationConfiguration.${FRESHNESS}`,
})
bounds('kinesis.channels.list.max-results-range', 'size')
bounds('kinesis.channels.list.filter-range', lengths(1, 10_000), {
  member: 'ListChannels.StreamFilter',
  make: (length: number) => Array.from({ length }, (_, nth) => ({ StreamARN: `arn:aws:kinesis:us-east-1:${ACCOUNT}:stream/s-${nth}` })),
})
bounds('kinesis.channels.tables.partition-fields-1-10', lengths(1, 10), {
  ...inTables,
  make: (length: number) => Array.from({ length }, (_, nth) => ({ Transform: 'TIME_HOUR', SourceName: `at_${nth}` })),
})
bounds('kinesis.channels.tags-on-create', lengths(1, 200), {
  ...inForm,
  make: (length: number) => Object.fromEntries(Array.from({ length }, (_, nth) => [`key-${nth}`, 'value'])),
})
