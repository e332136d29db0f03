import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Answer, AnswerBody, Incoming } from '../wire/request.js'

/** One request from a socket, and the way back. */
export interface Exchange extends Incoming {
  body: Uint8Array | string
  send(answer: Answer): void
  /** Breaks the request off without an answer. */
  abandon(): void
}

/** The path and the query of a request target. A proxy's form, `http://host/path`, is rare enough to be cut by hand. */
export const splitTarget = (target: string): { readonly path: string; readonly query: string } => {
  const url = target.startsWith('/') ? target : target.replace(/^[a-z]+:\/\/[^/?]*/i, '') || '/'
  const mark = url.indexOf('?')
  return mark === -1 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) }
}

/** A body that is there already; any other comes as it is made. */
export const isWhole = (body: AnswerBody): body is string | Uint8Array => typeof body === 'string' || body instanceof Uint8Array

export const lengthOf = (body: string | Uint8Array): number => (typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength)

/** Characters from which a text is made bytes here: Node would make room for three bytes a character, and measure it twice. */
const LONG = 4096
export const readyToSend = (body: AnswerBody): AnswerBody => (typeof body === 'string' && body.length > LONG ? Buffer.from(body) : body)

/** Sends pieces as they are made; a client that goes away ends the making. */
export const sendPieces = async (pieces: AsyncIterable<Uint8Array>, to: Writable): Promise<void> => {
  try {
    await pipeline(Readable.from(pieces), to)
  } catch {
    to.destroy()
  }
}

/** One request over HTTP/1.1. Made for speed: nothing is parsed here that few requests need. */
export class Http1Exchange implements Exchange {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly rawHeaders: readonly string[]
  body: Uint8Array | string = ''
  #abort: AbortController | undefined

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    readonly origin: string,
  ) {
    const { path, query } = splitTarget(request.url!)
    this.method = request.method!
    this.path = path
    this.query = query
    this.rawHeaders = request.rawHeaders
  }

  get connection(): object {
    return this.request.socket
  }

  get headers(): IncomingMessage['headers'] {
    return this.request.headers
  }

  /** Made when first asked for: an `AbortController` costs more than reading the request. */
  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      const abort = (this.#abort = new AbortController())
      if (this.response.destroyed) abort.abort()
      else {
        this.response.once('close', () => {
          if (!this.response.writableFinished) abort.abort()
        })
      }
    }
    return this.#abort.signal
  }

  send({ status, headers, body: made }: Answer): void {
    if (this.response.destroyed) return
    const body = readyToSend(made)
    const lines: (string | number)[] = []
    if (isWhole(body)) lines.push('Content-Length', lengthOf(body))
    for (const name in headers) lines.push(name, headers[name]!)
    this.response.writeHead(status, lines as string[])
    if (this.method === 'HEAD') this.response.end()
    else if (isWhole(body)) this.response.end(body)
    else {
      this.response.flushHeaders()
      void sendPieces(body, this.response)
    }
  }

  abandon(): void {
    this.request.socket.destroy()
  }
}
