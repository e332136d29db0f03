import { Readable } from 'node:stream'
import type { HttpHandlerOptions, HttpRequest, HttpResponse } from '@smithy/types'
import type { Answer, AnswerBody, Incoming } from '../wire/request.js'
import type { Dispatcher } from './dispatch.js'

/** Milliseconds of real time after which a wait is no short one. */
const PATIENCE_MS = 1000

/** Carries the requests of an AWS SDK client to the reference without a socket: the `requestHandler` of its configuration. */
export class EmbeddedHandler {
  readonly metadata = { handlerProtocol: 'h1' }

  #isTold = false

  /** @param standsStill whether time passes only when somebody puts it forward */
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly standsStill = false,
  ) {}

  async handle(request: HttpRequest, { abortSignal }: HttpHandlerOptions = {}): Promise<{ response: HttpResponse }> {
    const signal = abortSignal instanceof AbortSignal ? abortSignal : undefined
    if (abortSignal?.aborted === true) throw aborted()
    const answer = this.dispatcher.dispatch(incoming(request, signal))
    const { status, headers, body } = answer instanceof Promise ? await this.#waited(answer, signal) : answer
    return { response: { statusCode: status, headers: { ...headers }, body: bodyToSend(body) } }
  }

  /** Whoever waits for time that does not pass is told so once: else a test hangs until its limit, without a word. */
  async #waited(answer: Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer> {
    const isToBeTold = this.standsStill && !this.#isTold
    const telling = isToBeTold ? setTimeout(() => this.#tell(), PATIENCE_MS) : undefined
    // A process that only waits for it may end.
    telling?.unref()
    try {
      return await untilAborted(answer, signal)
    } finally {
      clearTimeout(telling)
    }
  }

  #tell(): void {
    if (this.#isTold) return
    this.#isTold = true
    process.emitWarning(
      "a request waits for time to pass, and the clock of this reference stands still: call `aws.clock.advance(ms)`, or make it with `reference({ clock: 'virtual' })`, where time jumps ahead by itself",
      { type: 'TouchstoneWarning' },
    )
  }

  destroy(): void {}
  updateHttpClientConfig(): void {}
  httpHandlerConfigs(): Record<string, never> {
    return {}
  }
}

/** A request of the SDK's, as it would come in. */
export const incoming = (request: HttpRequest, signal: AbortSignal | undefined): Incoming => {
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
    void answer.then((settled) => {
      signal.removeEventListener('abort', stop)
      resolve(settled)
    })
  })
}
