import type * as sdk from '@aws-sdk/client-kinesis'
import type { ServiceError } from '../core/errors.js'
import { after, Instant, known, not } from '../core/facts.js'
import type { Host, Rules } from './choices.js'
import { consumerOf } from './consumers.js'
import { inUse, missing } from './errors.js'
import { childrenOf, pageFrom, shownRecords } from './get.js'
import { startOf } from './iterators.js'
import { EVENT_BYTES, HEARTBEAT, PAGE_RECORDS, SUBSCRIPTION_GUARD, SUBSCRIPTION_LIFE } from './limits.js'
import { checkDryRun, findStream, settle } from './request.js'
import { printSequence } from './sequence.js'
import type { Shard } from './shard.js'
import type { Consumer, Context } from './state.js'

/** What a subscription sends. */
export interface SubscriptionEvent {
  readonly SubscribeToShardEvent: sdk.SubscribeToShardEvent
}

/**
 * SubscribeToShard: one subscription a consumer and shard. A second one is refused for five seconds, and takes over afterwards.
 *
 * @clause kinesis.efo.subscribe-push @clause kinesis.efo.subscribe-takeover @clause kinesis.efo.subscribe-many-shards
 * @clause kinesis.efo.subscribe-rate @clause kinesis.efo.subscribe-does-not-consume-shared @clause kinesis.efo.dedicated-throughput
 * @clause kinesis.protocol.http2.event-stream @clause kinesis.protocol.cbor.subscribe-at-timestamp
 */
export function subscribeToShard(input: sdk.SubscribeToShardInput, c: Context, x: Rules, host: Host): object {
  const consumer = consumerOf({ ConsumerARN: input.ConsumerARN }, c, x)
  const { stream, name } = consumer
  const { account } = c.region
  x.orFail('kinesis.efo.no-read-until-active', known(consumer.status === 'ACTIVE'), () =>
    inUse(
      `Consumer ${name} with creation timestamp ${Math.floor(consumer.createdAt / 1000)} under stream: ${stream.name} , account ${account} is not in ` +
        'ACTIVE status.',
    ),
  )
  const shard = stream.serves ? stream.shard(input.ShardId!) : undefined
  x.orFail('kinesis.efo.subscribe-unknown-consumer', known(shard !== undefined), () =>
    missing(`Shard ${input.ShardId!} in stream ${stream.name} under account ${account} does not exist`),
  )
  const { Type: type, SequenceNumber: number, Timestamp: time } = input.StartingPosition!
  const index = startOf(type!, number, time, stream, shard!, c, x)
  checkDryRun(input.DryRun, x)
  const error = `Another active subscription exists for this consumer: ${account}:${stream.name}:${shard!.id}:${name}`
  const earlier = consumer.subscriptions.get(shard!.index)
  const guard = earlier === undefined ? undefined : after(new Instant(earlier.beganAt), SUBSCRIPTION_GUARD)
  x.orFail('kinesis.efo.subscribe-within-5s', guard === undefined ? known(true) : x.now.reached(guard), () => inUse(error))
  earlier?.end(inUse(error))
  const subscription = new Subscription(consumer, shard!, index, x.now.at.lo, c, host)
  consumer.subscriptions.set(shard!.index, subscription)
  return { EventStream: subscription }
}

/**
 * What one consumer is sent of one shard: an event whenever there are records, and an empty one where there were none for five seconds.
 *
 * @clause kinesis.efo.subscribe-event-members @clause kinesis.efo.subscribe-empty-events @clause kinesis.efo.subscribe-order
 * @clause kinesis.efo.subscribe-millis-zero @clause kinesis.efo.subscribe-batching-free @clause kinesis.efo.subscribe-resume
 * @clause kinesis.efo.subscribe-resume-may-duplicate @clause kinesis.efo.subscribe-stream-errors
 */
export class Subscription implements AsyncIterable<SubscriptionEvent>, AsyncIterator<SubscriptionEvent> {
  /** Why it ends, where it does not just end. */
  #reason: ServiceError | undefined
  #isOver = false
  #wake: (() => void) | undefined
  #beat: number
  /** No event before that time: the last one took up what a second may bring. */
  #notBefore = 0

  constructor(
    private readonly consumer: Consumer,
    private readonly shard: Shard,
    private index: number,
    readonly beganAt: number,
    private readonly context: Context,
    private readonly host: Host,
  ) {
    this.#beat = beganAt + HEARTBEAT
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** @param reason the error that the consumer is told; without, the subscription just ends */
  end(reason?: ServiceError): void {
    if (!this.#isOver) this.#reason = reason
    this.#isOver = true
    this.wake()
  }

  wake(): void {
    this.#wake?.()
  }

  async next(): Promise<IteratorResult<SubscriptionEvent>> {
    for (;;) {
      if (this.#isOver) return this.#finish()
      const x = this.host.reading()
      const ends = after(new Instant(this.beganAt), SUBSCRIPTION_LIFE)
      if (!x.rule('kinesis.efo.subscribe-5-minutes', not(x.now.reached(ends)))) this.end()
      else if (!this.#isThere(x)) this.end(missing(`Consumer ${this.consumer.name} is deleted.`))
      else {
        const event = x.now.at.lo < this.#notBefore ? undefined : this.#event(x)
        if (event !== undefined) return { done: false, value: { SubscribeToShardEvent: event } }
        await this.#something(ends.end)
      }
    }
  }

  /** The client went away. */
  return(): Promise<IteratorResult<SubscriptionEvent>> {
    this.end()
    return Promise.resolve({ done: true, value: undefined })
  }

  #finish(): IteratorResult<SubscriptionEvent> {
    const reason = this.#reason
    this.#reason = undefined
    if (reason !== undefined) throw reason
    return { done: true, value: undefined }
  }

  #isThere(x: Rules): boolean {
    const { stream, name } = this.consumer
    settle(this.consumer, x)
    return findStream(stream.name, this.context.region, x) === stream && stream.consumers.get(name) === this.consumer
  }

  /** An event, where there is something to tell. @clause kinesis.efo.subscribe-shard-end */
  #event(x: Rules): sdk.SubscribeToShardEvent | undefined {
    const { shard, consumer } = this
    const now = x.now.at.lo
    const page = pageFrom(consumer.stream, shard, this.index, PAGE_RECORDS, EVENT_BYTES, x)
    if (page.records.length === 0 && !page.isEnd && now < this.#beat) return undefined
    this.#beat = now + HEARTBEAT
    this.index = page.nextIndex
    this.#notBefore = now + (page.records.reduce((sum, { size }) => sum + size, 0) / EVENT_BYTES) * 1000
    const event = { Records: [...shownRecords(page.records, shard)], MillisBehindLatest: page.behind }
    if (page.isEnd) {
      this.end()
      return { ...event, ContinuationSequenceNumber: undefined, ChildShards: [...childrenOf(consumer.stream, shard)] }
    }
    // The number of the last record that was sent, at the present time: what follows it is what was not sent.
    const last = Math.max(0, Number.isFinite(this.index) ? this.index - 1 : shard.log.lastIndex)
    const seconds = Math.max(Math.floor(now / 1000), shard.seconds)
    return { ...event, ContinuationSequenceNumber: printSequence(shard.seconds, shard.index, last, seconds) }
  }

  /** Waits for a record, the shard's end, or the time of the next event. */
  #something(ends: number): Promise<void> {
    const { clock } = this.host
    const { followers, ends: shardEnds } = this.shard
    const { change } = this.consumer.stream
    return new Promise((resolve) => {
      const now = clock.now()
      const times = [
        ends,
        this.#notBefore > now ? this.#notBefore : this.#beat,
        shardEnds?.end ?? Infinity,
        change?.until.end ?? Infinity,
      ].filter((time) => time > now)
      const cancel = clock.at(Math.min(...times), () => this.wake())
      this.#wake = () => {
        this.#wake = undefined
        cancel()
        followers.delete(follow)
        resolve()
      }
      const follow = () => this.wake()
      if (this.#notBefore <= now) followers.add(follow)
    })
  }
}
