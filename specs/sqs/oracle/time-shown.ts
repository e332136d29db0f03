import { Instant } from '../../../reference/core/facts.js'
import type { ClauseId } from '../../../reference/core/reading.js'
import { Inadmissible } from '../../../src/oracle/admitting.js'
import type { Judging } from './judging.js'

/** A time that the service shows of an instant; where both are known well, it tells how its clock stands to ours. */
export function timeShown(what: string, instant: Instant, unit: number, id: ClauseId, x: Judging): string {
  const seen = x.observed.text(what)
  const { lo, hi } = asShown(what, instant, x)
  if (seen === undefined) return String(Math.floor(instant.lo / unit))
  const shown = Number(seen) * unit
  const { offset } = x.beliefs
  const at = Math.min(hi, x.now.at.hi)
  const drift = driftSince(instant.lo, at, x)
  const least = Math.max(offset.lo - drift, shown - unit / 2 - hi)
  const most = Math.min(offset.hi + drift, shown + unit - lo)
  if (!Number.isFinite(shown) || least > most) {
    const allowed = `${what} from ${Math.floor((lo + offset.lo - drift) / unit)} to ${Math.ceil((hi + offset.hi + drift) / unit)}`
    throw new Inadmissible(id, allowed, seen)
  }
  if (isPlain(what, x)) x.beliefs.offset = { lo: Math.max(offset.lo - drift, least), hi: Math.min(offset.hi + drift, most), at }
  return seen
}

/** Whether a time that the service shows can be that of an instant. */
export function showsTime(seen: string | undefined, { lo, hi }: Instant, x: Judging): boolean {
  const shown = Number(seen)
  if (!Number.isFinite(shown)) return true
  const { offset } = x.beliefs
  const drift = driftSince(lo, hi, x)
  return shown + 1 > lo + offset.lo - drift && shown < hi + offset.hi + drift + 1
}

/** How far the clocks may have drifted between an instant and the one at which it was seen how they stand to each other. */
function driftSince(lo: number, hi: number, x: Judging): number {
  const { at } = x.beliefs.offset
  const { ms, ppm } = x.slack
  return (Math.max(at - lo, Math.abs(hi - at)) * ppm) / 1e6 + ms
}

/**
 * Of a message that a redrive policy moved, the pages leave open whether it shows the time it was sent or that of the move (where the move
 * starts its retention anew), and its first receive of all or its first from that queue.
 */
function asShown(what: string, instant: Instant, x: Judging): Instant {
  const message = x.beliefs.byId.get(x.observed.message?.MessageId ?? '')
  if (message?.deadLetterSource === undefined) return instant
  if (what === 'SentTimestamp' && message.queue.fifo) return new Instant(-Infinity, instant.hi)
  return what === 'ApproximateFirstReceiveTimestamp' ? new Instant(instant.lo, x.now.at.hi) : instant
}

/** Only a message that was sent, answered and received under our eyes tells how the clocks stand to each other. */
function isPlain(what: string, x: Judging): boolean {
  const message = what === 'SentTimestamp' ? x.beliefs.byId.get(x.observed.message?.MessageId ?? '') : undefined
  return message !== undefined && message.doubt === undefined && message.deadLetterSource === undefined
}
