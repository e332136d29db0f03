import type { Spot, TracedExchange } from '../../oracle/trace/form.js'
import type { Breach, Message, PromiseKind, Sequence } from './flow.js'
import { textAtPointer } from './pointer.js'
import { Recent } from './recent.js'

/** Deliveries of one key that the next one is compared with. */
const RECENT = 20
/** Kinds of messages that one sequence tells apart. */
const MOST_KINDS = 100

/** The value by which a message belongs with others. */
export const valueOf = ({ key, json, body }: Message, by: string): string | undefined =>
  by === '' ? body : by.startsWith('/') ? textAtPointer(json, by) : key?.by === by ? key.value : undefined

/** Something that producers and consumers may keep to: how often they could have broken it, and how often they did. */
export abstract class Watch {
  /** How often it could be told. */
  occasions = 0
  #count = 0
  #first: { readonly says: string; readonly spot: Spot } | undefined

  constructor(
    private readonly promise: PromiseKind,
    private readonly through: string,
  ) {}

  get isKept(): boolean {
    return this.occasions > 0 && this.#first === undefined
  }

  get breaches(): readonly Breach[] {
    return this.#first === undefined ? [] : [{ promise: this.promise, through: this.through, count: this.#count, ...this.#first }]
  }

  protected broken(says: string, spot: Spot): void {
    this.#count++
    this.#first ??= { says, spot }
  }
}

/** A delivery, as far as a later one is compared with it. */
interface Delivery {
  readonly says: string
  /** When its message was sent. */
  readonly sent: number
  /** When the answer that handed it over was there, and which one that was. */
  readonly received: number
  readonly spot: Spot
}

export class OrderWatch extends Watch {
  readonly #keys = new Recent<Delivery[]>()

  constructor(
    through: string,
    readonly by: string,
  ) {
    super('order', through)
  }

  /** A message was handed over for the first time. */
  delivered(message: Message, exchange: TracedExchange): void {
    const value = valueOf(message, this.by)
    if (value === undefined) return
    const delivery = { says: short(message.body), sent: message.sent, received: exchange.received, spot: exchange.spot }
    const recent = this.#keys.get(value)
    if (recent === undefined) {
      this.#keys.set(value, [delivery])
      return
    }
    this.occasions++
    const overtaking = recent.find(
      ({ sent, received, spot }) => (spot === exchange.spot || received < exchange.sent) && message.received < sent,
    )
    if (overtaking !== undefined)
      this.broken(
        `${delivery.says} was sent before ${overtaking.says}, and handed over after it (${named(this.by)} ${short(value)})`,
        exchange.spot,
      )
    recent.push(delivery)
    if (recent.length > RECENT) recent.shift()
    this.#keys.set(value, recent)
  }
}

export class OnceWatch extends Watch {
  readonly #seen = new Recent<string>()

  constructor(
    through: string,
    readonly by: string,
  ) {
    super('once', through)
  }

  sent(message: Message): void {
    const value = valueOf(message, this.by)
    if (value === undefined) return
    const before = this.#seen.get(value)
    if (this.#seen.size > 0) this.occasions++
    // What FIFO queues and topics take for the same message has the same id.
    if (before !== undefined && before !== message.id)
      this.broken(
        this.by === '' ? `${short(message.body)} was sent twice` : `two messages have ${short(value)} at ${this.by}`,
        message.spot,
      )
    this.#seen.set(value, message.id)
  }
}

export class DeletionWatch extends Watch {
  constructor(through: string) {
    super('deletedInTime', through)
  }

  /** @param until when the message surely was visible again */
  removed(body: string, until: number, { sent, spot }: TracedExchange): void {
    this.occasions++
    if (sent > until) this.broken(`${short(body)} was deleted ${late(sent, until)}, when others could have had it`, spot)
  }

  /** A FIFO queue refuses what comes too late; what is refused for other reasons says nothing. */
  refused(body: string, until: number, { sent, spot }: TracedExchange): void {
    if (sent > until) this.broken(`${short(body)} was to be deleted ${late(sent, until)}, which was refused`, spot)
  }
}

const late = (sent: number, until: number): string => `${Math.ceil((sent - until) / 1000)} s after its visibility timeout`

/** Learns which messages of one key follow one another, or holds them to what was learnt. */
export class SequenceWatch extends Watch {
  readonly #last = new Recent<{ readonly kind: string; readonly received: number }>()
  readonly #begins = new Set<string>()
  readonly #then = new Map<string, Set<string>>()

  constructor(
    readonly by: string,
    private readonly known?: Sequence,
  ) {
    super('sequence', by)
  }

  /** @param kind of the message: `orders.fifo placed` */
  sent(message: Message, kind: string): void {
    const found = valueOf(message, this.by)
    if (found === undefined) return
    // Group ids and partition keys mean something within their queue or stream alone.
    const value = this.by.startsWith('/') ? found : `${message.through} ${found}`
    const last = this.#last.get(value)
    if (last === undefined) {
      this.#begins.add(kind)
      if (this.known !== undefined && this.#isKnown(kind) && !this.known.begins.includes(kind))
        this.broken(
          `${kind} is the first for ${named(this.by)} ${short(found)}; what comes first is ${this.known.begins.join(' or ')}`,
          message.spot,
        )
    } else {
      this.occasions++
      this.#follow(last.kind, kind)
      // Of two that were sent at the same time, either may be the first.
      const isAfter = last.received < message.sent
      if (!isAfter) this.#follow(kind, last.kind)
      const allowed = this.known?.then[last.kind] ?? []
      if (isAfter && this.known !== undefined && this.#isKnown(kind) && this.#isKnown(last.kind) && !allowed.includes(kind))
        this.broken(
          `${kind} follows ${last.kind} for ${named(this.by)} ${short(found)}; ${allowed.length === 0 ? 'nothing follows that' : `what follows that is ${allowed.join(' or ')}`}`,
          message.spot,
        )
    }
    this.#last.set(value, { kind, received: Math.max(message.received, last?.received ?? 0) })
  }

  /** What was learnt; nothing where no message followed another of another kind, or there are too many kinds. */
  get sequence(): Sequence | undefined {
    const kinds = new Set([...this.#begins, ...this.#then.keys(), ...[...this.#then.values()].flatMap((after) => [...after])])
    if (this.#then.size === 0 || kinds.size < 2 || kinds.size > MOST_KINDS) return undefined
    const then = [...this.#then].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, after]) => [kind, [...after].sort()] as const)
    return { by: this.by, begins: [...this.#begins].sort(), then: Object.fromEntries(then) }
  }

  #follow(before: string, after: string): void {
    if (this.#then.size > MOST_KINDS) return
    const known = this.#then.get(before)
    if (known === undefined) this.#then.set(before, new Set([after]))
    else known.add(after)
  }

  /** Kinds that the contract does not speak of may come at any time. */
  #isKnown(kind: string): boolean {
    const { begins = [], then = {} } = this.known ?? {}
    return begins.includes(kind) || then[kind] !== undefined || Object.values(then).some((after) => after.includes(kind))
  }
}

const LONGEST = 80
/** A copy, where it is cut: a part of a long text would keep all of it in memory. */
const short = (text: string): string => (text.length > LONGEST ? `${Buffer.from(text.slice(0, LONGEST)).toString()}…` : text)
const named = (by: string): string => (by.startsWith('/') ? `the value at ${by}:` : by)
