import type * as sdk from '@aws-sdk/client-kinesis'
import { Instant } from '../../reference/core/facts.js'
import { EventStream, StreamError, type Case } from '../../src/suite/index.js'
import type { KinesisApi } from './api.js'

/** Milliseconds beyond the profile's lateness in which what is due has come: an idle shard is said to be looked at every five seconds. */
const PATIENCE_MS = 10_000
/** Milliseconds after which the same consumer may subscribe to the same shard again. */
const AGAIN_MS = 5000
/** Milliseconds in which a stream that has to end has ended, as a state that has to be reached is reached. */
const ENDS_WITHIN_MS = 120_000
/** A subscription lasts up to five minutes, so that a consumer has to be ready to subscribe again. */
const MOST_AGAIN = 20

type Input = sdk.SubscribeToShardCommandInput
type Event = { readonly SubscribeToShardEvent?: sdk.SubscribeToShardEvent }

/** What a consumer is sent of a shard, over as many calls as it takes. */
export class Subscription {
  /** Every event that came. */
  readonly events: sdk.SubscribeToShardEvent[] = []
  #output: object
  #stream: EventStream<Event>
  #times = 1

  private constructor(
    private readonly it: Case,
    private readonly kinesis: KinesisApi,
    private readonly input: Input,
    output: sdk.SubscribeToShardCommandOutput,
  ) {
    this.#output = output
    this.#stream = streamOf(it, output)
  }

  static async open(it: Case, kinesis: KinesisApi, input: Input): Promise<Subscription> {
    return new Subscription(it, kinesis, input, await kinesis.subscribeToShard(input))
  }

  /** The output of the last call, for `time`. */
  get output(): object {
    return this.#output
  }

  /** Shown as the answer that it was made of. */
  toJSON(): object {
    return { EventStream: this.events }
  }

  /** The stream of the last call. */
  get stream(): EventStream<Event> {
    return this.#stream
  }

  /** The records of every event that came. */
  get records(): readonly sdk._Record[] {
    return this.events.flatMap(({ Records = [] }) => Records)
  }

  /** The number to go on from, of the last event. */
  get continuation(): string | undefined {
    return this.events.at(-1)?.ContinuationSequenceNumber
  }

  /** The next event of the last call, if one comes within so many milliseconds. */
  async next(ms: number): Promise<sdk.SubscribeToShardEvent | undefined> {
    const event = (await this.#stream.next(ms))?.SubscribeToShardEvent
    if (event !== undefined) this.events.push(event)
    return event
  }

  /** Reads for so long, or to the end of the stream. */
  async during(ms: number): Promise<void> {
    const { time } = this.it
    const end = time.now() + ms
    while (!this.#isOver() && time.now() < end) await this.next(end - time.now())
  }

  /** Reads until `n` records came, which are due: as a consumer does, with another call where the stream ended before. */
  async until(n: number): Promise<readonly sdk._Record[]> {
    const { it } = this
    const patience = it.profile.lateness + PATIENCE_MS
    let since = it.time.now()
    while (this.records.length < n) {
      const event = await this.next(patience)
      if ((event?.Records?.length ?? 0) > 0) since = it.time.now()
      else if (this.#isOver()) {
        await this.#again()
        since = it.time.now()
      } else if (this.#waited(since) >= patience && (await this.#isQuiet()))
        it.diverges('records that were due did not come', `${n} records`, `${this.records.length}`)
    }
    return this.records
  }

  /** Reads until the stream is over, which it must come to. @returns the error that it ended with, if it did */
  async over(what: string): Promise<StreamError | undefined> {
    const { it } = this
    for (const since = it.time.now(); !this.#isOver();) {
      await this.next(PATIENCE_MS)
      if (!this.#isOver() && this.#waited(since) >= ENDS_WITHIN_MS) this.#late(what)
    }
    return this.#stream.ended instanceof StreamError ? this.#stream.ended : undefined
  }

  /** Reads until an event tells of the shard's end. @returns that event */
  async shardEnd(): Promise<sdk.SubscribeToShardEvent> {
    const { it } = this
    for (const since = it.time.now(); ;) {
      const last = this.events.at(-1)
      if (last !== undefined && ((last.ChildShards?.length ?? 0) > 0 || last.ContinuationSequenceNumber === undefined)) return last
      await this.next(PATIENCE_MS)
      if (this.#isOver()) await this.#again()
      else if (this.#waited(since) >= ENDS_WITHIN_MS) this.#late('an event tells that the shard is at its end')
    }
  }

  #late(what: string): never {
    const it: Case = this.it
    const late = `not within ${ENDS_WITHIN_MS / 1000} s: ${what}`
    if (it.profile.name === 'single-node') it.diverges(late, 'that it comes to be so', 'that it is not so')
    it.undecided(late)
  }

  /** Ends the stream from here. */
  close(): Promise<void> {
    return this.#stream.close()
  }

  #isOver(): boolean {
    return this.#stream.ended !== undefined
  }

  /** For how long surely nothing came of what the target sent: without what the judge stood still, and what answers are on their way. */
  #waited(since: number): number {
    return this.it.time.keptBack(new Instant(since, this.it.time.now()))
  }

  /** Whether nothing comes with an answer to another call either: where the judge stood still, what came meanwhile is unread. */
  async #isQuiet(): Promise<boolean> {
    await this.kinesis.describeStreamConsumer({ ConsumerARN: this.input.ConsumerARN })
    return (await this.next(1000)) === undefined && !this.#isOver()
  }

  async #again(): Promise<void> {
    const { it } = this
    const after = this.events.at(-1)
    if (after === undefined && this.input.StartingPosition?.Type === 'LATEST') it.undecided('the stream ended before it told of a position')
    if (after !== undefined && after.ContinuationSequenceNumber === undefined)
      it.diverges(
        'the shard was said to be at its end before all of its records came',
        'the records that were put',
        `${this.records.length}`,
      )
    if (++this.#times > MOST_AGAIN) {
      // Where each ended before any event, another server's view explains nothing.
      if (it.profile.name !== 'single-node' || after !== undefined) it.undecided('the stream ended time and again')
      it.diverges(`${MOST_AGAIN} streams in turn ended before any event`, 'the records that were put', 'none')
    }
    await it.time.pass(it.time.after(this.#output, AGAIN_MS))
    const output = await this.kinesis.subscribeToShard({
      ...this.input,
      ...(after === undefined
        ? {}
        : { StartingPosition: { Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after.ContinuationSequenceNumber } }),
    })
    this.#output = output
    this.#stream = streamOf(it, output)
  }
}

const streamOf = (it: Case, output: sdk.SubscribeToShardCommandOutput): EventStream<Event> =>
  output.EventStream instanceof EventStream
    ? (output.EventStream as EventStream<Event>)
    : it.diverges('SubscribeToShard gave no stream', 'a stream of events', typeof output.EventStream)
