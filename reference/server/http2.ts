import type { Http2Server, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2'
import type { Answer } from '../wire/request.js'
import { type Exchange, isWhole, lengthOf, readyToSend, sendPieces, splitTarget } from './exchange.js'
import { LIMITS } from './limits.js'

/** Loaded when somebody first speaks it: a server is started often. */
const http2 = () => process.getBuiltinModule('node:http2')

/** One request over HTTP/2. */
export class Http2Exchange implements Exchange {
  readonly method: string
  readonly path: string
  readonly query: string
  body: Uint8Array | string = ''
  #abort: AbortController | undefined

  constructor(
    private readonly stream: ServerHttp2Stream,
    readonly headers: IncomingHttpHeaders,
    readonly origin: string,
  ) {
    const { path, query } = splitTarget(headers[':path'] ?? '/')
    this.method = headers[':method'] ?? ''
    this.path = path
    this.query = query
  }

  get connection(): object | undefined {
    return this.stream.session
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      const abort = (this.#abort = new AbortController())
      if (this.stream.destroyed) abort.abort()
      else {
        this.stream.once('close', () => {
          if (!this.stream.writableFinished) abort.abort()
        })
      }
    }
    return this.#abort.signal
  }

  send({ status, headers, body: made }: Answer): void {
    const { stream } = this
    if (stream.destroyed || stream.closed || stream.headersSent) return
    const body = readyToSend(made)
    const head = { ':status': status, ...headers, ...(isWhole(body) ? { 'content-length': lengthOf(body) } : {}) }
    const isEmpty = this.method === 'HEAD' || (isWhole(body) && body.length === 0)
    stream.respond(head, { endStream: isEmpty })
    if (isEmpty) return
    if (isWhole(body)) stream.end(body)
    else void sendPieces(body, stream)
  }

  abandon(): void {
    this.stream.close(http2().constants.NGHTTP2_ENHANCE_YOUR_CALM)
  }
}

/**
 * HTTP/2 for connections that were accepted elsewhere: `emit('connection', socket)`. What clients can ask of one connection is bounded by Node and
 * nghttp2 (headers, streams, resets in a row, unanswered pings and settings), and idle connections are closed.
 *
 * @returns a function that ends all of them
 */
export const http2Server = (
  open: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
  { idleMs, requestMs }: { readonly idleMs: number; readonly requestMs: number } = LIMITS,
): { server: Http2Server; end(): void } => {
  const sessions = new Set<ServerHttp2Session>()
  const server = http2().createServer({
    maxSessionMemory: LIMITS.sessionMegabytes,
    // Beyond our own limit (see below), for headers that are small when packed and large when unpacked.
    maxHeaderListPairs: 4_000,
    settings: { maxConcurrentStreams: LIMITS.streams, maxHeaderListSize: 8 * LIMITS.headerBytes, enablePush: false },
  })
  server.on('session', (session) => {
    let streams = 0
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
    session.on('error', ignore)
    session.on('stream', (stream) => {
      streams++
      stream.once('close', () => streams--)
    })
    // A stream may wait for long without a byte (a long poll on a clock that stands still); a connection without any may not.
    session.setTimeout(idleMs, () => {
      if (streams === 0) session.close()
    })
  })
  server.on('stream', (stream, headers) => {
    stream.on('error', ignore)
    if (sizeOf(headers) > LIMITS.headerBytes) {
      stream.respond({ ':status': 431 }, { endStream: true })
      stream.resume()
      return
    }
    const late = setTimeout(() => stream.close(http2().constants.NGHTTP2_CANCEL), requestMs)
    stream.once('end', () => clearTimeout(late)).once('close', () => clearTimeout(late))
    open(stream, headers)
  })
  server.on('sessionError', ignore)
  return {
    server,
    end() {
      for (const session of sessions) session.destroy()
    },
  }
}

const sizeOf = (headers: IncomingHttpHeaders): number => {
  let size = 0
  for (const name in headers) size += name.length + String(headers[name]).length
  return size
}

const ignore = (): void => {}
