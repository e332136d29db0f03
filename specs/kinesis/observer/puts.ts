import { entriesOf, type Members } from './course.js'
import { type Broken, type Held, type Range, stored, type StreamLog } from './records.js'

/** What the answer to a put says of its records: they are kept in mind, or what is wrong with the answer is told. */
export const put = (
  operation: string,
  input: Members,
  output: Members,
  log: StreamLog,
  when: { readonly sent: number; readonly received: number },
  held: Held,
  rangeOf: (answer: Members) => Range | undefined,
): Broken | undefined => {
  const entries = entriesOf(operation, input)
  if (entries.length === 0) return undefined
  if (operation === 'PutRecord')
    return stored(log, entries[0]!, output, when, held, rangeOf(output), input['SequenceNumberForOrdering'] as string | undefined)
  const { Records, FailedRecordCount = 0 } = output as { readonly Records?: readonly Members[]; readonly FailedRecordCount?: number }
  if (Records?.length !== entries.length)
    return { clause: 'kinesis.put-batch.response-order-and-count', allowed: `${entries.length} entries`, seen: `${Records?.length ?? 0}` }
  const failed = Records.filter(({ ErrorCode }) => ErrorCode !== undefined && ErrorCode !== null)
  if (failed.length !== FailedRecordCount)
    return { clause: 'kinesis.put-batch.failed-count', allowed: `${failed.length}`, seen: `${FailedRecordCount}` }
  held(failed.length === 0 ? 'kinesis.put-batch.success-entry' : 'kinesis.put-batch.failed-count')
  for (const [nth, answer] of Records.entries()) {
    if (!failed.includes(answer)) {
      const broken = stored(log, entries[nth]!, answer, when, held, rangeOf(answer))
      if (broken !== undefined) return broken
    } else if (answer['ErrorCode'] === 'InternalFailure') log.doubtful.push({ entry: entries[nth]!, sent: when.sent, received: Infinity })
  }
  return undefined
}
