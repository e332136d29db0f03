import type { Line } from '../core/line.js'
import { Order, Place } from '../core/order.js'
import type { FifoMessage, Message } from './state.js'

/**
 * What waits its turn together: a message group, or on a standard queue all messages without one. A FIFO lane offers its first
 * message and what follows it; a standard lane whatever of it is visible, in order.
 */
export class Lane {
  readonly place = new Place<Lane>(this)
  /** Visible messages of a standard lane. */
  readonly ready = new Order<Message>()
  /** Of a FIFO group: its turn among the groups. */
  turn = 0
  /** Whether the receive under way took one of its messages. */
  isServed = false
  /** All its messages, and of a fair queue's tenant those in flight. */
  size = 0
  inFlight = 0
  constructor(
    readonly id: string,
    /** The group in order, of a FIFO lane. */
    readonly line: Line<FifoMessage> | undefined,
  ) {}
}

/** Where a message stands in the index: its place is among the hidden ones, or else among the visible ones of its lane. */
export class Standing extends Place<Message> {
  state: 'visible' | 'delayed' | 'inFlight' = 'visible'
  constructor(
    message: Message,
    readonly lane: Lane,
  ) {
    super(message)
  }
  get gone(): boolean {
    return this.item.place !== this
  }
}
export const standing = (message: Message): Standing => message.place as Standing
