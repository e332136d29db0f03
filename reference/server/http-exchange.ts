import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Answer, Incoming } from '../wire/request.js'

/** One request over HTTP/1.1 as the wire sees it. Made for speed: nothing is parsed here that few requests need. */
export class HttpExchange implements Incoming {
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
    // A proxy's form of the request target, `POST http://host/path`, is rare enough to be cut by hand.
    const url = request.url!.startsWith('/') ? request.url! : request.url!.replace(/^[a-z]+:\/\/[^/?]*/i, '') || '/'
    const mark = url.indexOf('?')
    this.method = request.method!
    this.path = mark === -1 ? url : url.slice(0, mark)
    this.query = mark === -1 ? '' : url.slice(mark + 1)
    this.rawHeaders = request.rawHeaders
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

  send({ status, headers, body }: Answer): void {
    if (this.response.destroyed) return
    const lines: (string | number)[] = []
    const isWhole = typeof body === 'string' || body instanceof Uint8Array
    if (isWhole) lines.push('Content-Length', typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength)
    for (const name in headers) lines.push(name, headers[name]!)
    this.response.writeHead(status, lines as string[])
    if (this.method === 'HEAD') this.response.end()
    else if (isWhole) this.response.end(body)
    else void this.#stream(body)
  }

  /** Sends pieces as they are made; a client that goes away ends the making. */
  async #stream(body: AsyncIterable<Uint8Array>): Promise<void> {
    this.response.flushHeaders()
    try {
      await pipeline(Readable.from(body), this.response)
    } catch {
      this.response.destroy()
    }
  }
}
