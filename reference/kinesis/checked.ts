import { NOT_NULL, validationMessage, violations, type Violation } from '../aws/validate.js'
import type { Constraints } from '../aws/constraints.js'
import { known } from '../core/facts.js'
import type { Call } from '../core/service.js'
import type { Rules } from './choices.js'
import table from './constraints.json' with { type: 'json' }
import { invalid, refused } from './errors.js'
import { DEFAULT_RECORD_KIB } from './limits.js'
import { type Entry, sizeOf } from './put.js'
import { findStream, type Named, readArn } from './request.js'
import type { Context } from './state.js'

const constraints: Constraints = table

/** Their error lists have InvalidArgumentException and no ValidationException. */
const OTHERWISE: ReadonlySet<string> = new Set([
  'ReceiveQueueRecords',
  'ReceiveDeadLetterQueueRecords',
  'AcknowledgeQueueRecords',
  'AcknowledgeDeadLetterQueueRecords',
  'RestoreDeadLetterQueueRecords',
  'UpdateQueueRecordsVisibility',
  'UpdateDeadLetterQueueRecordsVisibility',
])

/**
 * An input is held to the constraints of the API description before anything else is looked at, and what it breaks is told all at once.
 *
 * @clause kinesis.identifiers.stream-arn-length @clause kinesis.identifiers.arn-required-ops @clause kinesis.streams.name-length-1-128
 * @clause kinesis.streams.name-charset @clause kinesis.streams.shard-count-minimum-1 @clause kinesis.describe.stream-limit-range
 * @clause kinesis.list-streams.limit-range @clause kinesis.modes.enum @clause kinesis.modes.update-required-params
 * @clause kinesis.modes.account-settings-required @clause kinesis.modes.account-settings-input-enum
 * @clause kinesis.modes.warm-update-required @clause kinesis.max-record-size.update-range @clause kinesis.distribution.update-required
 * @clause kinesis.hash-keys.explicit-pattern @clause kinesis.put.data-required @clause kinesis.put.partition-key-length
 * @clause kinesis.put.partition-key-256-chars-not-bytes @clause kinesis.put-batch.min-1-max-500 @clause kinesis.iterator.types
 * @clause kinesis.iterator.required-params @clause kinesis.iterator.shard-id-format @clause kinesis.get.required-iterator
 * @clause kinesis.get.limit-over-10000 @clause kinesis.get.limit-min-1 @clause kinesis.split.required-params
 * @clause kinesis.merge.required-params @clause kinesis.update-shard-count.required @clause kinesis.retention.required
 * @clause kinesis.list-shards.max-results-range @clause kinesis.list-shards.token-length @clause kinesis.list-shards.filter-type-required
 * @clause kinesis.efo.register-required @clause kinesis.efo.consumer-name-rules @clause kinesis.efo.subscribe-required
 * @clause kinesis.monitoring.metric-enum @clause kinesis.monitoring.list-1-to-7 @clause kinesis.tags.map-1-to-200
 * @clause kinesis.tags.key-length @clause kinesis.tags.value-length @clause kinesis.tags.remove-keys-1-50 @clause kinesis.tags.list-limit
 * @clause kinesis.tags.resource-pattern @clause kinesis.tags.tag-resource-required @clause kinesis.tags.untag-required
 * @clause kinesis.resource-policy.required @clause kinesis.resource-policy.get-delete-required @clause kinesis.queues.name-rules
 * @clause kinesis.queues.create-required @clause kinesis.queues.stream-arn-rules @clause kinesis.queues.position-type-required
 * @clause kinesis.queues.describe-arn-required @clause kinesis.queues.update-arn-required @clause kinesis.queues.delete-arn-required
 * @clause kinesis.queues.visibility-range @clause kinesis.queues.dlq-target-required @clause kinesis.queues.dlq-max-receive-range
 * @clause kinesis.queues.receive-arn-required @clause kinesis.queues.receive-limit-range @clause kinesis.queues.receive-wait-range
 * @clause kinesis.queues.receive-visibility-range @clause kinesis.queues.dlq-receive-arn-required
 * @clause kinesis.queues.dlq-receive-limit-range @clause kinesis.queues.dlq-receive-wait-range
 * @clause kinesis.queues.dlq-receive-visibility-range @clause kinesis.queues.ack-entries-1-10 @clause kinesis.queues.ack-handle-rules
 * @clause kinesis.queues.dlq-ack-entries-1-10 @clause kinesis.queues.dlq-ack-handle-rules @clause kinesis.queues.dlq-restore-entries-1-10
 * @clause kinesis.queues.dlq-restore-handle-rules @clause kinesis.queues.visibility-entries-1-10
 * @clause kinesis.queues.visibility-handle-rules @clause kinesis.queues.dlq-visibility-entries-1-10
 * @clause kinesis.queues.dlq-visibility-handle-rules @clause kinesis.queues.visibility-timeout-range
 * @clause kinesis.queues.dlq-visibility-timeout-range @clause kinesis.queues.update-attributes-required
 * @clause kinesis.queues.list-max-results-range @clause kinesis.queues.list-filter-range @clause kinesis.channels.required
 * @clause kinesis.channels.name-rules @clause kinesis.channels.role-arn-rules @clause kinesis.channels.stream-arn-rules
 * @clause kinesis.channels.record-configuration-required @clause kinesis.channels.format-enum @clause kinesis.channels.gsr-schema-arn-rules
 * @clause kinesis.max-record-size.required @clause kinesis.channels.s3.storage-required @clause kinesis.channels.s3.bucket-arn-required
 * @clause kinesis.channels.s3.expected-owner-required @clause kinesis.channels.s3.compression-required
 * @clause kinesis.channels.s3.compression-enum @clause kinesis.channels.s3.storage-class-enum @clause kinesis.channels.s3.bucket-arn-rules
 * @clause kinesis.channels.s3.expected-owner-12-digits @clause kinesis.channels.s3.key-template-rules
 * @clause kinesis.channels.dlq.bucket-arn-required @clause kinesis.channels.dlq.expected-owner-required
 * @clause kinesis.channels.dlq.error-prefix-rules @clause kinesis.channels.tables.dlq-required
 * @clause kinesis.channels.tables.list-required @clause kinesis.channels.tables.bucket-arn-required
 * @clause kinesis.channels.tables.namespace-required @clause kinesis.channels.tables.table-name-required
 * @clause kinesis.channels.tables.compression-required @clause kinesis.channels.tables.bucket-arn-rules
 * @clause kinesis.channels.tables.namespace-rules @clause kinesis.channels.tables.table-name-rules
 * @clause kinesis.channels.tables.compression-enum @clause kinesis.channels.tables.partition-fields-1-10
 * @clause kinesis.channels.tables.partition-field-required @clause kinesis.channels.tables.partition-transform
 * @clause kinesis.channels.tables.partition-source-rules @clause kinesis.channels.encryption.members-required
 * @clause kinesis.channels.encryption.type-kms-only @clause kinesis.channels.encryption.key-length
 * @clause kinesis.channels.logging.members-required @clause kinesis.channels.logging.group-rules
 * @clause kinesis.channels.logging.stream-rules @clause kinesis.channels.describe-arn-required @clause kinesis.channels.update-arn-required
 * @clause kinesis.channels.delete-arn-required @clause kinesis.channels.update-freshness-required
 * @clause kinesis.channels.list.max-results-range @clause kinesis.channels.list.filter-range @clause kinesis.channels.list.token-length
 */
export function check({ operation, input }: Call, c: Context, x: Rules): void {
  const found = violations(constraints, operation, input)
  const all =
    operation === 'PutRecord' || operation === 'PutRecords'
      ? [...found, ...ofEntries(operation, input, c, x).filter(({ at }) => !found.some((other) => other.at === at))]
      : found
  x.orFail('kinesis.errors.validation-changed-meaning', known(all.length === 0), () =>
    (OTHERWISE.has(operation) ? invalid : refused)(validationMessage(all.slice(0, MOST))),
  )
}
const MOST = 10

/**
 * Two constraints depend on the stream. A partition key is needed, unless the stream spreads its records without one; and a record, key and
 * data, may be as large as the stream says.
 *
 * @clause kinesis.distribution.user-key-required @clause kinesis.distribution.auto-key-optional
 * @clause kinesis.max-record-size.enforced-on-put @clause kinesis.put.model-data-max-10mib
 */
function ofEntries(operation: 'PutRecord' | 'PutRecords', input: Call['input'], { region }: Context, x: Rules): readonly Violation[] {
  const { StreamName, StreamARN, Records = [] } = input as Named & { readonly Records?: readonly Partial<Entry>[] }
  const name = StreamName ?? (StreamARN === undefined ? undefined : readArn(StreamARN)?.name)
  const stream = name === undefined ? undefined : findStream(name, region, x)
  const most = (stream?.maxRecordKiB ?? DEFAULT_RECORD_KIB) * 1024
  const needsKey = stream?.distribution !== 'AUTO'
  const found: Violation[] = []
  const look = (entry: Partial<Entry>, path: string): void => {
    const { PartitionKey, Data } = entry
    if (needsKey && PartitionKey === undefined) found.push({ at: `${path}partitionKey`, value: 'null', constraint: NOT_NULL })
    if (Data === undefined || sizeOf({ Data, PartitionKey, ExplicitHashKey: undefined }) <= most) return
    const { byteLength: size } = Data
    const value = `'java.nio.HeapByteBuffer[pos=0 lim=${size} cap=${size}]'`
    found.push({ at: `${path}data`, value, constraint: `Member must have length less than or equal to ${most}` })
  }
  if (operation === 'PutRecord') look(input, '')
  else for (let i = 0; i < Records.length && found.length < MOST; i++) look(Records[i]!, `records.${i + 1}.member.`)
  return found
}
