import type { Exchange } from '../oracle/exchange.js'

/** A message or record that was handed to a consumer. */
export interface Delivered {
  /** The queue or stream, by its name. */
  readonly from: string
  readonly body: string
}

/** Follows what consumers are handed. */
export interface DeliveryLog {
  see(exchange: Exchange): void
  /** In the order in which they were handed over; one that came twice is there twice. */
  readonly delivered: readonly Delivered[]
  /** What is in flight at an instant: received, and neither deleted nor visible again. */
  inFlight(now: number): readonly Delivered[]
}

/** What an area registers, so that tests can ask what was delivered. */
export interface Deliveries {
  open(): DeliveryLog
}
