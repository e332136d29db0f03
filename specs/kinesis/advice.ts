import type { Advisor, Advisory, Tell } from '../../src/contract/derive/advisor.js'
import type { TracedExchange } from '../../src/oracle/trace/form.js'
import { relies } from './relies.js'

/** Iterators and failed records that are remembered. */
const MOST = 20_000
/** Milliseconds for which an iterator is good. */
const ITERATOR_MS = 300_000
const CALLS_A_SECOND = 5

type Members = Readonly<Record<string, unknown>>
const members = (value: unknown): Members => (typeof value === 'object' && value !== null ? (value as Members) : {})
const listOf = (value: unknown): readonly Members[] => (Array.isArray(value) ? value.map(members) : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const streamOf = (input: Members): string => text(input['StreamName']) || text(input['StreamARN']).replace(/^.*\//, '')
const dataOf = (value: unknown): string => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : text(value))

interface Reader {
  readonly shard: string
  readonly given: number
  /** When the shard was read in the last second. */
  readonly calls: number[]
}

class KinesisAdvisor implements Advisor {
  readonly #iterators = new Map<string, Reader>()
  readonly #failed = new Map<string, { readonly stream: string; readonly exchange: TracedExchange }>()
  /** Readers whose iterator expired, until the shard is given a new one. */
  readonly #expired = new Map<string, TracedExchange>()

  constructor(private readonly tell: Tell) {}

  see(exchange: TracedExchange): void {
    const { operation, input, outcome } = exchange
    const output = outcome.kind === 'answered' ? outcome.output : undefined
    if (operation === 'PutRecord') this.#failed.delete(keyOf(input, input))
    if (operation === 'PutRecords') this.#batch(input, output, exchange)
    if (operation === 'GetShardIterator' && output !== undefined) {
      const shard = `${streamOf(input)}/${text(input['ShardId'])}`
      this.#expired.delete(shard)
      put(this.#iterators, text(output['ShardIterator']), { shard, given: exchange.received, calls: [] })
    }
    if (operation === 'GetRecords') this.#read(input, output, exchange)
  }

  #batch(input: Members, output: Members | undefined, exchange: TracedExchange): void {
    const results = listOf(output?.['Records'])
    for (const [nth, record] of listOf(input['Records']).entries()) {
      const key = keyOf(input, record)
      if (results[nth]?.['ErrorCode'] === undefined) this.#failed.delete(key)
      else if (this.#failed.size < MOST) this.#failed.set(key, { stream: streamOf(input), exchange })
    }
  }

  #read(input: Members, output: Members | undefined, exchange: TracedExchange): void {
    const iterator = text(input['ShardIterator'])
    const reader = this.#iterators.get(iterator)
    if (reader === undefined) return
    const { calls, shard, given } = reader
    calls.push(exchange.sent)
    while (calls[0]! <= exchange.sent - 1000) calls.shift()
    if (calls.length > CALLS_A_SECOND) this.tell.advice('reads-too-often', shard, exchange)
    this.tell.limit(
      { what: 'GetRecords a second and shard', most: CALLS_A_SECOND, seen: calls.length, clause: 'kinesis.get.five-per-second' },
      exchange,
    )
    if (exchange.sent > given + ITERATOR_MS || (exchange.outcome.kind === 'refused' && exchange.outcome.code.startsWith('ExpiredIterator')))
      this.#expired.set(shard, exchange)
    const next = text(output?.['NextShardIterator'])
    if (next !== '') {
      this.#iterators.delete(iterator)
      put(this.#iterators, next, { shard, given: exchange.received, calls })
    }
  }

  end(): void {
    for (const [shard, exchange] of this.#expired) this.tell.advice('never-renews-iterator', shard, exchange)
    for (const { stream, exchange } of this.#failed.values()) this.tell.advice('ignores-failed', stream, exchange)
  }
}

const keyOf = (input: Members, record: Members): string => `${streamOf(input)} ${text(record['PartitionKey'])} ${dataOf(record['Data'])}`

const put = <T>(map: Map<string, T>, key: string, value: T): void => {
  if (map.size >= MOST) map.delete(map.keys().next().value!)
  map.set(key, value)
}

export const advisory: Advisory = {
  relies,
  // It is about types that are refused as well; which type is used is what matters.
  coarse: ['kinesis.iterator.types'],
  texts: {
    'ignores-failed': {
      says: 'Records of a PutRecords failed, and were not put again. A batch that is answered 200 may have failed in part: look at FailedRecordCount, and put those again.',
      clause: 'kinesis.put-batch.partial-failure-is-200',
    },
    'never-renews-iterator': {
      says: 'A shard iterator was used when its five minutes were over, and no new one was asked for: a reader that pauses has to ask for an iterator at its checkpoint.',
      clause: 'kinesis.iterator.expires-300s',
    },
    'reads-too-often': {
      says: 'A shard is read more than five times a second, all readers together: beyond that AWS throttles. Wait between reads, or use enhanced fan-out.',
      clause: 'kinesis.get.five-per-second',
    },
  },
  open: (tell) => new KinesisAdvisor(tell),
}
