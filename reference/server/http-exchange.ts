import type { IncomingMessage, ServerResponse } from 'node:http'
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
    const lines: (string | number)[] = ['Content-Length', Buffer.byteLength(body)]
    for (const name in headers) lines.push(name, headers[name]!)
    this.response.writeHead(status, lines as string[])
    this.response.end(this.method === 'HEAD' ? undefined : body)
  }
}
