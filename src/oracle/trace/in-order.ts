import type { TracedExchange } from './form.js'
import { TraceError } from './trace-error.js'

/** How many lines a line may stand away from where it belongs. */
export const WINDOW = 100_000

/** By which instant exchanges are put in order; those of equal instants by the other one. */
export type OrderedBy = 'sent' | 'received'

export const by = (instant: OrderedBy): ((a: TracedExchange, b: TracedExchange) => number) =>
  instant === 'sent' ? (a, b) => a.sent - b.sent || a.received - b.received : (a, b) => a.received - b.received || a.sent - b.sent

/**
 * Exchanges in order, whatever the order of their lines, as long as none stands further than a window from its place.
 * Writers note an exchange when it is over, so a long poll stands behind what was sent, and answered, while it waited.
 *
 * @throws TraceError for one that stands further away
 */
export async function* inOrder(exchanges: AsyncIterable<TracedExchange>, order: OrderedBy, window = WINDOW): AsyncGenerator<TracedExchange, undefined> {
  let held: TracedExchange[] = []
  let last: TracedExchange | undefined
  const sorted = (count: number): TracedExchange[] => {
    held.sort(by(order))
    const first = held[0]
    if (last !== undefined && first !== undefined && first[order] < last[order]) {
      const { file, line } = first.spot
      throw new TraceError(
        file, line,
        `the exchange was ${order} before that of line ${last.spot.line}, and stands more than ${window} lines after it; sort the lines by "sent" or "received"`,
      )
    }
    const out = held.slice(0, count)
    held = held.slice(count)
    last = out.at(-1) ?? last
    return out
  }
  for await (const exchange of exchanges) {
    if (held.push(exchange) >= 2 * window) yield* sorted(window)
  }
  yield* sorted(held.length)
  return undefined
}

/** Several such sequences as one. */
export async function* merged(sequences: readonly AsyncGenerator<TracedExchange, undefined>[], order: OrderedBy): AsyncGenerator<TracedExchange, undefined> {
  const heads: { readonly from: AsyncGenerator<TracedExchange, undefined>; next: TracedExchange }[] = []
  for (const from of sequences) {
    const { value } = await from.next()
    if (value !== undefined) heads.push({ from, next: value })
  }
  const compare = by(order)
  while (heads.length > 0) {
    let first = heads[0]!
    for (const head of heads) if (compare(head.next, first.next) < 0) first = head
    yield first.next
    const { value } = await first.from.next()
    if (value === undefined) heads.splice(heads.indexOf(first), 1)
    else first.next = value
  }
  return undefined
}
