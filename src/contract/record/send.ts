import { connect, constants, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2'
import { Readable } from 'node:stream'
import { Agent, type Dispatcher } from 'undici'
import type { Outbound } from './upstream.js'

/** An answer: whole, or the beginning of a stream, which is to be read or destroyed. */
export interface Arriving {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | Readable
}

/** What belongs to a connection and not to what goes over it. */
const OF_CONNECTIONS = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'te',
  'host',
  'content-length',
  'expect',
])

/** The headers that go on, names in lower case. */
export const endToEnd = (headers: IncomingHttpHeaders | NodeJS.Dict<string | string[]>): Record<string, string> => {
  const kept: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value === undefined || name.startsWith(':') || OF_CONNECTIONS.has(name)) continue
    kept[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return kept
}

/** Whoever asked, and may not wait for the answer: what is called then. */
export interface Asker {
  readonly isGone: boolean
  onGone: (() => void) | undefined
}

/**
 * Connections to where requests go. Nothing is ever sent twice: whether a request that failed was done, nobody knows. HTTP/1.1 is spoken by undici, whose
 * answers come without a stream each: that is a third of what passing on a small message costs.
 */
export class Sender {
  readonly #http = new Agent({ connections: null, pipelining: 1, headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: LARGEST_HEAD })
  readonly #sessions = new Map<string, Promise<ClientHttp2Session | undefined>>()

  /** Rejects where the answer does not come. */
  async send(outbound: Outbound, asker: Asker, isHttp2: boolean): Promise<Arriving> {
    const session = isHttp2 ? await this.#session(outbound.base) : undefined
    return session === undefined ? this.#overHttp1(outbound, asker) : overHttp2(session, outbound, asker)
  }

  close(): void {
    void this.#http.destroy()
    for (const opening of this.#sessions.values()) void opening.then((session) => session?.destroy())
  }

  #overHttp1({ base, method, path, headers, body }: Outbound, asker: Asker): Promise<Arriving> {
    return new Promise((resolve, reject) => {
      const hasBody = body.length > 0 || method !== 'GET'
      this.#http.dispatch(
        { origin: base.origin, method: method as Dispatcher.HttpMethod, path, headers, body: hasBody ? body : null },
        new Taking(asker, resolve, reject),
      )
    })
  }

  /** A connection of HTTP/2, if it is spoken there. */
  #session(base: URL): Promise<ClientHttp2Session | undefined> {
    const known = this.#sessions.get(base.origin)
    if (known !== undefined) return known
    const opening = new Promise<ClientHttp2Session | undefined>((resolve) => {
      const session = connect(base.origin)
      session.once('remoteSettings', () => resolve(session))
      session.once('error', () => resolve(undefined))
      session.once('close', () => {
        // Whoever wants one after it was used and closed opens another; where there never was one, that is remembered.
        void opening.then((opened) => opened !== undefined && this.#sessions.delete(base.origin))
        resolve(undefined)
      })
      session.setTimeout(SPEAKS_MS, () => resolve(undefined))
      session.unref()
    })
    this.#sessions.set(base.origin, opening)
    return opening
  }
}

/** What the headers of an answer may have, in bytes. */
const LARGEST_HEAD = 64 * 1024
/** Whoever does not answer the beginning of HTTP/2 within so many milliseconds does not speak it. */
const SPEAKS_MS = 2000

const overHttp2 = (session: ClientHttp2Session, { base, method, path, headers, body }: Outbound, asker: Asker): Promise<Arriving> =>
  new Promise((resolve, reject) => {
    const length = Buffer.byteLength(body)
    const stream = session.request({ ':method': method, ':path': path, ':authority': base.host, ...headers, 'content-length': length })
    const cancel = (): void => stream.close(constants.NGHTTP2_CANCEL)
    asker.onGone = cancel
    if (asker.isGone) cancel()
    stream.on('error', reject)
    stream.once('response', (answered) => {
      const begun = { status: answered[':status'] ?? 502, headers: endToEnd(answered) }
      if (isStream(begun.headers)) resolve({ ...begun, body: stream })
      else wholeOf(stream, Infinity).then((whole) => resolve({ ...begun, body: whole ?? NOTHING }), reject)
    })
    stream.once('close', () => reject(new Error('the connection was closed')))
    stream.end(body)
  })

/** Takes an answer: gathers it, or hands it on as a stream where it is one. */
class Taking implements Dispatcher.DispatchHandler {
  #status = 502
  #headers: Readonly<Record<string, string>> = {}
  readonly #chunks: Buffer[] = []
  #stream: Readable | undefined

  constructor(
    private readonly asker: Asker,
    private readonly resolve: (arriving: Arriving) => void,
    private readonly reject: (error: Error) => void,
  ) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    const abort = (): void => controller.abort(new Error(LEAVES))
    this.asker.onGone = abort
    if (this.asker.isGone) abort()
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: NodeJS.Dict<string | string[]>): void {
    // What comes before an answer (`100 Continue`) is for connections.
    if (status < 200) return
    this.#status = status
    this.#headers = endToEnd(headers)
    if (!isStream(this.#headers)) return
    const stream = new Readable({
      read: () => controller.resume(),
      destroy: (error, done) => {
        controller.abort(error ?? new Error(LEAVES))
        done(error)
      },
    })
    this.#stream = stream
    this.resolve({ status, headers: this.#headers, body: stream })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#stream === undefined) this.#chunks.push(chunk)
    else if (!this.#stream.push(chunk)) controller.pause()
  }

  onResponseEnd(): void {
    this.asker.onGone = undefined
    if (this.#stream !== undefined) this.#stream.push(null)
    else {
      const [only = NOTHING] = this.#chunks
      const body = this.#chunks.length < 2 ? only : Buffer.concat(this.#chunks)
      this.resolve({ status: this.#status, headers: this.#headers, body })
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#stream === undefined) this.reject(error)
    else this.#stream.destroy(error)
  }
}

const LEAVES = 'the client went away'
const STREAM = 'application/vnd.amazon.eventstream'
const isStream = (headers: Readonly<Record<string, string>>): boolean => headers['content-type']?.startsWith(STREAM) === true
const NOTHING = Buffer.alloc(0)

/** The whole body; nothing where it is too long, and then the rest is read and thrown away. */
export const wholeOf = (source: Readable, most: number): Promise<Buffer | undefined> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    source.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= most) chunks.push(chunk)
      else chunks.length = 0
    })
    source.once('end', () => resolve(length > most ? undefined : chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)))
    source.once('error', reject)
    source.once('close', () => reject(new Error('the connection was closed in the middle of the body')))
  })
