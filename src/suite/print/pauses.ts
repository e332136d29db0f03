import type { RecordedCall } from '../calls.js'

/** Shorter gaps between calls are no part of what a case does. */
const PAUSE_MS = 250
/** Pauses are rounded up, so that two runs of the same case print alike. */
const GRAIN_MS = 100

/** How long to wait before each call, in milliseconds; 0 where the case did not wait. */
export const pausesBetween = (calls: readonly RecordedCall[]): readonly number[] =>
  calls.map((call, nth) => {
    const before = calls[nth - 1]
    const gap = before ? call.sent - before.received : 0
    return gap >= PAUSE_MS ? Math.ceil(gap / GRAIN_MS) * GRAIN_MS : 0
  })
