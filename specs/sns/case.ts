import type * as sdk from '@aws-sdk/client-sns'
import type { Answer, Case, Settles } from '../../src/suite/index.js'
import type { Queue, QueueSpec, SqsCase } from '../sqs/bench.js'
import type { Inbox } from './inbox.js'
import type { SnsApi, Topic } from './topic.js'

/** The axis of topic types. */
export const topicTypes = ['standard', 'fifo'] as const
export type TopicType = (typeof topicTypes)[number]

export interface TopicSpec {
  /** `standard` unless given. `fifo` adds the suffix to the name and FifoTopic to the attributes. */
  readonly type?: TopicType
  readonly attributes?: Readonly<Record<string, string>>
  readonly tags?: readonly sdk.Tag[]
  /** A name of the case's own unless given; with its suffix. */
  readonly name?: string
}

export interface InboxSpec {
  /** The subscription's attributes. */
  readonly attributes?: Readonly<Record<string, string>>
  readonly queue?: QueueSpec
}

export interface DeadLettersSpec {
  readonly queue?: QueueSpec
  /** Whether what comes is without its envelope, as from a subscription with raw delivery. */
  readonly isRaw?: boolean
}

/** What a clause of SNS is given: the case, and the words of SNS. */
export interface SnsCase extends Case {
  /** The operations as the SDK types them, each call recorded. */
  readonly sns: SnsApi
  /** Makes a topic; it is removed when the case is over. */
  topic(spec?: TopicSpec): Promise<Topic>
  /** The words of SQS, for the same case. */
  queues(): Promise<SqsCase>
  /** A queue, standard unless the topic is FIFO, whose policy lets the topic send, subscribed to it. */
  inbox(topic: Topic, spec?: InboxSpec): Promise<Inbox>
  /** A dead-letter queue that the topic may send into, of its type unless told otherwise, and the attributes of a subscription that uses it. */
  deadLetters(topic: Topic, spec?: DeadLettersSpec): Promise<{ readonly dlq: Inbox; readonly attributes: Readonly<Record<string, string>> }>
  /** Lets a topic send into a queue. */
  admit(queue: Queue, topicArn: string): Promise<void>
  /** The ARN of a topic that there is not. */
  noTopic(type?: TopicType): Promise<string>
  settles: Settles
  /** A request of the Query protocol without the SDK. `params` is sent as it is if it is a string. */
  form(
    params: Readonly<Record<string, string>> | string,
    changes?: { readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Answer>
}
