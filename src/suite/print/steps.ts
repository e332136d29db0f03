import type { RecordedCall } from '../calls.js'
import { Breakdown, Refusal, UnknownOperation } from '../refusal.js'
import type { Step } from '../result.js'
import { foldedCalls } from './fold.js'
import { cameJson, sentJson } from './to-json.js'

const MICRO = 1000

/**
 * The calls of a case as the steps of a report.
 *
 * @param service whose clause it is: steps name a service only where it is another
 */
export const stepsOf = (calls: readonly RecordedCall[], began: number, service: string): Step[] =>
  foldedCalls(calls).map(({ call, times, waitedMs, everyMs, received }) => ({
    ...calledAs(call, service),
    input: sentJson(call.input),
    ...(waitedMs > 0 ? { waitedMs } : {}),
    ...(times > 1 ? { times } : {}),
    ...(everyMs > 0 ? { everyMs } : {}),
    ...(call.output ? { output: cameJson(call.output) } : {}),
    ...(call.failure ? { error: errorOf(call.failure) } : {}),
    sentMs: sinceMs(began, call.sent),
    receivedMs: sinceMs(began, received),
  }))

/** What was called: its service, region and protocol where they are not those that a reader expects. */
export const calledAs = (
  call: Pick<RecordedCall, 'service' | 'region' | 'operation' | 'protocol'>,
  service: string,
): Pick<Step, 'operation' | 'service' | 'region' | 'protocol'> => ({
  ...(call.service.id === service ? {} : { service: call.service.id }),
  ...(call.region === undefined ? {} : { region: call.region }),
  operation: call.operation,
  ...(call.protocol === call.service.protocols[0] ? {} : { protocol: call.protocol }),
})

export const sinceMs = (began: number, at: number): number => Math.round((at - began) * MICRO) / MICRO

const errorOf = (failure: Error): NonNullable<Step['error']> => {
  const refusal = failure instanceof UnknownOperation ? failure.refusal : failure
  if (refusal instanceof Refusal) {
    const { error, status } = refusal
    return { name: refusal.errorName, ...(error.code === undefined ? {} : { code: error.code }), message: error.message, status }
  }
  return { name: failure.name, message: failure instanceof Breakdown ? failure.seen : failure.message }
}
