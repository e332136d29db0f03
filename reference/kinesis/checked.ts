import { NOT_NULL, validationMessage, violations, type Violation } from '../aws/validate.js'
import type { Constraints } from '../aws/constraints.js'
import { known } from '../core/facts.js'
import type { Call } from '../core/service.js'
import type { Context, Rules } from './choices.js'
import table from './constraints.json' with { type: 'json' }
import { invalid, refused } from './errors.js'
import { DEFAULT_RECORD_KIB } from './limits.js'
import { type Entry, sizeOf } from './put.js'
import { findStream, type Named, readArn } from './request.js'

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
 */
export function check({ operation, input }: Call, c: Context, x: Rules): void {
  const found = violations(constraints, operation, input)
  const all = operation === 'PutRecord' || operation === 'PutRecords' ? [...found, ...ofEntries(operation, input, c, x)] : found
  x.orFail('kinesis.errors.validation-changed-meaning', known(all.length === 0), () =>
    (OTHERWISE.has(operation) ? invalid : refused)(validationMessage(all.slice(0, MOST))),
  )
}
const MOST = 10

/**
 * Two constraints depend on the stream. A partition key is needed, unless the stream spreads its records without one; and a record, key and
 * data, may be as large as the stream says.
 *
 * @clause kinesis.distribution.user-key-required
 * @clause kinesis.distribution.auto-key-optional
 * @clause kinesis.max-record-size.enforced-on-put
 * @clause kinesis.put.model-data-max-10mib
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
