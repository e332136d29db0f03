import { createHash } from 'node:crypto'
import type { Writable } from 'node:stream'
import type { Exchange } from '../exchange.js'
import { END, TRACE, TRACE_VERSION, type TraceHeader } from './form.js'

/** A value as JSON: bytes in base64, times in ISO 8601, streams and functions by their name alone. */
export const valueText = (value: unknown): string => (isPlain(value) ? JSON.stringify(value) : JSON.stringify(value, raw))

/** What JSON has words for by itself, and times: most values. To look through one costs a fraction of what it costs to be asked for each member. */
const isPlain = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint'
  if (Array.isArray(value)) return value.every(isPlain)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value instanceof Date
  if ('pipe' in value) return false
  for (const name in value) if (!isPlain((value as Readonly<Record<string, unknown>>)[name])) return false
  return true
}

function raw(this: Record<string, unknown>, key: string, value: unknown): unknown {
  // What has a `toJSON` of its own, as Buffers have, was changed already: look at what it was.
  const was = this[key]
  if (was instanceof Uint8Array) return Buffer.from(was.buffer, was.byteOffset, was.byteLength).toString('base64')
  if (typeof was === 'bigint') return Number(was)
  if (typeof was === 'object' && was !== null && ('pipe' in was || was instanceof ReadableStream)) return '(a stream)'
  return value
}

export const headerLine = (header: TraceHeader): string => `${JSON.stringify({ touchstone: TRACE, version: TRACE_VERSION, ...header })}\n`

/** One exchange on one line. Instants keep all their digits, so that what came one after the other stays so. */
export const exchangeLine = (exchange: Exchange): string => {
  const { sent, received, client, service, region, account, operation, input, outcome } = exchange
  const came =
    outcome.kind === 'answered'
      ? `"response":${valueText(outcome.output)}`
      : outcome.kind === 'refused'
        ? `"error":${JSON.stringify({ code: outcome.code, message: outcome.message, status: outcome.status })}`
        : `"lost":${JSON.stringify(outcome.reason)}`
  return lineOf({ sent, received, client, service, region, account, operation }, valueText(input), came)
}

/** What every line begins with. */
export type Preamble = Pick<Exchange, 'sent' | 'received' | 'client' | 'service' | 'region' | 'account' | 'operation'>

/** @param came the member that says what came of the request, with its name */
export const lineOf = (preamble: Preamble, request: string, came: string): string =>
  `${JSON.stringify(preamble).slice(0, -1)},"request":${request},${came}}\n`

/** Counts and digests what is written, for the last line. */
export class Tally {
  readonly #digest = createHash('sha256')
  exchanges = 0
  dropped = 0

  add(text: string | Uint8Array): void {
    this.#digest.update(text)
  }

  endLine(): string {
    return `${JSON.stringify({ touchstone: END, exchanges: this.exchanges, dropped: this.dropped, sha256: this.#digest.copy().digest('hex') })}\n`
  }
}

/** Writes a trace, one exchange after the other. */
export interface TraceWriter {
  /** Resolves when there is room for more. */
  write(exchange: Exchange): Promise<void>
  /** Writes the last line, and ends the stream unless it is one of the process's own. Resolves when all is written. */
  close(): Promise<void>
}

/** Writes a trace to a stream. What the stream fails with, `write` and `close` reject with. */
export const traceWriter = (stream: Writable, header: TraceHeader = {}): TraceWriter => {
  const tally = new Tally()
  const put = (text: string): Promise<void> => {
    tally.add(text)
    return new Promise((resolve, reject) => stream.write(text, (error) => (error ? reject(error) : resolve())))
  }
  let before = put(headerLine(header))
  // Whoever writes next is told.
  before.catch(() => {})
  return {
    write(exchange) {
      tally.exchanges++
      const line = exchangeLine(exchange)
      return (before = Promise.all([before, put(line)]).then(() => {}))
    },
    async close() {
      await before
      await put(tally.endLine())
      if (stream === process.stdout || stream === process.stderr) return
      await new Promise<void>((resolve) => stream.end(resolve))
    },
  }
}
