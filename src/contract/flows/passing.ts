import type { Exchange } from '../../oracle/exchange.js'

/** By what messages of one queue, topic or stream belong together. */
export interface Key {
  readonly by: 'MessageGroupId' | 'PartitionKey'
  readonly value: string
}

/** A message was taken by a queue, topic or stream. */
export interface Sent {
  readonly kind: 'sent'
  /** The queue, topic or stream, by its name. */
  readonly through: string
  /** As the service names it: a message id, or a sequence number with its shard. */
  readonly id: string
  readonly body: string
  readonly key?: Key
  /** Message attributes that are texts or numbers, by name. */
  readonly attributes?: Readonly<Record<string, string>>
}

/** A message or record was handed to a consumer. */
export interface HandedOver extends Omit<Sent, 'kind'> {
  readonly kind: 'delivered'
  /** By which the consumer speaks of this delivery; nothing where reading hides nothing. */
  readonly handle?: string
  /** The instant at which it surely is visible again, unless it is removed or hidden longer. */
  readonly until?: number
}

/** What an exchange did to messages. */
export type Passing =
  | Sent
  | HandedOver
  /** A delivered message is hidden until another instant. */
  | { readonly kind: 'hidden'; readonly handle: string; readonly until: number }
  | { readonly kind: 'removed'; readonly handle: string }
  /** It was to be removed, and the service did not. */
  | { readonly kind: 'refused'; readonly handle: string }
  /** What a topic takes goes on to a queue. */
  | { readonly kind: 'joined'; readonly from: string; readonly to: string }

/** Reads exchanges one after the other, as answers came. */
export interface PassingReader {
  read(exchange: Exchange): readonly Passing[]
}

/** What an area registers, so that messages can be followed from who sends them to who gets them. */
export interface Deliveries {
  open(): PassingReader
}

declare module '../../service/area.js' {
  interface Area {
    /** What becomes of messages: who sent them, and who was handed them. */
    readonly deliveries?: () => Promise<Deliveries>
  }
}
