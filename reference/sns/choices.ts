import type { Fact } from '../core/facts.js'
import type { ClauseId, Reading } from '../core/reading.js'
import type { Relaxable } from '../core/world.js'
import type { Notification, PlatformEndpoint, Region, Subscription, Topic } from './state.js'

/** What SNS leaves open: ids and tokens, in which order lists come, and what no answer shows. */
export interface Choices {
  /** A UUID: of a message, a subscription, a platform endpoint. */
  newId(): string
  /** What confirms a subscription. */
  newToken(): string
  newOneTimePassword(): string
  sequenceNumber(topic: Topic): string
  /** Something that AWS leaves open and the answer does not show. */
  hidden(freedom: ClauseId): Fact
  /** How many there are, of which an answer may be behind. */
  count(mine: number): string
  /** One page of a list. @param candidates in the order of their keys */
  page<T>(candidates: Iterable<Candidate<T>>, most: number, token: string | undefined): Page<T>
  tokenKnown(token: string): Fact
}
export type Rules = Reading<Choices>

/** What a list may hold. */
export interface Candidate<T> {
  readonly item: T
  readonly key: string
  readonly there: Fact
}
export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | undefined
}

/** Who calls. */
export interface Caller {
  readonly account: string
  /** `arn:aws:iam::123456789012:root` */
  readonly arn: string
  /** Whether the request is signed: the links in messages are not. */
  readonly isSigned: boolean
}

/** What goes out of SNS. Nothing of it is waited for, but whether a new subscriber over HTTP is there. */
export interface Outlet {
  notify(topic: Topic, notification: Notification): void
  /** To one subscription alone: what is replayed. */
  replay(topic: Topic, subscription: Subscription): void
  confirm(
    topic: Topic,
    subscription: Subscription,
    type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation',
  ): Promise<boolean> | undefined
  /** To a phone number or a device that a Publish names. */
  direct(to: string | PlatformEndpoint, notification: Notification): void
  oneTimePassword(phoneNumber: string, password: string): void
  /** Subscriptions have come, gone or changed their filters. */
  changed(topic: Topic, subscription: Subscription): void
}

/** Where and by whom a request was made. */
export interface Context {
  readonly region: Region
  readonly caller: Caller
  /** Where the client reached us, for the URLs in messages. */
  readonly origin: string
  readonly traceHeader: string | undefined
  /** The rules that are switched off. */
  readonly relaxed: ReadonlySet<Relaxable>
  readonly out: Outlet
}
