import type { IncomingMessage, ServerResponse } from 'node:http'
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import type { Duplex, Readable } from 'node:stream'
import { type Answer, header } from '../wire/request.js'
import type { Admission, Sender } from './admission.js'
import { answerBadRequest } from './bad-request.js'
import { type Control, CONTROL_PREFIX } from './control.js'
import type { Dispatcher } from './dispatch.js'
import { type Exchange, Http1Exchange } from './exchange.js'
import { Http2Exchange } from './http2.js'
import { type Asker, Outbox } from './outbox.js'
import { type BodyLimits, readBody } from './read-body.js'

/** Takes requests from the network, keeps out who may not ask, reads bodies, and carries answers back. */
export class Door {
  fallbackOrigin = 'http://localhost'
  readonly #outbox = new Outbox()
  #lastHost: string | undefined
  #lastOrigin = ''

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly control: Control,
    private readonly admission: Admission,
    private readonly limits: BodyLimits,
    private readonly scheme: 'http' | 'https',
  ) {}

  open(request: IncomingMessage, response: ServerResponse): void {
    const sender = senderOf(request.rawHeaders)
    response.on('error', ignore)
    this.#read(request, new Http1Exchange(request, response, this.#origin(sender.host)), sender)
  }

  openStream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const host = headers[':authority'] ?? headers.host
    const { origin, 'sec-fetch-site': site } = headers
    const sender = { host, origin, site: typeof site === 'string' ? site : undefined }
    stream.on('error', ignore)
    this.#read(stream, new Http2Exchange(stream, headers, this.#origin(host)), sender)
  }

  /** What cannot be read, after everything is answered that came before it on its connection. */
  refuse(error: Error, socket: Duplex): void {
    // What was read whole before it may be a turn away from being answered.
    setImmediate(() => {
      this.#outbox.send()
      answerBadRequest(error, socket)
    })
  }

  #read(source: Readable, exchange: Exchange, sender: Sender): void {
    const { origin } = sender
    const asker: Asker =
      origin !== undefined && this.admission.allows(origin) ? { send: (answer) => exchange.send(withCors(answer, origin)) } : exchange
    const refusal = this.admission.refusal(sender)
    readBody(source, this.limits, {
      whole: (body) => {
        exchange.body = body
        if (refusal !== undefined)
          asker.send(isControl(exchange) ? this.control.refuse(refusal) : this.dispatcher.refuse(exchange, refusal))
        else if (asker !== exchange && exchange.method === 'OPTIONS') asker.send(preflight(exchange))
        else this.#answer(exchange, asker)
      },
      refused: (error) => asker.send(this.dispatcher.refuse(exchange, refusal ?? error)),
      abandon: () => exchange.abandon(),
    })
  }

  #answer(exchange: Exchange, asker: Asker): void {
    const answer = isControl(exchange) ? this.control.answer(exchange) : this.dispatcher.dispatch(exchange)
    if (answer instanceof Promise) void answer.then((settled) => asker.send(settled))
    else this.#outbox.add(asker, answer)
  }

  /** Queue URLs in answers lead to where the client found us. */
  #origin(host: string | undefined): string {
    if (host === this.#lastHost && host !== undefined) return this.#lastOrigin
    if (host === undefined || !/^[a-z0-9._-]+(:\d+)?$|^\[[0-9a-f:.]+\](:\d+)?$/i.test(host)) return this.fallbackOrigin
    this.#lastHost = host
    return (this.#lastOrigin = `${this.scheme}://${host}`)
  }
}

const isControl = (exchange: Exchange): boolean => exchange.path.startsWith(CONTROL_PREFIX)

/** One look through all headers: to ask for each by its name would take three. */
const senderOf = (headers: readonly string[]): Sender => {
  let host: string | undefined
  let origin: string | undefined
  let site: string | undefined
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!
    if (name.length === 4) {
      if (host === undefined && name.toLowerCase() === 'host') host = headers[i + 1]
    } else if (name.length === 6) {
      if (name.toLowerCase() === 'origin') origin = headers[i + 1]
    } else if (name.length === 14 && name.toLowerCase() === 'sec-fetch-site') site = headers[i + 1]
  }
  return { host, origin, site }
}

const withCors = (answer: Answer, origin: string): Answer => ({
  ...answer,
  headers: {
    ...answer.headers,
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': 'x-amzn-RequestId, x-amzn-query-error, x-amz-request-id, x-amz-id-2, Date',
    Vary: 'Origin',
  },
})

const preflight = (exchange: Exchange): Answer => ({
  status: 204,
  headers: {
    'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE, HEAD',
    'Access-Control-Allow-Headers': header(exchange, 'access-control-request-headers') ?? '*',
    'Access-Control-Allow-Private-Network': 'true',
    'Access-Control-Max-Age': '600',
  },
  body: '',
})

const ignore = (): void => {}
