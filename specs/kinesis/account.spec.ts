import type { MinimumThroughputBillingCommitmentOutput } from '@aws-sdk/client-kinesis'
import { clause, fc, unlessRefused, Unsupported } from './bench.js'
import type { KinesisCase, Stream } from './bench.js'

/**
 * The minimum throughput billing commitment is the account's: it costs money for a day at least, and changes what every stream may do. So these
 * clauses run where the account is the case's own.
 */
const DAY = 24 * 3_600_000
const NONE: Partial<MinimumThroughputBillingCommitmentOutput> = {}

const requireOwn = ({ account }: KinesisCase): void => {
  if (account === undefined) throw new Unsupported("the account is not the case's own, and the commitment is the whole account's")
}
const commitment = async ({ kinesis }: KinesisCase) =>
  (await kinesis.describeAccountSettings({})).MinimumThroughputBillingCommitment ?? NONE
const set = async ({ kinesis }: KinesisCase, Status: 'ENABLED' | 'DISABLED') => {
  const output = await kinesis.updateAccountSettings({ MinimumThroughputBillingCommitment: { Status } })
  return { output, seen: output.MinimumThroughputBillingCommitment ?? NONE }
}

clause('kinesis.modes.advantage-account-setting', {
  async check(t) {
    requireOwn(t)
    t.expect((await commitment(t)).Status, 'the commitment of a new account').toBe('DISABLED')
    t.expect((await set(t, 'ENABLED')).seen.Status, 'the answer').toBe('ENABLED')
    t.expect((await commitment(t)).Status, 'the commitment').toBe('ENABLED')
  },
})

clause('kinesis.modes.account-settings-update-reply', {
  async check(t) {
    requireOwn(t)
    for (const status of ['ENABLED', 'DISABLED', 'ENABLED'] as const) {
      const { seen } = await set(t, status)
      t.expect(await commitment(t), 'what is described after an update').toEqual(seen)
    }
  },
})

clause('kinesis.modes.advantage-24h-minimum', {
  given: { hours: fc.integer({ min: 0, max: 23 }) },
  async check(t, { hours }) {
    requireOwn(t)
    const { output } = await set(t, 'ENABLED')
    await t.time.pass(t.time.after(output, hours * 3_600_000))
    const { seen } = await set(t, 'DISABLED')
    t.expect(seen.Status, 'the commitment that was disabled within a day').toBe('ENABLED_UNTIL_EARLIEST_ALLOWED_END')
    const { EarliestAllowedEndAt: end } = await commitment(t)
    t.expect(end?.getTime(), 'when it may end, which is a day after it began').toBeGreaterThanOrEqual(t.time.of(output).lo + DAY - 1000)
    await t.time.pass(t.time.after(output, DAY + 1000))
    const { Status, StartedAt, EndedAt } = await commitment(t)
    t.expect([Status, StartedAt, EndedAt], 'the commitment after the day').toEqual(['DISABLED', t.expect.any(Date), t.expect.any(Date)])
    t.expect(EndedAt!.getTime() - StartedAt!.getTime(), 'how long it lasted').toBeGreaterThanOrEqual(DAY - 1000)
  },
})

clause('kinesis.modes.advantage-cancel-disable', {
  async check(t) {
    requireOwn(t)
    const { output } = await set(t, 'ENABLED')
    await set(t, 'DISABLED')
    t.expect((await set(t, 'ENABLED')).seen.Status, 'the commitment that was enabled again').toBe('ENABLED')
    await t.time.pass(t.time.after(output, DAY + 1000))
    t.expect((await commitment(t)).Status, 'the commitment after a day').toBe('ENABLED')
  },
})

// ---- warm throughput, which needs the commitment

const warmOf = async (stream: Stream) => (await stream.summary()).WarmThroughput
const warm = async (t: KinesisCase, mibps?: number) => {
  requireOwn(t)
  await set(t, 'ENABLED')
  return t.stream({ isOnDemand: true, more: mibps === undefined ? {} : { WarmThroughputMiBps: mibps } })
}
const update = ({ kinesis }: KinesisCase, { name }: Stream, WarmThroughputMiBps: number) =>
  kinesis.updateStreamWarmThroughput({ StreamName: name, WarmThroughputMiBps })

clause('kinesis.streams.warm-throughput-on-create', {
  given: { mibps: fc.integer({ min: 1, max: 10_240 }) },
  async check(t, { mibps }) {
    const { TargetMiBps, CurrentMiBps } = (await warmOf(await warm(t, mibps))) ?? {}
    t.expect(TargetMiBps, 'the target').toBe(mibps)
    t.expect(CurrentMiBps, 'what there is now').toBeGreaterThanOrEqual(0)
  },
})

clause('kinesis.modes.warm-update-output', {
  given: { mibps: fc.integer({ min: 1, max: 10_240 }) },
  async check(t, { mibps }) {
    const stream = await warm(t)
    const seen = await update(t, stream, mibps)
    t.expect(seen, 'the answer').toMatchObject({ StreamName: stream.name, StreamARN: await stream.arn() })
    t.expect(seen.WarmThroughput?.TargetMiBps, 'the target').toBe(mibps)
    t.expect(seen.WarmThroughput?.CurrentMiBps, 'what there is now').toBeGreaterThanOrEqual(0)
  },
})

clause('kinesis.modes.warm-update-async', {
  async check(t) {
    const stream = await warm(t)
    await update(t, stream, 100)
    const { ShardId } = await stream.put('meanwhile')
    t.expect(await stream.status(), 'the state meanwhile').toBeOneOf(['UPDATING', 'ACTIVE'])
    await stream.active()
    t.expect((await warmOf(stream))?.TargetMiBps, 'the target afterwards').toBe(100)
    t.expect(await stream.whole(ShardId!, 1), 'what was put meanwhile').toEqual(['meanwhile'])
  },
})

/** No page says how long a stream is UPDATING: what is accepted accuses only at once after the first change, and where the stream is UPDATING afterwards. */
clause('kinesis.modes.warm-update-not-active', {
  async check(t) {
    const stream = await warm(t)
    const first = await update(t, stream, 100)
    const second = update(t, stream, 200)
    const accepted = await unlessRefused(second)
    if (accepted !== undefined) {
      t.time.surelyBefore(accepted, t.time.after(first, 250))
      if ((await stream.status()) !== 'UPDATING') t.undecided('the stream may have been ACTIVE again')
    }
    await t.refused(second)
    await stream.active()
    t.expect((await warmOf(stream))?.TargetMiBps, 'the target afterwards').toBe(100)
  },
})

clause('kinesis.modes.warm-release', {
  given: { less: fc.integer({ min: 0, max: 99 }) },
  async check(t, { less }) {
    const stream = await warm(t, 100)
    await stream.change(update(t, stream, 100 - less))
    t.expect((await warmOf(stream))?.TargetMiBps, 'the target that is not higher').toBe(100 - less)
  },
})

clause('kinesis.modes.warm-max-10gibps', {
  given: { more: fc.integer({ min: 1, max: 10_000 }) },
  edges: [{ more: 1 }],
  async check(t, { more }) {
    const stream = await warm(t)
    await t.refused(update(t, stream, 10_240 + more))
    await stream.change(update(t, stream, 10_240))
    t.expect((await warmOf(stream))?.TargetMiBps, 'the target').toBe(10_240)
  },
})

clause('kinesis.modes.update-warm-throughput-only-to-on-demand', {
  async check(t) {
    const stream = await warm(t)
    const StreamARN = await stream.arn()
    const to = (StreamMode: 'PROVISIONED' | 'ON_DEMAND') =>
      t.kinesis.updateStreamMode({ StreamARN, StreamModeDetails: { StreamMode }, WarmThroughputMiBps: 100 })
    await t.refused(to('PROVISIONED'))
    t.expect((await stream.summary()).StreamModeDetails?.StreamMode, 'the mode').toBe('ON_DEMAND')
    await stream.change(t.kinesis.updateStreamMode({ StreamARN, StreamModeDetails: { StreamMode: 'PROVISIONED' } }))
    await stream.change(to('ON_DEMAND'))
    t.expect((await warmOf(stream))?.TargetMiBps, 'the target of the stream that is on demand again').toBe(100)
  },
})
