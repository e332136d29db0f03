import { expect, test } from 'vitest'
import type { Exchange } from '../../src/oracle/exchange.js'
import { judgeTrace } from '../../src/oracle/judge.js'
import { ENDPOINT_SLACK } from '../../src/targets/slack.js'
import { strictnessOf } from '../../src/oracle/check/check-trace.js'
import { judged } from './explore.js'
import { manyServersOnly } from './profiles.js'

let now = 1_700_000_000_000
const said = (operation: string, input: object, output: object): Exchange => ({
  client: 'c1',
  service: 'kinesis',
  region: 'us-east-1',
  account: '000000000000',
  operation,
  input: { ...input },
  outcome: { kind: 'answered', output: { ...output } },
  sent: (now += 10),
  received: now + 5,
})
const Data = Buffer.from('hello')
const put = (SequenceNumber: string, ShardId: string) =>
  said('PutRecord', { StreamName: 'clicks', PartitionKey: 'a', Data }, { ShardId, SequenceNumber })

test('of a stream from before the trace it is told what is leant on, and nobody is accused', () => {
  const tested = new Set<string>()
  const { accusations } = judgeTrace(
    [
      put('10', 'shardId-000000000000'),
      put('11', 'shardId-000000000001'),
      put('12', 'shardId-000000000000'),
      said(
        'GetShardIterator',
        { StreamName: 'clicks', ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' },
        { ShardIterator: 'i' },
      ),
      said(
        'GetRecords',
        { ShardIterator: 'i', Limit: 1 },
        { Records: [{ SequenceNumber: '10', PartitionKey: 'a', Data }], NextShardIterator: 'j' },
      ),
      // A record that nobody was seen to put.
      said('GetRecords', { ShardIterator: 'j' }, { Records: [{ SequenceNumber: '11', PartitionKey: 'b', Data }], NextShardIterator: 'k' }),
    ],
    strictnessOf('as-documented', ENDPOINT_SLACK, [{ manyServersOnly }]),
    judged,
    { onStep: (_, step) => step.tested.forEach((id) => tested.add(id)) },
  )
  expect(accusations).toEqual([])
  expect([...tested]).toEqual(
    expect.arrayContaining([
      'kinesis.hash-keys.same-key-same-shard',
      'kinesis.get.limit-honoured',
      'kinesis.iterator.trim-horizon',
      'kinesis.get.sequence-matches-put',
    ]),
  )
  expect([...tested]).not.toContain('kinesis.ordering.sequence-for-ordering')
})
