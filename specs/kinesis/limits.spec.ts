import { clause, unlessRefused } from './bench.js'
import type { KinesisCase } from './bench.js'

const MIB = 1024 * 1024
/** Seconds' worth that a shard may take at once: throttling is not exact. */
const BURST = 11

/** Puts batches of 500 small records as fast as they go, until one entry fails. */
const tooMany = async (t: KinesisCase) => {
  const stream = await t.stream()
  const began = t.time.now()
  for (let sent = 0; ;) {
    const call = stream.putAll(Array.from({ length: 500 }, () => ({ data: 'x' })))
    const output = await unlessRefused(call)
    if (output === undefined) return void (await t.refused(call))
    sent += 500
    const failed = output.Records?.find(({ ErrorCode }) => ErrorCode !== undefined)
    if (failed !== undefined) return t.expect(failed.ErrorCode, 'the error of an entry').toBe('ProvisionedThroughputExceededException')
    if (sent > 1000 * (BURST + t.time.most(t.time.now() - began) / 1000))
      t.diverges('nothing was throttled', 'failed entries', `${sent} records stored`)
    if (sent >= 30_000) t.undecided('the records came too slowly to be too many')
  }
}

clause('kinesis.limits.shard-write-1000-records', { check: tooMany })

/** Records of 1 MiB one after the other; far more than a burst and the seconds that went by are surely too much. */
for (const id of ['kinesis.limits.shard-write-1mib', 'kinesis.put.throttled'] as const) {
  clause(id, {
    async check(t) {
      const stream = await t.stream()
      const began = t.time.now()
      for (let sent = 1; sent <= 40; sent++) {
        const call = stream.put(new Uint8Array(MIB - 1))
        if ((await unlessRefused(call)) === undefined) return void (await t.refused(call, 'kinesis.put.throttled'))
        if (sent > BURST + t.time.most(t.time.now() - began) / 1000)
          t.diverges('nothing was throttled', 'ProvisionedThroughputExceededException', `${sent} MiB stored`)
      }
      t.undecided('the records came too slowly to be too much')
    },
  })
}
