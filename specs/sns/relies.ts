import type { Filter } from '../../reference/aws/filter/index.js'
import type { ClauseId } from '../../reference/core/reading.js'
import type { Exchange } from '../../src/oracle/exchange.js'
import { deciders, filterOf } from './filter-deciders.js'

interface Entry {
  readonly Id?: string
  readonly Message?: string
  readonly Subject?: string
  readonly MessageGroupId?: string
  readonly MessageAttributes?: Readonly<Record<string, object>>
}
interface Input extends Entry {
  readonly TopicArn?: string
  readonly SubscriptionArn?: string
  readonly Protocol?: string
  readonly Endpoint?: string
  readonly AttributeName?: string
  readonly AttributeValue?: string
  readonly Attributes?: Readonly<Record<string, string>>
  readonly PublishBatchRequestEntries?: readonly Entry[]
  readonly QueueUrl?: string
}
interface Output {
  readonly MessageId?: string
  readonly SubscriptionArn?: string
  readonly Successful?: readonly { readonly Id?: string; readonly MessageId?: string }[]
  readonly Messages?: readonly { readonly Body?: string }[]
}

interface Subscription {
  readonly topic: string | undefined
  /** The queue, by its name. */
  readonly queue: string
  readonly attributes: Map<string, string>
  filter: Filter | undefined
}
interface Published {
  readonly entry: Entry
  readonly isFifo: boolean
  readonly isBatch: boolean
}

/** What is remembered of what was published. */
const MOST = 20_000
/** Subscriptions of a topic whose filters a message is held against. */
const MOST_FILTERS = 100

/**
 * What publishers, and consumers of the queues of a topic, hang on: which subscriptions a message goes to is decided by the model's own filters, and
 * how it comes shows in what is received.
 */
export const relies = (): ((exchange: Exchange) => readonly ClauseId[]) => {
  const subscriptions = new Map<string, Subscription>()
  const published = new Map<string, Published>()
  const remember = (key: string | undefined, what: Published): void => {
    if (key === undefined) return
    published.set(key, what)
    if (published.size > MOST) published.delete(published.keys().next().value!)
  }
  const groups = new Map<string, true>()
  /** The first message of a group has no order. */
  const inGroup = (group: string): readonly ClauseId[] => {
    const isFirst = !groups.has(group)
    groups.set(group, true)
    if (groups.size > MOST) groups.delete(groups.keys().next().value!)
    return isFirst ? ['sns.fifo.group-id-passed-to-fifo-queue'] : ['sns.fifo.group-id-passed-to-fifo-queue', 'sns.fifo.order-within-group']
  }
  /** What decides to which subscriptions of its topic a message goes. */
  const filtered = (topic: string | undefined, entry: Entry): readonly ClauseId[] => {
    const filters = new Set<Filter>()
    for (const { topic: own, filter } of subscriptions.values())
      if (own === topic && filter !== undefined && filters.size < MOST_FILTERS) filters.add(filter)
    return [...new Set([...filters].flatMap((filter) => deciders(filter, entry)))]
  }
  const delivered = (queue: string, body: string): readonly ClauseId[] => {
    const subscription = [...subscriptions.values()].find((one) => one.queue === queue)
    if (subscription === undefined) return []
    const isRaw = subscription.attributes.get('RawMessageDelivery') === 'true'
    const found = published.get(isRaw ? body : (idIn(body) ?? ''))
    if (found === undefined) return []
    const { entry, isBatch, isFifo } = found
    return [
      ...(isRaw
        ? ([
            'sns.raw.sqs-body-only',
            ...(entry.MessageAttributes === undefined ? [] : (['sns.raw.sqs-attributes-mapped'] as const)),
          ] as const)
        : (['sns.envelope.sqs-fields', 'sns.publish.message-id-in-envelope', 'sns.envelope.message-is-string'] as const)),
      ...(entry.Subject !== undefined && !isRaw ? (['sns.publish.subject-in-json-endpoints'] as const) : []),
      ...(isBatch ? (['sns.batch.each-entry-is-a-message'] as const) : []),
      ...(isFifo && queue.endsWith('.fifo') ? inGroup(`${queue} ${entry.MessageGroupId}`) : []),
      subscription.attributes.has('FilterPolicy') ? 'sns.fanout.all-confirmed-subscriptions' : 'sns.filter.no-policy-all',
    ]
  }
  return ({ service, operation, input, outcome }) => {
    if (outcome.kind !== 'answered') return []
    const asked = input as Input
    const answer = outcome.output as Output
    if (service === 'sqs' && operation === 'ReceiveMessage' && subscriptions.size > 0)
      return (answer.Messages ?? []).flatMap(({ Body = '' }) => delivered(lastOf(asked.QueueUrl, '/'), Body))
    if (service !== 'sns') return []
    const isFifo = asked.TopicArn?.endsWith('.fifo') ?? false
    switch (operation) {
      case 'Subscribe':
        if (asked.Protocol === 'sqs' && answer.SubscriptionArn !== undefined) {
          const attributes = new Map(Object.entries(asked.Attributes ?? {}))
          const queue = lastOf(asked.Endpoint, ':')
          subscriptions.set(answer.SubscriptionArn, { topic: asked.TopicArn, queue, attributes, filter: filterIn(attributes) })
        }
        return []
      case 'SetSubscriptionAttributes': {
        const changed = subscriptions.get(asked.SubscriptionArn ?? '')
        changed?.attributes.set(asked.AttributeName ?? '', asked.AttributeValue ?? '')
        if (changed !== undefined) changed.filter = filterIn(changed.attributes)
        return []
      }
      case 'Unsubscribe':
        subscriptions.delete(asked.SubscriptionArn ?? '')
        return []
      case 'Publish': {
        const isRepeated = isFifo && published.has(answer.MessageId ?? '')
        const isFirst = published.size === 0
        const what = { entry: asked, isFifo, isBatch: false }
        remember(answer.MessageId, what)
        remember(asked.Message, what)
        return [
          ...(isRepeated
            ? (['sns.fifo.dedup-5min-accepted-not-delivered'] as const)
            : isFirst
              ? []
              : (['sns.publish.message-id-unique'] as const)),
          ...(isFifo ? (['sns.fifo.sequence-number-returned'] as const) : []),
          ...filtered(asked.TopicArn, asked),
        ]
      }
      case 'PublishBatch': {
        const ids = new Map(answer.Successful?.map(({ Id, MessageId }) => [Id, MessageId]))
        const taken = (asked.PublishBatchRequestEntries ?? []).filter(({ Id }) => ids.has(Id))
        for (const entry of taken) {
          const what = { entry, isFifo, isBatch: true }
          remember(ids.get(entry.Id), what)
          remember(entry.Message, what)
        }
        return [...new Set(taken.flatMap((entry) => filtered(asked.TopicArn, entry)))]
      }
      default:
        return []
    }
  }
}

const filterIn = (attributes: ReadonlyMap<string, string>): Filter | undefined =>
  filterOf(attributes.get('FilterPolicy'), attributes.get('FilterPolicyScope') === 'MessageBody' ? 'MessageBody' : 'MessageAttributes')

const idIn = (body: string): string | undefined => /"MessageId"\s*:\s*"([^"]+)"/.exec(body)?.[1]
const lastOf = (name = '', by: string): string => name.slice(name.lastIndexOf(by) + 1)
