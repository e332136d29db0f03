import type { Step } from '../result.js'

/** A call, and how many times in a row it was made with the same answer. */
export interface Folded {
  readonly step: Step
  readonly times: number
}

/** A history in which calls that were made again and again, as whoever waits makes them, stand once. */
export const folded = (history: readonly Step[]): readonly Folded[] => {
  const all: { step: Step; times: number; text: string }[] = []
  for (const step of history) {
    const text = JSON.stringify({ ...step, waitedMs: undefined, sentMs: undefined, receivedMs: undefined })
    const last = all.at(-1)
    if (last?.text === text) last.times++
    else all.push({ step, times: 1, text })
  }
  return all
}

/** ` (12 times)`, where it was more than once. */
export const timesOf = ({ times }: Folded): string => (times === 1 ? '' : ` (${times} times)`)
