import type { ClauseId } from '../../reference/core/reading.js'
import type { Exchange } from '../../src/oracle/exchange.js'

interface Entry {
  readonly ErrorCode?: string
}

/** What consumers and producers hang on that no rule of the observer decides: what shards a stream is said to have, and which entry failed. */
export const relies =
  () =>
  ({ service, operation, outcome }: Exchange): readonly ClauseId[] => {
    if (service !== 'kinesis' || outcome.kind !== 'answered') return []
    const { ChildShards = [], Records = [] } = outcome.output as {
      readonly ChildShards?: readonly unknown[]
      readonly Records?: readonly Entry[]
    }
    if (operation === 'ListShards') return ['kinesis.shards.required-members']
    if (operation === 'GetRecords' && ChildShards.length > 0) return ['kinesis.get.child-shards-at-end']
    return operation === 'PutRecords' && Records.some(({ ErrorCode }) => ErrorCode !== undefined) ? ['kinesis.put-batch.failed-entry'] : []
  }
