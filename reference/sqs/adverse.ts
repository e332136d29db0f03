import { ServiceError } from '../core/errors.js'
import { Unfinished } from '../core/slices.js'
import { type Adversity, CALM, pick, usedOn, uses } from '../core/adversity.js'
import { type Fact, known, NO, YES } from '../core/facts.js'
import { Order, Place } from '../core/order.js'
import type { ClauseId } from '../core/reading.js'
import { steadyName } from '../core/surprises.js'
import { GroupOffers, MoveOffers, StandardOffers, type Whims } from './adverse-offers.js'
import type { Candidate, Counts, Identified, Offers, Page } from './choices.js'
import { indexOf } from './server-index.js'
import { expiry } from './hidden.js'
import { PURGE_DURATION } from './limits.js'
import { leave } from './membership.js'
import { Propose } from './propose.js'
import type { Message, Queue } from './state.js'

/** Deleted messages that are remembered, so that one can be returned once more. */
const DELETED = 64
/** Counts of a queue that are remembered, and for how many milliseconds. */
const COUNTS = 16
const COUNTS_MS = 60_000
/** How late a message is removed at most when its retention has ended, in milliseconds. */
const EXPIRED_MS = 20_000

/** A message that a purge has yet to take. */
class Doomed {
  readonly place = new Place<Doomed>(this)
  readonly queue: Queue
  constructor(readonly message: Message) {
    this.queue = message.queue
  }
}

interface Remembered {
  readonly ms: number
  readonly counts: Counts
}

/** The reading of a server that makes use of the freedoms it has. Without chances it is the calm one. */
export class Adverse extends Propose implements Whims {
  adversity: Adversity = CALM
  /** Whether the request sets attributes in a way of which it is documented that it may take a while. */
  #spreads = true
  #poll: 'short' | 'long' | 'move' = 'short'
  #excused: readonly ClauseId[] = []
  readonly #deleted: Message[] = []
  /** By when a purge takes them. */
  readonly #purged = new Order<Doomed>()
  readonly #counts = new WeakMap<Queue, Remembered[]>()
  readonly #numbers = new WeakMap<Queue, WeakMap<Message, number>>()
  readonly #numbered = new WeakMap<Queue, number>()
  #counted: Queue | undefined

  /** Turns to the next request. */
  begin(operation: string, adversity: Adversity): void {
    this.adversity = adversity
    this.#spreads = operation !== 'AddPermission' && operation !== 'RemovePermission'
  }

  get ms(): number {
    return this.now.at.lo
  }

  get isShortPoll(): boolean {
    return this.#poll === 'short'
  }

  uses(freedom: ClauseId, about?: Queue): boolean {
    return uses(this.adversity, this.random, freedom, about && (() => steadyName(about.name)))
  }

  usedOn(freedom: ClauseId, queue: Queue, messages: () => readonly Message[]): Message | undefined {
    return usedOn(
      this.adversity,
      this.random,
      freedom,
      () => steadyName(queue.name),
      messages,
      (message) => this.#nameOf(message, queue),
    )
  }

  pick(below: number): number {
    return pick(this.adversity, this.random, below)
  }

  /** `message 3 of orders`: the messages of a queue are numbered as they are seen, oldest first. */
  #nameOf(message: Message, queue: Queue): string {
    let numbers = this.#numbers.get(queue)
    if (numbers === undefined) this.#numbers.set(queue, (numbers = new WeakMap<Message, number>()))
    if (!numbers.has(message)) this.#number(queue, message)
    return `message ${numbers.get(message)} of ${steadyName(queue.name)}`
  }

  #number(queue: Queue, ...more: readonly Message[]): void {
    const numbers = this.#numbers.get(queue)!
    let last = this.#numbered.get(queue) ?? 0
    const fresh = [...queue.messages.values(), ...more].filter((message) => !numbers.has(message))
    for (const message of fresh.sort((a, b) => a.seq - b.seq)) if (!numbers.has(message)) numbers.set(message, ++last)
    this.#numbered.set(queue, last)
  }

  excuse(...freedoms: readonly ClauseId[]): void {
    this.#excused = freedoms
  }

  override looks(poll: 'short' | 'long' | 'move'): void {
    this.#poll = poll
  }

  override rule(_id: ClauseId, fact: Fact, freedom?: ClauseId): boolean {
    if (fact === YES) return true
    return freedom !== undefined && (this.#excused.includes(freedom) || (freedom === expiry.lag && this.uses(freedom)))
  }

  override fires(fact: Fact, lag?: ClauseId): boolean {
    return fact === YES && !(lag !== undefined && this.uses(lag))
  }

  override hidden(freedom: ClauseId, about?: Message): Fact {
    if (super.hidden(freedom) === YES) return YES
    if (freedom === 'sqs.ec.attributes-60s' && !this.#spreads) return NO
    const used = this.uses(freedom)
    if (used && freedom === 'sqs.purge.earlier-messages-may-arrive' && about !== undefined)
      this.#purged.put(new Doomed(about).place, this.ms + this.pick(PURGE_DURATION))
    return known(used)
  }

  override settle(queue: Queue): void {
    let left = this.#purge(this.catchUpWith(queue))
    const index = indexOf(queue)
    for (let oldest = index.oldest; oldest !== undefined; oldest = index.oldest) {
      if (expiry.when(queue, oldest, this) !== YES) break
      const overdue = this.ms - oldest.sent.lo - queue.settings.MessageRetentionPeriod * 1000
      if (overdue < EXPIRED_MS && this.uses(expiry.id)) break
      if (left-- <= 0) throw new Unfinished()
      expiry.then(queue, oldest, this)
    }
    if (!index.catchUp(this.ms, left)) throw new Unfinished()
    if (this.adversity.chances.has('sqs.ec.counts-1min')) this.#rememberCounts(queue)
  }

  #purge(most: number): number {
    let left = most
    for (let due = this.#purged.first; due !== undefined && this.#purged.firstKey <= this.ms; due = this.#purged.first) {
      if (left-- <= 0) throw new Unfinished()
      due.place.leave()
      leave(due.queue, due.message, YES, 'sqs.purge.deletes-all')
    }
    return left
  }

  override offers(queue: Queue): Offers {
    const all = super.offers(queue)
    if (this.adversity.chances.size === 0) return all
    const index = indexOf(queue)
    if (this.#poll === 'move') return new MoveOffers(index, this, queue.fifo)
    return queue.fifo ? new GroupOffers(index, this, queue) : new StandardOffers(index, this, queue)
  }

  // ---- messages that are deleted

  override identify(queue: Queue, handle: string): Identified | undefined {
    const given = super.identify(queue, handle)
    const message = given?.message
    if (message !== undefined && !queue.fifo && this.adversity.chances.has('sqs.receive.duplicate-after-delete-standard'))
      this.#remember(message)
    return given
  }

  /** It may be about to be deleted. */
  #remember(message: Message): void {
    if (this.#deleted.includes(message)) return
    if (this.#deleted.length >= DELETED) this.#deleted.shift()
    this.#deleted.push(message)
  }

  deleted(queue: Queue): readonly Message[] {
    // While it would be in flight, had it not been deleted, it is delivered early besides.
    const mayBeEarly = this.adversity.chances.has('sqs.receive.at-least-once-standard')
    return this.#deleted.filter(
      (message) =>
        message.queue === queue &&
        message.here === 'no' &&
        message.goneBy === 'sqs.delete.removes-message' &&
        (mayBeEarly || this.ms >= message.hiddenUntil.end),
    )
  }

  forget(message: Message): void {
    this.#deleted.splice(this.#deleted.indexOf(message), 1)
  }

  // ---- what an answer shows

  #rememberCounts(queue: Queue): void {
    let all = this.#counts.get(queue)
    if (all === undefined) this.#counts.set(queue, (all = []))
    while (all.length >= COUNTS || (all.length > 0 && all[0]!.ms <= this.ms - COUNTS_MS)) all.shift()
    all.push({ ms: this.ms, counts: super.counts(queue) })
  }

  override counts(queue: Queue): Counts {
    this.#counted = queue
    return super.counts(queue)
  }

  override within(what: string, mine: number, _least: number, _most: number, _id: ClauseId, freedom: ClauseId | undefined): string {
    if (freedom === undefined || !this.uses(freedom)) return String(mine)
    if (freedom === 'sqs.receive.approx-receive-count') return String(mine + 1 + this.pick(2))
    const kind = COUNTED[what]
    const known = this.#counted && this.#counts.get(this.#counted)
    return kind === undefined || known === undefined ? String(mine) : String(known[this.pick(known.length)]!.counts[kind][0])
  }

  override oneOf<T extends string | undefined>(_what: string, values: readonly T[]): T {
    return values.at(-1)!
  }

  override page<T>(candidates: readonly Candidate<T>[], most: number, paged: boolean, token: string | undefined): Page<T> {
    const { items, next } = super.page(candidates, most, paged, token)
    return { items: this.uses('sqs.page.order-unspecified') ? this.shuffled(items) : items, next }
  }

  shuffled<T>(things: readonly T[]): T[] {
    const left = [...things]
    return things.map(() => left.splice(this.pick(left.length), 1)[0]!)
  }

  // ---- failures

  override entry(id?: string): void {
    if (id !== undefined && this.uses('sqs.batch.partial-failure-200'))
      throw new ServiceError('InternalError', 'We encountered an internal error. Please try again.')
  }
}

const COUNTED: Readonly<Record<string, keyof Counts>> = {
  ApproximateNumberOfMessages: 'visible',
  ApproximateNumberOfMessagesNotVisible: 'inFlight',
  ApproximateNumberOfMessagesDelayed: 'delayed',
}
