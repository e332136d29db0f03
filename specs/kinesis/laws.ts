import type { Exchange } from '../../src/oracle/exchange.js'
import { sumOf, type Told } from '../../src/oracle/linear/event-log.js'
import type { Law } from '../../src/oracle/linear/law.js'
import { list, members, type Members, NOTHING, text } from '../../src/oracle/linear/members.js'
import { isAbove } from '../../src/oracle/linear/numbered-log.js'
import type { Bookkeeper, Court, ServiceLaws } from '../../src/oracle/linear/service-laws.js'
import { type Judging, unless } from '../../src/oracle/linear/verdicts.js'
import { NUMBER, type Position, positionOf, readPage } from './laws/reads.js'
import { learn, partition } from './laws/shards.js'
import { Stream } from './laws/stream.js'

const laws = {
  read: {
    name: 'read-was-put',
    says: 'A record that is read was put, into that shard, with that key and data.',
    clauses: ['kinesis.get.sequence-matches-put', 'kinesis.put.data-opaque-immutable'],
  },
  order: {
    name: 'each-once-in-order',
    says: 'From wherever an iterator begins, and whatever the pages, records come in the order of their numbers, none twice.',
    clauses: [
      'kinesis.ordering.get-records-sorted',
      'kinesis.iterator.trim-horizon',
      'kinesis.iterator.latest',
      'kinesis.iterator.at-sequence-number-inclusive',
      'kinesis.iterator.after-sequence-number-starts-next',
      'kinesis.get.sequence-matches-put',
    ],
  },
  lost: {
    name: 'nothing-lost',
    says: 'An iterator passes no record that was acknowledged before, and a shard does not end before all are read.',
    clauses: ['kinesis.put.durable-before-ack', 'kinesis.get.null-next-at-shard-end'],
  },
  numbers: {
    name: 'sequence-numbers',
    says: 'No number is given twice, and one for ordering is exceeded.',
    clauses: ['kinesis.sequence-numbers.unique-in-stream', 'kinesis.ordering.sequence-for-ordering'],
  },
  keys: {
    name: 'hash-ranges',
    says: 'The open shards of an active stream share all hash keys among them.',
    clauses: ['kinesis.hash-keys.full-range'],
  },
} as const satisfies Readonly<Record<string, Law>>

const CHANGES_SHARDS = new Set(['CreateStream', 'SplitShard', 'MergeShards', 'UpdateShardCount', 'UpdateStreamMode', 'DeleteStream'])
/** Iterators whose place is remembered. */
const MOST_ITERATORS = 100_000

class Reader implements Bookkeeper {
  readonly #streams = new Map<string, Stream>()
  readonly #iterators = new Map<string, Position>()
  /** Whether something was put by requests that name their stream in a way of which nothing is known. */
  #isLoose = false
  #unplaced = 0
  /** What the ARNs in answers tell of the accounts of requests of which it is not known. */
  readonly #accounts = new Set<string>()
  /** Names that stand for several streams, as far as can be seen: the requests do not tell their accounts. */
  readonly #several = new Set<string>()

  constructor(private readonly court: Court) {}

  see(exchange: Exchange, line: number): void {
    const { operation, input, outcome, sent, received, account } = exchange
    if (outcome.kind === 'refused') return
    const told: Told = { sent, received, line }
    const output = outcome.kind === 'answered' ? outcome.output : undefined
    if (operation === 'GetRecords') return output && this.#read(input, output, told)
    const name = this.#nameOf(exchange)
    if (name === undefined) return
    if (operation === 'CreateStream') this.#create(name, output && told, told)
    const stream = this.#streams.get(name) ?? this.#open(name)
    if (account === undefined && output) this.#learnAccount(input, output)
    if (operation === 'DeleteStream') stream.isDeleted = true
    if (sent < (stream.made?.sent ?? -Infinity)) return
    if (CHANGES_SHARDS.has(operation)) stream.changedAt = output ? Math.max(stream.changedAt, received) : Infinity
    if (operation === 'PutRecord') this.#put(stream, input, output, exchange, line)
    if (operation === 'PutRecords') {
      const answers = output && list(output['Records'])
      list(input['Records']).forEach((entry, nth) => {
        const answer = answers?.[nth]
        const error = text(answer?.['ErrorCode'])
        if (error === undefined || error === 'InternalFailure')
          this.#put(stream, entry, error === undefined ? answer : undefined, exchange, line)
      })
    }
    if (output === undefined) return
    if (operation === 'GetShardIterator') {
      const at = positionOf(input, stream, stream.shard(text(input['ShardId']) ?? ''), told)
      this.#remember(text(output['ShardIterator']), at)
    }
    if (operation === 'ListShards') this.#shards(name, stream, input, output, told)
    if (/^DescribeStream(?:Summary)?$/.test(operation)) {
      const shown = members(output['StreamDescription'] ?? output['StreamDescriptionSummary']) ?? NOTHING
      if (members(shown['StreamModeDetails'])?.['StreamMode'] === 'ON_DEMAND') stream.isOnDemand = true
      if (shown['StreamStatus'] === 'ACTIVE') stream.activeAt = Math.max(stream.activeAt, sent)
      if (operation === 'DescribeStream') this.#shards(name, stream, input, shown, told)
    }
  }

  /** Whose a stream is that was asked for by its name. */
  #learnAccount(input: Members, output: Members): void {
    if (input['StreamARN'] !== undefined) return
    const shown = members(output['StreamDescription'] ?? output['StreamDescriptionSummary']) ?? output
    const account = text(shown['StreamARN'])?.split(':')[4]
    if (account !== undefined) this.#accounts.add(account)
  }

  /** Streams of two accounts may have one name: without a known account only names tell streams apart. */
  #nameOf({ input, region, account }: Exchange): string | undefined {
    const arn = text(input['StreamARN'])
    const name = text(input['StreamName']) ?? arn?.split('/')[1]
    if (arn !== undefined && account === undefined) this.#isLoose = true
    if (name === undefined) {
      if (input['StreamId'] !== undefined) this.#isLoose = true
      return undefined
    }
    return `${arn?.split(':')[4] ?? account ?? ''}/${region}/${name}`
  }

  #open(name: string, made?: Told): Stream {
    const { strictness, bounds } = this.court
    const [account, , own] = name.split('/')
    const isSeveral = (): boolean => this.#accounts.size > 1 || this.#several.has(name)
    const of = ({ name: law }: Law): Judging => {
      const verdicts = this.court.verdicts(law)
      return account === '' ? unless(isSeveral, verdicts) : verdicts
    }
    const { read, order, lost, numbers, keys } = laws
    const stream = new Stream(
      own!,
      made,
      { order: of(order), lost: of(lost), numbers: of(numbers), keys: of(keys) },
      { verdicts: of(read), invented: read.clauses[0], changed: read.clauses[1] },
      bounds.tombstones,
      () => strictness.isFed === true || this.#isLoose,
    )
    this.#streams.set(name, stream)
    return stream
  }

  #create(name: string, made: Told | undefined, { sent }: Told): void {
    const before = this.#streams.get(name)
    const stream = this.#open(name, made)
    if (before === undefined) return
    // One that is there cannot be made again, but by another account.
    if (made !== undefined && before.made !== undefined && !before.isDeleted) this.#several.add(name)
    // What was put meanwhile may be in either.
    before.isLoose = true
    stream.isLoose = before.putAt >= sent
  }

  #put(stream: Stream, entry: Members, answer: Members | undefined, exchange: Exchange, line: number): void {
    const { sent, received, client } = exchange
    stream.putAt = Math.max(stream.putAt, received)
    const data = entry['Data']
    const sum = data instanceof Uint8Array ? sumOf(text(entry['PartitionKey']) ?? '', data) : undefined
    if (answer === undefined) {
      if (sum === undefined) stream.isLoose = true
      else stream.log.mayTake(sum, { sent, received, line })
      return
    }
    const { numbers } = stream.of
    const [id, key] = [text(answer['SequenceNumber']) ?? '', text(answer['ShardId']) ?? '']
    if (!NUMBER.test(id)) return
    numbers.tested()
    const before = stream.log.items.get(id)
    if (!stream.log.take({ id, key, sum, sent, received, line, by: client }))
      return numbers.found({
        clause: 'kinesis.sequence-numbers.unique-in-stream',
        line,
        earlier: before?.line,
        allowed: 'a number that no other record of the stream has',
        seen: id,
      })
    const shard = stream.shard(key)
    shard.records.add(stream.log.items.get(id)!)
    const minimum = stream.log.items.get(text(entry['SequenceNumberForOrdering']) ?? '')
    if (minimum === undefined || exchange.operation !== 'PutRecord' || minimum.key !== key || minimum.by !== client) return
    if (minimum.sum?.split(' ')[0] !== sum?.split(' ')[0] || isAbove(id, minimum.id)) return
    numbers.found({
      clause: 'kinesis.ordering.sequence-for-ordering',
      line,
      earlier: minimum.line,
      allowed: `a number above ${minimum.id}`,
      seen: id,
    })
  }

  #read(input: Members, output: Members, told: Told): void {
    const position = this.#iterators.get(text(input['ShardIterator']) ?? '')
    if (position === undefined) {
      this.#unplaced++
      return
    }
    this.#remember(text(output['NextShardIterator']), readPage(position, output, told, this.court.strictness))
  }

  #remember(iterator: string | undefined, position: Position | undefined): void {
    if (iterator === undefined || position === undefined) return
    this.#iterators.set(iterator, position)
    if (this.#iterators.size > MOST_ITERATORS) this.#iterators.delete(this.#iterators.keys().next().value!)
  }

  #shards(name: string, stream: Stream, input: Members, output: Members, told: Told): void {
    const isPart = [input['NextToken'], input['ExclusiveStartShardId'], input['ShardFilter'], output['NextToken']].some(
      (one) => one !== undefined,
    )
    const shards = list(output['Shards'])
    if (!learn(stream, shards)) this.#several.add(name)
    if (isPart || output['HasMoreShards'] === true || shards.length === 0) return
    const { strictness } = this.court
    const settled = stream.changedAt + strictness.lateness + strictness.slack.ms
    const isActive = output['StreamStatus'] === 'ACTIVE' || (output['StreamStatus'] === undefined && strictness.isFed !== true)
    // Others may change shards unseen, and an on-demand stream changes its own.
    if (!isActive || stream.isOnDemand || stream.activeAt <= settled || told.sent <= settled) return stream.of.keys.undecided()
    partition(shards, told, stream.of.keys)
  }

  end(): void {
    // Nothing waits: each page is judged as it comes.
  }

  kept = (): Readonly<Record<string, number>> => ({
    streams: this.#streams.size,
    iterators: this.#iterators.size,
    records: [...this.#streams.values()].reduce((sum, { log }) => sum + log.items.size, 0),
  })

  forgotten = (): Readonly<Record<string, number>> => ({
    records: [...this.#streams.values()].reduce((sum, { log }) => sum + log.forgotten, 0),
  })

  notes = (): readonly string[] =>
    this.#unplaced === 0 ? [] : [`${this.#unplaced} pages of iterators whose begin is not known were not judged`]
}

/** What every history of Kinesis must satisfy, as far as it can be checked without a search. */
export const kinesisLaws: ServiceLaws = { service: 'kinesis', laws: Object.values(laws), open: (court) => new Reader(court) }
