import { kinesis } from '../../reference/kinesis/index.js'
import type { Call, Service } from '../../reference/core/service.js'

/** How the reference is opened by somebody who lies about it. */
export type Open = Service['open']

/** A service that lies, the clauses that are meant for it, and what walks find it out by; nothing, where no walk goes there. */
export interface Liar {
  readonly that: string
  readonly open: Open
  readonly clauses: readonly string[]
  readonly walks?: RegExp
}

type Input = Readonly<Record<string, unknown>>
type Answering = (operation: string, answer: (input?: Input) => object, input: Input) => object
/** The reference, except for what a lie of its own makes of each answer. */
const lying =
  (begin: () => Answering): Open =>
  (site) => {
    const honest = kinesis.open(site)
    const lie = begin()
    return {
      call: (call) =>
        lie(
          call.operation,
          (input = call.input) => honest.call(Object.create(call, { input: { value: input } }) as Call) as object,
          call.input,
        ) as never,
    }
  }

interface Kept {
  readonly PartitionKey?: string
  readonly Data?: Uint8Array
}
type Records = readonly Kept[]

/** Pages of which something else is told. */
const misreading = (lie: (records: Records) => Records): Open =>
  lying(() => (operation, answer) => {
    const output = answer()
    return operation === 'GetRecords' ? { ...output, Records: lie((output as { readonly Records: Records }).Records) } : output
  })

type Event = { readonly Records: Records; readonly MillisBehindLatest: number; readonly ChildShards?: readonly object[] }
type Events = AsyncIterator<{ readonly SubscribeToShardEvent: Event }>

/** Subscriptions of which something else is sent. */
const missending = (lie: (event: Event) => Event): Open =>
  lying(() => (operation, answer) => {
    const output = answer()
    if (operation !== 'SubscribeToShard') return output
    const events = (output as { readonly EventStream: AsyncIterable<unknown> }).EventStream[Symbol.asyncIterator]() as Events
    const next = async () => {
      const came = await events.next()
      return came.done === true ? came : { done: false, value: { SubscribeToShardEvent: lie(came.value.SubscribeToShardEvent) } }
    }
    return { EventStream: { [Symbol.asyncIterator]: () => ({ next, return: () => events.return!() }) } }
  })

/** Requests that are understood as others. */
const mistaking = (operation: string, change: (input: Input) => Input): Open =>
  lying(() => (asked, answer, input) => answer(asked === operation ? change(input) : input))

const takingFor = (type: string, other: string): Open =>
  mistaking('GetShardIterator', (input) => (input['ShardIteratorType'] === type ? { ...input, ShardIteratorType: other } : input))

/** Answers of an operation, changed. */
const misanswering = (operation: string, change: (output: Input) => object): Open =>
  lying(() => (asked, answer) => (asked === operation ? change(answer() as Input) : answer()))

const LAST_KEY = 2n ** 128n - 1n

export const liars: readonly Liar[] = [
  {
    that: 'reuses sequence numbers',
    open: lying(() => {
      let puts = 0
      let before: object = {}
      return (operation, answer) => {
        if (operation !== 'PutRecord') return answer()
        const output = answer()
        if (puts++ % 3 !== 2) before = output
        return before
      }
    }),
    clauses: ['kinesis.sequence-numbers.unique-in-stream', 'kinesis.get.sequence-matches-put'],
    walks: /unique-in-stream|iterator/,
  },
  {
    that: 'loses the last record of a page',
    open: misreading((records) => records.slice(0, -1)),
    clauses: [
      'kinesis.iterator.trim-horizon',
      'kinesis.iterator.latest',
      'kinesis.iterator.at-sequence-number-inclusive',
      'kinesis.put.durable-before-ack',
    ],
    walks: /durable-before-ack|read-order|position|trim-horizon|inclusive|starts-next/,
  },
  {
    that: 'turns a page about',
    open: misreading((records) => [...records].reverse()),
    clauses: ['kinesis.ordering.get-records-sorted', 'kinesis.iterator.trim-horizon'],
    walks: /get-records-sorted/,
  },
  {
    that: 'invents a record',
    open: misreading((records) => records.map((record, nth) => (nth === 1 ? { ...record, SequenceNumber: '1' } : record))),
    clauses: ['kinesis.ordering.get-records-sorted'],
    walks: /get-records-sorted|sequence-matches-put/,
  },
  {
    that: 'gives other data back',
    open: misreading((records) =>
      records.map((record) => ({ ...record, Data: Buffer.concat([record.Data ?? Buffer.of(), Buffer.of(0)]) })),
    ),
    clauses: ['kinesis.put.data-opaque-immutable', 'kinesis.put.empty-data-allowed'],
    walks: /data-opaque/,
  },
  {
    that: 'gives another partition key back',
    open: misreading((records) => records.map((record) => ({ ...record, PartitionKey: `${record.PartitionKey ?? ''}x` }))),
    clauses: ['kinesis.put.partition-key-unicode'],
    walks: /partition-key/,
  },
  {
    that: 'maps hash keys off by one',
    open: lying(() => {
      const moved = (entry: Input): Input => {
        const { ExplicitHashKey: key } = entry
        const isKey = typeof key === 'string' && /^\d{1,39}$/.test(key) && BigInt(key) <= LAST_KEY
        return isKey ? { ...entry, ExplicitHashKey: String((BigInt(key) + 1n) & LAST_KEY) } : entry
      }
      return (operation, answer, input) => {
        const { Records } = input
        if (operation === 'PutRecord') return answer(moved(input))
        return operation === 'PutRecords' && Array.isArray(Records)
          ? answer({ ...input, Records: (Records as readonly Input[]).map(moved) })
          : answer()
      }
    }),
    clauses: ['kinesis.hash-keys.explicit-boundaries'],
    walks: /explicit-boundaries/,
  },
  {
    that: 'reads AT as AFTER',
    open: takingFor('AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER'),
    clauses: ['kinesis.iterator.at-sequence-number-inclusive', 'kinesis.iterator.sequence-types-need-number'],
    walks: /durable-before-ack|at-sequence-number/,
  },
  {
    that: 'reads AFTER as AT',
    open: takingFor('AFTER_SEQUENCE_NUMBER', 'AT_SEQUENCE_NUMBER'),
    clauses: ['kinesis.iterator.after-sequence-number-starts-next'],
    walks: /after-sequence-number/,
  },
  {
    that: 'reads LATEST as TRIM_HORIZON',
    open: takingFor('LATEST', 'TRIM_HORIZON'),
    clauses: ['kinesis.iterator.latest'],
    walks: /iterator\.latest/,
  },
  {
    that: 'reads TRIM_HORIZON as LATEST',
    open: takingFor('TRIM_HORIZON', 'LATEST'),
    clauses: ['kinesis.iterator.trim-horizon', 'kinesis.put.durable-before-ack', 'kinesis.split.no-loss-across-reshard'],
  },
  {
    that: 'forgets a parent',
    open: misanswering('ListShards', (output) => ({
      ...output,
      Shards: (output['Shards'] as readonly Input[]).map(({ ParentShardId: _, ...shard }) => shard),
    })),
    clauses: ['kinesis.split.children-parent-ids', 'kinesis.merge.child-parents'],
    walks: /list-shards/,
  },
  {
    that: 'forgets tags that were removed only in what it says',
    open: lying(() => (operation, answer) => (operation === 'RemoveTagsFromStream' ? {} : answer())),
    clauses: ['kinesis.tags.remove', 'kinesis.tags.case-sensitive'],
    walks: /tags|validation/,
  },
  {
    that: 'takes any limit for ten',
    open: mistaking('GetRecords', (input) => (input['Limit'] === undefined ? input : { ...input, Limit: 10 })),
    clauses: ['kinesis.get.limit-min-1', 'kinesis.get.limit-honoured'],
    walks: /get\./,
  },
  {
    that: 'stores a batch without its last entry',
    open: lying(() => (operation, answer, input) => {
      if (operation !== 'PutRecords') return answer()
      const entries = input['Records'] as readonly object[]
      if (!Array.isArray(entries) || entries.length < 2) return answer()
      const output = answer({ ...input, Records: entries.slice(0, -1) }) as { readonly Records: readonly object[] }
      return { ...output, Records: [...output.Records, output.Records.at(-1)!] }
    }),
    clauses: ['kinesis.put-batch.success-entry', 'kinesis.put-batch.response-order-and-count'],
  },
  {
    that: 'splits nothing, and says that it did',
    open: lying(() => (operation, answer) => (operation === 'SplitShard' ? {} : answer())),
    clauses: ['kinesis.split.two-children-ranges', 'kinesis.split.new-ids', 'kinesis.split.parent-closed'],
    walks: /split|list-shards|describe|reshard/,
  },
  {
    that: 'keeps a consumer that was deregistered',
    open: lying(() => (operation, answer) => (operation === 'DeregisterStreamConsumer' ? {} : answer())),
    clauses: ['kinesis.efo.deregister', 'kinesis.efo.subscribe-stream-errors'],
  },
  {
    that: 'keeps the retention period, and says that it did not',
    open: lying(() => (operation, answer) => (/StreamRetentionPeriod$/.test(operation) ? {} : answer())),
    clauses: ['kinesis.retention.reflected', 'kinesis.retention.min-24'],
  },
  {
    that: 'loses the last record of an event',
    open: missending((event) => ({ ...event, Records: event.Records.slice(0, -1) })),
    clauses: ['kinesis.efo.subscribe-push', 'kinesis.efo.subscribe-batching-free', 'kinesis.efo.subscribe-resume'],
  },
  {
    that: 'turns events about',
    open: missending((event) => ({ ...event, Records: [...event.Records].reverse() })),
    clauses: ['kinesis.efo.subscribe-order'],
  },
  {
    that: 'is always behind',
    open: missending((event) => ({ ...event, MillisBehindLatest: event.MillisBehindLatest + 1 })),
    clauses: ['kinesis.efo.subscribe-millis-zero'],
  },
  {
    that: 'does not tell of children',
    open: missending(({ ChildShards: _, ...event }) => event),
    clauses: ['kinesis.efo.subscribe-shard-end'],
  },
  {
    that: 'subscribes to the tip of a shard, whatever it is asked for',
    open: mistaking('SubscribeToShard', (input) => ({ ...input, StartingPosition: { Type: 'LATEST' } })),
    clauses: ['kinesis.efo.subscribe-positions', 'kinesis.efo.subscribe-resume', 'kinesis.efo.subscribe-takeover'],
  },
  {
    that: 'admits every subscription',
    open: lying(() => {
      let nth = 0
      // Another consumer of the stream, for each call: nothing is in the way of it.
      return (operation, answer, input) => {
        if (operation !== 'SubscribeToShard') return answer()
        try {
          return answer()
        } catch (error) {
          if ((error as { readonly shape?: string }).shape !== 'ResourceInUseException' || nth++ > 1000) throw error
          const idle: Events = { next: () => new Promise(() => {}), return: () => Promise.resolve({ done: true, value: undefined }) }
          return { EventStream: { [Symbol.asyncIterator]: () => idle }, of: input }
        }
      }
    }),
    clauses: ['kinesis.efo.subscribe-within-5s', 'kinesis.efo.no-read-until-active'],
  },
]
