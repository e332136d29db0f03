import type { IncomingHttpHeaders } from 'node:http2'
import type { Service } from '../../../reference/core/service.js'
import type { Incoming } from '../../../reference/wire/request.js'
import type { Exchange } from '../../oracle/exchange.js'
import { maskOf, type Redact } from '../../oracle/trace/sdk/redact.js'
import { TraceFile } from '../../oracle/trace/sdk/trace-file.js'
import { valueText } from '../../oracle/trace/write-trace.js'
import { type Came, type Decoded, Decoder } from './decode.js'
import type { Outbound, Upstream } from './upstream.js'

export interface RecorderOptions {
  readonly to: Upstream
  readonly services: readonly Service[]
  readonly trace: string
  readonly redact?: Redact | undefined
  readonly redactMembers?: readonly string[] | undefined
  readonly onError?: ((error: Error) => void) | undefined
}

interface Told {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly client: string
}

/** A request under way, until it is known what came of it. */
export interface Pending {
  came(came: Came, received: number): void
  /** Its answer is a stream, which goes on; that it began is what is written. */
  streams(received: number): void
  lost(reason: string, received: number): void
}

/** A request that has come in. */
export interface Request {
  readonly client: string
  goesTo(to: Upstream): { readonly base: URL; readonly service: string | undefined; readonly region: string }
}

/** So many answers are put into words before others get their turn. */
const AT_ONCE = 20
/** Answers that wait for that; what comes then is dropped and counted, so that memory is bounded. */
const MOST_WAITING = 10_000

/** Writes a trace of what goes by. It is put into words when the answer has gone on, so that nobody waits for that. */
export class Recorder {
  readonly #decoder: Decoder
  readonly #file: TraceFile
  readonly #open = new Set<{ end(): void }>()
  readonly #waiting: (() => Promise<void>)[] = []
  #isAtWork: Promise<void> | undefined
  exchanges = 0
  /** Requests that went by and are in no trace: health checks, other services. */
  passed = 0

  constructor(private readonly options: RecorderOptions) {
    const { trace, to, redact, onError = () => {} } = options
    this.#decoder = new Decoder(options.services)
    this.#file = new TraceFile(
      trace,
      { target: to.label, ...(redact === undefined ? {} : { redacted: redact === 'hash' ? 'hash' : 'by a function' }) },
      onError,
    )
  }

  get path(): string {
    return this.#file.path
  }

  ask({ headers, path, method, client }: Told, _body: Uint8Array): Request {
    const { service, region } = this.#decoder.scopeOf(incomingOf({ method, path, headers, body: '' }))
    return { client, goesTo: (to) => ({ base: to.baseOf(service, region), service, region }) }
  }

  begin({ client }: Request, outbound: Outbound, sent: number): Pending {
    let isOver = false
    const over = (received: number, came: (asked: Decoded) => Promise<{ readonly name: string; readonly value: unknown }>): void => {
      if (isOver) return
      isOver = true
      this.#open.delete(open)
      this.#later(() => this.#write(client, outbound, sent, received, came))
    }
    const lost = (reason: string, received: number): void => over(received, () => Promise.resolve({ name: 'lost', value: reason }))
    const open = { end: () => lost('the proxy was closed before an answer came', performance.timeOrigin + performance.now()) }
    this.#open.add(open)
    return {
      lost,
      streams: (received) => over(received, () => Promise.resolve({ name: 'response', value: {} })),
      came: (came, received) =>
        over(received, async (asked) => {
          const outcome = await this.#decoder.outcome(asked, came)
          if (outcome.kind === 'lost') return { name: 'lost', value: outcome.reason }
          if (outcome.kind === 'answered') return { name: 'response', value: outcome.output }
          return { name: 'error', value: { code: outcome.code, message: outcome.message, status: outcome.status } }
        }),
    }
  }

  /** Ends the trace. What has no answer yet is lost to it. */
  async close(): Promise<void> {
    for (const open of [...this.#open]) open.end()
    while (this.#isAtWork !== undefined) await this.#isAtWork
    await this.#file.close(performance.timeOrigin + performance.now())
  }

  async #write(
    client: string,
    outbound: Outbound,
    sent: number,
    received: number,
    came: (asked: Decoded) => Promise<{ readonly name: string; readonly value: unknown }>,
  ): Promise<void> {
    const asked = this.#decoder.request(incomingOf(outbound))
    if (asked === undefined) {
      this.passed++
      return
    }
    const { service, scope, operation, input } = asked
    const { name, value } = await came(asked)
    const mask = maskOf(this.options.redact, this.options.redactMembers)
    const request = valueText(mask.request(input))
    const written = name === 'response' ? mask.answer(value) : value
    const preamble: Omit<Exchange, 'received' | 'input' | 'outcome'> = {
      sent,
      client,
      service: service.id,
      region: scope.region,
      account: accountIn(scope.accessKey),
      operation,
    }
    const open = { preamble, request }
    this.#file.begin(open)
    this.#file.end(open, Math.max(received, sent), `${JSON.stringify(name)}:${valueText(written)}`)
    this.exchanges++
  }

  #later(work: () => Promise<void>): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.#file.drop(undefined, new Error('the trace could not be written as fast as requests came'))
      return
    }
    this.#waiting.push(work)
    this.#isAtWork ??= this.#work()
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve))
      for (const work of this.#waiting.splice(0, AT_ONCE)) {
        try {
          await work()
        } catch (error) {
          this.#file.drop(undefined, error)
        }
      }
    }
    this.#isAtWork = undefined
  }
}

/** Twelve digits are the account itself; any other key says nothing of it, and is never written. */
const accountIn = (accessKey: string | undefined): string | undefined =>
  accessKey !== undefined && /^\d{12}$/.test(accessKey) ? accessKey : undefined

const incomingOf = ({
  method,
  path,
  headers,
  body,
}: Pick<Outbound, 'method' | 'path'> & { headers: Incoming['headers']; body: Uint8Array | string }): Incoming => {
  const mark = path.indexOf('?')
  return {
    method,
    path: mark === -1 ? path : path.slice(0, mark),
    query: mark === -1 ? '' : path.slice(mark + 1),
    headers,
    body,
    origin: 'http://localhost',
    signal: undefined,
  }
}
