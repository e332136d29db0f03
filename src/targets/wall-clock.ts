import type { ScopeClock } from './target.js'

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

/** Our own monotonic clock, read as milliseconds since 1970: it never jumps when the machine's time is set. */
export const wallClock: ScopeClock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: (ms, enough) =>
    new Promise((resolve) => {
      if (enough?.aborted === true) return resolve()
      const end = (): void => {
        clearTimeout(timer)
        enough?.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, Math.min(Math.max(0, Math.ceil(ms)), LONGEST_TIMEOUT_MS))
      enough?.addEventListener('abort', end)
    }),
}
