import type * as sdk from '@aws-sdk/client-kinesis'
import { known } from '../core/facts.js'
import type { ClauseId } from '../core/reading.js'
import type { Rules } from './choices.js'
import { exceeded, invalid, refused } from './errors.js'
import { DAY, MODE_SWITCHES_PER_DAY, RETENTION_HOURS } from './limits.js'
import { mustBeActive, ofLastDay, streamOf, update } from './request.js'
import { horizonOf } from './shards.js'
import type { Context, Stream } from './state.js'

/**
 * The retention period counts for the records that are there too, and brings none back. Until it is changed the stream is UPDATING and
 * shows the earlier value.
 *
 * @clause kinesis.retention.reflected @clause kinesis.retention.applies-to-existing @clause kinesis.retention.increase-not-retroactive
 * @clause kinesis.retention.decrease-drops-old @clause kinesis.retention.not-active
 */
function setRetention(stream: Stream, hours: number, c: Context, x: Rules): void {
  mustBeActive('kinesis.streams.retention-needs-active', stream, c, x)
  update(stream, c, x, () => {
    for (const { log } of stream.shards) log.drop(horizonOf(stream, x))
    stream.retentionHours = hours
  })
}

const tooShort = (hours: number) =>
  invalid(`Minimum allowed retention period is ${RETENTION_HOURS.min} hours. Requested retention period (${hours} hours) is too short.`)
const tooLong = (hours: number) =>
  invalid(`Maximum allowed retention period is ${RETENTION_HOURS.max} hours. Requested retention period (${hours} hours) is too long.`)

function checkBounds(hours: number, x: Rules): void {
  // A number below 1 is none that a description would admit.
  x.orFail('kinesis.retention.min-24', known(hours >= 1), () =>
    refused(
      `1 validation error detected: Value '${hours}' at 'retentionPeriodHours' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    ),
  )
  x.orFail('kinesis.retention.min-24', known(hours >= RETENTION_HOURS.min), () => tooShort(hours))
  x.orFail('kinesis.retention.max-8760', known(hours <= RETENTION_HOURS.max), () => tooLong(hours))
}

/** To the present value nothing is changed. @clause kinesis.retention.same-value */
export function increaseRetention(input: sdk.IncreaseStreamRetentionPeriodInput, c: Context, x: Rules): object {
  const hours = input.RetentionPeriodHours!
  checkBounds(hours, x)
  const stream = streamOf(input, c, x)
  const { name, retentionHours: present } = stream
  x.orFail('kinesis.retention.increase-must-grow', known(hours >= present), () =>
    invalid(
      `Requested retention period (${hours} hours) for stream ${name} can not be shorter than existing retention period (${present} hours). ` +
        'Use DecreaseRetentionPeriod API.',
    ),
  )
  if (hours !== present) setRetention(stream, hours, c, x)
  return {}
}

export function decreaseRetention(input: sdk.DecreaseStreamRetentionPeriodInput, c: Context, x: Rules): object {
  const hours = input.RetentionPeriodHours!
  checkBounds(hours, x)
  const stream = streamOf(input, c, x)
  const { name, retentionHours: present } = stream
  x.orFail('kinesis.retention.decrease-must-shrink', known(hours <= present), () =>
    invalid(
      `Requested retention period (${hours} hours) for stream ${name} can not be longer than existing retention period (${present} hours). ` +
        'Use IncreaseRetentionPeriod API.',
    ),
  )
  if (hours !== present) setRetention(stream, hours, c, x)
  return {}
}

const KEYS_PER_DAY = 25

/**
 * Encryption changes what descriptions and records say of it; the records that are there stay as they are.
 *
 * @clause kinesis.encryption.start-async @clause kinesis.encryption.not-retroactive @clause kinesis.encryption.rw-continue
 * @clause kinesis.encryption.key-forms
 */
export function startEncryption(input: sdk.StartStreamEncryptionInput, c: Context, x: Rules): object {
  const stream = streamOf(input, c, x)
  checkKms(input.EncryptionType, x)
  mustBeActive('kinesis.streams.control-ops-need-active', stream, c, x)
  timesADay('kinesis.encryption.25-per-24h', stream.rekeyed, KEYS_PER_DAY, 'apply a new key', stream, x)
  const key = input.KeyId!
  update(stream, c, x, () => (stream.encryption = key))
  return {}
}

/** @clause kinesis.encryption.stop */
export function stopEncryption(input: sdk.StopStreamEncryptionInput, c: Context, x: Rules): object {
  const stream = streamOf(input, c, x)
  checkKms(input.EncryptionType, x)
  mustBeActive('kinesis.streams.control-ops-need-active', stream, c, x)
  timesADay('kinesis.encryption.25-per-24h', stream.unkeyed, KEYS_PER_DAY, 'stop encryption', stream, x)
  update(stream, c, x, () => (stream.encryption = undefined))
  return {}
}

const checkKms = (type: string | undefined, x: Rules): void =>
  x.orFail('kinesis.encryption.start-required', known(type === 'KMS'), () => invalid('Encryption type cannot be NONE.'))

/** So many times within any 24 hours. */
export function timesADay(id: ClauseId, times: number[], most: number, what: string, { name }: Stream, x: Rules): void {
  x.orFail(id, known(ofLastDay(times, x).length < most), () =>
    exceeded(`You have exceeded the limit of ${most} times to ${what} within ${DAY / 3_600_000} hours for stream ${name}.`),
  )
  times.push(x.now.at.lo)
}

const METRICS: readonly string[] = [
  'IncomingBytes',
  'IncomingRecords',
  'OutgoingBytes',
  'OutgoingRecords',
  'WriteProvisionedThroughputExceeded',
  'ReadProvisionedThroughputExceeded',
  'IteratorAgeMilliseconds',
]
/** ALL stands for the seven. @clause kinesis.monitoring.all */
const named = (metrics: readonly string[]): readonly string[] => (metrics.includes('ALL') ? METRICS : metrics)

/** @clause kinesis.monitoring.enable-adds @clause kinesis.monitoring.reply-current-desired @clause kinesis.monitoring.reflected */
export function enableMonitoring(input: sdk.EnableEnhancedMonitoringInput, c: Context, x: Rules): object {
  return setMonitoring(input, c, x, (current) => new Set([...current, ...named(input.ShardLevelMetrics!)]))
}

/** @clause kinesis.monitoring.disable-removes */
export function disableMonitoring(input: sdk.DisableEnhancedMonitoringInput, c: Context, x: Rules): object {
  const removed = new Set(named(input.ShardLevelMetrics!))
  return setMonitoring(input, c, x, (current) => new Set([...current].filter((metric) => !removed.has(metric))))
}

function setMonitoring(
  input: sdk.EnableEnhancedMonitoringInput,
  c: Context,
  x: Rules,
  change: (current: ReadonlySet<string>) => Set<string>,
): object {
  const stream = streamOf(input, c, x)
  mustBeActive('kinesis.monitoring.not-active', stream, c, x)
  const current = stream.metrics
  const desired = change(current)
  update(stream, c, x, () => (stream.metrics = desired))
  return { StreamName: stream.name, StreamARN: stream.arn, CurrentShardLevelMetrics: [...current], DesiredShardLevelMetrics: [...desired] }
}

/**
 * The mode changes, the shards stay.
 *
 * @clause kinesis.modes.update-keeps-shards
 * @clause kinesis.modes.update-no-disruption
 */
export function updateStreamMode(input: sdk.UpdateStreamModeInput, c: Context, x: Rules): object {
  const stream = streamOf({ StreamARN: input.StreamARN }, c, x)
  const mode = input.StreamModeDetails!.StreamMode!
  mustBeActive('kinesis.modes.update-status-updating', stream, c, x)
  x.orFail(
    'kinesis.modes.update-warm-throughput-only-to-on-demand',
    known(mode === 'ON_DEMAND' || input.WarmThroughputMiBps === undefined),
    () => refused('WarmThroughputMiBps is only valid when the stream mode is updated to ON_DEMAND.'),
  )
  x.orFail('kinesis.modes.update-blocked-by-queues', known(mode === 'ON_DEMAND' || stream.queues.size + stream.channels.size === 0), () =>
    refused(`Stream ${stream.name} has queues or channels, which only streams in ON_DEMAND mode can have.`),
  )
  if (mode !== stream.mode)
    timesADay('kinesis.modes.update-twice-per-24h', stream.switched, MODE_SWITCHES_PER_DAY, 'switch the mode', stream, x)
  update(stream, c, x, () => {
    stream.mode = mode
    if (mode === 'PROVISIONED') stream.distribution = 'USER_PARTITION_KEY'
    stream.warm = mode === 'ON_DEMAND' ? (input.WarmThroughputMiBps ?? stream.warm) : undefined
  })
  return {}
}

/**
 * @clause kinesis.max-record-size.reflected @clause kinesis.max-record-size.unknown-stream @clause kinesis.max-record-size.larger-accepted
 * @clause kinesis.max-record-size.shared-by-readers @clause kinesis.max-record-size.arn-only
 */
export function updateMaxRecordSize(input: sdk.UpdateMaxRecordSizeInput, c: Context, x: Rules): object {
  const stream = streamOf({ StreamARN: input.StreamARN }, c, x)
  mustBeActive('kinesis.max-record-size.requires-active', stream, c, x)
  update(stream, c, x, () => (stream.maxRecordKiB = input.MaxRecordSizeInKiB!))
  return {}
}

/**
 * New records follow the new strategy at once.
 *
 * @clause kinesis.distribution.update-reflected @clause kinesis.distribution.update-unknown-stream
 */
export function updateDistribution(input: sdk.UpdateStreamRecordDistributionStrategyInput, c: Context, x: Rules): object {
  const stream = streamOf({ StreamARN: input.StreamARN }, c, x)
  const strategy = input.RecordDistributionStrategy!
  mustBeActive('kinesis.streams.control-ops-need-active', stream, c, x)
  x.orFail('kinesis.distribution.auto-on-provisioned-rejected', known(strategy !== 'AUTO' || stream.mode === 'ON_DEMAND'), () =>
    invalid('The record distribution strategy AUTO is supported only by streams in ON_DEMAND mode.'),
  )
  stream.distribution = strategy
  return {}
}
