import type { Deliveries, Delivered, DeliveryLog } from '../../src/contract/deliveries.js'
import type { Exchange } from '../../src/oracle/exchange.js'

interface Members {
  readonly StreamName?: string
  readonly StreamARN?: string
  readonly ShardIterator?: string
  readonly NextShardIterator?: string
  readonly Records?: readonly { readonly Data?: Uint8Array }[]
}

class KinesisLog implements DeliveryLog {
  readonly delivered: Delivered[] = []
  readonly #streams = new Map<string, string>()

  see({ operation, input, outcome }: Exchange): void {
    if (outcome.kind !== 'answered') return
    const asked = input as Members
    const answer = outcome.output as Members
    if (operation === 'GetShardIterator' && answer.ShardIterator !== undefined)
      this.#streams.set(answer.ShardIterator, asked.StreamName ?? asked.StreamARN?.replace(/^.*\//, '') ?? '')
    if (operation !== 'GetRecords') return
    const from = this.#streams.get(asked.ShardIterator ?? '') ?? ''
    if (answer.NextShardIterator !== undefined) this.#streams.set(answer.NextShardIterator, from)
    for (const { Data } of answer.Records ?? []) this.delivered.push({ from, body: Buffer.from(Data ?? []).toString() })
  }

  /** Reading removes nothing, and hides nothing. */
  inFlight(): readonly Delivered[] {
    return []
  }
}

export const deliveries: Deliveries = { open: () => new KinesisLog() }
