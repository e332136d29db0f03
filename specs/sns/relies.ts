import type { ClauseId } from '../../reference/core/reading.js'
import type { Exchange } from '../../src/oracle/exchange.js'

interface Entry {
  readonly Id?: string
  readonly Message?: string
  readonly Subject?: string
  readonly MessageGroupId?: string
  readonly MessageAttributes?: Readonly<Record<string, unknown>>
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
  /** The queue, by its name. */
  readonly queue: string
  readonly attributes: Map<string, string>
}
interface Published {
  readonly entry: Entry
  readonly isFifo: boolean
  readonly isBatch: boolean
}

/** What is remembered of what was published. */
const MOST = 20_000
/** Operators of filter policies, as they stand in its text, and the clauses that say what they do. */
const OPERATORS: readonly (readonly [RegExp, ClauseId])[] = [
  [/"prefix"\s*:/, 'sns.filter.op.prefix'],
  [/"suffix"\s*:/, 'sns.filter.op.suffix'],
  [/"equals-ignore-case"\s*:/, 'sns.filter.op.equals-ignore-case'],
  [/"exists"\s*:\s*true/, 'sns.filter.op.exists-true'],
  [/"exists"\s*:\s*false/, 'sns.filter.op.exists-false'],
  [/"numeric"\s*:\s*\[\s*"="/, 'sns.filter.op.numeric-equals'],
  [/"numeric"\s*:\s*\[\s*"[<>]/, 'sns.filter.op.numeric-single-bound'],
  [/"anything-but"\s*:\s*\[/, 'sns.filter.op.anything-but-list'],
  [/"anything-but"\s*:\s*"/, 'sns.filter.op.anything-but-single'],
  [/"\$or"\s*:/, 'sns.filter.op.or'],
]

/** What publishers, and consumers of the queues of a topic, hang on, by what they ask and get. */
export const relies = (): ((exchange: Exchange) => readonly ClauseId[]) => {
  const subscriptions = new Map<string, Subscription>()
  const published = new Map<string, Published>()
  const remember = (key: string | undefined, what: Published): void => {
    if (key === undefined) return
    published.set(key, what)
    if (published.size > MOST) published.delete(published.keys().next().value!)
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
      ...(isFifo && queue.endsWith('.fifo') ? (['sns.fifo.order-within-group', 'sns.fifo.group-id-passed-to-fifo-queue'] as const) : []),
      ...filters(subscription.attributes),
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
        if (asked.Protocol === 'sqs' && answer.SubscriptionArn !== undefined)
          subscriptions.set(answer.SubscriptionArn, {
            queue: lastOf(asked.Endpoint, ':'),
            attributes: new Map(Object.entries(asked.Attributes ?? {})),
          })
        return []
      case 'SetSubscriptionAttributes':
        subscriptions.get(asked.SubscriptionArn ?? '')?.attributes.set(asked.AttributeName ?? '', asked.AttributeValue ?? '')
        return []
      case 'Unsubscribe':
        subscriptions.delete(asked.SubscriptionArn ?? '')
        return []
      case 'Publish': {
        const what = { entry: asked, isFifo, isBatch: false }
        remember(answer.MessageId, what)
        remember(asked.Message, what)
        return ['sns.publish.message-id-unique', ...(isFifo ? (['sns.fifo.sequence-number-returned'] as const) : [])]
      }
      case 'PublishBatch': {
        const ids = new Map(answer.Successful?.map(({ Id, MessageId }) => [Id, MessageId]))
        for (const entry of asked.PublishBatchRequestEntries ?? []) {
          if (!ids.has(entry.Id)) continue
          const what = { entry, isFifo, isBatch: true }
          remember(ids.get(entry.Id), what)
          remember(entry.Message, what)
        }
        return ['sns.batch.response-lists']
      }
      default:
        return []
    }
  }
}

const filters = (attributes: ReadonlyMap<string, string>): readonly ClauseId[] => {
  const policy = attributes.get('FilterPolicy')
  if (policy === undefined) return ['sns.filter.no-policy-all']
  const isBody = attributes.get('FilterPolicyScope') === 'MessageBody'
  return [
    'sns.fanout.all-confirmed-subscriptions',
    isBody ? 'sns.filter.body.scope' : 'sns.filter.scope-default-attributes',
    'sns.filter.missing-key-rejects',
    ...OPERATORS.flatMap(([form, clause]) => (form.test(policy) ? [clause] : [])),
  ]
}

const idIn = (body: string): string | undefined => /"MessageId"\s*:\s*"([^"]+)"/.exec(body)?.[1]
const lastOf = (name = '', by: string): string => name.slice(name.lastIndexOf(by) + 1)
