import type { Told } from '../../../src/oracle/linear/event-log.js'
import { members, type Members, text } from '../../../src/oracle/linear/members.js'
import type { Judging } from '../../../src/oracle/linear/verdicts.js'
import type { Stream } from './stream.js'

const LAST_KEY = 2n ** 128n - 1n
const KEY = /^\d{1,39}$/

/** Takes down what a list of shards tells of parents and ends. @returns whether it is of the stream that was seen before, which began its numbers there */
export const learn = (stream: Stream, shards: readonly Members[]): boolean => {
  let isSame = true
  for (const shown of shards) {
    const shard = stream.shard(text(shown['ShardId']) ?? '')
    const starting = text(members(shown['SequenceNumberRange'])?.['StartingSequenceNumber'])
    isSame &&= starting === undefined || shard.starting === undefined || starting === shard.starting
    shard.starting = starting ?? shard.starting
    shard.parents = [shown['ParentShardId'], shown['AdjacentParentShardId']].flatMap((id) => text(id) ?? [])
    shard.ending = text(members(shown['SequenceNumberRange'])?.['EndingSequenceNumber']) ?? shard.ending
  }
  return isSame
}

/** The open shards of a complete list share all hash keys among them: none is in two of them, and none in no shard. */
export const partition = (shards: readonly Members[], { line }: Told, verdicts: Judging): void => {
  const ranges: { readonly from: bigint; readonly to: bigint }[] = []
  for (const { HashKeyRange, SequenceNumberRange } of shards) {
    if (text(members(SequenceNumberRange)?.['EndingSequenceNumber']) !== undefined) continue
    const { StartingHashKey: from, EndingHashKey: to } = members(HashKeyRange) ?? {}
    if (typeof from !== 'string' || typeof to !== 'string' || !KEY.test(from) || !KEY.test(to)) return verdicts.undecided()
    ranges.push({ from: BigInt(from), to: BigInt(to) })
  }
  verdicts.tested()
  let next = 0n
  for (const { from, to } of ranges.sort((a, b) => (a.from < b.from ? -1 : 1))) {
    if (from !== next) {
      const seen = from < next ? `the keys from ${from} in two of them` : `the keys from ${next} to ${from - 1n} in none`
      return verdicts.found({
        clause: 'kinesis.hash-keys.full-range',
        line,
        earlier: undefined,
        allowed: 'each hash key in one open shard',
        seen,
      })
    }
    next = to + 1n
  }
  if (next !== LAST_KEY + 1n)
    verdicts.found({
      clause: 'kinesis.hash-keys.full-range',
      line,
      earlier: undefined,
      allowed: 'each hash key in one open shard',
      seen: `the keys from ${next} in none`,
    })
}
