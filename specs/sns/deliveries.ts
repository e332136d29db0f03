import type { Deliveries, Passing, PassingReader } from '../../src/contract/flows/passing.js'
import type { Exchange } from '../../src/oracle/exchange.js'

interface Entry {
  readonly Id?: string
  readonly Message?: string
  readonly MessageGroupId?: string
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue?: string }>>
}
interface Input extends Entry {
  readonly TopicArn?: string
  readonly Protocol?: string
  readonly Endpoint?: string
  readonly PublishBatchRequestEntries?: readonly Entry[]
}
interface Output {
  readonly MessageId?: string
  readonly Successful?: readonly { readonly Id?: string; readonly MessageId?: string }[]
}

/** What topics take, and which queues they hand it on to. What is received from those is read by SQS. */
class SnsReader implements PassingReader {
  read({ service, operation, input, outcome }: Exchange): readonly Passing[] {
    if (service !== 'sns' || outcome.kind !== 'answered') return []
    const asked = input as Input
    const through = nameOf(asked.TopicArn)
    if (operation === 'Subscribe' && asked.Protocol === 'sqs') return [{ kind: 'joined', from: through, to: nameOf(asked.Endpoint) }]
    if (operation !== 'Publish' && operation !== 'PublishBatch') return []
    const { MessageId, Successful = [] } = outcome.output as Output
    const ids = new Map(Successful.map(({ Id, MessageId: id }) => [Id, id]))
    const taken = operation === 'Publish' ? [asked] : (asked.PublishBatchRequestEntries ?? []).filter(({ Id }) => ids.has(Id))
    return taken.map(({ Id, Message: body = '', MessageGroupId, MessageAttributes }) => ({
      kind: 'sent',
      through,
      id: (operation === 'Publish' ? MessageId : ids.get(Id)) ?? '',
      body,
      ...(MessageGroupId === undefined ? {} : { key: { by: 'MessageGroupId' as const, value: MessageGroupId } }),
      ...(MessageAttributes === undefined
        ? {}
        : {
            attributes: Object.fromEntries(
              Object.entries(MessageAttributes).flatMap(([name, { StringValue }]) =>
                StringValue === undefined ? [] : [[name, StringValue]],
              ),
            ),
          }),
    }))
  }
}

const nameOf = (arn = ''): string => arn.slice(arn.lastIndexOf(':') + 1)

export const deliveries: Deliveries = { open: () => new SnsReader() }
