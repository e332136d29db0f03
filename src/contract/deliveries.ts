import type { Exchange } from '../oracle/exchange.js'
import type { PassingReader } from './flows/passing.js'

/** A message or record that was handed to a consumer. */
export interface Delivered {
  /** The queue or stream, by its name. */
  readonly from: string
  readonly body: string
}

/** Follows what consumers are handed. */
export class DeliveryLog {
  /** In the order in which they were handed over; one that came twice is there twice. */
  readonly delivered: Delivered[] = []
  readonly #open = new Map<string, { readonly delivered: Delivered; until: number }>()

  constructor(private readonly readers: readonly PassingReader[]) {}

  see(exchange: Exchange): void {
    for (const passing of this.readers.flatMap((reader) => reader.read(exchange))) {
      if (passing.kind === 'delivered') {
        const delivered = { from: passing.through, body: passing.body }
        this.delivered.push(delivered)
        if (passing.handle !== undefined) this.#open.set(passing.handle, { delivered, until: passing.until ?? Infinity })
      }
      if (passing.kind === 'removed') this.#open.delete(passing.handle)
      if (passing.kind === 'hidden') {
        const open = this.#open.get(passing.handle)
        if (open !== undefined) open.until = passing.until
      }
    }
  }

  /** What is in flight at an instant: received, and neither deleted nor visible again. */
  inFlight(now: number): readonly Delivered[] {
    return [...this.#open.values()].filter(({ until }) => now < until).map(({ delivered }) => delivered)
  }
}
