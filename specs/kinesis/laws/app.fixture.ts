import { kinesis } from '../../../reference/kinesis/index.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import { outputOf } from '../../../src/oracle/linear/altered.fixture.js'
import type { Members } from '../../../src/oracle/linear/members.js'
import { playedHistory, type Script, type Wanted } from '../../../src/oracle/linear/walked.fixture.js'
import { manyServersOnly } from '../profiles.js'

const StreamName = 's'
export interface Shown {
  readonly SequenceNumber: string
  readonly Data: Uint8Array
}
export const recordsOf = (exchange: Exchange): readonly Shown[] =>
  exchange.operation === 'GetRecords' ? ((outputOf(exchange)['Records'] ?? []) as Shown[]) : []

function* producing(): Script {
  let number: unknown
  for (let nth = 0; nth < 30; nth++) {
    const input = { StreamName, PartitionKey: `k${nth % 7}`, Data: Buffer.from(`data ${nth} ${Math.trunc(nth / 3)}`) }
    const put = yield { pauseMs: 40, operation: 'PutRecord', input }
    const again = { ...input, SequenceNumberForOrdering: outputOf(put)['SequenceNumber'] }
    number = outputOf(yield { pauseMs: 5, operation: 'PutRecord', input: number === undefined ? input : again })['SequenceNumber']
  }
}

function* looking(): Script {
  for (;;) {
    const seen = yield { pauseMs: 500, operation: 'DescribeStream', input: { StreamName } }
    if ((outputOf(seen)['StreamDescription'] as Members | undefined)?.['StreamStatus'] === 'ACTIVE') break
  }
  yield { pauseMs: 50, operation: 'DescribeStream', input: { StreamName } }
  yield { pauseMs: 50, operation: 'ListShards', input: { StreamName } }
}

function* opening(): Script {
  yield { pauseMs: 1, operation: 'CreateStream', input: { StreamName, ShardCount: 2 } }
  yield* looking()
}

function* splitting(): Script {
  yield {
    pauseMs: 1500,
    operation: 'SplitShard',
    input: { StreamName, ShardToSplit: 'shardId-000000000000', NewStartingHashKey: String(2n ** 126n) },
  }
  yield* looking()
}

function* reading(ShardIteratorType: string, Limit: number): Script {
  const listed = yield { pauseMs: 100, operation: 'ListShards', input: { StreamName } }
  for (const { ShardId } of (outputOf(listed)['Shards'] ?? []) as readonly { readonly ShardId: string }[]) {
    const begun = yield { pauseMs: 10, operation: 'GetShardIterator', input: { StreamName, ShardId, ShardIteratorType } }
    let ShardIterator = outputOf(begun)['ShardIterator']
    for (let page = 0; page < 60 && ShardIterator !== undefined; page++) {
      const answer = yield { pauseMs: 250, operation: 'GetRecords', input: { ShardIterator, Limit } }
      if (answer.outcome.kind === 'answered') ShardIterator = outputOf(answer)['NextShardIterator']
    }
  }
}

/** Producers, readers from the begin and from the tip, and one who splits a shard meanwhile; at last all is read again. */
export const readAndSplit = (wanted: Wanted) =>
  playedHistory([kinesis], manyServersOnly, wanted, [
    [opening()],
    [producing(), producing(), producing(), splitting(), reading('TRIM_HORIZON', 3), reading('LATEST', 4)],
    [reading('TRIM_HORIZON', 100)],
  ])
