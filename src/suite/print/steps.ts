import type { RecordedCall } from '../calls.js'
import { Breakdown, Refusal, UnknownOperation } from '../refusal.js'
import type { Step } from '../result.js'
import { pausesBetween } from './pauses.js'
import { toJson } from './to-json.js'

const MICRO = 1000

/** The calls of a case as the steps of a report. */
export const stepsOf = (calls: readonly RecordedCall[], began: number): Step[] => {
  const pauses = pausesBetween(calls)
  return calls.map((call, nth) => ({
    operation: call.operation,
    input: toJson(call.input),
    ...(pauses[nth]! > 0 ? { waitedMs: pauses[nth]! } : {}),
    ...(call.output ? { output: toJson(call.output) } : {}),
    ...(call.failure ? { error: errorOf(call.failure) } : {}),
    sentMs: sinceMs(began, call.sent),
    receivedMs: sinceMs(began, call.received),
  }))
}

const sinceMs = (began: number, at: number): number => Math.round((at - began) * MICRO) / MICRO

const errorOf = (failure: Error): NonNullable<Step['error']> => {
  const refusal = failure instanceof UnknownOperation ? failure.refusal : failure
  if (refusal instanceof Refusal) {
    const { error, status } = refusal
    return { name: refusal.errorName, ...(error.code === undefined ? {} : { code: error.code }), message: error.message, status }
  }
  return { name: failure.name, message: failure instanceof Breakdown ? failure.seen : failure.message }
}
