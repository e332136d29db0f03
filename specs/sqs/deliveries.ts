import type { Deliveries, Delivered, DeliveryLog } from '../../src/contract/deliveries.js'
import type { Exchange } from '../../src/oracle/exchange.js'

const DEFAULT_VISIBILITY = 30

interface Attributes {
  readonly VisibilityTimeout?: string
}
interface Input {
  readonly QueueUrl?: string
  readonly QueueName?: string
  readonly Attributes?: Attributes
  readonly VisibilityTimeout?: number
  readonly ReceiptHandle?: string
  readonly Entries?: readonly { readonly Id: string; readonly ReceiptHandle?: string; readonly VisibilityTimeout?: number }[]
}
interface Output {
  readonly Attributes?: Attributes
  readonly Messages?: readonly { readonly Body?: string; readonly ReceiptHandle?: string }[]
  readonly Failed?: readonly { readonly Id: string }[]
}

class SqsLog implements DeliveryLog {
  readonly delivered: Delivered[] = []
  readonly #open = new Map<string, { readonly delivered: Delivered; until: number }>()
  readonly #visibility = new Map<string, number>()

  see({ operation, input, outcome, received }: Exchange): void {
    if (outcome.kind !== 'answered') return
    const asked = input as Input
    const answer = outcome.output as Output
    const name = asked.QueueName ?? asked.QueueUrl?.slice(asked.QueueUrl.lastIndexOf('/') + 1) ?? ''
    const set = operation === 'GetQueueAttributes' ? answer.Attributes : asked.Attributes
    if (set?.VisibilityTimeout !== undefined) this.#visibility.set(name, Number(set.VisibilityTimeout))
    if (operation === 'ReceiveMessage') {
      const seconds = asked.VisibilityTimeout ?? this.#visibility.get(name) ?? DEFAULT_VISIBILITY
      for (const { Body = '', ReceiptHandle = '' } of answer.Messages ?? []) {
        const delivered = { from: name, body: Body }
        this.delivered.push(delivered)
        this.#open.set(ReceiptHandle, { delivered, until: received + seconds * 1000 })
      }
    }
    const failed = new Set(answer.Failed?.map(({ Id }) => Id))
    const done = [asked, ...(asked.Entries ?? []).filter(({ Id }) => !failed.has(Id))]
    for (const { ReceiptHandle = '', VisibilityTimeout = 0 } of done) {
      if (operation.startsWith('DeleteMessage')) this.#open.delete(ReceiptHandle)
      const open = this.#open.get(ReceiptHandle)
      if (operation.startsWith('ChangeMessageVisibility') && open !== undefined) open.until = received + VisibilityTimeout * 1000
    }
  }

  inFlight(now: number): readonly Delivered[] {
    return [...this.#open.values()].filter(({ until }) => now < until).map(({ delivered }) => delivered)
  }
}

export const deliveries: Deliveries = { open: () => new SqsLog() }
