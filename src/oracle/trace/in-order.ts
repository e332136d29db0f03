import type { TracedExchange } from './form.js'
import { TraceError } from './trace-error.js'

/** How many lines a line may stand away from where it belongs. */
export const WINDOW = 20_000

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
export async function* inOrder(batches: AsyncIterable<readonly TracedExchange[]>, order: OrderedBy, window = WINDOW): Batches {
  const compare = by(order)
  let held: TracedExchange[] = []
  let last: TracedExchange | undefined
  const sorted = (keep: number): readonly TracedExchange[] => {
    held.sort(compare)
    const first = held[0]
    if (last !== undefined && first !== undefined && first[order] < last[order]) {
      const { file, line } = first.spot
      throw new TraceError(
        file,
        line,
        `the exchange was ${order} before that of line ${last.spot.line}, and stands more than ${window} lines after it; sort the lines by "sent" or "received"`,
      )
    }
    const out = held
    held = out.splice(Math.max(0, out.length - keep))
    last = out.at(-1) ?? last
    return out
  }
  for await (const batch of batches) {
    for (const exchange of batch) held.push(exchange)
    if (held.length >= 2 * window) yield sorted(window)
  }
  yield sorted(0)
  return undefined
}

/** Some exchanges at a time: to wait for each alone costs more than to read it. */
export type Batches = AsyncGenerator<readonly TracedExchange[], undefined>

/** Several such sequences as one. */
export async function* merged(sequences: readonly Batches[], order: OrderedBy): AsyncGenerator<TracedExchange, undefined> {
  const compare = by(order)
  const heads: Head[] = []
  for (const from of sequences) {
    const head: Head = { from, batch: [], at: 0 }
    if (await refill(head)) heads.push(head)
  }
  while (heads.length > 0) {
    let first = heads[0]!
    for (const head of heads) if (compare(head.batch[head.at]!, first.batch[first.at]!) < 0) first = head
    yield first.batch[first.at++]!
    if (first.at === first.batch.length && !(await refill(first))) heads.splice(heads.indexOf(first), 1)
  }
  return undefined
}

interface Head {
  readonly from: Batches
  batch: readonly TracedExchange[]
  at: number
}

/** Whether there is more. */
const refill = async (head: Head): Promise<boolean> => {
  do {
    const { value } = await head.from.next()
    if (value === undefined) return false
    head.batch = value
    head.at = 0
  } while (head.batch.length === 0)
  return true
}
