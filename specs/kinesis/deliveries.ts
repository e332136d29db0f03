import type { Deliveries, Passing, PassingReader } from '../../src/contract/flows/passing.js'
import type { Exchange } from '../../src/oracle/exchange.js'

interface Record {
  readonly Data?: Uint8Array
  readonly PartitionKey?: string
  readonly SequenceNumber?: string
  readonly ErrorCode?: string
}
interface Members extends Record {
  readonly StreamName?: string
  readonly StreamARN?: string
  readonly ShardIterator?: string
  readonly NextShardIterator?: string
  readonly Records?: readonly Record[]
}

/** Iterators whose stream is remembered; each leads to the next one. */
const MOST = 10_000

class KinesisReader implements PassingReader {
  readonly #streams = new Map<string, string>()

  read({ service, operation, input, outcome }: Exchange): readonly Passing[] {
    if (service !== 'kinesis' || outcome.kind !== 'answered') return []
    const asked = input as Members
    const answer = outcome.output as Members
    const stream = asked.StreamName ?? asked.StreamARN?.replace(/^.*\//, '') ?? ''
    switch (operation) {
      case 'PutRecord':
        return [passing('sent', stream, asked, answer.SequenceNumber)]
      case 'PutRecords':
        return (asked.Records ?? []).flatMap((record, nth) => {
          const { SequenceNumber, ErrorCode } = answer.Records?.[nth] ?? {}
          return SequenceNumber === undefined || ErrorCode !== undefined ? [] : [passing('sent', stream, record, SequenceNumber)]
        })
      case 'GetShardIterator':
        this.#remember(answer.ShardIterator, stream)
        return []
      case 'GetRecords': {
        const from = this.#streams.get(asked.ShardIterator ?? '') ?? ''
        this.#remember(answer.NextShardIterator, from)
        return (answer.Records ?? []).map((record) => passing('delivered', from, record, record.SequenceNumber))
      }
      default:
        return []
    }
  }

  #remember(iterator: string | undefined, stream: string): void {
    if (iterator === undefined) return
    this.#streams.set(iterator, stream)
    if (this.#streams.size > MOST) this.#streams.delete(this.#streams.keys().next().value!)
  }
}

/** Reading removes nothing and hides nothing, so that no delivery has a handle. */
const passing = (kind: 'sent' | 'delivered', through: string, { Data, PartitionKey: value = '' }: Record, id = ''): Passing => ({
  kind,
  through,
  id,
  body: Buffer.from(Data ?? []).toString(),
  key: { by: 'PartitionKey', value },
})

export const deliveries: Deliveries = { open: () => new KinesisReader() }
