import type { MessageAttributeValue } from '@aws-sdk/client-sns'
import type { Instant } from '../core/facts.js'

/** What SNS remembers of one account in one region, as plain data. */
export interface Region {
  readonly account: string
  readonly region: string
  /** By ARN, as everything below. */
  readonly topics: Map<string, Topic>
  /** How many topics and subscriptions were ever made: lists show them in this order. */
  made: number
  fifoTopics: number
  /** When topics with tags were deleted. */
  readonly untagged: Map<string, Instant>
  readonly subscriptions: Map<string, Subscription>
  /** How many of them have a filter policy. */
  filters: number
  /** Subscriptions that are gone and may still be seen, in the order in which they went. */
  readonly leaving: Subscription[]
  /** Subscriptions by the tokens that confirm them: of a SubscriptionConfirmation, or of an UnsubscribeConfirmation. */
  readonly tokens: Map<string, Subscription>
  /** What this account has subscribed to topics of others, by the ARN of the subscription. */
  readonly foreign: Map<string, Listed>
  readonly applications: Map<string, PlatformApplication>
  readonly endpoints: Map<string, PlatformEndpoint>
  readonly sms: Sms
}

export interface Topic {
  readonly arn: string
  readonly name: string
  readonly owner: string
  readonly region: string
  readonly fifo: boolean
  /** By which lists order it. */
  readonly number: number
  readonly created: Instant
  /** When it was deleted. A deleted topic is kept only where it may still be seen. */
  deleted: Instant | undefined
  /** As they were set and are reported: `DisplayName`, `SignatureVersion`, `KmsMasterKeyId`, `DeliveryPolicy`, `SQSSuccessFeedbackRoleArn` … */
  readonly attributes: Map<string, string>
  policy: string
  readonly tags: Map<string, string>
  dataProtectionPolicy: string | undefined
  /** By ARN, in the order in which they came; pending ones too. */
  readonly subscriptions: Map<string, Subscription>
  /** The same by protocol and endpoint: `sqs arn:aws:sqs:…`. */
  readonly byEndpoint: Map<string, Subscription>
  /** How many of them wait for their confirmation, how many were deleted, and how many have a filter policy. */
  pending: number
  deletions: number
  filters: number
  /** How many messages were given a sequence number. */
  sequence: number
  /** FIFO: what was published within the deduplication interval, by id (and group, where the scope is the group), oldest first. */
  readonly published: Map<string, Published>
  /** FIFO: what can be replayed, oldest first. */
  archive: Notification[]
  /** Since when messages are archived. */
  archivedSince: number | undefined
}

/** A message that a later one with the same deduplication id repeats. */
export interface Published {
  readonly messageId: string
  readonly sequenceNumber: string
  readonly at: Instant
}

export const PROTOCOLS = ['http', 'https', 'email', 'email-json', 'sms', 'sqs', 'application', 'lambda', 'firehose'] as const
export type Protocol = (typeof PROTOCOLS)[number]

export interface Subscription {
  readonly arn: string
  /** By which lists order it. */
  number: number
  readonly topic: Topic
  /** The account that subscribed. */
  readonly owner: string
  /** `arn:aws:iam::123456789012:root` */
  readonly principal: string
  readonly protocol: Protocol
  /** As it was given: a URL, an address, a phone number, an ARN. */
  readonly endpoint: string
  /** `pending` ones get no notifications; a `deleted` one is kept only where it may still be seen, or be restored by its token. */
  status: 'pending' | 'confirmed' | 'deleted'
  /** When the status began. */
  since: Instant
  wasAuthenticated: boolean
  /** Whether Unsubscribe needs the credentials of the topic's or the subscription's owner. */
  authenticateOnUnsubscribe: boolean
  /** The token that confirms it, as long as there is one. */
  token: string | undefined
  raw: boolean
  /** JSON texts as they were set. */
  filterPolicy: string | undefined
  filterPolicyScope: FilterScope | undefined
  deliveryPolicy: string | undefined
  redrivePolicy: string | undefined
  /** Of a `RedrivePolicy`: the ARN of the queue that takes what cannot be delivered. */
  deadLetterArn: string | undefined
  subscriptionRoleArn: string | undefined
  replayPolicy: string | undefined
  replayStatus: 'Pending' | 'In progress' | 'Completed' | 'Failed' | undefined
  /** Where the subscriber reached us (`http://127.0.0.1:4566`): the URLs in its messages lead back there. */
  readonly origin: string
  /** What its endpoint says, where that is an ARN that was delivered to: to read it costs as much as to put a message into a queue. */
  place: Place | undefined
}
export type FilterScope = 'MessageAttributes' | 'MessageBody'

/** Where a queue or a function is that messages are taken to. */
export interface Place {
  readonly region: string
  readonly account: string
  /** A queue's name, by which its account can call it. */
  readonly name: string
}

/** A subscription as lists show it. */
export interface Listed {
  readonly SubscriptionArn: string
  readonly Owner: string
  readonly Protocol: string
  readonly Endpoint: string
  readonly TopicArn: string
}

export type Attributes = Readonly<Record<string, MessageAttributeValue>>

/** A message on its way to subscribers. */
export interface Notification {
  readonly messageId: string
  /** When it was published, in milliseconds since 1970. */
  readonly timestamp: number
  readonly message: string
  /** With MessageStructure `json`: the texts by protocol, `default` among them; the subscriber's protocol chooses. */
  readonly texts: ReadonlyMap<string, string> | undefined
  readonly subject: string | undefined
  readonly attributes: Attributes
  readonly groupId: string | undefined
  /** FIFO: given, or the SHA-256 of the message. */
  readonly deduplicationId: string | undefined
  /** FIFO */
  readonly sequenceNumber: string | undefined
  readonly traceHeader: string | undefined
  /** Where the publisher reached us. */
  readonly origin: string
  /** It comes from the archive. */
  readonly replayed?: boolean
}

export interface PlatformApplication {
  readonly arn: string
  readonly platform: string
  readonly name: string
  readonly attributes: Map<string, string>
  /** By token. */
  readonly endpoints: Map<string, PlatformEndpoint>
}

export interface PlatformEndpoint {
  readonly arn: string
  readonly application: PlatformApplication
  /** `Token`, `Enabled`, `CustomUserData` */
  readonly attributes: Map<string, string>
}

export interface Sms {
  readonly attributes: Map<string, string>
  /** Since when a number takes no SMS, and when it came back last. */
  readonly optedOut: Map<string, { since: Instant | undefined; optedIn: Instant | undefined }>
  readonly sandbox: Map<string, SandboxNumber>
}

export interface SandboxNumber {
  readonly phoneNumber: string
  oneTimePassword: string
  status: 'Pending' | 'Verified'
}

export const newRegion = (account: string, region: string): Region => ({
  account,
  region,
  topics: new Map(),
  made: 0,
  fifoTopics: 0,
  untagged: new Map(),
  subscriptions: new Map(),
  filters: 0,
  leaving: [],
  tokens: new Map(),
  foreign: new Map(),
  applications: new Map(),
  endpoints: new Map(),
  sms: { attributes: new Map(), optedOut: new Map(), sandbox: new Map() },
})
