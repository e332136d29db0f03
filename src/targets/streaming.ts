import { request as httpRequest } from 'node:http'
import { connect, constants } from 'node:http2'
import type { ClientHttp2Session, IncomingHttpHeaders } from 'node:http2'
import { request as httpsRequest } from 'node:https'
import { LARGEST_ANSWER } from './exchange.js'
import { Pieces } from './pieces.js'
import { NoAnswer } from './target.js'
import type { HttpRequest, StreamedAnswer } from './target.js'
import { wallClock } from './wall-clock.js'

/** Milliseconds in which a server that speaks HTTP/2 has said so. */
const SETTINGS_WITHIN_MS = 5000
/** What a connection has of its own, and a stream must not repeat. */
const OF_CONNECTIONS = new Set(['host', 'connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection'])

export interface StreamingOptions {
  readonly base: URL
  /** Certificates that are trusted, and whether any is. */
  readonly tls: object
  /** Milliseconds for the head of an answer. */
  readonly headWithinMs: number
}

/** Requests whose answers are streams. Each has a connection of its own, which ends with it. */
export class Streaming {
  readonly #open = new Set<() => void>()
  #isHttp2: Promise<boolean> | undefined

  constructor(private readonly options: StreamingOptions) {}

  /**
   * Over HTTP/2, by prior knowledge where there is no TLS; over HTTP/1.1 where the server turned out not to speak it.
   *
   * @param request its path made whole
   * @throws NoAnswer
   */
  async send(request: HttpRequest): Promise<StreamedAnswer> {
    const sent = wallClock.now()
    // Looked at once: a server does not learn it in the middle of a run.
    this.#isHttp2 ??= this.#session().then((session) => {
      session?.destroy()
      return session !== undefined
    })
    const session = (await this.#isHttp2) ? await this.#session() : undefined
    return session === undefined ? this.#overHttp1(request, sent) : this.#overHttp2(session, request, sent)
  }

  close(): void {
    for (const end of [...this.#open]) end()
  }

  /** A connection on which the server has spoken HTTP/2. */
  #session(): Promise<ClientHttp2Session | undefined> {
    return new Promise((resolve) => {
      const session = connect(this.options.base.origin, { ...this.options.tls })
      const give = (found: ClientHttp2Session | undefined): void => {
        clearTimeout(timer)
        resolve(found)
        if (found === undefined) session.destroy()
      }
      const timer = setTimeout(() => give(undefined), SETTINGS_WITHIN_MS)
      session.once('remoteSettings', () => give(session))
      session.on('error', () => give(undefined))
      session.once('close', () => give(undefined))
    })
  }

  #overHttp2(session: ClientHttp2Session, request: HttpRequest, sent: number): Promise<StreamedAnswer> {
    const { method, path, headers, body } = request
    const own = Object.entries(headers).filter(([name]) => !OF_CONNECTIONS.has(name.toLowerCase()))
    const authority = headers['host'] ?? this.options.base.host
    const stream = session.request({ ...Object.fromEntries(own), ':method': method, ':path': path, ':authority': authority })
    return this.#head(
      'HTTP/2',
      sent,
      () => {
        stream.close(constants.NGHTTP2_CANCEL)
        session.destroy()
      },
      (answered, pieces, fail) => {
        session.on('error', fail)
        stream.on('error', fail)
        stream.on('response', (came: IncomingHttpHeaders) => answered(Number(came[':status']), came))
        stream.on('data', (bytes: Buffer) => pieces.push(bytes, wallClock.now()))
        stream.on('end', () => pieces.end())
        stream.on('close', () => fail(new Error('the connection was closed')))
        stream.end(body)
      },
    )
  }

  #overHttp1(request: HttpRequest, sent: number): Promise<StreamedAnswer> {
    const { base, tls } = this.options
    const { method, path, headers, body } = request
    const isTls = base.protocol === 'https:'
    const outgoing = (isTls ? httpsRequest : httpRequest)({
      ...tls,
      agent: false,
      method,
      path,
      host: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port || (isTls ? 443 : 80),
      headers: { host: base.host, ...headers, 'content-length': String(Buffer.byteLength(body)) },
    })
    return this.#head(
      'HTTP/1.1',
      sent,
      () => outgoing.destroy(),
      (answered, pieces, fail) => {
        outgoing.on('error', fail)
        outgoing.on('response', (response) => {
          answered(response.statusCode ?? 0, response.headers)
          response.on('data', (bytes: Buffer) => pieces.push(bytes, wallClock.now()))
          response.on('end', () => {
            pieces.end()
            outgoing.destroy()
          })
          response.on('error', fail)
        })
        outgoing.end(body)
      },
    )
  }

  /** The answer as soon as its head is there. */
  #head(
    carrier: 'HTTP/1.1' | 'HTTP/2',
    sent: number,
    destroy: () => void,
    begin: (answered: (status: number, headers: IncomingHttpHeaders) => void, pieces: Pieces, fail: (error: Error) => void) => void,
  ): Promise<StreamedAnswer> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer)
        this.#open.delete(leave)
        destroy()
      }
      const pieces = new Pieces(leave, LARGEST_ANSWER)
      const fail = (cause: Error): void => {
        const error = new NoAnswer(cause.message, sent, wallClock.now(), { cause })
        pieces.end(error)
        reject(error)
        leave()
      }
      const { headWithinMs } = this.options
      const timer = setTimeout(() => fail(new Error(`no answer within ${headWithinMs / 1000} s`)), headWithinMs)
      this.#open.add(leave)
      begin(
        (status, headers) => {
          clearTimeout(timer)
          resolve({ status, headers: flat(headers), carrier, sent, received: wallClock.now(), pieces })
        },
        pieces,
        fail,
      )
    })
  }
}

const flat = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(':') ? [] : [[name, Array.isArray(value) ? value.join(', ') : (value ?? '')]],
    ),
  )
