import type * as sdk from '@aws-sdk/client-sns'
import { Refusal, type Api, type Case } from '../../src/suite/index.js'
import { type Page, pages } from './pages.js'

export type SnsApi = Api<typeof sdk>
export type PublishInput = Partial<Omit<sdk.PublishCommandInput, 'TopicArn'>>

/** A topic of the case's own. */
export class Topic {
  readonly isFifo: boolean
  #published = 0

  constructor(
    private readonly it: Case,
    private readonly sns: SnsApi,
    readonly arn: string,
    readonly name: string,
    private readonly attributesAtCreation: Readonly<Record<string, string>>,
  ) {
    this.isFifo = name.endsWith('.fifo')
  }

  /** A topic that was not to be made is shown by its ARN. */
  toJSON(): object {
    return { TopicArn: this.arn }
  }

  /**
   * Publishes. On a FIFO topic a group (`g`) and, unless deduplication is by content, a fresh deduplication id are filled in; to leave one out,
   * give it as `undefined`. The message is `message-1`, `message-2` … unless given.
   */
  publish(input: PublishInput = {}): Promise<sdk.PublishCommandOutput> {
    return this.sns.publish({ TopicArn: this.arn, ...this.#filled(input) })
  }

  /** Publishes a batch; ids (`e0`, `e1` …), messages, groups and deduplication ids are filled in as for `publish`. */
  publishBatch(entries: readonly Partial<sdk.PublishBatchRequestEntry>[]): Promise<sdk.PublishBatchCommandOutput> {
    return this.sns.publishBatch({
      TopicArn: this.arn,
      PublishBatchRequestEntries: entries.map((entry, nth) => ({ Id: `e${nth}`, ...this.#filled(entry) })),
    })
  }

  async attributes(): Promise<Readonly<Record<string, string>>> {
    return (await this.sns.getTopicAttributes({ TopicArn: this.arn })).Attributes ?? {}
  }

  set(name: string, value: string | undefined): Promise<sdk.SetTopicAttributesCommandOutput> {
    return this.sns.setTopicAttributes({
      TopicArn: this.arn,
      AttributeName: name,
      ...(value === undefined ? {} : { AttributeValue: value }),
    })
  }

  subscribe(protocol: string, endpoint: string, attributes?: Readonly<Record<string, string>>): Promise<sdk.SubscribeCommandOutput> {
    return this.sns.subscribe({
      TopicArn: this.arn,
      Protocol: protocol,
      Endpoint: endpoint,
      ReturnSubscriptionArn: true,
      ...(attributes === undefined ? {} : { Attributes: attributes }),
    })
  }

  /** Every subscription that the topic lists, over all pages. */
  async subscriptions(): Promise<readonly sdk.Subscription[]> {
    return (await this.pages()).flatMap(({ Subscriptions = [] }) => Subscriptions)
  }

  /** The pages of the list of its subscriptions. */
  pages(): Promise<readonly sdk.ListSubscriptionsByTopicCommandOutput[]> {
    return pages((input) => this.#list(input))
  }

  /** A page of the list of its subscriptions. Where a new topic may be unknown to lists, it is asked for again. */
  async #list(input: Page): Promise<sdk.ListSubscriptionsByTopicCommandOutput> {
    const { time, profile } = this.it
    const start = time.now()
    for (;;) {
      const asked = time.now()
      try {
        return await this.sns.listSubscriptionsByTopic({ TopicArn: this.arn, ...input })
      } catch (error) {
        const isNew = error instanceof Refusal && error.status === 404 && profile.tolerates('sns.list.by-topic-unknown')
        if (!isNew || asked > start + profile.lateness) throw error
      }
      await time.sleep(200)
    }
  }

  #filled<Input extends object>(input: Input): Input & { Message: string } {
    const nth = ++this.#published
    const byContent = this.attributesAtCreation['ContentBasedDeduplication']?.toLowerCase() === 'true'
    return {
      Message: `message-${nth}`,
      ...(this.isFifo ? { MessageGroupId: 'g' } : {}),
      ...(this.isFifo && !byContent ? { MessageDeduplicationId: `d${nth}` } : {}),
      ...input,
    }
  }
}
