import { isObject } from '../aws/json.js'
import { known } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { readJson } from './json.js'
import { ARCHIVE_DAYS, days } from './limits.js'
import type { Wrong } from './request.js'
import type { Notification, Subscription, Topic } from './state.js'

/** @clause sns.archive.retention-1-365-days @clause sns.archive.empty-policy-deactivates */
export function readArchivePolicy(_topic: Topic, text: string, name: string, wrong: Wrong, x: Rules): string | undefined {
  const policy = readJson(text, name, wrong, x)
  x.orFail('sns.archive.empty-policy-deactivates', known(isObject(policy)), () => wrong(`${name}: must be a JSON object`))
  const { MessageRetentionPeriod: period, ...others } = policy as Readonly<Record<string, unknown>>
  const [other] = Object.keys(others)
  x.orFail('sns.archive.retention-1-365-days', known(other === undefined), () =>
    wrong(`${name}: invalid JSON. Attribute ${other} is unknown.`),
  )
  if (period === undefined) return undefined
  const { min, max } = ARCHIVE_DAYS
  const isKept = /^"?\d{1,3}"?$/.test(JSON.stringify(period)) && Number(period) >= min && Number(period) <= max
  x.orFail('sns.archive.retention-1-365-days', known(isKept), () =>
    wrong(`${name}: MessageRetentionPeriod must be an integer from ${min} to ${max}`),
  )
  return text
}

export const archives = ({ attributes }: Topic): boolean => attributes.has('ArchivePolicy')

const retention = ({ attributes }: Topic): number =>
  days(Number((JSON.parse(attributes.get('ArchivePolicy')!) as { MessageRetentionPeriod: unknown }).MessageRetentionPeriod))

/** The earliest instant from which messages can be replayed. */
export const beginningOfArchive = (topic: Topic, x: Rules): number | undefined =>
  topic.archivedSince === undefined ? undefined : Math.max(topic.archivedSince, x.now.at.lo - retention(topic))

/** Keeps what was published, and forgets what is older than the archive keeps it. */
export function archive(topic: Topic, notification: Notification, x: Rules): void {
  if (!archives(topic)) return
  const { archive: kept } = topic
  kept.push(notification)
  const oldest = x.now.at.lo - retention(topic)
  let gone = 0
  while (gone < kept.length && kept[gone]!.timestamp < oldest) gone++
  if (gone > 0) kept.splice(0, gone)
}

export interface ReplayPolicy {
  readonly from: number
  /** Where a replay ends, and with it all delivery. */
  readonly to: number | undefined
}

/**
 * A subscription's replay policy: `{"PointType":"Timestamp","StartingPoint":"2026-01-01T00:00:00.000Z"}`, with an `EndingPoint` or without.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/message-archiving-and-replay-subscriber.html
 * @clause sns.replay.policy-attribute
 */
export function readReplayPolicy(topic: Topic, text: string, wrong: Wrong, x: Rules): string | undefined {
  const name = 'ReplayPolicy'
  const fail = (holds: boolean, reason: string) => x.orFail('sns.replay.policy-validated', known(holds), () => wrong(`${name}: ${reason}`))
  fail(topic.fifo, 'can only be set for subscriptions of FIFO topics')
  if (text === '') return undefined
  const policy = readJson(text, name, wrong, x)
  fail(isObject(policy), 'must be a JSON object')
  const { PointType, StartingPoint, EndingPoint } = policy as Readonly<Record<string, unknown>>
  if (Object.keys(policy as object).length === 0) return undefined
  const timeOf = (value: unknown) => (typeof value === 'string' ? Date.parse(value) : NaN)
  const isTime = (value: unknown) => !Number.isNaN(timeOf(value))
  fail(PointType === 'Timestamp', 'PointType must be Timestamp')
  fail(isTime(StartingPoint), 'StartingPoint must be a timestamp')
  fail(
    EndingPoint === undefined || timeOf(EndingPoint) >= timeOf(StartingPoint),
    'EndingPoint must be a timestamp that is not before StartingPoint',
  )
  fail(archives(topic), 'the topic has no ArchivePolicy')
  return text
}

export function replayOf({ replayPolicy }: Subscription): ReplayPolicy | undefined {
  if (replayPolicy === undefined) return undefined
  const { StartingPoint, EndingPoint } = JSON.parse(replayPolicy) as { StartingPoint: string; EndingPoint?: string }
  return { from: Date.parse(StartingPoint), to: EndingPoint === undefined ? undefined : Date.parse(EndingPoint) }
}

/** A replay begins. @clause sns.replay.new-replaces-old */
export function startReplay(subscription: Subscription, policy: string | undefined, c: Context): void {
  subscription.replayPolicy = policy
  subscription.replayStatus = policy === undefined ? undefined : 'Pending'
  if (policy !== undefined) c.out.replay(subscription.topic, subscription)
}

/**
 * What is replayed: archived messages of the time that the policy names, each as it was.
 *
 * @clause sns.replay.message-identity
 * @clause sns.replay.marked-replayed
 */
export function replayed(subscription: Subscription): readonly Notification[] {
  const replay = replayOf(subscription)
  if (replay === undefined) return []
  const { from, to = Infinity } = replay
  return subscription.topic.archive
    .filter(({ timestamp }) => timestamp >= from && timestamp <= to)
    .map((notification) => ({ ...notification, replayed: true }))
}

/**
 * Whether what is published goes to the subscription at once. What is published during a replay comes with it, and after one that has an end nothing
 * comes any more.
 *
 * @clause sns.replay.completed-continues-live
 */
export const isLive = (subscription: Subscription): boolean =>
  subscription.replayStatus === undefined || (subscription.replayStatus === 'Completed' && replayOf(subscription)?.to === undefined)
