import type { ClauseId } from '../../../reference/core/reading.js'
import type { Item, Told } from './event-log.js'
import type { Verdicts } from './verdicts.js'

/** What the laws of a mailbox find, with the clause of the service that says so. */
export interface MailboxLaws {
  readonly lost: Verdicts
  /** That nothing comes which is not for it. */
  readonly unwanted: Verdicts
  readonly order: Verdicts
  readonly once: Verdicts
  readonly clauses: Readonly<Record<'lost' | 'unwanted' | 'order' | 'once', ClauseId>>
  /** The freedom to deliver twice, where the mailbox has it. */
  readonly twice?: ClauseId
}

/** An item that came, under the name by which the mailbox knows it. */
interface Arrival extends Told {
  readonly item: Item
  readonly by: string
  readonly place: number
  /** Whether it is still taken for that item, with all that is known by then. */
  readonly isSurely: () => boolean
}

/**
 * What one channel puts into the mailbox of one subscriber, and what it owes to it. Whether anything comes at all may rest on what no request
 * shows (policies, keys), so an item is owed only where one that was sent before it came, and nothing was changed since that was sent.
 */
export class Mailbox {
  readonly #pending = new Map<string, Item>()
  /** Items that are not for it. */
  readonly #unwanted = new Map<string, Item>()
  /** Arrivals of such, until it is sure that nothing was changed meanwhile. */
  readonly #accused = new Set<Arrival>()
  readonly #arrivals = new Map<string, Arrival>()
  /** Of those of one key that came, the one that was sent last. */
  readonly #latest = new Map<string, Arrival>()
  /** Contents that came without a name, and when last: any item of such a content, or of an unknown one, may be what came. */
  readonly #nameless = new Map<string, number>()
  #changedAt: number
  #provenAt = Infinity
  /** Whether what comes may be none of the channel's, or may come for another reason. */
  isLoose = false

  /** @param isOrdered whether it keeps the order within a key, and holds back what comes later */
  constructor(
    readonly name: string,
    readonly isOrdered: boolean,
    private readonly laws: MailboxLaws,
    private readonly room: number,
    /** What is known of an item by now. */
    private readonly current: (id: string) => Item | undefined,
    made: number,
  ) {
    this.#changedAt = made
  }

  /**
   * Something that decides what comes was changed, or may have been: surely not after that instant, in milliseconds.
   *
   * @param sent and not before that one
   */
  change(until: number, sent = -Infinity): void {
    this.#changedAt = Math.max(this.#changedAt, until)
    this.#provenAt = Infinity
    this.#pending.clear()
    this.#unwanted.clear()
    for (const arrival of this.#accused) if (sent <= arrival.received) this.#accused.delete(arrival)
  }

  /** A content came, and nobody can tell of which item: those of another content are still to come. */
  arriveNameless(sum: string, received: number): void {
    for (const [id, item] of this.#pending) if (item.sum === undefined || item.sum === sum) this.#pending.delete(id)
    this.#nameless.set(sum, received)
    if (this.#nameless.size <= this.room) return
    this.#nameless.clear()
    this.change(received)
  }

  #mayHaveCome({ sum, sent }: Item): boolean {
    if (sum !== undefined) return sent <= (this.#nameless.get(sum) ?? -Infinity)
    return [...this.#nameless.values()].some((received) => sent <= received)
  }

  /** The channel took an item for it. */
  expect(item: Item): void {
    if (item.sent <= this.#changedAt || this.#arrivals.has(item.id) || this.#mayHaveCome(item)) return
    this.#pending.set(item.id, item)
    if (this.#pending.size <= this.room) return
    this.#pending.delete(this.#pending.keys().next().value!)
    this.laws.lost.undecided()
  }

  /** The channel took an item that is not for it. */
  refuse(item: Item): void {
    if (item.sent <= this.#changedAt) return
    const { unwanted } = this.laws
    unwanted.tested()
    const arrival = this.#arrivals.get(item.id)
    if (arrival !== undefined) return this.#accuse(arrival, item)
    this.#unwanted.set(item.id, item)
    if (this.#unwanted.size <= this.room) return
    this.#unwanted.delete(this.#unwanted.keys().next().value!)
    unwanted.undecided()
  }

  #accuse(arrival: Arrival, { id, line }: Item): void {
    if (this.isLoose) return
    const { unwanted, clauses } = this.laws
    this.#accused.add(arrival)
    const stands = (): boolean => this.#accused.delete(arrival) && !this.isLoose && arrival.isSurely()
    unwanted.suspect(arrival.received, stands, {
      clause: clauses.unwanted,
      line: arrival.line,
      earlier: line,
      allowed: `nothing in ${this.name} that its filter policy does not accept`,
      seen: `${id} came, which it does not accept`,
    })
  }

  /** @param by what the mailbox calls it, the same for each delivery of one copy @param place in the answer */
  arrive(item: Item, by: string, place: number, told: Told, isSurely = () => true): void {
    this.#pending.delete(item.id)
    const before = this.#arrivals.get(item.id)
    if (before !== undefined) return this.#again(before, by, told)
    const arrival = { ...told, item, by, place, isSurely }
    this.#arrivals.set(item.id, arrival)
    const unwanted = this.#unwanted.get(item.id)
    if (unwanted !== undefined) this.#accuse(arrival, unwanted)
    if (this.#arrivals.size > this.room) this.#arrivals.delete(this.#arrivals.keys().next().value!)
    if (item.isTaken && item.sent > this.#changedAt) this.#provenAt = Math.min(this.#provenAt, item.received)
    if (this.isOrdered && item.key !== undefined && item.isTaken) this.#inOrder(arrival, item.key)
  }

  #again(before: Arrival, by: string, { line, received }: Told): void {
    const { once, clauses, twice } = this.laws
    if (before.by === by || this.isLoose) return
    once.tested()
    if (twice !== undefined) return once.used(twice)
    if (this.isOrdered && received - before.item.sent >= DEDUPLICATED) return once.undecided()
    once.found({
      clause: clauses.once,
      line,
      earlier: before.line,
      allowed: `${before.item.id} once in ${this.name}`,
      seen: `it is there as ${before.by} and as ${by}`,
    })
  }

  #inOrder(arrival: Arrival, key: string): void {
    const { order, clauses } = this.laws
    const latest = this.#latest.get(key)
    if (latest === undefined || arrival.item.sent > latest.item.sent) this.#latest.set(key, arrival)
    if (latest === undefined || this.isLoose) return
    order.tested()
    if (arrival.item.received >= latest.item.sent) return
    const isLater = arrival.line === latest.line ? arrival.place > latest.place : arrival.sent > latest.received
    if (!isLater) return order.undecided()
    const stands = (): boolean => {
      const [first, second] = [this.current(arrival.item.id), this.current(latest.item.id)]
      return first !== undefined && second !== undefined && first.received < second.sent
    }
    order.suspect(arrival.received, stands, {
      clause: clauses.order,
      line: arrival.line,
      earlier: latest.line,
      allowed: `${arrival.item.id} before ${latest.item.id} of the same group, which was sent after it`,
      seen: `it came to ${this.name} after that`,
    })
  }

  /**
   * Nothing comes any more.
   *
   * @param line the exchange that showed the mailbox empty
   * @param isOver whether an item that never came would have been seen by then, or when one came that is held back until it is gone
   */
  end(line: number, isOver: (item: Item, later?: Told) => boolean): void {
    const { lost, clauses } = this.laws
    if (this.#provenAt < Infinity) lost.tested()
    if (this.isLoose) return
    for (const item of this.#pending.values()) {
      if (item.sent <= this.#provenAt) continue
      const later = item.key === undefined ? undefined : this.#latest.get(item.key)
      const isPassed = later !== undefined && later.item.sent > item.received
      if (this.isOrdered ? !isPassed || !isOver(item, later) : !isOver(item)) continue
      lost.found({
        clause: clauses.lost,
        line: this.isOrdered ? later!.line : line,
        earlier: item.line,
        allowed: `${item.id} in ${this.name}, as what was sent before it`,
        seen: this.isOrdered ? `${later!.item.id} of its group came, which was sent after it` : 'it never came, and nothing is left there',
      })
    }
  }

  get size(): number {
    return this.#pending.size + this.#unwanted.size + this.#arrivals.size + this.#nameless.size
  }
}

/** For five minutes nothing may come into a mailbox that keeps an order a second time, whoever repeats it; in milliseconds. */
const DEDUPLICATED = 5 * 60_000
