import { NOT_NULL, validationMessage, violations, type Violation } from '../aws/validate.js'
import type { Constraints } from '../aws/constraints.js'
import { known } from '../core/facts.js'
import type { Call } from '../core/service.js'
import type { Context, Rules } from './choices.js'
import table from './constraints.json' with { type: 'json' }
import { invalid, refused } from './errors.js'
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
  const found = [...violations(constraints, operation, input), ...withoutKey(operation, input, c, x)]
  x.orFail('kinesis.errors.validation-changed-meaning', known(found.length === 0), () =>
    (OTHERWISE.has(operation) ? invalid : refused)(validationMessage(found)),
  )
}

type Input = Call['input']

/**
 * A partition key is needed, unless the stream spreads its records without one.
 *
 * @clause kinesis.distribution.user-key-required
 * @clause kinesis.distribution.auto-key-optional
 */
function withoutKey(operation: string, input: Input, c: Context, x: Rules): readonly Violation[] {
  if (operation !== 'PutRecord' && operation !== 'PutRecords') return []
  const keyless = operation === 'PutRecord' ? (input['PartitionKey'] === undefined ? [''] : []) : keylessEntries(input['Records'])
  if (keyless.length === 0 || isSpread(input, c, x)) return []
  return keyless.map(path => ({ at: `${path}partitionKey`, value: 'null', constraint: NOT_NULL }))
}

const keylessEntries = (records: unknown): readonly string[] => {
  const paths: string[] = []
  if (Array.isArray(records)) {
    records.forEach((entry: Input, i) => {
      if (entry['PartitionKey'] === undefined && paths.length < 10) paths.push(`records.${i + 1}.member.`)
    })
  }
  return paths
}

const isSpread = (input: Input, { region }: Context, x: Rules): boolean => {
  const { StreamName, StreamARN } = input as Named
  const name = StreamName ?? (StreamARN === undefined ? undefined : readArn(StreamARN)?.name)
  return name !== undefined && findStream(name, region, x)?.distribution === 'AUTO'
}
