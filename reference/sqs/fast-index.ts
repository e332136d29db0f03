import { Arrivals } from '../core/arrivals.js'
import type { Line } from '../core/line.js'
import { Order } from '../core/order.js'
import { Lane, Standing, standing } from './lane.js'
import type { ServerIndex } from './server-index.js'
import type { FifoMessage, Message } from './state.js'

const sentAt = ({ item }: Standing): number => item.sent.lo

/** From this many of its own messages in flight, and a tenth of all, a tenant of a fair queue is noisy. */
const NOISY = { messages: 30, share: 0.1 }
/** From this many receives a message of a standard queue stands behind all others. */
const MOVED_TO_BACK = 3
/** Behind every message by its number. */
const BACK = 2 ** 32

/**
 * The index of a server. Every step costs O(log n) at most, and O(1) for what arrives in order of time.
 *
 * @clause sqs.fifo.group.receive-order-of-groups
 * @clause sqs.fifo.group.prefers-same-group
 * @clause sqs.fifo.group.mixed-response
 * @clause sqs.receive.order-best-effort
 * @clause sqs.receive.moved-to-back-after-3
 * @clause sqs.fair.quiet-first
 * @clause sqs.fair.noisy-detection
 * @clause sqs.fair.noisy-not-dropped
 * @clause sqs.fair.parallel-within-group
 * @clause sqs.fair.no-ordering
 * @clause sqs.fair.recovery
 * @clause sqs.fair.no-group-own-tenant
 */
export class FastIndex implements ServerIndex {
  readonly #fifo: boolean
  readonly #lanes = new Map<string, Lane>()
  /** Lanes with something to offer: quiet ones by the age of the first message, or a group by its turn; noisy ones by what they have in flight, so that the first is the first to be quiet again. */
  #quiet = new Order<Lane>()
  #noisy = new Order<Lane>()
  /** Messages hidden, by the instant at which they come back: milliseconds since `#began`, which fit into a small integer where instants do not. */
  #hidden = new Order<Message>()
  #began: number | undefined
  /** Every message, by the instant from which retention counts. */
  #ages = new Arrivals(sentAt)
  #size = 0
  #behind = 0
  /** Turns that groups were given: a group comes behind all others when it is new, and when it was served. */
  #turns = 0
  inFlight = 0
  delayed = 0
  /** Called when a message joined or was hidden anew: something may become available. */
  changed: (() => void) | undefined

  constructor(fifo: boolean) {
    this.#fifo = fifo
  }

  get visible(): number {
    return this.#size - this.inFlight - this.delayed
  }

  /** The next instant at which a hidden message comes back. */
  get nextVisible(): number {
    return this.#hidden.firstKey + (this.#began ?? 0)
  }

  get hasReady(): boolean {
    return this.#quiet.size > 0 || this.#noisy.size > 0
  }

  /** The oldest message. */
  get oldest(): Message | undefined {
    return this.#ages.first?.item
  }

  get oldestAt(): number {
    return this.#ages.firstKey
  }

  joined(message: Message): void {
    const lane = this.#laneOf(message)
    const mine = new Standing(message, lane)
    message.place = mine
    this.#ages.add(mine)
    this.#size++
    lane.size++
    if (this.#isOffering) this.#came.add(message)
    this.#file(message, mine)
    this.#fileLane(lane)
    this.changed?.()
  }

  hid(message: Message): void {
    // A copy of a message that left stands nowhere.
    if (message.place === undefined) return
    const mine = standing(message)
    if (this.#isOffering) mine.lane.isServed = true
    this.#unfile(mine)
    this.#file(message, mine)
    this.#fileLane(mine.lane)
    this.changed?.()
  }

  left(message: Message): void {
    const mine = standing(message)
    this.#unfile(mine)
    message.place = undefined
    this.#ages.left(mine)
    this.#size--
    this.#fileLane(mine.lane)
    if (--mine.lane.size === 0) this.#lanes.delete(mine.lane.id)
    this.changed?.()
  }

  emptied(): void {
    this.#lanes.clear()
    this.#quiet = new Order()
    this.#noisy = new Order()
    this.#hidden = new Order()
    this.#ages = new Arrivals(sentAt)
    this.#size = this.inFlight = this.delayed = 0
  }

  catchUp(now: number, most = Infinity): boolean {
    let left = most
    for (let message = this.#hidden.first; message !== undefined && this.nextVisible <= now; message = this.#hidden.first) {
      if (left-- <= 0) return false
      const mine = standing(message)
      this.#unfile(mine)
      this.#show(message, mine)
      this.#fileLane(mine.lane)
    }
    return true
  }

  #laneOf(message: Message): Lane {
    const id = message.group === undefined ? '' : `g${message.group}`
    let lane = this.#lanes.get(id)
    if (lane !== undefined) return lane
    lane = new Lane(id, this.#fifo ? (message.line as Line<FifoMessage>) : undefined)
    lane.turn = ++this.#turns
    this.#lanes.set(id, lane)
    return lane
  }

  /** Files a message as hidden; `catchUp` brings it back, at the next request at the earliest. */
  #file(message: Message, mine: Standing): void {
    const until = message.hiddenUntil
    if (until.ms === 0) {
      this.#show(message, mine)
      return
    }
    mine.state = message.receivedHere ? 'inFlight' : 'delayed'
    this[mine.state]++
    if (message.receivedHere) mine.lane.inFlight++
    this.#began ??= until.from.lo
    this.#hidden.put(mine, until.end - this.#began)
  }

  #unfile(mine: Standing): void {
    mine.leave()
    if (mine.state === 'visible') return
    this[mine.state]--
    if (mine.state === 'inFlight') mine.lane.inFlight--
    mine.state = 'visible'
  }

  #show(message: Message, mine: Standing): void {
    if (this.#fifo) return
    mine.key = message.receives >= MOVED_TO_BACK ? ++this.#behind * BACK : message.seq
    // What comes while a receive is under way waits for the next one: hidden for no time, or from a queue that is its own dead-letter queue.
    if (this.#isOffering) this.#refused.push(message)
    else mine.lane.ready.put(mine, mine.key)
  }

  /** Files a lane by what it has to offer now, if anything. */
  #fileLane(lane: Lane): void {
    if (this.#fifo && this.#isOffering) {
      this.#passed.push(lane)
      return
    }
    const first = lane.line === undefined ? lane.ready.first : lane.line.first
    const offers = first !== undefined && first.place !== undefined && standing(first).state === 'visible'
    if (!offers) {
      lane.place.leave()
      return
    }
    const isNoisy = this.#isNoisy(lane)
    const lanes = isNoisy ? this.#noisy : this.#quiet
    const key = isNoisy ? lane.inFlight : lane.line === undefined ? lane.ready.firstKey : lane.turn
    if (lane.place.order !== lanes || lane.place.key !== key) lanes.put(lane.place, key)
  }

  /** No more than one answer of a FIFO group is in flight: it is never noisy. */
  #isNoisy(lane: Lane): boolean {
    return lane.id !== '' && lane.inFlight >= NOISY.messages && lane.inFlight > this.inFlight * NOISY.share
  }

  // ---- what a receive is offered

  #isOffering = false
  /** Lanes to file, and messages to put back, when the receive is over. */
  #passed: Lane[] = []
  #refused: Message[] = []
  #last: Message | undefined
  /** Where the last one stood, and what stood behind it. */
  #place: unknown
  #upcoming: Message | undefined
  /** What came while the receive is under way, from a queue that is its own dead-letter queue: it would go and come for ever. */
  readonly #came = new Set<Message>()

  next(taken: boolean): Message | undefined {
    this.#isOffering = true
    if (this.#last !== undefined && !taken) this.#wasRefused(this.#last)
    this.#last = this.#fifo ? this.#nextInGroup(taken) : this.#nextStandard()
    return this.#last
  }

  done(): void {
    this.#isOffering = false
    this.#last = undefined
    this.#came.clear()
    for (const lane of this.#passed) {
      if (lane.isServed) lane.turn = ++this.#turns
      lane.isServed = false
      this.#fileLane(lane)
    }
    for (const message of this.#refused) {
      if (!this.#hasVisible(message)) continue
      const mine = standing(message)
      mine.lane.ready.put(mine, mine.key)
      this.#fileLane(mine.lane)
    }
    this.#passed = []
    this.#refused = []
  }

  /** A visible message that is not taken is put aside until the receive is over. */
  #wasRefused(message: Message): void {
    if (this.#fifo || !this.#hasVisible(message)) return
    standing(message).leave()
    this.#refused.push(message)
    this.#fileLane(standing(message).lane)
  }

  /** A message may have left meanwhile, for a dead-letter queue with an index of its own. */
  #hasVisible(message: Message): boolean {
    return message.place !== undefined && message.queue.index === this && standing(message).state === 'visible'
  }

  /** What others have in flight makes a tenant noisy or quiet as well. */
  #nextStandard(): Message | undefined {
    for (let lane = this.#noisy.first; lane !== undefined && !this.#isNoisy(lane); lane = this.#noisy.first) this.#fileLane(lane)
    for (let lane = this.#quiet.first; lane !== undefined && this.#isNoisy(lane); lane = this.#quiet.first) this.#fileLane(lane)
    return (this.#quiet.first ?? this.#noisy.first)?.ready.first
  }

  /** The next message of the group at hand, unless one of it was refused; then the first of the next group. */
  #nextInGroup(taken: boolean): Message | undefined {
    const last = this.#last
    if (last !== undefined) {
      const gone = last.place !== this.#place
      const following = gone ? this.#upcoming : taken ? last.after : undefined
      if (following !== undefined && !this.#came.has(following)) return this.#offer(following)
    }
    const lane = this.#quiet.first
    if (lane === undefined) return undefined
    lane.place.leave()
    this.#passed.push(lane)
    return this.#offer(lane.line!.first!)
  }

  #offer(message: Message): Message {
    this.#place = message.place
    this.#upcoming = message.after
    return message
  }
}
