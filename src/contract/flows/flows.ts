import { steadyName } from '../../../reference/core/surprises.js'
import { areas } from '../../service/areas.js'
import type { TracedExchange } from '../../oracle/trace/form.js'
import type { Payloads } from '../payloads/payloads.js'
import type { Breach, Flow, Message, Promises, Sequence } from './flow.js'
import type { HandedOver, Passing, PassingReader, Sent } from './passing.js'
import { kindOf } from './kind.js'
import { isPointer } from './pointer.js'
import { Recent } from './recent.js'
import { DeletionWatch, OnceWatch, OrderWatch, SequenceWatch } from './watches.js'

/** What a contract has of what goes between services; nothing where it is to be learnt. */
export interface Agreed {
  readonly flows: readonly Flow[]
  readonly sequences: readonly Sequence[]
}

export interface Following {
  readonly readers: ReadonlyMap<string, PassingReader>
  readonly payloads?: Payloads | undefined
  readonly agreed?: Agreed | undefined
  /** A JSON Pointer into bodies: messages with the same value there belong together. */
  readonly key?: string | undefined
  /** What a queue or topic is called in the contract. */
  readonly nameOf?: (through: string) => string
}

/** Queues, topics and streams that are followed. */
const MOST_FLOWS = 1000
/** Members by which messages are told apart. */
const IDS = /^(?:id|.*(?:Id|ID|_id|-id))$/

/** How areas read what becomes of messages, by service. */
export const passingReaders = async (): Promise<ReadonlyMap<string, PassingReader>> => {
  const found = new Map<string, PassingReader>()
  for (const { id, deliveries } of areas) if (deliveries !== undefined) found.set(id, (await deliveries()).open())
  return found
}

/** What is known of one queue, topic or stream. */
class FlowSeen {
  readonly producers = new Set<string>()
  readonly consumers = new Set<string>()
  readonly messages = { sent: 0, delivered: 0, again: 0, removed: 0 }
  /** What was sent and may still be handed over, by id. */
  readonly sent = new Recent<Message>()
  /** Of a topic: by body, for queues that it hands bare bodies to. */
  readonly byBody = new Recent<Message>()
  readonly delivered = new Recent<true>()
  readonly from = new Set<FlowSeen>()
  readonly order: OrderWatch[] = []
  readonly once: OnceWatch[] = []
  readonly deletions: DeletionWatch
  #isOpen = false

  constructor(
    readonly service: string,
    readonly through: string,
    private readonly promises: Promises | undefined,
    private readonly key: string | undefined,
  ) {
    this.deletions = new DeletionWatch(through)
    if (promises?.order !== undefined) this.order.push(new OrderWatch(through, promises.order.by))
    if (promises?.once !== undefined) this.once.push(new OnceWatch(through, promises.once.by))
  }

  /** What could be promised is known from the first message. */
  begin({ json, key, through }: Message): void {
    if (this.#isOpen || this.promises !== undefined) return
    this.#isOpen = true
    const isOrdered = key !== undefined && (key.by === 'PartitionKey' || through.endsWith('.fifo'))
    // The order of a standard queue is nobody's to promise.
    for (const by of isOrdered ? [this.key, key.by] : []) if (by !== undefined) this.order.push(new OrderWatch(through, by))
    const ids = typeof json === 'object' && json !== null ? Object.keys(json).filter((name) => IDS.test(name)) : []
    const pointers = ids.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).filter(isPointer)
    for (const by of [...pointers.slice(0, 5), '']) this.once.push(new OnceWatch(through, by))
  }

  /** What was kept to. @param isEffect whether it is sent by someone who received something first */
  kept(isEffect: boolean): Promises {
    const order = this.order.find(({ isKept }) => isKept)
    const once = isEffect ? this.once.find(({ isKept }) => isKept) : undefined
    return {
      ...(order === undefined ? {} : { order: { by: order.by } }),
      ...(this.deletions.isKept ? { deletedInTime: true as const } : {}),
      ...(once === undefined ? {} : { once: { by: once.by } }),
    }
  }

  get breaches(): readonly Breach[] {
    const { deletedInTime } = this.promises ?? {}
    return [...this.order, ...(deletedInTime === undefined ? [] : [this.deletions]), ...this.once].flatMap(({ breaches }) => breaches)
  }
}

/** Follows messages from producers to consumers, in bounded memory: learns what both keep to, or holds them to what was agreed. */
export class Flows {
  readonly #flows = new Map<string, FlowSeen>()
  readonly #handles = new Recent<{ readonly flow: FlowSeen; readonly id: string; readonly body: string; readonly until: number }>()
  readonly #sequences = new Map<string, SequenceWatch>()
  /** Traces in which something was received. */
  readonly #receiving = new Set<string>()

  constructor(private readonly options: Following) {
    for (const known of options.agreed?.sequences ?? []) this.#sequences.set(known.by, new SequenceWatch(known.by, known))
  }

  see(exchange: TracedExchange): void {
    const reader = this.options.readers.get(exchange.service)
    if (reader === undefined) return
    for (const passing of reader.read(exchange)) this.#pass(passing, exchange)
  }

  /** What was learnt, by name. */
  get flows(): readonly Flow[] {
    return [...this.#flows.values()]
      .filter(({ messages: { sent, delivered } }) => sent + delivered > 0)
      .map((flow) => {
        const { service, through, producers, consumers, messages } = flow
        const isEffect = [...producers].some((file) => this.#receiving.has(file))
        return {
          service,
          through,
          producers: [...producers].sort(),
          consumers: [...consumers].sort(),
          messages,
          promises: flow.kept(isEffect),
        }
      })
      .sort((a, b) => (a.through < b.through ? -1 : 1))
  }

  get sequences(): readonly Sequence[] {
    return [...this.#sequences.values()].flatMap(({ sequence }) => sequence ?? []).sort((a, b) => (a.by < b.by ? -1 : 1))
  }

  /** What was not kept of what was agreed; payloads apart. */
  get breaches(): readonly Breach[] {
    return [
      ...[...this.#flows.values()].flatMap(({ breaches }) => breaches),
      ...[...this.#sequences.values()].flatMap(({ breaches }) => breaches),
    ]
  }

  #pass(passing: Passing, exchange: TracedExchange): void {
    const { service, spot } = exchange
    switch (passing.kind) {
      case 'sent':
        return this.#sent(this.#flow(service, passing.through), passing, exchange)
      case 'delivered':
        return this.#delivered(this.#flow(service, passing.through), passing, exchange)
      case 'joined':
        this.#flow('sqs', passing.to)?.from.add(this.#flow(service, passing.from)!)
        return
      case 'hidden': {
        const open = this.#handles.get(passing.handle)
        if (open !== undefined) this.#handles.set(passing.handle, { ...open, until: passing.until })
        return
      }
      case 'refused':
      case 'removed': {
        const open = this.#handles.get(passing.handle)
        if (open === undefined) return
        if (passing.kind === 'refused') return open.flow.deletions.refused(open.body, open.until, exchange)
        this.#handles.delete(passing.handle)
        open.flow.sent.delete(open.id)
        open.flow.messages.removed++
        open.flow.consumers.add(spot.file)
        open.flow.deletions.removed(open.body, open.until, exchange)
        return
      }
    }
  }

  #sent(flow: FlowSeen | undefined, passing: Sent, exchange: TracedExchange): void {
    if (flow === undefined) return
    const message = messageOf(flow.through, passing, exchange)
    flow.messages.sent++
    flow.producers.add(exchange.spot.file)
    flow.begin(message)
    // What a body says is read once more when it is handed over: read, it takes several times its length.
    const kept = { ...message, json: undefined }
    flow.sent.set(message.id, kept, message.body.length)
    if (exchange.service !== 'sqs' && message.key?.by !== 'PartitionKey') flow.byBody.set(message.body, kept)
    for (const watch of flow.once) watch.sent(message)
    const name = this.options.payloads?.see(passing, flow.through, exchange.spot) ?? kindOf(message.json)
    const kind = name === undefined ? flow.through : `${flow.through} ${name}`
    for (const watch of this.#sequencesOf(message, name !== undefined)) watch.sent(message, kind)
  }

  #delivered(flow: FlowSeen | undefined, passing: HandedOver, exchange: TracedExchange): void {
    if (flow === undefined) return
    const { spot } = exchange
    flow.consumers.add(spot.file)
    this.#receiving.add(spot.file)
    flow.messages.delivered++
    const kept = flow.sent.get(passing.id) ?? this.#published(flow, passing)
    const body = kept?.body ?? passing.body
    if (passing.handle !== undefined)
      this.#handles.set(passing.handle, { flow, id: passing.id, body, until: passing.until ?? Infinity }, body.length)
    if (flow.delivered.has(passing.id)) {
      flow.messages.again++
      return
    }
    flow.delivered.set(passing.id, true)
    if (kept === undefined) this.options.payloads?.see(passing, flow.through, spot)
    else {
      const known = { ...kept, json: jsonOf(kept.body) }
      flow.begin(known)
      for (const watch of flow.order) watch.delivered(known, exchange)
    }
  }

  /** What a topic handed on: in an envelope that names it, or bare. */
  #published(flow: FlowSeen, { body }: HandedOver): Message | undefined {
    if (flow.from.size === 0) return undefined
    const { Type, MessageId } = (jsonOf(body) ?? {}) as { readonly Type?: unknown; readonly MessageId?: unknown }
    for (const topic of flow.from) {
      const found = Type === 'Notification' && typeof MessageId === 'string' ? topic.sent.get(MessageId) : topic.byBody.get(body)
      if (found === undefined) continue
      for (const producer of topic.producers) flow.producers.add(producer)
      return { ...found, through: flow.through }
    }
    return undefined
  }

  #flow(service: string, through: string): FlowSeen | undefined {
    const { agreed, key, nameOf = steadyName } = this.options
    const name = nameOf(through)
    const id = `${service} ${name}`
    let flow = this.#flows.get(id)
    if (flow === undefined && this.#flows.size < MOST_FLOWS) {
      const promises =
        agreed === undefined ? undefined : (agreed.flows.find((one) => one.service === service && one.through === name)?.promises ?? {})
      this.#flows.set(id, (flow = new FlowSeen(service, name, promises, key)))
    }
    return flow
  }

  /** While it is learnt, by the key that was given, and by the group or partition key of messages that say of which kind they are. */
  #sequencesOf({ key }: Message, isNamed: boolean): Iterable<SequenceWatch> {
    if (this.options.agreed === undefined)
      for (const by of [this.options.key, isNamed ? key?.by : undefined])
        if (by !== undefined && !this.#sequences.has(by)) this.#sequences.set(by, new SequenceWatch(by))
    return this.#sequences.values()
  }
}

const messageOf = (through: string, { id, body, key }: Sent, { sent, received, spot }: TracedExchange): Message => ({
  through,
  id,
  body,
  json: jsonOf(body),
  key,
  sent,
  received,
  spot,
})

const jsonOf = (body: string): unknown => {
  if (!/^\s*[{["\d-]/.test(body)) return undefined
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}
