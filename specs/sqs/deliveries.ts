import type { Deliveries, Passing, PassingReader } from '../../src/contract/flows/passing.js'
import type { Exchange } from '../../src/oracle/exchange.js'

const DEFAULT_VISIBILITY = 30
/** Queues whose settings are remembered. */
const MOST = 100_000

interface Attributes {
  readonly VisibilityTimeout?: string
}
interface Entry {
  readonly Id?: string
  readonly ReceiptHandle?: string
  readonly VisibilityTimeout?: number
  readonly MessageBody?: string
  readonly MessageGroupId?: string
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue?: string }>>
}
interface Input extends Entry {
  readonly QueueUrl?: string
  readonly QueueName?: string
  readonly Attributes?: Attributes
  readonly Entries?: readonly Entry[]
}
interface Message {
  readonly MessageId?: string
  readonly Body?: string
  readonly ReceiptHandle?: string
  readonly Attributes?: { readonly MessageGroupId?: string }
  readonly MessageAttributes?: Entry['MessageAttributes']
}
interface Output {
  readonly MessageId?: string
  readonly Attributes?: Attributes
  readonly Messages?: readonly Message[]
  readonly Successful?: readonly { readonly Id?: string; readonly MessageId?: string }[]
}

class SqsReader implements PassingReader {
  readonly #visibility = new Map<string, number>()

  read({ service, operation, input, outcome, received }: Exchange): readonly Passing[] {
    if (service !== 'sqs') return []
    const asked = input as Input
    if (operation === 'DeleteMessage' && outcome.kind === 'refused') return [{ kind: 'refused', handle: asked.ReceiptHandle ?? '' }]
    if (outcome.kind !== 'answered') return []
    const answer = outcome.output as Output
    const through = asked.QueueName ?? asked.QueueUrl?.slice(asked.QueueUrl.lastIndexOf('/') + 1) ?? ''
    const set = operation === 'GetQueueAttributes' ? answer.Attributes : asked.Attributes
    if (set?.VisibilityTimeout !== undefined && this.#visibility.size < MOST) this.#visibility.set(through, Number(set.VisibilityTimeout))
    switch (operation) {
      case 'SendMessage':
      case 'SendMessageBatch':
        return done(asked, answer).map(([{ MessageBody: body = '', MessageGroupId, MessageAttributes }, id = '']) => ({
          kind: 'sent',
          through,
          id,
          body,
          ...keyed(MessageGroupId),
          ...attributed(MessageAttributes),
        }))
      case 'ReceiveMessage': {
        const seconds = asked.VisibilityTimeout ?? this.#visibility.get(through) ?? DEFAULT_VISIBILITY
        return (answer.Messages ?? []).map(({ MessageId: id = '', Body: body = '', ReceiptHandle: handle = '', ...more }) => ({
          kind: 'delivered',
          through,
          id,
          body,
          handle,
          until: received + seconds * 1000,
          ...keyed(more.Attributes?.MessageGroupId),
          ...attributed(more.MessageAttributes),
        }))
      }
      case 'DeleteMessage':
      case 'DeleteMessageBatch':
        return done(asked, answer).map(([{ ReceiptHandle: handle = '' }]) => ({ kind: 'removed', handle }))
      case 'ChangeMessageVisibility':
      case 'ChangeMessageVisibilityBatch':
        return done(asked, answer).map(([{ ReceiptHandle: handle = '', VisibilityTimeout = 0 }]) => ({
          kind: 'hidden',
          handle,
          until: received + VisibilityTimeout * 1000,
        }))
      default:
        return []
    }
  }
}

/** The request itself, or the entries of a batch that succeeded, each with the id of its message. */
const done = (asked: Input, { MessageId, Successful = [] }: Output): readonly (readonly [Entry, string | undefined])[] => {
  if (asked.Entries === undefined) return [[asked, MessageId]]
  const ids = new Map(Successful.map(({ Id, MessageId: id }) => [Id, id]))
  return asked.Entries.filter(({ Id }) => ids.has(Id)).map((entry) => [entry, ids.get(entry.Id)])
}

const keyed = (value: string | undefined) => (value === undefined ? {} : { key: { by: 'MessageGroupId' as const, value } })

const attributed = (attributes: Entry['MessageAttributes']) =>
  attributes === undefined
    ? {}
    : {
        attributes: Object.fromEntries(
          Object.entries(attributes).flatMap(([name, { StringValue }]) => (StringValue === undefined ? [] : [[name, StringValue]])),
        ),
      }

export const deliveries: Deliveries = { open: () => new SqsReader() }
