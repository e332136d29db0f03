import type { ScopeClock } from './target.js'

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

/** Our own monotonic clock, read as milliseconds since 1970: it never jumps when the machine's time is set. */
export const wallClock: ScopeClock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: (ms, enough) =>
    new Promise((resolve) => {
      if (enough?.aborted === true) return resolve()
      let timer: NodeJS.Timeout
      const until = performance.now() + Math.max(0, ms)
      const end = (): void => {
        clearTimeout(timer)
        enough?.removeEventListener('abort', end)
        resolve()
      }
      // A timer of Node may go off a little before its time.
      const wait = (): void => {
        const rest = Math.min(until - performance.now(), LONGEST_TIMEOUT_MS)
        if (rest > 0) timer = setTimeout(wait, Math.ceil(rest))
        else end()
      }
      timer = setTimeout(wait, Math.min(Math.max(0, Math.ceil(ms)), LONGEST_TIMEOUT_MS))
      enough?.addEventListener('abort', end)
    }),
}
