/**
 * Traces: what clients of AWS sent and got, as a file that `touchstone check` can judge. See docs/traces.md.
 */
export type { Answered, Exchange, Lost, Outcome, Refused } from '../exchange.js'
export type { TraceHeader } from './form.js'
export { hashed } from './sdk/redact.js'
export type { Redact } from './sdk/redact.js'
export { traceTo } from './sdk/trace-to.js'
export type { Trace, TraceOptions } from './sdk/trace-to.js'
export { traceWriter } from './write-trace.js'
export type { TraceWriter } from './write-trace.js'
