import { Empties } from '../../../src/oracle/linear/empties.js'
import { type Members, members, text } from '../../../src/oracle/linear/members.js'
import type { Mailbox } from '../../../src/oracle/linear/mailbox.js'

const DAY_MS = 24 * 3_600_000

/** What is known of a queue that topics may deliver to. */
export interface Queue {
  readonly isFifo: boolean
  /** Of each topic's ARN what it puts in. */
  readonly mailboxes: Map<string, Mailbox>
  /** Whether the history shows how it was made. */
  isBorn: boolean
  /** Whether others put something in: who sends, and queues whose messages end up here. */
  isShared: boolean
  delayMs: number
  retentionMs: number
  visibilityMs: number
  /** Until when receives without an answer may hide messages, and whether they may have moved them. */
  hiddenUntil: number
  isRedriven: boolean
  readonly empties: Empties
}

export const unknownQueue = (key: string): Queue => ({
  isFifo: key.endsWith('.fifo'),
  mailboxes: new Map(),
  isBorn: false,
  isShared: false,
  delayMs: 0,
  retentionMs: 60_000,
  visibilityMs: 30_000,
  hiddenUntil: -Infinity,
  isRedriven: false,
  empties: new Empties(),
})

/** It was made with these attributes. */
export const made = (queue: Queue, attributes: Members | undefined): void => {
  const { DelaySeconds = '0', MessageRetentionPeriod = String((4 * DAY_MS) / 1000), VisibilityTimeout = '30' } = attributes ?? {}
  queue.isBorn = true
  queue.delayMs = Number(DelaySeconds) * 1000
  queue.visibilityMs = Number(VisibilityTimeout) * 1000
  queue.retentionMs = Number(MessageRetentionPeriod) * 1000
}

/** How long a receive hides what it takes, in milliseconds. */
export const hiddenMs = ({ visibilityMs }: Queue, own: unknown): number => (typeof own === 'number' ? own * 1000 : visibilityMs)

/** A queue by account, region and name. */
export const keyOfUrl = (url: unknown, region: string): string =>
  `${(text(url) ?? '').split('/').slice(-2)[0] ?? ''}/${region}/${lastOf(url, '/')}`
export const keyOfArn = (arn: unknown): string => {
  const [, , , region = '', account = '', name = ''] = (text(arn) ?? '').split(':')
  return `${account}/${region}/${name}`
}
const lastOf = (value: unknown, by: string): string => (text(value) ?? '').split(by).at(-1)!

/** The queue into which a redrive policy lets messages end up. */
export const deadLettersOf = (attributes: Members | undefined): string | undefined => {
  const arn = members(parsed(attributes?.['RedrivePolicy']))?.['deadLetterTargetArn']
  return typeof arn === 'string' ? keyOfArn(arn) : undefined
}

export const parsed = (value: unknown): unknown => {
  if (typeof value !== 'string' || !value.startsWith('{')) return undefined
  try {
    return JSON.parse(value) as unknown
  } catch {
    return undefined
  }
}
