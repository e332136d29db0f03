import { ADMITTED, type Asking, UNDECIDED } from '../../../src/oracle/lockstep/lockstep.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import type { Step } from '../../../src/oracle/oracle.js'
import type { ClauseId } from '../../../src/suite/index.js'
import { Course, entriesOf, type Known, type Members, type MirroredShard, refusal, streamOf, tested } from './course.js'
import { positionOf } from './positions.js'
import { put } from './puts.js'
import { type Broken, type PageRead, type Position, type Range, read } from './records.js'

/** Milliseconds: an iterator's life, and how long many servers take to tell each other of a change. */
const ITERATOR_LIFE = 300_000
const SPREADING = 60_000
const NOT_FOUND = 'ResourceNotFoundException'
const IN_USE = 'ResourceInUseException'
/** What sets a stream to UPDATING, or may. */
const CHANGES =
  /^(?:SplitShard|MergeShards|UpdateShardCount|(?:Increase|Decrease)StreamRetentionPeriod|St(?:art|op)StreamEncryption|Update(?:StreamMode|MaxRecordSize|StreamWarmThroughput|StreamRecordDistributionStrategy))$/
const OF_CONSUMERS = /Consumer|^DeleteStream$|Summary$/
const isReading = (operation: string): boolean => /^(?:Get|List|Describe)/.test(operation)

/**
 * What the observer of Kinesis knows better than that a calm reference would answer otherwise: that streams take their time to change, and what
 * pages may hold of the records that were put.
 */
export const judge = (exchange: Exchange, mirror: Asking): Step | undefined =>
  new Judging(
    exchange,
    mirror,
    mirror.memory((): Known => ({ courses: new Map(), fromBefore: new Map(), iterators: new Map() })),
  ).step()

class Judging {
  readonly #operation: string
  readonly #input: Members
  readonly #position: Position | undefined
  readonly #name: string | undefined
  readonly #course: Course | undefined
  /** What the answer was held to, besides what the mirror tells. */
  readonly #held = new Set<ClauseId>()
  readonly #note = (clause: ClauseId): void => void this.#held.add(clause)

  constructor(
    private readonly exchange: Exchange,
    private readonly mirror: Asking,
    private readonly known: Known,
  ) {
    this.#operation = exchange.operation
    this.#input = exchange.input
    const { ShardIterator: iterator } = exchange.input
    this.#position = typeof iterator === 'string' ? known.iterators.get(iterator) : undefined
    this.#name = this.#position?.stream ?? streamOf(exchange.input)
    this.#course = this.#name === undefined ? undefined : known.courses.get(this.#name)
  }

  step(): Step | undefined {
    const { outcome } = this.exchange
    const isUnknown = this.#course === undefined && this.#operation !== 'CreateStream'
    if (this.#input['DryRun'] === true) return UNDECIDED
    if (isUnknown && this.mirror.strictness.beginsInTheMiddle)
      return outcome.kind === 'answered' && this.#name !== undefined ? this.#fromBefore(this.#name, outcome.output) : UNDECIDED
    if (this.#name === undefined ? this.#isForeignIterator() : this.mirror.isStrange(this.#name)) return UNDECIDED
    // The stream of that iterator is another one by now, or gone.
    if (this.#position?.shard.stream.isGone) return UNDECIDED
    if (outcome.kind === 'lost') return this.#lost()
    return outcome.kind === 'refused' ? this.#refused(outcome.code) : this.#answered(outcome.output)
  }

  /** An iterator that was given while nothing was said of its stream. */
  #isForeignIterator(): boolean {
    return this.#operation === 'GetRecords' && this.mirror.isStrange()
  }

  /** Of a stream that was there before only what was put and read since is known. */
  #fromBefore(name: string, output: Members): Step {
    const { fromBefore } = this.known
    const course = fromBefore.get(name) ?? new Course(this.exchange.received)
    fromBefore.set(name, course)
    return this.#records(course, output) === undefined ? { ...UNDECIDED, tested: [...this.#held] } : UNDECIDED
  }

  #lost(): Step | undefined {
    const entries = entriesOf(this.#operation, this.#input)
    if (entries.length === 0 || this.#course === undefined) {
      if (this.#name !== undefined) this.mirror.estrange(this.#name)
      return undefined
    }
    const { sent } = this.exchange
    for (const entry of entries) this.#course.log.doubtful.push({ entry, sent, received: Infinity })
    return ADMITTED
  }

  #refused(code: string): Step | undefined {
    const course = this.#course
    if (code === 'LimitExceededException') return ADMITTED
    if (course === undefined) return undefined
    const isDuplicate = this.#operation === 'CreateStream' && course.isSettled
    if (code === IN_USE) return isDuplicate ? undefined : ADMITTED
    if (course.isGone && code === NOT_FOUND && isReading(this.#operation) && this.exchange.sent >= course.changedAt) return undefined
    const mayBeUnknown = code === NOT_FOUND && this.#isSpreading(course.createdAt)
    if (!course.isSettled || course.isGone || mayBeUnknown || this.#isUncertain(course)) return UNDECIDED
    if (this.#isSameValue() || this.#isForeignNumber(course)) return UNDECIDED
    return this.#operation === 'GetRecords' && this.#position !== undefined
      ? this.#pageRefused(code, this.#position)
      : this.mirror.inStep(this.#asked())
  }

  /** What the target may know otherwise than the mirror. */
  #isUncertain({ isRescaled, isLosingConsumers, changedAt }: Course): boolean {
    if (isLosingConsumers && OF_CONSUMERS.test(this.#operation)) return true
    return (isRescaled && !/Tag|Consumer|Retention|Encryption/.test(this.#operation)) || this.#isSpreading(changedAt)
  }

  /** On many servers a change is not known everywhere at once. */
  #isSpreading(since: number): boolean {
    return this.exchange.sent < since + SPREADING && this.mirror.strictness.tolerates('kinesis.streams.describe-after-create-may-not-find')
  }

  /** Who asks for what there is already may be refused. */
  #isSameValue(): boolean {
    const asked = this.#input['RetentionPeriodHours'] ?? this.#input['TargetShardCount']
    if (asked === undefined) return false
    const { RetentionPeriodHours, OpenShardCount } = this.#summary()
    return asked === RetentionPeriodHours || asked === OpenShardCount
  }

  #isForeignNumber({ log }: Course): boolean {
    const { StartingSequenceNumber: number, ShardId } = this.#input
    return typeof number === 'string' && (!/^\d+$/.test(number) || log.numbers.get(BigInt(number)) !== ShardId)
  }

  #summary(): { readonly RetentionPeriodHours?: number; readonly OpenShardCount?: number; readonly RecordDistributionStrategy?: string } {
    const answer = this.mirror.ask('kinesis', 'DescribeStreamSummary', { StreamName: this.#name }) as
      { readonly StreamDescriptionSummary?: object } | undefined
    return answer?.StreamDescriptionSummary ?? {}
  }

  #pageRefused(code: string, position: Position): Step | undefined {
    if (code === 'ExpiredIteratorException') {
      const oldest = this.exchange.received - position.given.sent
      return oldest + this.#margin() >= ITERATOR_LIFE
        ? tested('kinesis.iterator.expires-300s')
        : refusal({
            clause: 'kinesis.iterator.valid-before-300s',
            allowed: 'records',
            seen: `${code} after at most ${Math.ceil(oldest)} ms`,
          })
    }
    const asked = this.#pageAsked(position)
    return asked === undefined ? UNDECIDED : this.mirror.inStep(asked)
  }

  #margin(): number {
    const { slack } = this.mirror.strictness
    return slack.ms + (ITERATOR_LIFE * slack.ppm) / 1e6 + 5
  }

  /** In the mirror a page is read from the start of the shard: there its iterators never grow old. */
  #pageAsked({ shard, stream }: Position): Members | undefined {
    const begun = this.mirror.ask('kinesis', 'GetShardIterator', {
      StreamName: stream,
      ShardId: this.mirror.names.toMirror(shard.id),
      ShardIteratorType: 'TRIM_HORIZON',
    })
    return begun && { Limit: 1, ...this.#input, ShardIterator: begun['ShardIterator'] }
  }

  #answered(output: Members): Step | undefined {
    const { exchange } = this
    const course = this.#course
    const step = this.#inStep()
    const name = this.#name
    if (name === undefined)
      return this.#operation === 'ListStreams' &&
        [...this.known.courses.values()].some(({ isSettled, isGone }) => !isSettled || isGone) &&
        step.verdict === 'refused'
        ? UNDECIDED
        : step
    if (this.#operation === 'CreateStream') {
      for (const before of [course, this.known.fromBefore.get(name)]) if (before !== undefined) before.log.isGone = true
      this.known.courses.set(name, new Course(exchange.received))
      return course?.isGone === true && step.verdict === 'refused' ? UNDECIDED : step
    }
    if (course === undefined) return step
    const isChanging = (!course.isSettled || course.isGone) && !this.#isSettling(course, output)
    if (step.verdict === 'refused' && (isChanging || this.#isUncertain(course))) {
      if (!isReading(this.#operation) && !course.isGone) this.mirror.estrange(name)
      return UNDECIDED
    }
    this.#learn(course, output)
    if (step.verdict === 'refused') return step
    const broken = this.#records(course, output)
    return broken === undefined ? { ...step, tested: [...new Set([...step.tested, ...this.#held])] } : refusal(broken)
  }

  #inStep(): Step {
    if (this.#operation === 'GetRecords' && this.#position !== undefined) {
      const youngest = this.exchange.sent - this.#position.given.received
      if (youngest - this.#margin() - this.mirror.strictness.lateness > ITERATOR_LIFE)
        return refusal({
          clause: 'kinesis.iterator.expires-300s',
          allowed: 'ExpiredIteratorException',
          seen: `records after at least ${Math.floor(youngest)} ms`,
        })
      const asked = this.#pageAsked(this.#position)
      const step = asked === undefined ? UNDECIDED : this.mirror.inStep(asked)
      return step.verdict === 'admitted' ? ADMITTED : step
    }
    return this.mirror.inStep(this.#asked())
  }

  /** As the mirror is asked: without numbers of the target's that are known, since the mirror gives its own. */
  #asked(): Members {
    const { StartingSequenceNumber: start, SequenceNumberForOrdering: minimum, ...rest } = this.#input
    const isKnown = (number: unknown): boolean =>
      typeof number === 'string' && /^\d+$/.test(number) && this.#course?.log.numbers.has(BigInt(number)) === true
    const type = String(rest['ShardIteratorType'])
    const isAnswered = this.exchange.outcome.kind === 'answered'
    if (type.endsWith('SEQUENCE_NUMBER') && start !== undefined && (isAnswered || isKnown(start)))
      return { ...rest, ShardIteratorType: 'TRIM_HORIZON' }
    if (type === 'AT_TIMESTAMP' && isAnswered && rest['Timestamp'] !== undefined) {
      const { Timestamp: _, ...without } = rest
      return { ...without, ShardIteratorType: 'TRIM_HORIZON' }
    }
    return isKnown(minimum) ? rest : this.#input
  }

  /** Whether the answer shows that the last change is done. */
  #isSettling({ changedAt, isGone }: Course, output: Members): boolean {
    const { StreamStatus } = (output['StreamDescriptionSummary'] ?? output['StreamDescription'] ?? {}) as { readonly StreamStatus?: string }
    return !isGone && StreamStatus === 'ACTIVE' && this.exchange.sent >= changedAt && !this.#isSpreading(changedAt)
  }

  #learn(course: Course, output: Members): void {
    if (this.#isSettling(course, output)) course.isSettled = true
    const { received } = this.exchange
    const change = (): void => {
      course.isSettled = false
      course.changedAt = received
    }
    if (CHANGES.test(this.#operation)) change()
    if (this.#operation === 'UpdateShardCount') course.isRescaled = true
    if (this.#operation === 'DeleteStream') {
      change()
      course.isGone = true
      course.log.isGone = true
    }
    if (this.#operation === 'DeregisterStreamConsumer') course.isLosingConsumers = true
  }

  #records(course: Course, output: Members): Broken | undefined {
    const { exchange } = this
    const { sent, received } = exchange
    if (this.#operation === 'GetShardIterator') {
      this.#begin(course, output)
      return undefined
    }
    if (this.#operation === 'GetRecords') {
      if (this.#position === undefined) return undefined
      const limit = Number(this.#input['Limit'] ?? 10_000)
      const next = read(this.#position, output as PageRead, limit, { sent, received }, this.mirror.strictness, this.#note)
      if ('seen' in next) return next
      const { NextShardIterator: iterator } = output
      if (typeof iterator === 'string') {
        this.known.iterators.set(iterator, next)
        this.#note('kinesis.get.next-iterator-on-open-shard')
      } else if (this.#isOpen(next.shard.id) && course.isSettled && !course.isRescaled)
        return { clause: 'kinesis.get.next-iterator-on-open-shard', allowed: 'an iterator', seen: 'none, on an open shard' }
      return undefined
    }
    return put(this.#operation, this.#input, output, course.log, { sent, received }, this.#note, (answer) => this.#range(course, answer))
  }

  #shards(): readonly MirroredShard[] {
    return (this.mirror.ask('kinesis', 'ListShards', { StreamName: this.#name })?.['Shards'] ?? []) as readonly MirroredShard[]
  }

  #isOpen(id: string): boolean {
    const mirrored = this.mirror.names.toMirror(id)
    return this.#shards().some(
      ({ ShardId, SequenceNumberRange }) => ShardId === mirrored && SequenceNumberRange?.EndingSequenceNumber === undefined,
    )
  }

  #range({ isRescaled }: Course, { ShardId: id }: Members): Range | undefined {
    if (isRescaled || typeof id !== 'string' || this.#summary().RecordDistributionStrategy === 'AUTO') return undefined
    const mirrored = this.mirror.names.toMirror(id)
    return this.#shards().find(({ ShardId }) => ShardId === mirrored)?.HashKeyRange
  }

  #begin({ log }: Course, output: Members): void {
    const { ShardIterator: iterator } = output
    const { ShardId } = this.#input
    if (typeof iterator !== 'string' || typeof ShardId !== 'string') return
    const { sent, received } = this.exchange
    const base = { shard: log.shard(ShardId), stream: this.#name!, given: { sent, received } }
    const position = positionOf(this.#input, base, this.mirror.strictness)
    if (position !== undefined) this.known.iterators.set(iterator, position)
  }
}
