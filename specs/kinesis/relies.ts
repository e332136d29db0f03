import type { ClauseId } from '../../reference/core/reading.js'
import type { Exchange } from '../../src/oracle/exchange.js'

interface Entry {
  readonly PartitionKey?: string
  readonly SequenceNumber?: string
  readonly ErrorCode?: string
}
interface Members extends Entry {
  readonly ShardIterator?: string
  readonly ShardIteratorType?: string
  readonly NextShardIterator?: string
  readonly Limit?: number
  readonly Records?: readonly Entry[]
  readonly ChildShards?: readonly unknown[]
  readonly SequenceNumberForOrdering?: string
  readonly FailedRecordCount?: number
}

/** What records read with a new iterator of a type hang on. */
const POSITIONS: Readonly<Record<string, ClauseId>> = {
  TRIM_HORIZON: 'kinesis.iterator.trim-horizon',
  LATEST: 'kinesis.iterator.latest',
  AT_SEQUENCE_NUMBER: 'kinesis.iterator.at-sequence-number-inclusive',
  AFTER_SEQUENCE_NUMBER: 'kinesis.iterator.after-sequence-number-starts-next',
  AT_TIMESTAMP: 'kinesis.iterator.at-timestamp-exact-or-next',
}
/** What is remembered: iterators, sequence numbers and keys. */
const MOST = 20_000
const remember = <V>(map: Map<string, V>, key: string, value: V): void => {
  map.set(key, value)
  if (map.size > MOST) map.delete(map.keys().next().value!)
}

/** What producers and consumers of a stream hang on, by what they ask and get. */
export const relies = (): ((exchange: Exchange) => readonly ClauseId[]) => {
  const positions = new Map<string, ClauseId>()
  const put = new Map<string, true>()
  const keys = new Map<string, true>()
  const stored = (key: string | undefined, number: string | undefined): readonly ClauseId[] => {
    if (number === undefined) return []
    remember(put, number, true as const)
    const isKnown = key !== undefined && keys.has(key)
    if (key !== undefined) remember(keys, key, true as const)
    return isKnown ? ['kinesis.hash-keys.same-key-same-shard'] : []
  }
  const read = (asked: Members, { Records = [], NextShardIterator, ChildShards = [] }: Members): readonly ClauseId[] => {
    const position = positions.get(asked.ShardIterator ?? '')
    // An iterator that found nothing yet stands where it stood.
    if (position !== undefined && Records.length === 0 && NextShardIterator !== undefined) remember(positions, NextShardIterator, position)
    return [
      ...(Records.length > 0 && position !== undefined ? [position] : []),
      ...(Records.some(({ SequenceNumber = '' }) => put.has(SequenceNumber)) ? (['kinesis.get.sequence-matches-put'] as const) : []),
      ...(Records.length > 0 ? (['kinesis.get.record-members', 'kinesis.put.durable-before-ack'] as const) : []),
      ...(asked.Limit !== undefined && Records.length > 0 ? (['kinesis.get.limit-honoured'] as const) : []),
      NextShardIterator === undefined ? 'kinesis.get.null-next-at-shard-end' : 'kinesis.get.next-iterator-on-open-shard',
      ...(ChildShards.length > 0 ? (['kinesis.get.child-shards-at-end'] as const) : []),
    ]
  }
  return ({ service, operation, input, outcome }) => {
    if (service !== 'kinesis' || outcome.kind !== 'answered') return []
    const asked = input as Members
    const answer = outcome.output as Members
    switch (operation) {
      case 'PutRecord':
        return [
          'kinesis.put.returns-shard-and-sequence',
          ...(asked.SequenceNumberForOrdering === undefined ? [] : (['kinesis.ordering.sequence-for-ordering'] as const)),
          ...stored(asked.PartitionKey, answer.SequenceNumber),
        ]
      case 'PutRecords':
        return [
          'kinesis.put-batch.success-entry',
          ...((answer.FailedRecordCount ?? 0) > 0 ? (['kinesis.put-batch.failed-entry', 'kinesis.put-batch.failed-count'] as const) : []),
          ...(answer.Records ?? []).flatMap(({ SequenceNumber }, nth) => stored(asked.Records?.[nth]?.PartitionKey, SequenceNumber)),
        ]
      case 'GetShardIterator': {
        const position = POSITIONS[asked.ShardIteratorType ?? '']
        if (answer.ShardIterator !== undefined && position !== undefined) remember(positions, answer.ShardIterator, position)
        return []
      }
      case 'ListShards':
        return ['kinesis.shards.required-members']
      case 'GetRecords':
        return read(asked, answer)
      default:
        return []
    }
  }
}
