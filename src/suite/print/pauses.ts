import type { RecordedCall } from '../calls.js'

/** Shorter gaps between calls are no part of what a case does. */
const PAUSE_MS = 250

/** How long to wait before each call, in whole milliseconds; 0 where the case did not wait. */
export const pausesBetween = (calls: readonly RecordedCall[]): readonly number[] =>
  calls.map((call, nth) => {
    const before = calls[nth - 1]
    const gap = before ? call.sent - before.received : 0
    return gap >= PAUSE_MS ? Math.ceil(gap) : 0
  })
