import { known, YES } from '../core/facts.js'
import type { Rules } from './choices.js'
import type { Stored } from './log.js'
import type { Shard } from './shard.js'

/** A record that the queue has delivered, and that nobody has acknowledged. */
export interface Delivered {
  readonly shard: Shard
  readonly record: Stored
  receives: number
  /** Milliseconds. */
  readonly firstAt: number
  /** Hidden until then, in milliseconds. */
  visibleAt: number
  /** Of its latest delivery. */
  serial: number
  isDead: boolean
  /** Visible again. */
  isReady: boolean
}

/** What of a queue its deliveries have to know. */
interface Delivering {
  readonly stream: { readonly shards: readonly Shard[] }
  /** Milliseconds. */
  readonly startsAt: number
  readonly maxReceives: number | undefined
}

/** Records in flight at once. */
const IN_FLIGHT = 120_000

/**
 * What a queue has delivered, and where it stands in each shard. New records follow after those that were delivered and came back.
 *
 * @clause kinesis.queues.each-queue-gets-all
 * @clause kinesis.queues.at-least-once
 * @clause kinesis.queues.no-order
 */
export class Deliveries {
  /** By shard and index of the record, in the order of their deliveries. */
  readonly #delivered = new Map<string, Delivered>()
  /** What is in flight, and the dead letters, by when they are visible again. */
  readonly #hidden = new Soonest()
  readonly #dead = new Soonest()
  /** What came back. */
  readonly #ready: Delivered[] = []
  /** The index from which on each shard is not yet delivered; the first for a shard that came later. */
  readonly #next = new Map<Shard, number>()
  #turn = 0

  constructor(private readonly queue: Delivering) {}

  /** @clause kinesis.queues.trim-horizon @clause kinesis.queues.latest-skips-older @clause kinesis.queues.position-approximate */
  startAt(type: string): void {
    const { stream, startsAt } = this.queue
    for (const shard of stream.shards) {
      this.#next.set(shard, type === 'LATEST' ? shard.log.lastIndex + 1 : type === 'TRIM_HORIZON' ? 0 : shard.log.indexAt(startsAt))
    }
  }

  find(shard: number, index: number): Delivered | undefined {
    return this.#delivered.get(keyOf(shard, index))
  }

  /** When something that is hidden may be visible again, in milliseconds. */
  get nextVisible(): number {
    return Math.min(this.#hidden.first?.visibleAt ?? Infinity, this.#dead.first?.visibleAt ?? Infinity)
  }

  /**
   * Up to `most` records that are visible and came after the horizon, dead letters or others. Times in milliseconds.
   *
   * @clause kinesis.queues.in-flight-hidden @clause kinesis.queues.redelivered-after-timeout @clause kinesis.queues.retention-bound
   * @clause kinesis.queues.dlq-in-flight-hidden @clause kinesis.queues.receive-limit
   */
  take(most: number, hide: number, dead: boolean, horizon: number, x: Rules): readonly Delivered[] {
    const now = x.now.at.lo
    const taken: Delivered[] = []
    this.#settle(now, x)
    const next = dead ? () => this.#nextDead(now) : () => this.#ready.shift()
    for (
      let delivered = taken.length < most ? next() : undefined;
      delivered !== undefined;
      delivered = taken.length < most ? next() : undefined
    ) {
      if (this.find(delivered.shard.index, delivered.record.index) !== delivered || taken.includes(delivered)) continue
      if (delivered.record.at <= horizon) this.remove(delivered)
      else taken.push(delivered)
    }
    if (!dead && this.#delivered.size < IN_FLIGHT) this.#takeNew(most, taken, now, horizon)
    if (x.choices.hidden('kinesis.queues.no-order') === YES) taken.reverse()
    for (const delivered of taken) {
      delivered.receives++
      delivered.serial = x.choices.serial()
      this.hide(delivered, now + (x.choices.hidden('kinesis.queues.at-least-once') === YES ? Math.min(hide, 1) : hide))
    }
    return taken
  }

  /**
   * What has been hidden long enough is ready again; a record that was received so many times without being acknowledged is a dead letter.
   *
   * @clause kinesis.queues.dlq-after-max-receives
   * @clause kinesis.queues.dlq-none-keeps-redelivering
   */
  #settle(now: number, x: Rules): void {
    const { maxReceives = Infinity } = this.queue
    for (let first = this.#hidden.first; first !== undefined && first.visibleAt <= now; first = this.#hidden.first) {
      this.#hidden.shift()
      if (first.isReady) continue
      first.isDead = x.fires(known(first.receives >= maxReceives))
      if (first.isDead) this.#dead.push(first)
      else {
        first.isReady = true
        this.#ready.push(first)
      }
    }
  }

  #nextDead(now: number): Delivered | undefined {
    const { first } = this.#dead
    if (first === undefined || first.visibleAt > now) return undefined
    this.#dead.shift()
    return first
  }

  #takeNew(most: number, taken: Delivered[], now: number, horizon: number): void {
    const { shards } = this.queue.stream
    for (let i = 0; i < shards.length && taken.length < most; i++) {
      const shard = shards[this.#turn++ % shards.length]!
      shard.log.drop(horizon)
      const { records } = shard.log.from(this.#next.get(shard) ?? 0, most - taken.length, Infinity)
      for (const record of records) {
        const delivered: Delivered = { shard, record, receives: 0, firstAt: now, visibleAt: now, serial: 0, isDead: false, isReady: false }
        this.#delivered.set(keyOf(shard.index, record.index), delivered)
        taken.push(delivered)
      }
      if (records.length > 0) this.#next.set(shard, records.at(-1)!.index + 1)
    }
  }

  hide(delivered: Delivered, until: number): void {
    delivered.visibleAt = until
    delivered.isReady = false
    if (delivered.isDead) this.#dead.push(delivered)
    else this.#hidden.push(delivered)
  }

  /** A dead letter is a record like any other again. @clause kinesis.queues.dlq-restore @clause kinesis.queues.dlq-restored-dies-again */
  restore(delivered: Delivered, now: number): void {
    delivered.isDead = false
    delivered.receives = 0
    this.hide(delivered, now)
  }

  remove({ shard, record }: Delivered): void {
    this.#delivered.delete(keyOf(shard.index, record.index))
  }
}

const keyOf = (shard: number, index: number): string => `${shard} ${index}`

/** A heap of what is hidden, by when it is visible; what was hidden anew stands in it at both times, and counts at its own. */
class Soonest {
  readonly #entries: { readonly at: number; readonly delivered: Delivered }[] = []

  get first(): Delivered | undefined {
    for (let top = this.#entries[0]; top !== undefined; top = this.#entries[0]) {
      if (top.at === top.delivered.visibleAt) return top.delivered
      this.shift()
    }
    return undefined
  }

  /** @clause kinesis.queues.redelivered-after-timeout */
  push(delivered: Delivered): void {
    const entries = this.#entries
    let i = entries.push({ at: delivered.visibleAt, delivered }) - 1
    while (i > 0) {
      const up = (i - 1) >>> 1
      if (entries[up]!.at <= entries[i]!.at) break
      ;[entries[up], entries[i]] = [entries[i]!, entries[up]!]
      i = up
    }
  }

  /** @clause kinesis.queues.redelivered-after-timeout */
  shift(): void {
    const entries = this.#entries
    const last = entries.pop()
    if (last === undefined || entries.length === 0) return
    entries[0] = last
    for (let i = 0; ;) {
      let least = i
      for (const down of [2 * i + 1, 2 * i + 2]) if (down < entries.length && entries[down]!.at < entries[least]!.at) least = down
      if (least === i) return
      ;[entries[least], entries[i]] = [entries[i]!, entries[least]!]
      i = least
    }
  }
}
