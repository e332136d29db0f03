import { Readable } from 'node:stream'
import type { HttpHandlerOptions, HttpRequest, HttpResponse } from '@smithy/types'
import type { Answer, AnswerBody, Incoming } from '../wire/request.js'
import type { Dispatcher } from './dispatch.js'

/** Carries the requests of an AWS SDK client to the reference without a socket: the `requestHandler` of its configuration. */
export class EmbeddedHandler {
  readonly metadata = { handlerProtocol: 'h1' }

  constructor(private readonly dispatcher: Dispatcher) {}

  async handle(request: HttpRequest, { abortSignal }: HttpHandlerOptions = {}): Promise<{ response: HttpResponse }> {
    const signal = abortSignal instanceof AbortSignal ? abortSignal : undefined
    if (abortSignal?.aborted === true) throw aborted()
    const answer = this.dispatcher.dispatch(incoming(request, signal))
    const { status, headers, body } = answer instanceof Promise ? await untilAborted(answer, signal) : answer
    return { response: { statusCode: status, headers: { ...headers }, body: bodyToSend(body) } }
  }

  destroy(): void {}
  updateHttpClientConfig(): void {}
  httpHandlerConfigs(): Record<string, never> {
    return {}
  }
}

const incoming = (request: HttpRequest, signal: AbortSignal | undefined): Incoming => {
  const headers: Record<string, string> = {}
  for (const name of Object.keys(request.headers)) headers[name.toLowerCase()] = request.headers[name]!
  const port = request.port === undefined ? '' : `:${request.port}`
  return {
    method: request.method,
    path: request.path,
    query: queryString(request.query),
    headers,
    body: bodyOf(request.body),
    origin: `${request.protocol}//${request.hostname}${port}`,
    signal,
  }
}

/** Clients collect bytes, and read event streams as a stream of Node's. */
const bodyToSend = (body: AnswerBody): Uint8Array | Readable =>
  typeof body === 'string' ? new TextEncoder().encode(body) : body instanceof Uint8Array ? body : Readable.from(body)

const bodyOf = (body: unknown): Uint8Array | string => {
  if (body === undefined || body === null) return ''
  if (typeof body === 'string' || body instanceof Uint8Array) return body
  throw new TypeError('The embedded reference takes bodies of strings and bytes; for streams use listen().')
}

const queryString = (query: HttpRequest['query'] | undefined): string => {
  const parts: string[] = []
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) parts.push(`${encodeURIComponent(name)}=${encodeURIComponent(one)}`)
  }
  return parts.join('&')
}

const aborted = (): Error => Object.assign(new Error('Request aborted'), { name: 'AbortError' })

const untilAborted = (answer: Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer> => {
  if (signal === undefined) return answer
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(aborted())
    signal.addEventListener('abort', stop, { once: true })
    void answer.then(settled => {
      signal.removeEventListener('abort', stop)
      resolve(settled)
    })
  })
}
