import type * as sdk from '@aws-sdk/client-kinesis'
import { known } from '../core/facts.js'
import type { Rules } from './choices.js'
import { exceeded, refused } from './errors.js'
import { DAY, WARM_MIBPS } from './limits.js'
import { mustBeActive, streamOf, update } from './request.js'
import type { Context, Stream } from './state.js'

export const hasWarmThroughput = ({ mode }: Stream, { region }: Context): boolean => mode === 'ON_DEMAND' && region.commitment.isEnabled
export const warmThroughput = ({ warm = 0 }: Stream): sdk.WarmThroughputObject => ({ TargetMiBps: warm, CurrentMiBps: warm })

/**
 * @clause kinesis.modes.warm-update-output @clause kinesis.modes.warm-update-async @clause kinesis.modes.warm-release
 * @clause kinesis.modes.warm-update-needs-stream @clause kinesis.modes.warm-update-unknown-stream
 */
export function updateWarmThroughput(input: sdk.UpdateStreamWarmThroughputInput, c: Context, x: Rules): object {
  const stream = streamOf(input, c, x)
  const target = input.WarmThroughputMiBps!
  x.orFail('kinesis.modes.warm-update-requires-on-demand', known(hasWarmThroughput(stream, c)), () =>
    refused('Warm throughput needs a stream in ON_DEMAND mode and an account with the minimum throughput billing commitment.'),
  )
  mustBeActive('kinesis.modes.warm-update-not-active', stream, c, x)
  x.orFail('kinesis.modes.warm-max-10gibps', known(target <= WARM_MIBPS), () =>
    exceeded(`Warm throughput cannot exceed ${WARM_MIBPS} MiB/s.`),
  )
  const current = stream.warm ?? 0
  update(stream, c, x, () => (stream.warm = target))
  return { StreamName: stream.name, StreamARN: stream.arn, WarmThroughput: { TargetMiBps: target, CurrentMiBps: current } }
}

/**
 * The commitment lasts a day at least: disabled earlier, it ends when the day is over, unless it is enabled again before.
 *
 * @clause kinesis.modes.account-settings-describe
 * @clause kinesis.modes.advantage-24h-minimum
 */
export function describeAccountSettings(_input: object, c: Context, x: Rules): object {
  return { MinimumThroughputBillingCommitment: commitment(c, x) }
}

/**
 * @clause kinesis.modes.account-settings-update-reply @clause kinesis.modes.advantage-account-setting
 * @clause kinesis.modes.advantage-cancel-disable
 */
export function updateAccountSettings(input: sdk.UpdateAccountSettingsInput, c: Context, x: Rules): object {
  const { region } = c
  commitment(c, x)
  const now = x.now.at.lo
  const present = region.commitment
  if (input.MinimumThroughputBillingCommitment!.Status === 'ENABLED') {
    region.commitment = present.isEnabled ? { ...present, isEnding: false } : { startedAt: now, isEnabled: true, isEnding: false }
  } else if (present.isEnabled) region.commitment = { ...present, isEnding: true }
  return { MinimumThroughputBillingCommitment: commitment(c, x) }
}

function commitment({ region }: Context, x: Rules): object {
  const { isEnabled, isEnding, startedAt = 0 } = region.commitment
  const ends = startedAt + DAY
  if (isEnabled && isEnding && x.now.at.lo >= ends) {
    region.commitment = { isEnabled: false, isEnding: false, startedAt, endedAt: Math.max(ends, x.now.at.lo) }
  }
  const { commitment: now } = region
  const date = (time: number | undefined) => (time === undefined ? undefined : new Date(time))
  return {
    Status: !now.isEnabled ? 'DISABLED' : now.isEnding ? 'ENABLED_UNTIL_EARLIEST_ALLOWED_END' : 'ENABLED',
    StartedAt: date(now.startedAt),
    EndedAt: date(now.endedAt),
    EarliestAllowedEndAt: now.isEnabled ? new Date(ends) : undefined,
  }
}
