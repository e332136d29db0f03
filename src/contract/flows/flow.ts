import type { Spot } from '../../oracle/trace/form.js'
import type { Key } from './passing.js'

/** What producers and consumers of one queue, topic or stream keep to. Each is optional, and may be written in or taken out by hand. */
export interface Promises {
  /** Messages of one key are handed over, the first time, in the order in which they were sent. `by` is `MessageGroupId`, `PartitionKey`, or a JSON Pointer into the body. */
  readonly order?: { readonly by: string }
  /** What is removed is removed before its visibility timeout ends. */
  readonly deletedInTime?: true
  /** No two messages have the same value at this JSON Pointer (the empty one is the whole body): what is handed over twice causes one message. */
  readonly once?: { readonly by: string }
}

/** What goes through one queue, topic or stream. */
export interface Flow {
  readonly service: string
  readonly through: string
  /** The traces in which messages are sent, and those in which they are received. */
  readonly producers: readonly string[]
  readonly consumers: readonly string[]
  /** `again`: how many deliveries were not the first of their message. */
  readonly messages: { readonly sent: number; readonly delivered: number; readonly again: number; readonly removed: number }
  readonly promises: Promises
}

/** Which messages of one key follow one another, by their kind: `orders.fifo placed`. */
export interface Sequence {
  /** As in `Promises.order`. */
  readonly by: string
  readonly begins: readonly string[]
  readonly then: Readonly<Record<string, readonly string[]>>
}

/** A document that says what payloads look like, relative to the contract. */
export interface PayloadSource {
  /** JSON Schema, AsyncAPI 3 or a Pact with messages. */
  readonly file: string
  /** The queue, topic or stream that it is about; AsyncAPI says so itself. */
  readonly through?: string
}

/** What messages came to, held to such a document. */
export interface PayloadUse extends PayloadSource {
  readonly checked: number
  readonly broken: number
}

export type PromiseKind = 'order' | 'deletedInTime' | 'once' | 'sequence' | 'payload'

/** Something that was promised and not kept. */
export interface Breach {
  readonly promise: PromiseKind
  readonly through: string
  /** What happened, the first time. */
  readonly says: string
  readonly count: number
  /** Nothing where it is about all messages. */
  readonly spot?: Spot
}

/** A message, as its sender knew it. */
export interface Message {
  readonly through: string
  readonly id: string
  readonly body: string
  /** The body, where it is JSON. */
  readonly json: unknown
  readonly key?: Key | undefined
  /** When it was sent: between these instants. */
  readonly sent: number
  readonly received: number
  readonly spot: Spot
}
