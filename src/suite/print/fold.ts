import { isDeepStrictEqual } from 'node:util'
import type { RecordedCall } from '../calls.js'
import { MADE_UP } from './made-up.js'
import { neededCalls } from './origins.js'
import { pausesBetween } from './pauses.js'

/** A call, or a run of calls that differ in nothing but what the target made up for each. */
export interface FoldedCall {
  readonly call: RecordedCall
  /** How many times in a row it was made with the same answer. */
  readonly times: number
  /** Milliseconds that the case waited before the first, and between one and the next on the average. */
  readonly waitedMs: number
  readonly everyMs: number
  /** When the last was answered. */
  readonly received: number
}

const GRAIN_MS = 100

/**
 * The calls of a case in which those that were made again and again, as whoever waits makes them, stand once. A call whose answer a later
 * one needs stands by itself.
 *
 * Example: 37 times ReceiveMessage, each answered by no message, become one with `times: 37`.
 */
export const foldedCalls = (calls: readonly RecordedCall[]): readonly FoldedCall[] => {
  const pauses = pausesBetween(calls)
  const needed = neededCalls(calls)
  const all: { call: RecordedCall; times: number; waitedMs: number; pausedMs: number; received: number; isNeeded: boolean }[] = []
  calls.forEach((call, nth) => {
    const last = all.at(-1)
    const isNeeded = needed.has(nth)
    if (last !== undefined && !last.isNeeded && !isNeeded && isAlike(last.call, call)) {
      last.times++
      last.pausedMs += pauses[nth]!
      last.received = call.received
    } else all.push({ call, times: 1, waitedMs: pauses[nth]!, pausedMs: 0, received: call.received, isNeeded })
  })
  return all.map(({ call, times, waitedMs, pausedMs, received }) => ({
    call,
    times,
    waitedMs,
    everyMs: times === 1 ? 0 : Math.ceil(pausedMs / (times - 1) / GRAIN_MS) * GRAIN_MS,
    received,
  }))
}

const isAlike = (a: RecordedCall, b: RecordedCall): boolean =>
  a.service === b.service &&
  a.region === b.region &&
  a.operation === b.operation &&
  a.protocol === b.protocol &&
  (a.output === undefined) === (b.output === undefined) &&
  a.failure?.name === b.failure?.name &&
  a.failure?.message === b.failure?.message &&
  isDeepStrictEqual(a.input, b.input) &&
  isDeepStrictEqual(masked(a.output), masked(b.output))

/** An answer without what is made up anew each time. */
const masked = (value: unknown, key = ''): unknown => {
  if (typeof value === 'string') return MADE_UP.test(key) ? '' : value
  if (Array.isArray(value)) return value.map((item) => masked(item, key))
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).flatMap(([name, item]) => (name === '$metadata' ? [] : [[name, masked(item, name)]])))
}
