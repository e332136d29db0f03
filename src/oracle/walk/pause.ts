import { DIE } from './dice.js'

/** What a pause may be aimed at. */
export interface Aims {
  readonly now: number
  /** Instants after which something may change by itself. */
  timers(): readonly number[]
  /** How far the other clock may be off, and how late something due may be; milliseconds. */
  readonly slackMs: number
  readonly latenessMs: number
  /** No pause is longer. */
  readonly longestMs: number
}

const SHORT_MS = 30
const MEDIUM_MS = 6000
const LONG_MS = [10_000, 59_500, 62_000, 70_000, 299_500, 301_000] as const

/**
 * How long to wait before the next request: hardly at all, or to just before or just after the next timers, since borders are not hit by
 * chance; sometimes some seconds, and now and then minutes.
 */
export const pauseOf = ([kind = 0, which = 0, fine = 0]: readonly number[], aims: Aims): number => {
  const { now, longestMs } = aims
  const part = fine / DIE
  const share = kind / DIE
  if (share >= 0.45 && share < 0.8) {
    const aimed = aimedAt(which / DIE, part, aims)
    if (aimed !== undefined) return aimed - now
  }
  if (share >= 0.8 && share < 0.95) return Math.min(longestMs, part * MEDIUM_MS)
  if (share >= 0.95) {
    const long = LONG_MS[Math.floor((which / DIE) * LONG_MS.length)]! + part * 1000
    if (long <= longestMs) return long
  }
  return part * SHORT_MS
}

/** Hardly any pause. */
export const shortPauseOf = ([, , fine = 0]: readonly number[]): number => (fine / DIE) * SHORT_MS

/** An instant about a timer, of those that can be waited for mostly the next. */
const aimedAt = (which: number, part: number, { now, timers, slackMs, latenessMs, longestMs }: Aims): number | undefined => {
  const offsets = [
    1,
    -1,
    3,
    -5,
    20,
    -20,
    slackMs + 2,
    -slackMs - 2,
    slackMs + 50,
    -slackMs - 100,
    latenessMs + slackMs + 20,
    latenessMs + 500,
    -500,
  ]
  const offset = offsets[Math.floor(part * offsets.length)]!
  const ahead = timers()
    .filter((timer) => timer + offset >= now && timer + offset - now <= longestMs)
    .sort((a, b) => a - b)
  const timer = ahead[Math.floor(which * which * ahead.length)]
  return timer === undefined ? undefined : timer + offset
}
