import type { IncomingHttpHeaders } from 'node:http2'
import type { Service } from '../../../reference/core/service.js'
import type { Tap, Watcher } from '../../../reference/server/tap.js'
import type { Asked } from '../../../reference/wire/protocols/protocol.js'
import type { Answer, Incoming } from '../../../reference/wire/request.js'
import type { Scope } from '../../../reference/wire/scope.js'
import type { Outcome } from '../../oracle/exchange.js'
import { maskOf, type Redact } from '../../oracle/trace/sdk/redact.js'
import { TraceFile } from '../../oracle/trace/sdk/trace-file.js'
import { valueText } from '../../oracle/trace/write-trace.js'
import { type Came, type Decoded, Decoder, protocolOf } from './decode.js'
import { wallClock } from '../../targets/wall-clock.js'
import type { Outbound, Upstream } from './upstream.js'

export interface RecorderOptions {
  readonly to: Pick<Upstream, 'label'>
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

/** So many answers are put into words before others get their turn, or a quarter of those that wait: they never get more and more. */
const AT_ONCE = 20
/** Answers that wait for that, and their bytes; what comes then is dropped and counted, so that memory is bounded. */
const MOST_WAITING = 10_000
const MOST_BYTES = 256 * 1024 * 1024

/** Writes a trace of what goes by. It is put into words when the answer has gone on, so that nobody waits for that. */
export class Recorder {
  readonly #decoder: Decoder
  readonly #file: TraceFile
  readonly #open = new Set<{ end(): void }>()
  readonly #waiting: { readonly work: () => Promise<void>; readonly bytes: number }[] = []
  #bytes = 0
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

  ask({ headers, path, method, client }: Told): Request {
    const { service, region } = this.#decoder.scopeOf(incomingOf({ method, path, headers, body: '' }))
    return { client, goesTo: (to) => ({ base: to.baseOf(service, region), service, region }) }
  }

  begin({ client }: Request, outbound: Outbound, sent: number): Pending {
    let isOver = false
    const over = (received: number, came: (asked: Decoded) => Promise<Outcome>, bytes = 0): void => {
      if (isOver) return
      isOver = true
      this.#open.delete(open)
      this.#later(bytes + outbound.body.length, () => this.#decode(client, outbound, sent, received, came))
    }
    const lost = (reason: string, received: number): void => over(received, () => Promise.resolve({ kind: 'lost', reason }))
    const open = { end: () => lost(CLOSED, wallClock.now()) }
    this.#open.add(open)
    return {
      lost,
      streams: (received) => over(received, () => Promise.resolve({ kind: 'answered', output: {} })),
      came: (came, received) => over(received, (asked) => this.#decoder.outcome(asked, came), came.body.length),
    }
  }

  /**
   * Follows what goes through a reference in this process: what is asked is read once, and an answer in JSON is written as it stands.
   *
   * @param clientOf the name of a connection: `c1`
   */
  tap(clientOf: (connection: object | undefined) => string): Tap {
    const isMasked = this.options.redact !== undefined
    return {
      begin: (request: Incoming): Watcher => {
        const sent = wallClock.now()
        let asked: Asked | undefined
        let scope: Scope | undefined
        let isOver = false
        /** Once the proxy is closed, a request that waits is lost to the trace. */
        const open = { end: () => over({ kind: 'lost', reason: CLOSED }) }
        const over = (outcome: Outcome | undefined, answer?: Answer): void => {
          if (isOver) return
          isOver = true
          this.#open.delete(open)
          if (asked === undefined || scope === undefined) {
            this.passed++
            return
          }
          const { dialect, operation, input } = asked
          const client = clientOf(request.connection)
          const received = wallClock.now()
          const decoded = { service: dialect.service, scope, operation: operation.name, input, protocol: protocolOf(request) }
          if (outcome !== undefined) this.#write(client, decoded, sent, received, outcome)
          else if (answer !== undefined) this.#answered(client, decoded, sent, received, answer, isMasked)
        }
        return {
          asked: (read, signed) => {
            asked = read
            scope = signed
            this.#open.add(open)
          },
          answered: (answer) => over(undefined, answer),
          left: () => over({ kind: 'lost', reason: LEFT }),
        }
      },
    }
  }

  #answered(client: string, asked: Decoded, sent: number, received: number, { status, headers, body }: Answer, isMasked: boolean): void {
    const { service, scope, operation, input, protocol } = asked
    if (typeof body !== 'string' && !(body instanceof Uint8Array))
      return this.#write(client, asked, sent, received, { kind: 'answered', output: {} })
    if (status < 300 && protocol === 'json' && typeof body === 'string' && !isMasked && !body.includes('\n'))
      return this.#put(client, service, scope, operation, valueText(input), sent, received, `"response":${body === '' ? '{}' : body}`)
    const came = { status, contentType: headers['Content-Type'] ?? '', body: typeof body === 'string' ? Buffer.from(body) : body }
    this.#later(came.body.length, async () => this.#write(client, asked, sent, received, await this.#decoder.outcome(asked, came)))
  }

  /** Ends the trace. What has no answer yet is lost to it. */
  async close(): Promise<void> {
    for (const open of [...this.#open]) open.end()
    while (this.#isAtWork !== undefined) await this.#isAtWork
    await this.#file.close(wallClock.now())
  }

  async #decode(
    client: string,
    outbound: Outbound,
    sent: number,
    received: number,
    came: (asked: Decoded) => Promise<Outcome>,
  ): Promise<void> {
    const asked = this.#decoder.request(incomingOf(outbound))
    if (asked === undefined) this.passed++
    else this.#write(client, asked, sent, received, await came(asked))
  }

  #write(client: string, { service, scope, operation, input }: Decoded, sent: number, received: number, outcome: Outcome): void {
    const mask = maskOf(this.options.redact, this.options.redactMembers)
    const came =
      outcome.kind === 'lost'
        ? `"lost":${JSON.stringify(outcome.reason)}`
        : outcome.kind === 'answered'
          ? `"response":${valueText(mask.answer(outcome.output))}`
          : `"error":${JSON.stringify({ code: outcome.code, message: outcome.message, status: outcome.status })}`
    this.#put(client, service, scope, operation, valueText(mask.request(input)), sent, received, came)
  }

  #put(
    client: string,
    { id: service }: Service,
    { region, accessKey }: Scope,
    operation: string,
    request: string,
    sent: number,
    received: number,
    came: string,
  ): void {
    const open = { preamble: { sent, client, service, region, account: accountIn(accessKey), operation }, request }
    this.#file.begin(open)
    this.#file.end(open, Math.max(received, sent), came)
    this.exchanges++
  }

  #later(bytes: number, work: () => Promise<void>): void {
    if (this.#waiting.length >= MOST_WAITING || this.#bytes + bytes > MOST_BYTES) {
      this.#file.drop(undefined, new Error('the trace could not be written as fast as requests came'))
      return
    }
    this.#bytes += bytes
    this.#waiting.push({ work, bytes })
    this.#isAtWork ??= this.#work()
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve))
      for (const { work, bytes } of this.#waiting.splice(0, Math.max(AT_ONCE, this.#waiting.length >> 2))) {
        this.#bytes -= bytes
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

/** Why no answer stands in a trace. */
const CLOSED = 'the proxy was closed before an answer came'
export const LEFT = 'the client went away'

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
