import type { TracedExchange } from './form.js'
import { TraceError } from './trace-error.js'

/** How many lines a line may stand away from where it belongs. */
export const WINDOW = 100_000

/**
 * Exchanges in the order in which they were sent, whatever the order of their lines, as long as none stands further than a window from its
 * place. Writers note an exchange when it is over, so a long poll stands behind what was sent, and answered, while it waited.
 *
 * @throws TraceError for one that stands further away
 */
export async function* inOrder(exchanges: AsyncIterable<TracedExchange>, window = WINDOW): AsyncGenerator<TracedExchange, undefined> {
  let held: TracedExchange[] = []
  let last: TracedExchange | undefined
  const sorted = (count: number): TracedExchange[] => {
    held.sort(bySent)
    const first = held[0]
    if (last !== undefined && first !== undefined && first.sent < last.sent) {
      const { file, line } = first.spot
      throw new TraceError(
        file, line,
        `the exchange was sent before that of line ${last.spot.line}, and stands more than ${window} lines after it; sort the lines by "sent" or "received"`,
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

export const bySent = (a: TracedExchange, b: TracedExchange): number => a.sent - b.sent || a.received - b.received

/** Several such sequences as one. */
export async function* merged(sequences: readonly AsyncGenerator<TracedExchange, undefined>[]): AsyncGenerator<TracedExchange, undefined> {
  const heads: { readonly from: AsyncGenerator<TracedExchange, undefined>; next: TracedExchange }[] = []
  for (const from of sequences) {
    const { value } = await from.next()
    if (value !== undefined) heads.push({ from, next: value })
  }
  while (heads.length > 0) {
    let first = heads[0]!
    for (const head of heads) if (bySent(head.next, first.next) < 0) first = head
    yield first.next
    const { value } = await first.from.next()
    if (value === undefined) heads.splice(heads.indexOf(first), 1)
    else first.next = value
  }
  return undefined
}
