import type { Advisor, Advisory, Tell } from '../../src/contract/derive/advisor.js'
import { letsEverybody } from '../../src/contract/derive/policy.js'
import type { TracedExchange } from '../../src/oracle/trace/form.js'
import { relies } from './relies.js'

/** Failed entries and subscriptions that are remembered. */
const MOST = 20_000

type Members = Readonly<Record<string, unknown>>
const members = (value: unknown): Members => (typeof value === 'object' && value !== null ? (value as Members) : {})
const listOf = (value: unknown): readonly Members[] => (Array.isArray(value) ? value.map(members) : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1)
const policyIn = (json: string): unknown => {
  try {
    return JSON.parse(json) as unknown
  } catch {
    return undefined
  }
}

class SnsAdvisor implements Advisor {
  readonly #failed = new Map<string, { readonly topic: string; readonly exchange: TracedExchange }>()
  /** Subscriptions without a dead-letter queue, by ARN. */
  readonly #bare = new Map<string, { readonly about: string; readonly exchange: TracedExchange }>()

  constructor(private readonly tell: Tell) {}

  see(exchange: TracedExchange): void {
    const { operation, input, outcome } = exchange
    const topic = nameOf(text(input['TopicArn']) || text(input['TargetArn']))
    const output = outcome.kind === 'answered' ? outcome.output : undefined
    if (operation === 'Publish') {
      this.#failed.delete(`${topic} ${text(input['Message'])}`)
      this.#size(text(input['Message']), exchange)
    }
    if (operation === 'PublishBatch') this.#batch(topic, listOf(input['PublishBatchRequestEntries']), listOf(output?.['Failed']), exchange)
    if (output === undefined) return
    const policy =
      operation === 'CreateTopic'
        ? text(members(input['Attributes'])['Policy'])
        : operation === 'SetTopicAttributes' && input['AttributeName'] === 'Policy'
          ? text(input['AttributeValue'])
          : ''
    if (policy !== '' && letsEverybody(policyIn(policy))) this.tell.advice('policy-for-everybody', topic || text(input['Name']), exchange)
    if (operation === 'Subscribe') this.#subscribed(topic, input, output, exchange)
    if (operation === 'SetSubscriptionAttributes' && input['AttributeName'] === 'RedrivePolicy')
      this.#bare.delete(text(input['SubscriptionArn']))
  }

  #batch(topic: string, entries: readonly Members[], failed: readonly Members[], exchange: TracedExchange): void {
    const ids = new Set(failed.map(({ Id }) => Id))
    for (const { Id, Message } of entries) {
      const key = `${topic} ${text(Message)}`
      this.#size(text(Message), exchange)
      if (!ids.has(Id)) this.#failed.delete(key)
      else if (this.#failed.size < MOST) this.#failed.set(key, { topic, exchange })
    }
  }

  #size(message: string, exchange: TracedExchange): void {
    const seen = Buffer.byteLength(message)
    this.tell.limit(
      { what: `${exchange.operation}: bytes of a message`, most: 262_144, seen, clause: 'sns.publish.max-size-256k' },
      exchange,
    )
  }

  #subscribed(topic: string, input: Members, output: Members, exchange: TracedExchange): void {
    const protocol = text(input['Protocol'])
    if (!['sqs', 'http', 'https', 'lambda', 'firehose'].includes(protocol)) return
    if (text(members(input['Attributes'])['RedrivePolicy']) !== '' || this.#bare.size >= MOST) return
    const about = `${topic} to ${protocol === 'sqs' || protocol === 'lambda' ? nameOf(text(input['Endpoint'])) : protocol}`
    this.#bare.set(text(output['SubscriptionArn']) || about, { about, exchange })
  }

  end(): void {
    for (const { topic, exchange } of this.#failed.values()) this.tell.advice('ignores-failed', topic, exchange)
    for (const { about, exchange } of this.#bare.values()) this.tell.advice('no-dead-letter-queue', about, exchange)
  }
}

export const advisory: Advisory = {
  relies,
  texts: {
    'ignores-failed': {
      says: 'Entries of a PublishBatch failed, and were not published again. A batch that is answered 200 may have failed in part: look at Failed, and publish those again.',
      clause: 'sns.batch.partial-failure-200',
    },
    'no-dead-letter-queue': {
      says: 'The subscription has no dead-letter queue: what cannot be delivered is discarded when the retries are over.',
      clause: 'sns.dlq.without-dlq-dropped',
    },
    'policy-for-everybody': {
      says: 'The policy allows everybody, under no condition: whoever knows the topic can use it.',
      clause: 'sns.permissions.default-owner-only',
    },
  },
  open: (tell) => new SnsAdvisor(tell),
}
